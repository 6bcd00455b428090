"""Asks a flow's questions line by line: for screen readers, scripts, and terminals that cannot draw."""

from __future__ import annotations

from typing import TextIO

from efficacy_tui.flows.flow import Flow, Run
from efficacy_tui.flows.questions import Advice, Card, Choice, Day, Invalid, Question, Rating, Steps
from efficacy_tui.practice.errors import Refused

LEAVE = "q!"


def ask(flow: Flow, source: TextIO, target: TextIO) -> bool:
    """Go through a flow, reading answers from `source` and writing to `target`; says whether it was finished.

    An empty line takes what stands in brackets; `q!` or the end of the input leaves, as escape does on the screen.
    """
    run = Run.begin(flow)
    print(f"{flow.title}. An empty line takes what is in [brackets]; {LEAVE} leaves.", file=target)
    while (question := run.current) is not None:
        _put(question, run, target)
        line = source.readline()
        if not line or line.strip() == LEAVE:
            said = run.leave()
            print(said or "Left.", file=target)
            return False
        raw = line.rstrip("\n")
        if isinstance(question, Steps):
            raw = raw.replace(";", "\n")
        try:
            run.answer(raw if raw.strip() else run.prefill(question))
        except (Invalid, Advice) as error:
            print(f"  {error}", file=target)
    try:
        finished = run.finish()
    except Refused as error:
        print(f"  {error}", file=target)
        run.leave()
        return False
    if finished.message:
        print(finished.message, file=target)
    return True


def _put(question: Question, run: Run, target: TextIO) -> None:
    print(file=target)
    if question.above:
        print(question.above, file=target)
    print(question.prompt, file=target)
    match question:
        case Card(lines=lines):
            for line in lines:
                print(f"  {line}", file=target)
            print("Press enter to go on.", end=" ", file=target)
        case Choice(options=options):
            for option in options:
                print(f"  {option.key}  {option.label}{f' ({option.hint})' if option.hint else ''}", file=target)
        case Rating(low=low, high=high, anchors=(least, middle, most)):
            print(f"  {low} {least}, {round((low + high) / 2)} {middle}, {high} {most}", file=target)
        case Day() | Steps():
            print(f"  {question.hint}", file=target)
        case _ if question.hint:
            print(f"  {question.hint}", file=target)
    prefill = run.prefill(question)
    print(f"[{prefill}] > " if prefill else "> ", end="", file=target, flush=True)
