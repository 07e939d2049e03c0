"""``evidence``: the commands that read exports of a tenant, each in its own module, and what several of them read."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import EVIDENCE, Parser, connect, knowledge
from wizard.errors import EvidenceError, Problem, RecordError, UsageError

if TYPE_CHECKING:
    from wizard.engagement.session import Session
    from wizard.evidence.directory import Address
    from wizard.evidence.policies.model import Reading


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description="Reads exports of the tenant; changes nothing.")
    below = parser.add_subparsers(title="commands", metavar="COMMAND", dest="evidence_command", parser_class=Parser)
    for name, (module, purpose) in EVIDENCE.items():
        if find_spec(module) is not None:
            connect(below, name, module, purpose, formatter_class=argparse.RawDescriptionHelpFormatter)


def add_directory(parser: argparse.ArgumentParser, what: str, metavar: str = "D", *, required: bool = False) -> None:
    """Add ``--directory``: the files that tell users, groups and roles."""
    told = f"{what}; may be repeated"
    parser.add_argument(
        "--directory", type=Path, action="append", default=[], metavar=metavar, required=required, help=told
    )


def exported_policies(path: Path) -> Reading:
    """Read one set of policies; an empty list is a tenant without policies.

    Raises:
        EvidenceError: There is none.
    """
    from wizard.evidence.policies.reading import read_policies, refuse_unreadable

    reading = read_policies(path)
    refuse_unreadable(reading, str(path))
    return reading


def address_named(text: str | None) -> Address | None:
    """Return the address of ``--address``, or None without one.

    Raises:
        EvidenceError: It isn't one.
    """
    from wizard.evidence.directory import address_of
    from wizard.wording import short

    if text is None:
        return None
    try:
        return address_of(text)
    except ValueError:
        message = f"'{short(text, 60)}' isn't an address."
        raise EvidenceError(Problem("--address", message, "Use one such as 198.51.100.7.")) from None


def country_named(text: str | None) -> str | None:
    """Return the code of ``--country``, or None without one.

    Raises:
        EvidenceError: It isn't one.
    """
    from wizard.evidence.directory import country_code
    from wizard.wording import short

    code = country_code(text) if text is not None else None
    if text is not None and code is None:
        message = f"'{short(text, 60)}' isn't the code of a country."
        raise EvidenceError(Problem("--country", message, "Use two letters such as DE."))
    return code


@contextmanager
def record_held(args: argparse.Namespace) -> Iterator[Session]:
    """Hold the saved record of a command, which exports are to change.

    Raises:
        RecordError: It cannot be opened, or another window holds it.
    """
    from wizard.engagement.paths import home
    from wizard.engagement.session import Session
    from wizard.engagement.store import find_record

    session = Session.open(find_record(home(args.folder), args.record), *knowledge(args))
    try:
        if session.read_only:
            message = "is open in another window."
            raise RecordError(Problem(str(session.path), message, "Close it there, then try again."))
        yield session
    finally:
        session.close()


def check_saved(session: Session) -> None:
    """Check that a change of a record is on the disk.

    Raises:
        RecordError: It is not.
    """
    problem = session.unsaved(str(session.path), "Free the disk or the folder, then try again.")
    if problem is not None:
        raise RecordError(problem)


def run(_args: argparse.Namespace) -> int:
    """Say which commands there are: none was named.

    Raises:
        UsageError: Always.
    """
    names = ", ".join(name for name, (module, _) in EVIDENCE.items() if find_spec(module) is not None)
    raise UsageError(Problem("", "evidence needs a command.", f"There are: {names}."))
