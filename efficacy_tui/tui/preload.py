"""Imports modules ahead of need, in a thread, while the dashboard is already on the screen."""

from __future__ import annotations

from efficacy_tui.config.settings import Settings


def load_questions() -> None:
    """Import the modules for questions."""
    import efficacy_tui.flows.availability
    import efficacy_tui.flows.due
    import efficacy_tui.flows.edit_challenge
    import efficacy_tui.flows.evidence
    import efficacy_tui.flows.first_start
    import efficacy_tui.tui.flow_runner
    import efficacy_tui.tui.screens.flow_dialog  # noqa: F401  # imported ahead of need


def load_screens(settings: Settings, language: str) -> None:
    """Import the screens and read the texts that commands show, in a language."""
    from efficacy_tui.flows.support import FILE, load_support

    load_support(settings.sibling_path(FILE), language)
    import efficacy_tui.tui.command_handlers
    import efficacy_tui.tui.screens.domains
    import efficacy_tui.tui.screens.explain
    import efficacy_tui.tui.screens.ladder
    import efficacy_tui.tui.screens.page_contents
    import efficacy_tui.tui.screens.profile
    import efficacy_tui.tui.screens.timeline
    import efficacy_tui.tui.screens.trends  # noqa: F401  # imported ahead of need
    from efficacy_tui.content.words import load_words

    load_words("reappraisal", language)
    load_words("explain")


def load_dates() -> None:
    """Import the modules for typed dates."""
    import dateutil.parser
    import dateutil.relativedelta  # noqa: F401
