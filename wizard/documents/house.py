"""The rules of the organization that decides: those of the pack, over them its settings, over them the record's sign-off.

What applied is in the record when documents are made, and goes before everything else when they are made again for
the same day.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wizard.errors import Problem, RecordError
from wizard.pack.models import Meaning
from wizard.record.model import Applied, AppliedLevel
from wizard.record.settings import OwnRules, Settings
from wizard.record.signoff import unfolded
from wizard.record.values import Organization
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from wizard.pack.models import Level, Pack, Profile, Role
    from wizard.record.model import Record

_KEPT = 8
_known: list[tuple[Pack, Settings, Pack]] = []


def settled(pack: Pack, record: Record, settings: Settings | None, day: date) -> Record:
    """Return a copy of a record that says what applies to documents of a day.

    Args:
        settings: Those of the engagement; None for those of the pack alone.
        day: The date of the documents.

    Raises:
        RecordError: A setting does not fit the pack.
    """
    if settings is not None:
        pack = with_settings(pack, settings)
    return record.model_copy(update={"applied": _applied(pack, record, day)})


def applying(pack: Pack, record: Record, day: date) -> tuple[Pack, Applied]:
    """Return the pack with the rules that apply to a record on a day, and those rules as a record keeps them."""
    known = record.applied
    if known is None or known.printed_on != day:
        return pack, _applied(pack, record, day)
    with suppress(RecordError, ValidationError):  # made with another pack, or by hand; the comparison reports it
        pack = with_settings(pack, _settings_of(pack, known))
    return pack, _applied(pack, record, day, known)


def _applied(pack: Pack, record: Record, day: date, known: Applied | None = None) -> Applied:
    """Return the rules of a pack as a record keeps them; in whose name they apply is what is known, if anything."""
    profile = pack.profile
    own = _organization(pack, record, known)
    classification = pack.said_of(Meaning.CLASSIFICATION, record.signoff)
    if known is not None and not classification:
        classification = known.classification
    return Applied(
        printed_on=day,
        knowledge_digest=pack.digest,
        organization=own.name,
        policy=own.policy,
        clause=own.clause,
        register_id=own.register_id,
        retention=own.retention,
        classification=classification if isinstance(classification, str) else profile.classification.default,
        levels=[
            AppliedLevel(id=one.id, cap_days=one.cap_days, review_days=one.review_days, roles=list(one.roles))
            for one in profile.level
        ],
        first_term_days=profile.limits.first_term_days,
        renewals=profile.limits.renewals,
        meanings={role.id: role.signing for role in profile.role if role.signing},
    )


def _organization(pack: Pack, record: Record, known: Applied | None) -> Organization:
    """Return the organization: what the record says, over what is known or what the rules say."""
    field = next((one for one in pack.signoff if one.means is Meaning.ORGANIZATION), None)
    told = Organization.readable(unfolded(field, record.signoff.get(field.id))) if field is not None else Organization()
    given = {part: text for part, text in told.model_dump().items() if text}
    base = pack.profile.organization.model_dump()
    if known is not None:
        base = {**{part: getattr(known, part) for part in base if part != "name"}, "name": known.organization}
    return Organization.model_validate({**base, **given})


def _settings_of(pack: Pack, applied: Applied) -> Settings:
    """Return the rules that applied as settings; levels and roles that the pack does not have stay out."""
    levels = {one.id for one in pack.profile.level}
    roles = {one.id for one in pack.profile.role}
    there = [one for one in applied.levels if one.id in levels]
    return Settings(
        rules=OwnRules(
            cap_days={one.id: one.cap_days for one in there},
            review_days={one.id: one.review_days for one in there},
            roles={one.id: tuple(role for role in one.roles if role in roles) for one in there},
            meanings={role: text for role, text in applied.meanings.items() if role in roles},
            first_term_days=applied.first_term_days,
            renewals=applied.renewals,
        ),
    )


def with_settings(pack: Pack, settings: Settings) -> Pack:
    """Return the pack with an organization's own rules; the pack itself where they change nothing.

    Raises:
        RecordError: A setting names no level or role of the pack, or a worse level lasts longer than a milder one.
    """
    for base, known, made in _known:
        if base is pack and known == settings:
            return made
    if problems := list(_problems(pack, settings.rules)):
        raise RecordError(*problems)
    profile = _profile(pack.profile, settings)
    made = pack if profile == pack.profile else pack.model_copy(update={"profile": profile})
    _known[:] = [(pack, settings, made), *_known[: _KEPT - 1]]
    return made


def _profile(profile: Profile, settings: Settings) -> Profile:
    rules, house = settings.rules, settings.organization
    limits: dict[str, Any] = {"first_term_days": rules.first_term_days, "renewals": rules.renewals}
    update: dict[str, Any] = {
        "level": tuple(_level(level, rules) for level in profile.level),
        "role": tuple(_role(role, rules.meanings) for role in profile.role),
        "limits": profile.limits.model_copy(
            update={name: value for name, value in limits.items() if value is not None}
        ),
        "organization": profile.organization.model_copy(
            update={name: text for name, text in house.model_dump(exclude={"classification"}).items() if text}
        ),
    }
    if house.classification:
        update["classification"] = profile.classification.model_copy(update={"default": house.classification})
    return profile.model_copy(update=update)


def _level(level: Level, rules: OwnRules) -> Level:
    update: dict[str, Any] = {
        "cap_days": rules.cap_days.get(level.id, level.cap_days),
        "roles": rules.roles.get(level.id, level.roles),
    }
    days = rules.review_days.get(level.id, level.review_days)
    if days != level.review_days:
        update |= {"review_days": days, "review_text": f"every {days} days"}
    return level.model_copy(update=update)


def _role(role: Role, meanings: Mapping[str, str]) -> Role:
    text = meanings.get(role.id, role.signing)
    if text == role.signing:
        return role
    return role.model_copy(update={"signing": text, "without_end": text.replace(" until {end}", "")})


def _problems(pack: Pack, rules: OwnRules) -> Iterator[Problem]:
    levels = [level.id for level in pack.profile.level]
    roles = [role.id for role in pack.profile.role]
    for table in ("cap_days", "review_days", "roles"):
        for name in getattr(rules, table):
            if name not in levels:
                yield Problem(
                    f"{SETTINGS_FILE}: rules.{table}.{name[:60]}",
                    "isn't a level of risk.",
                    f"Levels are {', '.join(levels)}.",
                )
    for place, named in (
        *((f"roles.{level}", names) for level, names in rules.roles.items()),
        ("meanings", rules.meanings),
    ):
        for name in named:
            if name not in roles:
                yield Problem(
                    f"{SETTINGS_FILE}: rules.{place}",
                    f"names '{name[:60]}', which isn't a role.",
                    f"Roles are {', '.join(roles)}.",
                )
    offered = [_level(level, rules) for level in pack.profile.level if level.offered]
    for milder, worse in pairwise(offered):
        if worse.cap_days > milder.cap_days or worse.review_days > milder.review_days:
            message = f"lasts longer or is reviewed less often than the milder level '{milder.id}'."
            yield Problem(f"{SETTINGS_FILE}: rules", message, "Shorten it.", subject=f"Level '{worse.id}'")
    for level in offered:
        if level.review_days > level.cap_days:
            yield Problem(
                f"{SETTINGS_FILE}: rules",
                "ends before its first review.",
                "Review it earlier.",
                subject=f"Level '{level.id}'",
            )
