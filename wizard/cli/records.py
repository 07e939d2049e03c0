"""``records``: saved records, and what happens to them: opened, renamed, renewed, closed, handed over, deleted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import records_lifecycle
from wizard.cli.parser import Parser, add_date, day_of, knowledge, pack_folder
from wizard.cli.streams import cannot_draw, say, show_json, show_lines, show_path
from wizard.errors import EXIT_DONE, Problem, RecordError, UsageError
from wizard.wording import printable

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Works on the saved records. Without a command it lists them.",
    )
    below = parser.add_subparsers(title="commands", metavar="COMMAND", dest="records_command", parser_class=Parser)
    listed = below.add_parser(
        "list",
        help="list the saved records, the newest first",
        description="Lists the saved records, the newest first: name, day of the last save, answers.",
    )
    listed.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    listed.add_argument("--owner", metavar="PERSON", help="only records in which this person holds a role or a step")
    opened = below.add_parser(
        "open",
        help="resume a record in the wizard; without a terminal, print its path",
        description="Resumes a saved record in the wizard. Without a terminal it prints the path of the record.",
    )
    opened.add_argument("record", metavar="RECORD", help="file or account name")
    how = opened.add_mutually_exclusive_group()
    how.add_argument("--prompts", action="store_true", help="resume as prompts, like 'ask'")
    how.add_argument("--plain", action="store_true", help="resume line by line, like 'ask --plain'")
    add_date(opened)
    renamed = below.add_parser(
        "rename",
        help="give a record's account another name",
        description="Gives the account of a record another name, and its file with it. Prints the new path.",
    )
    renamed.add_argument("record", metavar="RECORD", help="file or account name")
    renamed.add_argument("name", metavar="NEW_NAME", help="the account's new name")
    records_lifecycle.add_renew(partial(below.add_parser, "renew"))
    records_lifecycle.add_close(partial(below.add_parser, "close"))
    records_lifecycle.add_hand_over(partial(below.add_parser, "hand-over"))
    deleted = below.add_parser(
        "delete",
        help="delete a record: move it to the folder 'deleted' next to it",
        description="Deletes a saved record, after a question. Documents that were written from it stay.",
    )
    deleted.add_argument("record", metavar="RECORD", help="file or account name")
    deleted.add_argument("--yes", action="store_true", help="do not ask")
    key = below.add_parser(
        "key",
        help="lead pseudonyms of redacted documents back to names",
        description="Prints what a pseudonym replaces, or all pseudonyms with what they replace.",
    )
    key.add_argument("pseudonym", metavar="PSEUDONYM", nargs="?", help="as in the document, such as 'Account 7'")
    key.add_argument("--key", type=Path, metavar="FILE", help="the key (default: the one in the folder of the records)")


def run(args: argparse.Namespace) -> int:
    """Do what the command below ``records`` says."""
    from wizard.engagement.paths import home
    from wizard.engagement.store import check_folder, find_record

    folder = home(args.folder)
    command = args.records_command or "list"
    if command in {"list", "hand-over"}:
        check_folder(folder)
    if command == "list":
        form, owner = getattr(args, "format", "text"), getattr(args, "owner", None)
        return _list(folder, form) if owner is None else _held(args, folder, owner)
    if command == "key":
        return _lead_back(args)
    if command == "hand-over":
        return records_lifecycle.hand_over(args, folder)
    path = find_record(folder, args.record)
    if command == "open":
        return _open(args, path)
    _is_record(path, folder)
    if command == "renew":
        return records_lifecycle.renew(args, path)
    if command == "close":
        return records_lifecycle.close(args, path)
    if command == "rename":
        return _rename(path, args.name)
    return _delete(path, sure=args.yes)


def _is_record(path: Path, folder: Path) -> None:
    """Check that a file may be renamed or deleted: one of the saved records, or elsewhere a record that can be read.

    Raises:
        RecordError: It is some other file.
    """
    from wizard.engagement.store import read_saved

    if path.resolve().parent != folder.resolve():
        read_saved(path)


def _list(folder: Path, form: str) -> int:
    from wizard.engagement.store import list_records
    from wizard.wording import count

    entries = list_records(folder)
    if form == "json":
        rows = [
            {
                "name": entry.name,
                "path": str(entry.path),
                "changed_on": entry.changed_on,
                "answered": entry.answered,
                "in_use": entry.in_use,
                "problem": entry.problem,
            }
            for entry in entries
        ]
        show_json(rows)
        return EXIT_DONE
    for entry in entries:
        state = f"cannot be opened: {entry.problem}" if entry.problem else count(entry.answered, "answer")
        in_use = ", open in a window" if entry.in_use else ""
        print(printable(f"{entry.path.stem}: {entry.name}, saved {entry.changed_on.isoformat()}, {state}{in_use}"))
    if not entries:
        say(f"mfa-wizard: no records in {folder}.")
    return EXIT_DONE


def _held(args: argparse.Namespace, folder: Path, owner: str) -> int:
    """List the records in which a person holds something, with what that is."""
    from wizard.engagement.handing_over import held_in
    from wizard.engagement.store import saved_files
    from wizard.views.lifecycle import held_lines, held_rows, person_given

    found = held_in(saved_files(folder), knowledge(args)[0], person_given(owner))
    if args.format == "json":
        show_json(list(held_rows(found)))
        return EXIT_DONE
    lines = list(held_lines(found))
    show_lines(lines)
    if not lines:
        say(f"mfa-wizard: {printable(owner)} holds nothing in the living records of {folder}.")
    return EXIT_DONE


def _open(args: argparse.Namespace, path: Path) -> int:
    """Resume the record in the wizard, or in the face that was asked for; print its path to a pipe."""
    from wizard.cli.ask import hold

    if args.plain or args.prompts:
        return hold(args, path.parent, str(path))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        show_path(path)
        return EXIT_DONE
    if cannot_draw():
        return hold(args, path.parent, str(path))
    from wizard.engagement.paths import home
    from wizard.tui.run import run_wizard

    return run_wizard(home(args.folder), pack_folder(args), day=day_of(args), record=path)


def _rename(path: Path, name: str) -> int:
    from wizard.engagement.record_hygiene import clean_line
    from wizard.engagement.store import record_of, rename_record

    cleaned = clean_line(name, "the account's name")
    if not cleaned:
        raise UsageError(Problem("NEW_NAME", "is empty.", "Give the account a name."))
    twin = record_of(path.parent, cleaned)
    renamed = rename_record(path, cleaned)
    show_path(renamed)
    if twin is not None and twin.resolve() != path.resolve():
        say(
            f"mfa-wizard: {twin.name} is of the same account. Delete one of the two, or correct its name; until then, name the file."
        )
    return EXIT_DONE


def _lead_back(args: argparse.Namespace) -> int:
    """Print names by pseudonym.

    Raises:
        RecordError: There is no key, it is damaged, or it has no such pseudonym.
    """
    from wizard.cli.export import key_path
    from wizard.engagement.pseudonym_key import read_key

    path = key_path(args)
    if not path.exists():
        remedy = "Name the key with --key; 'export --redact' and 'assess --redact' make one."
        raise RecordError(Problem(str(path), "doesn't exist.", remedy))
    entries = read_key(path).entries
    if args.pseudonym is not None:
        found = read_key(path).lead_back(args.pseudonym)
        if found is None:
            message, subject = "isn't a pseudonym of this key.", f"'{args.pseudonym[:60]}'"
            remedy = "'mfa-wizard records key' lists those it has."
            raise RecordError(Problem(str(path), message, remedy, subject=subject))
        entries = [found]
    for entry in entries:
        print(printable(f"{entry.pseudonym}: {'; '.join(entry.told)}"))
    return EXIT_DONE


def _delete(path: Path, *, sure: bool) -> int:
    from wizard.engagement.store import delete_record

    if not sure:
        if not sys.stdin.isatty():
            raise UsageError(Problem(str(path), "was not deleted: nobody can be asked here.", "Add --yes."))
        print(f"Delete {path}? Type yes: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            say("mfa-wizard: nothing was deleted.")
            return EXIT_DONE
    say(f"mfa-wizard: deleted {path}. To restore it, move it back from {delete_record(path)}.")
    return EXIT_DONE
