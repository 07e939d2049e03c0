"""The risk of the missing control, live: the table, the rating before and after controls, who signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

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
    from wizard.documents.people import duty_findings

    fields = case.library.fields
    return tuple(
        f"{fields[finding.field].label} {finding.text}" if finding.field in fields else finding.text
        for finding in duty_findings(case)
    )


def refusal(case: Case) -> str:
    """Return in words why no exception is rated; empty where one is."""
    words = case.pack.documents.risk
    if case.outcome.refused and case.rating is not None:
        return words.refused.replace("{level}", _title(case, case.rating.adjusted.level))
    if case.rating is not None or case.outcome.main is None:
        return ""
    if any(surface.enforced for surface in case.decision.platform):
        return words.platform
    return words.short if words.short_for is not None and words.short_for in case.outcome.groups else words.none


def short_text(case: Case) -> str:
    """Return the rating in one or two sentences, for screens without room for the table."""
    rating = case.rating
    said = refusal(case)
    if rating is None:
        return said
    initial, adjusted = _title(case, rating.initial.level), _title(case, rating.adjusted.level)
    text = f"Risk: initial {initial}, adjusted {adjusted}. {_cap(case)}"
    return f"{text} {said}".strip()


def _cap(case: Case) -> str:
    from wizard.documents.people import level_of

    level = level_of(case)
    if level is None:
        return ""
    if not level.offered:
        return f"At {level.title} no exception is offered."
    return f"At most {level.cap_days} days, review {level.review_text or f'every {level.review_days} days'}."


def risk_parts(case: Case, hide: Callable[[str], str]) -> list[Part]:
    """Return the panel: conflicts first, then the rating and the table, then who signs."""
    found: list[Part] = []
    said = conflicts(case)
    if said:
        found.append(Block(Content.styled("Duties in one hand", "bold $text-error")))
        found += [Block(Content(one_line(text)), Content("! ")) for text in said]
        found.append(BLANK)
    rating = case.rating
    refused = refusal(case)
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
    cap = _cap(case)
    if cap:
        found += [Block(Content.styled(cap, "bold")), BLANK]
    found += [*_table(case, rating), BLANK]
    found += [Block(Content(one_line(basis)), Content("- ")) for basis in rating.initial.basis]
    if rating.unknown:
        names = ", ".join(_label(case, name) for name in rating.unknown)
        means = (
            "It counts as worse." if rating.one_worse else "The rating stays Unknown and the documents stay a draft."
        )
        found.append(Block(Content(one_line(f"Not known: {names} {means}")), Content.styled("? ", "bold")))
    controls = case.rows("compensating_controls")
    for effect in rating.effects:
        name = (
            one_line(str(controls[effect.position].get("name") or "control"), 120)
            if effect.position < len(controls)
            else ""
        )
        text = "lowers the likelihood by one step." if effect.counts else f"does not count. {effect.why_not}"
        found.append(Block(Content(f"{name}: {text}"), Content("+ " if effect.counts else "- ")))
    if rating.override is not None:
        taken = "counts" if rating.override.taken else f"does not count. {rating.override.why_not}"
        found.append(Block(Content(f"Override to {_title(case, rating.override.level)} {taken}"), Content("- ")))
    return found


def _label(case: Case, name: str) -> str:
    if name in case.library.fields:
        return case.library.fields[name].label
    question = case.pack.question_by_id.get(name)
    return question.label if question else name


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
    from wizard.documents.signoff import person_text

    found: list[Part] = [Block(Content.styled("Who signs", HEAD))]
    for signer in signers(case):
        named = hide(person_text(signer.person)) if signer.person else "nobody named yet"
        found.append(Block(Content(one_line(named)), Content.styled(f"{one_line(signer.title)}: ", "bold")))
    return found
