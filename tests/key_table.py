"""The README's key table, made from the registry: `python -m tests.key_table` writes it."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.cli.commands.keys import table

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by python -m tests.key_table -->", "<!-- /keys -->"


def with_table(text: str) -> str:
    """The README with the table as it is now between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", *table(), f"{END}{after}"])


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
