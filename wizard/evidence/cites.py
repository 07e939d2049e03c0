"""What the readers of evidence cite of the pack: facts, questions and answers.

This is the only place in Python with such ids. ``knowledge check`` looks each of them up
in the pack, so an id that was renamed there is a finding and leads nowhere in silence. Tables of
the pack (``knowledge/evidence``) hold the ids that belong to words of logs and exports.
"""

from __future__ import annotations


class Fact:
    """Facts on which a proposal rests."""

    POLICIES_ADD_UP = "CA-01"
    EXCLUSION_WINS = "CA-03"
    LEGACY_CLIENTS = "CA-11"
    SIGN_IN_FREQUENCY = "CA-17"
    TERMS_OF_USE = "CA-27"
    CONNECTION_WITH_MFA = "CA-30"
    AGENTS = "CA-35"
    LOG_RETENTION = "EV-03"
    POLICIES_APPLIED = "EV-09"
    DIRECTORY = "EV-12"
    AZURE_CHANGES = "EV-13"
    RECORD = "GOV-02"
    RETIREMENT = "GOV-06"
    BASELINE = "GOV-11"
    PHASE_TWO = "MFA-05"
    GUESTS = "MFA-17"
    PROOF_OF_MFA = "MFA-20"
    REHEARSAL = "MFA-26"
    TOOLS_REPORT = "MFA-28"
    CONNECTIONS_TO_AZURE = "MFA-33"
    FLOW_OWNER = "PP-01"
    CONNECTIONS_STAY = "PP-02"
    PREMIUM_FLOWS = "PP-03"
    SERVICE_ACCOUNTS = "PP-05"
    CONNECTORS = "PP-08"
    NO_SERVICE_PRINCIPAL = "PP-09"
    BROKEN_CONNECTION = "PP-14"
    REFRESH_TOKENS = "PP-15"
    INVENTORY = "PP-16"
    CHANGE_OF_OWNER = "PP-20"


class Section:
    """A section of ``evidence collect`` that messages name."""

    CONNECTIONS = "connections"
    FLOWS = "flows"
    GROUPS = "groups"
    LOCATIONS = "locations"
    POLICIES = "policies"
    ROLES = "roles"
    USERS = "users"


class Question:
    """A question that evidence answers; its other names are answers to it."""

    ID: str


class SignOff:
    """Fields of the sign-off that tell which account of which tenant a record is about."""

    ACCOUNT = "subject_ref"
    TENANT = "tenant_ref"


class Activity(Question):
    """Whether the account is used."""

    ID = "activity"
    ACTIVE = "active"
    IDLE = "idle"


class Connectors(Question):
    """Which connectors it uses."""

    ID = "connectors"
    AZURE_RESOURCE_MANAGER = "azure_resource_manager"
    CUSTOM = "custom_connector"
    OTHER = "other"
    OTHER_AZURE = "other_azure"


class Controls(Question):
    """What policies demand."""

    ID = "controls"
    APP_PROTECTION = "app_protection"
    AUTHENTICATION_STRENGTH = "authentication_strength"
    BLOCK = "block"
    COMPLIANT_DEVICE = "compliant_device"
    CUSTOM = "custom_control"
    HYBRID_JOINED_DEVICE = "hybrid_joined_device"
    LOCATION = "location"
    MFA = "mfa"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - an answer
    PERSISTENT_BROWSER = "persistent_browser"
    RISK = "risk"
    SIGN_IN_FREQUENCY = "sign_in_frequency"
    TERMS_OF_USE = "terms_of_use"
    TOKEN_PROTECTION = "token_protection"  # noqa: S105 - an answer


class Egress(Question):
    """From where it signs in."""

    ID = "egress"
    CHANGING = "changing"
    FIXED = "fixed"
    MICROSOFT_CLOUD = "microsoft_cloud"


class Enforcement(Question):
    """Whether Microsoft enforces MFA already."""

    ID = "enforcement"
    ENFORCED = "enforced"


class Evidence(Question):
    """What was read."""

    ID = "evidence"
    AZURE_AUDIT = "azure_audit"
    CA_POLICIES = "ca_policies"
    INTERACTIVE_LOG = "interactive_log"
    NONINTERACTIVE_LOG = "noninteractive_log"
    PP_INVENTORY = "pp_inventory"


class ExclusionToday(Question):
    """Whether policies exclude it today."""

    ID = "exclusion_today"
    DOCUMENTED = "documented"
    EXPIRED = "expired"
    NONE = "none"
    UNDOCUMENTED = "undocumented"


class FlowRole(Question):
    """What part it plays in flows."""

    ID = "flow_role"
    CONNECTION = "connection"
    OWNER = "owner"


class Identity(Question):
    """What kind of identity it is."""

    ID = "identity"
    AGENT_USER = "agent_user"
    EMERGENCY_ACCESS = "emergency_access"
    GUEST = "guest"
    ROOM_DEVICE = "room_device"
    SYNC_ACCOUNT = "sync_account"
    USER_CLOUD = "user_cloud"
    USER_SYNCED = "user_synced"


class License(Question):
    """Which license is missing."""

    ID = "licence"


class MetToday(Question):
    """Which controls it meets; its answers are those of ``Controls``."""

    ID = "met_today"


class Methods(Question):
    """Which methods it has."""

    ID = "methods"
    CERTIFICATE = "certificate"
    FIDO2 = "fido2"
    NONE = "none"


class MfaSources(Question):
    """Who demands MFA."""

    ID = "mfa_sources"
    CONDITIONAL_ACCESS = "conditional_access"
    MICROSOFT_MANAGED = "microsoft_managed"


class Privilege(Question):
    """Which privileges it holds."""

    ID = "privilege"
    ENTRA_ADMIN = "entra_admin"


class Replacement(Question):
    """What could replace it."""

    ID = "replacement"


class RunMode(Question):
    """Who is there when it signs in."""

    ID = "run_mode"
    HUMAN_EACH_TIME = "human_each_time"
    HUMAN_ON_SETUP = "human_on_setup"
    UNATTENDED = "unattended"


class Surfaces(Question):
    """What it opens."""

    ID = "surfaces"
    ARM_READ = "arm_read"
    ARM_WRITE = "arm_write"
    LOGIC_APPS = "logic_apps"
    OTHER = "other"
    PP_CONNECTIONS = "pp_connections"


class Token(Question):
    """How it signs in."""

    ID = "token"
    CERTIFICATE_OR_PASSKEY = "certificate_or_passkey"
    CONNECTION_REFRESH = "connection_refresh"
    INTERACTIVE_CACHED = "interactive_cached"
    WINDOWS_SESSION = "windows_session"


UNKNOWN = "unknown"
"""The answer of somebody who does not know, in the language of the pack."""
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
"""Which section of ``evidence collect`` exports what an entry of ``missing`` asks for, by the collection of Graph at its head.

Details of a request and a role that has to be activated are in no export.
"""


def with_section(entry: str, section: str = "") -> str:
    """Return an entry with the section that exports it; as it is where none does.

    Args:
        entry: What would tell.
        section: The section, where it is known; else the entry says it.
    """
    found = section or next((one for start, one in _BY_COLLECTION if entry.startswith(start)), "")
    return f"{entry} (section {found} of 'mfa-wizard evidence collect')" if found else entry
