"""``template``: a blank answers file in which every allowed id can be seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import pack_folder
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse

ALLOWED = "# allowed"
"""Stands in the account column of the row that lists the allowed ids; a batch passes over such rows."""


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "template",
        help="print a blank answers file",
        description="Prints a blank answers file with every allowed id: JSON for 'decide', CSV for 'assess'.",
    )
    parser.add_argument("--format", choices=("json", "csv"), default="json", help="JSON for one account, CSV for many")


def run(args: argparse.Namespace) -> int:
    """Print the blank file."""
    from wizard.pack.program import load_program

    questions = load_program(pack_folder(args))
    asked = questions["questions"][: questions["asked"]]
    print(_csv(asked) if args.format == "csv" else _json(asked), end="")
    return EXIT_DONE


def _json(questions: list[dict[str, Any]]) -> str:
    made = {
        "account": {"name": ""},
        "answers": {question["id"]: None for question in questions},
        "allowed": {
            question["id"]: {
                "takes": "a list of these" if question["many"] else "one of these",
                "ids": question["options"],
                **({"alone": question["exclusive"]} if question["many"] and question["exclusive"] else {}),
            }
            for question in questions
        },
    }
    return json.dumps(made, indent=2) + "\n"


def _csv(questions: list[dict[str, Any]]) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["account", *(question["id"] for question in questions)])
    writer.writerow(
        [ALLOWED, *((";" if question["many"] else " | ").join(question["options"]) for question in questions)]
    )
    return out.getvalue()
