"""The shell UI: one command, its subcommands, and their exit codes."""
