"""The risk of the missing control, live: the table, the rating before and after controls, who signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.documents import risk_words
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import BLANK, Block, Part, Rows

if TYPE_CHECKING:
    from wizard.decision.risk import Rating
    from wizard.documents.case import Case

HEAD = "bold $text-primary"
HERE = "bold $block-cursor-foreground on $block-cursor-background"


def _title(case: Case, level: str | None) -> str:
    return case.library.level_title(level)


def conflicts(case: Case) -> tuple[str, ...]:
    """Return where duties are not separated, as sentences."""
    return tuple(text for _, text in risk_words.duty_texts(case))


def risk_parts(case: Case, hide: Callable[[str], str]) -> list[Part]:
    """Return the panel: conflicts first, then the rating and the table, then who signs."""
    found: list[Part] = []
    said = conflicts(case)
    if said:
        found.append(Block(Content.styled("Duties in one hand", "bold $text-error")))
        found += [Block(Content(one_line(text)), Content("! ")) for text in said]
        found.append(BLANK)
    rating = case.rating
    refused = risk_words.refusal_text(case)
    if refused:
        found += [Block(Content.styled(refused, "bold")), BLANK]
    if rating is not None:
        found += _rating(case, rating)
        found += [BLANK, *_signers(case, hide)]
    return found


def _rating(case: Case, rating: Rating) -> list[Part]:
    rows = [
        (Content("Risk"), Content("initial"), Content("adjusted")),
        *(
            (Content(name), Content(_title(case, one)), Content(_title(case, other)))
            for name, one, other in (
                ("Impact", rating.initial.impact, rating.adjusted.impact),
                ("Likelihood", rating.initial.likelihood, rating.adjusted.likelihood),
            )
        ),
        (
            Content.styled("Level", "bold"),
            Content.styled(_title(case, rating.initial.level), "bold"),
            Content.styled(_title(case, rating.adjusted.level), "bold"),
        ),
    ]
    found: list[Part] = [Rows(tuple(rows)), BLANK]
    cap = risk_words.cap_text(case)
    if cap:
        found += [Block(Content.styled(cap, "bold")), BLANK]
    found += [*_table(case, rating), BLANK]
    found += [Block(Content(one_line(basis)), Content("- ")) for basis in rating.initial.basis]
    if rating.unknown:
        names = ", ".join(case.library.label_of(name) for name in rating.unknown)
        unknown = f"Not known: {names} {risk_words.unknown_text(rating)}"
        found.append(Block(Content(one_line(unknown)), Content.styled("? ", "bold")))
    for effect in rating.effects:
        name = one_line(risk_words.control_name(case, effect), 120)
        text = f"{name}: {risk_words.effect_text(effect)}"
        found.append(Block(Content(text), Content("+ " if effect.counts else "- ")))
    if rating.override is not None:
        found.append(Block(Content(risk_words.override_text(case, rating.override)), Content("- ")))
    return found


def _table(case: Case, rating: Rating) -> list[Part]:
    """Return likelihood against impact; the cells of the rating carry a letter, not a colour alone."""
    risk = case.pack.risk
    if not risk.levels:
        return []
    level = {(cell.likelihood, cell.impact): cell.level for cell in risk.cell}
    at_first = (rating.initial.likelihood, rating.initial.impact)
    later = (rating.adjusted.likelihood, rating.adjusted.impact)
    rows: list[tuple[Content, ...]] = [
        (Content("Likelihood"), *(Content(_title(case, impact)) for impact in risk.levels))
    ]
    for likelihood in risk.levels:
        cells = [Content(_title(case, likelihood))]
        for impact in risk.levels:
            marks = ("i" if (likelihood, impact) == at_first else "") + ("a" if (likelihood, impact) == later else "")
            text = _title(case, level.get((likelihood, impact)))
            cells.append(Content.styled(f"{text} {marks}", HERE) if marks else Content(text))
        rows.append(tuple(cells))
    return [Rows(tuple(rows)), Block(Content("Columns: impact. i marks the initial rating, a the adjusted one."))]


def _signers(case: Case, hide: Callable[[str], str]) -> list[Part]:
    from wizard.documents.people import signers
    from wizard.record.signoff import person_text

    found: list[Part] = [Block(Content.styled("Who signs", HEAD))]
    for signer in signers(case):
        named = hide(person_text(signer.person)) if signer.person else "nobody named yet"
        found.append(Block(Content(one_line(named)), Content.styled(f"{one_line(signer.title)}: ", "bold")))
    return found
