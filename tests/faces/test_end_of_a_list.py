"""The sign-off says how a list of entries ends, and what it says ends it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.engagement.sessions import DAY
from tests.faces.asking import held
from tests.prompts.playing import DOWN, ENTER
from tests.support.packs import real_pack
from tests.tui.stage import EXCEPTION
from wizard.engagement.session import Session
from wizard.prompts.ask import PromptFace
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import Flow
from wizard.prompts.plain import PlainFace

ROW: dict[str, dict[str, Any]] = {
    "exclusions": {"control": "mfa", "policy": "Require MFA"},
    "compensating_controls": {"name": "Alert", "kind": "alert"},
}
WORDS = next(len(field.option) for field in real_pack().signoff if field.id == "exclusions")
CASES = {
    "exclusions": (DOWN * WORDS + ENTER, "choose Skip to end the list"),
    "compensating_controls": (ENTER, "press Enter to end the list"),
}


def with_one(field: str) -> Session:
    """Return an exception whose list has one entry."""
    session = held(EXCEPTION)
    session.set_field(field, [ROW[field]])
    return session


def entries(session: Session, field: str) -> list[tuple[Any, ...]]:
    return [tuple(row[key] for key in ROW[field]) for row in session.record.signoff[field]]


@pytest.mark.slow
@pytest.mark.parametrize(("field", "keys", "told"), [(name, *case) for name, case in CASES.items()], ids=CASES)
def test_prompts_end_a_list_the_way_they_say(capsys, field, keys, told):
    session = with_one(field)
    place = list(session.fields(DAY)).index(field)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(DOWN * place + ENTER + ENTER + keys + "\x04")
        with pytest.raises(EOFError):
            SignOff(Flow(PromptFace(), session, DAY), DAY).change_one()

    said = " ".join(capsys.readouterr().out.split())
    assert told in said
    assert said.count("to end the list") == 1, "the list went on"
    assert "Taken: " in said
    assert entries(session, field) == [tuple(ROW[field].values())]


@pytest.mark.parametrize("field", CASES)
def test_plain_lines_end_every_list_with_an_empty_line(field):
    session, target = with_one(field), io.StringIO()
    with pytest.raises(EOFError):
        SignOff(Flow(PlainFace(io.StringIO(f"{field}\nadd\n\n"), target), session, DAY), DAY).change_one()

    said = target.getvalue()
    assert said.count("press Enter to end the list") == said.count("Entry 2") > 0
    assert "Taken: " in said
    assert entries(session, field) == [tuple(ROW[field].values())]
