"""Lets the user's settings give the values of options that are not typed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from wizard.engagement.user_settings import settings_path, user_settings
from wizard.errors import Problem, UsageError

RECORDS = "folder"
"""The folder of records is looked up where records are: the environment wins over the settings there."""


def apply_settings(parser: argparse.ArgumentParser) -> None:
    """Give the options of a parser, and of the command in it, the values that the settings have for them.

    Raises:
        UsageError: The settings cannot be read, or hold what no option takes; with every finding.
    """
    settings = user_settings()
    problems = list(_applied(parser, settings, "")) if settings else []
    if problems:
        raise UsageError(*problems)


def _applied(parser: argparse.ArgumentParser, table: Mapping[str, Any], above: str) -> Iterator[Problem]:
    options = {
        name[2:]: action
        for name, action in parser._option_string_actions.items()  # noqa: SLF001 - argparse has no other way
        if name.startswith("--") and _can_be_set(action)
    }
    below = _commands_of(parser)
    for key, value in table.items():
        place = f"{settings_path()}: {above}{key}"
        if not above and key == RECORDS:
            if not isinstance(value, str):
                yield Problem(place, "isn't a text.")
        elif key in options:
            yield from _set(options[key], value, place)
        elif key in below and isinstance(value, dict):
            if below[key].add_help:  # commands that are not typed are known by name alone
                yield from _applied(below[key], value, f"{above}{key}.")
        else:
            yield _unknown(key, place, [*options, *below])


def _commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return dict(action.choices)
    return {}


def _can_be_set(action: argparse.Action) -> bool:
    """Return whether an option can have another value from the start: not those that all commands share, nor the day."""
    single = isinstance(action, argparse._StoreAction) and action.nargs is None  # noqa: SLF001
    switch = isinstance(action, argparse._StoreTrueAction | argparse._StoreFalseAction)  # noqa: SLF001
    return (single or switch) and action.default is not argparse.SUPPRESS


def _set(action: argparse.Action, value: Any, place: str) -> Iterator[Problem]:
    if action.nargs == 0:
        if isinstance(value, bool):
            action.default = action.const if value else action.default
        else:
            yield Problem(place, "isn't true or false.")
    elif isinstance(value, bool) or not isinstance(value, str | int):
        yield Problem(place, "isn't a text or a number.")
    elif action.choices is not None and value not in action.choices:
        yield Problem(place, f"isn't one of {', '.join(map(str, action.choices))}.")
    else:
        action.default, action.required = str(value), False


def _unknown(key: str, place: str, known: list[str]) -> Problem:
    from wizard.pack.toml_lines import nearest

    return Problem(place, "isn't an option or a command that settings can hold.", nearest(key, known))
