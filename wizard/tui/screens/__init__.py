"""Screens of the wizard: they compose and handle messages, nothing more."""
