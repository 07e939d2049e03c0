"""Work on several accounts of an engagement at once, asked line by line: papers for a board, and a hand-over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wizard.prompts.face import BACK, QUIT, SKIP, Asking, Option
from wizard.prompts.flow import staying
from wizard.views import portfolio as words
from wizard.views.problems import said
from wizard.wording import printable

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.engagement.engagement import Engagement
    from wizard.pack.models import Pack
    from wizard.prompts.face import Face
    from wizard.views.columns import AccountLine

YES_NO = (Option("yes", "Yes", "y"), Option("no", "No", "n"))


class Work(Protocol):
    """What is worked on: the face that asks, and the engagement on a day."""

    face: Face
    folder: Path
    engagement: Engagement
    pack: Pack
    engine: Engine
    day: date


def table(work: Work, lines: Sequence[AccountLine]) -> None:
    """Ask what the papers are called, and write them for the accounts that are ready.

    Raises:
        WizardError: The engagement cannot be read.
    """
    from wizard.engagement.board import Meeting, board
    from wizard.engagement.overview import overview

    label = "What are the papers called? Press Enter to call them by what their accounts share"
    reply = staying(work.face.line(Asking(label, commands=(BACK, QUIT))))
    if reply.command:
        return
    work.face.tell(words.WRITING)
    files = {line.row.file for line in lines}
    found = overview(work.engagement, work.pack, work.engine, work.day)
    rows = [row for row in found.rows if row.file in files]
    meeting = Meeting(work.day, " ".join(reply.text.split()), named=False)
    work.face.tell(words.tabled_words(board(found, rows, work.pack, work.engine, meeting)))


def hand_over(work: Work) -> bool:
    """Ask who hands over to whom, say what passes on, and do it; return whether it was done.

    Raises:
        WizardError: Nobody is named, or the engagement cannot be changed.
    """
    from wizard.engagement import handing_over
    from wizard.engagement.store import saved_files
    from wizard.views import lifecycle

    work.face.tell(lifecycle.HAND_OVER_ABOUT)
    given: dict[str, str | None] = {}
    for part in lifecycle.HAND_OVER:
        reply = staying(work.face.line(Asking(part.label, commands=(BACK, SKIP, QUIT))))
        if reply.command == BACK.id:
            return False
        given[part.key] = reply.text.strip()
    order = lifecycle.order_given(given, work.pack, work.engine, work.day)
    files = saved_files(work.engagement.accounts_folder)
    for dry in (True, False):
        done = handing_over.hand_over(order, files, engagement=work.folder, dry=dry)
        left = (f"{Path(problem.place.partition(':')[0]).name}: {said(problem)}" for problem in done.problems)
        for line in (*lifecycle.hand_over_lines(done, order, dry=dry), *left):
            work.face.tell(printable(line))
        if dry and (not done.changes or not _agreed(work)):
            return False
    return True


def _agreed(work: Work) -> bool:
    asking = Asking("Does this pass on?", YES_NO, commands=(BACK, QUIT))
    return staying(work.face.choose(asking)).options == ("yes",)
