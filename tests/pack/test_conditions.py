"""Every condition of a pack is compiled, cited and proved, wherever it is written."""

from __future__ import annotations

import pytest

from tests.pack import corpus
from tests.support.packs import real_engine, real_pack
from wizard.pack.loader import load_pack
from wizard.pack.network import TRUE, Network
from wizard.pack.part_places import Places
from wizard.pack.program import compile_program
from wizard.pack.proof.theory import Theory
from wizard.pack.walk import conditions

BICYCLE = corpus.PACKS / "good" / "bicycle"


@pytest.mark.slow
def test_every_condition_of_the_shipped_pack_has_a_file_and_a_line():
    from wizard.pack.files import default_pack_folder, read_files

    places = Places(read_files(default_pack_folder()).data)
    without = [place for place, text in conditions(real_pack()) if text and ".toml:" not in places.of(place)]

    assert without == []


def test_a_text_that_only_a_refusal_by_the_rating_brings_is_not_called_dead():
    only_refused = "tenant is time_limited_exception and main is exception_refused"
    with Theory(real_pack()) as theory:
        assert not theory.can(theory.condition(only_refused))
        assert theory.can(theory.condition(only_refused, theory.carried))
        assert not theory.can(theory.condition("main is exception_refused and main is retire", theory.carried))


def test_verdicts_have_nodes_of_their_own_that_nothing_takes_apart():
    program = real_engine().program
    named = {number for _, number in program["named"]}
    nodes = dict(enumerate(program["nodes"], start=program["atoms"] + 1))

    assert {number for number, node in nodes.items() if len(node) < 2} == named
    assert {abs(node) for nodes in program["given"].values() for node in nodes.values()} <= named


def test_equal_results_stay_two_nodes_and_a_network_that_is_continued_knows_them():
    network = Network(3)
    one, other = network.named("main a", 2), network.named("main b", 2)
    always, never = network.named("main c", TRUE), network.named("main d", -TRUE)
    program = {"atoms": 3, "nodes": network.nodes, "named": network.names()}

    assert len({one, other, always, abs(never)}) == 4
    assert never < 0
    assert network.all([one, 3]) != network.all([other, 3])
    again = Network.of(program)
    assert [again.named("main a", 2), again.named("main d", -TRUE)] == [one, never]
    assert len(again.nodes) == len(network.nodes)


def test_a_condition_of_the_documents_that_cannot_be_read_makes_the_pack_invalid(tmp_path):
    from wizard.errors import PackError
    from wizard.pack.program import load_program

    folder = corpus.good("bicycle", tmp_path)
    corpus.edit(folder / "documents.toml", 'when = "dangerous"', 'when = "danger"')

    with pytest.raises(PackError) as caught:
        load_program(folder)

    assert caught.value.problems[0].place == "documents.toml:25 fragment.when"
    assert compile_program(load_pack(BICYCLE))["said"]["dangerous"]
