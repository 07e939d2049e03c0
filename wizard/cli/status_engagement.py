"""``status`` of an engagement: each account with its paper, its state and what is to be done next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import day_of
from wizard.cli.streams import print_problems, say, show_json, show_lines
from wizard.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE, WizardError
from wizard.wording import count

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from wizard.decision.engine import Engine
    from wizard.engagement.overview import Overview
    from wizard.engagement.rows import Row
    from wizard.pack.models import Pack


def of_engagement(args: argparse.Namespace, pack: Pack, engine: Engine) -> int:
    """Print how far each account is, and write the reports again."""
    from wizard.engagement.engagement import Engagement
    from wizard.engagement.overview import overview
    from wizard.engagement.papers import later_paper
    from wizard.engagement.reports import lost_key, write_reports
    from wizard.engagement.rows import is_due
    from wizard.record.names import name_fits

    day = day_of(args)
    found = overview(Engagement.open(args.folder_of_documents, pack, engine), pack, engine, day)
    code = EXIT_DONE
    for remark in filter(None, (later_paper(found.papers, day), lost_key(found.engagement))):
        say(f"mfa-wizard: {remark}")
    try:
        write_reports(found, pack, engine)
    except WizardError as error:
        print_problems(error.problems)
        code = EXIT_USAGE
    rows = list(found.rows)
    if args.owner is not None:
        rows = [row for row in rows if row.owner and name_fits(row.owner, args.owner)]
    if args.due is not None:
        rows = [row for row in rows if row.seen is None or is_due(row, day, args.due)]
    if args.format == "json":
        show_json(list(_json(found, rows)))
    else:
        show_lines(_text(found, rows))
    return EXIT_FINDINGS if found.problems or any(row.seen is None for row in found.rows) else code


def _json(found: Overview, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    yield from (_as_json(found, row) for row in rows)
    for problem in found.problems:
        yield {"folder": problem.place, "account": None, "state": None, "problem": str(problem)}


def _as_json(found: Overview, row: Row) -> dict[str, Any]:
    home = found.engagement.folder
    seen = row.seen
    return {
        "folder": str(home / row.paper) if row.paper else "",
        "account": row.account if seen else None,
        "file": str(found.engagement.accounts_folder / row.file),
        "record_id": seen.record_id if seen else "",
        "owner": row.owner,
        "outcome": (seen.main if seen else None) or "open",
        "state": row.state.value if row.state else None,
        "step": row.step.value,
        "why": [_day(*one) for one in row.late],
        "from": row.start.isoformat() if row.start else None,
        "to": row.end.isoformat() if row.end else None,
        "next": _day(*row.next) if row.next else None,
        "open": [one.place for one in seen.open] if seen else [],
        "differs": row.differs,
        "renewing": row.renewing,
        "copies": list(row.copies),
        "problem": str(row.problem) if row.problem else None,
    }


def _day(then: Any, what: str) -> dict[str, str]:
    return {"date": then.isoformat(), "what": what}


def _text(found: Overview, rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield from _lines(row)
    for problem in found.problems:
        yield f"{Path(problem.place)}: {problem.text}"
    if not rows:
        yield (
            "Nothing matches."
            if found.rows
            else "The engagement has no accounts yet: 'mfa-wizard assess' brings a list in."
        )
        return
    states = Counter(row.state.words if row.state else "cannot be read" for row in rows)
    steps = Counter(row.step.words for row in rows)
    yield f"{count(len(rows), 'account')}: {', '.join(f'{number} {state}' for state, number in states.items())}."
    yield f"Next: {', '.join(f'{number} {step}' for step, number in steps.items())}."


def _lines(row: Row) -> Iterator[str]:
    """Yield what is worth knowing of an account, the state first."""
    if row.seen is None:
        yield f"{row.file}: {row.problem}"
        return
    state = row.state.words if row.state else "unknown"
    parts = [row.seen.main or "open", state, row.step.words]
    parts += [f"{what} was due on {then.isoformat()}" for then, what in row.late]
    parts += [f"next {row.next[0].isoformat()}, {row.next[1]}"] if row.next and not row.late else []
    yield f"{row.account}: {'; '.join(parts)}{f' ({row.paper})' if row.paper else ''}"
    if row.differs:
        yield f"{row.account}: the answers or the object ID differ from those of the paper"
    if row.copies:
        yield f"{row.account}: {row.file} and {', '.join(row.copies)} hold one record"
