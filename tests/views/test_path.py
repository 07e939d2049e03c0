"""The decision path as a tree: answers so far, the question, and where each option leads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.packs import TINY, engine_at, pack_at
from tests.tui.stage import EXCEPTION
from tests.views.saying import session_of
from wizard.decision.blocks import Text, line, plain
from wizard.engagement.session import Session
from wizard.record.reading import record_from
from wizard.tui.screens.review import tree
from wizard.tui.widgets.blocks import flow
from wizard.views.path import MOST_TRIED, path_tree

LEAKS = "+  What is wrong: It leaks"
PARTS = [
    "?  Which parts leak? Each answer is followed alone.",
    "├─ The water tank",
    "│  ├─ Still possible: with conditions (Call the maker; Repair it)",
    "│  └─ Next question: Warranty",
    "├─ A hose",
    "│  ├─ Verdict: Unplug it",
    "│  └─ Next question: Warranty",
    "└─ Not known",
    "   ├─ Verdict: Look closer",
    "   └─ Next question: Warranty",
]


def tiny(answers: dict[str, Any]) -> Session:
    record = record_from({"account": {"name": "machine@office"}, "answers": answers}, "test")
    return Session(pack_at(TINY), engine_at(TINY), record)


def drawn(session: Session, width: int = 200) -> list[str]:
    return flow(tree(path_tree(session)), width).plain.split("\n")


def branches(session: Session) -> list[str]:
    return [plain(text.line) for text in path_tree(session) if text.depth == 1]


@pytest.mark.parametrize(
    ("answers", "at", "drawing"),
    [
        ({"fault": "leak"}, None, [LEAKS, *PARTS]),
        (
            {"fault": "leak", "parts": ["hose"]},
            "parts",
            [LEAKS, PARTS[0], "├─ A hose (the answer now)", *PARTS[5:7], *PARTS[1:4], *PARTS[7:]],
        ),
        (
            {"fault": "unknown"},
            None,
            ["+  What is wrong: Not known", "?  Is it under warranty?", "└─ Yes; No", "   └─ Verdict: Look closer"],
        ),
        (
            {"fault": "leak", "parts": ["hose"], "warranty": "yes"},
            None,
            [LEAKS, "+  Which parts leak: A hose", "+  Warranty: Yes", "=  Verdict so far: Unplug it."],
        ),
    ],
    ids=["open question", "looked at again", "options that lead to the same", "at the end"],
)
def test_the_tree_has_the_answers_the_question_and_where_each_option_leads(answers, at, drawing) -> None:
    session = tiny(answers)
    session.go_to(at)
    assert drawn(session) == drawing


def test_many_verdicts_are_counted_by_what_they_say_on_an_exception() -> None:
    session = session_of({name: EXCEPTION[name] for name in ("identity", "cloud", "activity")})
    leads = [plain(text.line) for text in path_tree(session) if text.label == "Still possible"]
    assert leads[0] == "the same 12 verdicts"
    assert leads[1] == "2 no exception, 5 with conditions, 3 possible"


def test_of_many_answers_and_many_options_the_rest_is_counted() -> None:
    asked = list(EXCEPTION)
    session = session_of({name: EXCEPTION[name] for name in asked[: asked.index("flow_role")]})
    session.go_to("connectors")
    known = len(session.interview.offered("connectors"))
    first, *_, last = branches(session)
    assert first == "SharePoint; Office 365 Outlook (the answer now)"
    assert last == f"{known - MOST_TRIED} other answers, not followed here."
    session.interview = session_of(EXCEPTION).interview
    ahead = [text for text in path_tree(session) if text.mark == "+"]
    used = len(session.interview.answers) - len(session.engine.not_used(session.interview.decision))
    assert (plain(ahead[0].line), len(ahead)) == (f"{used - 8} earlier answers.", 9)


def test_lines_that_wrap_stay_beside_the_lines_of_the_tree() -> None:
    wide = drawn(tiny({"fault": "leak"}))
    narrow = drawn(tiny({"fault": "leak"}), 40)
    assert narrow[4:6] == ["│  ├─ Still possible: with conditions", "│  │  (Call the maker; Repair it)"]
    assert narrow[1:3] == ["?  Which parts leak? Each answer is", "│  followed alone."]
    assert max(map(len, narrow)) <= 40 < max(map(len, wide))


def test_hostile_text_is_drawn_as_text() -> None:
    said = [Text(line("[red]x[/]\x1b[31m\u202e"), "+", "a\x07b"), Text(line(""), "-", depth=1)]
    assert flow(tree(said), 60).plain == "+  a␇b: [red]x[/]␛[31m\ufffd\n└─ "
