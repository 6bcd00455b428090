"""The ladder in lines: read aloud, and changed with the keys of its screen."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from tests.plain.conftest import TypeLines
from tests.support.plain_driver import unwrap

SIX = [f"Say {number} sentences" for number in range(1, 7)]


@pytest.fixture
def domain(rated: Journal) -> Domain:
    """A domain with three ideas and a daily task; it was rated today."""
    focus = rated.domains.focus()
    for title, difficulty in (("Ask a question", 30), ("Give the update", 50), ("Lead the workshop", 80)):
        rated.rungs.add(focus.id, title, difficulty)
    rated.domains.place_task(focus.id, 40)
    return focus


def reopen(journal: Journal) -> Journal:
    """Read what the program wrote."""
    journal.refresh()
    return journal


def rungs_of(journal: Journal) -> list[tuple[int, str]]:
    return [(rung.difficulty, rung.title) for rung in reopen(journal).rungs.all(journal.domains.focus().id)]


def test_it_is_read_from_hard_to_easy(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = type_lines("l")
    assert "Ladder of Speaking: 3 ideas." in output
    numbered = [line for line in output.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    assert numbered == [
        "1. 80, idea: Lead the workshop.",
        "2. 50, idea: Give the update.",
        "3. 40, daily task: Give a ten-minute talk to people I don’t know. You 50 %.",
        "4. 30, idea: Ask a question.",
    ]


def test_the_first_ladder_begins_from_the_empty_one(rated: Journal, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("l", "a", *SIX, "", "A keynote", "l"))
    assert "The first line is the easy end, the last one the hard end." in output
    assert "For example: Say one unprepared sentence in the stand-up" in output
    assert "Your ladder has 6 rungs. Next: u undo." in output
    assert [title for _, title in rungs_of(rated)] == SIX
    assert "6. 15, idea: Say 1 sentences." in output


def test_an_idea_is_added_with_its_place(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    type_lines("l", "a", "Explain it", "35")
    assert (35, "Explain it") in rungs_of(rated)


def test_a_rung_is_reworded(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    type_lines("l", "e 2", "Give the long update")
    assert (50, "Give the long update") in rungs_of(rated)


@pytest.mark.parametrize("command", ["D 1", "delete 1", "delete lead"])
def test_an_idea_is_deleted_and_undo_brings_it_back(
    rated: Journal, domain: Domain, type_lines: TypeLines, command: str
) -> None:
    assert "Deleted. u undoes it." in type_lines("l", command)
    assert (80, "Lead the workshop") not in rungs_of(rated)
    output = type_lines("l", "u")
    assert "1. 80, idea: Lead the workshop." in output
    assert (80, "Lead the workshop") in rungs_of(rated)


@pytest.mark.parametrize(
    ("command", "difficulty"),
    [
        ("K 2", 85),
        ("harder 2", 85),
        ("J 2", 35),
        ("easier 2", 35),
        ("move 2 62", 62),
        ("move give the to 62", 62),
        ("move 2 0", 0),
        ("move 2 100", 100),
    ],
)
def test_an_idea_is_moved(rated: Journal, domain: Domain, type_lines: TypeLines, command: str, difficulty: int) -> None:
    assert f"Moved to {difficulty}. u undoes it." in type_lines("l", command)
    assert (difficulty, "Give the update") in rungs_of(rated)


def test_a_place_is_asked_for_where_none_is_given(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    type_lines("l", "move 2", "44")
    assert (44, "Give the update") in rungs_of(rated)


@pytest.mark.parametrize(("lines", "difficulty"), [(("K 3",), 65), (("move 3 20",), 20), (("p", "70"), 70)])
def test_the_daily_task_is_moved(
    rated: Journal, domain: Domain, type_lines: TypeLines, lines: tuple[str, ...], difficulty: int
) -> None:
    type_lines("l", *lines)
    assert reopen(rated).domains.focus().task_difficulty == difficulty


def test_what_is_begun_keeps_its_place(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    start(rated, "Give the update", 50)
    output = type_lines("l", "K 2", "move 2 90")
    assert output.count("You have begun this one, so it keeps its difficulty.") == 2
    assert (50, "Give the update") in rungs_of(rated)


def test_the_end_of_the_ladder_is_the_end(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = type_lines("l", "K 1", "J 4", "move 1 101")
    assert output.count("It is already the hardest one.") == output.count("It is already the easiest one.") == 1
    assert "101 is outside 0 to 100." in output


def test_all_are_rated(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("l", "c", "70", "-", "90"))
    assert "Speaking: rate all." in output
    assert "You say 80 on average over 2 rungs. Next: u undo." in output
    assert sorted(row.confidence for row in reopen(rated).contents.rung_ratings.values()) == [70, 90]


def test_leaving_keeps_the_ratings_given(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("l", "c", "70", "q!"))
    assert "q! saves these" in output
    assert "1 of 3 rated; the others can follow today" in output
    assert [row.confidence for row in reopen(rated).contents.rung_ratings.values()] == [70]


def test_the_goal_is_written_and_taken_away(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    assert "Towards: A keynote." in type_lines("l", "t", "A keynote")
    assert reopen(rated).domains.focus().goal == "A keynote"
    type_lines("l", "t", "-")
    assert reopen(rated).domains.focus().goal == ""


def test_a_number_reads_a_rung_in_full(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    challenge = start(rated, "Give the update", 50)
    rated.challenges.close(challenge, "succeeded", learned="pausing helps")
    output = unwrap(type_lines("l", "2").split("Ladder > 2")[1])
    assert "50, done: Give the update. Done today. Learned: pausing helps." in output


def test_a_challenge_begins_from_a_rung(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = type_lines("l", "n 1", "q!")
    assert "New challenge" in output


def test_while_one_is_under_way_no_other_begins(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    start(rated, "Give the update", 50)
    output = unwrap(type_lines("l", "n 1", "start 2"))
    assert "A challenge is under way: Give the update. o records what came of it." in output
    assert "50, under way: Give the update. By 1 Dec." in output.split("start 2")[1]


def test_from_the_daily_task_no_challenge_begins(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    assert "Your daily task comes back with every check-in" in unwrap(type_lines("l", "start 3"))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("e", "Which one? Type its number, 1 to 4: edit 1."),
        ("D 9", "There is no rung 9 here. They are numbered 1 to 4."),
        ("9", "There is no rung 9 here. They are numbered 1 to 4."),
        ("K nothing", "No rung here begins with “nothing”."),
        ("K give", "2 rungs begin with “give”. Write the number of one."),
        ("K 0", "There is no rung 0 here. They are numbered 1 to 4."),
        ("e 3", "Your daily task can be changed in the list of domains: d."),
    ],
)
def test_what_does_not_work_is_explained(
    rated: Journal, domain: Domain, type_lines: TypeLines, command: str, answer: str
) -> None:
    before = rungs_of(rated)
    assert answer in type_lines("l", command)
    assert rungs_of(rated) == before


def test_rating_an_empty_ladder_says_what_is_missing(rated: Journal, type_lines: TypeLines) -> None:
    assert "There is no rung to rate yet. a adds one." in type_lines("l", "c")


def test_other_domains_are_a_bracket_away(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    rated.domains.add("Writing", "write a page")
    output = type_lines("q!", "l", "]", "[")
    assert output.index("Ladder of Speaking") < output.index("Ladder of Writing")


def test_other_commands_work_over_the_ladder(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = type_lines("l", "trends", "ladder", "?", "", "nonsense")
    assert "Trends of Speaking" in output
    assert "A number reads that rung in full." in unwrap(output)


def start(journal: Journal, title: str, difficulty: int) -> str:
    """Start a challenge on the rung of this title; return its id."""
    return journal.challenges.start(
        journal.domains.focus().id,
        title=title,
        done_when="seen",
        difficulty=difficulty,
        odds=70,
        due=dt.date(2026, 12, 1),
    ).id


# -- search ----------------------------------------------------------------------------------------


def test_a_rung_is_found_and_opens_the_ladder_at_it(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = type_lines("/workshop", "1", "", "nonsense words")
    assert "rung: Lead the workshop" in output
    after = output.split("Timeline > 1\n")[1]
    assert after.startswith("80, idea: Lead the workshop.\n")
    assert "Ladder of Speaking" in after


def test_a_goal_is_found_and_opens_the_ladder(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    rated.domains.set_goal(domain.id, "A keynote without notes")
    output = type_lines("/keynote", "1")
    assert "goal: A keynote without notes" in output
    assert "Towards: A keynote without notes." in output.split("Timeline > 1")[1]


def test_rungs_are_filtered_as_a_source(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    assert "3 of 3 for “source:rung”." in unwrap(type_lines("/source:rung"))


def test_the_ladder_of_an_archived_domain_is_not_opened(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    writing = rated.domains.add("Writing", "write a page")
    rated.rungs.add(writing.id, "Write ten lines", 20)
    rated.domains.archive(writing.id)
    output = unwrap(type_lines("/ten lines", "1"))
    assert "Its domain is archived." in output


def test_another_domains_rung_opens_that_ladder(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    writing = rated.domains.add("Writing", "write a page")
    rated.rungs.add(writing.id, "Write ten lines", 20)
    output = type_lines("q!", "/ten lines", "1")
    assert "Ladder of Writing" in output.split("Timeline > 1")[1]


# -- offers ----------------------------------------------------------------------------------------


def test_rating_is_offered_after_the_check_in_once(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("c", "70", "c", "60"))
    offer = "Speaking: your ladder is not rated yet. Press l to open it and rate all."
    assert output.count(offer) == 1
    assert output.index("Speaking 70 (was ") < output.index(offer)


def test_a_draft_names_what_takes_it_up_in_this_view(rated: Journal, domain: Domain, type_lines: TypeLines) -> None:
    output = unwrap(type_lines("l", "a", "Explain it", "q!", "a", "35"))
    assert "Saved as a draft. a resumes it." in output
    assert (35, "Explain it") in rungs_of(rated)


def test_a_draft_of_the_first_ladder_names_what_takes_it_up(rated: Journal, type_lines: TypeLines) -> None:
    assert "Saved as a draft. a resumes it." in unwrap(type_lines("l", "a", *SIX, "", "q!"))


def test_without_a_challenge_the_dashboard_names_the_next_rung(rated: Journal, type_lines: TypeLines) -> None:
    rung = rated.rungs.add(rated.domains.all()[0].id, "Ask one question", 20)
    rated.rungs.rate({rung.id: 100})
    assert "What will you do within two weeks? Next rung: Ask one question." in unwrap(type_lines("q"))
