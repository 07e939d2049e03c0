"""The record of one account and its sign-off, typed once: reader, forms, redaction and schema come from it."""
