"""How a document is written, and the version that all of them have.

A document begins with its `format`, such as "efficacy-list", and its `version`. Under one version fields are only
added; what a field means never changes. `null` stands for what is not known (yet).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from efficacy_tui.model.text import escape_json_controls

VERSION: Literal[1] = 1


def encode_document(document: Any) -> str:
    """Encode a document as indented JSON, in which nothing can act on a terminal."""
    return escape_json_controls(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
