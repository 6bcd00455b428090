"""Keymaps: presets never clash, custom keys override them, and clashes are reported with both commands."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.config.keymap import KEY_REQUIRED, PRESETS, resolve_keymap
from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID
from efficacy_tui.model.key_names import RESERVED_KEYS, InvalidKey, parse_key, print_key

SOME_KEYS = ["a", "c", "n", "T", "f4", "ctrl+t", "[", "?", "escape", "", "nonsense"]


def resolve_keys(changed: dict[str, str]) -> dict[str, set[str]]:
    """Return the keys of every command after the changes."""
    return {command.id: set(changed.get(command.id, command.keys).split(",")) - {""} for command in ALL_COMMANDS}


def find_shared(keys: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the pairs of commands that share a key on the same screen."""
    return [
        (first.id, second.id)
        for first, second in combinations(ALL_COMMANDS, 2)
        if set(first.places) & set(second.places) and keys[first.id] & keys[second.id]
    ]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_never_give_two_commands_of_a_screen_the_same_key(preset) -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, preset, {})
    assert not clashes
    assert find_shared(resolve_keys(changed)) == []
    assert set(PRESETS[preset]) <= set(BY_ID)


def test_two_commands_can_swap_their_keys() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"design": ("e",), "evidence": ("n",)})
    assert (changed, clashes) == ({"design": "e", "evidence": "n"}, [])


def test_custom_keys_that_clash_with_each_other_both_fall_back() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"design": ("F",), "evidence": ("F",)})
    assert changed == {}
    assert [clash.command for clash in clashes] == ["design", "evidence"]


def test_reserved_keys_stay_with_their_command_and_come_last() -> None:
    changed, clashes = resolve_keymap(
        ALL_COMMANDS, "default", {"close": ("Q",), "support": ("f1", "S"), "open": (), "mask": ("M",)}
    )
    assert clashes == []
    assert changed == {"close": "Q,escape", "support": "f1,S", "mask": "M,f2"}


def test_reserved_keys_cannot_move_to_another_command() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"zoom": ("escape",), "trends": ("f1",)})
    assert changed == {}
    assert [clash.reason for clash in clashes] == [
        "esc is reserved, so Zoom keeps z",
        "f1 is reserved, so Trends keeps t",
    ]


def test_freed_key_can_be_reused() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"trends": ("T",), "zoom": ("t",)})
    assert (changed, clashes) == ({"trends": "T", "zoom": "t"}, [])


def test_key_cannot_be_reused_if_freeing_it_failed() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"trends": ("c",), "zoom": ("t",)})
    assert changed == {}
    assert {clash.command for clash in clashes} == {"trends", "zoom"}


def test_same_key_can_have_different_commands_on_different_screens() -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, "default", {"next-match": ("c",)})
    assert (changed, clashes) == ({"next-match": "c"}, [])


@given(
    st.dictionaries(st.sampled_from([*BY_ID, "nothing"]), st.lists(st.sampled_from(SOME_KEYS), max_size=3).map(tuple)),
    st.sampled_from(sorted(PRESETS)),
)
def test_any_custom_keys_leave_no_clash_and_required_keys_remain(custom, preset) -> None:
    changed, clashes = resolve_keymap(ALL_COMMANDS, preset, custom)
    keys = resolve_keys(changed)
    assert find_shared(keys) == []
    assert all(keys[name] for name in KEY_REQUIRED)
    assert {clash.command for clash in clashes} <= set(custom)


@pytest.mark.parametrize(
    ("text", "name", "printed"),
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
def test_keys_are_parsed_and_printed(text: str, name: str, printed: str) -> None:
    assert parse_key(text) == name
    assert print_key(name) == printed


@pytest.mark.parametrize("text", ["", "f25", "meta+a", "ctrl+A", "ctrl+ctrl+a", "nonsense", "\x1b", "ctrl+"])
def test_invalid_keys_are_rejected(text: str) -> None:
    with pytest.raises(InvalidKey, match=r"not a key|cannot be a key"):
        parse_key(text)


def test_reserved_keys_are_valid_keys() -> None:
    assert [parse_key(key) for key in RESERVED_KEYS] == list(RESERVED_KEYS)


@given(st.characters(min_codepoint=0x21, max_codepoint=0x7E))
def test_every_single_character_key_is_printed_as_typed(character: str) -> None:
    from tests.support.textual_internals import character_to_key

    assert print_key(parse_key(character)) == character
    assert parse_key(character) == character_to_key(character)
