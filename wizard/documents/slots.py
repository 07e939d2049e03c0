"""Decision sentences with their slots filled, the answer, and the question of the decision page.

A sentence is a line of spans: users' words are apart from those of the wizard, so each
renderer makes it safe in its own way. A slot without a value says its fallback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wizard.decision.answers import UNKNOWN, as_tuple
from wizard.decision.blocks import Line, Span, line, plain, theirs
from wizard.documents.signed import period, waived
from wizard.wording import long_date

if TYPE_CHECKING:
    from datetime import date

    from wizard.documents.case import Case
    from wizard.pack.models import Slot, SlotWord
    from wizard.record.values import Exclusion

MOST_WORDS = 35
"""Words of a filled sentence; a longer one counts its lists and cuts its names."""

_CUT = 2
"""Words that are left of a name that makes a sentence too long."""

_SEVERAL = re.compile(r"[;\n]")
"""What separates names in one text."""

_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class _Value:
    """What a slot says.

    Attributes:
        full: All of it.
        short: The same in fewer words; empty where there is no shorter way.
        given: It is not the fallback.
        counted: It counts several things in place of naming them.
    """

    full: Line
    short: Line = ()
    given: bool = True
    counted: bool = False


def template(case: Case, verdict: str) -> str:
    """Return the decision of a verdict as the pack writes it for this account, with its slots."""
    words = case.pack.documents.risk
    if case.outcome.refused and verdict == words.refused_as and words.refused_decision and case.rating:
        return words.refused_decision
    return case.words.decision(verdict)


@lru_cache(maxsize=256)  # documents, pages and checks of one case say the same few sentences
def decision_sentence(case: Case, verdict: str) -> Line:
    """Return the decision of a verdict in one sentence of at most 35 words."""
    return _filled(case, verdict, template(case, verdict))


def answer_words(case: Case, verdict: str) -> str:
    """Return the answer that a verdict gives to the question of the decision page, in capitals with what fills it."""
    return plain(_filled(case, verdict, case.words.reply(verdict))).upper()


def question(case: Case) -> Line:
    """Return what the decision page asks about the account."""
    return _filled(case, "", case.pack.documents.question)


@lru_cache(maxsize=4)  # every page and list of what is open asks; a case never changes
def missing(case: Case) -> tuple[str, ...]:
    """Return the questions whose answers still matter and are not known, then those not given or not confirmed."""
    decision = case.decision
    unknown = {name for name, given in decision.answers.items() if UNKNOWN in as_tuple(given)}
    if unknown:
        unknown -= {*case.not_used}
    waiting = {*unknown, *decision.unanswered, *(name for name in case.record.to_do if name not in decision.answers)}
    for name in decision.asked:
        origin = case.record.origins.get(name)
        if origin is not None and origin.how == "proposed" and name in decision.answers:
            waiting.add(name)
    places = case.library.places
    return tuple(sorted(waiting & places.keys(), key=lambda name: (name not in unknown, places[name])))


def empty_slots(case: Case) -> Iterator[Slot]:
    """Yield the slots of the signed sentences that have no value although a field of this outcome gives it."""
    seen: set[str] = set()
    for verdict in case.outcome.signed:
        for name in _SLOT.findall(template(case, verdict)):
            slot = case.library.slots.get(name)
            if slot is None or name in seen:
                continue
            seen.add(name)
            giving = slot if slot.field or not slot.then else _slot(case, slot.then)
            if giving.field in case.outcome.fields and not _value(case, verdict, slot).given:
                yield giving


def _filled(case: Case, verdict: str, text: str) -> Line:
    parts = _SLOT.split(text)
    words, names = parts[::2], parts[1::2]
    values = {name: _value(case, verdict, _slot(case, name)) for name in names}
    shown = {name: value.full for name, value in values.items()}
    said = _joined(words, names, shown)
    for name in sorted(values, key=lambda name: not values[name].counted):
        if _words(said) <= MOST_WORDS:
            break
        if values[name].short:
            shown[name] = values[name].short
            said = _joined(words, names, shown)
    for name, value in values.items():
        if value.counted and shown[name] == (value.short or value.full):
            for before, after in _slot(case, name).agree.items():
                said = tuple(Span(s.text.replace(before, after), s.kind) if not s.kind else s for s in said)
    return said


def _joined(words: list[str], names: list[str], shown: dict[str, Line]) -> Line:
    parts: list[str | Span] = [words[0]]
    for name, text in zip(names, words[1:], strict=True):
        parts += [*shown[name], text]
    return line(*_merged(parts))


def _merged(parts: list[str | Span]) -> Iterator[Span]:
    """Yield the spans with neighbors of the wizard's own words in one."""
    own = ""
    for part in parts:
        if isinstance(part, str) or not part.kind:
            own += part if isinstance(part, str) else part.text
            continue
        yield Span(own)
        own = ""
        yield part
    yield Span(own)


def _words(said: Line) -> int:
    return sum(1 for word in plain(said).split() if any(letter.isalnum() for letter in word))


def _slot(case: Case, name: str) -> Slot:
    found = case.library.slots.get(name)
    if found is None:
        # A pack of an older form has no slots; its sentences name the account alone.
        from wizard.pack.models import Slot

        return Slot(id=name, kind="account", fallback="this account")
    return found


def _value(case: Case, verdict: str, slot: Slot) -> _Value:
    found = _found(case, verdict, slot)
    if found is None and slot.then:
        found = _found(case, verdict, _slot(case, slot.then))
    return found or _Value(line(slot.fallback), line(slot.brief), given=False)


def _found(case: Case, verdict: str, slot: Slot) -> _Value | None:
    match slot.kind:
        case "account":
            return _name(case.account)
        case "person":
            return _name(case.person(slot.field).name) if slot.field else None
        case "date":
            return _day(case.date(slot.field)) if slot.field else None
        case "start" | "end":
            return _day(period(case, verdict)[slot.kind == "end"]) or _first(case, verdict, slot)
        case "rated" | "rated_title":
            level = case.rating.adjusted.level if case.rating else None
            title = case.library.level_title(level) if level else ""
            return _Value(line(title if slot.kind == "rated_title" else title.lower())) if title else None
        case "gaps":
            return _counted(slot, len(missing(case)))
        case "policies":
            return _policies(case, verdict, slot)
        case "portals":
            return _listed(slot, _portals(case, verdict, slot))
        case "checked_on":
            return _day(case.pack.info.checked_on)
        case "words":
            return _first(case, verdict, slot) or _listed(slot, list(_each(case, verdict, slot)))


def _day(day: date | None) -> _Value | None:
    return _Value(line(long_date(day))) if day else None


def _name(name: str) -> _Value | None:
    name = " ".join(name.split())
    if not name:
        return None
    words = name.split(" ")
    return _Value((theirs(name),), (theirs(f"{' '.join(words[:_CUT])}…"),) if len(words) > _CUT else ())


def _holds(case: Case, verdict: str, word: SlotWord) -> bool:
    return (word.verdict is None or word.verdict == verdict) and case.holds(word.when)


def _first(case: Case, verdict: str, slot: Slot) -> _Value | None:
    return next((_Value(line(word.text)) for word in slot.instead if _holds(case, verdict, word)), None)


def _each(case: Case, verdict: str, slot: Slot) -> Iterator[Span]:
    """Yield the words that hold; those of controls only where the exclusion covers them."""
    covered = waived(case, verdict)
    holding = [word for word in slot.each if _holds(case, verdict, word)]
    named = [word for word in holding if not word.control or word.control in covered]
    yield from (Span(word.text) for word in named or holding)


def _portals(case: Case, verdict: str, slot: Slot) -> list[Span]:
    reached = case.decision.platform
    wanted = [part for part in reached if part.enforced is (verdict not in slot.unenforced)]
    surfaces = case.library.surfaces
    return [Span(surfaces[part.surface].short or surfaces[part.surface].label) for part in wanted]


def _policies(case: Case, verdict: str, slot: Slot) -> _Value | None:
    names = [row.policy for row in case.exclusions_of(verdict)]
    if not names and slot.field:
        names = _SEVERAL.split(case.text(slot.field))
    unique = dict.fromkeys(" ".join(name.split()) for name in names)
    rows: dict[str, list[Exclusion]] = {}
    for row in case.exclusions_of(verdict):
        rows.setdefault(" ".join(row.policy.split()), []).append(row)
    term = period(case, verdict)
    after = [_narrower(rows.get(name, []), *term) for name in unique if name]
    return _listed(slot, [theirs(name) for name in unique if name], quoted=True, after=after)


def _narrower(rows: Sequence[Exclusion], first: date | None, last: date | None) -> str:
    """Return the days of the exclusions from one policy, in brackets, where all begin later or end earlier than their decision."""
    starts = [row.starts_on for row in rows if row.starts_on]
    lasts = [row.ends_on for row in rows if row.ends_on]
    begins = f"from {long_date(min(starts))}" if first and 0 < len(rows) == len(starts) and min(starts) > first else ""
    ends = f"until {long_date(max(lasts))}" if last and 0 < len(rows) == len(lasts) and max(lasts) < last else ""
    days = " ".join(part for part in (begins, ends) if part)
    return f" ({days})" if days else ""


def _counted(slot: Slot, number: int) -> _Value | None:
    if not number:
        return None
    said = slot.one if number == 1 else slot.many.replace("{count}", str(number))
    return _Value(line(said), counted=number > 1) if said else None


def _listed(slot: Slot, spans: list[Span], *, quoted: bool = False, after: Sequence[str] = ()) -> _Value | None:
    """Return a list, or its number where it is too long.

    Names that people gave to things are quoted: many of them read like the rest of the sentence.

    Args:
        after: What is said behind each; nothing where it is empty.
    """
    number = len(spans)
    if not number:
        return None
    if slot.more and number > 1:
        rest = slot.one_more if number == 2 else slot.more.replace("{count}", str(number - 1))
        return _Value((spans[0], Span(f" and {rest}")))
    counted = _counted(slot, number)
    if counted and slot.most and number > slot.most:
        return counted
    parts: list[Span] = []
    for place, span in enumerate(spans):
        joint = "" if not place else " and " if place == number - 1 else ", "
        parts += [Span(joint + "“" * quoted), span, Span("”" * quoted + (after[place] if after else ""))]
    full = line(*parts)
    return _Value(full, counted.full if counted and counted.full != full else (), counted=number > 1)
