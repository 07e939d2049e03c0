"""Exports within an interview: read for the account, policies tried on it, and error codes looked up."""

from __future__ import annotations

import shlex
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.files.typed_paths import typed_path
from wizard.prompts import texts
from wizard.prompts.face import Asking, Option
from wizard.views.error_codes import error_page, explain
from wizard.views.proposals import next_try, read_page
from wizard.wording import count, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from wizard.decision.blocks import Block
    from wizard.engagement.evidence_files import Exports
    from wizard.engagement.session import Session
    from wizard.errors import Problem
    from wizard.evidence.observations import Observation
    from wizard.evidence.sign_ins.result import Progress
    from wizard.prompts.face import Face

SAY_EVERY = 5.0
"""Seconds between two lines on how far a reading is."""

_NONE = "none"


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
    try:
        paths = [typed_path(word) for word in _paths(text)]
        face.tell("Reading.")
        texts.tell(face, _proposed(face, session, day, pack_folder, paths))
    except WizardError as error:
        texts.refuse(face, "Not read", error, next_try(error), placed=True)
        return False
    return True


def _paths(text: str) -> list[str]:
    """Return the paths of a line: the whole line where it is one, else its words, quoted where they hold spaces."""
    whole = text.strip()
    with suppress(OSError, WizardError):
        if typed_path(whole).exists():
            return [whole]
    try:
        return shlex.split(whole) or [whole]
    except ValueError:
        return [whole]


def try_policies(face: Face, session: Session, pack_folder: Path | None, text: str = "") -> None:
    """Say what a change of policies does to the account; the record is not changed.

    Args:
        face: Asks for what the text does not name.
        session: The record of the account.
        pack_folder: Another pack than the shipped one; None for that.
        text: The policies as they are, the policies as they would be, and the directory, separated by spaces.
    """
    from wizard.engagement.evidence_files import names_of, object_id_of
    from wizard.views.policy_trial import PLACES, TITLE, tried

    given = _paths(text) if text.strip() else []
    for about in PLACES[len(given) :]:
        typed = face.line(Asking(TITLE, help=f"{about} Press Enter to go back.")).text.strip()
        if not typed:
            return
        given.append(typed)
    try:
        before, after, directory = (typed_path(one) for one in given[: len(PLACES)])
        names, identifier = names_of(session.record), object_id_of(session.record)
        face.tell("Comparing.")
        texts.tell(face, tried(before, after, directory, names, pack_folder, given=identifier))
    except WizardError as error:
        texts.refuse(face, "Not compared", error, next_try(error), placed=True)


def _proposed(face: Face, session: Session, day: date, pack_folder: Path | None, paths: list[Path]) -> Iterator[Block]:
    from wizard.engagement.evidence_files import Exports, UnnamedAccountError, accounts_in, names_of

    names = names_of(session.record)
    exports = Exports.sorted_out(paths, only=names)
    try:
        seen, problems = _seen(face, session, day, pack_folder, exports)
    except UnnamedAccountError:
        account = _account(face, names, accounts_in(exports, pack_folder, names, _telling(face)))
        if not account:
            raise
        seen, problems = _seen(face, session, day, pack_folder, replace(exports, only=[account]))
    proposed = session.propose(seen)
    yield from read_page(session, proposed, seen, problems)


def _seen(
    face: Face, session: Session, day: date, pack_folder: Path | None, exports: Exports
) -> tuple[tuple[Observation, ...], list[Problem]]:
    """Return what exports say about the account that they are read for, and what was lost of them or is not taken."""
    from wizard.engagement.evidence_files import observed

    with exports.opened(pack_folder, _telling(face)) as (evidence, problems):
        lost = [problem for problem in problems if problem.severity == "loss"]
        if evidence is None:
            return (), lost
        seen, left = observed(evidence, exports.only, day, session.as_record())
        return seen, [*lost, *left]


def _account(face: Face, names: Sequence[str], accounts: Sequence[str]) -> str:
    """Ask which account of the exports is meant; return nothing where it is not among them."""
    if not accounts:
        return ""
    none = Option(_NONE, "None of these")
    options = (none, *(Option(f"account{number}", printable(name)) for number, name in enumerate(accounts)))
    about = f"The exports don't name {printable(names[0])}. They name {count(len(accounts), 'account')}."
    reply = face.choose(Asking("Which account of the exports is it?", options, help=about, chosen=(_NONE,)))
    (chosen,) = reply.options or (_NONE,)
    return "" if chosen == _NONE else accounts[int(chosen.removeprefix("account"))]


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
        texts.refuse(face, "Not known", error)
    else:
        texts.tell(face, error_page(explained))
