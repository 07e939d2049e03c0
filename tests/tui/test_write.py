from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.support.waiting import moments
from tests.support.written import FILES, NAMES, files_in
from tests.tui.stage import EXCEPTION, SIZES, on_stage
from wizard.documents.bundle import build_documents
from wizard.documents.readiness import REQUIRED, open_items
from wizard.tui.app import WizardApp
from wizard.tui.screens.result import ResultScreen
from wizard.tui.screens.write import archive
from wizard.tui.viewer import viewer
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.parts import Picker

pytestmark = pytest.mark.slow


async def to_write(stage, folder: Path) -> None:
    if not isinstance(stage.app.screen, ResultScreen):
        await stage.press("f10")
    await stage.press("w")
    stage.one("#folder", Line).value = str(folder)
    await stage.settle()


async def test_the_documents_are_written_and_their_paths_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", size=(200, 50), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert {path.name for path in folder.iterdir()} == NAMES
        said = stage.words("#written")
        assert said.replace(" ", "").count(str(folder)) == 1
        assert said.startswith("Written in this folder:")
        expected = build_documents(stage.session.case(stage.app.day))
        for name in expected:
            assert f"- {name}" in said
        assert files_in(folder) == expected
        await stage.press("enter")
        assert isinstance(stage.app.screen, ResultScreen)


async def test_what_lies_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ticked = "- [x] somebody ticked this\n"
    (folder / "checklist.md").write_text(ticked, encoding="utf-8")
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert "Nothing was written." in stage.words()
        assert stage.shows("checklist.md", "#problem")
        assert "--" not in stage.words("#problem")
        assert [path.name for path in folder.iterdir()] == ["checklist.md"]
        await stage.press("1")
        assert stage.shows("revision-2")
        assert (folder / "checklist.md").read_text(encoding="utf-8") == ticked
        assert {path.name for path in (folder / "revision-2").iterdir()} == NAMES


async def test_a_final_document_is_refused_with_everything_that_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        stage.one("#state", Picker).focus()
        await stage.settle()
        await stage.press("space")
        stage.one("#folder").focus()
        await stage.settle()
        await stage.press("enter")
        items = open_items(stage.session.case(stage.app.day))
        assert f"Not final yet: {len(items)} open items." in stage.words("#written")
        listed = " ".join(stage.one("#written").prose.plain.split())
        for item in items:
            assert (item.label if item.reason == REQUIRED else f"{item.label} {item.reason}") in listed
        assert not folder.exists()
        await stage.press("2")
        assert stage.one("#form").display
        stage.one("#folder").focus()
        await stage.press("enter", "1")
        assert {path.name for path in folder.iterdir()} == NAMES


async def test_names_are_replaced_where_that_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(
        tmp_path / "home", size=(120, 50), answers=EXCEPTION, redact=True, screen=ResultScreen
    ) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert {path.name for path in folder.iterdir()} == NAMES
        for name, data in files_in(folder).items():
            assert b"svc-billing" not in data, name


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that takes no files")
async def test_a_folder_that_takes_no_files_is_said_and_another_one_can_be_named(tmp_path: Path) -> None:
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, Path("/proc/nowhere"))
        await stage.press("enter")
        assert stage.shows("/proc/nowhere")
        stage.one("#folder", Line).value = str(tmp_path / "out")
        stage.one("#folder").focus()
        await stage.settle()
        await stage.press("enter")
        assert {path.name for path in (tmp_path / "out").iterdir()} == NAMES


async def test_what_was_written_is_opened_where_the_system_has_a_program_for_it(tmp_path: Path, monkeypatch) -> None:
    opened: list[Path] = []
    folder = tmp_path / "out"
    monkeypatch.setattr("wizard.tui.viewer.viewer", lambda: opened.append)
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        stage.one("#formats", Picker).index = 1
        await stage.press("enter")
        assert "1 Close 2 Open recommendation.html 3 Open the folder" in stage.words()
        await stage.press("2", "3")
        assert opened == [folder / "recommendation.html", folder]
        assert "Opened in the program" in stage.words("#problem")
        await stage.press("1")
        assert isinstance(stage.app.screen, ResultScreen)


@pytest.mark.parametrize(
    ("platform", "environ", "there"),
    [
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1 22"}, False),
        ("darwin", {}, True),
        ("darwin", {"SSH_TTY": "/dev/pts/1"}, False),
        ("win32", {}, True),
        ("win32", {"SSH_CLIENT": "x"}, False),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="The programs of other systems are files with a bit here.")
def test_a_program_opens_files_only_where_somebody_sees_its_window(
    tmp_path: Path, platform: str, environ: dict[str, str], *, there: bool
) -> None:
    path = {**environ, "PATH": str(tmp_path)}
    assert (viewer(path, platform) is not None) is (platform == "win32" and there)
    for name in ("xdg-open", "open"):
        (tmp_path / name).write_text('#!/bin/sh\nprintf "%s" "$1" > "$0.told"\nsleep 0.2\n', encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    opens = viewer(path, platform)
    assert (opens is not None) is there
    if opens is not None and platform != "win32":
        begun = time.monotonic()
        opens(Path("-n $(touch x)"))
        assert time.monotonic() - begun < 0.2
        told = tmp_path / ("open.told" if platform == "darwin" else "xdg-open.told")
        for _ in moments():
            if told.exists() and told.read_text(encoding="utf-8"):
                break
            time.sleep(0.01)
        assert told.read_text(encoding="utf-8") == str(Path("-n $(touch x)").absolute())


def documents_of_user(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: folder)


async def proposed(stage) -> str:
    if not isinstance(stage.app.screen, ResultScreen):
        await stage.press("f10")
    await stage.press("w")
    value = stage.one("#folder", Line).value
    await stage.press("escape")
    return value


async def test_a_folder_below_the_users_documents_is_proposed_first(tmp_path: Path, monkeypatch) -> None:
    documents_of_user(monkeypatch, tmp_path / "Documents")
    async with on_stage(tmp_path / "home", answers=EXCEPTION) as stage:
        assert await proposed(stage) == str(tmp_path / "Documents" / "mfa-wizard" / "svc-billing-contoso-com")
        await stage.press("ctrl+r")
        assert "billing" not in await proposed(stage)


async def test_a_user_without_a_home_folder_is_offered_the_current_one(tmp_path: Path, monkeypatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setattr("platformdirs.user_documents_path", no_home)
    async with on_stage(tmp_path / "home", answers=EXCEPTION) as stage:
        assert await proposed(stage) == "svc-billing-contoso-com"


@pytest.mark.parametrize(
    ("used", "next_one"), [("client/svc-billing-contoso-com", "client/svc-other"), ("client", "client/svc-other")]
)
async def test_the_folder_used_last_is_remembered(tmp_path: Path, used: str, next_one: str) -> None:
    async with on_stage(tmp_path / "home", answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, tmp_path / used)
        await stage.press("enter", "enter")
        assert await proposed(stage) == str(tmp_path / used)
    async with on_stage(tmp_path / "home", answers=EXCEPTION, name="svc-other") as stage:
        assert await proposed(stage) == str(tmp_path / next_one)


async def test_a_remembered_folder_with_a_name_in_it_is_not_shown_while_names_are_hidden(
    tmp_path: Path, monkeypatch
) -> None:
    documents_of_user(monkeypatch, tmp_path / "Documents")
    async with on_stage(tmp_path / "home", answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, tmp_path / "svc-billing")
        await stage.press("enter", "enter", "ctrl+r")
        assert "billing" not in await proposed(stage)


HERE = Path("/srv/exports-of-the-tenant/exceptions/2026-11/second-meeting").absolute()
"""A folder whose path has the same length on every machine, so that it takes the same lines."""


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_path_is_shown_at_every_size(tmp_path: Path, size, monkeypatch) -> None:
    monkeypatch.setattr(os, "getcwd", lambda: str(HERE))
    async with on_stage(tmp_path / "home", size=size, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, Path("out/documents"))
        shown = stage.words("#whole").replace(" ", "")
        assert shown == f"Fullpath:{HERE / 'out' / 'documents'}"


def no_folder() -> str:
    raise FileNotFoundError


NO_HOME = "home folder for it. Write the whole path"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *((typed, "Name a folder.") for typed in ("", "   ", "a\0b")),
        ("~nobody-of-this-name/x", NO_HOME),
        ("out", "begins in the current folder, which no longer exists."),
    ],
)
async def test_what_is_no_folder_is_said(tmp_path: Path, typed: str, said: str, monkeypatch) -> None:
    async with on_stage(tmp_path / "home", answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, tmp_path)
        monkeypatch.setattr(os, "getcwd", no_folder)
        stage.one("#folder", Line).value = typed
        await stage.settle()
        await stage.press("enter")
        assert said in stage.words("#problem")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("hidden_first", [False, True])
async def test_documents_with_and_without_names_in_one_folder_are_said_before_writing(
    tmp_path: Path, size, hidden_first: bool
) -> None:
    folder = tmp_path / "out"
    async with on_stage(
        tmp_path / "home", size=size, answers=EXCEPTION, redact=hidden_first, screen=ResultScreen
    ) as stage:
        await to_write(stage, folder)
        await stage.press("enter", "enter")
        before = files_in(folder)
        await stage.press("ctrl+r")
        await to_write(stage, folder)
        await stage.press("enter")
        kinds = ("without", "with") if hidden_first else ("with", "without")
        said = f"This folder holds documents {kinds[0]} names; these are {kinds[1]} names."
        assert said in stage.words("#problem")
        assert "Nothing is written yet." in stage.words("#problem")
        assert files_in(folder) == before
        await stage.press("1")
        stage.one("#folder", Line).value = str(tmp_path / "other")
        await stage.settle()
        assert "Write here anyway" not in stage.words()
        await stage.press("enter")
        assert {path.name for path in (tmp_path / "other").iterdir()} == NAMES


async def test_documents_of_both_kinds_may_lie_in_one_folder_where_that_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        await stage.press("enter", "enter", "ctrl+r")
        await to_write(stage, folder)
        await stage.press("enter", "2")
        assert "never overwritten" in stage.words("#problem")
        await stage.press("1")
        assert {path.name for path in (folder / "revision-2").iterdir()} == NAMES


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_said_of_a_folder_is_whole_at_every_size(tmp_path: Path, size) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text("x\n", encoding="utf-8")
    async with on_stage(tmp_path / "home", size=size, answers=EXCEPTION, screen=ResultScreen) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert "It is never overwritten." in stage.words("#problem")
        assert "2 Name another folder" in stage.words()


@pytest.mark.parametrize("close", ["escape", "enter"])
async def test_in_a_browser_the_documents_are_handed_to_it(tmp_path: Path, monkeypatch, close: str) -> None:
    taken: dict[str, bytes] = {}
    monkeypatch.setattr(WizardApp, "is_web", property(lambda _: True))
    monkeypatch.setattr(
        WizardApp,
        "deliver_text",
        lambda _, file, *, save_filename, **__: taken.update({save_filename: file.read().encode()}),
    )
    monkeypatch.setattr(
        WizardApp, "deliver_binary", lambda _, file, *, save_filename, **__: taken.update({save_filename: file.read()})
    )
    async with on_stage(tmp_path / "home", answers=EXCEPTION) as stage:
        await stage.press("f10", "w")
        assert not stage.app.screen.query("#folder")
        await stage.press("1")
        documents = build_documents(stage.session.case(stage.app.day))
        await stage.press("home", "enter")
        for _ in documents:
            await stage.press("down", "enter")
        by_file = {name.rpartition("/")[2]: data for name, data in documents.items()}
        assert {name: data for name, data in taken.items() if name != "documents.zip"} == by_file
        assert taken["documents.zip"] == archive(documents)
        await stage.press("down", close)
        assert isinstance(stage.app.screen, ResultScreen)
        assert stage.app.crash is None
