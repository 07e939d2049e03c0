"""One run of a prompting face: a record new or resumed, its questions, its result, its documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement import store
from wizard.engagement.paths import slug
from wizard.engagement.session import Session
from wizard.engagement.summary import case_text
from wizard.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, RecordError, WizardError
from wizard.prompts import texts
from wizard.prompts.face import QUIT, Asking, Face, Option
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import Flow, Left

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

MOST_RECORDS = 30
"""Saved records offered for resuming; older ones are reached by ``--record``."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run goes by.

    Attributes:
        home: Folder of the records.
        day: The date of the documents.
        record: A record to resume, by name or path; empty to be asked.
        to: Where the documents go; None to be asked.
        formats: Formats of the documents.
    """

    home: Path
    pack: Pack
    engine: Engine
    day: date
    record: str = ""
    to: Path | None = None
    formats: tuple[str, ...] = ("md",)


def hold_interview(face: Face, run: Run) -> int:
    """Hold one interview; return the exit code. Progress is kept however it ends.

    Raises:
        WizardError: The named record cannot be opened.
    """
    session: Session | None = None
    try:
        session = _session(face, run)
        flow = Flow(face, session)
        _greet(face, session)
        flow.report_save()
        _interview(flow, run.day)
        _result(face, session, run)
        _export(face, session, run)
    except Left:
        _farewell(face, session)
        return EXIT_DONE
    except EOFError:
        face.tell()
        face.tell("The input ended.")
        _farewell(face, session)
        return EXIT_USAGE if session is None else EXIT_INTERRUPTED
    except KeyboardInterrupt:
        face.tell()
        _farewell(face, session)
        return EXIT_INTERRUPTED
    finally:
        if session is not None:
            session.close()
    return EXIT_DONE


def _session(face: Face, run: Run) -> Session:
    """Return the session of a saved record, or of a new one."""
    face.tell(run.pack.info.subject)
    if run.record:
        return Session.open(store.find_record(run.home, run.record), run.pack, run.engine)
    entries = [entry for entry in store.list_records(run.home) if not entry.problem][:MOST_RECORDS]
    chosen = _resume(face, entries) if entries else None
    if isinstance(chosen, Path):
        return Session.open(chosen, run.pack, run.engine)
    name = chosen or ""
    while True:
        if not name:
            reply = face.line(Asking("What is the account called, such as its user principal name?", commands=(QUIT,)))
            if reply.command == "quit":
                raise Left
            name = " ".join(reply.text.split())
            if not name:
                face.tell("A name is needed: the record is kept under it.")
                continue
        try:
            session = Session.new(run.home, run.pack, run.engine, name, run.day)
        except RecordError as error:
            face.tell(f"Not taken: {error.problems[0].message} {error.problems[0].remedy}")
            name = ""
            continue
        if any(entry.name == session.record.account.name for entry in entries):
            face.tell("A record of this name is saved already; this is another one.")
        return session


def _resume(face: Face, entries: list[store.Entry]) -> Path | str | None:
    """Ask which record to resume; a name stands for a new one, None for a new one without a name yet."""
    options = tuple(
        Option(f"record{index}", f"{entry.name}, saved {entry.changed_on.isoformat()}, {entry.answered} answers")
        for index, entry in enumerate(entries, 1)
    )
    new = Option("new", "Start a new account", "n")
    asking = Asking("Resume a saved record, or start a new account?", (*options, new), commands=(QUIT,), free=True)
    reply = face.choose(asking)
    if reply.command == "quit":
        raise Left
    if reply.text:
        return " ".join(reply.text.split())
    if reply.options == ("new",):
        return None
    return entries[int(reply.options[0].removeprefix("record")) - 1].path


def _greet(face: Face, session: Session) -> None:
    if session.read_only:
        face.tell(f"{session.path} is open in another window. What you change here is not saved under this name.")
    for notice in session.notices:
        face.tell(notice)
    face.tell(f"Account: {session.record.account.name or 'without a name'}")
    if session.path is not None and session.save_error is None and not session.read_only:
        face.tell(f"Every answer is saved at once: {session.path}")
    if session.interview.answers:
        face.tell(f"{len(session.interview.answers)} answers are there. {texts.left(session)}")
    if session.proposals:
        face.tell(f"Exports propose {len(session.proposals)} of them; each waits for you to confirm it.")


def _interview(flow: Flow, day: date) -> None:
    """Ask the questions, then the sign-off; going back leads from the second to the first."""
    sign_off = SignOff(flow, day)
    while True:
        flow.questions()
        if sign_off.run():
            return
        if flow.session.interview.current is None:
            flow.session.back()


def _result(face: Face, session: Session, run: Run) -> None:
    """Show the result: the decision sentence first."""
    case = session.case(run.day)
    face.tell()
    face.tell("Result")
    for line in case_text(case).splitlines():
        face.tell(line)
    to_do = list(texts.to_do_lines(session))
    if to_do:
        face.tell()
        face.tell("To find out:")
        for line in to_do:
            face.tell(f"- {line}")
    items = [item for item in case.open_items if item.section != "answers"]
    if items:
        face.tell()
        face.tell(f"Open items of the sign-off: {len(items)}. The documents are a draft until these are closed.")
        for item in items:
            face.tell(f"- {item.label} {item.reason}")


def _export(face: Face, session: Session, run: Run) -> None:
    """Write the documents where the person wants them."""
    from wizard.engagement.export import export_record

    proposed = Path.cwd() / slug(session.record.account.name)
    folder, revision = run.to, False
    while True:
        if folder is None:
            reply = face.line(
                Asking(
                    "In which folder do you want the documents?",
                    help=f"Enter alone takes {proposed}; a hyphen writes none.",
                    commands=(QUIT,),
                )
            )
            if reply.command == "quit":
                raise Left
            if reply.text.strip() == "-":
                _farewell(face, session)
                return
            folder = Path(reply.text.strip()).expanduser() if reply.text.strip() else proposed
        try:
            made = export_record(
                run.pack,
                run.engine,
                session.as_record(),
                run.day,
                folder,
                formats=run.formats,
                revision=revision,
            )
        except WizardError as error:
            if run.to is not None:
                raise
            for problem in error.problems:
                face.tell(f"Not written: {problem}")
            revision = _wants_revision(face, folder)
            folder = folder if revision else None
            continue
        face.tell(f"Written to {made.folder}:")
        for path in made.files:
            face.tell(str(path))
        return


def _wants_revision(face: Face, folder: Path) -> bool:
    """Ask whether documents that differ are to stand beside the old ones as a revision."""
    if not (folder / "record.json").is_file():
        return False
    options = (Option("other", "Name another folder", "o"), Option("revision", "Write a revision beside it", "r"))
    reply = face.choose(Asking("How do you want to go on?", options, commands=(QUIT,)))
    if reply.command == "quit":
        raise Left
    return reply.options == ("revision",)


def _farewell(face: Face, session: Session | None) -> None:
    if session is None:
        face.tell("Nothing was started.")
        return
    if session.save_error is not None:
        session.save()
    if session.save_error is not None:
        face.tell(f"Not saved: {session.save_error}")
    elif session.path is not None:
        face.tell(f"Saved: {session.path}")
        face.tell(f"Go on with: mfa-wizard ask --record {session.path.stem}")


def prepare(
    home: Path,
    pack_folder: Path,
    *,
    day: date,
    record: str = "",
    to: Path | None = None,
    formats: tuple[str, ...] = ("md",),
) -> Run:
    """Return what a run goes by, with the pack loaded.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.decision.engine import Engine
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program

    return Run(home, load_pack(pack_folder), Engine(load_program(pack_folder)), day, record, to, formats)
