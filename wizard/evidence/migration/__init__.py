"""The plan of a migration: every connection and flow of an export in one row, with target, order and what is not known."""
