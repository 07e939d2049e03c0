"""Each face over one record: what it shows for the keys that are typed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.engagement.sessions import DAY
from tests.support.packs import real_engine, real_pack
from wizard.engagement.session import Session
from wizard.prompts.ask import PromptFace
from wizard.prompts.flow import Flow
from wizard.prompts.plain import PlainFace
from wizard.record.model import Record


def held(answers: Mapping[str, Any]) -> Session:
    """Return a session over a record in memory with these answers."""
    session = Session(real_pack(), real_engine(), Record())
    for name, answer in answers.items():
        session.answer(name, answer)
    return session


def plain_lines(session: Session, typed: str) -> str:
    target = io.StringIO()
    with pytest.raises(EOFError):
        Flow(PlainFace(io.StringIO(typed), target), session, DAY).questions()
    return target.getvalue()


def prompted(session: Session, keys: str, capsys) -> str:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(f"{keys}\x04")
        with pytest.raises(EOFError):
            Flow(PromptFace(), session, DAY).questions()
    return " ".join(capsys.readouterr().out.split())
