"""Cases and documents for tests of the documents room."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from tests.support.packs import SHARED, real_engine, real_pack
from wizard.documents.bundle import build_documents
from wizard.documents.case import Case, build_case
from wizard.record.reading import record_from
from wizard.record.redact import Redaction

DAY = date(2026, 11, 24)
ACCOUNT = "svc-flow@contoso.com"

ANSWERS: dict[str, Any] = {
    "identity": "user_cloud",
    "cloud": "public",
    "activity": "active",
    "run_mode": "unattended",
    "token": "connection_refresh",
    "privilege": ["none"],
    "record": "complete",
    "surfaces": ["pp_connections", "m365_data"],
    "connectors": ["sharepoint", "office365_outlook"],
    "flow_role": ["connection"],
    "mfa_sources": ["conditional_access"],
    "controls": ["mfa"],
    "met_today": ["none"],
    "settings": ["none"],
    "methods": ["authenticator"],
    "replacement": "none",
    "licence": "ready",
    "egress": "microsoft_cloud",
    "exclusion_today": "none",
    "frameworks": ["scuba", "cyber_essentials"],
    "evidence": ["noninteractive_log", "interactive_log", "ca_policies"],
}
"""An account that comes out with a time-limited exception."""


def person(name: str, role: str = "") -> dict[str, str]:
    return {"name": name, "role": role, "contact": f"{name.split(' ', maxsplit=1)[0].lower()}@contoso.com"}


CONTROLS = [
    {
        "name": "Block on the admin portals",
        "objective": "A stolen secret opens no portal",
        "kind": "device_lock",
        "passed": True,
        "tested_on": "2026-11-20",
        "tested_by": "Sue Wit",
        "evidence": "A sign-in to a portal was refused",
        "above_and_beyond": True,
        "owner": "Ida Berg",
    },
    {
        "name": "Alert on interactive sign-in",
        "kind": "alert",
        "passed": True,
        "tested_on": "2026-11-21",
        "tested_by": "Sue Wit",
        "evidence": "The alert arrived",
        "above_and_beyond": True,
        "owner": "Security operations",
    },
]

SIGNOFF: dict[str, Any] = {
    "subject_ref": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "tenant_ref": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    "ticket_ref": "CHG0012345",
    "renewal_number": "0",
    "purpose": "Nightly copy of supplier invoices",
    "dependencies": "Two flows of the finance team.",
    "permissions": "Member of one SharePoint site.",
    "data_class": "internal",
    "justification": "Finance archives invoices within a day.",
    "consequence_if_refused": "Invoices stay unarchived.",
    "constraint_type": "technical",
    "constraint": "The connections take users only; the connection dialog of 3 November 2026 shows it.",
    "exclusions": [
        {
            "control": "mfa",
            "policy": "CA001 Require MFA",
            "policy_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "group": "CA-EXC-svc-flow",
            "group_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        }
    ],
    "organization": {"name": "Contoso Ltd", "policy": "Access policy ISP-07", "clause": "4.2"},
    "compensating_controls": CONTROLS,
    "conditions": [{"step": "Review the group each month", "owner": "Ida Berg", "due": "2026-12-20"}],
    "highly_privileged": "no",
    "write_scope": "single_workload",
    "exposures": ["none"],
    "facilitator": person("Fay Moss", "Consultant"),
    "requester": person("Rex Pol", "Finance IT"),
    "account_owner": person("Olga Ney", "Finance lead"),
    "deputy": person("Dan Roe"),
    "gap_owner": person("Gus Lin"),
    "identity_admin": person("Ida Berg"),
    "second_identity_admin": person("Sam Ito"),
    "implementer": person("Ian Fox"),
    "business_risk_acceptor": person("Bea Kay", "CFO"),
    "identity_governance": person("Gil Orr"),
    "security_reviewer": person("Sue Wit"),
    "ciso": person("Cy Ross"),
    "data_protection": person("Dee Poe"),
    "rollback_contact": person("Ida Berg"),
    "consulted": "The data owner.",
    "decision_needed_by": "2026-12-04",
    "gaps_due_by": "2026-12-04",
    "valid_from": "2026-12-07",
    "expires_on": "2027-05-31",
    "review_by": "2027-02-26",
    "target_date": "2027-04-30",
    "plan_steps": [
        {"step": "Test a replacement", "owner": "Wes Hu", "due": "2027-01-29", "evidence": "Run log"},
        {"step": "Switch over", "owner": "Wes Hu", "due": "2027-04-30", "evidence": "No sign-in"},
    ],
    "confirmation": [{"step": "Run What If", "owner": "Ida Berg", "due": "2026-12-08", "evidence": "Export"}],
    "evidence_items": [
        {
            "kind": "noninteractive_log",
            "what": "Sign-ins of 30 days",
            "collected_by": "Ida Berg",
            "method": "examine",
            "collected_on": "2026-11-20",
            "location": "https://contoso.sharepoint.com/evidence/1",
        },
        {
            "kind": "interactive_log",
            "what": "Interactive sign-ins of 30 days",
            "collected_by": "Ida Berg",
            "method": "examine",
            "collected_on": "2026-11-20",
        },
        {
            "kind": "ca_policies",
            "what": "Policies of the tenant",
            "collected_by": "Ida Berg",
            "method": "examine",
            "collected_on": "2026-11-20",
        },
    ],
}
"""What a board needs, for every outcome at once."""


def make_case(
    answers: dict[str, Any] | None = None,
    signoff: dict[str, Any] | None = None,
    *,
    name: str = ACCOUNT,
    day: date = DAY,
    redact: bool = False,
    **record: Any,
) -> Case:
    data = {
        "account": {"name": name},
        "answers": ANSWERS if answers is None else answers,
        "signoff": SIGNOFF if signoff is None else signoff,
        **record,
    }
    how = Redaction() if redact else None
    return build_case(real_pack(), real_engine(), record_from(copy.deepcopy(data), "test"), day, redact=how)


def changed(**values: Any) -> dict[str, Any]:
    """Return the full sign-off with other values; None takes a field out."""
    found = {**SIGNOFF, **values}
    return {name: value for name, value in found.items() if value is not None}


_MADE: dict[str, dict[str, str]] = {}


def documents(
    answers: dict[str, Any] | None = None, signoff: dict[str, Any] | None = None, **other: Any
) -> dict[str, str]:
    """Return the documents of a case; equal cases, which several modules look at, are written once."""
    given = ANSWERS if answers is None else answers, SIGNOFF if signoff is None else signoff
    key = repr((given, other))
    if key not in _MADE:
        _MADE[key] = written(*given, **other)
    return dict(_MADE[key])


def written(*args: Any, **kwargs: Any) -> dict[str, str]:
    """Return the documents of a case, written now."""
    made = build_documents(make_case(*args, **kwargs))
    return {name: data.decode("utf-8") for name, data in made.items()}


def scenarios() -> list[Any]:
    """Return the 42 cases that stand beside the checkout; none where they are absent."""
    path = Path(SHARED) / "guidance" / "scenarios.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def parse(markdown: str) -> list[Token]:
    return MarkdownIt("js-default").use(front_matter_plugin).use(tasklists_plugin).parse(markdown)


def plain(token: Token) -> str:
    """Return the text of an inline token as a reader sees it."""
    return "".join(child.content for child in token.children or () if child.type != "html_inline")


def section(markdown: str, heading: str) -> str:
    """Return the text under a heading of the second level."""
    _, found, rest = markdown.partition(f"\n## {heading}\n")
    assert found, f"no section {heading}"
    return rest.split("\n## ", 1)[0]
