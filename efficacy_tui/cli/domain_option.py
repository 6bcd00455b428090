"""The option --domain of commands that work in one domain."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from efficacy_tui.cli.completion_values import complete_domain
from efficacy_tui.journal.status import NO_DOMAIN
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Domain

Command = TypeVar("Command", bound=Callable[..., None])


def domain_option(command: Command) -> Command:
    """Give a command the option --domain."""
    return click.option(
        "--domain",
        metavar="NAME",
        shell_complete=complete_domain,
        help="Which domain it is for; by default your focus.",
    )(command)


def find_domain(journal: Journal, name: str | None) -> Domain:
    """Return the domain of this name, or the focus.

    Raises:
        Rejected: there is none, or it is archived.
    """
    domain = journal.domains.find_by_name(name) if name is not None else journal.domains.focus()
    if domain is None:
        raise Rejected(NO_DOMAIN)
    if domain.archived:
        raise Rejected(
            f"{domain.name} is archived. Bring it back first: efficacy domain focus {shlex.quote(domain.name)}"
        )
    return domain
