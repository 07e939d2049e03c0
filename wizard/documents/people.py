"""Who signs, and whether duties are separated, from the document alone.

Names and contacts are compared in normal form; no directory is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.pack.models import Meaning
from wizard.record.names import normal, same_name, same_person
from wizard.record.values import Person

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Level, SignOff


@dataclass(frozen=True, slots=True)
class Signer:
    """A role that signs this outcome.

    Attributes:
        person: Who was named for it; empty while nobody is.
        why: Group titles or the level of risk that demand it.
    """

    role: str
    title: str
    person: Person
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyFinding:
    """A separation-of-duties conflict, or a near match.

    Attributes:
        field: The field to look at.
        blocks: Keeps the documents a draft, unless one person runs the tenant.
    """

    field: str
    text: str
    blocks: bool


def renewals(case: Case) -> int | None:
    """Return how often the exception was renewed; None where that is not stated, or not a number."""
    text = case.signoff.get(case.pack.meant.get(Meaning.RENEWALS, ""))
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 4 else None


def sign_offs(case: Case) -> tuple[SignOff, ...]:
    """Return the organization's rules of sign-off for this outcome.

    Where the main verdict's own rule names nobody, nobody signs yet. Where the checklist is
    limited to one group, so is this.
    """
    rules = {rule.group: rule for rule in case.pack.profile.sign_off}
    groups = case.library.groups
    only = {limit.only_group for limit in case.pack.checklist.limit if limit.only_group and case.holds(limit.when)}
    applying = [rules[group] for group in case.outcome.groups if group in rules and (not only or group in only)]
    own = [rule for rule in applying if case.outcome.main in groups[rule.group].verdicts]
    if own and not any(rule.roles for rule in own):
        return tuple(own)
    return tuple(applying)


def signers(case: Case) -> tuple[Signer, ...]:
    """Return who signs, in the order of the profile; the highest demand wins.

    A role whose field is not offered does not sign, save one that joins because an
    exception was renewed too often.
    """
    why: dict[str, list[str]] = {}
    for rule in sign_offs(case):
        for role in rule.roles:
            if role in case.outcome.fields or role not in case.library.fields:
                why.setdefault(role, []).append(case.library.groups[rule.group].title)
    level = case.level if not case.outcome.refused and why else None
    if level is not None:
        known = case.rating is not None and case.rating.adjusted.level is not None
        reason = f"Risk {level.title}" if known else f"Risk Unknown, held to {level.title}"
        for role in level.roles:
            if role in case.outcome.fields or role not in case.library.fields:
                why.setdefault(role, []).append(reason)
        for role in _escalation(case, level):
            why.setdefault(role, []).append("Renewed too often")
    return tuple(
        Signer(role.id, role.title, case.person(role.id), tuple(dict.fromkeys(why[role.id])))
        for role in case.pack.profile.role
        if role.id in why
    )


def _escalation(case: Case, level: Level) -> tuple[str, ...]:
    """Return the roles of the next level, where an exception was renewed more often than the organization allows."""
    number = renewals(case)
    if number is None or number <= case.pack.profile.limits.renewals:
        return ()
    levels = case.pack.profile.level
    following = levels[min(levels.index(level) + 1, len(levels) - 1)]
    return tuple(role for role in following.roles if role in case.library.roles and role not in level.roles)


def duty_findings(case: Case) -> tuple[DutyFinding, ...]:
    """Return where duties are not separated, and where a name is not a person's."""
    found: list[DutyFinding] = []
    signing = {signer.role for signer in signers(case)}
    titles = {role.id: role.title for role in case.pack.profile.role}
    for duty in case.pack.profile.duty:
        one, other = case.person(duty.a), case.person(duty.b)
        if not one or not other or not {duty.a, duty.b} & (signing | {case.pack.field_of(Meaning.DEPUTY)}):
            continue
        if same_person(one, other):
            found.append(DutyFinding(duty.b, duty.text, blocks=True))
        elif same_name(one, other):
            text = (
                f"{titles.get(duty.a, duty.a)} and {titles.get(duty.b, duty.b)} have the same name "
                "and different contacts. Check that they are two people."
            )
            found.append(DutyFinding(duty.b, text, blocks=False))
    named = [signer for signer in signers(case) if signer.person]
    if len(named) > 1 and all(same_person(named[0].person, signer.person) for signer in named[1:]):
        found.append(DutyFinding(named[0].role, "At least two different people sign.", blocks=True))
    for field in case.outcome.fields:
        if case.library.fields[field].kind == "person" and _no_person(case, case.person(field)):
            text = "A person is named here, not a mailbox or a group."
            found.append(DutyFinding(field, text, blocks=field in signing))
    return tuple(found)


def _no_person(case: Case, person: Person) -> bool:
    words = {word for part in (person.name, person.contact) for word in _words(part)}
    return bool(words & set(case.pack.documents.not_a_person))


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in normal(text).split("@")[0]).split()
