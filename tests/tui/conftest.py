"""Fixtures of the dashboard's tests."""

from __future__ import annotations

import pytest

PASSING = ("app.SAVED_SECONDS", "dashboard_app.MESSAGE_SECONDS", "dashboard_app.FACT_SECONDS")


@pytest.fixture(autouse=True)
def _lasting_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave messages on the screen, so that a busy machine does not clear them before the test has read them."""
    for name in PASSING:
        monkeypatch.setattr(f"efficacy_tui.tui.{name}", 3600.0)
