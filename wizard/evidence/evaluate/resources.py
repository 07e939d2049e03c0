"""The resource condition: applications, groups of them, filters, user actions, authentication contexts.

A policy looks at the resource that is asked for, not at the public client that asks (CA-05).
A group whose list is not complete leaves an unknown id undecided. When several resources are
asked for at once, a policy applies that covers one of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.evidence.evaluate.finding import Finding, met, open_question, scoped, strange_words, unmet
from wizard.evidence.evaluate.sign_in import Target
from wizard.evidence.policies.fields import is_guid
from wizard.evidence.policies.model import Resources
from wizard.evidence.tables import ConditionalAccessTables, ResourceGroup
from wizard.evidence.truth import Truth, any_of
from wizard.wording import short

REASON = "application"
ACTION = "userActions"
CONTEXT = "authenticationContext"
ALL = "all"
NONE = "none"
_SUBJECT = "signInContext.includeApplications"
_CONTEXT_ID = re.compile(r"c\d{1,2}").fullmatch


def judge(resources: Resources, target: Target, tables: ConditionalAccessTables) -> Finding:
    """Return whether what is asked for is in scope of a policy."""
    if target.user_action:
        return _action(resources, target, tables)
    if target.context:
        return _context(resources, target)
    if only_baseline_scopes(target, tables):
        return _baseline(resources, target, tables)
    findings = [_one(resources, resource, target, tables) for resource in target.resources]
    if not findings:
        return open_question(REASON, _SUBJECT)
    truth = any_of(finding.truth for finding in findings)
    missing = tuple(dict.fromkeys(entry for finding in findings for entry in finding.missing)) if truth is None else ()
    notes = tuple(dict.fromkeys(note for finding in findings for note in finding.notes))
    return Finding(truth, findings[0].reason, missing, notes)


def _is_empty(resources: Resources) -> bool:
    return not (resources.include or resources.filter_mode or resources.user_actions or resources.contexts)


def _one(resources: Resources, resource: str, target: Target, tables: ConditionalAccessTables) -> Finding:
    if _is_empty(resources):
        note = "names no resource; read as not configured, that is as all resources"
        return _noted(scoped(lambda: (True, []), lambda: _exclusion(resources, resource, tables), REASON), note)
    finding = scoped(
        lambda: _inclusion(resources, resource, tables),
        lambda: _exclusion(resources, resource, tables),
        _reason(resources),
    )
    if finding.truth is False and ALL in resources.include and target.scopes is None and resources.exclude:
        note = f"a request for baseline scopes only is judged as access to the directory and is not covered by the exclusion, unless the tenant switched that off ({tables.baseline_settings})"
        return _noted(finding, note)
    return finding


def _noted(finding: Finding, note: str) -> Finding:
    return replace(finding, notes=(*finding.notes, note))


def _reason(resources: Resources) -> str:
    if resources.include or resources.filter_mode:
        return REASON
    return ACTION if resources.user_actions else CONTEXT


def _inclusion(resources: Resources, resource: str, tables: ConditionalAccessTables) -> tuple[Truth, list[str]]:
    if ALL in resources.include:
        return True, []
    told = [covers(entry, resource, tables) for entry in resources.include if entry != NONE]
    if resources.filter_mode == "include":
        told.append(None)
    truth = any_of(told)
    return truth, _wanted(resources, "include", resources.include, resource, tables) if truth is None else []


def _exclusion(resources: Resources, resource: str, tables: ConditionalAccessTables) -> tuple[Truth, list[str]]:
    told = [covers(entry, resource, tables) for entry in resources.exclude if entry != NONE]
    if resources.filter_mode == "exclude":
        told.append(None)
    truth = any_of(told)
    return truth, _wanted(resources, "exclude", resources.exclude, resource, tables) if truth is None else []


def _wanted(
    resources: Resources, mode: str, entries: frozenset[str], resource: str, tables: ConditionalAccessTables
) -> list[str]:
    wanted: list[str] = []
    known = tables.resources.get(resource)
    if resources.filter_mode == mode:
        name = known.name if known else short(resource, 80)
        wanted.append(f"custom security attributes of the application {name} (applicationFilter)")
    open_entries = sorted(entry for entry in entries if entry != NONE and covers(entry, resource, tables) is None)
    if not open_entries:
        return wanted
    entry = open_entries[0]
    group = tables.groups.get(entry)
    shown = short(group.name if group else entry, 80)
    if resource == ALL or (resource in tables.groups and not is_guid(resource)):
        wanted.append(f"{_SUBJECT}: the ID of one application instead of {short(resource, 40)}")
    elif known is not None and known.kind == "client":
        wanted.append(f"{_SUBJECT}: the resource that the client {known.name} asks for")
    elif known is not None and known.kind == "umbrella":
        wanted.append(f"{_SUBJECT}: the service behind {known.name} (conditionalAccessAudiences of a sign-in log)")
    elif group is not None:
        name = known.name if known else short(resource, 80)
        wanted.append(f"whether Microsoft counts {name} to {shown}")
    else:
        wanted.append(f"the application ID of {shown}, which the policy gives by name")
    return wanted


def covers(entry: str, resource: str, tables: ConditionalAccessTables) -> Truth:
    """Return whether one entry of a policy's list covers a resource.

    Args:
        entry: Id, word or name, lower case.
        resource: Id or word of the request, lower case.
        tables: The subject's tables.
    """
    entry = entry if is_guid(entry) else tables.resource_ids.get(entry, entry)
    if entry == resource:
        return True
    if resource == ALL:
        return None
    known = tables.resources.get(resource)
    kind = known.kind if known else "resource"
    group = tables.groups.get(entry)
    if kind == "umbrella":
        # Its services are Microsoft's own; an application of somebody else is never one of them.
        return None if group is not None or entry in tables.resources or not is_guid(entry) else False
    asked = tables.groups.get(resource) if not is_guid(resource) else None
    if asked is not None:
        return _group_against(asked, entry, group, known_entry=entry in tables.resources)
    if group is not None:
        return _membership(group, resource, kind, known_resource=known is not None)
    if is_guid(entry) != is_guid(resource):
        # One is an id, the other a name or a word that nobody here knows.
        return None
    return None if kind == "client" else False


def _membership(group: ResourceGroup, resource: str, kind: str, *, known_resource: bool) -> Truth:
    if resource in group.members:
        return True
    if resource in group.undecided or kind == "client":
        return None
    return False if group.complete or known_resource else None


def _group_against(asked: ResourceGroup, entry: str, group: ResourceGroup | None, *, known_entry: bool) -> Truth:
    """Judge a request that names a whole group: which member is asked for decides, unless all or none fit."""
    asked_all = asked.members | asked.undecided
    if group is None:
        return False if entry not in asked_all and (known_entry or asked.complete) else None
    group_all = group.members | group.undecided
    if asked.complete and asked_all <= group.members:
        return True
    return None if not asked_all.isdisjoint(group_all) or not (asked.complete or group.complete) else False


def only_baseline_scopes(target: Target, tables: ConditionalAccessTables) -> bool:
    """Return True when a request asks for nothing but scopes that count as access to the directory (CA-08)."""
    return bool(target.scopes) and target.scopes is not None and target.scopes <= tables.baseline_scopes


def _baseline(resources: Resources, target: Target, tables: ConditionalAccessTables) -> Finding:
    name = (
        tables.resources[tables.baseline_resource].name if tables.baseline_resource in tables.resources else "directory"
    )
    note = f"baseline scopes only: judged as access to {name}; a tenant may have switched that off ({tables.baseline_settings})"
    directory = Target((tables.baseline_resource,), scopes=target.scopes)
    finding = _one(resources, tables.baseline_resource, directory, tables)
    if finding.truth is False:
        own = next((app for app in target.resources if _covered_itself(resources, app, directory, tables)), None)
        if own is not None:
            known = tables.resources.get(own)
            shown = short(known.name if known else own, 80)
            question = (
                f"whether {shown} asks for an ID token for itself, as a web application does, or is a public client"
            )
            finding = open_question(REASON, question)
    return _noted(finding, note)


def _covered_itself(resources: Resources, app: str, target: Target, tables: ConditionalAccessTables) -> bool:
    """Whether a policy names an application that may be judged itself: one that asks for an ID token (CA-05)."""
    known = tables.resources.get(app)
    if known is not None and known.kind != "resource":
        return False
    return _one(resources, app, target, tables).truth is True


def _action(resources: Resources, target: Target, tables: ConditionalAccessTables) -> Finding:
    """Judge a user action: policies for it and policies for all resources apply, as Microsoft's what-if answers."""
    named = {tables.user_actions.get(action, action) for action in resources.user_actions}
    if target.user_action in named or ALL in resources.include or _is_empty(resources):
        return met(ACTION)
    strange = strange_words(
        frozenset(named), frozenset(tables.user_actions.values()), "conditions.applications.includeUserActions"
    )
    if strange:
        return open_question(ACTION, *strange)
    if resources.filter_mode:
        return unmet(REASON)
    return unmet(ACTION if resources.user_actions else REASON)


def _context(resources: Resources, target: Target) -> Finding:
    """Judge an authentication context: policies for it and policies for all resources apply."""
    if target.context in resources.contexts or ALL in resources.include or _is_empty(resources):
        return met(CONTEXT)
    strange = [f"what '{short(word, 60)}' means" for word in sorted(resources.contexts) if not _CONTEXT_ID(word)]
    if strange:
        return open_question(CONTEXT, *strange)
    return unmet(CONTEXT if resources.contexts else REASON)
