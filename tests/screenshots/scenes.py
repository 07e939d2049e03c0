"""Scenes: what is on the screen, and how it came there. Tests look at them in every size and theme."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tui.stage import EXCEPTION, Stage

Play = Callable[[Stage], Awaitable[None]]

FIRST = {name: EXCEPTION[name] for name in ("identity", "cloud", "activity", "run_mode", "token")}
KIM = {"name": "Kim Lee", "role": "Head of finance", "contact": "kim.lee@contoso.com"}
BO = {"name": "Bo Chen", "role": "Platform engineer", "contact": "bo.chen@contoso.com"}
SIGNED: dict[str, Any] = {
    "subject_ref": "12345678-90ab-cdef-1234-567890abcdef",
    "purpose": "Sends the invoices of the night to the archive",
    "data_class": "internal",
    "constraint_type": "technical",
    "highly_privileged": "no",
    "write_scope": "single_workload",
    "exposures": ["none"],
    "requester": KIM,
    "account_owner": BO,
    "business_risk_acceptor": KIM,
    "compensating_controls": [
        {
            "name": "Sign-in from one address only",
            "objective": "Nobody signs in from elsewhere",
            "effect": "preventive",
            "above_and_beyond": True,
            "method": "test",
            "tested_on": "2026-11-02",
            "result": "Denied from outside",
            "owner": "Bo Chen",
        }
    ],
}
DAY_SECONDS = 1_795_435_200
"""Noon of the day before the stage's day, as seconds; the list of records shows days of files."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen, and the way to it.

    Attributes:
        alt: What is on the screen, for those who do not see it.
        answers: Given before the play begins.
        name: The account; None starts on the start screen.
        looks: Options of the app.
        home: Folder of the records.
        begin: Writes what is there before the app starts.
    """

    alt: str
    play: Play
    answers: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = "svc-billing@contoso.com"
    looks: Mapping[str, Any] = field(default_factory=dict)
    home: str = "home"
    begin: Callable[[], object] = lambda: None


async def _nothing(_: Stage) -> None:
    return


def _keys(*keys: str) -> Play:
    async def play(stage: Stage) -> None:
        for key in keys:
            await stage.press(key)

    return play


async def _start(stage: Stage) -> None:
    """Leave two records behind, on a fixed day, and show the start again."""
    home = stage.app.home
    for name, count in (("svc-billing@contoso.com", 21), ("robot-07@contoso.com", 3)):
        await stage.open(name)
        await stage.answer(dict(list(EXCEPTION.items())[:count]))
        await stage.press("ctrl+o")
    for number, path in enumerate(sorted(home.glob("*.json"))):
        os.utime(path, (DAY_SECONDS + number, DAY_SECONDS + number))
    stage.app.list_records()
    await stage.until(lambda: "Time-limited" in stage.text() and "Not decided yet" in stage.text())
    stage.one("#name").clear()  # type: ignore[attr-defined]
    stage.one("#name").focus()
    stage.app.say("")
    await stage.settle()


async def _change(stage: Stage) -> None:
    await stage.press("escape")
    stage.app.screen.go_to("identity")  # type: ignore[attr-defined]
    await stage.settle()
    await stage.press("g")


async def _signoff(stage: Stage) -> None:
    for name, value in SIGNED.items():
        stage.session.set_field(name, value)
    await stage.press("f10")
    await stage.press("s")
    await stage.until(lambda: "[x]" in stage.text())


async def _form(stage: Stage) -> None:
    await _signoff(stage)
    await stage.app.screen.go_to("deputy")  # type: ignore[attr-defined]
    await stage.settle()
    await stage.press("k")


async def _rows(stage: Stage) -> None:
    await _signoff(stage)
    await stage.app.screen.go_to("compensating_controls")  # type: ignore[attr-defined]
    await stage.settle()
    await stage.press("home", "enter")


def _page(number: int) -> Play:
    async def play(stage: Stage) -> None:
        for name, value in SIGNED.items():
            stage.session.set_field(name, value)
        await stage.press("f10")
        await stage.press(str(number))
        await stage.until(lambda: f"[{number} " in stage.text())
        await stage.settle()

    return play


async def _write(stage: Stage) -> None:
    await stage.press("f10")
    await stage.press("w")
    stage.one("#folder").value = "/srv/exports/svc-billing"  # type: ignore[attr-defined]
    await stage.settle()


async def _not_saved(stage: Stage) -> None:
    stage.session.file.save_error = (
        "svc-billing.json cannot be written: the disk is full. The answers are kept in memory."
    )
    stage.app.screen.check_saved()  # type: ignore[attr-defined]
    await stage.settle()
    stage.one("#line").value = "elsewhere/svc-billing.json"  # type: ignore[attr-defined]
    await stage.settle()


async def _plain_page(stage: Stage) -> None:
    await stage.press("f10")
    await stage.press("c")


async def _named(stage: Stage) -> None:
    stage.session.note("identity", "Kim Lee of contoso asked for it")
    stage.session.set_field("requester", KIM)
    await stage.press("ctrl+r")


def _write_engagement() -> None:
    from tests.support.engagements import write_engagement

    write_engagement(Path("contoso"))


async def _portfolio(stage: Stage) -> None:
    screen: Any = stage.app.screen
    await stage.until(lambda: screen.lines and not screen.busy)
    await stage.press("down", "down", "space", "down", "space", "up")


SCENES: dict[str, Scene] = {
    "portfolio": Scene(
        "The accounts of an engagement: on the left what is to be done next with numbers, on the right a table with "
        "state, decision, risk, next date, owner and open items; two accounts are marked, and the details of one follow.",
        _portfolio,
        name=None,
        home="contoso/accounts",
        begin=_write_engagement,
    ),
    "start": Scene(
        "The start screen: a line for the name of an account, below it a table of two saved records with what is to do, "
        "decision, open items and day, and the details of one of them.",
        _start,
        name=None,
    ),
    "question": Scene(
        "A question with nine answers, each with letter and digit, and a line for six more. On the left "
        "the four stages with the questions so far, on the right both layers and the fifteen verdicts that are still possible.",
        _nothing,
    ),
    "both-layers": Scene(
        "A question in the third stage: the platform is not reached, the tenant requires MFA that is not met, and four "
        "verdicts are still possible, three of them with conditions.",
        _nothing,
        dict(list(EXCEPTION.items())[:13]),
    ),
    "several-answers": Scene(
        "A question that takes several answers; two are marked with a cross.", _keys("d", "p"), FIRST
    ),
    "long-list": Scene(
        "A list of connectors, narrowed to those that hold the typed word.",
        _keys("/", *"office"),
        {**FIRST, **{name: EXCEPTION[name] for name in ("privilege", "record", "surfaces")}},
    ),
    "why": Scene(
        "A question with the panel “why we ask” open: the reason, who knows, and the facts with the age of their sources.",
        _keys("f2"),
        {name: EXCEPTION[name] for name in ("identity", "cloud")},
    ),
    "to-do": Scene(
        "After “don't know”: the status line says whom to ask and what to look at.",
        _keys("f3"),
        {**FIRST, "privilege": ["none"]},
    ),
    "change": Scene(
        "The preview before an earlier answer is changed: answer and verdict now and then, a question that opens, "
        "answers that are kept.",
        _change,
        EXCEPTION,
    ),
    "answers": Scene("All questions with their answers, to jump to one of them.", _keys("f4"), FIRST),
    "path": Scene("The decision path as a tree, and where each option leads.", _keys("ctrl+l"), FIRST),
    "note": Scene("A window for a note on the question.", _keys("f7", *"ask Kim"), FIRST),
    "help": Scene("Help for the list of answers, and the keys of the screen.", _keys("f1")),
    "commands": Scene("The list of all commands, with the key of each.", _keys("ctrl+p")),
    "result": Scene(
        "The result: the decision in one sentence first, then the rest of the recommendation.", _page(1), EXCEPTION
    ),
    "checklist": Scene(
        "The checklist: items by checkpoint, each with a person and the evidence that is asked for.",
        _page(2),
        EXCEPTION,
    ),
    "result-why": Scene("Why: the rules that fired with the answers behind them.", _page(4), EXCEPTION),
    "what-would-change-it": Scene("Single answers that would change the verdict.", _page(5), EXCEPTION),
    "open-items": Scene("What is still open before the documents are final.", _page(6), EXCEPTION),
    "sources": Scene("The facts behind the decision with their sources and ages.", _page(7), EXCEPTION),
    "exception": Scene(
        "The sign-off: its sections with what is open, the fields of one with the line that is typed in, and the risk "
        "before and after controls, with a map of likelihood and impact in which both are marked.",
        _signoff,
        EXCEPTION,
    ),
    "person": Scene(
        "A person in the sign-off: who was named before and fits what is typed is offered.", _form, EXCEPTION
    ),
    "controls": Scene("A compensating control in the sign-off, open below the list of controls.", _rows, EXCEPTION),
    "write": Scene("Where the documents go, in which state, with or without names.", _write, EXCEPTION),
    "not-saved": Scene("A full disk: said at once, with another place offered.", _not_saved, FIRST),
    "plain-page": Scene("A page of the result without frames, for copying by hand.", _plain_page, EXCEPTION),
    "redacted": Scene("Names of account and people hidden on the screen.", _named),
    "projector": Scene(
        "The light theme with the question alone in a frame, and more space between its answers.", _keys("c", "f5")
    ),
}
