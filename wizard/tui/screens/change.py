"""What changing an earlier answer would do, shown before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content

from wizard.tui.screens.dialogs import Dialog, Ways
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part
from wizard.tui.widgets.prose import Reading

if TYPE_CHECKING:
    from wizard.decision.interview import Preview
    from wizard.decision.words import Words
    from wizard.engagement.session import Session


def change_parts(session: Session, words: Words, preview: Preview, value: Any) -> list[Part]:
    """Return the change as blocks: the answer, the verdict, and what happens to other questions."""
    interview = session.interview
    before = words.answer(preview.question, interview.answers.get(preview.question))
    found: list[Part] = [
        Block(Content(one_line(words.question(preview.question)))),
        Block(Content(one_line(before)), Content.styled("Answer now   ", "bold")),
        Block(Content(one_line(words.answer(preview.question, value))), Content.styled("Answer then  ", "bold")),
        BLANK,
        Block(
            Content(_verdict(words, preview.main_before, preview.possible_before)),
            Content.styled("Verdict now  ", "bold"),
        ),
        Block(
            Content(_verdict(words, preview.main_after, preview.possible_after)),
            Content.styled("Verdict then ", "bold"),
        ),
    ]
    gone = [verdict for verdict in preview.also_before if verdict not in preview.also_after]
    new = [verdict for verdict in preview.also_after if verdict not in preview.also_before]
    if gone:
        found.append(
            Block(Content("; ".join(map(words.verdict, gone))), Content.styled("No longer beside it: ", "bold"))
        )
    if new:
        found.append(Block(Content("; ".join(map(words.verdict, new))), Content.styled("New beside it: ", "bold")))
    found += [BLANK, Block(Content(_counts(preview)))]
    found += _questions("Opens", "will be asked", words, preview.opens, interview.parked)
    closes = {name: interview.answers.get(name) for name in preview.closes}
    found += _questions("Closes", "no longer asked", words, preview.closes, closes)
    aside = [name for name in preview.parks if name not in closes]
    found += _questions("Set aside", "taken up again if they fit later", words, aside, interview.answers)
    found += _questions("Taken up again", "answers that were set aside", words, preview.restores, interview.parked)
    if preview.keeps:
        titles = ", ".join(words.title(name) for name in preview.keeps)
        found += [BLANK, _head("Keeps", len(preview.keeps), "as answered"), Block(Content(one_line(titles)))]
    return found


def _counts(preview: Preview) -> str:
    counts = (
        ("Opens", preview.opens),
        ("Closes", preview.closes),
        ("Sets aside", preview.parks),
        ("Takes up again", preview.restores),
        ("Keeps", preview.keeps),
    )
    return "   ".join(f"{title} {len(names)}" for title, names in counts if names or title == "Keeps")


def _verdict(words: Words, main: str | None, possible: Sequence[str]) -> str:
    if main is not None:
        return one_line(words.verdict(main))
    return f"open; {len(possible)} are possible"


def _questions(title: str, means: str, words: Words, names: Iterable[str], answers: Any) -> Iterable[Part]:
    names = tuple(names)
    if not names:
        return
    yield BLANK
    yield _head(title, len(names), means)
    for name in names:
        if answers.get(name):
            said = f"{words.title(name)}: {words.answer(name, answers[name])}"
        else:
            said = words.question(name)
        yield Block(Content(one_line(said)), Content("- "))


def _head(title: str, count: int, means: str) -> Block:
    return Block(Content.assemble((f"{title} ({count}): ", "bold $text-primary"), means))


class ChangeDialog(Dialog[bool]):
    """Shows the change and asks."""

    title_text = "Change this answer?"

    def __init__(self, session: Session, words: Words, preview: Preview, value: Any) -> None:
        """Take the change."""
        super().__init__()
        self.parts = change_parts(session, words, preview, value)

    def compose_body(self) -> ComposeResult:
        """Show what it does."""
        yield Reading(self.parts, id="change")

    def on_mount(self) -> None:
        """Stand on the change; Enter takes it."""
        self.query_one("#change").can_focus = True
        self.query_one("#ways", Ways).focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """Change it, or not."""
        return (("Change the answer", True), ("Keep the answer as it is", False))
