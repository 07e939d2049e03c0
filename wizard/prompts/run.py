"""One run of a prompting face: a record new or resumed, its questions, its result, its documents."""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement import store
from wizard.engagement.paths import is_engagement
from wizard.engagement.session import Session
from wizard.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_USAGE, RecordError
from wizard.prompts.closing import Closing
from wizard.prompts.face import QUIT, Asking, Face, Option
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import Flow, Left, staying
from wizard.prompts.signals import as_interrupts, interrupts_held
from wizard.prompts.texts import refuse
from wizard.views import state
from wizard.wording import agreed, count

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

MOST_RECORDS = 30
"""Saved records offered for resuming; older ones are reached by ``--record``."""


MOST_READ = 10 * MOST_RECORDS
"""Saved records that are looked at, the newest ones; those that cannot be opened are named."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run goes by.

    Attributes:
        home: Folder of the records.
        day: The date of the documents.
        record: A record to resume, by name or path; empty to be asked.
        to: Where the documents go; None to be asked.
        formats: Formats of the documents.
        pack_folder: Where the pack was read; None where a test made it.
        again: Words of the command line that lead back here, such as ``--folder`` and its value.
    """

    home: Path
    pack: Pack
    engine: Engine
    day: date
    record: str = ""
    to: Path | None = None
    formats: tuple[str, ...] = ("md",)
    pack_folder: Path | None = None
    again: tuple[str, ...] = ()


def hold_interview(face: Face, run: Run) -> int:
    """Hold one interview; return the exit code. Progress is kept however it ends, unless no save succeeds.

    Raises:
        WizardError: The named record cannot be opened.
    """
    holding = _Holding(face, run)
    code = EXIT_DONE
    try:
        with as_interrupts():
            holding.hold()
    except Left:
        holding.farewell()
    except EOFError:
        face.tell()
        face.tell("The input ended before the interview did.")
        holding.farewell()
        code = EXIT_USAGE
    except KeyboardInterrupt:
        face.tell()
        face.tell("Interrupted.")
        holding.farewell()
        code = EXIT_INTERRUPTED
    finally:
        holding.close()
    return code or (EXIT_DONE if holding.kept else EXIT_USAGE)


class _Holding:
    """One interview, or one after the other with the accounts of an engagement.

    Attributes:
        session: The record under work; None before the first one, and between two accounts.
        kept: Every answer is on the disk, but for those of a record that another window holds.
    """

    def __init__(self, face: Face, run: Run) -> None:
        self.face, self.run = face, run
        self.session: Session | None = None
        self.kept = True

    def hold(self) -> None:
        """Hold the interview; in an engagement, come back to its accounts after each."""
        self.face.tell(self.run.pack.info.subject)
        folder = self.run.home.parent
        if self.run.record or not is_engagement(folder):
            self._one(_session(self.face, self.run))
            return
        from wizard.prompts.portfolio import Portfolio

        accounts = Portfolio(self.face, folder, self.run.pack, self.run.engine, self.run.day)
        while True:
            session = accounts.choose()
            with suppress(Left):
                self._one(session)
            self._say_saved(session)
            self.close()
            accounts.again(session.path)

    def _one(self, session: Session) -> None:
        self.session = session
        flow = Flow(self.face, session, self.run.day, self.run.pack_folder)
        _greet(self.face, session)
        flow.report_save()
        _interview(flow, self.run)

    def _say_saved(self, session: Session) -> bool:
        """Say where the answers are; return whether they are on the disk."""
        if session.save_error is not None:
            session.save()
        if session.save_error is not None:
            self.face.tell(session.save_error)
        elif session.path is not None:
            self.face.tell(f"Saved: {session.path}")
            return True
        return False

    def farewell(self) -> None:
        """Say where the answers are, and how to resume."""
        session, run = self.session, self.run
        words = ["mfa-wizard", "ask", *(["--plain"] if self.face.plain else []), *run.again]
        if session is None:
            of_one = run.record or not is_engagement(run.home.parent)
            self.face.tell("Nothing was started." if of_one else f"Resume with: {shlex.join(words)}")
        elif self._say_saved(session) and session.path is not None:
            name = session.path.stem if session.path.parent == run.home else str(session.path)
            self.face.tell(f"Resume with: {shlex.join([*words, '--record', name])}")

    def close(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.close()
            self.kept = self.kept and (session.save_error is None or session.read_only)


def _session(face: Face, run: Run) -> Session:
    """Return the session of a saved record, or of a new one."""
    if run.record:
        return Session.open(store.find_record(run.home, run.record), run.pack, run.engine)
    found = store.list_records(run.home, MOST_READ)
    for entry in (entry for entry in found if entry.problem):
        face.tell(f"{entry.path} cannot be opened: {entry.problem}")
    entries = [entry for entry in found if not entry.problem][:MOST_RECORDS]
    chosen = _resume(face, entries) if entries else None
    if isinstance(chosen, Path):
        return Session.open(chosen, run.pack, run.engine)
    name = chosen or ""
    while True:
        if not name:
            asking = Asking("What is the account called, such as its user principal name?", commands=(QUIT,))
            reply = staying(face.line(asking))
            name = " ".join(reply.text.split())
            if not name:
                face.tell("A name is needed: the record is kept under it.")
                continue
        try:
            session = Session.new(run.home, run.pack, run.engine, name, run.day)
        except RecordError as error:
            refuse(face, "Not taken", error)
            name = ""
            continue
        if any(entry.name == session.record.account.name for entry in entries):
            face.tell("A record of this name is saved already; this is another one.")
        return session


def _resume(face: Face, entries: list[store.Entry]) -> Path | str | None:
    """Ask which record to resume; a name means a new one, None for a new one without a name yet."""
    options = tuple(
        Option(
            f"record{index}",
            f"{entry.name}, saved {entry.changed_on.isoformat()}, "
            f"{count(entry.answered, 'answer')}{', open in a window' if entry.in_use else ''}",
        )
        for index, entry in enumerate(entries, 1)
    )
    new = Option("new", "Start a new account", "n")
    asking = Asking("Resume a saved record, or start a new account?", (*options, new), commands=(QUIT,), free=True)
    reply = staying(face.choose(asking))
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
        given = len(session.interview.answers)
        face.tell(f"{count(given, 'answer')} {agreed(given, 'is', 'are')} there. {state.left(session)}")
    if session.proposals:
        face.tell(f"Exports suggest {len(session.proposals)} of them; each waits for you to confirm it.")


def _interview(flow: Flow, run: Run) -> None:
    """Ask the questions, then the sign-off, then show the result; going back leads from each to the one before."""
    sign_off = SignOff(flow, run.day)
    while True:
        flow.questions()
        if not sign_off.run():
            if flow.session.interview.current is None:
                flow.session.back()
            continue
        closing = Closing(flow, sign_off, run.formats, run.home)
        if run.to is not None:
            closing.show()
            closing.write(run.to)
            return
        if closing.hold():
            return


def prepare(
    home: Path,
    pack_folder: Path,
    *,
    day: date,
    record: str = "",
    to: Path | None = None,
    formats: tuple[str, ...] = ("md",),
    again: tuple[str, ...] = (),
) -> Run:
    """Return what a run goes by, with the pack loaded.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.decision.engine import load_engine
    from wizard.pack.loader import load_pack

    with interrupts_held():
        pack, engine = load_pack(pack_folder), load_engine(pack_folder)
    return Run(home, pack, engine, day, record, to, formats, pack_folder, again)
