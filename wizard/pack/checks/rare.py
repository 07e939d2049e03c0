"""Rare options, offered behind the common ones: enough of both, and nothing rare that excludes the rest."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.compiler import options_of
from wizard.pack.models import Pack, Question

FEWEST = 2
"""Options that stay in sight at least, and that are worth the line behind which they are."""


def check(context: Context) -> Iterator[Finding]:
    """Yield options that must stay in sight, and questions where hiding gains nothing or leaves too few."""
    for question in context.pack.questions:
        yield from _question(context.pack, question)


def _question(pack: Pack, question: Question) -> Iterator[Finding]:
    options = options_of(pack, question)
    rare = [option for option in options if option.rare]
    for option in rare:
        if option.id == "unknown" or option.id in question.exclusive:
            message = "is rare, but excludes all other answers; who looks for it must find it at once."
            yield Finding("P604", f"option {question.id}.{option.id}", message, "Remove 'rare'.")
    common = [option for option in options if not option.rare and option.id != "unknown"]
    if rare and (len(rare) < FEWEST or len(common) < FEWEST):
        message = f"has {len(rare)} rare and {len(common)} common options; both need at least {FEWEST}."
        yield Finding("P605", f"question {question.id}", message, "Mark more or fewer options as rare.")
