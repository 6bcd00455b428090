"""Profile surveys: the instrument, raters, the report by number of raters, and due dates."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from efficacy_tui.content.instrument import InstrumentUnusable, parse_instrument, shipped_instrument
from efficacy_tui.insight.raters import RaterStage
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import ProfileReport, build_profile_report, draft_key
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.merge import merge_contents
from tests.support.flow_driver import practise
from tests.support.profile_answers import JON, MARA, SELF, answers_by_item, record_answers

INSTRUMENT_TOML = """id = "profile"
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


def build_report(journal: Journal) -> ProfileReport:
    return build_profile_report(journal.contents, shipped_instrument(), journal.today())


# -- the instrument ------------------------------------------------------------------------------


def test_there_are_twelve_items_in_three_areas_for_self_and_others() -> None:
    instrument = shipped_instrument()
    assert [(area.name, len(area.items)) for area in instrument.areas] == [
        ("Work and study", 4),
        ("Social", 4),
        ("Self-regulation", 4),
    ]
    assert instrument.anchors == ("not at all", "a little", "moderately", "very", "completely")
    assert (instrument.version, instrument.is_edited) == (1, False)
    assert "{name}" in instrument.other_stem
    for item in instrument.items:
        # Both texts continue “that … can”.
        assert item.self_text[0].islower()
        assert item.other_text[0].islower()
        assert not item.self_text.endswith(".")


def test_an_edited_instrument_is_another_version_unless_its_words_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "instrument.toml"
    assert parse_instrument(file) == shipped_instrument()
    file.write_text(INSTRUMENT_TOML, encoding="utf-8")
    edited = parse_instrument(file)
    assert edited.is_edited
    assert str(edited.version).startswith("edited-")
    file.write_text(INSTRUMENT_TOML.replace("version = 1", "version = 9   # a note"), encoding="utf-8")
    assert parse_instrument(file).version == edited.version
    file.write_text(INSTRUMENT_TOML.replace('self = "end"', 'self = "stop"'), encoding="utf-8")
    assert parse_instrument(file).version not in (edited.version, 1)
    from importlib import resources

    original = resources.files("efficacy_tui.content").joinpath("en", "instrument.toml").read_text(encoding="utf-8")
    file.write_text(original.replace('practice = "Focus"', 'practice = "Deep work"'), encoding="utf-8")
    reworded = parse_instrument(file)
    assert reworded.version == 1
    assert any(item.practice == "Deep work" for item in reworded.items)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
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
        ("version = 1", "version = ", "line 2, is not valid TOML: Invalid value."),
        ("version = 1", "version = [", "not valid TOML"),
        ("version = 1", f"version = {'[' * 3000}{']' * 3000}", "nested too deeply"),
    ],
)
def test_an_invalid_instrument_is_rejected_with_the_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / "instrument.toml"
    assert old in INSTRUMENT_TOML
    file.write_text(INSTRUMENT_TOML.replace(old, new), encoding="utf-8")
    with pytest.raises(InstrumentUnusable) as raised:
        parse_instrument(file)
    assert reason in str(raised.value)
    assert str(file) in str(raised.value)


def test_an_instrument_that_is_no_utf_8_is_rejected_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "instrument.toml"
    file.write_bytes(b"# one\r\n# two\r\n# gr\xfcn\r\n" + INSTRUMENT_TOML.encode())
    with pytest.raises(InstrumentUnusable, match=r"line 3, cannot be read: this is not UTF-8 text\.$"):
        parse_instrument(file)


@pytest.mark.parametrize(
    ("make", "reason"),
    [(os.mkfifo, "it is a pipe, a device or a socket, not a file"), (Path.mkdir, os.strerror(errno.EISDIR))],
)
def test_an_instrument_that_is_no_file_is_rejected_at_once(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    file = tmp_path / "instrument.toml"
    make(file)
    with pytest.raises(InstrumentUnusable) as raised:
        parse_instrument(file)
    assert str(raised.value) == f"{file} cannot be read: {reason}."


# -- raters --------------------------------------------------------------------------------------


def test_a_rater_is_added_once_per_name(journal: Journal) -> None:
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


def test_deleting_a_rater_deletes_their_answers_in_one_undoable_step(journal: Journal) -> None:
    record_answers(journal, SELF)
    record_answers(journal, MARA, "Mara")
    record_answers(journal, JON, "Mara")
    mara = journal.surveys.find_rater("Mara")
    journal.settings.save_draft(draft_key(shipped_instrument(), mara.id), {"typed": {"w1": "3"}, "answered": ["w1"]})
    assert journal.surveys.delete_rater(mara.id) == 2
    assert journal.surveys.raters() == []
    assert [row.rater for row in journal.contents.surveys.values()] == ["self"]
    assert journal.settings.drafts() == []
    assert build_report(journal).stage is RaterStage.ALONE
    assert journal.undo() == "Delete rater: Mara"
    assert len(journal.surveys.of_rater(shipped_instrument(), mara.id)) == 2
    with pytest.raises(Rejected):
        journal.surveys.delete_rater("0" * 32)


def test_a_merge_does_not_bring_in_answers_by_a_deleted_rater(journal: Journal, tmp_path: Path) -> None:
    record_answers(journal, MARA, "Mara")
    mara = journal.surveys.find_rater("Mara")
    before = journal.contents
    journal.surveys.delete_rater(mara.id)
    deleted = journal.contents
    journal.undo()
    journal.clock.move(seconds=5)  # type: ignore[attr-defined]  # a clock that stands still
    journal.surveys.record(shipped_instrument(), answers_by_item(JON), by=mara.id)
    new_surveys = [row for key, row in journal.contents.surveys.items() if key not in before.surveys]
    from msgspec.structs import replace as replace_fields

    other_copy = replace_fields(before, surveys={**before.surveys, new_surveys[0].id: new_surveys[0]})
    assert not [row for row in merge_contents(deleted, other_copy).contents.surveys.values() if row.by == mara.id]


def test_erasing_a_rater_erases_their_answers_everywhere(journal: Journal) -> None:
    record_answers(journal, SELF)
    record_answers(journal, MARA, "Mara Unmistakable")
    maintenance.erase(journal, journal.surveys.find_rater("Mara Unmistakable").id)
    assert [row.rater for row in journal.contents.surveys.values()] == ["self"]
    assert "Unmistakable" not in journal.path.read_text(encoding="utf-8")


def test_invalid_answers_are_rejected(journal: Journal) -> None:
    with pytest.raises(Rejected, match="not an item of this profile"):
        journal.surveys.record(shipped_instrument(), {"zz": 3})
    with pytest.raises(Rejected):
        journal.surveys.record(shipped_instrument(), answers_by_item([6] * 12))
    with pytest.raises(Rejected):
        journal.surveys.record(shipped_instrument(), answers_by_item(MARA), by="0" * 32)
    journal.surveys.record(
        shipped_instrument(), answers_by_item(MARA), by=journal.surveys.add_rater("Mara").id, form="abcdef12"
    )
    with pytest.raises(Rejected, match="already imported on 22 Nov 2026"):
        journal.surveys.record(
            shipped_instrument(), answers_by_item(MARA), by=journal.surveys.add_rater("Mara").id, form="abcdef12"
        )
    assert len(journal.contents.surveys) == 1


# -- report --------------------------------------------------------------------------------------


def test_the_report_grows_with_the_number_of_raters(journal: Journal) -> None:
    empty = build_report(journal)
    assert (empty.stage, empty.self_answers, empty.starting_points, empty.history) == (RaterStage.NOTHING, None, (), ())

    record_answers(journal, SELF)
    alone = build_report(journal)
    assert alone.stage is RaterStage.ALONE
    assert (alone.gap, alone.deviation, alone.agreement) == (None, None, None)
    assert [area.self_mean for area in alone.areas] == [4.0, 2.5, 4.0]
    assert [area.consensus for area in alone.areas] == [None] * 3

    record_answers(journal, MARA, "Mara")
    one = build_report(journal)
    assert one.stage is RaterStage.GAP
    assert one.gap is not None
    assert one.deviation is None
    assert all(area.consensus is None and area.others_mean is None for area in one.areas)

    record_answers(journal, JON, "Jon")
    two = build_report(journal)
    assert two.stage is RaterStage.ICC
    assert two.gap is not None
    assert two.gap.mean == pytest.approx(-0.291667, abs=5e-7)
    assert two.deviation == pytest.approx(0.407407, abs=5e-7)
    assert two.agreement is not None
    assert [rater.letter for rater in two.others] == ["M", "J"]
    social = two.areas[1]
    assert social.others_mean == pytest.approx(3.25)
    assert social.consensus == pytest.approx((2.5 + 3.25 + 3.25) / 3)


def test_an_area_with_too_few_answers_has_no_consensus_and_says_why(journal: Journal) -> None:
    record_answers(journal, SELF)
    record_answers(journal, [4, None, None, 4, *MARA[4:]], "Mara")
    record_answers(journal, JON, "Jon")
    report = build_report(journal)
    work = report.areas[0]
    assert work.consensus is None
    assert "Mara judged 2 of 4 here; at least 3 are needed." in work.missing_note
    assert "No value for all of you yet: that takes you and two others." in work.missing_note
    assert report.areas[1].missing_note == ""
    assert report.common == 10
    assert report.others[0].total is None
    assert report.self_answers is not None
    assert report.self_answers.total == pytest.approx((75 + 37.5 + 75) / 3)


def test_answers_to_another_version_are_kept_apart(journal: Journal) -> None:
    record_answers(journal, SELF)
    edited = replace(shipped_instrument(), version="edited-0123456789ab")
    journal.surveys.record(edited, answers_by_item([1] * 12))
    report = build_report(journal)
    assert [area.self_mean for area in report.areas] == [4.0, 2.5, 4.0]
    assert report.other_version_count == 1
    other = build_profile_report(journal.contents, edited, journal.today())
    assert [area.self_mean for area in other.areas] == [1.0] * 3
    assert len(other.history) == 1


def test_only_a_change_larger_than_noise_is_reported(journal: Journal) -> None:
    record_answers(journal, [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3])
    assert build_report(journal).comparable_count == 0
    record_answers(journal, [4, 4, 4, 3, 4, 4, 4, 4, 3, 3, 3, 3])
    report = build_report(journal)
    assert report.comparable_count == 1
    assert [(change.who, change.area, change.before, change.after) for change in report.changes] == [
        ("", "Social", 3, 4)
    ]
    assert [past.who for past in report.history] == ["", ""]


def test_raters_with_the_same_initial_have_different_letters(journal: Journal) -> None:
    for name in ("Mara", "Max", "mm", "月"):
        record_answers(journal, MARA, name)
    letters = [rater.letter for rater in build_report(journal).others]
    assert letters[:3] == ["M", "A", "B"]
    assert len(set(letters)) == 4


def test_the_three_lowest_items_are_starting_points_with_their_domains(journal: Journal) -> None:
    record_answers(journal, SELF)
    starts = build_report(journal).starting_points
    assert [start.item.id for start in starts] == ["s1", "s4", "w2"]
    record_answers(journal, [4] * 7 + [1] + [4] * 4, "Mara")
    assert [start.item.id for start in build_report(journal).starting_points][:2] == ["s4", "s1"]
    journal.domains.add("Meeting people", starts[0].item.self_text)
    assert [start.domain for start in build_report(journal).starting_points] == ["", "Meeting people", ""]


# -- due dates -----------------------------------------------------------------------------------


def test_a_survey_is_due_after_four_weeks_or_a_challenge(speaking: Journal) -> None:
    surveys = speaking.surveys
    assert surveys.due(shipped_instrument()) == "first"
    record_answers(speaking, SELF)
    assert surveys.due(shipped_instrument()) is None
    speaking.clock.move(days=27)  # type: ignore[attr-defined]  # a clock that stands still
    assert surveys.due(shipped_instrument()) is None
    speaking.clock.move(days=1)  # type: ignore[attr-defined]  # as above
    assert surveys.due(shipped_instrument()) == "days"
    record_answers(speaking, SELF)
    assert surveys.due(shipped_instrument()) is None
    list(practise(speaking, speaking.domains.focus().id, (40, "succeeded")))
    assert surveys.due(shipped_instrument()) == "challenge"


def test_a_survey_is_offered_once_until_it_is_answered(speaking: Journal) -> None:
    surveys = speaking.surveys
    assert surveys.offer(shipped_instrument(), after_challenge=False) is None
    assert surveys.offer(shipped_instrument(), after_challenge=True) == "first"
    assert surveys.offer(shipped_instrument(), after_challenge=True) is None
    record_answers(speaking, SELF)
    speaking.clock.move(days=30)  # type: ignore[attr-defined]  # a clock that stands still
    assert surveys.offer(shipped_instrument(), after_challenge=False) == "days"
    assert surveys.offer(shipped_instrument(), after_challenge=False) is None
    assert surveys.offer(shipped_instrument(), after_challenge=True) is None
