"""The tenant in memory, as far as a change touches it: the requests are carried out on it, one by one.

What is proved is what the requests do, not what somebody says that they do. A request that names anything
else than the policies and groups of the change is refused.
"""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wizard.evidence.change.model import ChangeSet, Request

_MADE = uuid.UUID("b1f1c9a2-7a51-4e0b-8a3e-6d3c1f2e9a10")
_GROUP = re.compile(r"/groups/([^/]+)(?:/(members)(?:/([^/]+))?/\$ref)?")
_POLICY = re.compile(r"/identity/conditionalAccess/policies/([^/]+)")
POLICIES = "/identity/conditionalAccess/policies"
REVIEWS = "/identityGovernance/accessReviews/definitions"
SCHEDULES = "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests"
OWNERS = "owners@odata.bind"
USER = "https://graph.microsoft.com/v1.0/users/"
DIRECTORY_OBJECT = "https://graph.microsoft.com/v1.0/directoryObjects/"


def made_id(name: str) -> str:
    """Return the id that in memory takes the place of one that Graph gives when it makes something."""
    return str(uuid.uuid5(_MADE, name))


@dataclass(slots=True)
class Tenant:
    """Policies and groups by id; a group has ``displayName``, ``members`` and ``owners``; reviews as they were asked for."""

    policies: dict[str, dict[str, Any]]
    groups: dict[str, dict[str, Any]]
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def before(cls, change: ChangeSet) -> Tenant:
        """Return the first state: every policy and group that is there and that the change touches."""
        policies = {policy.id.lower(): copy.deepcopy(policy.before) for policy in change.policies}
        groups = {
            group.id: {"displayName": group.name, "members": sorted(group.members), "owners": []}
            for group in change.groups
            if not group.new
        }
        return cls(policies, groups)

    def bytes(self) -> bytes:
        """Return the state as bytes; equal states have equal ones."""
        return json.dumps([self.policies, self.groups, self.reviews], sort_keys=True, indent=1).encode()

    def run(self, requests: Iterable[Request]) -> None:
        """Carry requests out.

        Raises:
            ValueError: One names something that is not there, or makes something that is.
        """
        for request in requests:
            self._run(request)

    def _run(self, request: Request) -> None:
        filled = _filled({"url": request.url, "body": request.body})
        url, body = filled["url"], filled["body"]
        if request.method == "POST" and url == "/groups":
            group = {"displayName": body["displayName"], "members": [], "owners": body.get(OWNERS, [])}
            self._add(self.groups, made_id(request.saves), group, url)
        elif request.method == "POST" and url == POLICIES:
            identifier = made_id(request.saves)
            self._add(self.policies, identifier, {"id": identifier, **copy.deepcopy(body)}, url)
        elif request.method == "POST" and url == SCHEDULES:
            members = self.groups[body["groupId"]]["members"]
            self._join(members, body["principalId"], add=body["action"] == "adminAssign", url=url)
        elif request.method == "POST" and url == REVIEWS:
            self._add(self.reviews, made_id(request.saves), copy.deepcopy(body), url)
        elif request.method == "DELETE" and url.startswith(f"{REVIEWS}/"):
            del self.reviews[url.removeprefix(f"{REVIEWS}/")]
        elif match := _POLICY.fullmatch(url):
            self._policy(request.method, match[1].lower(), body, url)
        elif match := _GROUP.fullmatch(url):
            self._group(request.method, match, body, url)
        else:
            raise ValueError(f"{request.method} {url} doesn't belong to a change set")

    @staticmethod
    def _add(there: dict[str, Any], key: str, value: Any, url: str) -> None:
        if key in there:
            raise ValueError(f"{url} makes what is there already")
        there[key] = value

    @staticmethod
    def _join(members: list[str], member: str, *, add: bool, url: str) -> None:
        if add == (member in members):
            raise ValueError(f"{url} changes nothing")
        members.append(member) if add else members.remove(member)
        members.sort()

    def _policy(self, method: str, identifier: str, body: dict[str, Any], url: str) -> None:
        if identifier not in self.policies:
            raise ValueError(f"{url} names a policy that the change does not touch")
        if method == "DELETE":
            del self.policies[identifier]
        else:
            self.policies[identifier] |= copy.deepcopy(body)

    def _group(self, method: str, match: re.Match[str], body: dict[str, Any], url: str) -> None:
        group = self.groups.get(match[1])
        if group is None:
            raise ValueError(f"{url} names a group that the change does not touch")
        if match[2] is None:
            del self.groups[match[1]]
        elif method == "POST":
            self._join(group[match[2]], body["@odata.id"].removeprefix(DIRECTORY_OBJECT), add=True, url=url)
        else:
            self._join(group[match[2]], match[3] or "", add=False, url=url)


def _filled(value: Any) -> Any:
    """Return a value with made ids instead of names."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda match: made_id(match[1]), value)
    if isinstance(value, list):
        return [_filled(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _filled(entry) for key, entry in value.items()}
    return value
