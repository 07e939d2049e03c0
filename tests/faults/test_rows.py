"""Nothing is left out: every command and face is killed, every module that reads a file of somebody else is fuzzed."""

from __future__ import annotations

import argparse
import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.cli.test_help import every_parser
from tests.faults import fuzz, kills
from tests.faults.commands import COMMANDS, fresh
from tests.faults.commands import Command as NoCommand
from tests.faults.readers import READERS
from tests.faults.trying import tried
from tests.support.packs import ROOT
from wizard.evidence.exports import reading
from wizard.evidence.mappings import load_mappings
from wizard.evidence.sign_ins import all_shapes
from wizard.files.sniff import sniff
from wizard.pack.files import default_pack_folder

pytestmark = pytest.mark.slow

READING = {"read_bytes", "read_text", "read_settled", "load_workbook"}
"""Calls that read a whole file, whatever they are called on."""
OURS = {
    "wizard/cli/streams.py": "nothing but the null device",
    "wizard/documents/html/__init__.py": "our own style sheet",
    "wizard/engagement/shared_answers.py": "a record that was read and opened a moment before",
    "wizard/evidence/collect/script.py": "our own parts of the script",
    "wizard/files/toml.py": "parts of the pack, which were read before as the pack",
    "wizard/pack/json_schema.py": "schemas that are compared byte by byte",
}
"""Modules that read files and take nothing from somebody else."""


def _commands() -> Iterator[str]:
    for name, parser in every_parser():
        if not any(isinstance(action, argparse._SubParsersAction) for action in parser._actions):
            yield name


def test_every_command_and_every_face_is_killed(tmp_path):
    rows = list(kills.rows(tmp_path))

    assert [name for name in _commands() if not any(row == name or row.startswith(f"{name} ") for row in rows)] == []
    assert {"wizard in a terminal", "ask in a terminal", "ask --plain in a pipe"} <= {*rows}


def test_a_row_is_named_after_the_command_that_it_runs():
    named = {name: " ".join(command.words) for name, command in COMMANDS.items() if command.face is None}

    assert [name for name, words in named.items() if not words.startswith(name.split(",")[0].split(" --")[0])] == []


def _reads(call: ast.Call) -> bool:
    name = call.func
    if isinstance(name, ast.Name):
        return name.id in READING | {"open", "opened"}
    return isinstance(name, ast.Attribute) and (
        name.attr in READING
        or (name.attr == "open" and bool(call.args) and getattr(call.args[0], "value", "") in ("r", "rb"))
    )


def _reading() -> set[str]:
    """Return the modules that open files to read them."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "wizard").rglob("*.py")
        if any(isinstance(node, ast.Call) and _reads(node) for node in ast.walk(ast.parse(path.read_bytes())))
    }


def _modules(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(str(ROOT / "wizard")):
            yield Path(path).relative_to(ROOT).as_posix()
        frame = frame.f_back


_LOOKING: dict[str, set[str]] = {}


def _look(event: str, args: tuple[Any, ...]) -> None:
    if event == "open" and _LOOKING and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR):
        for below, found in _LOOKING.items():
            if isinstance(args[0], str | os.PathLike) and os.path.abspath(args[0]).startswith(below):  # noqa: PTH100
                found.update(_modules(sys._getframe(1)))


def test_every_module_that_reads_files_reads_one_in_a_row_and_no_good_file_is_refused(tmp_path):
    found: set[str] = set()
    sys.addaudithook(_look)
    _LOOKING[str(tmp_path)] = found
    try:
        done = tried(fuzz.rows(tmp_path), seed=1, runs=1)
    finally:
        _LOOKING.clear()

    assert [f"{row.name}: {fault.what}" for row in done for _, fault in row.faults] == []
    assert _reading() - found == OURS.keys(), "give it a row in tests/faults/readers.py"


def test_every_kind_of_export_and_of_sign_ins_is_in_a_row(tmp_path):
    kinds = reading._kinds(load_mappings(default_pack_folder()))
    shapes = all_shapes._RECOGNISERS
    found: set[object] = set()
    fresh(tmp_path / "desk", NoCommand())
    for name, reader in READERS.items():
        if reader.words[:2] == ("evidence", "show") and reader.seed is not None and reader.file.startswith("x."):
            path = tmp_path / f"{len(name)}-{reader.file}"
            path.write_bytes(reader.seed(tmp_path / "desk"))
            sniffed = sniff(path)
            found.update(shape for shape in shapes if shape(sniffed) is not None)
            rows = [*reading.RowReader(sniffed)]
            found.update(kind.name for kind in kinds if any(kind.check(row) for row in rows))

    assert [kind.name for kind in kinds if kind.name not in found] == []
    assert [shape.__module__ for shape in shapes if shape not in found] == []
