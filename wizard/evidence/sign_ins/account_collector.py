"""Adds up the groups of one account: counts, demands, protocols, errors, policies, addresses."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from wizard.evidence.accounts import (
    AccountSummary,
    Addresses,
    Application,
    Demand,
    ErrorCount,
    PolicyOutcome,
    SurfaceUse,
    Use,
    Way,
)
from wizard.evidence.mappings import Certainty, Mappings
from wizard.evidence.sign_ins.group_sums import PART, Row, Tally
from wizard.evidence.sign_ins.nested import STRENGTH
from wizard.evidence.sign_ins.statement import (
    ADDRESS_BITS,
    BROWSER_BIT,
    DAY_BITS,
    HOURS,
    HOW_PARTS,
    PRIMARY_BIT,
    REFRESH_BIT,
)
from wizard.evidence.sign_ins.surfaces import surfaces_of

_MOST_ADDRESSES = 20
_MOST_POLICIES = 500
_STEP = "A step of the sign-in, in which a person is asked something; no failure."


class Collector:
    """Takes the groups of one account and gives its summary."""

    def __init__(self, mappings: Mappings) -> None:
        self.mappings = mappings
        self.ids: set[str] = set()
        self.total = Tally()
        self.uses: dict[tuple[str, str, str], Tally] = defaultdict(Tally)
        self.names: dict[str, str] = {}
        self.demands: dict[str, Tally] = defaultdict(Tally)
        self.demand_places: dict[str, set[str]] = defaultdict(set)
        self.ways: dict[tuple[str, str], Tally] = defaultdict(Tally)
        self.methods: Counter[str] = Counter()
        self.errors: dict[int, Tally] = defaultdict(Tally)
        self.policies: dict[str, tuple[str, set[str], Counter[str], set[int]]] = {}
        self.addresses: set[str] = set()
        self.address_bits = 0
        self.address_count = 0
        self.marks = 0

    def add(self, row: Row) -> None:
        """Add one group; one that has policies counts those rows once more, so it gives its policies and address only."""
        if row.address:
            self.addresses.add(row.address)
        if row.policies:
            self._add_policies(row)
            return
        how = dict(zip(HOW_PARTS, (row.how or "").split(PART), strict=False))
        _, client_name, resource_name = [*row.names.split(PART), "", "", ""][:3]
        user_id = row.user_id or how.get("user_id", "")
        client_id = row.app_id or how.get("app_id", "")
        resource_id = row.resource_id or how.get("resource_id", "")
        if user_id:
            self.ids.add(user_id)
        counts = self._counts(row)
        self.total.add(row, counts)
        client_app = how.get("client", "")
        surface_client = client_app if (known := self.mappings.client_app(client_app)) and known.surface else ""
        key = (client_id or client_name, resource_id or resource_name, surface_client)
        self.uses[key].add(row, counts)
        # Groups come in any order, so of several names of one id the last by letters is taken.
        self.names[key[0]] = max(self.names.get(key[0], ""), client_name)
        self.names[key[1]] = max(self.names.get(key[1], ""), resource_name)
        if row.error:
            self.errors[row.error].add(row, counts)
        for part in ("protocol", "transfer"):
            if value := how.get(part):
                self.ways[("protocol", value)].add(row, counts)
        if client_app:
            self.ways[("client", client_app)].add(row, counts)
        for method in filter(None, how.get("method", "").split(",")):
            self.methods[method.strip()] += row.rows
        for provider in filter(None, (row.providers or "").split(",")):
            self.demands[provider].add(row, counts)
            found = surfaces_of(client_id, resource_id, client_app, self.mappings)
            self.demand_places[provider].update((*found.surfaces, *found.undecided, *found.undecided_besides))
        self.address_bits |= row.address_bits or 0
        self.address_count = max(self.address_count, row.addresses or 0)
        self.marks |= row.marks or 0

    def _counts(self, row: Row) -> tuple[int, ...]:
        """Return the counts of a group, in the order of ``Counts``."""
        rows, error = row.rows, row.error
        required = row.required or 0
        interrupted = error in self.mappings.interrupt_codes if row.stepped is None else row.stepped
        return (
            rows,
            rows if row.interactive else 0,
            rows if row.interactive is False else 0,
            rows if error == 0 else 0,
            rows if error and not interrupted else 0,
            rows if interrupted else 0,
            rows if error in self.mappings.credential_codes else 0,
            required,
            row.single_factor or 0,
            required if error == 0 else 0,
            row.by_claim or 0,
            row.ca_applied or 0,
        )

    def _add_policies(self, row: Row) -> None:
        try:
            found = json.loads(row.policies or "[]")
        except ValueError:
            return
        for entry in found:
            if not isinstance(entry, dict):
                continue
            part = {str(key).lower(): value for key, value in entry.items()}
            identifier = str(part.get("id") or part.get("displayname") or "")
            if identifier not in self.policies and len(self.policies) >= _MOST_POLICIES:
                continue
            _, controls, results, files = self.policies.setdefault(
                identifier, (str(part.get("displayname") or ""), set(), Counter(), set())
            )
            controls.update(str(control) for control in part.get("enforcedgrantcontrols") or [])
            if _names_strength(part.get(STRENGTH.lower())):
                controls.add(STRENGTH)
            results[str(part.get("result") or "unknown")] += row.rows
            files.add(row.file)

    def summary(self, account: str) -> AccountSummary:
        """Return what was added up."""
        tallies = sorted(self.uses.items(), key=lambda item: (-item[1].rows, item[0]))
        uses = [self._use(key, tally) for key, tally in tallies]
        days = (self.marks >> HOURS) & ((1 << DAY_BITS) - 1)
        return AccountSummary(
            account=account,
            ids=tuple(sorted(self.ids)),
            counts=self.total.frozen(),
            period=self.total.period,
            surfaces=self._surfaces(zip(uses, (tally for _, tally in tallies), strict=True)),
            undecided=tuple(sorted({names for use in uses if not use.attempts_only for names in use.open_sets})),
            uses=tuple(uses),
            demands=tuple(self._demand(name, tally) for name, tally in sorted(self.demands.items())),
            protocols=tuple(self._ways("protocol")),
            old_clients=tuple(self._ways("client")),
            methods=tuple(_by_rows(self.methods)),
            errors=tuple(
                sorted(
                    (self._error(*item) for item in self.errors.items()), key=lambda error: (-error.rows, error.code)
                )
            ),
            policies=tuple(self._policies()),
            addresses=self._addresses(),
            hours=tuple(hour for hour in range(HOURS) if self.marks >> hour & 1),
            days=days.bit_count(),
            refresh_tokens=bool(self.marks >> REFRESH_BIT & 1),
            primary_tokens=bool(self.marks >> PRIMARY_BIT & 1),
            browser=bool(self.marks >> BROWSER_BIT & 1),
            files=tuple(sorted(self.total.files)),
        )

    def _use(self, key: tuple[str, str, str], tally: Tally) -> Use:
        client_id, resource_id, client_app = key
        found = surfaces_of(client_id, resource_id, client_app, self.mappings)
        counts = tally.frozen()
        return Use(
            Application(client_id, self.names.get(client_id, "")),
            Application(resource_id, self.names.get(resource_id, "")),
            found.surfaces,
            found.undecided,
            found.certainty,
            counts.wrong_password == counts.rows,
            counts,
            tally.period,
            tuple(sorted(tally.files)),
            found.undecided_besides,
        )

    def _surfaces(self, found: Iterable[tuple[Use, Tally]]) -> tuple[SurfaceUse, ...]:
        by_surface: dict[str, list[tuple[Use, Tally]]] = defaultdict(list)
        for use, tally in found:
            for name in () if use.attempts_only else use.surfaces:
                by_surface[name].append((use, tally))
        return tuple(_surface(name, parts) for name, parts in sorted(by_surface.items()))

    def _demand(self, provider: str, tally: Tally) -> Demand:
        known = self.mappings.provider(provider)
        places = tuple(sorted(self.demand_places[provider]))
        source: str = known.source if known else "other"
        if source == "application" and self.mappings.enforced_surfaces & set(places):
            source = "platform"
        return Demand(
            provider,
            known.words if known else provider,
            source,
            known.mfa_source if known else "",
            known.certainty if known else "suggests",
            tally.rows,
            tally.succeeded,
            places,
            tuple(sorted(tally.files)),
            known.facts if known else (),
        )

    def _ways(self, kind: str) -> Iterable[Way]:
        for (found, value), tally in sorted(self.ways.items(), key=lambda item: (-item[1].rows, item[0])):
            if found != kind:
                continue
            known = self.mappings.protocol(value) if kind == "protocol" else self.mappings.client_app(value)
            if known is not None and getattr(known, "ordinary", False):
                continue
            if known is not None and getattr(known, "kind", "legacy") != "legacy":
                continue
            yield Way(
                value,
                known.words if known else value,
                known.token if known else "",
                known.certainty if known else "suggests",
                tally.rows,
                tally.succeeded,
                tally.rows - tally.frozen().wrong_password,
                tally.period,
                tuple(sorted(tally.files)),
                known.facts if known else (),
            )

    def _error(self, code: int, tally: Tally) -> ErrorCount:
        known = self.mappings.error_codes.get(str(code))
        return ErrorCount(
            code,
            tally.rows,
            known.meaning if known else (_STEP if code in self.mappings.interrupt_codes else ""),
            known.points_to if known else "",
            known.action if known else "",
            code in self.mappings.mfa_codes,
            tally.period,
            tuple(sorted(tally.files)),
            known.facts if known else (),
        )

    def _policies(self) -> Iterable[PolicyOutcome]:
        for identifier, (name, controls, results, files) in sorted(
            self.policies.items(), key=lambda item: (item[1][0], item[0])
        ):
            yield PolicyOutcome(
                identifier, name, tuple(sorted(controls)), tuple(_by_rows(results)), tuple(sorted(files))
            )

    def _addresses(self) -> Addresses:
        bits = self.address_bits.bit_count()
        at_least = max(len(self.addresses), bits, self.address_count)
        complete = 0 < len(self.addresses) == at_least <= _MOST_ADDRESSES and bits < ADDRESS_BITS // 2
        return Addresses(tuple(sorted(self.addresses))[:_MOST_ADDRESSES], at_least, complete)


_NAMES_OF_STRENGTH = frozenset({"authenticationstrengthid", "displayname"})


def _names_strength(text: Any) -> bool:
    """Return whether an authentication strength of a policy is one: where there is none, it has neither ID nor name."""
    try:
        strength = json.loads(text or "null")
    except (TypeError, ValueError):
        return False
    return isinstance(strength, dict) and any(
        value for key, value in strength.items() if str(key).lower() in _NAMES_OF_STRENGTH
    )


def _surface(name: str, parts: list[tuple[Use, Tally]]) -> SurfaceUse:
    total = Tally()
    for _, tally in parts:
        total.merge(tally)
    uses = tuple(use for use, _ in parts)
    certainty: Certainty = "shows" if any(use.certainty == "shows" for use in uses) else "suggests"
    return SurfaceUse(name, certainty, total.frozen(), total.period, uses, tuple(sorted(total.files)))


def _by_rows(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
