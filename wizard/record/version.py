"""The version of the record's schema, apart from its models so that ``decide`` needs none of them."""

SCHEMA_VERSION = "2.0"
