"""Asks a flow's questions line by line: for screen readers, scripts, and terminals that cannot draw."""

from __future__ import annotations

from typing import TextIO

from efficacy_tui.flows.flow import Flow, Run
from efficacy_tui.flows.questions import Advice, Card, Choice, Day, Invalid, Question, Rating, Steps
from efficacy_tui.practice.errors import Refused

LEAVE = "q!"
NOTHING = "-"


def ask(flow: Flow, source: TextIO, target: TextIO) -> bool:
    """Go through a flow, reading answers from `source` and writing to `target`; says whether it was finished.

    An empty line takes what stands in brackets, `-` means nothing at all; `q!` or the end of the input leaves, as
    escape does on the screen.
    """
    run = Run.begin(flow)
    asked, offer = None, ""
    print(
        f"{flow.title}. An empty line takes what is in [brackets], {NOTHING} means nothing, {LEAVE} leaves.",
        file=target,
    )
    while (question := run.current) is not None:
        if question.key != asked:
            asked, offer = question.key, run.prefill(question)
        _put(question, offer, target)
        line = source.readline()
        if not line or line.strip() == LEAVE:
            said = run.leave()
            print(said or "Left.", file=target)
            return False
        raw = line.rstrip("\n")
        if isinstance(question, Steps):
            raw = raw.replace(";", "\n")
        try:
            run.answer("" if raw.strip() == NOTHING else raw if raw.strip() else offer)
        except Advice as advice:
            offer = raw if raw.strip() else offer
            print(f"  {advice}", file=target)
        except Invalid as error:
            offer = ""
            print(f"  {error}", file=target)
    try:
        finished = run.finish()
    except Refused as error:
        print(f"  {error}", file=target)
        run.leave()
        return False
    if finished.message:
        print(finished.message, file=target)
    if finished.work is not None:
        print(finished.work(), file=target)
    return True


def _put(question: Question, offer: str, target: TextIO) -> None:
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
    print(f"[{offer}] > " if offer else "> ", end="", file=target, flush=True)
