"""Answering line by line: going back, drafts, help, texts of several lines, somebody else at the keys."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.reappraise import ReappraisalSession
from efficacy_tui.flows.survey import RateOther, RateSelf
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from efficacy_tui.plain.ask import ask
from tests.support.plain_driver import flat


def asked(flow: Flow, *typed: str, width: int = 78) -> str:
    """Answer a flow line by line; all it said."""
    target = io.StringIO()
    ask(flow, io.StringIO("".join(f"{line}\n" for line in typed)), target, width)
    return target.getvalue()


def domain(journal: Journal) -> Domain:
    """The focus domain."""
    found = journal.domains.focus()
    assert found is not None
    return found


def test_a_day_and_a_choice_are_confirmed_in_words(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "m", "Told it", "", "40", "a", "fri")
    assert "> m\n  Mastery.\n" in said
    assert "> a\n  On my own.\n" in said
    assert "[today] > fri\n  Fri 20 Nov, 2 days ago.\n" in said


def test_what_is_left_open_is_said_to_be(speaking: Journal) -> None:
    assert asked(AddEvidence(speaking), "m", "Told it", "", "", "", "").count("  Left open.\n") == 2


def test_where_one_is_is_said_before_each_question(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "m", "Told it", "", "40", "a", "")
    assert [line for line in said.splitlines() if line.startswith("Question")] == [
        "Question 2 of 5.", "Question 3 of 5.", "Question 4 of 5.", "Question 5 of 5.",
    ]  # fmt: skip


def test_a_session_says_how_long_the_rest_takes(speaking: Journal) -> None:
    typed = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "", "", "")
    said = asked(ReappraisalSession(speaking, domain(speaking)), *typed)
    assert "Question 1 of 14, about 2 minutes left." in said
    assert "Question 12 of 14, under a minute left." in said


def test_the_way_to_people_is_named_as_it_is_typed_here(speaking: Journal) -> None:
    said = flat(asked(ReappraisalSession(speaking, domain(speaking))))
    assert "type ! for people to turn to" in said
    assert "F1" not in said


def test_b_goes_back_and_offers_what_was_answered(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "m", "Told it", "", "b!", "Told all of it", "", "40", "a", "")
    assert "[Told it] > Told all of it" in said
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "Told all of it"


def test_there_is_nothing_before_the_first_question(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "b!", "m")
    assert "This is the first question." in said


def test_what_is_half_typed_is_kept_when_going_back(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "m", "One line", "b!", "", "", "40", "a", "")
    assert "[One line] > " in said
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One line"


def test_a_draft_is_announced_with_its_answers_and_a_way_to_start_afresh(speaking: Journal) -> None:
    asked(AddEvidence(speaking), "m", "Told it", "", "40", "q!")
    said = asked(AddEvidence(speaking), "n!", "v", "Jon", "gave it", "", "", "", "")
    assert "This is the draft you left. n! starts afresh.\n  Source: Mastery\n  Did: Told it\n" in said
    assert said.index("How did you do it?") < said.index("What kind of evidence?")
    (entry,) = speaking.contents.evidence.values()
    assert type(entry).__name__ == "Vicarious"


def test_n_means_nothing_where_there_is_no_draft(speaking: Journal) -> None:
    assert "There is no draft here" in asked(AddEvidence(speaking), "n!", "m")


def test_a_question_mark_says_it_all_again_with_help_and_the_answers_so_far(speaking: Journal) -> None:
    said = asked(AddEvidence(speaking), "m", "Told it", "?", "", "40", "?")
    assert "b! goes back one question, q! keeps a draft, ! is for people to turn to." in flat(said)
    assert "  Did: Told it\n" in said
    assert said.count("How did you do it?\n  a  On my own\n") == 2


def test_help_in_the_middle_of_a_text_loses_nothing(speaking: Journal) -> None:
    asked(AddEvidence(speaking), "m", "One", "?", "!", "Two", ".", "40", "a", "")
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One\nTwo"


@pytest.mark.parametrize("end", ["", "."])
def test_a_text_of_several_lines_ends_with_an_empty_one_or_a_full_stop(speaking: Journal, end: str) -> None:
    said = asked(AddEvidence(speaking), "m", "One", "Two.", end, "40", "a", "")
    assert "An empty line ends it, or a full stop alone." in said
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One\nTwo."


def test_a_sign_behind_a_backslash_is_an_answer(speaking: Journal) -> None:
    asked(AddEvidence(speaking), "v", "\\?", "\\.", "", "", "", "")
    (entry,) = speaking.contents.evidence.values()
    assert (entry.who, entry.text) == ("?", ".")


def test_one_digit_where_tens_are_meant_is_asked_about_once(speaking: Journal) -> None:
    said = asked(DailyCheckIn(speaking), "7", "7")
    assert "7 of 100? For 70 write 70. Enter again keeps 7." in said
    (row,) = speaking.contents.checkins.values()
    assert row.confidence == 7


def test_a_wrong_step_is_told_at_once_and_only_it_is_lost(speaking: Journal) -> None:
    before = ("give it", "", "I spoke", "", "", "+10d", "40", "5", "70", "k", "", "")
    said = asked(DesignChallenge(speaking, domain(speaking)), *before, "rehearse @ today", "show", "show @ +2d", "", "")
    assert "Line 2 has no day yet." in said
    assert "2 steps: rehearse, today; show, Tue 24 Nov." in said
    challenge = speaking.challenges.active(domain(speaking).id)
    assert [step.day for step in challenge.steps] == [dt.date(2026, 11, 22), dt.date(2026, 11, 24)]


def test_a_long_text_offered_again_is_read_out_whole(speaking: Journal) -> None:
    text = "Told the whole story of the outage at lunch, with eight people listening to it"
    asked(AddEvidence(speaking), "m", text, "", "q!")
    said = asked(AddEvidence(speaking), "b!", "", "40", "a", "")
    assert text in flat(said)
    assert "[as it is] > " in said


def test_own_words_follow_the_key_of_the_screen_or_stand_for_themselves(speaking: Journal) -> None:
    for typed in (("w", "my knees shake"), ("my knees shake",)):
        asked(ReappraisalSession(speaking, domain(speaking)), "the talk", "", "today", "80", "8", "4", *typed, "q!")
    assert [row.sensation for row in speaking.contents.reappraisals.values()] == ["my knees shake"] * 2


def test_signs_are_said_as_words(speaking: Journal) -> None:
    asked(AddEvidence(speaking), "m", "Told it", "", "40", "a", "")
    typed = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "")
    assert "  mastery: Told it\n" in asked(ReappraisalSession(speaking, domain(speaking)), *typed)


# -- blind, and somebody else ----------------------------------------------------------------------


def test_the_profile_says_no_earlier_answer(speaking: Journal) -> None:
    said = asked(RateSelf(speaking, shipped_instrument()), "5", "4", "?", "q!")
    assert "2 answered so far." in said
    assert "completely.\n" not in said


def test_somebody_else_sees_nothing_before_and_leaves_nothing_behind(speaking: Journal) -> None:
    rater = speaking.surveys.add_rater("Ines", "friend")
    typed = ("", *["3"] * 12, "")
    said = asked(RateOther(speaking, shipped_instrument(), rater), *typed)
    hidden = "\n" * 30
    assert said.startswith(hidden)
    last = said.rindex(hidden)
    assert "Thank you, Ines. Please hand the keyboard back now." in flat(said[last:])
    assert "How sure" not in said[last:]
    assert said.rstrip().endswith("Press enter to go on. >")


def test_somebody_else_who_stops_early_leaves_the_curtain_too(speaking: Journal) -> None:
    rater = speaking.surveys.add_rater("Ines", "friend")
    said = asked(RateOther(speaking, shipped_instrument(), rater), "", "3", "q!", "")
    assert "Please hand the keyboard back now." in flat(said)


def test_nothing_hangs_when_the_input_ends(speaking: Journal) -> None:
    for count in range(6):
        asked(AddEvidence(speaking), *("m", "Told it", "", "40", "a", "")[:count])


@pytest.mark.parametrize("width", [20, 40, 78])
def test_questions_fit_the_line(speaking: Journal, width: int) -> None:
    said = asked(AddEvidence(speaking), "m", "Told it", "", width=width)
    assert all(len(line) <= width for line in said.splitlines())
