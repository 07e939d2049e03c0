"""Checklist, sign-off, risk and organization rules: complete, and each part fits the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.models import MEANT, WRITTEN, Item, Meaning, Pack

SECOND_HAND = "Second-hand"
"""How the note of a source begins that was read through somebody else's text."""


def check(context: Context) -> Iterator[Finding]:
    """Yield holes in the risk table, signatures that nobody can give, and verdicts without a checklist."""
    yield from _risk(context.pack)
    yield from _kinds(context.pack)
    yield from _profile(context.pack)
    yield from _duties(context.pack)
    yield from _fields(context.pack)
    yield from _checklist(context.pack)
    yield from _meanings(context.pack)


def _risk(pack: Pack) -> Iterator[Finding]:
    risk = pack.risk
    wanted = list(product(risk.levels, repeat=2))
    given = [(cell.likelihood, cell.impact) for cell in risk.cell]
    for likelihood, impact in wanted:
        count = given.count((likelihood, impact))
        if count != 1:
            message = f"has {count} cells for likelihood {likelihood} and impact {impact}."
            yield Finding("P701", "risk.toml", message, "Give the cell once.")
    if risk.levels and not risk.likelihood:
        yield Finding("P701", "risk.toml", "does not say where the likelihood starts.", "Add [likelihood].")
    if risk.impact and risk.impact[-1].when.strip():
        message = "has no impact for inputs that none of its conditions fit."
        yield Finding("P701", "risk.toml", message, "End with an [[impact]] without a condition.")


def _kinds(pack: Pack) -> Iterator[Finding]:
    """Yield kinds of control that the method rates and no field offers, or the other way round."""
    for field in pack.signoff:
        if field.means != Meaning.CONTROLS:
            continue
        offered, rated = {option.id for option in field.option}, {kind.id for kind in pack.risk.lower}
        for name in sorted(offered ^ rated):
            message = f"offers the kind '{name}', which risk.toml does not rate."
            if name in rated:
                message = f"does not offer the kind '{name}' of risk.toml."
            yield Finding("P714", f"field {field.id}", message, "Name the same kinds in both.")


def _profile(pack: Pack) -> Iterator[Finding]:
    profile = pack.profile
    levels = {level.id for level in profile.level}
    for name in pack.risk.levels:
        if name not in levels:
            message = f"has no level '{name}', which the risk table can give."
            yield Finding("P702", "profile.toml", message, "Add the level with its cap, review and roles.")
    order = [level for name in pack.risk.levels for level in profile.level if level.id == name]
    for level in order:
        if not 0 < level.review_days <= level.cap_days:
            message = f"is reviewed every {level.review_days} days and ends after {level.cap_days}."
            yield Finding("P703", f"level {level.id}", message, "Review it at least once before it ends.")
        if not level.roles:
            yield Finding("P703", f"level {level.id}", "is signed by nobody.", "Name the roles that must sign.")
    for milder, worse in pairwise(order):
        if worse.cap_days > milder.cap_days or worse.review_days > milder.review_days:
            message = f"lasts longer or is reviewed less often than the milder level '{milder.id}'."
            yield Finding("P703", f"level {worse.id}", message, "Shorten it.")
    if list(profile.reminders.days_before) != sorted(set(profile.reminders.days_before), reverse=True):
        message = "reminds on days that do not come closer and closer."
        yield Finding("P703", "profile.toml", message, "Sort 'days_before' from the longest to the shortest.")
    asked = {field.id for field in pack.signoff if field.kind == "person"}
    signing = signing_roles(pack)
    for role in profile.role:
        if role.id in signing and role.id not in asked:
            message = "must sign, but no field of signoff.toml asks for the person."
            yield Finding("P704", f"role {role.id}", message, "Add a field of kind 'person' with this ID.")


def signing_roles(pack: Pack) -> set[str]:
    """Return the roles that some level or group asks to sign."""
    roles = {role for level in pack.profile.level for role in level.roles}
    return roles | {role for sign_off in pack.profile.sign_off for role in sign_off.roles}


def _duties(pack: Pack) -> Iterator[Finding]:
    for duty in pack.profile.duty:
        if len(set(duty.roles)) < len(duty.roles):
            yield Finding("P705", f"duty {duty.id}", "keeps a role apart from itself.", "Name each role once.")


def _fields(pack: Pack) -> Iterator[Finding]:
    keys: dict[str, str] = {}
    for field in pack.signoff:
        place = f"field {field.id}"
        if (field.kind in {"choice", "choices", "controls", "exclusions", "evidence"}) < bool(field.option) or (
            field.kind in {"choice", "choices"} and not field.option
        ):
            message = f"is of kind '{field.kind}' and has {len(field.option)} options."
            remedy = "'choice' and 'choices' need options, 'controls', 'exclusions' and 'evidence' may have some, and no other kind has any."
            yield Finding("P710", place, message, remedy)
        asked = pack.question_by_id.get(field.question or "")
        answers = (
            {answer.id for answer in asked.option} if asked is not None else {option.id for option in field.option}
        )
        for option in field.option:
            if option.id not in answers:
                message = f"offers '{option.id}', which isn't an answer to the question '{field.question}'."
                yield Finding("P714", place, message, "Name answers of that question.")
        if field.required_when is not None and field.asked_when is None:
            message = "is required, and no face asks it."
            yield Finding("P826", place, message, "Say when it is asked in 'asked_when'.")
        if field.front_matter and field.front_matter in keys:
            message = f"goes to the front matter key '{field.front_matter}', as '{keys[field.front_matter]}' does."
            yield Finding("P711", place, message, "Give it its own key.")
        keys.setdefault(field.front_matter, field.id)


def _checklist(pack: Pack) -> Iterator[Finding]:
    signed = {sign_off.group for sign_off in pack.profile.sign_off}
    for verdict in pack.verdicts:
        groups = [group.id for group in pack.checklist.group if verdict.id in group.verdicts]
        place = f"verdict {verdict.id}"
        if bool(groups) == bool(verdict.no_checklist):
            message = "needs either a group of the checklist or the reason for none in 'no_checklist'."
            yield Finding("P708", place, message, "Add it to a group of checklist.toml.")
        elif groups and pack.profile.sign_off and not signed.intersection(groups):
            message = "has no line in the table of those who sign."
            yield Finding("P706", place, message, "Add a [[sign_off]] for one of its groups.")
    for item in pack.checklist.item:
        missing = [name for name in ("text", "owner_role", "evidence", "outcomes") if not getattr(item, name)]
        if missing:
            yield Finding("P709", f"item {item.id}", f"has no {' and no '.join(missing)}.", "Fill it in.")
        if not item.sources and not item.facts and not item.house_rule:
            message = "rests on no source and no fact, and is not marked as an organization rule."
            yield Finding("P709", f"item {item.id}", message, "Cite what it rests on, or set 'house_rule = true'.")
        yield from _unaccepted(pack, item)


def _unaccepted(pack: Pack, item: Item) -> Iterator[Finding]:
    """Yield the sources that the checklist would show for an item, and that no auditor takes for an authority."""
    accepted = pack.info.accepted_publishers
    if not accepted:
        return
    facts = (pack.fact_by_id[name] for name in item.facts if name in pack.fact_by_id)
    for name in item.sources or tuple(fact.sources[0] for fact in facts if fact.sources)[:1]:
        source = pack.source_by_id.get(name)
        if source is None:
            continue
        second_hand = source.note.startswith(SECOND_HAND)
        if second_hand or source.publisher not in accepted:
            why = "was read second-hand" if second_hand else f"is of {source.publisher}"
            message = f"cites the source '{name}', which {why}; an auditor accepts no such authority."
            remedy = "Cite the standard or the publisher itself, or list the publisher in 'accepted_publishers'."
            yield Finding("P715", f"item {item.id}", message, remedy)


def _meanings(pack: Pack) -> Iterator[Finding]:
    """Yield meanings that no field carries, that two fields carry, or that a field of another kind carries.

    The rules about dates, controls and duties run where the documents rate an exception. A pack
    that rates none may omit meanings.
    """
    carried: dict[Meaning, str] = {}
    for field in pack.signoff:
        if field.means is None:
            continue
        kinds = MEANT.get(field.means, WRITTEN)
        if field.kind not in kinds:
            message = f"means '{field.means}' and is of kind '{field.kind}'."
            yield Finding("P713", f"field {field.id}", message, f"A field with this meaning is of kind {_or(kinds)}.")
        if field.means in carried:
            message = f"means '{field.means}', as '{carried[field.means]}' does."
            yield Finding("P713", f"field {field.id}", message, "Keep the meaning at one of them.")
        carried.setdefault(field.means, field.id)
    missing = [meaning for meaning in Meaning if meaning not in carried]
    if missing and pack.documents.risk.full_for is not None:
        message = f"has no field with the meaning {_or(missing)}, so rules of the documents look at nothing."
        yield Finding("P712", "signoff.toml", message, "Set 'means' at the field that holds it.")


def _or(names: Iterable[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
