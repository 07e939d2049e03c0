"""The rule language of device filters: its grammar, its three values, and time that grows with length only."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.evidence.device_rules import MAX_LENGTH, UNKNOWN, RuleError, parse

DEVICE = {
    "model": "Surface Pro 9",
    "operatingsystem": "Windows",
    "iscompliant": "true",
    "extensionattribute1": "SAW",
    "trusttype": "ServerAD",
    "physicalids": ("[ZTDId]:1", "[USER]:2"),
    "mdmappid": None,
    "quoted": 'a "b" c',
    "ticked": "a`c",
}


def holds(rule):
    return parse(rule).holds(lambda name: DEVICE.get(name, UNKNOWN))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('device.model -eq "surface pro 9"', True),
        ("device.model -eq 'Surface Pro 9'", True),
        ('device.model -ne "Surface"', True),
        ('device.model -eq "9"', False),
        ('device.model eq "Surface Pro 9"', True),
        ('device.model -startsWith "Surf"', True),
        ('device.model -startsWith "Pro"', False),
        ('device.model -notStartsWith "Surf"', False),
        ('device.model -endsWith "9"', True),
        ('device.model -endsWith "Pro"', False),
        ('device.model -notEndsWith "8"', True),
        ('device.model -contains "PRO"', True),
        ('device.model -notContains "Pro"', False),
        ('device.model -in ["A", "Surface Pro 9"]', True),
        ("device.model -in ['A','9']", False),
        ('device.model -in ("A", "Surface Pro 9")', True),
        ('device.model -notIn ["A"]', True),
        ("device.isCompliant -eq True", True),
        ("device.isCompliant -eq $true", True),
        ('device.isCompliant -eq "False"', False),
        ('device.physicalIds -contains "[ZTDId]:1"', True),
        ('device.physicalIds -contains "[ZTDId]"', False),
        ('device.physicalIds -notContains "[X]"', True),
        ('device.trustType -eq "hybridAzureADJoined"', True),
        ('device.trustType -ne "AzureAD"', True),
        ("device.operatingSystem == 'Windows'", True),
        ("device.operatingSystem != 'Windows'", False),
        ('device.mdmAppId -eq "x"', False),
        ('device.mdmAppId -ne "x"', True),
        ("device.mdmAppId -eq null", True),
        ("device.mdmAppId -ne $null", False),
        ("device.mdmAppId -eq $null", True),
        ('device.mdmAppId -startsWith "x"', False),
        ("device.mdmAppId -contains null", False),
        ("device.model -contains null", False),
        ('device.mdmAppId -notContains "x"', True),
        ('device.quoted -eq "a `"b`" c"', True),
        ("device.quoted -eq 'a \"b\" c'", True),
        ('device.ticked -eq "a`c"', True),
        ('device.displayName -eq "x"', None),
        ('device.displayName -ne "x"', None),
        ('(device.model -eq "x" -or device.isCompliant -eq True) -and device.extensionAttribute1 -eq "SAW"', True),
        ('device.model -eq "x" -or device.isCompliant -eq True -and device.extensionAttribute1 -eq "no"', False),
        ('device.isCompliant -eq True -or device.model -eq "x" -and device.extensionAttribute1 -eq "no"', True),
        ('device.model -eq "x" -and device.isCompliant -eq True -or device.extensionAttribute1 -eq "SAW"', True),
        ('-not device.isCompliant -eq True -and device.model -eq "x"', False),
        ('-not (device.model -eq "x")', True),
        ('-not device.model -eq "x" -and device.isCompliant -eq True', True),
        ('not(device.isCompliant -eq True) or device.model -eq "x"', False),
        ('device.displayName -eq "x" -or device.isCompliant -eq True', True),
        ('device.displayName -eq "x" -and device.isCompliant -eq False', False),
        ('device.displayName -eq "x" -and device.isCompliant -eq True', None),
        ('device.displayName -eq "x" -or device.isCompliant -eq False', None),
        ('-not (device.displayName -eq "x")', None),
        ("((((device.isCompliant -eq True))))", True),
        ('device.model   -EQ\n"Surface Pro 9"\t-AND device.iscompliant -Eq TRUE', True),
    ],
)
def test_a_rule_holds(rule, expected):
    assert holds(rule) is expected


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("this is not a valid rule", "device.<attribute>"),
        ("device.model", "an operator"),
        ("device.model -eq", "a value"),
        ('device.model "x"', "an operator"),
        ('device.model -like "x"', "-like"),
        ('device.model -match "(a+)+$"', "-match"),
        ('device.model -eq "x', "no end"),
        ('device.model -in ["x"', "no end"),
        ('device.model -eq ["x"]', "one value"),
        ('(device.model -eq "x"', "no end"),
        ('device.model -eq "x")', "no beginning"),
        ('device.model -eq "x" device.model -eq "y"', "-and or -or"),
        ('device.model -eq "x" -and', "ends"),
        ('-and device.model -eq "x"', "device.<attribute>"),
        ("device.model -eq device.displayName", "a value"),
        ("x" * (MAX_LENGTH + 1), "more than"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(rule, words):
    with pytest.raises(RuleError, match=words.replace("-", "\\-").replace(".", "\\.")):
        parse(rule)


@pytest.mark.parametrize(
    "make",
    [
        lambda count: "(" * count + 'device.model -eq "x"' + ")" * count,
        lambda count: " -and ".join(['device.model -eq "x"'] * (count // 10)),
        lambda count: "-not " * count + 'device.model -eq "x"',
        lambda count: f'device.model -contains "{"a" * count}"',
        lambda count: "device.model -in [" + ",".join(['"x"'] * (count // 4)) + "]",
        lambda count: '"' * count,
        lambda count: "(" * count,
    ],
)
def test_a_rule_made_to_hang_takes_time_by_its_length_only(make):
    seconds = []
    for count in (4_000, 16_000):
        start = time.process_time()
        try:
            rule = parse(make(count))
        except RuleError:
            rule = None
        if rule is not None:
            rule.holds(lambda _: "a" * 1000)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 2
    assert seconds[1] < 12 * seconds[0] + 0.5


leaves = st.sampled_from(['device.model -eq "x"', "device.isCompliant -eq True", 'device.displayName -ne "y"'])
trees = st.recursive(
    leaves.map(lambda leaf: (leaf,)),
    lambda inner: st.tuples(st.sampled_from(["-and", "-or"]), inner, inner) | st.tuples(st.just("-not"), inner),
    max_leaves=12,
)


def write(tree):
    if len(tree) == 1:
        return tree[0]
    return f"-not ({write(tree[1])})" if len(tree) == 2 else f"({write(tree[1])}) {tree[0]} ({write(tree[2])})"


def expect(tree):
    if len(tree) == 1:
        return holds(tree[0])
    if len(tree) == 2:
        value = expect(tree[1])
        return None if value is None else not value
    left, right = expect(tree[1]), expect(tree[2])
    winner = tree[0] == "-or"
    if winner in (left, right):
        return winner
    return None if None in (left, right) else not winner


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(trees)
def test_any_tree_of_comparisons_has_the_value_of_three_valued_logic(tree):
    assert holds(write(tree)) is expect(tree)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="device.model -eqandor\"()[]',`$ ", max_size=80))
def test_no_text_makes_the_parser_fail_in_another_way(text):
    with suppress(RuleError):
        parse(text).holds(lambda _: None)
