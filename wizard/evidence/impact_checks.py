"""What a reader has to know about two sets of policies before trusting their comparison.

Nothing in an export of policies says reliably which tenant it comes from. Two tenants in one folder are
recognized by what they leave behind: tenant ids, equal names with other ids, and files that name
nothing of the directory while others do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from wizard.errors import Problem
from wizard.evidence.directory import Directory
from wizard.evidence.exclusions import objects_of
from wizard.evidence.impact import Impact
from wizard.evidence.policies.fields import is_guid
from wizard.evidence.policies.model import Policy, Reading
from wizard.wording import count, joined, short

_FEW = 3
"""Objects that a file has to name before it says anything that the directory has none of them."""


def remarks(impact: Impact, old: Path, new: Path) -> list[Problem]:
    """Return what to say with the result: how policies were matched, and sets that look mixed."""
    found = [*_matching(impact, new)]
    readings = [(old, impact.old)] + ([(new, impact.new)] if impact.new.policies != impact.old.policies else [])
    for path, reading in readings:
        found += mixed_tenants(path, reading, impact.directory)
    return found


def _matching(impact: Impact, new: Path) -> Iterator[Problem]:
    pairing = impact.pairing
    if not pairing.by_name:
        return
    policies = count(pairing.by_name, "policy", "policies")
    if pairing.common_ids:
        message = f"{policies} with other IDs were matched by displayName."
    else:
        message = f"has no policy ID in common with the set before; {policies} were matched by displayName."
    yield Problem(str(new), message, "Check that both sets are of the same tenant.", "by-display-name", "note")


def mixed_tenants(path: Path, reading: Reading, directory: Directory) -> Iterator[Problem]:
    """Yield why one set looks like the policies of several tenants."""
    reason = _by_tenant_id(reading) or _by_name(reading) or _by_directory(reading, directory)
    if reason:
        message = f"looks like the policies of two tenants: {reason}. All were judged as one set."
        yield Problem(str(path), message, "Keep each tenant's policies in its own folder.", "two-tenants", "note")


def _by_tenant_id(reading: Reading) -> str:
    tenants = sorted({policy.tenant for policy in reading.policies} - {""})
    return f"they name the tenants {joined(tenants)}" if len(tenants) > 1 else ""


def _by_name(reading: Reading) -> str:
    ids: dict[str, set[str]] = {}
    files: dict[str, set[str]] = {}
    for policy in reading.policies:
        if policy.id and policy.name:
            ids.setdefault(policy.name.lower(), set()).add(policy.id.lower())
            files.setdefault(policy.name.lower(), set()).add(_file(policy))
    double = [name for name in ids if len(ids[name]) > 1 and len(files[name]) > 1]
    if not double:
        return ""
    return f"{count(len(double), 'name')} with several IDs in several files, such as '{short(double[0], 80)}'"


def _by_directory(reading: Reading, directory: Directory) -> str:
    """Compare by file, or by folder where each file holds one policy: one part names only what the directory lacks."""
    known: Counter[str] = Counter()
    strange: Counter[str] = Counter()
    policies_in = Counter(_file(policy) for policy in reading.policies)
    for policy in reading.policies:
        file = _file(policy)
        part = file if policies_in[file] > 1 else str(Path(file).parent)
        for told in _objects(policy, directory):
            (known if told else strange)[part] += 1
    foreign = [part for part, count in strange.items() if count >= _FEW and not known[part]]
    if not known or not foreign:
        return ""
    names = joined(Path(part).name for part in foreign)
    return f"the directory has none of the users, groups and locations that {names} names"


def _objects(policy: Policy, directory: Directory) -> Iterator[bool]:
    """Yield for each object that a policy names by id whether the directory has it."""
    yield from objects_of(policy, directory)
    places, known = policy.locations, directory.locations
    if places is not None and known is not None:
        yield from (entry in known for entry in places.include | places.exclude if is_guid(entry))


def _file(policy: Policy) -> str:
    head, colon, line = policy.place.rpartition(":")
    return head if colon and line.isdigit() else policy.place.split(" (", 1)[0]
