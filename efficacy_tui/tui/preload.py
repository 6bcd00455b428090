"""Has in memory what the next keys will need, while the dashboard stands already."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.tui.app import EfficacyApp


def preload(app: EfficacyApp) -> None:
    """Have what the first question needs in memory, then ask it; then what other keys will need. Runs in a thread."""
    import efficacy_tui.tui.flow_runner
    import efficacy_tui.tui.question_modules
    from efficacy_tui.tui.garbage_collection import give_back_what_is_large, leave_alone_what_stays

    if not app.is_headless:
        # Without a terminal this process is somebody else's, who goes on after us.
        leave_alone_what_stays()
        give_back_what_is_large()
        app.call_later(app.sweep_between_keys)
    if app.ask_at_start and not app.journal.read_only:
        app.call_later(app.ask_what_is_due)
    from efficacy_tui.flows.support import FILE, load_support

    load_support(app.settings.sibling(FILE))
    import efficacy_tui.tui.command_handlers
    import efficacy_tui.tui.screens.domains
    import efficacy_tui.tui.screens.explain
    import efficacy_tui.tui.screens.page_contents
    import efficacy_tui.tui.screens.profile
    import efficacy_tui.tui.screens.timeline
    import efficacy_tui.tui.screens.trends  # noqa: F401  # imported to be there when it is needed
    from efficacy_tui.content.words import load_words

    for page in ("reappraisal", "explain"):
        load_words(page)
    from efficacy_tui.journal.errors import Rejected

    with contextlib.suppress(Rejected):
        app.instrument()
    # The first day that is typed needs these; the calendar of a year needs a while.
    import dateutil.parser
    import dateutil.relativedelta  # noqa: F401
