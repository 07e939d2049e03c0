"""Small sign-in exports of every shape, made from one list of sign-ins."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "sign-ins"

PORTAL = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
GRAPH = "00000003-0000-0000-c000-000000000000"
EXCHANGE = "00000002-0000-0ff1-ce00-000000000000"
CONNECTIONS = "fe053c5f-3692-4f14-aef2-ee34fc081cae"
OWN_APP = "11111111-2222-4333-8444-555555555555"
USER = "aaaaaaaa-0000-4000-8000-000000000001"
NAMES = {PORTAL: "Azure Portal", CLI: "Azure CLI", ARM: "Azure Resource Manager", GRAPH: "Microsoft Graph",
         EXCHANGE: "Exchange Online", CONNECTIONS: "Azure API Connections", OWN_APP: "Own app"}  # fmt: skip

# The heading as the portal writes it: blanks after two names, two blanks inside one, one name twice.
PORTAL_HEADING = [
    "Date (UTC)", "Request ID", "User agent", "Correlation ID", "User ID", "User", "Username", "User type",
    "Cross tenant access type", "Incoming token type", "Authentication Protocol", "Unique token identifier",
    "Original transfer method", "Client credential type", "Token Protection - Sign In Session",
    "Token Protection - Sign In Session StatusCode", "Application", "Application ID ", "App owner tenant ID",
    "Resource", "Resource ID ", "Resource tenant ID", "Resource owner tenant ID", "Home tenant ID",
    "Home tenant name", "IP address", "Location", "Status", "Sign-in error code", "Failure reason", "Client app",
    "Device ID", "Browser", "Operating System", "Compliant", "Managed", "Join Type",
    "Multifactor authentication result", "Multifactor authentication auth method",
    "Multifactor authentication auth detail", "Authentication requirement", "Sign-in identifier", "Session ID",
    "IP address (seen by resource)", "Through Global Secure Access", "Global Secure Access IP address",
    "Autonomous system  number", "Flagged for review", "Token issuer type", "Incoming token type",
    "Token issuer name", "Latency", "Conditional Access", "Managed Identity type", "Associated Resource Id",
    "Federated Token Id",
]  # fmt: skip


def sign_in(**changes):
    """Return one sign-in under neutral names."""
    base = {
        "when": "2026-10-05T08:19:41Z", "account": "svc-flow@contoso.com", "user": USER, "app": PORTAL, "resource": ARM,
        "address": "203.0.113.7", "error": 0, "mfa": True, "claim": False, "protocol": "none", "client": "Browser",
        "token": "none", "ca": "notApplied", "interactive": True, "providers": [], "policies": [], "method": "",
    }  # fmt: skip
    unknown = changes.keys() - base.keys()
    assert not unknown, unknown
    return base | changes


def portal_csv(path, rows, *, delimiter=",", encoding="utf-8", heading=PORTAL_HEADING):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(heading)
    for row in rows:
        cells = dict.fromkeys(heading, "")
        cells |= {
            "Date (UTC)": row["when"], "User ID": row["user"], "User": "Somebody", "Username": row["account"],
            "Authentication Protocol": row["protocol"], "Original transfer method": "none",
            "Application": NAMES.get(row["app"], "App"), "Application ID ": row["app"],
            "Resource": NAMES.get(row["resource"], "Resource"), "Resource ID ": row["resource"],
            "IP address": row["address"], "Status": "Failure" if row["error"] else "Success",
            "Sign-in error code": str(row["error"]) if row["error"] else "None", "Client app": row["client"],
            "Multifactor authentication result": "MFA requirement satisfied by claim in the token" if row["claim"] else "",
            "Multifactor authentication auth method": row["method"],
            "Authentication requirement": "Multifactor authentication" if row["mfa"] else "Single-factor authentication",
            "Conditional Access": {"notApplied": "Not Applied"}.get(row["ca"], row["ca"].capitalize()),
        }  # fmt: skip
        # The first column of that name is meant; the second says something else.
        line = [cells[name] for name in heading]
        if "Incoming token type" in heading:
            line[heading.index("Incoming token type")] = row["token"]
        writer.writerow(line)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def graph_object(row, *, beta=True):
    plain = {
        "id": f"{abs(hash(str(row))):x}", "createdDateTime": row["when"], "userPrincipalName": row["account"],
        "userId": row["user"], "appId": row["app"], "appDisplayName": NAMES.get(row["app"], "App"),
        "resourceId": row["resource"], "resourceDisplayName": NAMES.get(row["resource"], "Resource"),
        "ipAddress": row["address"], "clientAppUsed": row["client"], "conditionalAccessStatus": row["ca"],
        "isInteractive": row["interactive"],
        "status": {"errorCode": row["error"], "failureReason": "Other.",
                   "additionalDetails": "MFA requirement satisfied by claim in the token" if row["claim"] else None},
        "appliedConditionalAccessPolicies": row["policies"],
    }  # fmt: skip
    if beta:
        plain |= {
            "authenticationRequirement": "multiFactorAuthentication" if row["mfa"] else "singleFactorAuthentication",
            "authenticationProtocol": row["protocol"], "incomingTokenType": row["token"],
            "signInEventTypes": ["interactiveUser" if row["interactive"] else "nonInteractiveUser"],
            "authenticationRequirementPolicies": [{"requirementProvider": one, "detail": ""} for one in row["providers"]],
            "authenticationDetails": [{"authenticationMethod": "Password", "succeeded": True}]
            + ([{"authenticationMethod": row["method"], "succeeded": True}] if row["method"] else []),
        }  # fmt: skip
    return plain


def table_object(row):
    """Return a row of Log Analytics; the table of non-interactive sign-ins holds nested values as text."""
    graph = graph_object(row)
    nested = {
        "Status": graph["status"],
        "ConditionalAccessPolicies": graph["appliedConditionalAccessPolicies"],
        "AuthenticationRequirementPolicies": graph["authenticationRequirementPolicies"],
        "AuthenticationDetails": graph["authenticationDetails"],
    }
    if not row["interactive"]:
        nested = {key: json.dumps(value) for key, value in nested.items()}
    return nested | {
        "TimeGenerated": row["when"], "UserPrincipalName": row["account"], "UserId": row["user"], "AppId": row["app"],
        "AppDisplayName": graph["appDisplayName"], "ResourceIdentity": row["resource"],
        "ResourceId": "/tenants/x/providers/Microsoft.aadiam", "ResourceDisplayName": graph["resourceDisplayName"],
        "ResultType": str(row["error"]), "ClientAppUsed": row["client"], "AuthenticationProtocol": row["protocol"],
        "OriginalTransferMethod": "none", "AuthenticationRequirement": graph["authenticationRequirement"],
        "ConditionalAccessStatus": row["ca"], "IncomingTokenType": row["token"], "IPAddress": row["address"],
        "IsInteractive": row["interactive"],
        "Category": "SignInLogs" if row["interactive"] else "NonInteractiveUserSignInLogs",
    }  # fmt: skip


def event_object(row, category=None):
    graph = graph_object(row)
    return {
        "time": row["when"], "category": category or ("SignInLogs" if row["interactive"] else "NonInteractiveUserSignInLogs"),
        "operationName": "Sign-in activity", "resultType": str(row["error"]), "callerIpAddress": row["address"],
        "properties": graph,
    }  # fmt: skip


def lines(path, objects):
    path.write_text("".join(json.dumps(row) + "\n" for row in objects), encoding="utf-8")
    return path


def array(path, objects, **options):
    path.write_text(json.dumps(objects, **options), encoding="utf-8")
    return path


def page(path, objects, **options):
    path.write_text(json.dumps({"@odata.context": "x", "value": objects}, **options), encoding="utf-8")
    return path


def table_csv(path, rows, rename=None):
    objects = [table_object(row) for row in rows]
    names = list(objects[0])
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([(rename or {}).get(name, name) for name in names])
    for row in objects:
        writer.writerow([json.dumps(v, indent=1) if isinstance(v, dict | list) else v for v in (row[n] for n in names)])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def codes(result):
    return [problem.code for problem in result.problems]


def limits(file):
    return [limit.id for limit in file.limits]
