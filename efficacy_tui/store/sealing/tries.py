"""How long to wait after a wrong passphrase."""

from __future__ import annotations

_FIRST_SECONDS, _MAX_SECONDS = 1.0, 60.0


def seconds_to_wait(wrong_tries: int) -> float:
    """Return the seconds until the next try after so many wrong ones: twice as long after each, a minute at most."""
    return min(_FIRST_SECONDS * 2.0 ** (wrong_tries - 1), _MAX_SECONDS)


def describe_wait(seconds: float) -> str:
    """Return a number of seconds in words: “1 second”, “4 seconds”."""
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"
