"""The server for language models: the SDK's own client asks, and gets what the commands print, byte for byte."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.cases import changed
from tests.cli.test_schemas import POLICY, REQUEST
from wizard.cli.main import run
from wizard.pack.files import default_pack_folder
from wizard.pack.loader import load_pack

pytestmark = pytest.mark.slow
TOOLS = ["decide", "explain", "what_if", "facts", "due"]
ANSWERS = changed()
OUTSIDE = [
    ("decide", {"record": "../secret.json"}),
    ("explain", {"record": "/etc/hostname"}),
    ("what_if", {"policies": "..", "request": REQUEST}),
]


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "exports"
    path.mkdir()
    record = {"account": {"name": "svc@contoso.com"}, "answers": ANSWERS}
    for name, content in {"svc": record, "policies": [POLICY], "request": REQUEST}.items():
        (path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "secret.json").write_text(json.dumps(record), encoding="utf-8")
    return path


async def asked(calls: list[tuple[str, dict]], *words: str) -> tuple[list, list]:
    """Return the tools of a server, and its answers to calls."""
    from mcp import (  # takes a second, so not where tests are collected
        ClientSession,
        StdioServerParameters,
        stdio_client,
    )

    server = StdioServerParameters(command=sys.executable, args=["-m", "wizard", "mcp", *words])
    async with stdio_client(server, errlog=sys.__stderr__) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        return tools, [await session.call_tool(name, values) for name, values in calls]


async def test_each_answer_is_what_the_command_prints(folder, capsys):
    day = ["--date", "2030-01-01"]
    where = str(folder / "policies.json")
    pairs = [
        (("decide", {"answers": ANSWERS}), ["decide", str(folder / "svc.json")]),
        (("decide", {"record": "svc@contoso.com"}), ["decide", str(folder / "svc.json")]),
        (("explain", {"record": "svc.json"}), ["explain", str(folder / "svc.json")]),
        (
            ("what_if", {"policies": "policies.json", "request": REQUEST}),
            ["evidence", "what-if", "--policies", where, "--request", str(folder / "request.json")],
        ),
        (("facts", {"names": ["CA-19"]}), ["knowledge", "facts", "CA-19", "--json"]),
        (("due", {}), ["knowledge", "due", "--json", *day]),
    ]
    tools, answers = await asked([call for call, _ in pairs], "--folder", str(folder), *day)

    assert [tool.name for tool in tools] == TOOLS
    for (call, words), answer in zip(pairs, answers, strict=True):
        assert run(words) == 0
        assert not answer.is_error, call
        assert [part.text for part in answer.content] == [capsys.readouterr().out]


async def test_nothing_is_read_outside_of_the_folder(folder):
    _, answers = await asked(OUTSIDE, "--folder", str(folder))

    assert all(answer.is_error and "outside" in answer.content[0].text for answer in answers)


def test_a_folder_that_is_not_there_is_said_before_a_client_asks(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in (str(tmp_path / "gone"), "~/gone"):
        assert run(["mcp", "--folder", name]) == 2
        assert f"--folder: {tmp_path / 'gone'}: isn't a folder." in capsys.readouterr().err


async def test_a_model_reads_every_question_and_answer_and_what_was_wrong():
    calls = [
        ("decide", {"answers": {"identity": "robot"}}),
        ("what_if", {"policies": [POLICY, "x"], "request": REQUEST}),
        ("what_if", {"policies": [POLICY], "request": {"signInIdentity": 7}}),
        ("due", {"date": "2030-01-01"}),
        ("due", {"day": "tomorrow"}),
        ("facts", {"names": "CA-19"}),
        ("decide", {"answers": [1], "record": 7}),
        ("what_if", {"policies": [1], "directory": 3}),
        *OUTSIDE,
    ]
    tools, (wrong, partly, unread, misnamed, *rest) = await asked(calls)
    (day, names, answers, request), without = rest[:4], rest[4:]
    known = tools[0].input_schema["properties"]["answers"]["properties"]

    assert list(known) == [question.id for question in load_pack(default_pack_folder()).questions]
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)
    assert "'robot' isn't an answer" in wrong.content[0].text
    assert partly.is_error
    assert unread.is_error
    assert misnamed.content[0].text.endswith("'date' isn't an argument of due. Allowed: day.")
    assert day.content[0].text.endswith("due: 'day' is text; a day as YYYY-MM-DD was expected.")
    assert names.content[0].text.endswith("'names' is text; a list of text was expected.")
    assert answers.content[0].text.endswith(
        "'answers' is a list; an object was expected. 'record' is a number; text was expected."
    )
    assert request.content[0].text.endswith(
        "'policies' is a list; text, a list of objects or an object was expected. 'request' is missing; an object was"
        " expected. 'directory' is a number; a list of text or an object was expected."
    )
    assert all(tool.input_schema["additionalProperties"] is False for tool in tools)
    assert all(answer.is_error and "--folder" in answer.content[0].text for answer in without)
