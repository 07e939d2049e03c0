"""``export``: the documents of one record, redacted where that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, knowledge
from wizard.cli.streams import say, show_path
from wizard.documents.readiness import open_items
from wizard.errors import EXIT_DONE, AnswersError, Problem, RecordError, UsageError

if TYPE_CHECKING:
    import argparse

    from wizard.engagement.export import Export
    from wizard.engagement.pseudonym_key import Redacting
    from wizard.record.model import Record
    from wizard.record.settings import Settings


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Writes recommendation.md, checklist.md, dossier.md, record.json, pictures and SHA256SUMS. "
        "Files that are there already are never overwritten.",
    )
    parser.add_argument("record", metavar="RECORD", help="a saved record, a JSON file of answers, or '-' for stdin")
    parser.add_argument("--to", type=Path, metavar="DIR", required=True, help="the folder for the documents")
    parser.add_argument("--format", default="md", metavar="LIST", help="md, html, docx; several with commas")
    add_redaction(parser)
    parser.add_argument("--final", action="store_true", help="refuse a draft, and name every missing field")
    parser.add_argument("--revision", action="store_true", help="write a new revision next to documents that differ")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Write the documents and print their paths."""
    from wizard.engagement.export import export_record, read_formats

    formats = read_formats(args.format)
    record = _record(args)
    try:
        made = export_record(
            *knowledge(args),
            record,
            day_of(args),
            args.to,
            formats=formats,
            final=args.final,
            redact=redaction_of(args),
            revision=args.revision,
            settings=_settings(args),
        )
    except (AnswersError, RecordError) as error:
        raise type(error)(*(replace(p, place=f"{args.record}: {p.place}") for p in error.problems)) from None
    report(made)
    return EXIT_DONE


def _settings(args: argparse.Namespace) -> Settings | None:
    """Return the settings of the engagement around the record, or around the folder of the records."""
    from wizard.engagement.paths import home
    from wizard.engagement.settings import settings_near
    from wizard.engagement.store import find_record

    folder = home(args.folder)
    return settings_near(None if args.record == "-" else find_record(folder, args.record), folder)


def report(made: Export) -> None:
    """Print the files that were written, and say how many entries are missing."""
    from wizard.wording import count

    for path in made.files:
        show_path(path)
    items = open_items(made.case)
    if items:
        say(f"mfa-wizard: the documents are a draft; they list {count(len(items), 'open item')}.")


def _record(args: argparse.Namespace) -> Record:
    from wizard.files.reading import STDIN, read_bytes
    from wizard.record.reading import SAVED, read_record

    if args.record == "-":
        return _without_help(read_record(read_bytes("-", SAVED), STDIN))
    from wizard.engagement.paths import home
    from wizard.engagement.store import find_record

    path = find_record(home(args.folder), args.record)
    return _without_help(read_record(read_bytes(path, SAVED), str(path)))


def _without_help(record: Record) -> Record:
    """Leave out the lists of allowed ids that a template carries; they are no part of the record."""
    from wizard.cli.template import HELP_KEYS

    for name in HELP_KEYS:
        (record.model_extra or {}).pop(name, None)
    return record


def add_redaction(parser: Any) -> None:
    """Add ``--redact`` and what goes with it."""
    parser.add_argument(
        "--redact", action="store_true", help="replace names and IDs with pseudonyms, and withhold free text"
    )
    parser.add_argument(
        "--keep-text", action="store_true", help="with --redact: keep free text; names known from records are replaced"
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="with --redact: the file that leads pseudonyms back to names (default: one in the folder of the records)",
    )


def redaction_of(args: argparse.Namespace) -> Redacting | None:
    """Return how documents are redacted; None where they are not.

    Raises:
        UsageError: An option needs ``--redact``.
    """
    if not args.redact:
        for option, given in (("--keep-text", args.keep_text), ("--key", args.key)):
            if given:
                raise UsageError(Problem(option, "has an effect only with --redact.", "Add --redact, or omit it."))
        return None
    from wizard.engagement.pseudonym_key import Redacting

    return Redacting(key_path(args), keep_text=args.keep_text)


def key_path(args: argparse.Namespace) -> Path:
    """Return the key file: ``--key``, or the one in the folder of the records."""
    from wizard.engagement.paths import home, pseudonym_key
    from wizard.files.typed_paths import typed_path

    given: Path | None = args.key
    return typed_path(given) if given is not None else pseudonym_key(home(args.folder))
