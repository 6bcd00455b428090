"""Write the README's key table from the command table: `python -m tests.key_table`.

It ends before the keys of a single screen, which `efficacy keys` and the help screen list.
"""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

from efficacy_tui.cli.commands.keys import markdown_table

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by python -m tests.key_table -->", "<!-- /keys -->"


def replace_table(text: str) -> str:
    """Replace what stands between the two markers of a README by the current key table."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = takewhile(lambda row: "**On one screen**" not in row, markdown_table())
    return "\n".join([f"{before}{BEGIN}", *rows, f"{END}{after}"])


if __name__ == "__main__":
    README.write_text(replace_table(README.read_text(encoding="utf-8")), encoding="utf-8")
