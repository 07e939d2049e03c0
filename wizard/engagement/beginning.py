"""A new engagement: its folder, with settings that say what can be answered once for the whole tenant.

Results of an earlier ``assess``, a folder of documents for each account, are brought over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, RECORD
from wizard.documents.checklist import RECOMMENDATION
from wizard.engagement.engagement import Engagement
from wizard.engagement.paper_files import write_paper
from wizard.engagement.paths import ACCOUNTS, engagement_of, is_engagement
from wizard.errors import ExportError, Problem, RecordError, WizardError
from wizard.files.reading import refused
from wizard.files.writing import write_whole
from wizard.pack.literals import options_of
from wizard.record.settings import Settings
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack, Question

FIRST_EDITION = ("portfolio.md", "register.csv")
"""Files that earlier versions of ``assess`` left next to the accounts' folders."""


def begun(folder: Path, pack: Pack, engine: Engine) -> Engagement:
    """Return the engagement of a folder, which is made if there is none yet.

    Raises:
        RecordError: The folder is in another engagement, holds results of an earlier version, or cannot be written.
    """
    if not is_engagement(folder):
        _refuse(folder)
        try:
            write_whole(folder / SETTINGS_FILE, blank_settings(pack, folder.absolute().name).encode("utf-8"))
            (folder / ACCOUNTS).mkdir(exist_ok=True)
        except OSError as error:
            remedy = "Free it, or name another folder with --to."
            raise RecordError(refused(folder, error, remedy, for_shell=True)) from None
    return Engagement.open(folder, pack, engine)


def _refuse(folder: Path) -> None:
    around = engagement_of(folder.absolute().parent)
    if around is not None:
        message = f"is in the engagement {around}; a folder holds one engagement."
        raise RecordError(Problem(str(folder), message, "Name that engagement, or a folder outside of it."))
    if all((folder / name).is_file() for name in FIRST_EDITION) and any(folder.glob(f"*/{RECORD}")):
        message = "holds results of an earlier version, which had no engagement."
        remedy = f"Bring them over into a new folder: 'mfa-wizard assess {folder} --to NEW'."
        raise RecordError(Problem(str(folder), message, remedy, for_shell=True))


def blank_settings(pack: Pack, client: str) -> str:
    """Return settings in which everything is commented out, with what can be answered and how."""
    return "\n".join(_lines(pack, client)) + "\n"


def _lines(pack: Pack, client: str) -> Iterator[str]:
    defaults = Settings()
    yield "# What holds for all accounts of this engagement. Remove the # of a line to set it; an account may differ."
    yield f"schema_version = {_text(defaults.schema_version)}"
    yield f"client = {_text(client)}"
    yield "# self_assessment = true  # one person runs the tenant, so duties cannot be separated"
    yield ""
    yield "[answers]"
    for question in pack.questions:
        if question.once:
            yield f"# {question.label}"
            yield f"# {blank_answer(pack, question)}"
    yield ""
    yield "[signoff]"
    for field in pack.signoff:
        if field.kind == "person":
            yield f"# {field.id} = {{ name = {_text('')}, role = {_text('')}, contact = {_text('')} }}  # {field.label}"
    yield ""
    yield "[organization]"
    for name in type(defaults.organization).model_fields:
        yield f"# {name} = {_text('')}"
    yield ""
    yield "[reports]"
    yield '# separator = ";"  # between the cells of CSV files; Excel in most of Europe expects it'
    yield "# bom = false  # without the mark by which Excel knows UTF-8"
    yield "# redact = true  # pseudonyms in everything under reports/ and drafts/"


def blank_answer(pack: Pack, question: Question) -> str:
    """Return the line of the settings that answers a question of the tenant, with what it can be."""
    ids = ", ".join(_text(option.id) for option in options_of(pack, question))
    several = question.kind == "many"
    return f"{question.id} = {'[]' if several else _text('')}  # {'any' if several else 'one'} of {ids}"


def _text(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{kept}"'


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
            yield refused(paper, error, "Check its permissions, then run it again.", "read")
        except ExportError as error:
            yield from error.problems
        else:
            yield target


def _counts(folder: Path) -> bool:
    from wizard.engagement.readback import front_of, read_checklist

    if not (folder / CHECKLIST).is_file():
        return False
    try:
        filled_in = read_checklist(folder)[0].touched
    except WizardError:
        return True  # what cannot be read may be signed
    return filled_in or front_of(folder, RECOMMENDATION).get("status") == "proposed"
