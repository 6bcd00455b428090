"""`efficacy completion`: print the script that completes commands, options, names and files in a shell."""

from __future__ import annotations

from pathlib import Path

import click

SHARE = Path(__file__).parents[2] / "share"
SCRIPTS = {
    "bash": SHARE / "bash-completion" / "completions" / "efficacy",
    "zsh": SHARE / "zsh" / "site-functions" / "_efficacy",
    "fish": SHARE / "fish" / "vendor_completions.d" / "efficacy.fish",
}
"""Shell → its script, which is also installed where that shell looks for the scripts of installed programs."""


@click.command()
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
def completion(shell: str) -> None:
    """Print the script that completes commands, options, names and files in your shell.

    For bash, add the line below to ~/.bashrc; for zsh, add it to ~/.zshrc after compinit. Completing only reads.

    \b
    Examples:
      eval "$(efficacy completion bash)"
      eval "$(efficacy completion zsh)"
      efficacy completion fish > ~/.config/fish/completions/efficacy.fish
    """
    click.echo(SCRIPTS[shell].read_text(encoding="utf-8"), nl=False)
