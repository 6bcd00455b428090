"""A group of subcommands that names the nearest one when a command is mistyped."""

from __future__ import annotations

import click

CUTOFF = 0.6
"""How alike two names must be, 0 to 1, for one to be suggested instead of the other. †"""


class SuggestingGroup(click.Group):
    """A group that answers an unknown subcommand with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if not name or name.startswith("-") or self.get_command(ctx, name) is not None or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        suggestion = nearest_name(name, self.list_commands(ctx))
        advice = f"Did you mean “{ctx.command_path} {suggestion}”?" if suggestion else ""
        path = ctx.command_path
        ctx.fail(f"“{path} {name[:40]}” is not a command. {advice or f'“{path} --help” lists the commands.'}")


def nearest_name(typed: str, names: list[str]) -> str:
    """Return the name that is most like what was typed, ignoring case; empty if none is."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in names}
    # A beginning means more than what is alike by chance: “chal” is meant for “challenge”.
    begun = [name for key, name in folded.items() if len(typed) > 1 and key.startswith(typed.casefold())]
    close = get_close_matches(typed.casefold(), folded, n=1, cutoff=CUTOFF)
    return begun[0] if len(begun) == 1 else folded[close[0]] if close else ""
