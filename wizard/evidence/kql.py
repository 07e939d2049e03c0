"""The query for Log Analytics: sums up sign-ins in the workspace, where large tenants keep them.

Its result has some thousand rows; exported as CSV or JSON it is read like any other file of
sign-ins (``wizard.evidence.sign_ins.kql_result``). Nothing is sent from here: a person pastes the query.
"""

from __future__ import annotations

from collections.abc import Sequence

from wizard.errors import Problem, UsageError

MOST_ACCOUNTS = 500
MOST_DAYS = 730

_HEAD = """// Sign-ins by account, client and resource, summed up in this workspace. Read-only.
// Export the result as CSV or JSON and read it with: mfa-wizard evidence show FILE
// If a column is unknown here, write "" for it and keep the name on its left.
let lookback = {days}d;
{accounts}union isfuzzy=true
{legs}
| where TimeGenerated > ago(lookback)
{filter}"""

_TABLES = ("SigninLogs", "AADNonInteractiveUserSignInLogs")
# Status is dynamic in one table and text in the other, and a union would make two columns of it, with other names. So each
# table gives what is nested as text before they meet, and names itself, because a union cannot name what is in brackets.
_LEG = """  ({table} | extend LogTable = "{table}", StatusText = tostring(Status),
    RequirementsText = tostring(AuthenticationRequirementPolicies))"""

_BODY = """| extend Requirements = todynamic(RequirementsText)
| extend RequirementProvider = iff(array_length(Requirements) > 0, tostring(Requirements[0].requirementProvider), "")
| extend Detail = tostring(todynamic(StatusText).additionalDetails)
| extend ResultCode = tostring(ResultType)
| extend Protocol = AuthenticationProtocol, TransferMethod = OriginalTransferMethod, TokenType = IncomingTokenType
| summarize SignIns = count(),
    MfaDemanded = countif(AuthenticationRequirement == "multiFactorAuthentication"),
    SingleFactor = countif(AuthenticationRequirement == "singleFactorAuthentication"),
    ByClaim = countif(Detail has "satisfied by claim"),
    CaApplied = countif(ConditionalAccessStatus in ("success", "failure")),
    RefreshTokens = countif(TokenType == "refreshToken"),
    PrimaryTokens = countif(TokenType == "primaryRefreshToken"),
    FirstSeen = min(TimeGenerated),
    LastSeen = max(TimeGenerated),
    Addresses = dcount(IPAddress),
    Address = take_any(IPAddress)
  by LogTable, UserPrincipalName, UserId, AppId, AppDisplayName, ResourceIdentity, ResourceDisplayName, ResultCode,
    ClientApp = ClientAppUsed, Protocol, TransferMethod, RequirementProvider
| order by UserPrincipalName asc, SignIns desc
"""


def query(accounts: Sequence[str] = (), days: int = 30) -> str:
    """Return the query.

    Args:
        accounts: Sign-in names; empty takes all accounts of the workspace.
        days: How far to look back.

    Raises:
        UsageError: There are too many accounts or days, or a name cannot be written in a query.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(Problem("--days", f"is {days}.", f"Give 1 to {MOST_DAYS} days."))
    if len(accounts) > MOST_ACCOUNTS:
        remedy = f"Name at most {MOST_ACCOUNTS}, or none for all accounts."
        raise UsageError(Problem("accounts", f"are {len(accounts):,}.", remedy))
    named = ", ".join(_quoted(account) for account in accounts)
    head = _HEAD.format(
        days=days,
        legs=",\n".join(_LEG.format(table=table) for table in _TABLES),
        accounts=f"let accounts = dynamic([{named}]);\n" if accounts else "",
        filter="| where UserPrincipalName in~ (accounts)\n" if accounts else "",
    )
    return head + _BODY


def _quoted(account: str) -> str:
    if not account or not account.isprintable() or any(character in '"\\' for character in account):
        message = "holds a quote, a backslash or a control character, which no sign-in name has."
        raise UsageError(
            Problem(f"account {account[:60]!r}", message, "Give the sign-in name as the directory has it.")
        )
    return f'"{account}"'
