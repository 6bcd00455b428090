"""What stands for a typographic sign where only ASCII can be shown: one character for one, so that columns hold."""

from __future__ import annotations

UNKNOWN = "?"
"""Stands for a character that cannot be shown and has no likeness."""

_LIKE = (
    # The signs beside the words.
    ("▲", "^"),
    ("◇", "o"),
    ("❝", '"'),
    ("∿", "~"),
    ("✓", "+"),
    ("◐", "/"),
    ("✗", "x"),
    ("▸◂", "><"),
    ("◆", "*"),
    ("●•", "@*"),
    ("○◌", "__"),
    # Punctuation and letters of formulas.
    ("“”„«»", '"""""'),
    ("‘’‚", "'''"),
    ("–—‐‑−⁻", "------"),
    ("·…", ".~"),
    ("×±≈≡≤≥√", "x~~=<>V"),
    ("²³¼½¾", "23///"),
    ("βμΣ", "buS"),
    ("†", "+"),
    ("←→↑↓↵", "<>^v<"),
    ("\u00a0\u202f\u2009", "   "),
    # Lines, frames and bars.
    ("─━═╍╌┄", "-==:--"),
    ("│┃║┊┆╎", "||||||"),
    ("╭╮╰╯┌┐└┘├┤┬┴┼", "+++++++++++++"),
    ("╞╡╪┝┥╸╺╴╶", "+++++----"),
    ("░▒▓█", ":=%#"),
    ("▁▂▃▄▅▆▇▀▔", "__..--==~"),
    ("▌▐▍▎▏▊▋▉▕", "|||||||||"),
    ("▖▗▘▝▙▛▜▟▚▞", "..''||||/\\"),
)
ASCII_FALLBACKS: dict[str, str] = {
    sign: like for signs, likes in _LIKE for sign, like in zip(signs, likes, strict=True)
}
"""Sign → the ASCII character drawn in its place."""

_TABLE = str.maketrans(ASCII_FALLBACKS)


def to_ascii(text: str) -> str:
    """The text with the program's own typographic signs in ASCII; letters of a person's own language stay."""
    return text if text.isascii() else text.translate(_TABLE)


def can_encode(char: str, encoding: str) -> bool:
    """Whether a character exists in an encoding (a codec's name)."""
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
