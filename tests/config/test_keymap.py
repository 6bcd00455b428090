"""Keys by name: the presets clash nowhere, own keys hold where they can, and what cannot be is said with both names."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.config.keymap import ALWAYS, PRESETS, resolve_keymap
from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID
from efficacy_tui.model.key_names import FIXED, InvalidKey, parse_key, print_key

SOME_KEYS = ["a", "c", "n", "T", "f4", "ctrl+t", "[", "?", "escape", "", "nonsense"]


def keys_of(changed: dict[str, str]) -> dict[str, set[str]]:
    """Every command's keys, with some changed."""
    return {command.id: set(changed.get(command.id, command.keys).split(",")) - {""} for command in ALL_COMMANDS}


def shared(keys: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Commands that have a key in common on the same screen."""
    return [
        (one.id, other.id)
        for one, other in combinations(ALL_COMMANDS, 2)
        if set(one.where) & set(other.where) and keys[one.id] & keys[other.id]
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_gives_one_key_to_two_commands_of_a_screen(preset) -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, preset, {})
    assert not clashes
    assert shared(keys_of(changed)) == []
    assert set(PRESETS[preset]) <= set(BY_ID)


def test_two_commands_may_swap_their_keys() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"design": ("e",), "evidence": ("n",)})
    assert (changed, clashes) == ({"design": "e", "evidence": "n"}, [])


def test_two_own_keys_that_clash_with_each_other_both_fall_back() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"design": ("F",), "evidence": ("F",)})
    assert changed == {}
    assert [clash.command for clash in clashes] == ["design", "evidence"]


def test_a_key_that_always_does_the_same_stays_with_its_command_and_comes_last() -> None:
    changed, clashes = resolve_keymap(
        ALL_COMMANDS, "default", {"close": ("Q",), "support": ("f1", "S"), "open": (), "mask": ("M",)}
    )
    assert clashes == []
    assert changed == {"close": "Q,escape", "support": "f1,S", "mask": "M,f2"}


def test_a_key_that_always_does_the_same_goes_to_no_other_command() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"zoom": ("escape",), "trends": ("f1",)})
    assert changed == {}
    assert [clash.why for clash in clashes] == [
        "esc always does the same, so Zoom keeps z",
        "f1 always does the same, so Trends keeps t",
    ]


def test_a_key_that_was_freed_can_be_taken() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"trends": ("T",), "zoom": ("t",)})
    assert (changed, clashes) == ({"trends": "T", "zoom": "t"}, [])


def test_a_key_that_was_not_freed_after_all_cannot() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"trends": ("c",), "zoom": ("t",)})
    assert changed == {}
    assert {clash.command for clash in clashes} == {"trends", "zoom"}


def test_the_same_key_may_do_different_things_on_different_screens() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"next-match": ("c",)})
    assert (changed, clashes) == ({"next-match": "c"}, [])


@given(
    st.dictionaries(st.sampled_from([*BY_ID, "nothing"]), st.lists(st.sampled_from(SOME_KEYS), max_size=3).map(tuple)),
    st.sampled_from(sorted(PRESETS)),
)
def test_whatever_is_written_no_key_does_two_things_and_nothing_that_must_have_a_key_is_without(own, preset) -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, preset, own)
    keys = keys_of(changed)
    assert shared(keys) == []
    assert all(keys[name] for name in ALWAYS)
    assert {clash.command for clash in clashes} <= set(own)


@pytest.mark.parametrize(
    ("written", "name", "shown"),
    [
        ("t", "t", "t"),
        ("T", "T", "T"),
        ("shift+t", "T", "T"),
        ("?", "question_mark", "?"),
        ("/", "slash", "/"),
        ("ctrl++", "ctrl+plus", "ctrl++"),
        ("Page Down", "pagedown", "page down"),
        ("del", "delete", "delete"),
        ("esc", "escape", "esc"),
        ("f24", "f24", "f24"),
        ("shift+ctrl+a", "ctrl+shift+a", "ctrl+shift+a"),
        ("ö", "ö", "ö"),
        (" ", "space", "space"),
        ("up", "up", "↑"),
        ("↑", "up", "↑"),
        ("shift+left", "shift+left", "shift+←"),
    ],
)
def test_a_key_is_read_as_people_write_it(written: str, name: str, shown: str) -> None:
    assert parse_key(written) == name
    assert print_key(name) == shown


@pytest.mark.parametrize("written", ["", "f25", "meta+a", "ctrl+A", "ctrl+ctrl+a", "nonsense", "\x1b", "ctrl+"])
def test_what_is_no_key_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(InvalidKey, match=r"no key"):
        parse_key(written)


def test_keys_that_always_do_the_same_are_keys_themselves() -> None:
    assert [parse_key(key) for key in FIXED] == list(FIXED)


@given(st.characters(min_codepoint=0x21, max_codepoint=0x7E))
def test_every_key_of_one_character_is_printed_as_it_is_written(character: str) -> None:
    from tests.support.textual_internals import character_to_key

    assert print_key(parse_key(character)) == character
    assert parse_key(character) == character_to_key(character)
