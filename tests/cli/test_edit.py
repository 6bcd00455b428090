"""`efficacy edit`: a record as TOML; what is wrong is named with its line, and the text is never lost."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Mastery, Persuasion, State, Step, Vicarious
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.terminal import PROGRAM, ScreenTerminal, environment

WRONG_CALL = 2
Read = Callable[[], Journal]
HARD_TEXTS = (
    'She said "well"',
    "back\\slash \\n and \\u0041",
    "two\nlines, the second with \"\"\" and '''",
    'it ends in "',
    "# no comment\n[section]\nday = 2020-01-01",
    "日本語 🙂 é",
    "tab\there\n\nand a gap",
    "x" * 4000,
)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the editor a shell script; the file to edit is its first argument."""
    script = tmp_path / "editor.sh"
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)

    def write(code: str) -> None:
        script.write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
        script.chmod(0o755)

    return write


@pytest.fixture
def entry(shell: Shell, speaking: Journal) -> Mastery:
    """A piece of evidence in the journal of the shell."""
    return speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked a question", difficulty=60)


def kept_files(path: Path) -> list[Path]:
    return sorted(path.parent.glob("journal.unsaved-*"))


def challenge_of(journal: Journal) -> Challenge:
    challenge = journal.challenges.active(journal.domains.focus().id)
    assert challenge is not None
    return challenge


# -- from a pipe -----------------------------------------------------------------------------------


def test_the_form_is_toml_with_every_field(shell: Shell, entry: Mastery) -> None:
    result = shell("edit", entry.id[:8], "--print")
    assert result.exit_code == OK
    assert tomllib.loads(result.stdout) == {
        "text": "Asked a question",
        "difficulty": 60,
        "independence": "",
        "day": dt.date(2026, 11, 22),
    }
    assert "# One of: alone, helped, lucky." in result.stdout.splitlines()


def test_a_form_that_comes_back_as_it_is_changes_nothing(shell: Shell, entry: Mastery, path: Path) -> None:
    form, before = shell("edit", "last", "--print").stdout, path.read_bytes()
    result = shell("edit", "last", "-", typed=form)
    assert (result.exit_code, result.stdout) == (OK, "Nothing was changed.\n")
    assert path.read_bytes() == before


def test_what_is_left_out_stays_and_what_is_emptied_goes(shell: Shell, entry: Mastery, read: Read) -> None:
    result = shell("edit", "last", "-", typed='difficulty = ""\nindependence = "alone"\nday = 2026-11-20\n')
    assert result.exit_code == OK
    assert result.stdout == "✓ Changed: Speaking, mastery “Asked a question”. “efficacy undo” undoes it.\n"
    (row,) = read().contents.evidence.values()
    assert isinstance(row, Mastery)
    assert (row.text, row.difficulty, row.independence, row.day) == (
        "Asked a question",
        None,
        "alone",
        dt.date(2026, 11, 20),
    )
    assert read().undo() == "Edit evidence"


@pytest.mark.parametrize("text", HARD_TEXTS, ids=lambda text: text[:12])
def test_any_text_comes_through_the_form_unchanged(shell: Shell, speaking: Journal, read: Read, text: str) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, text)
    form = shell("edit", "last", "--print").stdout
    assert tomllib.loads(form)["text"] == text
    assert shell("edit", "last", "-", typed=form.replace('independence = ""', 'independence = "alone"')).exit_code == OK
    (row,) = read().contents.evidence.values()
    assert isinstance(row, Mastery)
    assert (row.text, row.independence) == (text, "alone")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("difficulty = 101", ["Line 1: difficulty: 101 is outside 0 to 100."]),
        ("\n\ndificulty = 10", ["Line 3: there is no “dificulty” here. Did you mean “difficulty”?"]),
        ("zebra = 1", ["Line 1: there is no “zebra” here. The fields are: text, difficulty, independence, day."]),
        ("day = tomorrow", ["Line 1: this is not TOML: Invalid value."]),
        ('text = "open\n', ["Line 1: this is not TOML: "]),
        ('text = """open\nx', ["Line 2: this is not TOML: "]),
        ("day = 2027-01-01", ["Line 1: day: Fri 1 Jan 2027: that day is still to come."]),
        ("day = true", ["Line 1: day: this takes a day, like 2026-12-04"]),
        ("day = 2026-11-20T10:00:00", ["Line 1: day: this takes a day, like 2026-12-04"]),
        ("[text]\nx = 1", ["Line 1: text: this takes a text, between quotation marks."]),
        ("text = [1, 2]", ["Line 1: text: this takes a text, between quotation marks."]),
        ("text = 5", ["Line 1: text: this takes a text, between quotation marks."]),
        ("text = nan", ["Line 1: text: this takes a text, between quotation marks."]),
        ("day = 4.10", ["Line 1: day: this takes a day, like 2026-12-04"]),
        ('day = ["2026-11-20"]', ["Line 1: day: this takes a day, like 2026-12-04"]),
        ("difficulty = true", ["Line 1: difficulty: this takes a whole number"]),
        ("difficulty = [60]", ["Line 1: difficulty: this takes a whole number"]),
        ('text = " "', ["Line 1: text: Type something first."]),
        (
            'text = """\nday = 1900\n"""\nindependence = "badly"\nday = "soon"\ndifficulty = 60.5',
            [
                "Line 4: independence: “badly” is none of these",
                "Line 5: day: ",
                "Line 6: difficulty: “60.5” is not a whole number from 0 to 100.",
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_named_with_its_line(
    shell: Shell, entry: Mastery, path: Path, form: str, lines: list[str]
) -> None:
    before = path.read_bytes()
    result = shell("edit", "last", "-", typed=form)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    messages = result.stderr.splitlines()
    assert messages[-1] == "Nothing was changed."
    assert len(messages) == len(lines) + 1
    assert all(message.startswith(line) for message, line in zip(messages, lines, strict=False)), messages
    assert path.read_bytes() == before


@pytest.mark.parametrize("steps", ["5", "[1, 2]", '[["rehearse"]]', "{ rehearse = 2026-12-01 }", "true"])
def test_steps_are_a_list_of_texts(shell: Shell, speaking: Journal, path: Path, steps: str) -> None:
    day = speaking.today() + dt.timedelta(days=1)
    shell(
        "challenge",
        "new",
        "Ask",
        "--done-when",
        "asked",
        "--odds",
        "70",
        "--difficulty",
        "40",
        "--step",
        f"one @ {day}",
    )
    before = path.read_bytes()
    result = shell("edit", "last", "-", typed=f"steps = {steps}\n")
    assert (result.exit_code, path.read_bytes()) == (REFUSED, before)
    assert result.stderr.startswith("Line 1: steps: this takes a list of texts")


def test_every_source_has_its_fields(shell: Shell, speaking: Journal) -> None:
    focus = speaking.domains.focus().id
    rows = [
        speaking.evidence.add(Vicarious, focus, "did it", who="Ines", similarity=3, gap="one"),
        speaking.evidence.add(Persuasion, focus, "well done", who="Mara", quote="well done", credibility=4),
        speaking.evidence.add(State, focus, "a fast heart", arousal=80, interpretation=-1),
    ]
    forms = [tomllib.loads(shell("edit", row.id, "--print").stdout) for row in rows]
    assert [list(form) for form in forms] == [
        ["who", "text", "similarity", "gap", "day"],
        ["who", "quote", "credibility", "specificity", "about", "day"],
        ["text", "arousal", "interpretation", "day"],
    ]
    assert (forms[0]["gap"], forms[1]["credibility"], forms[2]["interpretation"]) == ("one", 4, "some threat")


def test_an_open_challenge_is_revised_and_remembers_it(shell: Shell, speaking: Journal, read: Read) -> None:
    today = speaking.today()
    steps = (Step(text="write it", day=today, odds=80, result="done"), Step(text="say it", day=today))
    speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=today + dt.timedelta(days=5),
        steps=steps,
    )
    form = 'due = 2026-11-30\nif_obstacle = "nerves"\nthen_plan = "breathe"\nsteps = ["write it @ today", "call @ fri"]'
    assert shell("edit", "last", "-", typed=form).exit_code == OK
    challenge = challenge_of(read())
    assert (challenge.due, challenge.if_obstacle, challenge.then_plan) == (dt.date(2026, 11, 30), "nerves", "breathe")
    assert [(step.text, step.result, step.odds) for step in challenge.steps] == [
        ("write it", "done", 80),
        ("call", None, None),
    ]
    assert {revision.field for revision in challenge.revisions} == {"due", "if_obstacle", "then_plan", "steps"}
    for wrong, message in (
        ("odds = 10", "Line 1: there is no “odds” here."),
        ("due = 2026-12-20", "Line 1: due: Sun 20 Dec: a challenge is due within 14 days of its start"),
        ('if_obstacle = ""\nthen_plan = "x"', "Line 2: then_plan says what to do if something gets in the way"),
        ('if_obstacle = "x"\nthen_plan = ""', "Line 2: then_plan: Type something first."),
        ('steps = ["x @ never"]', "Line 1: steps: Step 1: "),
        ('steps = ["x @ 1 dec"]', "Line 1: steps: Step 1 is on Tue 1 Dec; a step is due between today and Mon 30 Nov."),
        ("due = 2026-11-25", "steps: Step 2 is on Fri 27 Nov; a step is due between today and Wed 25 Nov."),
    ):
        result = shell("edit", "last", "-", typed=wrong)
        assert (result.exit_code, message in result.stderr) == (REFUSED, True), result.stderr


def test_rungs_and_domains_are_edited(shell: Shell, speaking: Journal, read: Read) -> None:
    focus = speaking.domains.focus()
    rung = speaking.rungs.add(focus.id, "Ask", 30)
    assert shell("edit", rung.id, "-", typed='title = "Ask twice"').exit_code == OK
    assert read().rungs.get(rung.id).title == "Ask twice"
    assert shell("edit", focus.id, "-", typed='goal = "A keynote"\nname = "Talking"\ntask_place = 55').exit_code == OK
    domain = read().domains.get(focus.id)
    assert (domain.name, domain.goal, domain.task, domain.task_difficulty) == ("Talking", "A keynote", focus.task, 55)
    taken = shell("edit", focus.id, "-", typed='name = " "\ngoal = "Another"')
    assert (taken.exit_code, read().domains.get(focus.id).goal) == (REFUSED, "A keynote")
    # The form is one change, as its answer says.
    assert shell("undo").exit_code == OK
    domain = read().domains.get(focus.id)
    assert (domain.name, domain.goal, domain.task_difficulty) == (focus.name, focus.goal, focus.task_difficulty)


def test_an_obstacle_without_a_plan_names_the_field(shell: Shell, speaking: Journal) -> None:
    shell("challenge", "new", "ask", "--done-when", "asked", "--odds", "60", "--difficulty", "40")
    result = shell("edit", "last", "-", typed='if_obstacle = "rain"')
    assert (result.exit_code, result.stderr) == (REFUSED, "then_plan: Type something first.\nNothing was changed.\n")


def test_what_is_over_is_not_edited(shell: Shell, speaking: Journal, path: Path) -> None:
    focus = speaking.domains.focus().id
    challenge = speaking.challenges.start(
        focus, title="I will ask", done_when="asked", difficulty=40, odds=70, due=speaking.today()
    )
    speaking.challenges.close(challenge.id, "succeeded")
    session = speaking.reappraisals.record(focus, speaking.now(), event="the talk")
    check_in = speaking.checkins.record(focus, 70)
    before = path.read_bytes()
    for identifier, message in (
        (challenge.id, "This challenge already has an outcome, so it stays as it is."),
        (session.id, "A session cannot be edited."),
        (
            check_in.id,
            "A rating is changed by rating that day again: “efficacy check-in 60 --day DAY --note TEXT”. Nothing",
        ),
    ):
        result = shell("edit", identifier, "-", typed="title = 1")
        assert (result.exit_code, message in result.stderr) == (REFUSED, True), result.stderr
    assert path.read_bytes() == before


def test_an_empty_pipe_is_no_form(shell: Shell, entry: Mastery, path: Path) -> None:
    before = path.read_bytes()
    for typed in ("", " \n\n"):
        result = shell("edit", "last", "-", typed=typed)
        assert (result.exit_code, result.stderr) == (
            REFUSED, "Standard input holds no text. Nothing was changed.\n",
        )  # fmt: skip
    assert path.read_bytes() == before


def test_standard_input_has_a_limit_and_may_be_utf_16(shell: Shell, entry: Mastery, read: Read) -> None:
    refused = shell("edit", "last", "-", typed="# " + "x" * 1_000_000)
    assert (refused.exit_code, refused.stdout) == (REFUSED, "")
    assert "more than 1 MB" in refused.stderr
    from click.testing import CliRunner

    from efficacy_tui.cli.command_group import efficacy

    result = CliRunner().invoke(efficacy, ["edit", "last", "-"], input='text = "größer"'.encode("utf-16"))
    assert result.exit_code == OK
    assert [row.text for row in read().contents.evidence.values()] == ["größer"]


@pytest.mark.parametrize("arguments", [("x",), ("-", "--print")])
def test_a_wrong_call_is_explained(shell: Shell, entry: Mastery, arguments: tuple[str, ...]) -> None:
    assert shell("edit", "last", *arguments).exit_code == WRONG_CALL


# -- in an editor ----------------------------------------------------------------------------------


def test_an_edited_form_is_recorded_and_nothing_is_left_behind(
    shell: Shell, entry: Mastery, read: Read, path: Path, editor: Callable[[str], None]
) -> None:
    editor("""sed -i 's/^difficulty = .*/difficulty = 70/' "$1" """)
    before = set(path.parent.iterdir())
    result = shell("edit", "last", "--json")
    assert result.exit_code == OK
    document = json.loads(result.stdout)
    assert [row["record"]["difficulty"] for row in document["changes"]] == [70]
    assert set(path.parent.iterdir()) == before


def test_an_editor_closed_without_a_change_changes_nothing(
    shell: Shell, entry: Mastery, path: Path, editor: Callable[[str], None]
) -> None:
    before = path.read_bytes()
    editor("exit 0")
    assert shell("edit", "last").stdout == "Nothing was changed.\n"
    editor(': > "$1"')
    result = shell("edit", "last")
    assert (result.exit_code, "You emptied it" in result.stderr) == (OK, True)
    assert (path.read_bytes(), kept_files(path)) == (before, [])


def test_a_form_that_cannot_be_recorded_is_kept_and_offered_again(
    shell: Shell, entry: Mastery, read: Read, path: Path, editor: Callable[[str], None]
) -> None:
    editor("""sed -i -e 's/^difficulty = .*/difficulty = 700/' -e 's/Asked/Answered/' "$1" """)
    result = shell("edit", "last")
    assert result.exit_code == REFUSED
    (kept,) = kept_files(path)
    assert result.stderr.splitlines() == [
        "Line 8: difficulty: 700 is outside 0 to 100.",
        "Nothing was changed.",
        f"What you wrote is in {kept}; “efficacy edit {entry.id[:8]}” opens your editor with it.",
    ]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "Answered a question" in kept.read_text(encoding="utf-8")
    editor("""sed -i 's/^difficulty = 700/difficulty = 70/' "$1" """)
    again = shell("edit", entry.id[:8])
    assert (again.exit_code, "The editor opens with what you wrote before" in again.stderr) == (OK, True)
    (row,) = read().contents.evidence.values()
    assert isinstance(row, Mastery)
    assert (row.text, row.difficulty, kept_files(path)) == ("Answered a question", 70, [])


def test_a_failing_editor_loses_nothing(
    shell: Shell, entry: Mastery, path: Path, editor: Callable[[str], None]
) -> None:
    before = path.read_bytes()
    editor("""echo 'difficulty = 5' > "$1"; exit 3""")
    result = shell("edit", "last")
    assert (result.exit_code, "editor.sh” ended with an error. If none opened, set EDITOR" in result.stderr) == (
        REFUSED,
        True,
    )
    assert [file.read_text(encoding="utf-8") for file in kept_files(path)] == ["difficulty = 5\n"]
    assert path.read_bytes() == before


def run_with_editor(path: Path, script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own, which the script of an editor can send signals to."""
    variables = {**environment(path), "EDITOR": str(script)}
    variables.pop("VISUAL", None)
    call = [PROGRAM, *arguments]
    return subprocess.run(call, capture_output=True, env=variables, check=False, timeout=60, encoding="utf-8")


@pytest.mark.parametrize("signal_name", ["INT", "QUIT"])
def test_an_interrupt_is_for_the_editor(
    entry: Mastery, read: Read, path: Path, tmp_path: Path, editor: Callable[[str], None], signal_name: str
) -> None:
    editor(f"""kill -{signal_name} $PPID; echo 'text = "after the interrupt"' > "$1" """)
    result = run_with_editor(path, tmp_path / "editor.sh", "edit", entry.id[:8])
    assert (result.returncode, result.stderr) == (OK, "")
    (row,) = read().contents.evidence.values()
    assert row.text == "after the interrupt"


@pytest.mark.parametrize("signal_name", ["TERM", "HUP"])
def test_a_closed_terminal_keeps_what_was_written(
    entry: Mastery, path: Path, tmp_path: Path, editor: Callable[[str], None], signal_name: str
) -> None:
    before = path.read_bytes()
    editor(f"""echo 'text = "careful words"' > "$1"; kill -{signal_name} $PPID; exec sleep 0.2""")
    result = run_with_editor(path, tmp_path / "editor.sh", "edit", entry.id[:8])
    assert (result.returncode, result.stdout) == (REFUSED, "")
    (kept,) = kept_files(path)
    assert result.stderr.splitlines() == [
        "The program was told to end while you were editing, or its terminal was closed.",
        f"What you wrote is in {kept}; “efficacy edit {entry.id[:8]}” opens your editor with it.",
    ]
    assert kept.read_text(encoding="utf-8") == 'text = "careful words"\n'
    assert path.read_bytes() == before


def test_an_editor_may_write_utf_16(
    shell: Shell, entry: Mastery, read: Read, tmp_path: Path, editor: Callable[[str], None]
) -> None:
    (tmp_path / "form").write_text('text = "größer"', encoding="utf-16")
    editor(f'cp "{tmp_path}/form" "$1"')
    assert shell("edit", "last").exit_code == OK
    (row,) = read().contents.evidence.values()
    assert row.text == "größer"


@pytest.mark.parametrize(
    ("program", "reason"), [("/no/such/editor --wait", "No such file or directory"), ('vi "', "No closing quotation")]
)
def test_an_editor_that_cannot_be_opened_is_named(
    shell: Shell, entry: Mastery, monkeypatch: pytest.MonkeyPatch, program: str, reason: str
) -> None:
    monkeypatch.setenv("EDITOR", program)
    monkeypatch.delenv("VISUAL", raising=False)
    sentence = f"Your editor “{program}” could not be opened: {reason}. Set EDITOR to a program that exists.\n"
    assert (shell("edit", "last").exit_code, shell("edit", "last").stderr) == (REFUSED, sentence)


def test_other_words_for_the_same_are_no_change(shell: Shell, entry: Mastery, speaking: Journal, path: Path) -> None:
    before = path.read_bytes()
    result = shell("edit", entry.id, "-", typed='day = "today"\ndifficulty = " 060 "')
    assert (result.exit_code, result.stdout) == (OK, "Nothing was changed.\n")
    assert path.read_bytes() == before


def test_the_form_is_printed_or_the_answer_is_json(shell: Shell, entry: Mastery) -> None:
    result = shell("edit", "last", "--print", "--json")
    assert (result.exit_code, result.stdout) == (WRONG_CALL, "")


@pytest.mark.parametrize("program", ["false", "no-such-editor"])
def test_an_editor_that_wrote_nothing_leaves_nothing(
    shell: Shell, entry: Mastery, path: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", program)
    monkeypatch.delenv("VISUAL", raising=False)
    result = shell("edit", "last")
    assert (result.exit_code, program in result.stderr, "What you wrote" in result.stderr) == (REFUSED, True, False)
    assert kept_files(path) == []


def test_what_was_kept_goes_when_it_is_emptied(
    shell: Shell, entry: Mastery, path: Path, editor: Callable[[str], None]
) -> None:
    editor("""echo 'difficulty = 500' > "$1" """)
    shell("edit", "last")
    editor(': > "$1"')
    result = shell("edit", "last")
    assert result.output.splitlines()[1:] == [
        "You emptied it, so what you wrote before is deleted.",
        "Nothing was changed.",
    ]
    assert kept_files(path) == []


def test_what_another_program_changed_meanwhile_stays(
    shell: Shell, entry: Mastery, read: Read, editor: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit_and_change(file: Path) -> None:
        file.write_text(
            file.read_text(encoding="utf-8").replace("difficulty = 60", "difficulty = 75"), encoding="utf-8"
        )
        read().evidence.edit(entry.id, text="Asked two questions")

    monkeypatch.setattr("efficacy_tui.cli.edit_session.open_editor", edit_and_change)
    editor("exit 0")
    assert shell("edit", "last").exit_code == OK
    (row,) = read().contents.evidence.values()
    assert isinstance(row, Mastery)
    assert (row.text, row.difficulty) == ("Asked two questions", 75)


def test_a_record_deleted_meanwhile_keeps_the_form(
    shell: Shell, entry: Mastery, read: Read, path: Path, editor: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit_and_delete(file: Path) -> None:
        file.write_text('text = "careful words"', encoding="utf-8")
        read().evidence.delete(entry.id)

    monkeypatch.setattr("efficacy_tui.cli.edit_session.open_editor", edit_and_delete)
    editor("exit 0")
    result = shell("edit", "last")
    assert result.exit_code == REFUSED
    assert result.stderr.startswith("It is no longer in the journal. Nothing was changed.\n")
    (kept,) = kept_files(path)
    # No command opens an editor on what is gone.
    assert result.stderr.splitlines()[1:] == [f"What you wrote is in {kept}."]
    assert "careful words" in kept.read_text(encoding="utf-8")


def test_erasing_takes_kept_forms_along(
    shell: Shell, entry: Mastery, path: Path, editor: Callable[[str], None]
) -> None:
    for arguments in (("Asked a question",), ("--domain", "Speaking"), ("--everything",)):
        editor("""sed -i 's/^difficulty = .*/difficulty = 700/' "$1" """)
        shell("edit", "last")
        (kept,) = kept_files(path)
        assert shell("erase", *arguments, "--yes").exit_code == OK, arguments
        assert not kept.exists(), arguments
        shell("domain", "add", "Speaking", "--task", "give a talk")
        shell("add", "Asked a question", "--difficulty", "60")


def test_without_a_terminal_and_an_editor_nothing_is_asked(
    shell: Shell, entry: Mastery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    result = shell("edit", "last")
    assert (result.exit_code, result.stdout) == (NO_TERMINAL, "")
    assert result.stderr == (
        "There is no terminal for an editor. Set EDITOR, or pipe the form: efficacy edit ID - < FILE\n"
    )


def test_at_a_terminal_the_editor_is_offered_again(
    shell: Shell, entry: Mastery, read: Read, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        "#!/bin/sh\n"
        'if grep -q 700 "$1"; then sed -i \'s/700/70/\' "$1"; '
        "else sed -i 's/^difficulty = .*/difficulty = 700/' \"$1\"; fi\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    variables = {**environment(path), "EDITOR": str(script)}
    variables.pop("VISUAL", None)
    terminal = ScreenTerminal(PROGRAM, "edit", entry.id[:8], environment=variables)
    terminal.wait_for_text("difficulty: 700 is outside 0 to 100.", "Edit it again? [Y/n]")
    terminal.press("\r")
    terminal.wait_for_text("✓ Changed")
    assert terminal.wait_for_exit() == 0
    (row,) = read().contents.evidence.values()
    assert isinstance(row, Mastery)
    assert (row.difficulty, kept_files(path)) == (70, [])


def test_ctrl_c_at_the_question_keeps_the_form_and_says_where(entry: Mastery, path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\nsed -i 's/^difficulty = .*/difficulty = 700/' \"$1\"\n", encoding="utf-8")
    script.chmod(0o755)
    variables = {**environment(path), "EDITOR": str(script)}
    variables.pop("VISUAL", None)
    terminal = ScreenTerminal(PROGRAM, "edit", entry.id[:8], environment=variables)
    terminal.wait_for_text("Edit it again? [Y/n]")
    terminal.press("\x03")
    terminal.wait_for_text("Nothing was changed.", "What you wrote is in")
    assert terminal.wait_for_exit() == REFUSED
    (kept,) = kept_files(path)
    assert "difficulty = 700" in kept.read_text(encoding="utf-8")
    assert path.read_bytes() == before


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl+c", "ctrl+d"])
def test_ctrl_c_at_a_confirmation_is_a_no(entry: Mastery, path: Path, key: str) -> None:
    before = path.read_bytes()
    terminal = ScreenTerminal(PROGRAM, "erase", entry.id, environment=environment(path))
    terminal.wait_for_text("[y/N]")
    terminal.press(key)
    terminal.wait_for_text("Nothing was changed.")
    assert terminal.wait_for_exit() == REFUSED
    assert "Aborted" not in terminal.text
    assert path.read_bytes() == before
