"""The shell face: one command, its subcommands, their exit codes."""
