"""Power Platform connections: the admin API's JSON, and what Get-AdminPowerAppConnection gives in any form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from wizard.evidence.exports.items import Connection, Item
from wizard.evidence.exports.rows import Row, RowReader, unpacked

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+").fullmatch
_SERVICE = ("client_credentials", "serviceprincipal", "service_principal", "certoauth", "oauthsp")
_NAMES = ("userPrincipalName", "email", "displayName")


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts that a row names for a connection, lower case.

    Attributes:
        account: The one that it signs in with; empty where the file lacks it.
        maker: Who made it.
        named: What its display name says, if that is an address.
    """

    account: str
    maker: str
    named: str


class Told:
    """Which connections of several exports count: each once for an account, and no guess where an export knows better."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._sure: set[tuple[str, str]] = set()
        self._counted: set[tuple[str, str, str]] = set()
        for item in items:
            if isinstance(item, Connection) and (not item.guessed or item.identity == "service_principal"):
                self._sure.add((item.api, item.name))

    def counts(self, item: Item) -> bool:
        """Return whether an item counts; the first one of the same connection and account does."""
        if not isinstance(item, Connection) or not item.name:
            return True
        key = (item.api, item.name)
        if item.guessed and item.identity != "service_principal" and key in self._sure:
            return False
        known = (*key, item.account) in self._counted
        self._counted.add((*key, item.account))
        return not known


def is_connection(row: Row) -> bool:
    if "ConnectionName" in row and ("ConnectorName" in row or "FullConnectorName" in row):
        return True
    if "/apis/" in row.text("properties.apiId") and row.get("properties.statuses") is not None:
        return True
    return "connections" in row.text("type").lower() and "permissions" not in row.text("type").lower()


def read_connections(reader: RowReader) -> Iterator[Item]:
    for row in reader:
        if "ConnectionName" in row or is_connection(row):
            yield from _of_each_account(*read_one(row))


def read_one(row: Row) -> tuple[Connection, Accounts]:
    """Return the connection of a row without an account, and which accounts the row names for it."""
    if "ConnectionName" in row:
        found, signs_in, prefix = _of_cmdlet(row), "Internal.properties.accountName", ""
    else:
        found, signs_in, prefix = _of_api(row), "properties.accountName", "properties."
    maker = sign_in_name(row, f"{prefix}createdBy")
    return found, Accounts(
        row.text(signs_in, f"{prefix}accountName").lower(),
        maker or row.text(f"{prefix}createdBy.displayName").lower(),
        found.label.lower() if _ADDRESS(found.label.lower()) else "",
    )


def sign_in_name(row: Row, prefix: str) -> str:
    """Return the sign-in name of a person in a row, lower case; empty where none of the names is one."""
    return next((text for name in _NAMES if "@" in (text := row.text(f"{prefix}.{name}").lower())), "")


def api_name(path: str) -> str:
    """Return the name of a connector's API from its path, such as ``shared_office365``."""
    return path.rsplit("/apis/", 1)[-1].split("/", 1)[0].strip().lower()


def _of_api(row: Row) -> Connection:
    status, error = _status(row.get("properties.statuses"))
    return Connection(
        "",
        row.text("properties.createdBy.id").lower(),
        api_name(row.text("properties.apiId", "id")),
        row.text("properties.displayName"),
        row.text("properties.environment.name", "properties.environment.id").rsplit("/", 1)[-1],
        status,
        error,
        _identity(row.get("properties.connectionParameters"), row.get("properties.connectionParametersSet")),
        name=row.text("name").lower(),
    )


def _of_cmdlet(row: Row) -> Connection:
    status, error = _status(row.get("Statuses"))
    return Connection(
        "",
        row.text("CreatedBy.id").lower(),
        api_name(row.text("ConnectorName", "FullConnectorName")),
        row.text("DisplayName"),
        row.text("EnvironmentName"),
        status,
        error,
        _identity(
            row.get("Internal.properties.connectionParameters"), row.get("Internal.properties.connectionParametersSet")
        ),
        name=row.text("ConnectionName").lower(),
    )


def _of_each_account(found: Connection, said: Accounts) -> Iterator[Connection]:
    """Yield the connection of the account that it signs in with.

    Only the JSON of the admin API keeps that account. A table has the maker, and a display name that is the account
    unless a person changed it: then each of them may be the account, and none is for sure.
    """
    if "@" in said.account:
        yield replace(found, account=said.account)
        return
    yield replace(found, account=said.maker, guessed=True)
    if said.named and said.named != said.maker:
        yield replace(found, account=said.named, id="", guessed=True)


def _status(value: Any) -> tuple[str, str]:
    """Return the worst status of a connection and what its error says."""
    parsed = unpacked(value) if isinstance(value, str) else value
    parts = parsed if isinstance(parsed, list) else [parsed]
    status, error = "", ""
    for part in parts:
        if not isinstance(part, dict):
            continue
        row = Row(0, part)
        found = row.text("status")
        if found.lower() == "error" or not status:
            status = found
        if found.lower() == "error":
            error = row.text("error.code", "target")
    return status, error


def _identity(parameters: Any, chosen: Any) -> Literal["user", "service_principal", "unknown"]:
    text = f"{parameters or ''} {chosen or ''}".lower()
    if any(word in text for word in _SERVICE):
        return "service_principal"
    return "user" if "'code'" in text or "firstparty" in text or "oauth" in text else "unknown"
