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

    from wizard.decision.blocks import Block
    from wizard.evidence.sign_ins.result import Progress
    from wizard.prompts.flow import Flow

MOST_PROBLEMS = 20
"""Findings about files that are said one by one."""

SAY_EVERY = 5.0
"""Seconds between two lines on how far a reading is."""

OTHER_NAME = "Give the account the name that the exports use, or give its object id in the sign-off."


def read(flow: Flow, text: str = "") -> None:
    """Read exports and let them propose answers; each waits for a person."""
    if not text.strip():
        about = (
            "Sign-ins, directory, connections, flows, policies. Nothing leaves this machine. Enter alone reads none."
        )
        text = flow.face.line(Asking("Which file or folder of exports?", help=about)).text
    if not text.strip():
        return
    paths = [Path(word).expanduser() for word in _paths(text)]
    flow.face.tell("Reading.")
    try:
        texts.tell(flow.face, _proposed(flow, paths))
    except WizardError as error:
        for problem in error.problems[:MOST_PROBLEMS]:
            place = f"{printable(problem.place)}: " if problem.place else ""
            flow.face.tell(f"Not read: {place}{printable(said(problem, OTHER_NAME))}")
        return
    flow.report_save()


def _paths(text: str) -> list[str]:
    """Return the paths of a line: the whole line where it is one, else its words, quoted where they hold spaces."""
    whole = text.strip()
    if Path(whole).expanduser().exists():
        return [whole]
    try:
        return shlex.split(whole) or [whole]
    except ValueError:
        return [whole]


def _proposed(flow: Flow, paths: list[Path]) -> Iterator[Block]:
    from wizard.engagement.evidence_files import Exports, names_of, observed, stated

    session = flow.session
    names = names_of(session.record, session.pack)
    answers = stated(session.as_record())
    with Exports.sorted_out(paths, only=names).opened(flow.pack_folder, _telling(flow)) as (evidence, problems):
        seen = observed(evidence, names, flow.day, answers) if evidence is not None else ()
    proposed = session.propose(seen)
    found = [problem for problem in problems if problem.severity == "loss"]
    yield from read_page(session, proposed, seen, found)


def _telling(flow: Flow) -> Callable[[Progress], None]:
    """Return what says how far a long reading is, a line at a time and not too often for who listens."""
    said = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal said
        if time.monotonic() - said < SAY_EVERY:
            return
        said = time.monotonic()
        left = "" if progress.seconds_left is None else f", about {progress.seconds_left:.0f} s left"
        flow.face.tell(f"Read: {progress.rows:,} rows, {progress.share:.0%}{left}. Ctrl+C stops.")

    return tell


def explain_code(flow: Flow, text: str = "") -> None:
    """Say what an error code or a message means."""
    if not text.strip():
        about = "A code such as 50076 or AADSTS50076, or the message in English. Enter alone goes back."
        text = flow.face.line(Asking("Which error code?", help=about)).text
    if not text.strip():
        return
    try:
        explained = explain(text, flow.pack_folder, flow.day)
    except WizardError as error:
        for problem in error.problems:
            flow.face.tell(f"Not known: {printable(said(problem))}")
    else:
        texts.tell(flow.face, error_page(explained))
