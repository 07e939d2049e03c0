"""MFA Exception Wizard: can this account be excluded from MFA, and who may decide it."""

__version__ = "0.1.0"
