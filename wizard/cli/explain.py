"""``explain``: why each question, why this verdict and no stronger one, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wizard import __version__
from wizard.cli.parser import pack_folder
from wizard.cli.reading import account_name, read_answers, read_object
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse

    from wizard.decision.blocks import Block
    from wizard.decision.decision import Decision
    from wizard.decision.interview import Interview
    from wizard.decision.single_changes import Flip
    from wizard.decision.why import Explainer, Explanation
    from wizard.documents.case import Case
    from wizard.pack.models import Pack


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Define the arguments of ``explain``."""
    parser = add(
        description="Reads answers as JSON and says why each question is asked, why the verdict came out and "
        "no stronger one, and which single answers would change it. Nothing is saved.",
    )
    parser.add_argument("file", metavar="FILE", help="answers as JSON, or '-' for stdin")
    parser.add_argument("--format", choices=("json", "text"), default="json", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Explain one object."""
    from wizard.decision.engine import Engine
    from wizard.decision.interview import Interview
    from wizard.decision.single_changes import flips
    from wizard.decision.why import Explainer
    from wizard.documents.case import case_of_answers
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program
    from wizard.views.lines import printed

    folder = pack_folder(args)
    engine = Engine(load_program(folder))
    made, place = read_object(args.file)
    answers = read_answers(engine, made, place)
    pack = load_pack(folder)
    decision = engine.decide(answers)
    explainer = Explainer(pack)
    interview = Interview.start(engine, answers)
    case = case_of_answers(pack, engine, decision, account_name(made))
    if args.format == "text":
        blocks = _blocks(explainer, case, interview)
        print("\n".join(printed(blocks)))
    else:
        changes, explanation = flips(interview), explainer.explain(answers)
        print(json.dumps(_as_json(case.words.pack, decision, explanation, changes), indent=2, ensure_ascii=False))
    return EXIT_DONE


def _blocks(explainer: Explainer, case: Case, interview: Interview) -> Iterator[Block]:
    from wizard.views.decision import head
    from wizard.views.what_if import what_if_page
    from wizard.views.why import questions_page, why_page

    decision, words = interview.decision, case.words
    yield from head(case)
    yield from why_page(explainer, words, decision.answers, decided=decision.main is not None)
    yield from what_if_page(interview, words, decision.main)
    yield from questions_page(words, decision)


def _questions(pack: Pack, decision: Decision) -> Iterator[dict[str, Any]]:
    for name in decision.asked:
        question = pack.question_by_id[name]
        answer = decision.answers.get(name)
        state = "open" if answer is None else ("not_used" if name in decision.not_used else "used")
        yield {
            "question": name,
            "label": question.label,
            "answer": list(answer) if isinstance(answer, tuple) else answer,
            "state": state,
            "why": question.why,
            "facts": list(question.facts),
        }


def _as_json(pack: Pack, decision: Decision, explanation: Explanation, changes: tuple[Flip, ...]) -> dict[str, Any]:
    return {
        "main": decision.main,
        "also": decision.also,
        "possible": decision.possible,
        "questions": list(_questions(pack, decision)),
        "fired": [asdict(row) for row in explanation.fired],
        "rejected": [asdict(row) for row in explanation.rejected],
        "changes": [asdict(change) for change in changes],
        "knowledge": {"version": pack.info.version, "digest": pack.digest},
        "tool": __version__,
    }
