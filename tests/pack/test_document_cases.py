"""What the documents print, case by case: each part of each condition makes its difference."""

from __future__ import annotations

import pytest

from tests.pack.document_cases import kept_cases, prints
from tests.support.packs import real_engine, real_pack
from wizard.pack.diff import results
from wizard.pack.network import TRUE

HOW = "Where the change was wanted: python -m tests.pack.document_cases, then read what differs."


@pytest.mark.slow
def test_every_case_prints_what_it_says():
    engine, pack = real_engine(), real_pack()
    made: dict[str, dict[str, set[str]]] = {}
    wrong = []
    for kind, name, answers, printed in kept_cases():
        key = str(answers)
        if key not in made:
            made[key] = prints(engine, pack, answers)
        if (name in made[key][kind]) is not printed:
            wrong.append(f"{kind} {name} is {'not ' if printed else ''}printed for {answers or 'the usual account'}")

    assert not wrong, "\n".join([*wrong[:20], f"{len(wrong)} cases differ. {HOW}"])


def test_everything_that_can_be_printed_has_a_case():
    kept = {(kind, name) for kind, name, _, printed in kept_cases() if printed}
    program = real_engine().program
    there = {(kind, name) for kind, names in results(real_pack(), program).items() for name in names}
    never = {("required field", name) for name, _, required in program["fields"] if abs(required) >= TRUE}

    assert there - kept - never == set(), HOW
    assert kept - there == set(), HOW
