"""The explain pages in lines: every sentence of the content, and figures that are changed in words."""

from __future__ import annotations

import re

import pytest

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.explain_figures import RatersFigure
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.wording import explain as wording
from tests.plain.conftest import TypeLines
from tests.support.plain_driver import unwrap

WORDS = load_words("explain")
PAGES = [str(number) for number in range(1, len(WORDS["pages"]) + 1)]


def test_the_pages_have_every_sentence_of_the_content(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("x", *PAGES, "q", "q"))
    for page in WORDS["pages"]:
        assert page["title"] in output
        for block in page["blocks"]:
            assert unwrap(block.get("text", block.get("heading", ""))) in output
        assert all(unwrap(reference) in output for reference in page["references"])
    for bar in WORDS["bars"]:
        assert re.search(rf"{bar['who']} +{bar['a']}", output)
    for row in (*WORDS["signs"], *WORDS["assumptions"]):
        assert row["text"] in output


def test_correlations_are_changed_in_words(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("x", "3", "mz 0,7", "rDZ = 0.2", "mz 1.5", "mz 0.45", "q", "q"))
    assert "rMZ, identical twins: 0.70. rDZ, fraternal twins: 0.20." in output
    assert "h² = 2(rMZ − rDZ) = 1.00, genes" in output
    assert "1.5 is outside 0 to 1." in output
    assert "If 0.05 of rMZ came from that, h² would be 0.40." in output
    assert "The shares of the answers" not in output
    assert "h² would be 0.40" in output


def test_what_somebody_made_up_did_is_changed_in_words(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("x", "says 90", "60 done", "60 not tried", "61 done", "says 101", "q", "q"))
    records = [int(match) for match in re.findall(r"your record says about (\d+) \(", output)]
    assert len(records) == 4
    first, surer, better, untried = records
    assert first == surer
    assert better > first
    assert untried not in (first, better)
    assert re.search(r"You say (89|90|91); your record", output)
    assert "60, idea" in output
    assert "There is no challenge at 61. They are at 30, 38, 45, 50, 60, 65." in output
    assert "101 is outside 0 to 100." in output


def test_the_common_factor_is_changed_in_words(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("x", "4", "father", "u 0.2", "h 0.4", "raters 6", "k 11", "o", "q", "q"))
    figure = RatersFigure.from_words(WORDS)
    assert wording.agreed_sentence(figure.split) in output
    assert wording.mean_of_all_sentence(figure.mean_of_all) in output
    father = figure.with_rater(2)
    assert wording.agreed_sentence(father.split) in output
    assert wording.mean_of_like_sentence(3, "like the father", father.mean_of_like) in output
    assert wording.agreed_sentence(father.with_own(0.2).split) in output
    assert WORDS["raters"]["stopped_h"] in output
    assert "Raters: 6." in output
    assert "11 is outside 1 to 10." in output
    assert output.rindex("in own answers") > output.index("Raters: 6.")


@pytest.mark.parametrize("words", ["mz 0.7", "h 0.5", "60 done", "says 80", "father"])
def test_a_page_without_the_figure_does_not_take_its_words(words: str, rated: Journal, type_lines: TypeLines) -> None:
    assert "is not a command here" in unwrap(type_lines("x", "2", words, "q", "q"))


def test_the_words_that_change_a_figure_are_named_on_its_page(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("x", "3", "4", "q", "q"))
    assert "“says 80” moves what they say; “65 not”" in output
    assert "“rMZ 0.7” or “rDZ 0.4” moves a value." in output
    assert "“h 0.8”, “u 0.5” or “raters 6” moves a value" in output


def test_numbers_follow_the_locale(rated: Journal, type_lines: TypeLines) -> None:
    locale_format.use(locale_format.LocaleFormat("mdy", 6, 12, ","))
    output = unwrap(type_lines("x", "4", "q", "q"))
    assert "2 × (0,247 − 0,123) / 0,329 = 0,75" in output
    assert "fathers (0,50), follow the study" in output


def test_a_command_named_on_an_explain_page_runs_from_it(rated: Journal, type_lines: TypeLines) -> None:
    output = type_lines("x", "e", "q!", "q", "q")
    assert "What kind of evidence?" in output


def test_from_the_profile_the_starting_point_comes_first(rated: Journal, type_lines: TypeLines) -> None:
    from_profile, from_dashboard = (unwrap(type_lines(*keys, "q", "q", "q")) for keys in (("p", "x"), ("x",)))
    assert "A starting point, not an endpoint." in from_profile
    assert "What the dashboard shows." not in from_profile
    assert "What the dashboard shows." in from_dashboard


@pytest.mark.parametrize("width", [40, 60, 78])
def test_no_line_is_wider_than_the_terminal(width: int, rated: Journal, type_lines: TypeLines) -> None:
    lines = type_lines("x", *PAGES, "q", "q", width=width).splitlines()
    # An address is never broken, because people copy it.
    assert [line for line in lines if len(line) > width and "/" not in line] == []
