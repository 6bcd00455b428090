"""The subcommands of `efficacy`, one file each."""
