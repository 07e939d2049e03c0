"""Widgets of the wizard; one subject a module."""
