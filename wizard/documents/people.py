"""Who signs, and whether duties are separated, from the document alone.

Names and contacts are compared in normal form; no directory is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from wizard.documents.outcome import renewal_number
from wizard.pack.models import Meaning
from wizard.record.names import name_fits, normal, same_name, same_person
from wizard.record.values import NOBODY, Person
from wizard.wording import listed, long_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wizard.documents.case import Case
    from wizard.pack.models import Role, SignOff


@dataclass(frozen=True, slots=True)
class Signer:
    """A role that signs this outcome.

    Attributes:
        person: Who was named for it; empty while nobody is.
        meaning: What the signature says, as it continues after "By signing I".
    """

    role: str
    title: str
    person: Person
    meaning: str


@dataclass(frozen=True, slots=True)
class DutyFinding:
    """A separation-of-duties conflict, or a near match.

    Attributes:
        field: The field to look at.
        blocks: Keeps the documents a draft, unless one person runs the tenant.
        roles: The two roles in question; empty where it is about one person alone.
    """

    field: str
    text: str
    blocks: bool
    roles: tuple[str, ...] = ()


def renewals(case: Case) -> int | None:
    """Return how often the exception was renewed; None where that is not stated, or not a number."""
    return renewal_number(case.pack.said_of(Meaning.RENEWALS, case.signoff))


def sign_offs(case: Case) -> tuple[SignOff, ...]:
    """Return the organization's rules of sign-off for the decisions that are signed.

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
    return tuple(rule for rule in applying if rule.group in case.library.waiving) or tuple(own)


@lru_cache(maxsize=4)  # every part of a document asks; a case never changes
def signers(case: Case) -> tuple[Signer, ...]:
    """Return who signs, in the order of the profile.

    A role whose field is not offered does not sign.
    """
    fields, offered = case.library.fields, case.outcome.fields
    asked = {role for rule in sign_offs(case) for role in rule.roles if role in offered or role not in fields}
    level = case.level if not case.outcome.refused and asked else None
    if level is not None:
        asked |= {role for role in level.roles if role in offered or role not in fields}
        asked |= {*case.outcome.escalated}
    return tuple(
        Signer(role.id, role.title, case.person(role.id), _meaning(case, role))
        for role in case.pack.profile.role
        if role.id in asked
    )


def waives(case: Case) -> bool:
    """Return whether the documents carry a decision that waives a control."""
    return not case.library.waiving.isdisjoint(case.outcome.groups)


def _meaning(case: Case, role: Role) -> str:
    if not waives(case):
        return role.otherwise or case.pack.profile.acknowledges
    if not case.offers(Meaning.END):
        return role.without_end or role.signing
    end = case.date(Meaning.END)
    return role.signing.replace("{end}", long_date(end) if end else "a date to be set")


def duty_findings(case: Case, people: Mapping[str, Person] | None = None) -> tuple[DutyFinding, ...]:
    """Return where duties are not separated, and where a name is not a person's.

    This is the one rule for the screens, for final documents and for what was really signed.

    Args:
        people: Who really acted, by role; where a role is missing there, the person whom the record names.
    """
    return _duty_findings(case, people) if people else _planned_duties(case)


@lru_cache(maxsize=4)  # open items, rating and warnings all ask; a case never changes
def _planned_duties(case: Case) -> tuple[DutyFinding, ...]:
    return _duty_findings(case, {})


def _duty_findings(case: Case, people: Mapping[str, Person]) -> tuple[DutyFinding, ...]:
    acting = {role.id: people.get(role.id) or case.person(role.id) for role in case.pack.profile.role}
    signing = signers(case)
    found = [*_conflicts(case, acting, {signer.role for signer in signing})]
    named = [acting[signer.role] for signer in signing if acting[signer.role]]
    if len(named) > 1 and all(same_person(named[0], person) for person in named[1:]):
        first = next(signer.role for signer in signing if acting[signer.role])
        found.append(DutyFinding(first, "At least two different people sign.", blocks=True))
    roles = {signer.role for signer in signing}
    for field in case.outcome.fields:
        if case.library.fields[field].kind == "person" and _no_person(case, acting.get(field) or case.person(field)):
            text = "A person is named here, not a mailbox or a group."
            found.append(DutyFinding(field, text, blocks=field in roles))
    return tuple(found)


def _conflicts(case: Case, acting: Mapping[str, Person], signing: set[str]) -> Iterator[DutyFinding]:
    """Yield each two roles of a duty that one person holds.

    Where a waiver is decided, everybody with a part in it counts. Elsewhere one of the two signs. A role whose
    signature is not asked for counts nowhere.
    """
    roles = case.library.roles
    deciding = waives(case) and any(roles[one].approves for one in signing)
    watched = signing | {case.pack.field_of(Meaning.DEPUTY)}
    waiting = {role.id for role in roles.values() if role.signing and role.id not in signing}
    told: set[frozenset[str]] = set()
    for duty in case.pack.profile.duty:
        for one, other in combinations(duty.roles, 2):
            pair = frozenset((one, other))
            first, second = acting.get(one, NOBODY), acting.get(other, NOBODY)
            if pair in told or pair & waiting or not first or not second or not (deciding or pair & watched):
                continue
            both = " and ".join(roles[part].title if part in roles else part for part in (one, other))
            place = other if other in case.outcome.fields else one
            if _one_hand(first, second):
                told.add(pair)
                yield DutyFinding(place, f"{both} are one person. {duty.text}", blocks=True, roles=(one, other))
            elif same_name(first, second):
                told.add(pair)
                text = f"{both} have the same name and different contacts. Check that they are two people."
                yield DutyFinding(place, text, blocks=False, roles=(one, other))


def duty_warnings(case: Case) -> list[str]:
    """Return what documents say about duties that do not block them, as sentences."""
    findings = duty_findings(case)
    told = [finding.text for finding in findings if not finding.blocks and finding.roles]
    if case.self_assessment:
        held = {role for finding in findings if finding.blocks for role in finding.roles}
        names = listed([role.title for role in case.pack.profile.role if role.id in held])
        told.insert(0, f"Self-assessment: duties are not separated{f' ({names})' if names else ''}.")
    return told


def _one_hand(one: Person, other: Person) -> bool:
    """Return whether one person holds both roles, in person or through a delegate."""
    if same_person(one, other):
        return True
    return any(
        stands.represents
        and (
            name_fits(stands.represents, behind.name)
            or bool(behind.represents and name_fits(stands.represents, behind.represents))
        )
        for stands, behind in ((one, other), (other, one))
    )


def _no_person(case: Case, person: Person) -> bool:
    words = {word for part in (person.name, person.contact) for word in _words(part)}
    return bool(words & set(case.pack.documents.not_a_person))


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in normal(text).split("@")[0]).split()
