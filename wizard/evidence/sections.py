"""Which section of ``evidence collect`` exports what an entry of ``missing`` asks for.

Entries begin with the collection of Graph that would tell, so that is what is looked at. Details of a request and a role that
has to be activated are in no export, and get no section.
"""

from __future__ import annotations

from wizard.evidence.cites import Section

_BY_COLLECTION = (
    ("users: who is meant", ""),
    ("groups:", Section.GROUPS),
    ("users or groups:", Section.GROUPS),
    ("users:", Section.USERS),
    ("signInIdentity.externalUserType, or users:", Section.USERS),
    ("directoryRoles:", Section.ROLES),
    ("namedLocations", Section.LOCATIONS),
    ("ranges of", Section.LOCATIONS),
    ("policies that could not be read", Section.POLICIES),
    ("state of this policy", Section.POLICIES),
)


def with_section(entry: str, section: str = "") -> str:
    """Return an entry with the section that exports it; as it is where none does.

    Args:
        entry: What would tell.
        section: The section, where it is known; else the entry says it.
    """
    found = section or next((one for start, one in _BY_COLLECTION if entry.startswith(start)), "")
    return f"{entry} (section {found} of 'mfa-wizard evidence collect')" if found else entry
