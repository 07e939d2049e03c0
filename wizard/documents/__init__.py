"""The documents: pure functions of record, pack and a date passed in."""
