"""The same answers give the same bytes, whichever face takes them."""

from __future__ import annotations

import asyncio
import functools
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.cli.cases import changed
from tests.engagement.sessions import DAY
from tests.prompts.playing import ENTER, field_keys, field_lines, pressed_keys, steps, typed_lines
from tests.support.packs import real_engine, real_pack
from tests.support.written import NAMES, files_in
from tests.tui.stage import on_stage
from tests.tui.test_write import to_write
from wizard.cli.main import run
from wizard.engagement.session import Session
from wizard.prompts.ask import PromptFace
from wizard.prompts.plain import PlainFace
from wizard.prompts.run import Run, hold_interview
from wizard.record.model import Account, Record

pytestmark = pytest.mark.slow

SIGNED: dict[str, Any] = {
    "subject_ref": "12345678-90ab-cdef-1234-567890abcdef",
    "purpose": "Moves orders | at night, *daily*",
    "data_class": "internal",
    "constraint_type": "technical",
    "constraint": "The scanner of the warehouse has no browser and no key for a second factor.",
    "exposures": ["shared_secret", "several_countries"],
    "facilitator": {"name": "Ada Löwe", "role": "Consultant", "contact": "ada@example.org", "represents": "Cy Diaz"},
    "account_owner": {"name": "Bo Chen", "role": "Head of logistics"},
    "compensating_controls": [
        {
            "name": "Location lock",
            "kind": "location_lock",
            "passed": True,
            "tested_on": "2026-11-02",
            "tested_by": "Sue Wit",
            "evidence": "Run of the location test",
            "above_and_beyond": True,
            "owner": "Bo Chen",
        },
        {"name": "Alert", "kind": "alert", "passed": False},
    ],
    "exclusions": [
        {
            "control": "mfa",
            "policy": "Require MFA",
            "group": "Excluded, orders",
            "starts_on": "2026-12-01",
            "ends_on": "2027-02-01",
        },
        {"control": "terms_of_use", "policy": "Terms", "no_end": True, "reason": "Nobody reads them at night."},
    ],
    "valid_from": "2026-12-01",
    "expires_on": "2027-02-01",
    "confirmation": [{"step": "Run of the first night", "owner": "Bo Chen", "due": "2026-12-02"}],
    "evidence_items": [{"what": "Sign-in log", "method": "examine", "collected_on": "2026-11-20"}],
}

CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "an exception with its sign-off": ("svc-orders@example.org", changed(), SIGNED),
    "an exception as a draft": ("svc <b>[bold]</b> | pipe", changed(), {}),
    "an account to retire": ("old@example.org", changed(activity="idle"), {"purpose": "Nothing any more"}),
    "a workload identity": ("app", {"identity": "service_principal"}, {}),
    "an enforced portal": (
        "svc-portal@example.org",
        changed(surfaces=["azure_portals"], platform_use="same_run", record="partial"),
        {"requester": {"name": "Cy", "role": "Engineer"}, "decision_needed_by": "2026-12-15"},
    ),
}

Face = Callable[[Path, str, dict[str, Any], dict[str, Any]], None]


def needed(answers: dict[str, Any]) -> dict[str, Any]:
    """Return those answers that an interview asks for, in its order."""
    session = Session(real_pack(), real_engine(), Record())
    while (name := session.interview.current) is not None:
        session.answer(name, answers[name])
    return session.as_record().answers


def blank(name: str) -> Session:
    return Session(real_pack(), real_engine(), Record(account=Account(name=name), created_on=DAY))


def run_of(folder: Path) -> Run:
    return Run(folder / "home", real_pack(), real_engine(), DAY, to=folder / "documents")


def from_file(folder: Path, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    path = folder / "answers.json"
    path.write_text(json.dumps({"account": {"name": name}, "answers": answers, "signoff": signoff}))
    assert run(["export", str(path), "--to", str(folder / "documents"), "--date", DAY.isoformat()]) == 0


def from_plain(folder: Path, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    session = blank(name)
    lines = [name, *typed_lines(session, answers), *field_lines(session, signoff, DAY)]
    typed = io.StringIO("".join(f"{line}\n" for line in lines))
    assert hold_interview(PlainFace(typed, io.StringIO()), run_of(folder)) == 0
    assert typed.read() == ""


def from_prompts(folder: Path, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    session = blank(name)
    keys = name + ENTER + pressed_keys(session, answers) + field_keys(session, signoff, DAY)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        assert hold_interview(PromptFace(), run_of(folder)) == 0


def from_screens(folder: Path, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    asyncio.run(_on_screens(folder, name, answers, signoff))


async def _on_screens(folder: Path, name: str, answers: dict[str, Any], signoff: dict[str, Any]) -> None:
    """Answer with keys; the forms of the sign-off have tests of their own, so its values go in behind them."""
    async with on_stage(folder / "home", size=(120, 50), day=DAY, name=name) as stage:
        for asking, chosen in steps(blank(name), answers):
            assert stage.current is not None
            for place in (i for i, option in enumerate(asking.options) if option.id in chosen):
                await stage.press("home", *["down"] * place, "space" if asking.many else "enter")
            if asking.many:
                await stage.press("enter")
        assert stage.current is None
        for field, value in signoff.items():
            stage.session.set_field(field, value)
        await to_write(stage, folder / "documents")
        await stage.press("enter")
        await stage.until((folder / "documents" / "SHA256SUMS").is_file)


FACES: dict[str, Face] = {"plain lines": from_plain, "prompts": from_prompts, "screens": from_screens}
"""Faces that are held against the answers file; each takes a folder and leaves ``documents`` in it."""


def documents(folder: Path) -> dict[str, bytes]:
    return files_in(folder / "documents")


@pytest.fixture(scope="module")
def of_the_file(tmp_path_factory) -> Callable[[str], dict[str, bytes]]:
    """Return what gives the documents that ``export`` writes of a case's answers file."""

    @functools.cache
    def of(case: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("file")
        name, answers, signoff = CASES[case]
        from_file(folder, name, needed(answers), signoff)
        assert {path.name for path in (folder / "documents").iterdir()} == NAMES
        return documents(folder)

    return of


@pytest.mark.parametrize("face", FACES.values(), ids=FACES.keys())
@pytest.mark.parametrize("case", CASES)
def test_every_face_writes_the_bytes_of_the_answers_file(tmp_path, capsys, of_the_file, face, case):
    name, answers, signoff = CASES[case]
    face(tmp_path, name, needed(answers), signoff)

    assert documents(tmp_path) == of_the_file(case)


def test_the_saved_record_of_a_face_exports_to_the_same_bytes(tmp_path, capsys):
    name, answers, signoff = CASES["an exception with its sign-off"]
    from_plain(tmp_path, name, needed(answers), signoff)
    words = ["--to", str(tmp_path / "again"), "--folder", str(tmp_path / "home"), "--date", DAY.isoformat()]
    assert run(["export", name, *words]) == 0

    assert files_in(tmp_path / "again") == documents(tmp_path)


def test_an_exported_record_exports_to_the_same_bytes(tmp_path, capsys):
    name, answers, signoff = CASES["an exception with its sign-off"]
    from_file(tmp_path, name, needed(answers), signoff)
    again = ["export", str(tmp_path / "documents" / "record.json"), "--to", str(tmp_path / "again")]
    assert run([*again, "--date", DAY.isoformat()]) == 0

    assert files_in(tmp_path / "again") == documents(tmp_path)
