"""Answers that the pack allows: random ones, and those that are still asked."""

from __future__ import annotations

import random

from wizard.decision.engine import Engine


def random_answer(engine: Engine, name: str, rng: random.Random, unknown: float = 0.15):
    """Return an allowed answer to one question."""
    question = engine.questions[name]
    options = question["options"]
    if not question["many"]:
        choices = [option for option in options if option != "unknown"]
        if "unknown" in options and rng.random() < unknown:
            return "unknown"
        return rng.choice(choices)
    exclusive = set(question["exclusive"])
    if exclusive and rng.random() < 0.35:
        alone = sorted(exclusive)
        if "unknown" in alone and len(alone) > 1 and rng.random() > unknown:
            alone.remove("unknown")
        return [rng.choice(alone)]
    free = [option for option in options if option not in exclusive]
    chosen = rng.sample(free, min(len(free), rng.choice([1, 1, 1, 2, 2, 3, 5])))
    return [option for option in options if option in chosen]


def freeze(answers: dict) -> dict:
    """Return answers as the engine takes them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in answers.items()}


def random_answers(engine: Engine, rng: random.Random, unknown: float = 0.15) -> dict:
    """Return answers to every question that is in its bound, whether it matters or not."""
    answers: dict = {}
    while True:
        bounds = engine.bounds(freeze(answers))
        waiting = [name for name, inside in bounds.items() if inside and name not in answers]
        if not waiting:
            return answers
        answers[waiting[0]] = random_answer(engine, waiting[0], rng, unknown)


def complete(engine: Engine, answers: dict, rng: random.Random) -> dict:
    """Return a completion of partial answers; answers whose bound closes are left out."""
    full: dict = {}
    while True:
        bounds = engine.bounds(freeze(full))
        waiting = [name for name, inside in bounds.items() if inside and name not in full]
        if not waiting:
            return full
        name = waiting[0]
        full[name] = answers.get(name, random_answer(engine, name, rng, 0.3))


def half(engine: Engine, answers: dict, rng: random.Random) -> dict:
    """Return about half of the answers, none outside its bound."""
    kept = {name: answers[name] for name in rng.sample(list(answers), len(answers) // 2)}
    outside = engine.outside(freeze(kept))
    return {name: value for name, value in kept.items() if name not in outside}


def allowed(engine: Engine, answers: dict) -> dict:
    """Return those answers whose questions are in their bound."""
    kept: dict = {}
    for name in engine.questions:
        if name in answers and engine.bounds(freeze(kept))[name]:
            kept[name] = answers[name]
    return kept
