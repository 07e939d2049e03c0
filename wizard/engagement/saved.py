"""What a list of saved records says of each: a record is decided when somebody looks at its line, and not before.

A folder may hold thousands. Listing them costs a look at their dates; the rest is worked out for those in sight. The rows of an
engagement are not made here: they know the papers of its boards, and that knowledge takes memory where no engagement is open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.engagement.locks import is_locked
from wizard.engagement.store import read_saved
from wizard.errors import Problem, WizardError
from wizard.pack.models import Meaning

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.documents.case import Case
    from wizard.pack.models import Pack


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved record on a day.

    Attributes:
        account: The account's name; hostile until escaped.
        answered: How many answers it holds.
        unanswered: How many questions matter and have no answer.
        title: The decision that is signed first; empty while the verdict is open.
        sentences: Those that are signed, in words.
        open: What keeps the documents a draft, by its label; the questions that are left while the verdict is open.
        risk: Level of the risk with the controls that count, as an id; empty where it is not rated.
        end: The last day of what is decided; None for no end.
        closed: It was closed.
        in_use: Another window holds it.
        problem: Why it cannot be opened; None where it can. Nothing else is known then.
    """

    account: str = ""
    answered: int = 0
    unanswered: int = 0
    title: str = ""
    sentences: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    risk: str = ""
    end: date | None = None
    closed: bool = False
    in_use: bool = False
    problem: Problem | None = None


def look_at(path: Path, pack: Pack, engine: Engine, day: date) -> Saved:
    """Return what a record says on a day.

    What keeps the documents a draft is asked once the verdict is certain; before, it is the questions that are left.
    """
    from wizard.documents.carry_over import carry_over
    from wizard.documents.case import build_case

    try:
        record, _ = carry_over(pack, engine, read_saved(path))
        case = build_case(pack, engine, record, day)
    except WizardError as error:
        return Saved(problem=error.problems[0])
    left = case.decision.unanswered
    saved = Saved(
        account=record.account.name,
        answered=len(record.answers),
        unanswered=len(left),
        open=tuple(case.words.question(name) for name in left),
        closed=record.closed is not None,
        in_use=is_locked(path),
    )
    return saved if case.outcome.lead is None else _decided(case, saved)


def _decided(case: Case, saved: Saved) -> Saved:
    from wizard.decision.blocks import plain
    from wizard.documents.readiness import open_items
    from wizard.documents.slots import decision_sentence

    return replace(
        saved,
        title=case.words.verdict(case.outcome.lead or ""),
        sentences=tuple(plain(decision_sentence(case, verdict)) for verdict in case.outcome.signed),
        open=tuple(item.label for item in open_items(case)),
        risk=(case.rating.adjusted.level or "") if case.rating else "",
        end=case.date(Meaning.END),
    )
