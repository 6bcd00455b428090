"""Opens the program on a journal: as the dashboard, for which alone it imports Textual, or as lines of text."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.cli.context import NO_TERMINAL, REFUSED, is_locked, load_settings
from efficacy_tui.cli.output_lines import print_sentences

if TYPE_CHECKING:
    from efficacy_tui.config.settings import Settings
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.store.sealing.sealed_bytes import SealKey
    from efficacy_tui.tui.app import EfficacyApp
    from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities


LOCKED_ITSELF = -1
"""Returned instead of an exit code when nobody pressed a key for so long that the dashboard locked a sealed journal."""


def open_dashboard(path: str | None, *, demo: bool = False, masked: bool = False) -> int:
    """Open the dashboard on the journal at `path`, or on the demo's, and return the exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        import click

        click.echo(
            "The dashboard needs a terminal. “efficacy --plain” is the same program as lines of text; from a script, "
            "use a command such as “efficacy check-in 70”.",
            err=True,
        )
        return NO_TERMINAL
    from efficacy_tui.cli.encoding import has_24_bit_colour
    from efficacy_tui.store.paths import journal_path

    if has_24_bit_colour(os.environ):
        # Rich, which draws, goes by this variable.
        os.environ["COLORTERM"] = "truecolor"
    return run_demo(masked=masked) if demo else run_until_closed(journal_path(path, os.environ), masked=masked)


def open_plain(path: str | None, *, demo: bool = False) -> int:
    """Open the plain UI on the journal at `path`, or on the demo's, and return the exit code."""
    from efficacy_tui.store.paths import journal_path

    if demo:
        return run_plain_demo()
    journal = journal_path(path, os.environ)
    if is_locked(journal) and not ask_in_lines(journal):
        return REFUSED
    return run_plain(journal)


def run_until_closed(path: Path, *, masked: bool = False) -> int:
    """Open the dashboard, asking for the passphrase of a sealed journal first, and again whenever it locked itself."""
    must_ask = is_locked(path)
    note = ""
    while True:
        if must_ask and not ask_on_screen(path, note):
            return REFUSED
        code = run_dashboard(path, masked=masked)
        if code != LOCKED_ITSELF:
            return code
        from efficacy_tui.store.sealing import key_ring
        from efficacy_tui.tui.passphrase_app import LOCKED_IDLE

        key_ring.drop_all()
        must_ask, note = True, LOCKED_IDLE


def ask_on_screen(path: Path, note: str = "") -> bool:
    """Ask for the passphrase of a sealed journal on the whole screen; return whether it is unlocked in this process."""
    from efficacy_tui.store.atomic_file import resolve
    from efficacy_tui.store.sealing import key_ring
    from efficacy_tui.store.sealing.key_file import find_key_problem, open_key
    from efficacy_tui.tui.passphrase_app import PassphraseApp

    problem = find_key_problem(path)
    app = PassphraseApp(
        lambda passphrase: open_key(path, passphrase),
        settings=load_settings(),
        terminal=terminal_capabilities(),
        note=note if problem is None else str(problem),
        is_blocked=problem is not None,
    )
    app.signals.install()
    key = app.run(mouse=False)
    if app.crash is not None:
        raise app.crash
    if key is None:
        return False
    key_ring.hold(resolve(path), key)
    return True


def ask_in_lines(path: Path) -> bool:
    """Ask for the passphrase of a sealed journal at the prompt; return whether it is unlocked in this process."""

    from efficacy_tui.cli.passphrase import NobodyToAsk, PassphraseReader, open_with_passphrase
    from efficacy_tui.store.atomic_file import resolve
    from efficacy_tui.store.errors import JournalLocked, Rejected, StoreError
    from efficacy_tui.store.sealing import key_ring
    from efficacy_tui.store.sealing.key_file import open_key, require_key_file
    from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable

    try:
        require_key_file(path)
        key = open_with_passphrase(PassphraseReader(None), lambda passphrase: open_key(path, passphrase))
    except NobodyToAsk:
        print_sentences(str(JournalLocked(path)), err=True)
        return False
    except (Rejected, StoreError, SealingUnavailable) as error:
        print_sentences(str(error), err=True)
        return False
    key_ring.hold(resolve(path), key)
    return True


def run_dashboard(path: Path, *, masked: bool = False) -> int:
    """Open the dashboard on the journal at `path` and return the exit code, or `LOCKED_ITSELF`."""
    from efficacy_tui.tui.app import EfficacyApp

    # The modules stay, so no collection while the journal is read need look through them.
    gc.freeze()
    settings = load_settings()

    def build_journal() -> Journal:
        # The app calls this in the thread that opens the journal, after it has drawn the first screen.
        from efficacy_tui.journal.journal import Journal
        from efficacy_tui.model.clock import SystemClock
        from efficacy_tui.store.sealing import key_ring

        # Another program may seal the journal while this one is open.
        key_ring.set_source(_read_unlocked_keys)
        return Journal(path, SystemClock(settings.values.day_start))

    app = EfficacyApp(
        build_journal,
        instrument=load_instrument,
        settings=settings,
        terminal=terminal_capabilities(),
        masked=masked,
        in_screen=is_in_screen(),
    )
    return _run_until_exit(app)


def _read_unlocked_keys() -> Mapping[Path, SealKey]:
    from efficacy_tui.cli.unlocked_keys import read_entries

    return {journal: entry.key for journal, entry in read_entries().items()}


def load_instrument(language: str) -> Instrument:
    """Read the profile's instrument in a language, in the person's edited wording if there is one.

    Raises:
        InstrumentUnusable: the edited instrument cannot be used.
    """
    from efficacy_tui.content.instrument import parse_instrument
    from efficacy_tui.journal.word_pages import own_copy
    from efficacy_tui.store.atomic_file import is_present
    from efficacy_tui.store.paths import config_folder, config_path

    edited = own_copy(config_path(os.environ).parent, "instrument", language)
    if not is_present(edited):
        # Where the settings file is elsewhere, an older copy may still be in the default folder.
        edited = own_copy(config_folder(), "instrument", language)
    return parse_instrument(edited, language)


def run_demo(*, masked: bool = False) -> int:
    """Open the dashboard on a made-up year of practice, in a folder that is deleted at the end."""
    import tempfile

    from efficacy_tui.cli.demo_journal import make_demo_journal
    from efficacy_tui.tui.app import EfficacyApp

    # The modules stay, so no collection while the journal is read need look through them.
    gc.freeze()
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        journal = partial(make_demo_journal, Path(folder), settings.values.day_start)
        app = EfficacyApp(
            journal,
            demo=True,
            settings=settings,
            terminal=terminal_capabilities(),
            masked=masked,
            in_screen=is_in_screen(),
        )
        return _run_until_exit(app)


def run_plain(path: Path) -> int:
    """Open the plain UI on the journal at `path` and return the exit code."""
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.clock import SystemClock

    settings = load_settings()
    return _run_repl(Journal(path, SystemClock(settings.values.day_start)), settings)


def run_plain_demo() -> int:
    """Open the plain UI on a made-up year of practice, in a folder that is deleted at the end."""
    import tempfile

    from efficacy_tui.cli.demo_journal import make_demo_journal

    with tempfile.TemporaryDirectory(prefix="efficacy-demo-") as folder:
        settings = load_settings()
        return _run_repl(make_demo_journal(Path(folder), settings.values.day_start), settings, demo=True)


def _run_repl(journal: Journal, settings: Settings, *, demo: bool = False) -> int:
    import shutil

    from efficacy_tui.content.instrument import shipped_instrument
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.plain.columns import fit_columns
    from efficacy_tui.plain.line_terminal import LineTerminal
    from efficacy_tui.plain.repl import Repl
    from efficacy_tui.sync.session_sync import SessionSync

    apply_settings(settings)
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            # Show a question mark for a character that this terminal cannot show, instead of failing.
            stream.reconfigure(errors="replace")
    size = shutil.get_terminal_size()
    terminal = LineTerminal(sys.stdin, sys.stdout, fit_columns(size.columns), size.lines)
    with _hang_up_on_signals(terminal):
        code = Repl(
            journal,
            terminal,
            settings=settings,
            load_instrument=shipped_instrument if demo else load_instrument,
            syncing=SessionSync(journal),
            demo=demo,
        ).run()
    terminal.finish()
    return code


@contextmanager
def _hang_up_on_signals(terminal: LineTerminal) -> Iterator[None]:
    """Treat a closed connection or a shutdown as the end of the input, so that typed text is saved as a draft."""
    import signal

    def hang_up(_number: int, _frame: object) -> None:
        terminal.hang_up()

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    old_handlers = {number: signal.signal(number, hang_up) for number in numbers}
    try:
        yield
    finally:
        for number, handler in old_handlers.items():
            signal.signal(number, handler)


def is_in_screen() -> bool:
    """Whether GNU screen is around the program; it tells by a variable."""
    return bool(os.environ.get("STY"))


def terminal_capabilities() -> TerminalCapabilities:
    from efficacy_tui.cli.encoding import stream_encoding
    from efficacy_tui.content.ascii_fallbacks import fitting_glyphs
    from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities

    # Textual draws on standard error, so the encoding of that stream counts.
    encoding = stream_encoding(sys.__stderr__, os.environ)
    return TerminalCapabilities(fitting_glyphs(encoding, os.environ.get("TERM")), encoding, theme=None)


def _run_until_exit(app: EfficacyApp) -> int:
    """Run the dashboard until it ends and return the exit code, which is not 0 after a crash."""
    # Install them before the terminal is changed, so that every end restores it.
    app.signals.install()
    # Without mouse support the terminal's own text selection works.
    app.run(mouse=app.mouse)
    if app.crash is not None:
        from efficacy_tui.cli.crash_report import report_crash
        from efficacy_tui.store.paths import data_folder

        report_crash(app.crash, app.journal_session.end(), data_folder())
        return app.return_code or 1
    return LOCKED_ITSELF if app.has_locked_itself else app.return_code or 0
