"""Classify what git says by its words, which are English because git is run in that language."""

from __future__ import annotations

import re
from typing import Literal

FailureKind = Literal[
    "offline",
    "authentication",
    "host key",
    "not found",
    "refused",
    "checked out",
    "name taken",
    "settings",
    "rewriting refused",
    "raced",
    "damaged",
    "full",
    "ownership",
    "too large",
    "other",
]
"""What went wrong.

“raced”: somebody else was quicker. “refused”: a hook or a rule of the server said no. “checked out”: the branch is in a
work tree there. “name taken”: a branch there has a name that leaves no room for ours. “settings”: a settings file of
git cannot be read.
"""

_MAX_WORDS = 300
_HOOK_LINE = r"hook declined|aborted by hook"
_PATTERNS: tuple[tuple[FailureKind, str], ...] = (
    ("settings", r"bad (numeric |boolean )?config"),
    ("checked out", r"branch is currently checked out|refusing to update checked out branch"),
    ("name taken", r"'refs/heads/[^']*' exists; cannot create"),
    ("rewriting refused", r"denying non-fast-forward|deletion of|force.?push"),
    ("raced", r"non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|reference already exists"),
    ("raced", r"failed to lock|\.lock': File exists"),
    ("full", r"no space left|quota exceeded|disk quota"),
    ("too large", r"exceeds .*(size|limit)|too large|GH001"),
    ("host key", r"host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED"),
    ("authentication", r"permission denied \(|authentication failed|could not read (username|password)"),
    ("authentication", r"terminal prompts disabled|invalid credentials|returned error: (401|403)|access denied"),
    ("ownership", r"dubious ownership"),
    (
        "refused",
        r"hook declined|protected branch|remote rejected|pre-receive|update hook|aborted by hook|remote unpack failed",
    ),
    ("offline", r"could not resolve host|name or service not known|temporary failure in name resolution"),
    ("offline", r"connection (refused|timed out|reset|closed)|network is unreachable|no route to host|timed out"),
    ("offline", r"could not connect|failed to connect|couldn't connect|operation too slow|returned error: 5\d\d"),
    ("not found", r"does not appear to be a git repository|repository .*not found|no such file or directory"),
    ("not found", r"does not exist|not a git repository|invalid gitfile|returned error: 404|no such repository"),
    ("damaged", r"corrupt|bad object|is empty|unable to (read|unpack)|missing (blob|tree|commit)|invalid object"),
    (
        "damaged",
        r"index-pack (failed|died)|not a valid object|bad (tree|signature|sha1)|not our ref|inflate|fsck error",
    ),
    ("damaged", r"unresolved deltas|could not (parse|read) (?!from remote)|cannot read|did not send all"),
    ("damaged", r"remote did not send"),
    ("not found", r"could not read from remote repository"),
)


class GitFailure(Exception):
    """A run of git failed; `kind` says how, `words` are git's own, on one line, and `code` is its exit code."""

    def __init__(self, kind: FailureKind, words: str, code: int = 0) -> None:
        super().__init__(words)
        self.kind = kind
        self.words = words
        self.code = code


class GitTimeout(GitFailure):
    """Git took too long, or there was no time left for it."""

    def __init__(self, seconds: float) -> None:
        words = f"it took longer than {seconds:.0f} seconds" if seconds else "there was no time left"
        super().__init__("offline", words)


class GitMissing(Exception):
    """There is no git on this machine."""


class GitTooOld(Exception):
    """The installed git is older than what is needed; the text is its version."""


def classify(errors: str, code: int) -> GitFailure:
    """Build the failure that git's messages report, with the line that reports it."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    for kind, pattern in _PATTERNS:
        for line in lines:
            if re.search(pattern, line, re.IGNORECASE):
                return GitFailure(kind, _drop_marks(_explanation(lines, line)), code)
    marked = [line for line in lines if re.match(r"(fatal|error|remote: error|ERROR):", line)]
    return GitFailure("other", _drop_marks((marked or lines[-1:] or [""])[0]) or f"exit code {code}", code)


def _explanation(lines: list[str], line: str) -> str:
    """Return the line that says most: what a hook itself has printed last, where `line` only says that it declined."""
    if not re.search(_HOOK_LINE, line, re.IGNORECASE):
        return line
    printed = (other for other in reversed(lines) if re.match(r"remote:\s*\S", other))
    return next((other for other in printed if not re.search(_HOOK_LINE, other, re.IGNORECASE)), line)


def _drop_marks(line: str) -> str:
    """Return a line without git's own marks in front of it."""
    return re.sub(r"^((remote|fatal|error|ERROR):\s*|!\s+)+", "", line)[:_MAX_WORDS]
