"""The scripts that run a change set and take it back: one fixed text, with the requests in it as data.

Names of the tenant are hostile. They are in a block of JSON that escapes everything but ASCII, inside a
here-string that nothing within JSON can end; the code itself is the same for every change set.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wizard.evidence.change.model import ChangeSet, PolicyState, Request

if TYPE_CHECKING:
    from datetime import date

_SCOPES = ("Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Group.ReadWrite.All")
_TIMED_SCOPE = "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"
_REVIEW_SCOPE = "AccessReview.ReadWrite.All"
_PARTS = ("displayName", "state", "conditions", "grantControls")


def change_script(change: ChangeSet) -> str:
    plan = {
        **_plan(change, change.requests),
        "record": "change",
        "policies": [_expected(policy, [policy.before]) for policy in change.policies],
        "groups": [
            {"id": "" if group.new else group.id, "name": group.name, "members": sorted(group.members)}
            for group in change.groups
        ],
        "notBefore": _day(min((group.starts_on for group in change.groups if group.starts_on), default=None)),
        "notAfter": _day(min((group.ends_on for group in change.groups if group.ends_on), default=None)),
    }
    if change.kind == "clean-up":
        plan |= {"notBefore": 0, "notAfter": 0}
    return _script(plan, _CHANGES)


def rollback_script(change: ChangeSet) -> str:
    """Return the script that takes the change back, as far as it was made."""
    plan = {
        **_plan(change, change.rollback),
        "record": "rollback",
        "policies": [_expected(policy, [policy.before, policy.after]) for policy in change.policies],
        "groups": [],
        "notBefore": 0,
        "notAfter": 0,
    }
    return _script(plan, _TAKES_BACK)


def scopes_of(change: ChangeSet) -> list[str]:
    more = ((_TIMED_SCOPE, change.timed), (_REVIEW_SCOPE, change.reviewed))
    return [*_SCOPES, *(scope for scope, needed in more if needed)]


def _plan(change: ChangeSet, requests: tuple[Request, ...]) -> dict[str, Any]:
    forward = {id(step.do): number for number, step in enumerate(change.steps, 1)}
    forward |= {id(step.undo): number for number, step in enumerate(change.steps, 1)}
    steps = [{"step": forward[id(one)], **one.as_dict()} for one in requests]
    return {"tenant": change.tenant, "scopes": scopes_of(change), "requests": steps}


def _expected(policy: PolicyState, forms: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": policy.id, "forms": [{part: form.get(part) for part in _PARTS} for form in forms]}


def _day(day: date | None) -> int:
    """Return a day as a number: a text in this form becomes a date, or not, by the version of PowerShell."""
    return int(day.strftime("%Y%m%d")) if day is not None else 0


def _script(plan: dict[str, Any], purpose: str) -> str:
    data = json.dumps(plan, indent=2, ensure_ascii=True)
    return _TEXT.replace("<<PURPOSE>>", purpose).replace("<<PLAN>>", data)


_CHANGES = "Makes the change that change.md proves. Run it with -WhatIf first; it asks before each write."
_TAKES_BACK = (
    "Takes the change back, as far as change.ps1 made it. Run it with -WhatIf first; it asks before each write."
)
_TEXT = r"""#Requires -Version 7.2
#Requires -Modules Microsoft.Graph.Authentication

<#
.SYNOPSIS
<<PURPOSE>>
.DESCRIPTION
Needs a session of Connect-MgGraph with the scopes that are listed below. It stops at the first error, and before
its first write where the tenant is no longer what was proved. Steps that were done are kept in steps.json next to it.
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param()

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$plan = @'
<<PLAN>>
'@ | ConvertFrom-Json -AsHashtable -Depth 64

$root = '/v1.0'
$kept = Join-Path -Path $PSScriptRoot -ChildPath 'steps.json'

function ConvertTo-Plain {
    # One text for equal values: keys and lists are sorted, annotations and empty values skipped.
    param($Value)
    if ($null -eq $Value) { return '' }
    if ($Value -is [System.Collections.IDictionary]) {
        $parts = foreach ($key in ($Value.Keys | Sort-Object)) {
            if ($key -notlike '*@odata*') {
                $part = $Value[$key]
                if ($key -eq 'authenticationStrength' -and $null -ne $part) { $part = @{ id = $part['id'] } }
                $text = ConvertTo-Plain -Value $part
                if ($text -ne '') { '{0}={1}' -f $key.ToLowerInvariant(), $text }
            }
        }
        if (-not $parts) { return '' }
        return '{' + ($parts -join ';') + '}'
    }
    if ($Value -is [System.Collections.IEnumerable] -and $Value -isnot [string]) {
        $parts = foreach ($entry in $Value) { ConvertTo-Plain -Value $entry }
        if (-not $parts) { return '' }
        return '[' + (($parts | Sort-Object) -join ',') + ']'
    }
    return ([string]$Value).ToLowerInvariant()
}

function Get-Every {
    # All entries of a collection, page by page.
    param([string]$Uri)
    while ($Uri) {
        $page = Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputType HashTable
        foreach ($entry in $page['value']) { $entry }
        $Uri = $page['@odata.nextLink']
    }
}

function Resolve-Name {
    # Replaces the names of IDs that an earlier request saved.
    param([string]$Text, $Saved)
    foreach ($name in $Saved.Keys) { $Text = $Text.Replace('{' + $name + '}', $Saved[$name]) }
    return $Text
}

$session = Get-MgContext
if (-not $session) { throw "Connect first: Connect-MgGraph -Scopes $($plan['scopes'] -join ', ')" }
if ($plan['tenant'] -and $session.TenantId -ne $plan['tenant']) { throw 'This session belongs to another tenant.' }
$today = [int](Get-Date).ToUniversalTime().ToString('yyyyMMdd')
if ($plan['notBefore'] -and $today -lt $plan['notBefore']) { throw "Approved from $($plan['notBefore']) on; it is too early." }
if ($plan['notAfter'] -and $today -gt $plan['notAfter']) { throw "Approved until $($plan['notAfter']); it is too late." }

$steps = @{ done = @(); saved = @{} }
if (Test-Path -LiteralPath $kept) { $steps = Get-Content -LiteralPath $kept -Raw | ConvertFrom-Json -AsHashtable }
if ($plan['record'] -eq 'change' -and @($steps['done']).Count -gt 0) { throw 'It was run before. Run rollback.ps1 first.' }
if ($plan['record'] -eq 'rollback' -and @($steps['done']).Count -eq 0) { throw 'Nothing was done that could be taken back.' }

foreach ($policy in $plan['policies']) {
    $there = Invoke-MgGraphRequest -Method GET -Uri "$root/identity/conditionalAccess/policies/$($policy['id'])" -OutputType HashTable
    $now = @{}
    foreach ($part in 'displayName', 'state', 'conditions', 'grantControls') { $now[$part] = $there[$part] }
    $text = ConvertTo-Plain -Value $now
    $same = foreach ($form in $policy['forms']) {
        $json = Resolve-Name -Text ($form | ConvertTo-Json -Depth 64) -Saved $steps['saved']
        if ((ConvertTo-Plain -Value ($json | ConvertFrom-Json -AsHashtable -Depth 64)) -eq $text) { $true }
    }
    if (-not $same) { throw "The policy $($policy['id']) is no longer what was proved. Export it again and make a new change set." }
}
foreach ($group in $plan['groups']) {
    if ($group['id']) {
        $there = Invoke-MgGraphRequest -Method GET -Uri "$root/groups/$($group['id'])" -OutputType HashTable
        if ($there['groupTypes'] -contains 'DynamicMembership') { throw "The group $($group['id']) has dynamic membership." }
        if ($there['onPremisesSyncEnabled']) { throw "The group $($group['id']) comes from the local directory." }
        $members = @(Get-Every -Uri "$root/groups/$($group['id'])/members?`$select=id" | ForEach-Object { $_['id'] })
        if ((ConvertTo-Plain -Value $members) -ne (ConvertTo-Plain -Value $group['members'])) {
            throw "The group $($group['id']) has other members than was proved."
        }
    }
    else {
        $filter = [uri]::EscapeDataString("displayName eq '$($group['name'].Replace("'", "''"))'")
        if (@(Get-Every -Uri "$root/groups?`$filter=$filter&`$select=id").Count -gt 0) {
            throw "There is a group with this name already: $($group['name'])"
        }
    }
}

foreach ($request in $plan['requests']) {
    if ($plan['record'] -eq 'rollback' -and $steps['done'] -notcontains $request['step']) { continue }
    $uri = $root + (Resolve-Name -Text $request['url'] -Saved $steps['saved'])
    if (-not $PSCmdlet.ShouldProcess($uri, $request['what'])) {
        if ($WhatIfPreference) { continue }
        throw "Stopped before: $($request['what'])"
    }
    $call = @{ Method = $request['method']; Uri = $uri; OutputType = 'HashTable' }
    if ($request.ContainsKey('body')) {
        $call['Body'] = Resolve-Name -Text ($request['body'] | ConvertTo-Json -Depth 64) -Saved $steps['saved']
        $call['ContentType'] = 'application/json'
    }
    $answer = Invoke-MgGraphRequest @call
    if ($plan['record'] -eq 'change') {
        $steps['done'] = @($steps['done']) + $request['step']
        if ($request.ContainsKey('saves')) { $steps['saved'][$request['saves']] = $answer['id'] }
    }
    else {
        $steps['done'] = @(@($steps['done']) | Where-Object { $_ -ne $request['step'] })
    }
    $steps | ConvertTo-Json -Depth 8 | Set-Content -LiteralPath $kept -Encoding utf8NoBOM -Confirm:$false
}
"""
