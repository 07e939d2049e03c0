from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.stage import EXCEPTION, on_stage
from wizard.documents.bundle import build_documents
from wizard.tui.screens.result import ResultScreen
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.picker import Picker

NAMES = {"recommendation.md", "checklist.md", "record.json", "SHA256SUMS"}


async def to_write(stage, folder: Path) -> None:
    if not isinstance(stage.app.screen, ResultScreen):
        await stage.press("f10")
    await stage.press("w")
    stage.one("#folder", Line).value = str(folder)
    await stage.settle()


async def test_the_documents_are_written_and_their_paths_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", size=(200, 50), answers=EXCEPTION) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert {path.name for path in folder.iterdir()} == NAMES
        for name in NAMES:
            assert str(folder / name) in stage.words().replace(" ", "")
        expected = build_documents(stage.session.case(stage.app.day))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected
        await stage.press("enter")
        assert isinstance(stage.app.screen, ResultScreen)


async def test_what_lies_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    ticked = "- [x] somebody ticked this\n"
    (folder / "checklist.md").write_text(ticked, encoding="utf-8")
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert "differs, so nothing was written" in stage.words()
        assert [path.name for path in folder.iterdir()] == ["checklist.md"]
        await stage.press("1")
        assert "revision-2" in stage.words()
        assert (folder / "checklist.md").read_text(encoding="utf-8") == ticked
        assert {path.name for path in (folder / "revision-2").iterdir()} == NAMES


async def test_a_final_document_is_refused_with_everything_that_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION) as stage:
        await to_write(stage, folder)
        stage.one("#state", Picker).focus()
        await stage.settle()
        await stage.press("space")
        stage.one("#folder").focus()
        await stage.settle()
        await stage.press("enter")
        assert "signoff.subject_ref" in stage.words()
        assert not folder.exists()


async def test_names_are_replaced_where_that_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION, redact=True) as stage:
        await to_write(stage, folder)
        await stage.press("enter")
        assert {path.name for path in folder.iterdir()} == NAMES
        for path in folder.iterdir():
            assert b"svc-billing" not in path.read_bytes()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that takes no files")
async def test_a_folder_that_takes_no_files_is_said_and_another_one_can_be_named(tmp_path: Path) -> None:
    async with on_stage(tmp_path / "home", size=(120, 50), answers=EXCEPTION) as stage:
        await to_write(stage, Path("/proc/nowhere"))
        await stage.press("enter")
        assert "/proc/nowhere" in stage.words()
        stage.one("#folder", Line).value = str(tmp_path / "out")
        stage.one("#folder").focus()
        await stage.settle()
        await stage.press("enter")
        assert {path.name for path in (tmp_path / "out").iterdir()} == NAMES
