"""What ids and words in logs and exports mean for the questions: the tables of the subject.

They live in ``knowledge/evidence/sign_ins.toml``; connectors and error codes are in the
pack's own files. Code holds no id and no word of the subject's vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wizard.errors import PackError, Problem
from wizard.evidence.cites import Surfaces
from wizard.evidence.mapping_tables import (
    FILE,
    Application,
    Certainty,
    ClientApp,
    Grant,
    Limit,
    Method,
    Opens,
    Protocol,
    Provider,
    Role,
    Tables,
)
from wizard.evidence.tables import load_tables
from wizard.files.toml import part_of_pack
from wizard.pack.files import default_pack_folder
from wizard.pack.models import Connector, ErrorCode

__all__ = ["FILE", "Certainty", "Limit", "Mappings", "load_mappings", "plain"]

_READ_AND_WRITE = frozenset({Surfaces.ARM_READ, Surfaces.ARM_WRITE})
_NOISE = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Return a word as tables compare it: lower case, letters and digits only."""
    return _NOISE.sub("", text.lower())


class Mappings:
    """The tables, ready for look-up. Every look-up of an unknown word gives None."""

    def __init__(
        self,
        tables: Tables,
        connectors: Iterable[Connector],
        codes: Iterable[ErrorCode],
        enforced: Iterable[str],
        roles: Mapping[str, str],
    ) -> None:
        """Keep the parts; use ``load_mappings`` to read them from a pack."""
        self.enforced_surfaces = frozenset(enforced)
        self.checked_on = tables.checked_on
        self.limits = {limit.id: limit for limit in tables.limit}
        self.error_codes = {code.code: code for code in codes}
        self.error_meanings = tables.error
        self.azure = tables.azure
        self.managed_policies = tables.managed_policies
        self.report_tools = {row.name.lower(): row for row in tables.report_tool}
        self.client_apps = tables.client_app
        self.protocols = tables.protocol
        self.usage = tables.usage
        self._applications = {row.id.lower(): row for row in tables.application}
        self._protocols = _by_value(tables.protocol)
        self._client_apps = {value.lower(): row for row in tables.client_app for value in row.values}
        self._providers = _by_value(tables.provider)
        self._methods = _by_value(tables.method)
        self._grants = _by_value(tables.grant)
        self._roles = _by_value(tables.role)
        self._role_names = roles
        self._opens: dict[tuple[str, str], list[Opens]] = {}
        for row in tables.opens:
            self._opens.setdefault((row.question, row.answer), []).append(row)
        listed = tuple(connectors)
        self._connectors = {name.lower(): row for row in listed for name in (row.id, row.label)}
        self._connectors |= {alias.lower(): row for row in listed for alias in row.aliases}

    @cached_property
    def mfa_codes(self) -> frozenset[int]:
        """Error codes which mean that MFA was asked for and not done."""
        return frozenset(int(code) for row in self.error_meanings if row.mfa_demanded for code in row.codes)

    @cached_property
    def interrupt_codes(self) -> frozenset[int]:
        """Error codes that are a step of a sign-in, no failure."""
        return frozenset(int(code) for row in self.error_meanings if row.interrupt for code in row.codes)

    @cached_property
    def credential_codes(self) -> frozenset[int]:
        """Error codes after which nobody knows who it was: name or password were wrong."""
        return frozenset(int(code) for row in self.error_meanings if row.credential for code in row.codes)

    @cached_property
    def azure_management(self) -> list[str]:
        """Resources behind which reading and changing cannot be distinguished."""
        return [row.id for row in self._applications.values() if set(row.as_resource) >= _READ_AND_WRITE]

    def application(self, identifier: str) -> Application | None:
        return self._applications.get(identifier.lower())

    def protocol(self, value: str) -> Protocol | None:
        return self._protocols.get(plain(value))

    def client_app(self, value: str) -> ClientApp | None:
        return self._client_apps.get(value.strip().lower())

    def provider(self, value: str) -> Provider | None:
        """Return who set the requirement of a requirement provider."""
        return self._providers.get(plain(value))

    def method(self, value: str) -> Method | None:
        return self._methods.get(plain(value))

    def grant(self, value: str) -> Grant | None:
        """Return which control a grant of a policy is."""
        return self._grants.get(plain(value))

    def role_name(self, value: str) -> str:
        """Return the name of a built-in role that an export gives by its id; anything else as it is."""
        return self._role_names.get(value.lower(), value)

    def role(self, value: str) -> Role | None:
        """Return the answer about privilege that a role represents, if it is a special one."""
        return self._roles.get(plain(value))

    def opens(self, question: str, answer: str) -> tuple[Opens, ...]:
        """Return the resources that an answer represents; nothing where nobody can tell."""
        return tuple(self._opens.get((question, answer), ()))

    def connector(self, api: str) -> Connector | None:
        """Return the connector that an api name, or the label, of an export belongs to."""
        return self._connectors.get(api.lower())


def _by_value(rows: Iterable[Any]) -> dict[str, Any]:
    return {plain(value): row for row in rows for value in row.values}


def load_mappings(folder: Path | None = None) -> Mappings:
    """Read the tables of a pack.

    Args:
        folder: The pack, or None for the one that comes with the product.

    Raises:
        PackError: A file is missing, is not TOML, or has a part that is not allowed.
    """
    place = folder or default_pack_folder()
    tables = _checked(place / FILE, Tables, part_of_pack(place / FILE))
    connectors = pack_rows(place / "connectors.toml", "connector", Connector)
    codes = pack_rows(place / "error_codes.toml", "error_code", ErrorCode)
    surfaces = part_of_pack(place / "surfaces.toml").get("surface", [])
    enforced = [str(row.get("id")) for row in surfaces if row.get("enforced") is True]
    return Mappings(tables, connectors, codes, enforced, load_tables(folder).roles)


def pack_rows(path: Path, key: str, model: type[Any]) -> list[Any]:
    """Return the parts of one list in a file of a pack.

    Raises:
        PackError: The file is missing, is not TOML, or has a part that is not allowed.
    """
    return [_checked(path, model, row) for row in part_of_pack(path).get(key, [])]


def _checked(path: Path, model: type[Any], data: Any) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise PackError.of(
            Problem(f"{path}: {'.'.join(str(part) for part in item['loc'])}", f"{item['msg']}.", "Fix this entry.")
            for item in error.errors()
        ) from None
