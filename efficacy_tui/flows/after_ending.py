"""What the card after an outcome offers, as flows."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.ending import Ending
from efficacy_tui.journal.journal import Journal
from efficacy_tui.wording.ending import EndingOffer, ending_offers

AGAIN_KEY = "a"

_COMMANDS: dict[EndingOffer, str] = {
    "design": "design",
    "lower rung": "design",
    "ladder": "ladder",
    "evidence": "evidence",
}


class OfferKey(NamedTuple):
    """Something the card offers: the key as printed, every key that does it by Textual's name, and the words."""

    offer: EndingOffer
    key: str
    all_keys: tuple[str, ...]
    words: str


def offer_keys(ending: Ending) -> list[OfferKey]:
    """Return what the card offers, in order, with the keys in use; what has no key is left out."""
    offers = []
    for offer, words in ending_offers(ending):
        if offer == "again":
            offers.append(OfferKey(offer, AGAIN_KEY, (AGAIN_KEY,), words))
        elif (command := BY_ID[_COMMANDS[offer]]).first_key:
            offers.append(OfferKey(offer, command.key, command.all_keys, words))
    return offers


def offered_flow(journal: Journal, ending: Ending, offer: EndingOffer) -> Flow | None:
    """Return the flow of an offer; `None` for the ladder, which is a screen, and where the domain is gone."""
    domain = journal.domains.get(ending.challenge.domain)
    if domain is None:
        return None
    match offer:
        case "design":
            return DesignChallenge(journal, domain, after=ending.challenge)
        case "again":
            return DesignChallenge(journal, domain, rung=ending.challenge.rung)
        case "lower rung":
            return DesignChallenge(journal, domain, rung=ending.lower_rung.id if ending.lower_rung else None)
        case "evidence":
            return AddEvidence(journal)
        case "ladder":
            return None
