"""What is remembered beside the practice itself: preferences, the pinned statement, unfinished drafts."""

from __future__ import annotations

from typing import Any

from efficacy_tui.journal.repository import Repository, UnitOfWork
from efficacy_tui.model.records import KeyValue
from efficacy_tui.store.tables import Contents

_DRAFT = "draft:"


class KeyValueRepository(Repository):
    """Values by key; a key that was never set has its default."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value kept under a key."""
        found = _find(self.contents.settings.values(), key)
        return default if found is None else found.value

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON-able value under a key; `None` forgets the key."""

        def intent(draft: UnitOfWork) -> None:
            found = _find(draft.contents.settings.values(), key)
            if value is None:
                if found is not None:
                    draft.delete(found)
            elif found is None:
                draft.add(KeyValue, key=key, value=value)
            else:
                draft.change(found, value=value)

        self.journal.change(f"Setting: {key}", intent, remembered=False)

    def draft(self, flow: str) -> dict[str, Any] | None:
        """The unfinished answers of a flow, if it was left before its end."""
        found: dict[str, Any] | None = self.get(_DRAFT + flow)
        return found

    def save_draft(self, flow: str, answers: dict[str, Any] | None) -> None:
        """Keep the unfinished answers of a flow, or forget them (`None`)."""
        if answers != self.draft(flow):
            self.set(_DRAFT + flow, answers)

    def drafts(self) -> list[str]:
        """The flows that were left before their end."""
        return drafts_in(self.contents)


def drafts_in(contents: Contents) -> list[str]:
    """The flows that were left before their end."""
    keys = (setting.key for setting in contents.settings.values())
    return sorted(key.removeprefix(_DRAFT) for key in keys if key.startswith(_DRAFT))


def _find(settings: Any, key: str) -> KeyValue | None:
    return next((setting for setting in settings if setting.key == key), None)
