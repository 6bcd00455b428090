"""`efficacy completion`: print the script that completes commands and options in a shell."""

from __future__ import annotations

from typing import Any

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Examples:
      efficacy completion bash >> ~/.bashrc
      efficacy completion zsh >> ~/.zshrc
      efficacy completion fish > ~/.config/fish/completions/efficacy.fish
    """
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    from efficacy_tui.cli.command_group import efficacy

    complete_class: Any = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}[shell]
    complete = complete_class(efficacy, {}, "efficacy", "_EFFICACY_COMPLETE")
    # Do not use `source()`: for bash it checks the system's bash instead of the one that will read the script.
    click.echo(complete.source_template % complete.source_vars())
