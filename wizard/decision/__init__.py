"""The decision: conditions over answers, tables, possible verdicts, why, what-if. Knows no subject."""
