"""Exports within an interview: read for the account, and error codes looked up."""

from __future__ import annotations

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.prompts import texts
from wizard.prompts.face import Asking
from wizard.views.error_codes import error_page, explain
from wizard.views.problems import said
from wizard.views.proposals import read_page
from wizard.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from wizard.decision.blocks import Block
    from wizard.engagement.session import Session
    from wizard.evidence.sign_ins.result import Progress
    from wizard.prompts.face import Face

MOST_PROBLEMS = 20
"""Findings about files that are said one by one."""

SAY_EVERY = 5.0
"""Seconds between two lines on how far a reading is."""

OTHER_NAME = "Give the account the name that the exports use, or give its object id in the sign-off."


def read(face: Face, session: Session, day: date, pack_folder: Path | None, text: str = "") -> bool:
    """Read exports and let them propose answers; each waits for a person.

    Args:
        face: Asks for files where the text names none.
        session: The record that takes the proposals.
        day: The day that ages go by.
        pack_folder: Another pack than the shipped one; None for that.
        text: Files and folders, separated by spaces.

    Returns:
        Whether exports were read.
    """
    if not text.strip():
        about = (
            "Sign-ins, directory, connections, flows, policies. Nothing leaves this machine. Press Enter to read none."
        )
        text = face.line(Asking("Which file or folder of exports?", help=about)).text
    if not text.strip():
        return False
    paths = [Path(word).expanduser() for word in _paths(text)]
    face.tell("Reading.")
    try:
        texts.tell(face, _proposed(face, session, day, pack_folder, paths))
    except WizardError as error:
        for problem in error.problems[:MOST_PROBLEMS]:
            place = f"{printable(problem.place)}: " if problem.place else ""
            face.tell(f"Not read: {place}{printable(said(problem, OTHER_NAME))}")
        return False
    return True


def _paths(text: str) -> list[str]:
    """Return the paths of a line: the whole line where it is one, else its words, quoted where they hold spaces."""
    whole = text.strip()
    if Path(whole).expanduser().exists():
        return [whole]
    try:
        return shlex.split(whole) or [whole]
    except ValueError:
        return [whole]


def _proposed(face: Face, session: Session, day: date, pack_folder: Path | None, paths: list[Path]) -> Iterator[Block]:
    from wizard.engagement.evidence_files import Exports, names_of, observed, stated

    names = names_of(session.record, session.pack)
    answers = stated(session.as_record())
    with Exports.sorted_out(paths, only=names).opened(pack_folder, _telling(face)) as (evidence, problems):
        seen = observed(evidence, names, day, answers) if evidence is not None else ()
    proposed = session.propose(seen)
    found = [problem for problem in problems if problem.severity == "loss"]
    yield from read_page(session, proposed, seen, found)


def _telling(face: Face) -> Callable[[Progress], None]:
    """Return what says how far a long reading is, a line at a time and not too often for who listens."""
    said = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal said
        if time.monotonic() - said < SAY_EVERY:
            return
        said = time.monotonic()
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left:.0f} s left"
        face.tell(f"Read: {progress.rows:,} rows, {progress.share:.0%}{left}. Ctrl+C stops.")

    return tell


def explain_code(face: Face, day: date, pack_folder: Path | None, text: str = "") -> None:
    """Say what an error code or a message means."""
    if not text.strip():
        about = "A code such as 50076 or AADSTS50076, or the message in English. Press Enter to go back."
        text = face.line(Asking("Which error code?", help=about)).text
    if not text.strip():
        return
    try:
        explained = explain(text, pack_folder, day)
    except WizardError as error:
        for problem in error.problems:
            face.tell(f"Not known: {printable(said(problem))}")
    else:
        texts.tell(face, error_page(explained))
