"""A group of subcommands that names the nearest one when a command is mistyped."""

from __future__ import annotations

import click

CUTOFF = 0.6
"""How alike two names must be, 0 to 1, for one to be suggested instead of the other. †"""

ELSEWHERE = {
    "review": "The weekly review is in the dashboard, with w, and in “efficacy --plain”. “efficacy status --review” "
    "says whether it is due.",
    "reappraise": "Reappraisal is in the dashboard, with r, and in “efficacy --plain”.",
    "profile": "The profile is in the dashboard, with p, and in “efficacy --plain”.",
    "trends": "“efficacy standing” says where you stand; trends are in the dashboard, with t.",
    "evidence": "“efficacy add” adds evidence, and “efficacy list” lists it.",
    "settings": "“efficacy config” lists the settings.",
    "rung list": "“efficacy ladder” lists the rungs.",
    "rung show": "“efficacy ladder” lists the rungs.",
    "rung edit": "“efficacy list kind:rung” prints the ids of rungs, and “efficacy edit ID” changes one.",
    "challenge list": "“efficacy list kind:challenge” lists the open ones, “efficacy list kind:outcome” the others.",
    "challenge show": "“efficacy due” lists what is open, and “efficacy show ID” shows one.",
    "challenge edit": "“efficacy list kind:challenge” prints the ids of open ones, and “efficacy edit ID” changes one.",
    "challenge step": "“efficacy step” records a step.",
    "challenge outcome": "“efficacy outcome” records what came of it.",
    "challenge close": "“efficacy outcome” records what came of it, and closes it.",
    "domain edit": "“efficacy domain list --json” prints the ids of domains, and “efficacy edit ID” changes one.",
}
"""Subcommand that somebody may look for → where it is instead."""


class SuggestingGroup(click.Group):
    """A group that answers an unknown subcommand with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if not name or name.startswith("-") or self.get_command(ctx, name) is not None or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        root_path = ctx.find_root().command_path
        place = ELSEWHERE.get(f"{ctx.command_path.removeprefix(root_path)} {name}".strip().casefold(), "")
        suggestion = "" if place else nearest_name(name, self.list_commands(ctx))
        advice = f"Did you mean “{ctx.command_path} {suggestion}”?" if suggestion else ""
        path = ctx.command_path
        advice = place or advice or f"“{path} --help” lists the commands."
        ctx.fail(f"“{path} {name[:40]}” is not a command. {advice}")


def nearest_name(typed: str, names: list[str]) -> str:
    """Return the name that is most like what was typed, ignoring case; empty if none is."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in names}
    # A beginning means more than what is alike by chance: “chal” is meant for “challenge”.
    begun = [name for key, name in folded.items() if len(typed) > 1 and key.startswith(typed.casefold())]
    close = get_close_matches(typed.casefold(), folded, n=1, cutoff=CUTOFF)
    return begun[0] if len(begun) == 1 else folded[close[0]] if close else ""
