"""Both layers as the answers leave them, and the verdicts that are still possible, by what they say on an exception.

The pictures of the documents show the layers of a decision; here nothing is decided yet. So what an answer can still
change, and what was answered with "don't know", is not known, however carefully the rules treat it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.decision.answers import as_tuple, known_answers
from wizard.decision.blocks import Block, Heading, Text, line, strong
from wizard.wording import count, joined

if TYPE_CHECKING:
    from wizard.decision.blocks import Tone
    from wizard.engagement.session import Session

LAYERS, POSSIBLE = "Two layers", "Still possible"
PLATFORM, OWN = "Platform", "Own rules"
"""The layers in a line; their full names are the pack's."""
MOST_NAMED = 2
"""Places and rules that a line names; more are counted."""
NOT_KNOWN = "not known yet"
MET, NOT_MET, APPLIES = "met", "not met", "applies"
MARKS = {MET: "+", NOT_MET: "!", NOT_KNOWN: "?", APPLIES: "-"}
"""Signs of the states, which say the same without color."""
TONES: dict[str, Tone] = {MET: "good", NOT_MET: "error", NOT_KNOWN: "warning", APPLIES: ""}
STANCES: dict[str, tuple[str, Tone]] = {
    "refuses": ("no exception", "error"),
    "demands": ("with conditions", "warning"),
    "permits": ("possible", "good"),
    "informs": ("no exception needed", ""),
}
"""What the stance of a verdict says on an exception, in the order of the line."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A requirement and what is known of it.

    Attributes:
        state: One of the words above, or what the pack says of a layer.
    """

    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Layers:
    """Both layers.

    Attributes:
        platform: What the platform's own rule does, in words.
        places: Where it is reached, or may be.
        rules: What the organization requires.
        more: Further requirements may come to light.
        tone: How the platform's words are highlighted.
    """

    platform: str
    places: tuple[Standing, ...]
    rules: tuple[Standing, ...]
    more: bool
    tone: Tone


def layers_now(session: Session) -> Layers:
    """Return both layers as far as the answers tell."""
    known = known_answers(session.interview.answers)
    words = session.pack.documents.layers
    titles = {surface.id: surface.short or surface.label for surface in session.pack.surfaces}
    found = list(session.engine.surfaces(known))
    where: dict[str, list[str]] = {words.reached: [], NOT_KNOWN: [], words.free: []}
    for name, reached, enforced in found:
        if reached is not False:
            state = NOT_KNOWN if reached is None or enforced is None else words.reached if enforced else words.free
            where[state].append(titles[name])
    nothing_known = len(where[NOT_KNOWN]) == len(found)
    platform = next((state for state, names in where.items() if names), words.untouched)
    places = [Standing(name, state) for state, names in where.items() for name in names if not nothing_known]
    tone: Tone = "error" if platform == words.reached else "warning" if platform == NOT_KNOWN else "good"
    standing = session.pack.documents.standing
    holds = session.engine.settled(known, [rule.when for rule in standing])
    said = [rule for rule in standing if holds[rule.when]]
    rules, more = _own_rules(session, known, {option for rule in said for option in rule.instead_of})
    rules = (*(Standing(rule.text, "") for rule in said), *rules)
    return Layers(platform, tuple(places), rules, more, tone)


def _own_rules(
    session: Session, known: dict[str, str | tuple[str, ...]], covered: set[str]
) -> tuple[tuple[Standing, ...], bool]:
    """Return what the organization requires besides what is covered already, and whether more may come to light."""
    pack, engine = session.pack, session.engine
    asks = pack.documents.demand_question
    if asks is None:
        return (), False
    unmet = engine.settled(known, tuple(pack.demands.values()))
    named = [name for name in as_tuple(known.get(asks)) if name not in pack.question_by_id[asks].exclusive]
    more = asks not in known and engine.bounds(known)[asks] is not False
    found: list[Standing] = []
    for option in engine.questions[asks]["options"]:
        if option in covered:
            continue
        condition = pack.demands.get(option)
        fails = unmet[condition] if condition else None
        if not condition and option in named:
            state = APPLIES
        elif fails or (condition and option in named):
            state = NOT_KNOWN if fails is None else NOT_MET if fails else MET
        elif condition and fails is None and not more:
            state = NOT_KNOWN
        else:
            continue
        short = pack.waivable.get(option)
        found.append(Standing(short.label if short else session.words.option(asks, option), state))
    return tuple(sorted(found, key=lambda one: list(MARKS).index(one.state) if one.state != MET else len(MARKS))), more


def layer_page(session: Session) -> Iterator[Block]:
    """Yield both layers: what nobody can waive, and what the organization requires; nothing of one without a name."""
    words, now = session.pack.documents.layers, layers_now(session)
    if words.platform:
        yield Text(line(now.platform), label=words.platform, tone=now.tone)
    for place in now.places:
        said = f": {place.state}" if place.state != now.platform else ""
        yield Text(line(place.title, said), MARKS.get(place.state, "-"), under=words.platform, depth=1)
    if words.own:
        yield Text(line(_own(now, words.nothing)), label=words.own)
    for rule in now.rules:
        parts = (f"{rule.title}: ", strong(rule.state)) if rule.state else (rule.title,)
        mark, tone = MARKS.get(rule.state, "-"), TONES.get(rule.state, "")
        yield Text(line(*parts), mark, under=words.own, depth=1, tone=tone)
    if now.rules and now.more:
        yield Text(line(f"What else applies: {NOT_KNOWN}"), MARKS[NOT_KNOWN], under=words.own, depth=1)


def _own(now: Layers, nothing: str) -> str:
    """Return how many requirements are in which state; in words where none is known."""
    states = [rule.state for rule in now.rules]
    counts = [f"{states.count(state)} {state}" for state in (NOT_MET, NOT_KNOWN, MET, APPLIES) if state in states]
    return ", ".join(counts) or (NOT_KNOWN if now.more else nothing)


def possible_page(session: Session) -> Iterator[Block]:
    """Yield the main verdicts that the answers leave open, by stance, and those that come with it."""
    decision, words = session.interview.decision, session.words
    for stance, (said, tone) in STANCES.items():
        names = _of_stance(session, stance)
        for name in names:
            lead = f"{said.capitalize()} ({len(names)})"
            yield Text(line(words.verdict(name)), "-", lead=lead, tone=tone)
    yield from (Text(line(words.verdict(name)), "-", lead="Comes with it") for name in decision.also)


def possible_title(session: Session) -> str:
    """Return how far the verdict is, as a title."""
    number = len(session.interview.decision.possible)
    return "Verdict is certain" if number == 1 else f"{POSSIBLE} ({number})"


def _of_stance(session: Session, stance: str) -> list[str]:
    verdicts = session.pack.verdict_by_id
    return [name for name in session.interview.decision.possible if verdicts[name].stance == stance]


def standing_page(session: Session) -> Iterator[Block]:
    """Yield all of it under its title, for faces whose pages follow each other."""
    yield Heading(LAYERS)
    yield from standing(session)


def standing(session: Session) -> Iterator[Block]:
    """Yield both layers, then the verdicts."""
    yield from layer_page(session)
    yield Heading(possible_title(session))
    yield from possible_page(session)


def known_words(session: Session) -> Iterator[str]:
    """Yield what is known of each layer in a few words; nothing of one of which nothing is known."""
    now = layers_now(session)
    if now.platform != NOT_KNOWN:
        where = joined([place.title for place in now.places if place.state == now.platform], MOST_NAMED)
        yield f"{PLATFORM}: {now.platform}{f' ({where})' if where else ''}"
    rules = [f"{rule.title} {rule.state}" for rule in now.rules if rule.state not in {"", NOT_KNOWN}]
    if rules:
        yield f"{OWN}: {joined(rules, MOST_NAMED)}"


def standing_lines(session: Session) -> tuple[str, ...]:
    """Return all of it in one line, from the longest form to the shortest."""
    now, possible = layers_now(session), session.interview.decision.possible
    words = session.pack.documents.layers
    layers = f"{PLATFORM}: {now.platform}  ·  {OWN}: {_own(now, words.nothing)}"
    if len(possible) == 1:
        title = session.words.verdict(possible[0])
        return f"{layers}  ·  Verdict is certain: {title}", f"Verdict is certain: {title}", f"Certain: {title}"
    groups = [(len(_of_stance(session, stance)), said) for stance, (said, _) in STANCES.items()]
    by_stance = joined([f"{number} {said}" for number, said in groups if number])
    return (
        f"{layers}  ·  {POSSIBLE}: {by_stance}",
        f"{layers}  ·  {count(len(possible), 'verdict')} possible",
        f"{POSSIBLE}: {by_stance}",
        possible_title(session),
    )
