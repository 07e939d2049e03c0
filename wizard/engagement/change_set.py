"""The files of a change set: the change record with its proof, requests, scripts, Terraform and what-if requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wizard.documents.bundle import SUMS, sha256
from wizard.documents.escape import finished, identifier, inline
from wizard.evidence.change.powershell import change_script, rollback_script, scopes_of
from wizard.evidence.change.sign_ins import requests
from wizard.evidence.change.terraform import terraform
from wizard.wording import agreed, count, long_date

if TYPE_CHECKING:
    from wizard.evidence.change.model import ChangeSet, PolicyState, Request
    from wizard.evidence.change.proof import Proof

PAGE, REQUESTS = "change.md", "graph.json"
_LICENSES = "https://learn.microsoft.com/entra/id-governance/licensing-fundamentals"
_SIZE = "https://github.com/MicrosoftDocs/azure-docs/issues/110537"
_LARGE = 10_000
"""Bytes of a policy from which a note is due: Entra is reported to take no policy of more than 10 KB."""


def files_of(change: ChangeSet, proof: Proof, witness: str, day: date) -> dict[str, bytes]:
    """Return the files of a change set by name.

    Args:
        witness: Id of an account that must not change and is asked for in the what-if too; empty for none.
        day: The day of the change record.
    """
    users = [change.account, *([witness] if witness else [])]
    bodies = requests(proof.contexts, users)
    lines = "".join(f"{json.dumps(body, ensure_ascii=False)}\n" for body in bodies)
    made = {
        PAGE: finished("\n".join(_page(change, proof, day, witness))) + "\n",
        REQUESTS: json.dumps(_requests(change), indent=2, ensure_ascii=False) + "\n",
        "change.ps1": change_script(change),
        "rollback.ps1": rollback_script(change),
        "change.tf": terraform(change),
        "what-if-before.json": lines,
        "what-if-after.json": lines,
    }
    data = {name: text.encode("utf-8") for name, text in made.items()}
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(data.items()))
    return {**data, SUMS: sums.encode("ascii")}


def _requests(change: ChangeSet) -> dict[str, Any]:
    return {
        "record": change.approved.record_id,
        "tenant": change.tenant,
        "service": "https://graph.microsoft.com/v1.0",
        "scopes": scopes_of(change),
        "change": [one.as_dict() for one in change.requests],
        "rollback": [one.as_dict() for one in change.rollback],
    }


def _page(change: ChangeSet, proof: Proof, day: date, witness: str) -> Iterator[str]:
    what = "Exclude" if change.kind == "exclusion" else "End the exclusion of"
    yield f"# {what} {identifier(change.account_name)}"
    yield ""
    ticket = f", ticket {inline(change.approved.ticket)}" if change.approved.ticket else ""
    yield f"Record {identifier(change.approved.record_id)}{ticket}. Made on {long_date(day)}. Nothing was sent to the tenant."
    yield from (
        "",
        "## What was approved",
        "",
        "| Control | Policy | Group | From | To |",
        "| --- | --- | --- | --- | --- |",
    )
    for row in change.approved.rows:
        start = long_date(row.starts_on) if row.starts_on else "approval"
        end = long_date(row.ends_on) if row.ends_on else "no end"
        yield f"| {inline(row.control.replace('_', ' '))} | {inline(row.policy)} | {inline(row.group)} | {start} | {end} |"
    yield from ("", "## Steps", "", "| | Step | Request |", "| --- | --- | --- |")
    yield from _steps(change.requests)
    for policy in change.policies:
        yield from _difference(policy)
    yield from ("", "## Proof", "")
    yield from _proof(change, proof)
    yield from ("", "## Rollback", "", "| | Step | Request |", "| --- | --- | --- |")
    yield from _steps(change.rollback)
    yield from ("", "## How to run it", "")
    yield from _how(change, witness)


def _steps(found: Sequence[Request]) -> Iterator[str]:
    for number, request in enumerate(found, 1):
        yield f"| {number} | {inline(request.what)} | {request.method} {inline(request.url)} |"


def _difference(policy: PolicyState) -> Iterator[str]:
    yield from (
        "",
        f"## Before and after: {inline(policy.name)}",
        "",
        "| Part | Before | After |",
        "| --- | --- | --- |",
    )
    rows = [(path, before, after) for path, before, after in _leaves(policy.before, policy.after) if before != after]
    if not rows:
        yield "| Policy | stays as it is | stays as it is |"
    for path, before, after in rows:
        yield f"| {identifier(path)} | {inline(_short_json(before))} | {inline(_short_json(after))} |"


def _leaves(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    else:
        yield path, before, after


def _short_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _proof(change: ChangeSet, proof: Proof) -> Iterator[str]:
    accounts, policies = count(proof.accounts, "account"), count(proof.policies, "policy", "policies")
    yield (
        f"The requests above were carried out in memory on the exported policies and groups. Then {accounts} of the "
        f"directory {agreed(proof.accounts, 'was', 'were')} judged before and after, by {policies}, in {count(len(proof.contexts), 'sign-in')} each."
    )
    yield from ("", f"- Intended: {identifier(change.account_name)}, and no other account.")
    yield f"- Changed for sure: {identifier(change.account_name)}, in {count(len(proof.outcomes), 'sign-in')}."
    yield f"- Changed, or not known to stay the same, among the other {proof.accounts - 1}: 0."
    if proof.alike:
        yield (
            f"- For {count(proof.alike, 'account')} of these something cannot be known in some sign-in. It is the same before "
            "and after: they are in none of the groups concerned, and the directory is whole."
        )
    if not proof.today:
        yield "- Today nothing changes: a policy is off or in report-only mode. The outcomes below hold once it is on."
    yield f"- First state: {identifier(proof.before)}"
    yield f"- After the change: {identifier(proof.after)}"
    yield f"- After change and rollback: {identifier(proof.restored)}, the first state byte for byte."
    yield from ("", "| Sign-in | Before | After |", "| --- | --- | --- |")
    for outcome in proof.outcomes:
        yield f"| {inline(outcome.context)} | {inline(outcome.before)} | {inline(outcome.after)} |"
    yield ""
    yield "This tells what policies require. Microsoft's own MFA enforcement is not a policy: it stays, and no exclusion waives it."


def _how(change: ChangeSet, witness: str) -> Iterator[str]:
    other = f", and for {identifier(witness)}, whose answers must stay the same" if witness else ""
    yield f"1. Send the lines of `what-if-before.json` to Graph's `conditionalAccess/evaluate`: they ask for the account{other}."
    yield f"2. `Connect-MgGraph -Scopes {','.join(scopes_of(change))}`, then `change.ps1 -WhatIf`, then `change.ps1`."
    yield "3. Send the lines of `what-if-after.json`, and compare the answers with the table above."
    yield "4. `rollback.ps1` takes it back. `graph.json` and `change.tf` say the same for other tools: use one of them."
    if change.timed:
        yield ""
        yield (
            "The membership ends by itself. Membership for a time needs Privileged Identity Management for groups: "
            f"Microsoft Entra ID P2 or Governance ({_LICENSES}). An access package with an end needs the same license "
            "and more objects (a catalog, a package, a policy, an assignment), so this change set does without one."
        )
    if change.reviewed:
        yield ""
        yield (
            "A membership without an end is reviewed each year, and ends where nobody confirms it. Access reviews of a group "
            f"need Microsoft Entra ID P2 or Governance ({_LICENSES})."
        )
    for note in change.notes:
        yield from ("", inline(note))
    for policy in change.policies:
        size = len(json.dumps(policy.after, separators=(",", ":")).encode())
        if size > _LARGE:
            groups = len(policy.after["conditions"]["users"]["excludeGroups"])
            yield ""
            yield (
                f"{inline(policy.name)} has {size:,} bytes and excludes {count(groups, 'group')}. Entra is reported to take no policy "
                f"of more than 10 KB ({_SIZE}); it would refuse the request whole, and the policy would stay as it is."
            )
