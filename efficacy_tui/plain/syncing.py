"""What the plain UI needs of syncing; whoever starts it brings that along, as nothing here runs git."""

from __future__ import annotations

from typing import Protocol


class Syncing(Protocol):
    """The exchange with other machines at the start and the end of the program."""

    def start(self) -> None:
        """Begin to fetch what others recorded; wait for it a short time only."""

    def take_sentences(self) -> list[str]:
        """Return what there is to say since it was asked last."""

    def finish(self) -> None:
        """Send what is new; wait for it a short time only."""
