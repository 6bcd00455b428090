"""Make up what terminals send by themselves: replies to queries, mouse and focus reports, cut at random places."""

from __future__ import annotations

import random
from collections.abc import Callable

ESC, BEL, ST = "\x1b", "\a", "\x1b\\"


def random_reply(chance: random.Random) -> bytes:
    """A reply or a report of one of many kinds; none of them is a key or a click."""
    text = chance.choice(KINDS)(chance)
    if chance.random() < 0.05 and text.startswith((f"{ESC}[", f"{ESC}]", f"{ESC}P")):
        # A terminal set to 8-bit controls.
        introducer = {"[": 0x9B, "]": 0x9D, "P": 0x90}[text[1]]
        return bytes([introducer]) + text[2:].replace(ST, "\x9c").encode("latin-1")
    return text.encode("latin-1")


def cut(reply: bytes, chance: random.Random, pieces: int = 3) -> list[bytes]:
    """Cut a reply at up to `pieces` - 1 random places; the first piece is never a lone escape, which is a key."""
    if len(reply) < 4:
        return [reply]
    places = sorted({chance.randint(2, len(reply) - 1) for _ in range(chance.randint(0, pieces - 1))})
    return [reply[start:end] for start, end in zip([0, *places], [*places, len(reply)], strict=True)]


def _numbers(chance: random.Random, low: int = 0, high: int = 99, count: int = 5) -> str:
    return ";".join(str(chance.randint(low, high)) for _ in range(chance.randint(1, count)))


def _colour(chance: random.Random) -> str:
    digits = chance.choice((2, 4))
    return "rgb:" + "/".join(f"{chance.randrange(16**digits):0{digits}x}" for _ in range(3))


def _end(chance: random.Random) -> str:
    return chance.choice((BEL, ST))


def _device_attributes(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice('?>')}{_numbers(chance)}c"


def _device_status(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice(('', '?'))}{_numbers(chance, high=999, count=2)}n"


def _cursor_position(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice(('', '?'))}{chance.randint(2, 60)};{chance.randint(1, 200)}R"


def _mode(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice(('', '?'))}{chance.randint(1, 2048)};{chance.randint(0, 4)}$y"


def _colour_query(chance: random.Random) -> str:
    head = chance.choice(("10", "11", "12", f"4;{chance.randint(0, 255)}"))
    return f"{ESC}]{head};{_colour(chance)}{_end(chance)}"


def _clipboard(chance: random.Random) -> str:
    letters = "ABCdef0123456789+/="
    return f"{ESC}]52;c;{''.join(chance.choices(letters, k=chance.randint(1, 200)))}{_end(chance)}"


def _title(chance: random.Random) -> str:
    return f"{ESC}]{chance.choice('lL')}my 7 titles, y p n l: 90{ST}"


def _kitty_flags(chance: random.Random) -> str:
    return f"{ESC}[?{chance.randint(0, 31)}u"


def _window_report(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice((3, 4, 5, 6, 8, 9, 48))};{_numbers(chance, high=2000, count=4)}t"


def _colour_scheme(chance: random.Random) -> str:
    return f"{ESC}[?997;{chance.randint(1, 2)}n"


def _version(chance: random.Random) -> str:
    return f"{ESC}P>|xterm({chance.randint(1, 400)}){ST}"


def _capability(chance: random.Random) -> str:
    name = chance.choice((b"RGB", b"Tc", b"colors", b"Ms")).hex()
    return f"{ESC}P{chance.randint(0, 1)}+r{name}={b'8:8:8'.hex()}{ST}"


def _setting(chance: random.Random) -> str:
    name = chance.choice(("m", " q", "r", '"p'))
    return f"{ESC}P{chance.randint(0, 1)}$r{_numbers(chance)}{name}{ST}"


def _attributes_3(chance: random.Random) -> str:
    return f"{ESC}P!|{chance.randrange(16**8):08X}{ST}"


def _graphics(chance: random.Random) -> str:
    return f"{ESC}_Gi={chance.randint(1, 99)};OK{ST}"


def _mouse_move(chance: random.Random) -> str:
    return f"{ESC}[<{chance.choice((35, 39, 43, 51))};{chance.randint(1, 200)};{chance.randint(1, 60)}M"


def _old_mouse(chance: random.Random) -> str:
    return f"{ESC}[M" + "".join(chr(chance.randint(0x20, 0xFF)) for _ in range(3)).replace(ESC, "!")


def _urxvt_mouse(chance: random.Random) -> str:
    return f"{ESC}[{chance.randint(32, 99)};{chance.randint(1, 200)};{chance.randint(1, 60)}M"


def _focus(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice('IO')}"


def _key_release(chance: random.Random) -> str:
    return f"{ESC}[{chance.randint(48, 57)};{chance.randint(1, 2)}:3u"


def _unknown(chance: random.Random) -> str:
    return f"{ESC}[{chance.choice('<=>?')}{_numbers(chance, high=99999)}{chance.choice(('', ' ', '$', '*'))}" + (
        chance.choice("abcdefghijklnopqrsvwxyz")
    )


KINDS: tuple[Callable[[random.Random], str], ...] = (
    _device_attributes,
    _device_status,
    _cursor_position,
    _mode,
    _colour_query,
    _clipboard,
    _title,
    _kitty_flags,
    _window_report,
    _colour_scheme,
    _version,
    _capability,
    _setting,
    _attributes_3,
    _graphics,
    _mouse_move,
    _old_mouse,
    _urxvt_mouse,
    _focus,
    _key_release,
    _unknown,
)
