"""Two layers: the platform, which nobody can waive, and the organization's own rules, of which some are waived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wizard.decision.answers import as_tuple, known_answers
from wizard.documents.pictures.drawing import LEADING, Area, Drawing, Sketch, excerpt
from wizard.pack.models import Meaning
from wizard.wording import count, listed, long_date, lower_first, upper_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from wizard.documents.case import Case
    from wizard.pack.models.documents import LayerWords
    from wizard.record.values import Exclusion

State = Literal["waived", "not known yet", "not known whether met", "not met", "in force"]

NAME, TITLE = "layers", "Two layers: who can waive what"
BREADTH = 372.0
MOST = 3
"""Rules that are drawn; more are counted."""

_PAD = 10.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What the organization requires, and what becomes of it.

    Attributes:
        control: What is required.
        policy: Which policy requires it, as its owner names it; empty where nobody named it.
        until: The last day of the exclusion; None where it has no end or nothing is excluded.
        no_end: It is waived without an end.
        option: Its id in the pack; empty for what isn't a control of a policy.
    """

    control: str
    state: State
    policy: str = ""
    until: date | None = None
    no_end: bool = False
    option: str = ""

    @property
    def says(self) -> str:
        """What becomes of it, in words."""
        if not self.option:
            return ""
        if self.state == "waived":
            if self.until:
                return f"waived until {long_date(self.until)}"
            return "waived, no end date" if self.no_end else "waived, end date not given yet"
        return f"in force, {self.state}" if self.state in {"not met", "not known whether met"} else self.state


@dataclass(frozen=True, slots=True)
class Layers:
    """Both layers.

    Attributes:
        reached: Where the platform requires MFA of this account.
        free: Where it could, and does not for this account.
        rules: What the organization requires.
        platform: Whether the platform's own rule is reached, in words.
        words: How the pack calls both.
    """

    reached: tuple[str, ...]
    free: tuple[str, ...]
    rules: tuple[Rule, ...]
    platform: str
    words: LayerWords


def layers_of(case: Case) -> Layers:
    """Return what the platform and the organization require of the account."""
    surfaces = case.library.surfaces
    titles = {name: surface.short or surface.label for name, surface in surfaces.items()}
    platform = case.decision.platform
    reached = tuple(titles[part.surface] for part in platform if part.enforced)
    free = tuple(titles[part.surface] for part in platform if not part.enforced)
    waived = _waived(case)
    rules = (*waived, *_standing(case, {rule.option for rule in waived}))
    return Layers(
        reached, free, rules, _platform(case, reached=bool(reached), free=bool(free)), case.pack.documents.layers
    )


def _platform(case: Case, *, reached: bool, free: bool) -> str:
    """Return in words whether the platform's own rule is reached, and on what that rests."""
    words = case.pack.documents.layers
    if reached or free:
        return words.reached if reached else words.free
    said = next((variant.text for variant in case.pack.case.platform if case.holds(variant.when)), "")
    return said.removesuffix(".") or words.untouched


def decided_rows(case: Case) -> list[Exclusion]:
    """Return the exclusions on which this outcome decides; others were filled in for a decision that it refuses."""
    groups = {None, *case.outcome.groups}
    return [row for row in case.exclusions if case.waived_by(row) in groups]


def _waived(case: Case) -> list[Rule]:
    """Return what this decision waives: its exclusions, and in a draft without rows what it would waive."""
    ending = case.pack.documents.risk.full_for
    rows = decided_rows(case)
    rules = [
        Rule(
            excerpt(case.control_title(row)),
            "waived",
            excerpt(row.policy),
            row.ends_on,
            no_end=bool(row.no_end),
            option=row.control,
        )
        for row in rows
    ]
    named = {case.waived_by(row) for row in rows}
    # What the account meets is not waived; of some controls, such as terms of use, nobody asks whether it is met.
    required = {*_unmet(case), *(set(_chosen(case)) - case.pack.demands.keys())}
    for option in case.library.waivable.values():
        if option.group in case.outcome.groups and option.group not in named and option.id in required:
            end = case.date(Meaning.END) if option.group == ending else None
            rules.append(Rule(option.label, "waived", "", end, no_end=option.group != ending, option=option.id))
    return rules


def _standing(case: Case, waived: set[str]) -> list[Rule]:
    """Return what stays required: first what the account does not meet, then what it meets."""
    standing = [rule for rule in case.pack.documents.standing if case.holds(rule.when)]
    told = waived.union(*(rule.instead_of for rule in standing))
    unmet = [option for option in _unmet(case) if option not in told]
    met = [option for option in _chosen(case) if option not in {*unmet, *told}]
    rules = [Rule(rule.text, "in force") for rule in standing]
    rules += [Rule(_title(case, option), state, option=option) for option, state in _states(case, unmet)]
    return rules + [Rule(_title(case, option), "in force", option=option) for option in met]


def _states(case: Case, unmet: list[str]) -> Iterator[tuple[str, State]]:
    """Yield what counts as not met, each with what is known of it: that, only that it is required, or neither."""
    sure, chosen = (
        case.engine.settled(known_answers(case.decision.answers), tuple(case.pack.demands.values())),
        _chosen(case),
    )
    for option in unmet:
        open_: State = "not known whether met" if option in chosen else "not known yet"
        yield option, "not met" if sure[case.pack.demands[option]] else open_


def _title(case: Case, option: str) -> str:
    """Return a control that the organization requires as a title."""
    known = case.library.waivable.get(option)
    question = case.pack.documents.demand_question
    return known.label if known else case.words.option(question, option) if question else option


def _unmet(case: Case) -> tuple[str, ...]:
    """Return what the organization requires and the account does not meet; what is not known counts as both."""
    return tuple(option for option, when in case.pack.demands.items() if case.holds(when))


def _chosen(case: Case) -> tuple[str, ...]:
    """Return the controls that the answers name, whether the account meets them or not."""
    question = case.pack.documents.demand_question
    if question is None:
        return ()
    exclusive = case.pack.question_by_id[question].exclusive
    return tuple(option for option in as_tuple(case.decision.answers.get(question)) if option not in exclusive)


def alt_text(layers: Layers) -> str:
    """Return both layers in two sentences."""
    where = f" ({'; '.join(layers.reached)})" if layers.reached else ""
    told = [f"{lower_first(rule.control)}{_in(rule)} {rule.says}".rstrip() for rule in layers.rules]
    own = "; ".join(told) or layers.words.nothing
    return f"Two layers. {layers.words.platform}: {layers.platform}{where}. {layers.words.own}: {own}."


def _in(rule: Rule) -> str:
    return f" in “{rule.policy}”" if rule.policy else ""


def draw(layers: Layers) -> Sketch:
    """Draw both layers, one above the other."""
    drawing = Drawing(NAME, BREADTH)
    y = _PAD
    y += _layer(drawing, y, layers.words.platform, [_place(layers)], heavy=True)
    y += _PAD
    # One more takes no more room than saying that there is one more.
    shown = layers.rules if len(layers.rules) == MOST + 1 else layers.rules[:MOST]
    rows = [_rule(rule) for rule in shown] or [Row(upper_first(layers.words.nothing))]
    if len(layers.rules) > len(shown):
        rows.append(Row(f"and {count(len(layers.rules) - len(shown), 'more requirement')}"))
    y += _layer(drawing, y, layers.words.own, rows)
    return Sketch(TITLE, alt_text(layers), drawing, y + _PAD)


@dataclass(frozen=True, slots=True)
class Row:
    """What a box holds.

    Attributes:
        head: What is the case.
        said: Where, in smaller words; empty for nothing.
        most: Lines of that at most.
        waived: It is drawn as an open door: another ground, and a dashed border.
    """

    head: str
    said: str = ""
    most: int = 1
    waived: bool = False


def _place(layers: Layers) -> Row:
    return Row(upper_first(layers.platform), upper_first(listed(layers.reached or layers.free)), most=2)


def _rule(rule: Rule) -> Row:
    head = ": ".join(filter(None, (rule.control, rule.says)))
    return Row(upper_first(head), rule.policy, waived=rule.state == "waived")


def _layer(drawing: Drawing, y: float, title: str, rows: list[Row], *, heavy: bool = False) -> float:
    """Draw a layer with its boxes from a height on, and return how high it is."""
    inner = BREADTH - 4 * _PAD
    probe = Drawing(NAME, BREADTH)
    heights = [_write(probe, 0, row) + 10 for row in rows]
    head_height = 6 + LEADING + 4
    total = head_height + sum(heights) + 6 * (len(rows) - 1) + _PAD
    drawing.box(Area(_PAD, y, BREADTH - 2 * _PAD, total), "soft", heavy=heavy)
    drawing.label(Area(2 * _PAD, y + 6, inner, 0), title, bold=True, most=1)
    at = y + head_height
    for row, height in zip(rows, heights, strict=True):
        drawing.box(Area(2 * _PAD, at, inner, height), "open" if row.waived else "panel", dashed=row.waived)
        _write(drawing, at + 4, row)
        at += height + 6
    return total


def _write(drawing: Drawing, y: float, row: Row) -> float:
    x, room = 2 * _PAD + 8, BREADTH - 4 * _PAD - 16
    height = drawing.label(Area(x, y, room, 0), row.head, most=2)
    if row.said:
        height += drawing.label(Area(x, y + height, room, 0), row.said, paint="quiet", most=row.most)
    return height


def sketch(case: Case) -> Sketch:
    """Return both layers as a picture."""
    return draw(layers_of(case))
