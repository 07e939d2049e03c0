"""The network condition: address ranges, countries, all trusted locations (CA-13, EV-08).

``AllTrusted`` is judged by the named locations that are marked as trusted. Trusted addresses
of the per-user MFA settings are in no export; a note says so where they could matter.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.evidence.directory import UNKNOWN_COUNTRY, Directory, NamedLocation
from wizard.evidence.evaluate.finding import Finding, met, scoped
from wizard.evidence.evaluate.sign_in import Circumstances
from wizard.evidence.exports.directory import LOCATIONS
from wizard.evidence.policies.model import Choice
from wizard.evidence.tables import ConditionalAccessTables
from wizard.evidence.truth import Truth
from wizard.wording import short

REASON = "location"
_ALL = "all"
_TRUSTED = "alltrusted"
_ADDRESS = "signInConditions.ipAddress"
_COUNTRY = "signInConditions.country"


def judge(
    locations: Choice | None, circumstances: Circumstances, directory: Directory, tables: ConditionalAccessTables
) -> Finding:
    """Return whether the network is in scope; an absent or empty condition means all."""
    if locations is None:
        return met(REASON)
    judge_list = _Judge(circumstances, directory, tables)
    include = locations.include or frozenset({_ALL})
    finding = scoped(lambda: judge_list.any_of(include), lambda: judge_list.any_of(locations.exclude), REASON)
    if finding.truth is not None and judge_list.outside_trusted:
        note = "the address is in no trusted named location; trusted addresses of the per-user MFA settings are in no export"
        return Finding(finding.truth, REASON, finding.missing, (note,))
    return finding


def asks_for_gps(locations: Choice | None, directory: Directory, tables: ConditionalAccessTables) -> Truth:
    """Return whether the policy asks the Authenticator app for the place, which nobody can answer unattended."""
    if locations is None:
        return False
    entries = (locations.include | locations.exclude) - {_ALL, _TRUSTED} - tables.special_locations.keys()
    named = [find(entry, directory) for entry in entries]
    if any(location is not None and location.by_gps for location in named):
        return True
    return None if None in named else False


def find(entry: str, directory: Directory) -> NamedLocation | None:
    """Return a named location by its id or, where the name is unique, by its name."""
    if directory.locations is None:
        return None
    known = directory.locations.get(entry)
    if known is not None:
        return known
    named = [location for location in directory.locations.values() if location.name.lower() == entry]
    return named[0] if len(named) == 1 else None


@dataclass(slots=True)
class _Judge:
    circumstances: Circumstances
    directory: Directory
    tables: ConditionalAccessTables
    outside_trusted: bool = False

    def any_of(self, entries: frozenset[str]) -> tuple[Truth, list[str]]:
        """Return whether the sign-in comes from one of the locations, and what would tell."""
        if _ALL in entries:
            return True, []
        truth: Truth = False
        missing: list[str] = []
        for entry in sorted(entries):
            told, wanted = self._trusted() if entry == _TRUSTED else self._from(entry)
            if told:
                return True, []
            if told is None:
                truth = None
                missing.append(wanted)
        return truth, list(dict.fromkeys(missing))

    def _trusted(self) -> tuple[Truth, str]:
        locations = self.directory.locations
        if locations is None:
            return None, f"namedLocations with isTrusted, in {self.directory.place}"
        told = [(location, *self._inside(location)) for location in locations.values() if location.trusted is not False]
        if any(truth and location.trusted for location, truth, _ in told):
            return True, ""
        unknown = [
            wanted
            or f"namedLocations: isTrusted of {short(location.name or location.id, 80)}, in {self.directory.place}"
            for location, truth, wanted in told
            if truth is not False
        ]
        if unknown:
            return None, unknown[0]
        if LOCATIONS in self.directory.cut:
            return None, f"namedLocations: all of them, in {self.directory.place}"
        self.outside_trusted = True
        return False, ""

    def _from(self, entry: str) -> tuple[Truth, str]:
        location = find(entry, self.directory)
        if location is not None:
            return self._inside(location)
        if entry in self.tables.special_locations:
            return None, f"whether the sign-in comes through {self.tables.special_locations[entry]}"
        return None, f"namedLocations: {short(entry, 80)}, in {self.directory.place}"

    def _inside(self, location: NamedLocation) -> tuple[Truth, str]:
        shown = short(location.name or location.id, 80)
        if location.kind == "ip":
            if self.circumstances.address is None:
                return None, _ADDRESS
            if location.holds(self.circumstances.address):
                return True, ""
            return (False, "") if location.whole else (None, f"ranges of {shown}, in {self.directory.place}")
        if location.kind == "country":
            return self._in_country(location)
        return None, f"whether the sign-in comes from {shown}"

    def _in_country(self, location: NamedLocation) -> tuple[Truth, str]:
        country = self.circumstances.country
        if country is None:
            where = " (the place that the Authenticator app reports)" if location.by_gps else ""
            return None, f"{_COUNTRY}{where}"
        if country in UNKNOWN_COUNTRY:
            return location.unknown_countries, ""
        if country in location.countries or location.whole:
            return country in location.countries, ""
        return None, f"countries of {short(location.name or location.id, 80)}, in {self.directory.place}"
