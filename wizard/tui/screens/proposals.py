"""What exports said: proposals, contradictions and findings, shown at once; and which proposals to confirm together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from wizard.tui.screens.dialogs import Dialog
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.decision.words import Words
    from wizard.engagement.session import Session
    from wizard.errors import Problem

HEAD = "bold $text-primary"
MOST_FINDINGS = 50
MOST_KINDS = 7
"""Kinds that are offered, so that each has a digit."""


def outcome_parts(
    session: Session, words: Words, proposed: Sequence[str], problems: Sequence[Problem]
) -> Iterator[Part]:
    """Yield what reading exports came to: contradictions first, then proposals, then findings on the files."""
    from wizard.engagement.proposed import source_words

    against = session.contradictions
    if against:
        yield Block(Content.styled(f"Speaks against {_many(len(against), 'answer')}", HEAD))
        for one in against:
            question = one.question
            given = "; ".join(words.option(question, answer) for answer in one.given)
            seen = "; ".join(words.option(question, answer) for answer in one.missing)
            sure = "The rows prove it." if one.proven else "A hint, not a proof."
            yield Block(Content(one_line(words.question(question))), Content("! "))
            yield Block(Content.assemble("answered: ", (one_line(given, 300), "bold")), indent=2)
            yield Block(Content.assemble("the exports: ", (one_line(seen, 300), "bold"), f". {sure}"), indent=2)
        yield Block(Content("The answers stay as they are; a note on each question says more."))
        yield BLANK
    yield Block(Content.styled(f"Proposed: {_many(len(proposed), 'answer')}", HEAD))
    interview = session.interview
    for name in proposed:
        answer = words.answer(name, interview.answers.get(name) or interview.parked.get(name))
        later = "" if name in session.proposals else " It is kept until the question is asked."
        yield Block(
            Content.assemble(one_line(words.question(name)), " ", (one_line(answer, 400), "bold")), Content("- ")
        )
        yield Block(Content(one_line(f"{source_words(session.record.origins[name])}.{later}", 400)), indent=2)
    yield Block(Content("Each waits at its question until a person confirms it." if proposed else "Nothing new."))
    if problems:
        yield BLANK
        yield Block(Content.styled(f"Findings on the files: {len(problems)}", HEAD))
        for problem in problems[:MOST_FINDINGS]:
            yield Block(Content(one_line(f"{problem.place}: {problem.text}", 400)), Content("- "))
        if len(problems) > MOST_FINDINGS:
            yield Block(Content(f"And {len(problems) - MOST_FINDINGS:,} more."))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


class OutcomeDialog(Dialog[None]):
    """Shows what reading exports came to."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "proposals.tcss"]

    title_text = "What the exports say"

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take the text."""
        super().__init__()
        self.parts = parts

    def compose_body(self) -> ComposeResult:
        """Show it."""
        yield Reading(self.parts, id="meaning")

    def on_mount(self) -> None:
        """Be ready to scroll."""
        self.query_one("#meaning").focus()

    def on_key(self, event: events.Key) -> None:
        """Go on, while the text has the focus too."""
        if event.key in {"enter", "1"}:
            event.stop()
            event.prevent_default()
            self.dismiss(None)

    def actions(self) -> Sequence[tuple[str, None]]:
        """Go on with the questions."""
        return (("Go on with the questions", None),)


def kinds(session: Session) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what proposals can be confirmed together: a label, what names it, and the questions; all of them first."""
    waiting = session.proposals
    found: list[tuple[str, str, tuple[str, ...]]] = [("All", "", waiting)]
    files = dict.fromkeys(file for name in waiting for file in session.record.origins[name].files)
    for file in files:
        names = tuple(name for name in waiting if file in session.record.origins[name].files)
        found.append((f"All of the file {file}", file, names))
    for stage in session.pack.stages:
        names = tuple(name for name in waiting if session.pack.question_by_id[name].stage == stage.id)
        found.append((f"All of the stage {stage.title}", stage.id, names))
    return [kind for kind in found if kind[2] and (not kind[1] or kind[2] != waiting)][:MOST_KINDS]


class ConfirmProposals(Dialog[str]):
    """Asks which proposals are confirmed together; gives what names the kind, empty for all."""

    CSS_PATH: ClassVar[Any] = ["dialogs.tcss", "proposals.tcss"]

    def __init__(self, session: Session, words: Words) -> None:
        """Take the record."""
        super().__init__()
        self.session, self.words = session, words
        self.kinds = kinds(session)
        self.title_text = f"Confirm proposed answers: {len(session.proposals)} wait"

    def compose_body(self) -> ComposeResult:
        """List them."""
        from wizard.engagement.proposed import source_words

        parts: list[Part] = []
        for name in self.session.proposals:
            answer = self.words.answer(name, self.session.interview.answers.get(name))
            parts.append(
                Block(Content.assemble(one_line(self.words.question(name)), " ", (one_line(answer, 400), "bold")), Content("- "))
            )  # fmt: skip
            source = self.wizard.shown(one_line(source_words(self.session.record.origins[name]), 300))
            parts.append(Block(Content(source), indent=2))
        yield Reading(parts, id="meaning")

    def on_mount(self) -> None:
        """Stand on the harmless way."""
        ways = self.query_one("#ways")
        ways.highlighted = len(self.kinds)  # type: ignore[attr-defined]
        ways.focus()

    def actions(self) -> Sequence[tuple[str, str | None]]:
        """Return each kind, and to confirm none."""
        found: list[tuple[str, str | None]] = [(f"{label} ({len(names)})", name) for label, name, names in self.kinds]
        return (*found, ("None now; each waits at its question", None))
