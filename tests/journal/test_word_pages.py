"""The words in force: their language, the person's own copies, and what is wrong in one, by line."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import InstrumentUnusable, parse_instrument, shipped_instrument
from efficacy_tui.content.languages import LANGUAGES
from efficacy_tui.content.word_checks import PAGES, parse_words
from efficacy_tui.content.words import TRANSLATED_PAGES, load_words, read_text
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.flows.ladder_examples import example_for
from efficacy_tui.flows.question_types import ChoiceQuestion
from efficacy_tui.flows.reappraise import ReappraisalSession
from efficacy_tui.flows.support import load_support
from efficacy_tui.flows.survey import ChooseRater, RateOther, RateSelf
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.reappraisals import DEFAULT_STATEMENT, statement_in
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.journal.word_pages import find_copies, has_own_copy, own_copy, words_in_force
from efficacy_tui.model.records import Domain
from efficacy_tui.store import atomic_file
from tests.support.flow_driver import begin
from tests.support.profile_answers import SELF, answers_by_item, record_answers

TRANSLATIONS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The settings folder, in force, with no language set and a German system."""
    folder = tmp_path / "settings"
    (folder / "de").mkdir(parents=True)
    use(folder)
    return folder


def use(folder: Path, language: str = "auto", system: str = "de") -> None:
    """Apply settings in a folder."""
    settings = Settings(folder / "config.toml", system)
    if language != "auto":
        settings.change("language", language)
    apply_settings(settings)


def focus(journal: Journal) -> Domain:
    domain = journal.domains.focus()
    assert domain is not None
    return domain


def test_an_own_first_statement_is_on_the_dashboard_before_any_session(folder: Path, speaking: Journal) -> None:
    german = load_words("reappraisal", "de")["statements"][0]
    assert statement_in(speaking.contents, focus(speaking).id) == german
    own_copy(folder, "reappraisal", "de").write_text('statements = ["Jetzt gilt es."]\n', encoding="utf-8")
    assert statement_in(speaking.contents, focus(speaking).id) == "Jetzt gilt es."
    own_copy(folder, "reappraisal", "de").write_text("statements = 3\n", encoding="utf-8")
    assert statement_in(speaking.contents, focus(speaking).id) == german
    use(folder, "en")
    assert statement_in(speaking.contents, focus(speaking).id) == DEFAULT_STATEMENT
    own_copy(folder, "reappraisal", "en").write_text('statements = ["Here we go."]\n', encoding="utf-8")
    assert statement_in(speaking.contents, focus(speaking).id) == "Here we go."


# -- what comes with the program -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [page for page in TRANSLATED_PAGES if page in PAGES])
def test_no_shipped_page_has_a_problem(page: str, language: str) -> None:
    assert parse_words(page, read_text(page, language), language)[1] == []


def test_the_shipped_ladders_have_no_problem() -> None:
    assert parse_words("ladders", read_text("ladders"))[1] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("page", [page for page in TRANSLATED_PAGES if page not in ("instrument", "support")])
def test_a_translation_has_every_text_and_none_in_english(page: str, language: str) -> None:
    english, words = load_words(page), load_words(page, language)
    assert set(english) == set(words) - {"status"}
    for key, text in english.items():
        if isinstance(text, list):
            assert len(words[key]) == len(text)
            assert not set(words[key]) & set(text)
        else:
            assert set(re.findall(r"{\w+}", words[key])) == set(re.findall(r"{\w+}", text)), key
            assert words[key] != text or page == "form_labels"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_support_page_has_numbers_and_somewhere_for_everybody_else(language: str) -> None:
    page = load_support(None, language)
    assert page.title != load_support().title
    assert any(re.search(r"\b1\d\d\b", how) for _, how in page.contacts)
    assert "findahelpline.com" in page.contacts[-1][1]


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("page", [page for page in TRANSLATED_PAGES if page != "form_labels"])
def test_every_translation_says_that_it_is_not_validated(page: str, language: str) -> None:
    assert "not validated" in read_text(page, language).splitlines()[0]
    if page == "instrument":
        assert load_words(page, language)["validated"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_a_form_differ_from_each_other(language: str) -> None:
    labels = load_words("form_labels", language)
    assert len({label.casefold() for label in labels.values()}) == len(labels)


# -- which language ------------------------------------------------------------------------------


def test_the_setting_decides_before_profile_and_system(journal: Journal, folder: Path) -> None:
    assert word_language(journal.contents) == "de"
    record_answers(journal, SELF)
    assert word_language(journal.contents) == "en"
    journal.surveys.record(shipped_instrument("nb"), answers_by_item(SELF))
    assert word_language(journal.contents) == "nb"
    use(folder, "ja")
    assert word_language(journal.contents) == "ja"


def test_without_profile_and_system_language_the_words_are_english(journal: Journal, folder: Path) -> None:
    use(folder, system="")
    assert word_language(journal.contents) == word_language(None) == "en"


def test_items_edited_before_there_were_translations_stay_in_use(journal: Journal, folder: Path) -> None:
    (folder / "instrument.toml").write_text(read_text("instrument"), encoding="utf-8")
    use(folder)
    assert word_language(journal.contents) == "en"
    use(folder, "fr")
    assert word_language(journal.contents) == "fr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_offers_its_words_in_the_language(speaking: Journal, folder: Path, language: str) -> None:
    use(folder, language)
    words = load_words("reappraisal", language)
    questions = {question.key: question for question in ReappraisalSession(speaking, focus(speaking)).questions({})}
    assert questions["event"].context == ("" if language == "ja" else " ").join(words["safety"])
    statement, sensation = questions["statement"], questions["sensation"]
    assert isinstance(statement, ChoiceQuestion)
    assert isinstance(sensation, ChoiceQuestion)
    assert [option.value for option in statement.options] == words["statements"]
    assert [option.value for option in sensation.options] == words["sensations"]
    assert questions["reading"].lines == tuple(words["reading"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_somebody_at_this_keyboard_is_asked_in_the_language(journal: Journal, language: str) -> None:
    rater = journal.surveys.add_rater("Mara")
    flow = RateOther(journal, shipped_instrument(language), rater)
    words = load_words("rater_form", language)
    consent, *items = flow.questions({})
    assert flow.title == words["title"]
    assert words["status"] in consent.lines  # type: ignore[attr-defined]
    texts = [flow.title, flow.handover_text, consent.prompt, *consent.lines, *(item.prompt for item in items)]  # type: ignore[attr-defined]
    assert "Mara" in consent.prompt
    assert "Mara" in flow.handover_text
    assert not [text for text in texts if "{" in text or "you" in text.split()]
    assert all(words["default_name"] in item.prompt for item in items)
    begin(flow).answer("", *map(str, SELF)).session.finish()
    (survey,) = journal.contents.surveys.values()
    assert (survey.version, survey.by) == (f"{language}-1", rater.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_session_the_first_sentence_is_offered(speaking: Journal, folder: Path, language: str) -> None:
    use(folder, language)
    assert speaking.reappraisals.statement(None) == load_words("reappraisal", language)["statements"][0]


def test_own_answers_in_german_are_the_german_version(journal: Journal) -> None:
    begin(RateSelf(journal, shipped_instrument("de"))).answer(*map(str, SELF)).session.finish()
    (survey,) = journal.contents.surveys.values()
    assert (survey.version, survey.rater) == ("de-1", "self")


def test_whoever_keeps_the_words_for_no_name_gives_no_name(journal: Journal) -> None:
    flow = ChooseRater(journal, shipped_instrument("de"))
    begin(flow).answer("Mara", "2", "die betreffende Person").session.finish()
    assert journal.surveys.rater_reference("x") == "x"
    begin(ChooseRater(journal, shipped_instrument("de"))).answer("1", "Alex").session.finish()
    assert journal.surveys.rater_reference("x") == "Alex"


# -- the person's own copies ---------------------------------------------------------------------


def test_a_copy_is_used_and_what_it_leaves_out_is_ours(speaking: Journal, folder: Path) -> None:
    own_copy(folder, "reappraisal", "de").write_text('statements = ["Los geht’s."]\n', encoding="utf-8")
    words, note = words_in_force("reappraisal", "de")
    assert (words["statements"], note) == (["Los geht’s."], "")
    assert words["sensations"] == load_words("reappraisal", "de")["sensations"]
    # English has its copy in the folder itself.
    assert words_in_force("reappraisal").words == load_words("reappraisal")
    assert find_copies(folder) == [("reappraisal", "de", folder / "de" / "reappraisal.toml")]


PROBLEMS = [
    ("reappraisal", '# mine\n\nstatements = "one"', "line 3: statements must be a list of texts"),
    ("reappraisal", "statements = []", "line 1: statements must be a list of texts"),
    ("reappraisal", 'statements = [\n  "a",\n  7,\n]', "line 3: each of statements must be a text"),
    ("reappraisal", 'sensations = [\n  "a",\n  "",\n]', "line 1: each of sensations must be a text"),
    ("reappraisal", f'statements = ["a"]\nsafety = ["{"x" * 1001}"]', "line 2: each of safety is longer than 1000"),
    (
        "reappraisal",
        'statements = ["a", "a", "a", "a", "a", "a", "a", "a", "a", "a"]',
        "line 1: statements has 10 texts; at most 9",
    ),
    ("reappraisal", 'statements = ["a\\u001bb"]', "line 1: each of statements must be on one line"),
    (
        "reappraisal",
        '\nstatments = ["a"]',
        "line 2: there is nothing called “statments” here; did you mean stat",
    ),
    ("reappraisal", 'statements = ["a"\n\nsafety = 3', "line 3: this is not TOML"),
    ("rater_form", 'title = "a"\nhow = 3', "line 2: how must be a text"),
    ("rater_form", 'title = "a"\nhow = "ask {nobody}"', "line 2: {nobody} stands for nothing"),
    ("support", 'title = "a"', "it names nobody"),
    ("support", 'title = "a"\n[[contacts]]\nwho = "Mara"\n\n[[contacts]]\nwho = "Jon"\nhow = 3', "line 2: how must be"),
    ("ladders", '[[kinds]]\nname = "a"\ngoal = "b"\nwords = []\n', "line 1: this example has no rungs"),
    ("ladders", '[[kinds]]\nname = 3\ngoal = "b"\nwords = []\nrungs = ["x"]\n', "line 2: name must be a text"),
]


@pytest.mark.parametrize(("page", "text", "problem"), PROBLEMS)
def test_what_is_wrong_is_named_by_its_line_and_ours_is_used(folder: Path, page: str, text: str, problem: str) -> None:
    use(folder, "en")
    own_copy(folder, page, "en").write_text(text, encoding="utf-8")
    words, note = words_in_force(page)
    assert problem in note
    assert "are not used" in note
    assert words == load_words(page)
    assert problem in str(parse_words(page, text)[1][0])


def test_a_session_says_that_a_copy_is_not_used(speaking: Journal, folder: Path) -> None:
    own_copy(folder, "reappraisal", "de").write_bytes(b"statements = [\n'caf\xe9']")
    question = ReappraisalSession(speaking, focus(speaking)).questions({})[0]
    assert "are not used (line 2: this is not UTF-8 text)" in question.context
    assert load_words("reappraisal", "de")["safety"][1] in question.context


def test_a_form_that_cannot_be_used_is_told_to_the_person_not_the_rater(journal: Journal, folder: Path) -> None:
    own_copy(folder, "rater_form", "de").write_text("how = 3", encoding="utf-8")
    *_, about = ChooseRater(journal, shipped_instrument("de")).questions({})
    assert "line 1: how must be a text" in about.context
    consent = RateOther(journal, shipped_instrument("de"), journal.surveys.add_rater("Mara")).questions({})[0]
    assert "TOML" not in str(consent)
    assert "used" not in str(consent)


def test_own_people_are_shown_in_every_language(folder: Path) -> None:
    own = folder / "support.toml"
    own.write_text('[[contacts]]\nwho = "Mara"\nhow = "12"\n', encoding="utf-8")
    load_support.cache_clear()
    for language in LANGUAGES:
        page = load_support(own, language)
        assert (page.contacts, page.note) == ((("Mara", "12"),), "")
        assert page.title == load_words("support", language)["title"]
        # Our advice does not stand beside the person's own people.
        assert page.paragraphs == ()
    (folder / "de" / "support.toml").write_text('[[contacts]]\nwho = "Jon"\nhow = "34"\n', encoding="utf-8")
    load_support.cache_clear()
    assert load_support(own, "de").contacts == (("Jon", "34"),)
    assert load_support(own, "fr").contacts == (("Mara", "12"),)
    (folder / "de" / "support.toml").write_text("contacts = 3", encoding="utf-8")
    load_support.cache_clear()
    # Rather the person's people in another language than ours.
    assert load_support(own, "de").contacts == (("Mara", "12"),)
    load_support.cache_clear()


def test_own_ladders_are_offered(folder: Path) -> None:
    own_copy(folder, "ladders", "en").write_text(
        '[[kinds]]\nname = "choir"\nwords = ["sing"]\ngoal = "A solo"\nrungs = ["Hum", "Sing along"]\n'
        '[[kinds]]\nname = "anything"\ngoal = "More"\nrungs = ["Begin"]\n',
        encoding="utf-8",
    )
    assert example_for("Singing", "sing a solo").rungs == ("Hum", "Sing along")
    assert example_for("Chess", "win").kind == "anything"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('anchors = ["überhaupt', 'anchors = [3, "überhaupt'),
        ("version = 1", 'version = "1"'),
        ('"Meinung sagen", self', '"Meinung sagen", selbst'),
        ('name = "Umgang mit anderen"', "name = 3"),
        ('id = "r4"', 'id = "r3"'),
        ('id = "r4"', 'id = "r 4"'),
        ("question_self = ", 'question_self = "Na?"\nx = '),
    ],
)
def test_edited_items_name_the_line_that_is_wrong(folder: Path, old: str, new: str) -> None:
    path = own_copy(folder, "instrument", "de")
    text = read_text("instrument", "de")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InstrumentUnusable) as raised:
        parse_instrument(path, "de")
    assert f"{path}, line {line}, cannot be used" in str(raised.value)


def test_an_unchanged_copy_of_a_translation_is_the_translation(folder: Path) -> None:
    path = own_copy(folder, "instrument", "fr")
    path.parent.mkdir()
    path.write_text(read_text("instrument", "fr"), encoding="utf-8")
    assert parse_instrument(path, "fr") == shipped_instrument("fr")
    path.write_text(read_text("instrument", "fr").replace("brouille", "dispute"), encoding="utf-8")
    edited = parse_instrument(path, "fr")
    assert re.fullmatch("fr-edited-[0-9a-f]{12}", str(edited.version))
    assert (edited.language, edited.is_edited) == ("fr", True)


def test_a_copy_that_the_system_does_not_let_be_looked_at_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_own_copy("reappraisal", "en")

    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(atomic_file, "is_present", refuse)
    assert has_own_copy("reappraisal", "en")
