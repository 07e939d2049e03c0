"""``explain``: why each question, why this verdict and no stronger one, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import pack_folder
from wizard.cli.streams import show_page
from wizard.errors import EXIT_DONE
from wizard.record.answers_file import account_name, read_answers, read_object

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from wizard.decision.blocks import Block


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Reads answers as JSON and says why each question is asked, why the verdict came out and "
        "no stronger one, and which single answers would change it. Nothing is saved.",
    )
    parser.add_argument("file", metavar="FILE", help="answers as JSON, or '-' for stdin")
    parser.add_argument("--format", choices=("json", "text"), default="json", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Explain one object."""
    from wizard.api import explain, json_text

    made, place = read_object(args.file)
    if args.format == "json":
        print(json_text(explain(made, pack=pack_folder(args), place=place), only_ascii=False))
    else:
        show_page(_blocks(pack_folder(args), made, place))
    return EXIT_DONE


def _blocks(folder: Path, made: dict[str, Any], place: str) -> Iterator[Block]:
    from wizard.decision.engine import load_engine
    from wizard.decision.interview import Interview
    from wizard.decision.why import Explainer
    from wizard.documents.case import case_of_answers
    from wizard.pack.loader import load_pack
    from wizard.views.decision import head
    from wizard.views.why import questions_page, what_if_page, why_page

    engine = load_engine(folder)
    answers, pack = read_answers(engine, made, place), load_pack(folder)
    interview = Interview.start(engine, answers)
    decision, case = interview.decision, case_of_answers(pack, engine, engine.decide(answers), account_name(made))
    words = case.words
    yield from head(case)
    yield from why_page(Explainer(pack), words, decision.answers, decided=decision.main is not None)
    yield from what_if_page(interview, words, decision.main)
    yield from questions_page(words, decision)
