"""MFA Exception Wizard: can this account be excluded from MFA, and who may decide it.

Other programs import ``decide``, ``explain``, ``what_if``, ``facts``, ``due``, ``schema`` and ``WizardError`` from here.
"""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load what other programs call when it is asked for: a command pays for none of it."""
    from importlib import import_module

    if name in {"WizardError", "decide", "due", "explain", "facts", "schema", "what_if"}:
        return getattr(import_module("wizard.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
