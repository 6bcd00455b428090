"""Answering a flow line by line: going back, drafts, help, texts of several lines, raters."""

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
from tests.support.plain_driver import unwrap


def answer_flow(flow: Flow, *inputs: str, width: int = 78) -> str:
    """Answer a flow line by line and return its output."""
    target = io.StringIO()
    ask(flow, io.StringIO("".join(f"{line}\n" for line in inputs)), target, width)
    return target.getvalue()


def focus_domain(journal: Journal) -> Domain:
    """The focus domain."""
    focus = journal.domains.focus()
    assert focus is not None
    return focus


def test_a_day_and_a_choice_are_confirmed_in_words(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told it", "", "40", "a", "fri")
    assert "> m\n  Mastery.\n" in output
    assert "> a\n  On my own.\n" in output
    assert "[today] > fri\n  Fri 20 Nov, 2 days ago.\n" in output


def test_an_open_answer_is_confirmed_as_left_open(speaking: Journal) -> None:
    assert answer_flow(AddEvidence(speaking), "m", "Told it", "", "", "", "").count("  Skipped.\n") == 2


def test_each_question_shows_its_number(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told it", "", "40", "a", "")
    assert [line for line in output.splitlines() if line.startswith("Question")] == [
        "Question 2 of 5.", "Question 3 of 5.", "Question 4 of 5.", "Question 5 of 5.",
    ]  # fmt: skip


def test_a_session_shows_the_time_left(speaking: Journal) -> None:
    inputs = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "", "", "")
    output = answer_flow(ReappraisalSession(speaking, focus_domain(speaking)), *inputs)
    assert "Question 1 of 14, about 2 minutes left." in output
    assert "Question 12 of 14, under a minute left." in output


def test_the_support_hint_names_the_plain_key(speaking: Journal) -> None:
    output = unwrap(answer_flow(ReappraisalSession(speaking, focus_domain(speaking))))
    assert "type ! for people to turn to" in output
    assert "F1" not in output


def test_b_goes_back_and_prefills_the_answer(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told it", "", "b!", "Told all of it", "", "40", "a", "")
    assert "[Told it] > Told all of it" in output
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "Told all of it"


def test_b_at_the_first_question_says_that_it_is_the_first(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "b!", "m")
    assert "This is the first question." in output


def test_going_back_keeps_unfinished_lines(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "One line", "b!", "", "", "40", "a", "")
    assert "[One line] > " in output
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One line"


def test_a_draft_shows_its_answers_and_n_starts_over(speaking: Journal) -> None:
    answer_flow(AddEvidence(speaking), "m", "Told it", "", "40", "q!")
    output = answer_flow(AddEvidence(speaking), "n!", "v", "Jon", "gave it", "", "", "", "")
    assert "This is your draft. n! starts over.\n  Source: Mastery\n  Did: Told it\n" in output
    assert output.index("How did you do it?") < output.index("What kind of evidence?")
    (entry,) = speaking.contents.evidence.values()
    assert type(entry).__name__ == "Vicarious"


def test_n_without_a_draft_says_that_there_is_none(speaking: Journal) -> None:
    assert "This is not a draft" in answer_flow(AddEvidence(speaking), "n!", "m")


def test_a_question_mark_repeats_the_question_with_help_and_answers(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told it", "?", "", "40", "?")
    assert "b! goes back one question, q! saves a draft, ! lists people to turn to." in unwrap(output)
    assert "  Did: Told it\n" in output
    assert output.count("How did you do it?\n  a  On my own\n") == 2


def test_help_inside_a_text_keeps_its_lines(speaking: Journal) -> None:
    answer_flow(AddEvidence(speaking), "m", "One", "?", "!", "Two", ".", "40", "a", "")
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One\nTwo"


@pytest.mark.parametrize("end", ["", "."])
def test_a_text_of_several_lines_ends_with_an_empty_line_or_a_full_stop(speaking: Journal, end: str) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "One", "Two.", end, "40", "a", "")
    assert "End with an empty line, or with a full stop alone on a line." in output
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "One\nTwo."


def test_a_backslash_makes_a_command_word_an_answer(speaking: Journal) -> None:
    answer_flow(AddEvidence(speaking), "v", "\\?", "\\.", "", "", "", "")
    (entry,) = speaking.contents.evidence.values()
    assert (entry.who, entry.text) == ("?", ".")


def test_a_single_digit_rating_is_queried_once(speaking: Journal) -> None:
    output = answer_flow(DailyCheckIn(speaking), "7", "7")
    assert "7 of 100? For 70 type 70. Enter again saves 7." in output
    (row,) = speaking.contents.checkins.values()
    assert row.confidence == 7


def test_an_invalid_step_is_rejected_at_once_and_the_others_stay(speaking: Journal) -> None:
    first_answers = ("give it", "", "I spoke", "", "40", "+10d", "70", "k", "")
    output = answer_flow(
        DesignChallenge(speaking, focus_domain(speaking)),
        *first_answers,
        "rehearse @ today",
        "show @ soon",
        "show @ +2d",
        "",
        "n",
        "",
    )
    assert "Step 2: “soon”" in output
    assert "2 steps: rehearse, today; show, Tue 24 Nov." in output
    challenge = speaking.challenges.active(focus_domain(speaking).id)
    assert [step.day for step in challenge.steps] == [dt.date(2026, 11, 22), dt.date(2026, 11, 24)]


def test_a_long_prefill_is_printed_in_full(speaking: Journal) -> None:
    text = "Told the whole story of the outage at lunch, with eight people listening to it"
    answer_flow(AddEvidence(speaking), "m", text, "", "q!")
    output = answer_flow(AddEvidence(speaking), "b!", "", "40", "a", "")
    assert text in unwrap(output)
    assert "[as above] > " in output


def test_free_text_follows_w_or_stands_alone(speaking: Journal) -> None:
    for inputs in (("w", "my knees shake"), ("my knees shake",)):
        answer_flow(
            ReappraisalSession(speaking, focus_domain(speaking)), "the talk", "", "today", "80", "8", "4", *inputs, "q!"
        )
    assert [row.sensation for row in speaking.contents.reappraisals.values()] == ["my knees shake"] * 2


def test_source_glyphs_are_spelled_out(speaking: Journal) -> None:
    answer_flow(AddEvidence(speaking), "m", "Told it", "", "40", "a", "")
    inputs = ("the talk", "", "today", "80", "8", "4", "1", "", "1", "")
    assert "  mastery: Told it\n" in answer_flow(ReappraisalSession(speaking, focus_domain(speaking)), *inputs)


# -- blind flows and raters ------------------------------------------------------------------------


def test_a_blind_flow_shows_no_earlier_answers(speaking: Journal) -> None:
    output = answer_flow(RateSelf(speaking, shipped_instrument()), "5", "4", "?", "q!")
    assert "2 answered so far." in output
    assert "completely.\n" not in output


def test_earlier_output_and_a_raters_answers_scroll_out_of_sight(speaking: Journal) -> None:
    rater = speaking.surveys.add_rater("Ines", "friend")
    inputs = ("", *["3"] * 12, "")
    output = answer_flow(RateOther(speaking, shipped_instrument(), rater), *inputs)
    blank_lines = "\n" * 30
    assert output.startswith(blank_lines)
    last = output.rindex(blank_lines)
    assert "Thank you, Ines. Please hand the keyboard back now:" in unwrap(output[last:])
    assert "How sure" not in output[last:]
    assert output.rstrip().endswith("Press enter to continue. >")


def test_a_rater_who_cancels_also_gets_the_handover_text(speaking: Journal) -> None:
    rater = speaking.surveys.add_rater("Ines", "friend")
    output = answer_flow(RateOther(speaking, shipped_instrument(), rater), "", "3", "q!", "")
    assert "Please hand the keyboard back now:" in unwrap(output)


def test_the_end_of_the_input_ends_a_flow_at_any_question(speaking: Journal) -> None:
    for count in range(6):
        answer_flow(AddEvidence(speaking), *("m", "Told it", "", "40", "a", "")[:count])


@pytest.mark.parametrize("width", [20, 40, 78])
def test_questions_fit_the_width(speaking: Journal, width: int) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told it", "", width=width)
    assert all(len(line) <= width for line in output.splitlines())


def test_evidence_is_saved_at_once_with_its_ratings_left_open(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "m", "Told the story", "", "s!")
    (entry,) = speaking.contents.evidence.values()
    assert (entry.text, entry.difficulty) == ("Told the story", None)
    assert "Evidence" in output


def test_lines_typed_before_saving_at_once_are_part_of_the_answer(speaking: Journal) -> None:
    answer_flow(AddEvidence(speaking), "m", "Told the story", "at lunch", "s!")
    (entry,) = speaking.contents.evidence.values()
    assert entry.text == "Told the story\nat lunch"


def test_saving_at_once_names_what_is_still_needed(speaking: Journal) -> None:
    output = answer_flow(AddEvidence(speaking), "p", "s!", "Mara", "it clicked", "s!", "s!")
    assert "First answer this: Who said it?" in output
    (entry,) = speaking.contents.evidence.values()
    assert (entry.who, entry.quote) == ("Mara", "it clicked")


def test_other_flows_ask_everything(speaking: Journal) -> None:
    output = answer_flow(DesignChallenge(speaking, focus_domain(speaking)), "s!", "q!")
    assert "This is saved after the last question." in output


def test_a_challenge_begins_at_once_when_its_odds_are_given(speaking: Journal) -> None:
    flow = DesignChallenge(speaking, focus_domain(speaking))
    output = answer_flow(flow, "give it", "", "I gave it", "", "40", "+5d", "90", "k", "s!")
    challenge = speaking.challenges.active(focus_domain(speaking).id)
    assert challenge is not None, output
    assert (challenge.odds, challenge.steps) == (90, ())


def test_a_domain_is_left_out_and_a_note_written_line_by_line(speaking: Journal) -> None:
    speaking.domains.add("Writing", "write a page")
    output = answer_flow(DailyCheckIn(speaking), "-", "w", "slept badly", "40")
    (row,) = speaking.contents.checkins.values()
    assert (row.confidence, row.note) == (40, "slept badly")
    assert speaking.checkins.is_left_out(focus_domain(speaking).id, speaking.today())
    assert "A note on this rating" in output
