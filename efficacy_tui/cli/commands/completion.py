"""`efficacy completion`: what a shell needs to complete commands and options."""

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

    kind: Any = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}[shell]
    made = kind(efficacy, {}, "efficacy", "_EFFICACY_COMPLETE")
    # Not `source()`: for bash that starts the system's own, which need not be the one that will read this.
    click.echo(made.source_template % made.source_vars())
