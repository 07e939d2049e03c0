"""Exports of a tenant: readers, evaluation and the answers they propose."""
