"""The pieces of HTML and SVG that the report is built from, and the one function that makes a text safe in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

# What HTML forbids or a reader cannot see: control characters, lone surrogates, noncharacters of the basic plane, and
# marks that would reorder the program's own text behind them.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

SIGN_SHAPES = {
    "succeeded": '<path d="M2.5 8.5 6.5 12.5 13.5 3.5"/>',
    "partly": '<circle cx="8" cy="8" r="5.3"/><path class="solid" d="M8 2.7a5.3 5.3 0 0 1 0 10.6z"/>',
    "failed": '<path d="M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5"/>',
    "abandoned": '<path d="M3 8H13"/>',
    "open": '<circle class="solid" cx="8" cy="8" r="5"/>',
    "daily": '<path class="solid" d="M8 1.8 14.2 8 8 14.2 1.8 8z"/>',
    "idea": '<circle class="solid" cx="8" cy="8" r="1.6"/>',
    "next": '<path class="solid" d="M4.5 2.8 12.5 8 4.5 13.2z"/>',
    "mastery": '<path class="solid" d="M8 2.2 14.4 13.6H1.6z"/>',
    "vicarious": '<path d="M8 2 14 8 8 14 2 8z"/>',
    "persuasion": (
        '<path class="solid" d="M7 3.4C4 4.4 2.3 6.7 2.3 9.8a2.3 2.3 0 1 0 2.4-2.3c0-1.3.9-2.3 2.5-2.9z'
        'M13.7 3.4C10.7 4.4 9 6.7 9 9.8a2.3 2.3 0 1 0 2.4-2.3c0-1.3.9-2.3 2.5-2.9z"/>'
    ),
    "state": '<path d="M1.5 9.5C3.2 4.5 5.5 4.5 8 8s4.8 3.5 6.5-1.5"/>',
}
"""Sign → its drawing on 16 × 16 units. Signs are drawn, because the fonts of many phones lack some of them."""

SCALE = '<path class="scale" d="M0 0V100M50 0V100M100 0V100"/>'


def escape(text: str) -> str:
    """Make any text safe between tags and in a quoted attribute; what HTML forbids in a document is dropped."""
    return html.escape(_DROPPED.sub("", text))


def user_text(text: str, tag: str = "span", css: str = "") -> str:
    """Put a person's own words into an element of their own, which reads in the direction of its first letters."""
    attributes = f' class="{css}"' if css else ""
    return f'<{tag}{attributes} dir="auto">{escape(text)}</{tag}>'


def sign(name: str) -> str:
    """Draw a sign of `SIGN_SHAPES`; the word beside it says what it means."""
    return f'<svg class="sign" aria-hidden="true"><use href="#{name}"/></svg>'


def sign_symbols(names: Iterable[str]) -> str:
    """Define the signs that are used, once for the document."""
    symbols = (f'<symbol id="{name}" viewBox="0 0 16 16">{SIGN_SHAPES[name]}</symbol>' for name in sorted(names))
    return f'<svg class="symbols" width="0" height="0" aria-hidden="true">{"".join(symbols)}</svg>'


def swatch(*classes: str) -> str:
    """Draw a sample of the lines with these classes, for a legend."""
    lines = "".join(f'<path class="{css}" d="M2 5H28"/>' for css in classes)
    return f'<svg class="swatch" viewBox="0 0 30 10" aria-hidden="true">{lines}</svg>'


def point_swatch(*classes: str) -> str:
    """Draw a sample of the points with these classes, one over the other, for a legend."""
    points = "".join(f'<path class="{css}" d="M8 8h0"/>' for css in classes)
    return f'<svg class="sign" viewBox="0 0 16 16" aria-hidden="true">{points}</svg>'


def legend_key(sample: str, words: str) -> str:
    """Put a sample and its words into an entry of a legend."""
    return f'<span class="key">{sample} {escape(words)}</span> '


def picture(key: str, size: tuple[float, float], title: str, description: str, body: str, css: str = "") -> str:
    """Wrap a drawing as an image whose text alternative says what it shows; `key` is unique in the document."""
    width, height = size
    return (
        f'<svg class="picture {css}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(description)}</desc>{body}</svg>'
    )


def row_picture(body: str) -> str:
    """Wrap a drawing on 0–100 that fills a table cell; the numbers beside it say the same."""
    return f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">{body}</svg>'


def svg_text(x: float, y: float, text: str, css: str = "", anchor: str = "") -> str:
    """Write a text into a picture; `anchor` says which of its points lies at `x`: start, middle or end."""
    attributes = f' class="{css}"' if css else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{attributes}>{escape(text)}</text>'


def path(css: str, data: str) -> str:
    """Draw a path with a class; nothing without data."""
    return f'<path class="{css}" d="{data}"/>' if data else ""


def section(title: str, body: str, css: str = "") -> str:
    """Put a part of a domain below its heading."""
    return f'<section class="part{f" {css}" if css else ""}"><h3>{escape(title)}</h3><div>{body}</div></section>'


# A table that is laid out as cards on a phone loses its meaning for a screen reader unless its roles are named.


def table(heads: Iterable[str], rows: Iterable[str], css: str, caption: str = "") -> str:
    """Build a table from cells made by `column_head` and rows made by `table_row`."""
    head = f'<thead role="rowgroup"><tr role="row">{"".join(heads)}</tr></thead>'
    return f'<table role="table" class="{css}">{caption}{head}<tbody role="rowgroup">{"".join(rows)}</tbody></table>'


def table_row(*cells: str, css: str = "") -> str:
    """Build a row of a table."""
    attributes = f' class="{css}"' if css else ""
    return f'<tr role="row"{attributes}>{"".join(cells)}</tr>'


def column_head(words: str, css: str = "") -> str:
    """Build the head of a column; `words` are HTML."""
    attributes = f' class="{css}"' if css else ""
    return f'<th role="columnheader" scope="col"{attributes}>{words}</th>'


def row_head(body: str) -> str:
    """Build the cell that names its row; `body` is HTML."""
    return f'<th role="rowheader" scope="row">{body}</th>'


def cell(body: str, css: str = "", label: str = "") -> str:
    """Build a cell; `body` is HTML, and `label` stands before it where the heads of the columns are hidden."""
    attributes = f' class="{css}"' if css else ""
    attributes += f' data-label="{escape(label)} "' if label else ""
    return f'<td role="cell"{attributes}>{body}</td>'


def record_cell(percent: int | None) -> str:
    """Build the cell for the record's odds; a dash while there are none."""
    return cell("–", "number none", "record") if percent is None else cell(f"{percent} %", "number record", "record")


def unseen(words: str) -> str:
    """Write words for screen readers only."""
    return f'<span class="unseen">{escape(words)}</span>'
