"""The profile's answers: who was asked, what is shown at how many raters, when it is worth asking again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from efficacy_tui.content.instrument import InstrumentUnusable, parse_instrument, shipped_instrument
from efficacy_tui.insight.raters import RaterStage
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import ProfileReport, build_profile_report, draft_key
from efficacy_tui.store.merge import merge_contents
from tests.support.flow_driver import practise
from tests.support.profile_answers import JON, MARA, SELF, answer, given

OWN = """id = "profile"
version = 1
self = "How sure are you that you can…"
other = "How sure are you that {name} can…"
anchors = ["not at all", "a little", "moderately", "very", "completely"]
unknown = "can’t judge"
[[areas]]
id = "work"
name = "Work"
items = [
  { id = "a", self = "begin", other = "begin" },
  { id = "b", self = "go on", other = "go on" },
  { id = "c", self = "end", other = "end" },
]
"""


def report(journal: Journal) -> ProfileReport:
    return build_profile_report(journal.contents, shipped_instrument(), journal.today())


# -- the instrument ------------------------------------------------------------------------------


def test_there_are_twelve_items_in_three_areas_for_self_and_others() -> None:
    found = shipped_instrument()
    assert [(area.name, len(area.items)) for area in found.areas] == [
        ("Work and study", 4),
        ("Social", 4),
        ("Self-regulation", 4),
    ]
    assert found.anchors == ("not at all", "a little", "moderately", "very", "completely")
    assert (found.version, found.edited) == (1, False)
    assert "{name}" in found.other
    for item in found.items:
        # Both go on from “that … can”.
        assert item.own[0].islower()
        assert item.other[0].islower()
        assert not item.own.endswith(".")


def test_an_edited_copy_is_another_version_and_the_same_words_are_the_same_one(tmp_path: Path) -> None:
    file = tmp_path / "instrument.toml"
    assert parse_instrument(file) == shipped_instrument()
    file.write_text(OWN, encoding="utf-8")
    mine = parse_instrument(file)
    assert mine.edited
    assert str(mine.version).startswith("edited-")
    file.write_text(OWN.replace("version = 1", "version = 9   # a note"), encoding="utf-8")
    assert parse_instrument(file).version == mine.version
    file.write_text(OWN.replace('self = "end"', 'self = "stop"'), encoding="utf-8")
    assert parse_instrument(file).version not in (mine.version, 1)
    from importlib import resources

    original = resources.files("efficacy_tui.content").joinpath("instrument.toml").read_text(encoding="utf-8")
    file.write_text(original.replace('practice = "Focus"', 'practice = "Deep work"'), encoding="utf-8")
    again = parse_instrument(file)
    assert again.version == 1
    assert any(item.practice == "Deep work" for item in again.items)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"completely"]', '"completely", "more"]', "anchors"),
        ("version = 1", 'version = "1"', "“version” must be a whole number"),
        ('id = "b"', 'id = "a"', "two items have the id “a”"),
        ('id = "b"', 'id = "a b"', "letters, digits"),
        ('  { id = "c", self = "end", other = "end" },\n', "", "at least 3 items"),
        ('self = "go on"', 'self = ""', "“self” of item b must be a text"),
        ('self = "go on"', 'self = "go\\u001bon"', "control characters"),
        ('self = "go on"', f'self = "{"x" * 201}"', "longer than 200"),
        ("[[areas]]", "[areas]", "[[areas]]"),
        ("version = 1", "version = ", "not valid TOML"),
    ],
)
def test_an_edited_copy_that_cannot_be_used_says_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "instrument.toml"
    assert old in OWN
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(InstrumentUnusable) as problem:
        parse_instrument(file)
    assert said in str(problem.value)
    assert str(file) in str(problem.value)


# -- who was asked -------------------------------------------------------------------------------


def test_a_rater_is_asked_once_under_one_name(journal: Journal) -> None:
    mara = journal.surveys.add_rater("  Mara ", "friend")
    assert (mara.name, mara.role) == ("Mara", "friend")
    assert journal.surveys.add_rater("MARA") == mara
    assert journal.surveys.add_rater("mara", "coach").role == "coach"
    assert [rater.name for rater in journal.surveys.raters()] == ["Mara"]
    assert journal.surveys.name_problem("mara")
    with pytest.raises(Rejected, match="There are: Mara"):
        journal.surveys.find_rater("Jon")
    with pytest.raises(Rejected):
        journal.surveys.add_rater("   ")


def test_a_rater_goes_with_all_their_answers_in_one_step_and_comes_back_with_them(journal: Journal) -> None:
    answer(journal, SELF)
    answer(journal, MARA, "Mara")
    answer(journal, JON, "Mara")
    mara = journal.surveys.find_rater("Mara")
    journal.settings.save_draft(draft_key(shipped_instrument(), mara.id), {"typed": {"w1": "3"}, "answered": ["w1"]})
    assert journal.surveys.delete_rater(mara.id) == 2
    assert journal.surveys.raters() == []
    assert [row.rater for row in journal.contents.surveys.values()] == ["self"]
    assert journal.settings.drafts() == []
    assert report(journal).stage is RaterStage.ALONE
    assert journal.undo() == "Delete rater: Mara"
    assert len(journal.surveys.by(shipped_instrument(), mara.id)) == 2
    with pytest.raises(Rejected):
        journal.surveys.delete_rater("0" * 32)


def test_answers_given_elsewhere_by_a_rater_deleted_here_do_not_come_back(journal: Journal, tmp_path: Path) -> None:
    answer(journal, MARA, "Mara")
    mara = journal.surveys.find_rater("Mara")
    before = journal.contents
    journal.surveys.delete_rater(mara.id)
    here = journal.contents
    journal.undo()
    journal.clock.move(seconds=5)  # type: ignore[attr-defined]  # a clock that stands still
    journal.surveys.record(shipped_instrument(), given(JON), by=mara.id)
    late = [row for key, row in journal.contents.surveys.items() if key not in before.surveys]
    from msgspec.structs import replace as changed

    there = changed(before, surveys={**before.surveys, late[0].id: late[0]})
    assert not [row for row in merge_contents(here, there).contents.surveys.values() if row.by == mara.id]


def test_erasing_a_rater_erases_their_answers_everywhere(journal: Journal) -> None:
    answer(journal, SELF)
    answer(journal, MARA, "Mara Unmistakable")
    maintenance.erase(journal, journal.surveys.find_rater("Mara Unmistakable").id)
    assert [row.rater for row in journal.contents.surveys.values()] == ["self"]
    assert "Unmistakable" not in journal.path.read_text(encoding="utf-8")


def test_what_is_no_answer_is_refused(journal: Journal) -> None:
    with pytest.raises(Rejected, match="no item of this profile"):
        journal.surveys.record(shipped_instrument(), {"zz": 3})
    with pytest.raises(Rejected):
        journal.surveys.record(shipped_instrument(), given([6] * 12))
    with pytest.raises(Rejected):
        journal.surveys.record(shipped_instrument(), given(MARA), by="0" * 32)
    journal.surveys.record(shipped_instrument(), given(MARA), by=journal.surveys.add_rater("Mara").id, form="abcdef12")
    with pytest.raises(Rejected, match="taken in on 22 Nov 2026 already"):
        journal.surveys.record(
            shipped_instrument(), given(MARA), by=journal.surveys.add_rater("Mara").id, form="abcdef12"
        )
    assert len(journal.contents.surveys) == 1


# -- what is shown -------------------------------------------------------------------------------


def test_what_is_shown_grows_with_the_raters(journal: Journal) -> None:
    empty = report(journal)
    assert (empty.stage, empty.own, empty.starts, empty.history) == (RaterStage.NOTHING, None, (), ())

    answer(journal, SELF)
    alone = report(journal)
    assert alone.stage is RaterStage.ALONE
    assert (alone.gap, alone.deviation, alone.agreement) == (None, None, None)
    assert [line.own for line in alone.areas] == [4.0, 2.5, 4.0]
    assert [line.consensus for line in alone.areas] == [None] * 3

    answer(journal, MARA, "Mara")
    one = report(journal)
    assert one.stage is RaterStage.GAP
    assert one.gap is not None
    assert one.deviation is None
    assert all(line.consensus is None and line.others_mean is None for line in one.areas)

    answer(journal, JON, "Jon")
    two = report(journal)
    assert two.stage is RaterStage.ICC
    assert two.gap is not None
    assert two.gap.mean == pytest.approx(-0.291667, abs=5e-7)
    assert two.deviation == pytest.approx(0.407407, abs=5e-7)
    assert two.agreement is not None
    assert [voice.letter for voice in two.others] == ["M", "J"]
    social = two.areas[1]
    assert social.others_mean == pytest.approx(3.25)
    assert social.consensus == pytest.approx((2.5 + 3.25 + 3.25) / 3)


def test_too_few_answers_in_an_area_leave_it_out_and_say_so(journal: Journal) -> None:
    answer(journal, SELF)
    answer(journal, [4, None, None, 4, *MARA[4:]], "Mara")
    answer(journal, JON, "Jon")
    found = report(journal)
    work = found.areas[0]
    assert work.consensus is None
    assert "Mara judged 2 of 4 here; a place needs 3." in work.why
    assert "Not together: that takes you and two others." in work.why
    assert found.areas[1].why == ""
    assert found.common == 10
    assert found.others[0].total is None
    assert found.own is not None
    assert found.own.total == pytest.approx((75 + 37.5 + 75) / 3)


def test_another_version_is_never_mixed_in(journal: Journal) -> None:
    answer(journal, SELF)
    mine = replace(shipped_instrument(), version="edited-0123456789ab")
    journal.surveys.record(mine, given([1] * 12))
    found = report(journal)
    assert [line.own for line in found.areas] == [4.0, 2.5, 4.0]
    assert found.elsewhere == 1
    other = build_profile_report(journal.contents, mine, journal.today())
    assert [line.own for line in other.areas] == [1.0] * 3
    assert len(other.history) == 1


def test_a_change_is_named_only_past_the_noise(journal: Journal) -> None:
    answer(journal, [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3])
    assert report(journal).compared == 0
    answer(journal, [4, 4, 4, 3, 4, 4, 4, 4, 3, 3, 3, 3])
    found = report(journal)
    assert found.compared == 1
    assert [(move.who, move.area, move.before, move.after) for move in found.moves] == [("", "Social", 3, 4)]
    assert [past.who for past in found.history] == ["", ""]


def test_two_of_the_same_letter_get_different_ones(journal: Journal) -> None:
    for name in ("Mara", "Max", "mm", "月"):
        answer(journal, MARA, name)
    letters = [voice.letter for voice in report(journal).others]
    assert letters[:3] == ["M", "A", "B"]
    assert len(set(letters)) == 4


def test_the_three_lowest_items_are_places_to_start_until_they_are_domains(journal: Journal) -> None:
    answer(journal, SELF)
    starts = report(journal).starts
    assert [start.item.id for start in starts] == ["s1", "s4", "w2"]
    answer(journal, [4] * 7 + [1] + [4] * 4, "Mara")
    assert [start.item.id for start in report(journal).starts][:2] == ["s4", "s1"]
    journal.domains.add("Meeting people", starts[0].item.own)
    assert [start.domain for start in report(journal).starts] == ["", "Meeting people", ""]


# -- when to ask again ---------------------------------------------------------------------------


def test_it_is_due_after_four_weeks_or_a_challenge(speaking: Journal) -> None:
    surveys = speaking.surveys
    assert surveys.due(shipped_instrument()) == "first"
    answer(speaking, SELF)
    assert surveys.due(shipped_instrument()) is None
    speaking.clock.move(days=27)  # type: ignore[attr-defined]  # a clock that stands still
    assert surveys.due(shipped_instrument()) is None
    speaking.clock.move(days=1)  # type: ignore[attr-defined]  # as above
    assert surveys.due(shipped_instrument()) == "days"
    answer(speaking, SELF)
    assert surveys.due(shipped_instrument()) is None
    list(practise(speaking, speaking.domains.focus().id, (40, "succeeded")))
    assert surveys.due(shipped_instrument()) == "challenge"


def test_it_is_offered_once_until_it_is_answered(speaking: Journal) -> None:
    surveys = speaking.surveys
    assert surveys.offer(shipped_instrument(), after_challenge=False) is None
    assert surveys.offer(shipped_instrument(), after_challenge=True) == "first"
    assert surveys.offer(shipped_instrument(), after_challenge=True) is None
    answer(speaking, SELF)
    speaking.clock.move(days=30)  # type: ignore[attr-defined]  # a clock that stands still
    assert surveys.offer(shipped_instrument(), after_challenge=False) == "days"
    assert surveys.offer(shipped_instrument(), after_challenge=False) is None
    assert surveys.offer(shipped_instrument(), after_challenge=True) is None
