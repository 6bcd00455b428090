"""Opens the journal for the dashboard, watches its file, and closes it; independent of Textual and the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.errors import JournalUnreadable

CLOSE_SECONDS = 3.0
"""How long closing waits for the disk."""


@dataclass(frozen=True)
class SessionCallbacks:
    """The callbacks of a journal session; all but `run_in_thread` are called from a worker thread."""

    run_in_thread: Callable[[Callable[[], None], str], None]
    """Run a job in a thread; the second argument names its group."""
    on_event: Callable[[JournalEvent], None]
    on_open: Callable[[], object]
    on_damaged: Callable[[JournalUnreadable], object]
    """The file cannot be read."""
    on_open_failed: Callable[[str], object]
    """The journal cannot be opened; the argument is the reason, a sentence."""
    on_reload_failed: Callable[[str], object]
    """The file could not be checked for changes; the argument is the reason, a sentence."""
    on_closed: Callable[[int], object]
    """The journal is closed; the argument is the number of changes that could not be saved."""
    on_close_without_file: Callable[[], object]
    """The journal was to be closed, but its file is gone; nothing was closed."""


class JournalSession:
    """Opens, reloads and closes the journal; everything that may wait for the disk runs in a thread."""

    def __init__(self, journal: Journal | Callable[[], Journal], callbacks: SessionCallbacks) -> None:
        """`journal` may be a factory, which is called in the thread that opens the journal."""
        self._journal: Journal | None = None if callable(journal) else journal
        self._make_journal = journal if callable(journal) else None
        self._callbacks = callbacks
        self.is_open = False
        self.is_closing = False
        """Whether the journal is being closed; `on_closed` resets it if closing is to be tried again."""

    @property
    def journal(self) -> Journal:
        """The journal, available once it is being opened."""
        assert self._journal is not None, "the journal is opened first"
        return self._journal

    @property
    def location(self) -> str:
        """The path of the journal, or that it is being opened."""
        return "is being opened" if self._journal is None else str(self._journal.path)

    def start_opening(self) -> None:
        """Open the journal in a thread."""
        self._callbacks.run_in_thread(self.open, "open")

    def open(self) -> None:
        """Open the journal and report the result; called in a worker thread."""
        from efficacy_tui.store.errors import JournalUnreadable, StoreError

        if self._journal is None and self._make_journal is not None:
            self._journal = self._make_journal()
        try:
            self.journal.open()
        except JournalUnreadable as error:
            self._callbacks.on_damaged(error)
            return
        except StoreError as error:
            self._callbacks.on_open_failed(str(error))
            return
        if not self.journal.read_only:
            self.journal.save_in_background()
        self.journal.subscribe(self._callbacks.on_event)
        self.is_open = True
        self._callbacks.on_open()
        self.journal.honour_erasures()
        self.journal.offer_namesakes()

    def start_reloading(self) -> None:
        """Reload the file in a thread if another program changed it."""
        self._callbacks.run_in_thread(self.reload, "reload")

    def reload(self) -> None:
        """Reload the file if another program changed it; called in a worker thread."""
        from efficacy_tui.journal.events import JournalGone
        from efficacy_tui.store.errors import JournalErased, JournalVanished, StoreError

        try:
            if self.journal.refresh():
                self.journal.honour_erasures()
        except (JournalErased, JournalVanished) as error:
            self._callbacks.on_event(JournalGone(self.journal.is_erased, str(error)))
        except StoreError as error:
            self._callbacks.on_reload_failed(str(error))

    def start_closing(self) -> None:
        """Save pending changes and close, in a thread; do nothing if that is under way."""
        if not self.is_closing:
            self.is_closing = True
            self._callbacks.run_in_thread(self._close, "close")

    def _close(self) -> None:
        self.reload()
        if self.journal.is_missing or self.journal.is_erased:
            self.is_closing = False
            self._callbacks.on_close_without_file()
            return
        self._callbacks.on_closed(self.journal.close(CLOSE_SECONDS))

    def end(self) -> int | None:
        """Save pending changes now; return how many could not be saved, `None` if no journal was open."""
        return self.journal.close(CLOSE_SECONDS) if self.is_open else None
