"""Results of an earlier ``assess``, a folder of documents for each account, brought over into an engagement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wizard.documents.bundle import CHECKLIST
from wizard.engagement.engagement import Engagement
from wizard.engagement.paper_files import write_paper
from wizard.errors import ExportError, Problem, WizardError
from wizard.files.reading import reason


def papers_to_keep(folder: Path) -> list[Path]:
    """Return the folders of documents that a board may have seen: complete ones, and those that somebody filled in."""
    if not folder.is_dir():
        return []
    from wizard.engagement.readback import document_folders

    try:
        return [one for one in document_folders(folder) if _counts(one)]
    except ExportError:
        return []


def bring_papers(folder: Path, engagement: Engagement) -> Iterator[Path | Problem]:
    """Copy papers into ``decisions/`` as they are; yield each new folder, or why it is not there.

    Args:
        folder: The results; they stay as they are.
    """
    papers = papers_to_keep(folder)
    if not papers:
        return
    from wizard.documents.checklist import RECOMMENDATION
    from wizard.engagement.readback import front_of

    for paper in papers:
        place = paper.relative_to(folder).as_posix().replace("/", " ")
        day = front_of(paper, RECOMMENDATION).get("printed_on", "")
        target = engagement.decisions_folder / f"{day} {place}".strip()
        if target.exists():
            continue
        try:
            inside = {path.relative_to(paper).as_posix(): path for path in paper.rglob("*") if path.is_file()}
            write_paper({name: path.read_bytes() for name, path in inside.items()}, target, engagement.folder)
        except OSError as error:
            yield Problem(str(paper), f"cannot be read: {reason(error)}.", "Check its permissions, then run it again.")
        except ExportError as error:
            yield from error.problems
        else:
            yield target


def _counts(folder: Path) -> bool:
    from wizard.documents.checklist import RECOMMENDATION
    from wizard.engagement.readback import front_of, read_checklist

    if not (folder / CHECKLIST).is_file():
        return False
    try:
        filled_in = read_checklist(folder)[0].touched
    except WizardError:
        return True  # what cannot be read may be signed
    return filled_in or front_of(folder, RECOMMENDATION).get("status") == "proposed"
