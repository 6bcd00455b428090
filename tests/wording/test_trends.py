"""The trends in sentences: the task's odds, the next difficulty, the ledger and the lift."""

from __future__ import annotations

from efficacy_tui.model.records import Mastery, Rung, State, Vicarious
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.trends import ledger, ledger_note, lift_sentence, outcomes_sentence, trend_and_next_step
from tests.support.factories import SPEAKING, make_closed_challenge, make_entry, make_ratings, make_record
from tests.wording.test_trace import RECORD, build_report


def sentences(*rows: object, place: int | None = 52, window: int | None = 90) -> list[str]:
    """Return the sentences about trend, record and next difficulty."""
    return [line.text for line in trend_and_next_step(build_report(*rows, place=place, window=window))]


def test_the_next_difficulty_is_printed_with_the_odds_there() -> None:
    report = build_report(*RECORD)
    recommendation = report.stats.recommendation
    percent = round(100 * report.stats.odds(recommendation.difficulty))
    text = " ".join(sentences(*RECORD))
    chance = f"Your record gives you a {percent} % chance there."
    assert f"Suggested next difficulty: about {recommendation.difficulty}. {chance}" in text
    assert report.stats.skill_sentence in text


def test_a_capped_difficulty_has_its_own_odds_and_not_the_target() -> None:
    wins = [make_closed_challenge(20 - i, 20, "succeeded") for i in range(12)]
    report = build_report(*wins)
    assert report.stats.recommendation.target == 0.65
    percent = round(100 * report.stats.odds(30))
    assert percent > 80
    assert f"Suggested next difficulty: about 30. Your record gives you a {percent} % chance there." in " ".join(
        sentences(*wins)
    )


def test_odds_that_gave_way_name_no_next_difficulty() -> None:
    rows = [
        make_closed_challenge(90 - 3 * i, 80 if i % 2 else 20, "succeeded" if i % 2 else "failed") for i in range(30)
    ]
    text = " ".join([standing_sentence(build_report(*rows).stats), *sentences(*rows)])
    assert text.count("How hard it was has said little so far: 14 of 27 worked out.") == 1
    assert "Suggested" not in text


def test_research_on_the_gap_stands_beside_a_comparison_only() -> None:
    assert "Vancouver" in " ".join(sentences(*make_ratings([60] * 8), *RECORD))
    assert "Vancouver" not in " ".join(sentences(*make_ratings([60] * 8), *RECORD, place=None))


def test_a_change_of_level_may_be_a_steady_climb() -> None:
    values = [40, 50, 40, 50, 50, 40, 50, 40, 50, 50, 40, 50, 60, 50, 60, 70, 60, 60, 70, 60, 50, 60, 70, 60]
    text = " ".join(sentences(*make_ratings(values)))
    assert (
        "Your ratings look higher since about Wed 11 Nov (50 before, 60 after); a steady climb can look so too." in text
    )
    mirrored = " ".join(sentences(*make_ratings([100 - value for value in values])))
    assert "look lower since about Wed 11 Nov (50 before, 40 after); a steady decline can look so too." in mirrored


def test_an_old_trend_ends_with_its_last_rating() -> None:
    text = sentences(*make_ratings([20 + 2 * i for i in range(30)], last=20))[0]
    assert text.startswith("Rising over 30 days")
    assert text.endswith(", up to Mon 2 Nov.")


def test_the_ledger_ends_with_the_sum_of_the_outcomes() -> None:
    memory = make_entry(Mastery, 9, difficulty=95, text="Gave a toast")
    report = build_report(
        *RECORD[:4], memory, make_entry(Mastery, 8), make_entry(Vicarious, 1, similarity=5, gap="one")
    )
    rows = ledger(report)
    assert [row.text for row in rows[:1]] == ["where everybody starts"]
    assert (rows[-1].text, rows[-1].total) == ("what your outcomes say", True)
    assert float(rows[-1].points) == round(report.stats.estimate.core_points, 1)
    assert [row.text for row in rows if row.kind == "mastery"] == ["Gave a toast"]
    assert not any(row.kind == "vicarious" for row in rows)
    notes = ledger_note(report)
    assert notes[0] == lift_sentence(report)
    assert "from 4 challenges and 1 remembered success." in outcomes_sentence(report)
    assert "This is a difficulty: where success and failure are about even." in notes[1]
    assert "1 remembered success adds nothing: it was expected anyway, or has no difficulty." in notes[1]


def test_the_lift_is_dated_and_in_no_number() -> None:
    report = build_report(*RECORD, make_entry(Vicarious, 1, similarity=5, gap="one"))
    lift = report.stats.estimate.lift
    assert lift_sentence(report).startswith(
        f"Recent encouragement adds about +{lift.points:.0f} for now, gone by about "
    )
    assert lift_sentence(report).endswith(". It is in no number above.")
    strained = build_report(*RECORD, *(make_entry(State, 0, arousal=100, interpretation=-2) for _ in range(4)))
    assert lift_sentence(strained).startswith("Recent strain changes that by about −")
    assert lift_sentence(build_report(*RECORD)) == ""


def test_what_the_ladder_marks_is_what_the_trends_name_as_next() -> None:
    wins = [make_closed_challenge(20 - i, 50, "succeeded" if i > 2 else "failed") for i in range(6)]
    for difficulty in range(100):
        report = build_report(*wins, make_record(Rung, domain=SPEAKING.id, title="Give it", difficulty=difficulty))
        rung = report.ladder.next_rung
        if rung is not None and rung.title == "Give it":
            break
    assert rung is not None
    text = " ".join(line.text for line in trend_and_next_step(report))
    assert f"Next on your ladder: {rung.difficulty}. Your record gives you a {rung.odds} % chance there." in text
    assert "Suggested next difficulty" not in text
