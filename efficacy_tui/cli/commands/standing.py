"""`efficacy standing`: what ratings and record say of one domain, and where each figure comes from."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_any_domain
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import print_wrapped


@click.command()
@click.argument("name", metavar="[DOMAIN]", required=False, shell_complete=complete_any_domain)
@json_option
@click.option("--why", is_flag=True, help="Show how every figure is computed, with its inputs.")
@click.pass_context
def standing(ctx: click.Context, name: str | None, why: bool, as_json: bool) -> None:
    """Say where you stand in a domain (your focus unless you name one): level, trend, record, ladder.

    \b
    Examples:
      efficacy standing
      efficacy standing Speaking --why
      efficacy standing --json
    """
    from efficacy_tui.journal.domain_stats import WINDOW_DAYS, compute_domain_stats
    from efficacy_tui.journal.trends import build_trend_report
    from efficacy_tui.wording.confidence import level_sentence, standing_sentence
    from efficacy_tui.wording.ladder_lines import standing_lines
    from efficacy_tui.wording.trace import trace
    from efficacy_tui.wording.trends import FIGURES_HEADING, trend_and_next_step

    if why and as_json:
        raise click.UsageError("Choose one of --why and --json.")
    with opened_journal(ctx) as journal:
        domain = journal.domains.find_by_name(name) if name is not None else journal.domains.focus()
        if domain is None:
            click.echo("null" if as_json else "No domain yet. Add one: efficacy domain add NAME --task TEXT")
            return
        stats = compute_domain_stats(journal.contents, domain, journal.today())
        report = build_trend_report(journal.contents, stats, journal.domains.all(), WINDOW_DAYS)
        if as_json:
            from efficacy_tui.exchange.documents.standing import standing_document

            print_document(standing_document(report))
            return
        print_wrapped(f"{domain.name}: I can {domain.task}")
        first_sentences = standing_sentence(stats)
        print_wrapped(first_sentences)
        if sentence := level_sentence(stats):
            print_wrapped(sentence)
        for line in trend_and_next_step(report):
            # The first sentences may have said already how many ratings are missing for a trend.
            if not (line.text.startswith("A trend line after") and "a trend line after" in first_sentences):
                print_wrapped(line.text)
        if report.ladder.rated:
            click.echo("\nLadder")
            for line in standing_lines(report.ladder):
                print_wrapped(line.text)
        if why:
            click.echo()
            print_wrapped(FIGURES_HEADING)
            for figure in trace(report):
                print_wrapped(f"  {figure.text}", 2)
