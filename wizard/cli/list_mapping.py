"""Asks what the columns of a list mean, one plain line each; without a terminal it takes what is certain, or refuses."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.streams import complain, say
from wizard.errors import EvidenceError, Problem
from wizard.wording import printable

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.engagement.lists.model import AccountList, Mapping, Unsure
    from wizard.pack.models import Pack

_WHOLE = frozenset({"sheet", "account", "heading"})
"""Kinds that concern the whole list, so nothing is done before they are settled. A cell concerns its row."""


def confirmed_list(
    path: Path,
    pack: Pack,
    engine: Engine,
    day: date,
    *,
    yes: bool = False,
    known: Iterable[Mapping] = (),
    settled: Container[str] = (),
) -> AccountList:
    """Return a list whose columns are confirmed, by a person or by ``yes``.

    Args:
        yes: Take the best guess, and say which one.
        known: Mappings that were confirmed earlier.
        settled: As in ``read_list``.

    Raises:
        EvidenceError: The list cannot be used, or something is unsure and nobody can be asked.
    """
    from wizard.engagement.lists.reading import read_list

    asked = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    listed = read_list(path, pack, engine, day, list(known), settled=settled)
    if asked:
        _show(listed)
    while listed.mapping is not None and listed.unsure:
        guessed = [one for one in listed.unsure if one.guess]
        if asked:
            mapping = _answers(listed.mapping, listed.unsure)
        elif yes and guessed:
            _say_guesses(guessed)
            mapping = listed.mapping.guessed(guessed)
        else:
            break
        listed = read_list(path, pack, engine, day, mapping, settled=settled)
    if whole := [one for one in listed.unsure if one.kind in _WHOLE]:
        raise EvidenceError(*map(_refused, whole))
    return listed


def _show(listed: AccountList) -> None:
    if listed.lines:
        say("The columns of the list are read as:")
    for line in listed.lines:
        say(f"  {printable(line)}")


def _answers(mapping: Mapping, unsure: Iterable[Unsure]) -> Mapping:
    """Ask for everything that is unsure; another sheet or account column is read first."""
    for one in unsure:
        mapping = mapping.answered(one, _asked(one))
        if one.kind in {"sheet", "account"}:
            break
    return mapping


def _asked(unsure: Unsure) -> str:
    """Return the choice of a person; Enter takes the first one.

    Raises:
        EvidenceError: The input ended.
    """
    complain(printable(f"{unsure.place}: {unsure.text}"))
    for number, choice in enumerate(unsure.choices, 1):
        complain(f"  {number}. {printable(choice.label)}")
    ids = {choice.id.casefold(): choice.id for choice in unsure.choices}
    numbers = {str(number): choice.id for number, choice in enumerate(unsure.choices, 1)}
    while True:
        print("Number, Enter for 1: ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EvidenceError(_refused(unsure))
        word = line.strip().casefold() or "1"
        if found := numbers.get(word) or ids.get(word):
            return found
        complain(f"Type a number from 1 to {len(unsure.choices)}.")


def _say_guesses(guessed: Iterable[Unsure]) -> None:
    for one in guessed:
        label = next(choice.label for choice in one.choices if choice.id == one.guess)
        say(printable(f"mfa-wizard: {one.place}: {one.text} Taken: {label}."))


def _refused(unsure: Unsure) -> Problem:
    """Return what is said where nobody can be asked."""
    choices = "; ".join(choice.label for choice in unsure.choices)
    remedy = "Rename it, run the command on a terminal, or take the best guess with --yes."
    return Problem(unsure.place, f"{unsure.text} It can be: {choices}.", remedy, for_shell=True)
