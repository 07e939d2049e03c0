"""``records renew``, ``close`` and ``hand-over``: what happens to a record after its board."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date, day_of, knowledge
from wizard.cli.streams import say, show_json, show_lines
from wizard.errors import EXIT_DONE, Problem, RecordError, UsageError

if TYPE_CHECKING:
    from wizard.decision.engine import Engine
    from wizard.engagement.renewal import Renewal
    from wizard.pack.models import Pack


def add_renew(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        help="begin the renewal of an exception",
        description="Replaces a record with the renewal of its exception. What was answered stays; the controls "
        "are to be tested again. The signed paper stays, and counts until its own end.",
    )
    parser.add_argument("record", metavar="RECORD", help="file or account name")
    parser.add_argument(
        "--from", dest="start", metavar="DAY", help="first day (default: the day after the present end)"
    )
    parser.add_argument("--until", dest="end", metavar="DAY", help="last day; without it you are asked")
    add_date(parser)


def add_close(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        help="close a record, with who saw the end and what shows it",
        description="Closes a record: the exit plan is completed, the account is retired, or the exception is withdrawn. "
        "A person other than the implementer closes it.",
    )
    parser.add_argument("record", metavar="RECORD", help="file or account name")
    parser.add_argument("--on", metavar="DAY", help="the day on which it ended (default: today)")
    parser.add_argument("--by", metavar="PERSON", help="who closes it: a name, or 'name; role; contact'")
    parser.add_argument(
        "--outcome", metavar="TEXT", help="how it ended, such as exit_plan_completed or account_retired"
    )
    parser.add_argument("--evidence", metavar="TEXT", help="what shows that it ended")
    parser.add_argument("--reason", metavar="TEXT", help="why it ended")
    parser.add_argument("--undo", action="store_true", help="take a closure back that was a mistake")
    add_date(parser)


def add_hand_over(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        help="hand over what one person holds to another",
        description="Hands over every role and every owned step that a person holds in living records, and what the "
        "engagement names the person for. Signed papers stay as they are.",
    )
    parser.add_argument("records", metavar="RECORD", nargs="*", help="file or account name (default: all records)")
    parser.add_argument("--from", dest="giver", metavar="PERSON", required=True, help="who hands over: a name")
    parser.add_argument(
        "--to", dest="taker", metavar="PERSON", required=True, help="who takes over: a name, or 'name; role; contact'"
    )
    parser.add_argument("--by", metavar="PERSON", help="who orders it")
    parser.add_argument("--reason", metavar="TEXT", help="why")
    parser.add_argument("--dry-run", action="store_true", help="only list what would change")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(parser)


def renew(args: argparse.Namespace, path: Path) -> int:
    """Renew the exception of a record."""
    from wizard.engagement.renewal import renew as renewed
    from wizard.views.lifecycle import renewal_lines, term_given

    pack, engine = knowledge(args)
    start, end = term_given(vars(args))
    if end is None:
        _, end = term_given({"end": _asked_end(_begun(args, path, pack, engine))})
    if end is None:
        raise UsageError(Problem(str(path), "was not renewed: it needs a last day.", "Add --until DAY."))
    done = renewed(path, pack, engine, day_of(args), start=start, end=end)
    show_lines(renewal_lines(done))
    return EXIT_DONE


def _begun(args: argparse.Namespace, path: Path, pack: Pack, engine: Engine) -> Renewal:
    from wizard.engagement.living import Living
    from wizard.engagement.renewal import renewal_of
    from wizard.engagement.store import read_saved
    from wizard.views.lifecycle import term_given

    living = Living.at(path, pack, engine, read_saved(path), day_of(args))
    return renewal_of(living, term_given(vars(args))[0])


def _asked_end(renewal: Renewal) -> str:
    """Ask for the last day on a terminal; empty where nobody can be asked."""
    from wizard.views.lifecycle import renewal_asked

    say(renewal_asked(renewal))
    if not sys.stdin.isatty():
        return ""
    print("Last day of the renewal: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def close(args: argparse.Namespace, path: Path) -> int:
    """Close a record, or take its closure back."""
    from wizard.engagement import closing
    from wizard.engagement.store import read_saved
    from wizard.views.lifecycle import closed_lines, closure_given, reopened_lines

    pack, engine = knowledge(args)
    if args.undo:
        taken = closing.reopen(path, pack, engine, day_of(args))
        show_lines(reopened_lines(read_saved(path).account.name, taken))
    else:
        show_lines(closed_lines(closing.close(path, pack, engine, day_of(args), closure_given(vars(args)))))
    return EXIT_DONE


def hand_over(args: argparse.Namespace, folder: Path) -> int:
    """Hand over what a person holds; report accounts that could not be changed at the end."""
    from wizard.engagement.handing_over import hand_over as handed_over
    from wizard.engagement.paths import opened_engagement
    from wizard.engagement.store import find_record, saved_files
    from wizard.views.lifecycle import hand_over_lines, hand_over_rows, order_given

    order = order_given(vars(args), *knowledge(args), day_of(args))
    named = [find_record(folder, word) for word in args.records]
    shared = None if named else opened_engagement(args.folder)
    done = handed_over(order, named or saved_files(folder), engagement=shared, dry=args.dry_run)
    if args.format == "json":
        show_json(list(hand_over_rows(done, order)))
    else:
        show_lines(hand_over_lines(done, order, dry=args.dry_run))
    if done.problems:
        raise RecordError(*done.problems)
    return EXIT_DONE
