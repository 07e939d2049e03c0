"""``decide``: answers in, verdict out. Imports no model and no face, so that it starts fast."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wizard.api import decided, json_text
from wizard.cli.parser import pack_folder
from wizard.cli.streams import show_page
from wizard.decision.engine import Engine, load_engine
from wizard.errors import EXIT_DONE, EXIT_USAGE, AnswersError, Problem, UsageError
from wizard.files.reading import in_units, lines_of, opened
from wizard.record.answers_file import ANSWERS, account_name, object_of, read_answers, read_object

if TYPE_CHECKING:
    import argparse


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Reads answers as JSON and prints the verdict. Nothing is saved.",
    )
    parser.add_argument("file", metavar="FILE", help="answers as JSON, or '-' for stdin")
    parser.add_argument("--lines", action="store_true", help="JSON Lines: one object in, one line out")
    parser.add_argument("--format", choices=("json", "text"), default="json", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Decide one object or many."""
    if args.lines and args.format == "text":
        raise UsageError(Problem("", "--lines gives JSON only.", "Leave --format text out."))
    engine = load_engine(pack_folder(args))
    if args.lines:
        return _lines(args.file, engine)
    made, place = read_object(args.file)
    answers = read_answers(engine, made, place)
    decision = engine.decide(answers)
    if args.format == "text":
        from wizard.documents.case import case_of_answers
        from wizard.pack.loader import load_pack
        from wizard.views.decision import case_page

        case = case_of_answers(load_pack(pack_folder(args)), engine, decision, account_name(made))
        show_page(case_page(case))
    else:
        print(json_text(decided(engine, decision)))
    return EXIT_DONE


def _decided(line: bytes | None, engine: Engine) -> dict[str, Any]:
    if line is None:
        raise AnswersError(Problem("", f"is longer than {in_units(ANSWERS.limit)}.", "Give one object a line."))
    made = object_of(line, "")
    return decided(engine, engine.decide(read_answers(engine, made, "")))


def _lines(name: str, engine: Engine) -> int:
    """Decide line by line; a bad line gets an error, and the others are decided."""
    code = EXIT_DONE
    with opened(name, ANSWERS) as (file, place):
        live = name == "-"
        for number, line in lines_of(file, place, ANSWERS):
            try:
                found = _decided(line, engine)
            except AnswersError as error:
                code = EXIT_USAGE
                found = {"line": number, "error": error.listed()}
            sys.stdout.write(json.dumps(found, separators=(",", ":")) + "\n")
            if live:
                sys.stdout.flush()
    return code
