"""``explain``: why each question, why this verdict and no stronger one, and what would change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wizard import __version__
from wizard.cli.parser import pack_folder
from wizard.cli.reading import account_name, read_answers, read_object
from wizard.errors import EXIT_DONE

if TYPE_CHECKING:
    import argparse

    from wizard.decision.decision import Decision
    from wizard.decision.what_if import Flip
    from wizard.decision.why import Explanation, RowReason
    from wizard.decision.words import Words
    from wizard.pack.models import Pack


NOT_SO = "not so: "
"""How ``wizard.decision.words`` begins a condition that is denied."""


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "explain",
        help="say why a verdict came out, and what would change it",
        description="Reads answers as JSON and says why each question is asked, why the verdict came out and "
        "no stronger one, and which single answers would change it. Nothing is saved.",
    )
    parser.add_argument("file", metavar="FILE", help="answers as JSON, or '-' for stdin")
    parser.add_argument("--format", choices=("json", "text"), default="json", help="how to print it")


def run(args: argparse.Namespace) -> int:
    """Explain one object."""
    from wizard.decision.engine import Engine
    from wizard.decision.interview import Interview
    from wizard.decision.what_if import flips
    from wizard.decision.why import Explainer
    from wizard.pack.loader import load_pack
    from wizard.pack.program import load_program

    folder = pack_folder(args)
    engine = Engine(load_program(folder))
    made, place = read_object(args.file)
    answers = read_answers(engine, made, place)
    pack = load_pack(folder)
    decision = engine.decide(answers)
    explainer = Explainer(pack)
    explanation = explainer.explain(answers)
    changes = flips(Interview.start(engine, answers))
    if args.format == "text":
        from wizard.engagement.summary import head_lines

        head = head_lines(pack, decision, explainer.words, account_name(made))
        print("\n".join([*head, *_text(explainer.words, decision, explanation, changes)]))
    else:
        print(json.dumps(_as_json(pack, decision, explanation, changes), indent=2, ensure_ascii=False))
    return EXIT_DONE


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


def _text(words: Words, decision: Decision, explanation: Explanation, changes: tuple[Flip, ...]) -> Iterator[str]:
    yield from ("", "Why this verdict")
    for row in explanation.fired:
        yield from _row(words, row)
    if explanation.rejected:
        yield from ("", "Why no stronger verdict")
        for row in explanation.rejected:
            yield from _row(words, row, rejected=True)
    if changes:
        yield from ("", "Single answers that would change the verdict")
        for change in changes:
            after = (
                words.verdict(change.after) if change.after else f"{len(change.possible)} verdicts would be possible"
            )
            yield f"- {words.question(change.question)} {words.answer(change.question, change.value)}: {after}"
    yield from ("", "Why each question")
    for question in _questions(words.pack, decision):
        yield f"- {question['label']} ({question['question']})"
        yield f"  Answer: {words.answer(question['question'], question['answer'])}"
        if question["why"]:
            yield f"  {' '.join(question['why'].split())}"
        if question["facts"]:
            yield f"  Facts: {', '.join(question['facts'])}"


def _row(words: Words, row: RowReason, *, rejected: bool = False) -> Iterator[str]:
    facts = f" [{', '.join(row.facts)}]" if row.facts else ""
    yield f"- {row.row}: {words.verdict(row.gives)}{facts}"
    for reason in row.reasons:
        denied = reason.text.removeprefix(NOT_SO)
        if not rejected:
            yield f"  {reason.text}"
        else:
            yield f"  does not hold: {reason.text}" if denied == reason.text else f"  holds: {denied}"
