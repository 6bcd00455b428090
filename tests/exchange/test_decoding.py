"""Encodings that exports come in, marked or not."""

from __future__ import annotations

import codecs

import pytest

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.readers.decoding import decode_export, to_utf8

TEXT = "full_date;note\n20.11.2026;Für 5 € geübt, “gut” — Café\n"


@pytest.mark.parametrize(
    ("data", "guessed_encoding"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-16"), ""),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("utf-32"), ""),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 mark", "utf-16-be mark", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_a_text_is_read_in_any_of_these_encodings(data: bytes, guessed_encoding: str) -> None:
    assert decode_export(data, "x.csv") == (TEXT, guessed_encoding)
    if not guessed_encoding:
        assert to_utf8(data) == TEXT.encode()


@pytest.mark.parametrize(
    "text", ["jäääär", "¿Qué tal? ¡Olé!", "Ärger über ÄÖÜ", "L’Œuvre, à 3 m³", "§ 5 – “blåbærgrød”", "£5 & ¥7"]
)
def test_western_texts_are_read_from_windows_1252(text: str) -> None:
    assert decode_export(f"day,domain,text\n{text} é\n".encode("cp1252"), "x.csv").text.split("\n")[1] == f"{text} é"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Über: ein Satz mit Wörtern".encode()[:-1] + b"\xff", "not UTF-8 text"),
        ("Сегодня я выступал".encode("cp1251"), "not UTF-8 text"),
        ("今日は話した".encode("shift-jis"), "not UTF-8 text"),
        (("day,domain,text\n" * 20 + "Привет\n").encode("cp1251"), "not UTF-8 text"),
        (("day,domain,text\n" * 20 + "テスト\n").encode("shift-jis"), "not UTF-8 text"),
        (("day,domain,text\n" * 20 + "dziękuję, próbowałem\n").encode("cp1250"), "not UTF-8 text"),
        (("day,domain,text\n" * 20 + "Für 5, danach Café\n").encode("mac_roman"), "not UTF-8 text"),
        (codecs.BOM_UTF16_LE + "Fine".encode("utf-16-le") + b"\x00", "begins like UTF-16"),
    ],
    ids=[
        *("damaged utf-8", "cyrillic", "japanese", "a little cyrillic", "a little japanese", "polish", "old macintosh"),
        "utf-16 cut off",
    ],
)
def test_any_other_encoding_is_refused_and_never_guessed(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=f"x.csv.*{reason}"):
        decode_export(data, "x.csv")


@pytest.mark.parametrize("data", [b"", b"a", b"\x00", b"PK\x03\x04\x00\x00", b"\xff\xfe"])
def test_a_few_bytes_are_no_reason_to_fail(data: bytes) -> None:
    try:
        decode_export(data, "x.csv")
    except UnreadableFile:
        return
    assert isinstance(to_utf8(data), bytes)
