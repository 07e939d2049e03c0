"""Slots of decision sentences: for no answers does a sentence say a fallback in place of words that the pack has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.packs import real_pack
from wizard.pack.models import Slot
from wizard.pack.proof.theory import Theory


def templates(verdict: str) -> Iterator[tuple[str, str]]:
    """Yield the conditions and sentences of a verdict, in the order in which they are tried."""
    pack = real_pack()
    own = pack.verdict_by_id[verdict].decision
    for words in pack.documents.instead:
        if words.verdict == verdict:
            yield words.when, words.decision or own
    yield "", own


def slots_of(text: str) -> Iterator[Slot]:
    known = {slot.id: slot for slot in real_pack().slots}
    yield from (known[name] for name in re.findall(r"\{([a-z_]+)\}", text))


@pytest.mark.slow
def test_every_sentence_that_is_said_has_words_for_its_slots():
    pack = real_pack()
    silent = []
    with Theory(pack) as theory:
        program, view = theory.program, theory.view
        given = {
            verdict: view.any([program[kind][verdict] for kind in ("main", "also") if verdict in program[kind]])
            for verdict in pack.verdict_by_id
        }
        for verdict, here in given.items():
            stronger = pack.documents.refusals[: pack.documents.refusals.index(verdict)] if (
                verdict in pack.documents.refusals
            ) else ()  # fmt: skip
            # Of several refusals, only the strongest is said.
            before = [-given[name] for name in stronger]
            for when, text in templates(verdict):
                holds = theory.condition(when)
                for slot in slots_of(text):
                    if slot.kind != "words" or slot.then:
                        continue
                    words = [w for w in (*slot.instead, *slot.each) if w.verdict in {None, verdict}]
                    nothing = [-theory.condition(word.when) for word in words]
                    if theory.can(here, holds, *before, *nothing):
                        silent.append((verdict, when, slot.id, theory.possible(here, holds, *before, *nothing)))
                before.append(-holds)

    assert silent == []


def test_every_slot_is_in_a_sentence_or_an_answer():
    pack = real_pack()
    texts = [pack.documents.risk.refused_decision, pack.documents.question]
    texts += [text for verdict in pack.verdicts for text in (verdict.decision, verdict.answer)]
    texts += [text for words in pack.documents.instead for text in (words.decision, words.answer)]
    used = {name for text in texts for name in re.findall(r"\{([a-z_]+)\}", text)}

    assert {slot.id for slot in pack.slots} == used


def test_what_ends_is_signed_before_what_has_no_end():
    pack = real_pack()

    assert pack.signed[0].verdict == pack.documents.risk.refuses
