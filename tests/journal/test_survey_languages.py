"""Answers in several languages: a series for each, raters shown together and marked, and the language that follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from efficacy_tui.content.instrument import Instrument, shipped_instrument
from efficacy_tui.content.languages import LANGUAGES, system_language, version_language
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import ProfileReport, build_profile_report
from efficacy_tui.journal.word_language import last_profile_language
from efficacy_tui.wording import profile as wording
from tests.support.fixed_clock import FixedClock
from tests.support.profile_answers import JON, MARA, SELF, answers_by_item


def record(journal: Journal, instrument: Instrument, values: list[int], who: str = "") -> None:
    by = journal.surveys.add_rater(who, "friend").id if who else None
    journal.surveys.record(instrument, answers_by_item(values, instrument), by=by)
    assert isinstance(journal.clock, FixedClock)
    journal.clock.move(seconds=1)


def build_report(journal: Journal, language: str = "en") -> ProfileReport:
    return build_profile_report(journal.contents, shipped_instrument(language), journal.today())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_items_in_words_of_its_own(language: str) -> None:
    english, instrument = shipped_instrument(), shipped_instrument(language)
    assert [item.id for item in instrument.items] == [item.id for item in english.items]
    assert [area.id for area in instrument.areas] == [area.id for area in english.areas]
    assert len({item.self_text for item in instrument.items}) == 12
    assert len(set(instrument.anchors)) == 5
    assert not instrument.is_edited
    assert version_language(instrument.version) == language
    if language != "en":
        assert instrument.version == f"{language}-1"
        assert not {item.self_text for item in instrument.items} & {item.self_text for item in english.items}
    for item in instrument.items:
        for about in ("", "Alex"):
            question = instrument.question(item, about)
            assert (item.other_text if about else item.self_text) in question
            assert "{" not in question
            assert ("Alex" in question) == bool(about)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "no_NO.UTF-8"}, "nb"),
        ({"LANG": "nb"}, "nb"),
        ({"LANG": "ja_JP.eucJP"}, "ja"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, ""),
        ({"LANG": "fr-FR"}, "fr"),
        ({"LANG": "frr_DE"}, ""),
        ({"LANG": "sv_SE.UTF-8"}, ""),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "es_MX"}, "es"),
        ({}, ""),
    ],
)
def test_system_language_is_one_of_those_with_words_or_none(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_own_answers_in_two_languages_are_two_series(journal: Journal) -> None:
    record(journal, shipped_instrument(), [3] * 12)
    record(journal, shipped_instrument("de"), [5] * 12)
    english, german = build_report(journal), build_report(journal, "de")
    assert [area.self_mean for area in english.areas] == [3.0] * 3
    assert [area.self_mean for area in german.areas] == [5.0] * 3
    for report in (english, german):
        assert (report.comparable_count, report.changes, len(report.history)) == (0, (), 1)
        assert report.other_version_count == 1
        text = " ".join(line.text for line in wording.about(report))
        assert "1 earlier answer to another wording or in another language is saved, but not mixed" in text
    assert "translated into German and not validated" in " ".join(line.text for line in wording.about(german))


def test_raters_in_two_languages_are_shown_together_and_that_is_said(journal: Journal) -> None:
    record(journal, shipped_instrument(), SELF)
    record(journal, shipped_instrument("de"), MARA, "Mara")
    record(journal, shipped_instrument(), JON, "Jon")
    report = build_report(journal)
    assert [rater.name for rater in report.others] == ["Mara", "Jon"]
    assert [rater.name for rater in report.translated] == ["Mara"]
    assert report.deviation is not None
    assert report.other_version_count == 0
    text = " ".join(line.text for line in wording.you_and_others(report, "a"))
    assert "you in English; Mara in German. The translations are not validated" in text
    assert [wording.rater_label(rater, report) for rater in report.others] == ["Mara (German)", "Jon"]
    assert "Answered in another language: Mara in German." in wording.history_note(report)
    # The other way round, for somebody who answers in German.
    record(journal, shipped_instrument("de"), SELF)
    german = build_report(journal, "de")
    assert [wording.rater_label(rater, german) for rater in german.others] == ["Mara", "Jon (English)"]


def test_with_one_language_nothing_is_said_about_it(journal: Journal) -> None:
    record(journal, shipped_instrument("fr"), SELF)
    record(journal, shipped_instrument("fr"), MARA, "Mara")
    report = build_report(journal, "fr")
    assert report.translated == ()
    assert wording.other_languages(report) == []
    assert "language" not in wording.history_note(report)


def test_a_rater_who_changes_the_language_has_not_changed_their_mind(journal: Journal) -> None:
    record(journal, shipped_instrument(), SELF)
    record(journal, shipped_instrument(), [2] * 12, "Mara")
    record(journal, shipped_instrument("de"), [5] * 12, "Mara")
    report = build_report(journal)
    assert (report.changes, report.comparable_count) == ((), 0)
    assert report.others[0].language == "de"
    assert [past.language for past in report.history] == ["de", "en", "en"]
    record(journal, shipped_instrument("de"), [1] * 12, "Mara")
    assert {change.before for change in build_report(journal).changes} == {5.0}


def test_an_edited_translation_stands_alone(journal: Journal) -> None:
    edited = replace(shipped_instrument("de"), version="de-edited-0123456789ab")
    assert edited.is_edited
    record(journal, shipped_instrument(), SELF)
    record(journal, edited, MARA, "Mara")
    assert build_report(journal).others == ()
    assert build_report(journal).other_version_count == 1
    report = build_profile_report(journal.contents, edited, journal.today())
    assert [rater.name for rater in report.others] == ["Mara"]


def test_language_of_the_last_own_profile(journal: Journal) -> None:
    assert last_profile_language(journal.contents) == ""
    record(journal, shipped_instrument("ja"), MARA, "Mara")
    assert last_profile_language(journal.contents) == ""
    record(journal, shipped_instrument("nb"), SELF)
    assert last_profile_language(journal.contents) == "nb"
    record(journal, replace(shipped_instrument("es"), version="es-edited-0123456789ab"), SELF)
    assert last_profile_language(journal.contents) == "es"
    record(journal, replace(shipped_instrument(), version="edited-0123456789ab"), SELF)
    assert last_profile_language(journal.contents) == "en"
