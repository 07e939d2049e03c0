"""Named locations: address ranges and countries, as Graph exports them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from wizard.evidence.policies.fields import Section

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
UNKNOWN_COUNTRY = frozenset({"", "unknown", "zz"})
"""How a request says that an address belongs to no country."""


@dataclass(frozen=True, slots=True)
class NamedLocation:
    """A named location.

    Attributes:
        id: Lower case.
        name: Display name.
        kind: ``ip``, ``country`` or ``other``.
        trusted: Marked as trusted; countries cannot be.
        networks: Ranges of a location of kind ``ip``.
        countries: Codes of a location of kind ``country``, lower case.
        unknown_countries: Addresses of no country belong to it.
        by_gps: The place is asked from the Authenticator app, not read from the address.
        whole: False when a range could not be read, so that an address may be inside nevertheless.
    """

    id: str
    name: str
    kind: str
    trusted: bool = False
    networks: tuple[Network, ...] = ()
    countries: frozenset[str] = frozenset()
    unknown_countries: bool = False
    by_gps: bool = False
    whole: bool = True

    def holds(self, address: Address) -> bool:
        """Return True when an address is in one of the ranges."""
        return any(address.version == network.version and address in network for network in self.networks)


def address_of(text: str) -> Address:
    """Return an address; an IPv4 address inside an IPv6 one counts as IPv4.

    Raises:
        ValueError: It isn't one.
    """
    address = ipaddress.ip_address(text.strip().split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def named_location(section: Section) -> tuple[NamedLocation | None, list[str]]:
    """Return a location and what is wrong with it.

    Args:
        section: One entry of ``namedLocations``.
    """
    identifier = section.text("id").lower()
    if not identifier:
        return None, ["has no id."]
    name = section.text("displayName")
    ranges = section.take("ipRanges")
    countries = section.take("countriesAndRegions")
    if isinstance(ranges, list):
        networks, complaints = _networks(ranges)
        whole = not complaints
        trusted = section.flag("isTrusted")
        return NamedLocation(identifier, name, "ip", trusted, networks, whole=whole), complaints
    if isinstance(countries, list):
        codes = frozenset(code.strip().lower() for code in countries if isinstance(code, str))
        lookup = section.text("countryLookupMethod").lower()
        unknown = section.flag("includeUnknownCountriesAndRegions")
        by_gps = lookup == "authenticatorappgps"
        return NamedLocation(identifier, name, "country", countries=codes, unknown_countries=unknown, by_gps=by_gps), []
    return NamedLocation(identifier, name, "other", trusted=section.flag("isTrusted"), whole=False), []


def _networks(ranges: list[Any]) -> tuple[tuple[Network, ...], list[str]]:
    networks: list[Network] = []
    complaints: list[str] = []
    for index, entry in enumerate(ranges):
        text = entry if isinstance(entry, str) else Section(entry, "", []).text("cidrAddress")
        try:
            networks.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            complaints.append(f"has a range that isn't an address range: ipRanges[{index}].")
    return tuple(networks), complaints
