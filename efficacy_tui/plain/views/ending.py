"""The card after an outcome, read aloud, with the keys of what it offers."""

from __future__ import annotations

from efficacy_tui.flows.after_ending import offer_keys
from efficacy_tui.journal.ending import Ending
from efficacy_tui.plain.columns import labelled_facts, section, wrap
from efficacy_tui.wording.ending import ENDING_TITLES, ending_facts, ending_headline, ending_note, next_words


def format_ending(ending: Ending, width: int) -> list[str]:
    """Format what an outcome came to, and the keys of what it offers."""
    rows = wrap(ending_headline(ending), width)
    rows += labelled_facts([(fact.label, fact.text) for fact in ending_facts(ending)], width)
    for sentence in filter(None, (next_words(ending), ending_note(ending))):
        rows += wrap(sentence, width)
    offers = ", ".join(f"{offer.key} {offer.words}" for offer in offer_keys(ending))
    return [*section(ENDING_TITLES[ending.outcome], rows), *wrap(f"Next, if you like: {offers}.", width)]
