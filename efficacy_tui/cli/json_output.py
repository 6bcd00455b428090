"""The option --json, and how its answers are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from efficacy_tui.cli.output_lines import print_json, print_line

if TYPE_CHECKING:
    from efficacy_tui.exchange.documents.changes import RecordChangeDocument
    from efficacy_tui.journal.journal import Journal

Command = TypeVar("Command", bound=Callable[..., None])


def json_option(command: Command) -> Command:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print it as JSON; “efficacy schema” describes it.")(
        command
    )


def print_document(document: Any) -> None:
    """Print a document; `None` is printed as `null`."""
    from efficacy_tui.exchange.documents.base import encode_document

    print_json(encode_document(document))


class ChangeAnswer:
    """The answer of a command that changes the journal: its lines at once, or one document at the end."""

    def __init__(self, journal: Journal, command: str, as_json: bool) -> None:
        self._journal = journal
        self._before = journal.contents
        self.command = command
        self.as_json = as_json
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        """Print a line, or keep it for the document."""
        self.lines.append(line)
        if not self.as_json:
            print_line(line)

    @property
    def message(self) -> str:
        """What was said, without the sign in front of it."""
        return "\n".join(line.removeprefix("✓ ") for line in self.lines)

    def changes(self) -> tuple[RecordChangeDocument, ...]:
        """List the records that the command has changed so far."""
        from efficacy_tui.exchange.documents.changes import list_changes

        return list_changes(self._before, self._journal.contents)

    def print_document(self) -> None:
        """Print the document of the command."""
        from efficacy_tui.exchange.documents.base import VERSION
        from efficacy_tui.exchange.documents.changes import change_document_type

        document_type = change_document_type(self.command)
        print_document(document_type(version=VERSION, message=self.message, changes=self.changes()))


@contextmanager
def change_answer(journal: Journal, command: str, as_json: bool) -> Iterator[ChangeAnswer]:
    """Yield the answer of a command, and print its document when it is done.

    If the command fails after a part of it was saved, the document of that part is printed as well.
    """
    answer = ChangeAnswer(journal, command, as_json)
    try:
        yield answer
    except BaseException:
        if as_json and answer.lines and answer.changes():
            answer.print_document()
        raise
    if as_json:
        answer.print_document()
