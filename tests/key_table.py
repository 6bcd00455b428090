"""Write the README's key table from the command table: `python -m tests.key_table`."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.cli.commands.keys import markdown_table

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by python -m tests.key_table -->", "<!-- /keys -->"


def replace_table(text: str) -> str:
    """Replace what stands between the two markers of a README by the current key table."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", *markdown_table(), f"{END}{after}"])


if __name__ == "__main__":
    README.write_text(replace_table(README.read_text(encoding="utf-8")), encoding="utf-8")
