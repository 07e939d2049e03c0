"""``template``: a blank answers file in which every allowed id can be seen, of questions and of the sign-off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import pack_folder
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse

    from wizard.pack.models import Field, Pack
    from wizard.record.values import Part

ALLOWED = "# allowed"
"""Marks the row that lists the allowed ids, in the account column; a batch skips such rows."""

REQUIRED = "# required for"
SIGNOFF = "signoff."
"""Begins the columns of the sign-off in a list of accounts."""

HELP_KEYS = ("allowed", "signoff_allowed")
"""Keys of a blank file that are there for its reader; they are no part of a record."""

_GROUP = re.compile(r"\b(\w+) in outcomes\b")


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Prints a blank answers file with every allowed ID, for the questions and for the sign-off: "
        "people, dates, controls and reasons. JSON is for one account and goes to 'decide', 'explain' and 'export'; "
        "CSV is for many and goes to 'assess'. What is left empty stays open.",
    )
    parser.add_argument("--format", choices=("json", "csv"), default="json", help="JSON for one account, CSV for many")
    parser.add_argument(
        "--dialect",
        choices=("plain", "excel"),
        default="plain",
        help="CSV with commas, or as Excel opens it with European settings: semicolons, and a mark for UTF-8",
    )


def run(args: argparse.Namespace) -> int:
    """Print the blank file."""
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program

    folder = pack_folder(args)
    program = load_program(folder)
    pack = load_pack(folder)
    asked = program["questions"][: program["asked"]]
    print(_csv(asked, pack, excel=args.dialect == "excel") if args.format == "csv" else _json(asked, pack), end="")
    return EXIT_DONE


def _json(questions: list[dict[str, Any]], pack: Pack) -> str:
    made: dict[str, Any] = {
        "account": {"name": ""},
        "answers": {question["id"]: None for question in questions},
    }
    if pack.signoff:
        made["signoff"] = {field.id: None for field in pack.signoff}
    made["allowed"] = {
        question["id"]: {
            "takes": "a list of these" if question["many"] else "one of these",
            "ids": question["options"],
            **({"alone": question["exclusive"]} if question["many"] and question["exclusive"] else {}),
        }
        for question in questions
    }
    if pack.signoff:
        made["signoff_allowed"] = {field.id: _help(field, pack) for field in pack.signoff}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _help(field: Field, pack: Pack) -> dict[str, Any]:
    """Return what a field asks and takes, and for which outcomes it is asked and required."""
    from wizard.record.signoff import parts_of
    from wizard.record.values import LISTS, ONE

    made: dict[str, Any] = {"asks": field.label, "kind": field.kind, "takes": _takes(field)}
    if field.kind in {"choice", "choices"}:
        made["ids"] = [option.id for option in field.option]
    if field.kind in ONE:
        made["parts"] = [part.key for part in parts_of(field)]
    if field.kind in LISTS:
        made["parts"] = {part.key: _part(part) for part in parts_of(field)}
    made["asked_for"] = outcomes_in(field.asked_when, pack) if field.asked_when is not None else []
    made["required_for"] = outcomes_in(field.required_when, pack) if field.required_when is not None else []
    return made


def _takes(field: Field) -> str:
    """Return the shape of a value in a JSON file."""
    shapes = {
        "text": "one line of text",
        "paragraph": "text",
        "date": "a date as YYYY-MM-DD",
        "choice": "one of these",
        "choices": "a list of these",
        "person": "an object of these parts, or one line: name; role; contact; represents",
        "organization": "an object of these parts, or one line with semicolons between them",
    }
    return shapes.get(field.kind, "a list of objects of these parts")


def _part(part: Part) -> str:
    """Return the shape of one part of a value that has several."""
    shapes = {"day": "YYYY-MM-DD", "flag": "true or false", "line": "text"}
    return " | ".join(name for name, _ in part.options) or shapes[part.kind]


def outcomes_in(condition: str | None, pack: Pack) -> list[str]:
    """Return the outcomes that a condition of the sign-off names, in words; every other part of it unchanged."""
    if not condition:
        return ["every outcome"]
    titles = {group.id: group.title for group in pack.checklist.group}
    found = [titles.get(group, group) for group in dict.fromkeys(_GROUP.findall(condition))]
    rest = _GROUP.sub("", condition).strip()
    rest = re.sub(r"\(\s*(?:or\s*)*\)|^(?:or\s*)+$", "", " ".join(rest.split())).strip()
    rest = re.sub(r"^and\s+", "", rest)
    return [*found, *([f"and only where {rest}"] if rest else [])]


def _csv(questions: list[dict[str, Any]], pack: Pack, *, excel: bool) -> str:
    import csv
    import io

    from wizard.record.signoff import shape

    out = io.StringIO()
    out.write("\ufeff" if excel else "")
    writer = csv.writer(out, lineterminator="\r\n" if excel else "\n", delimiter=";" if excel else ",")
    writer.writerow(
        ["account", *(question["id"] for question in questions), *(f"{SIGNOFF}{field.id}" for field in pack.signoff)]
    )
    ids = [(";" if question["many"] else " | ").join(question["options"]) for question in questions]
    writer.writerow([ALLOWED, *ids, *(shape(field) for field in pack.signoff)])
    if pack.signoff:
        needed = [
            "; ".join(outcomes_in(field.required_when, pack)) if field.required_when is not None else "never"
            for field in pack.signoff
        ]
        writer.writerow([REQUIRED, *("" for _ in questions), *needed])
    return out.getvalue()
