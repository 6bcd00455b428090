"""`efficacy status`: today's status in counts, for people, shell prompts and status bars."""

from __future__ import annotations

from typing import NamedTuple

import click

from efficacy_tui.cli.context import MISSING, OK, REFUSED, journal_file, load_settings
from efficacy_tui.cli.prompt_line import LOCKED, UNREADABLE, day_start, print_prompt_line
from efficacy_tui.model.clock import SystemClock


class StatusReport(NamedTuple):
    """What is printed: a few characters, sentences, the state, and a percentage for a bar."""

    text: str
    sentences: list[str]
    state: str
    percentage: int


def _print_for_bar(text: str, tooltip: str, state: str, percentage: int) -> None:
    import msgspec

    from efficacy_tui.cli.output_lines import print_json

    document = {"text": text, "tooltip": tooltip, "class": state, "percentage": percentage}
    print_json(msgspec.json.encode(document).decode())


@click.command()
@click.option("--line", is_flag=True, help="Print a few characters on one line, for a prompt.")
@click.option("--json", "as_json", is_flag=True, help="Print text, tooltip, class and percentage as JSON, for Waybar.")
@click.option("--review", is_flag=True, help="Say whether the weekly review is done instead.")
@click.pass_context
def status(ctx: click.Context, line: bool, as_json: bool, review: bool) -> None:
    """Say whether you have checked in today, and on how many days lately. Counts only, nothing you wrote.

    With --review: whether the weekly review is done, that is, whether you have answered what the week showed. In the
    last three days of a week it is about that week, earlier about the week before.

    \b
    Examples:
      efficacy status
      efficacy status --line || true          # in a prompt
      efficacy status --json                  # in a bar
      efficacy status >/dev/null || notify-send "How sure are you today?"

    Exit codes: 0 checked in today, or the review is done · 3 not yet, or there is no domain ·
    1 the journal cannot be read (--line then prints “unreadable”), or it is locked (“locked”)
    """
    from efficacy_tui.store.errors import JournalLocked, StoreError

    if line and as_json:
        raise click.UsageError("Choose one of --line and --json.")
    if line and not review:
        ctx.exit(print_prompt_line(ctx.find_root().obj))
    report = _read_review if review else _read_check_ins
    try:
        text, sentences, state, percentage = report(ctx)
    except StoreError as error:
        word = LOCKED if isinstance(error, JournalLocked) else UNREADABLE
        if line:
            # A prompt has room for one word, and no place for an error.
            click.echo(word)
        elif as_json:
            _print_for_bar(word, str(error), word, 0)
        else:
            from efficacy_tui.cli.output_lines import print_sentences

            print_sentences(str(error), err=True)
            _print_seal_state(ctx, is_locked=word == LOCKED)
        ctx.exit(REFUSED)
    if as_json:
        _print_for_bar(text, "\n".join(sentences), state, percentage)
    else:
        click.echo(text if line else "\n".join(sentences))
        if not line:
            _print_seal_state(ctx, is_locked=False)
    ctx.exit(OK if state == "done" else MISSING)


def _print_seal_state(ctx: click.Context, *, is_locked: bool) -> None:
    """Say which files are sealed, if any is or will be."""
    from efficacy_tui.store import stored_file

    path = journal_file(ctx.find_root().obj, even_locked=True)
    try:
        is_sealed = stored_file.is_sealed(path)
    except OSError:
        # The status has reported already that the journal cannot be read.
        return
    if is_sealed:
        from efficacy_tui.cli.output_lines import print_sentences
        from efficacy_tui.cli.unlocked_keys import describe_seal

        for sentence in describe_seal(path, is_locked=is_locked):
            print_sentences(sentence)


def _read_check_ins(ctx: click.Context) -> StatusReport:
    from efficacy_tui.journal.status import read_status

    day_status = read_status(journal_file(ctx.find_root().obj), SystemClock().now(), day_start())
    return StatusReport(day_status.line, day_status.sentences, day_status.state, day_status.percentage)


def _read_review(ctx: click.Context) -> StatusReport:
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.journal.review_status import read_review_status

    settings = load_settings()
    # The first day of the week is a setting.
    apply_settings(settings)
    review = read_review_status(journal_file(ctx.find_root().obj), SystemClock().now(), settings.values.day_start)
    return StatusReport(review.line, [review.sentence], review.state, 100 if review.state == "done" else 0)
