"""The version of the record's schema, apart from its models so that ``decide`` needs none of them."""

SCHEMA_VERSION = "2.0"

SETTINGS_FILE = "engagement.toml"
"""Where an engagement keeps what holds for all its accounts; it marks the folder as one."""
