"""A change of policies: what differs, what stays, and what cannot be known, for every account and context."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import ca_tenants
import pytest
from ca_builders import ALICE, APP, BOB, EXCHANGE, GUEST, INNER, STAFF, TENANT, UNSEEN, policy, raw_policy
from test_ca_real_policies import SETS, contexts

from wizard.cli.evidence_impact_text import markdown, text
from wizard.cli.main import run
from wizard.errors import EvidenceError, PackError
from wizard.evidence.batch import Context
from wizard.evidence.contexts import Contexts, NamedContext, located
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.evaluate.sign_in import Circumstances, Person, SignIn, Target
from wizard.evidence.impact import Impact
from wizard.evidence.impact_summary import alike, in_words, summary_of, wanted
from wizard.evidence.policies.model import Reading
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.reading import read_policies
from wizard.evidence.policies.shapes import Found
from wizard.evidence.tables import load_tables
from wizard.shapes.evidence import Impact as Shape

GROUPS_SECTION = "(section groups of 'mfa-wizard evidence collect')"
TABLES = load_tables()
BLOCK = {"operator": "OR", "builtInControls": ["block"]}
ONE = (NamedContext("App", Context(Target((APP,)), Circumstances("browser", "windows"))),)


def reading(*policies, unread=()):
    return Reading(tuple(policies), (), tuple(unread), 1)


def impact(old, new, known=TENANT, several=ONE, unread=()):
    """Compare two sets; ``unread`` are places of the new one."""
    return Impact(reading(*old), reading(*new, unread=unread), directory_of(known), TABLES, several)


def rows(found, kind):
    return [(found.name(row.account), row.cell.before.outcome, row.cell.after.outcome) for row in found.rows(kind)]


def test_an_account_that_loses_its_exclusion_changes_and_no_other():
    old = [policy("A", users={"includeUsers": ["All"], "excludeUsers": [ALICE]})]
    found = impact(old, [policy("A")])
    assert rows(found, "changed") == [("alice@example.com", "allow", "controls")]
    assert found.counts == {"changed": 1, "unknown": 0, "unchanged": 2}
    assert found.acts
    (one,) = found.policies()
    assert ([*one.gained], [*one.lost], [*one.unknown]) == ([0], [], [])
    summary = summary_of(found)
    gained = {effect.label: [*effect.gained] for effect in summary.effects}
    assert gained["MFA"] == [0]
    assert [*summary.breaks] == [0]


def test_a_policy_that_was_only_touched_is_the_same():
    old, new = (
        policy_of(Found("", raw_policy("A") | {"modifiedDateTime": f"2026-10-0{day}T08:00:00Z"}, {}), "p.json:1")
        for day in (1, 2)
    )
    (pair,) = impact([old], [new]).pairing.pairs
    assert (old.modified != new.modified, pair.change) == (True, "same")


def test_the_same_policies_change_nothing_whatever_cannot_be_known():
    unknown = policy("A", users={"includeGroups": [UNSEEN]})
    found = impact([unknown], [unknown])
    assert found.counts == {"changed": 0, "unknown": 3, "unchanged": 0}
    assert not found.acts
    assert {row.cell.change for row in found.rows("unknown")} == {"none"}


def test_what_cannot_be_known_is_never_no_change_and_says_what_would_tell():
    unknown = policy("A", users={"includeGroups": [UNSEEN]})
    found = impact([], [unknown])
    assert found.counts == {"changed": 0, "unknown": 3, "unchanged": 0}
    assert found.acts
    for row in found.rows("unknown"):
        assert row.cell.change == "possible"
        assert found.missing(row) == (
            f"groups: the group {UNSEEN} with its members, in the directory file {GROUPS_SECTION}",
        )
    assert [(one.accounts, one.changes) for one in wanted(found)] == [(3, True)]


def test_a_requirement_that_comes_for_sure_is_said_although_the_rest_cannot_be_known():
    perhaps = policy(
        "A", users={"includeGroups": [UNSEEN]}, grantControls={"operator": "OR", "builtInControls": ["compliantDevice"]}
    )
    found = impact([perhaps], [perhaps, policy("B")])
    assert {row.cell.change for row in found.rows("unknown")} == {"sure"}
    gained = {effect.label: len(effect.gained) for effect in summary_of(found).effects}
    assert (gained["MFA"], gained["Device requirement"]) == (3, 0)


def test_a_policy_that_may_block_on_both_sides_leaves_the_change_open():
    perhaps = policy("A", users={"includeGroups": [UNSEEN]}, grantControls=BLOCK)
    found = impact([perhaps], [perhaps, policy("B")])
    assert {row.cell.change for row in found.rows("unknown")} == {"possible"}


def test_report_only_and_disabled_policies_are_not_enforced():
    off = [policy("A", state="enabledForReportingButNotEnforced"), policy("B", state="disabled")]
    found = impact(off, [])
    assert found.counts["unchanged"] == 3
    on = impact(off, [policy("A"), policy("B", state="disabled")])
    assert on.counts["changed"] == 3
    assert [(one.pair.shown.name, one.pair.change, len(one.gained)) for one in on.policies()] == [
        ("A", "changed", 3),
        ("B", "same", 0),
    ]


def test_another_strength_is_a_change_although_graph_has_one_word_for_both():
    def asks(identifier):
        return policy(
            "A", grantControls={"operator": "OR", "builtInControls": [], "authenticationStrength": {"id": identifier}}
        )

    found = impact([asks("00000000-0000-0000-0000-000000000002")], [asks("00000000-0000-0000-0000-000000000004")])
    assert found.counts["changed"] == 3
    cell = next(found.rows("changed")).cell
    assert in_words(cell.before, TABLES) != in_words(cell.after, TABLES)


def test_a_sign_in_frequency_makes_unattended_sign_ins_unknown_not_unchanged():
    often = policy(
        "A",
        grantControls=None,
        sessionControls={"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}},
    )
    found = impact([], [often])
    assert found.counts["unknown"] == 3
    row = next(found.rows("unknown"))
    assert (row.cell.before.unattended, row.cell.after.unattended) == ("works", "unknown")
    assert "sign-in frequency" in found.missing(row)[0].lower()


def test_policies_nobody_could_read_leave_everything_unknown():
    found = impact([policy("A")], [policy("A")], unread=["broken.json"])
    assert found.counts == {"changed": 0, "unknown": 3, "unchanged": 0}
    assert found.missing(next(found.rows("unknown"))) == (
        "policies that could not be read: broken.json (section policies of 'mfa-wizard evidence collect')",
    )
    assert found.acts


def test_an_account_that_is_blocked_does_not_lose_mfa():
    found = impact([policy("A")], [policy("A"), policy("B", grantControls=BLOCK)])
    lost = {effect.label: len(effect.lost) for effect in summary_of(found).effects}
    gained = {effect.label: len(effect.gained) for effect in summary_of(found).effects}
    assert (gained["Block"], lost["MFA"]) == (3, 0)


def test_accounts_with_equal_changes_are_told_together():
    old = [policy("A", users={"includeUsers": ["All"], "excludeGroups": [STAFF]})]
    (one,) = alike(impact(old, [policy("A")]))
    assert [*one.accounts] == [0, 1]


def test_without_users_the_accounts_are_those_that_groups_roles_and_policies_name():
    known = {key: value for key, value in TENANT.items() if key != "users"}
    found = impact([], [policy("A", users={"includeUsers": ["All"], "excludeUsers": [GUEST]})], known)
    assert sorted(found.accounts) == [ALICE, BOB, GUEST]
    with pytest.raises(EvidenceError, match="has no users"):
        impact([], [policy("A")], {"users": []})


def test_policies_whose_ids_all_differ_are_matched_by_name():
    old = [policy("A", id="1"), policy("B", id="2", users={"includeUsers": [ALICE]})]
    new = [policy("B", id="12"), policy("A", id="11")]
    found = impact(old, new)
    assert (found.pairing.by_name, found.pairing.common_ids) == (2, False)
    assert [(one.pair.shown.name, one.pair.change, [*one.gained]) for one in found.policies()] == [
        ("B", "changed", [1, 2]),
        ("A", "same", []),
    ]


def test_an_id_beats_a_name_and_a_name_that_is_there_twice_matches_nothing():
    old = [policy("A", id="1"), policy("B", id="2")]
    new = [policy("B", id="1"), policy("B", id="3"), policy("B", id="4")]
    pairs = [(pair.old and pair.old.id, pair.new and pair.new.id) for pair in impact(old, new).pairing.pairs]
    assert pairs == [("1", "1"), ("2", None), (None, "3"), (None, "4")]


def test_policies_that_differ_in_what_nobody_can_judge_are_not_the_same():
    def agents(value):
        return policy("A", agents={"includeAgentUsers": [value]})

    (pair,) = impact([agents("All")], [agents("None")]).pairing.pairs
    assert pair.change == "changed"
    (pair,) = impact([agents("All")], [agents("All")]).pairing.pairs
    assert pair.change == "same"


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_every_row_is_what_two_single_evaluations_say(name, shared):
    """The set against itself with every second policy switched the other way."""
    old = read_policies(shared / "conditional-access" / name)
    states = {"enabled": "disabled", "disabled": "enabled"}
    switched = [replace(one, state=states.get(one.state, "enabled")) for one in old.policies[::2]]
    new = replace(old, policies=(*switched, *old.policies[1::2]))
    directory = directory_of(ca_tenants.around(old.policies))
    several = [NamedContext(str(number), one) for number, one in enumerate(contexts(TABLES)[::4])]
    found = Impact(old, new, directory, TABLES, several)
    said = {(row.account, row.context): row for kind in ("changed", "unknown", "unchanged") for row in found.rows(kind)}
    assert len(said) == sum(found.counts.values()) == len(found.accounts) * len(several)
    for number, account in enumerate(found.accounts):
        for place, one in enumerate(several):
            sign_in = SignIn(Person(account), one.context.target, one.context.circumstances)
            before, after = (evaluate(side.policies, sign_in, directory, TABLES)[1] for side in (old, new))
            cell = said[number, place].cell
            assert cell.before[:3] == (before.outcome, before.controls, before.unattended)
            assert cell.after[:3] == (after.outcome, after.controls, after.unattended)
            if "unknown" in {before.outcome, after.outcome}:
                assert cell.kind == "unknown"
            elif (before.outcome, before.controls) != (after.outcome, after.controls):
                assert cell.kind == "changed"
                assert cell.change == "sure"


class TestContexts:
    def test_those_of_the_pack_are_complete_sign_ins_of_jobs_without_a_device(self):
        several = Contexts(TABLES).default()
        assert len({one.name for one in several}) == len(several) >= 5
        for one in several:
            how = one.context.circumstances
            assert one.context.target.resources[0] in TABLES.resources
            assert None not in {how.client_app, how.platform, how.address}
            assert how.device_value("trusttype") is None
            assert how.country is None

    def test_a_file_may_be_toml_json_or_lines_and_a_what_if_request_serves(self, tmp_path):
        bodies = [{"name": f"C{n}", "signInContext": {"includeApplications": [EXCHANGE]}} for n in range(2)]
        toml = "\n".join(
            f'[[context]]\nname = "{one["name"]}"\nsignInContext.includeApplications = ["{EXCHANGE}"]' for one in bodies
        )
        files = {
            "a.json": json.dumps(bodies),
            "b.json": json.dumps({"contexts": bodies}),
            "c.jsonl": "\n".join(map(json.dumps, bodies)),
            "d.toml": toml,
        }
        for name, content in files.items():
            (tmp_path / name).write_text(content, "utf-8")
            several, notes = Contexts(TABLES).read(tmp_path / name)
            assert [one.name for one in several] == ["C0", "C1"], name
            assert notes == []
        (tmp_path / "request.json").write_text(json.dumps({**bodies[0], "signInIdentity": {"userId": ALICE}}), "utf-8")
        _, (note,) = Contexts(TABLES).read(tmp_path / "request.json")
        assert "signInIdentity" in note.message

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("[]", "no contexts"),
            ("{", "isn't JSON"),
            ("[1]", "isn't an object"),
            ('[{"name": "A"}]', "signInContext is missing"),
            ('[{"signInContext": {"includeApplications": ["x"]}, "device": "my laptop"}]', "'unregistered'"),
            ('[{"name": "A", "signInContext": {"userAction": "registerDevice"}}, {"name": "A", "signInContext": {"userAction": "registerDevice"}}]', "same name"),
            ('{"signInContext": {}}\n{', "one context a line"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_with_its_place(self, content, said, tmp_path):
        (tmp_path / "c.json").write_text(content, "utf-8")
        with pytest.raises(EvidenceError, match=re.escape(said)) as caught:
            Contexts(TABLES).read(tmp_path / "c.json")
        assert all(str(tmp_path / "c.json") in problem.place for problem in caught.value.problems)

    def test_a_pack_with_a_broken_file_is_invalid(self, tmp_path):
        (tmp_path / "evidence").mkdir()
        (tmp_path / "evidence" / "contexts.toml").write_text("[[context]]\nname = 1", "utf-8")
        with pytest.raises(PackError):
            Contexts(TABLES, tmp_path).default()

    def test_address_and_country_may_be_given_for_all(self):
        (one,) = located(ONE, None, "de")
        assert one.context.circumstances.country == "de"
        assert one.context.target == ONE[0].context.target


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    """Files of a change: MFA for all loses its exclusion, one policy goes, and one comes."""
    monkeypatch.chdir(tmp_path)

    def written(name, content):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(json.dumps(content), "utf-8")

    written("directory.json", TENANT)
    written(
        "old.json",
        [raw_policy("A", users={"includeUsers": ["All"], "excludeGroups": [INNER]}), raw_policy("B", state="disabled")],
    )
    written(
        "new.json",
        [
            raw_policy("A"),
            raw_policy("B", state="disabled"),
            raw_policy("C", users={"includeUsers": [BOB]}, grantControls=BLOCK),
        ],
    )
    return written


def command(*more, old="old.json", new="new.json", known="directory.json"):
    return run(["evidence", "impact", "--policies", old, "--against", new, "--directory", known, *more])


def shaped(told):
    """Return a result after checking it against the published shape."""
    Shape.model_validate(told)
    return told


def test_the_command_answers_in_the_promised_shape_and_leaves_with_4(tenant, capsys):
    assert command("--format", "json") == 4
    told = shaped(json.loads(capsys.readouterr().out))
    assert list(told) == ["changed", "unknown", "unchanged", "policies"]
    exchange = "Exchange Online (connection or script)"
    mine = [row for row in told["changed"] if row["context"] == exchange]
    assert mine == [
        {
            "account": "alice@example.com",
            "context": exchange,
            "before": {"outcome": "allow", "controls": [], "unattended": "works"},
            "after": {"outcome": "controls", "controls": [["mfa"]], "unattended": "breaks"},
        },
        {
            "account": "bob@example.com",
            "context": exchange,
            "before": {"outcome": "controls", "controls": [["mfa"]], "unattended": "breaks"},
            "after": {"outcome": "block", "controls": [], "unattended": "breaks"},
        },
    ]
    assert [(one["displayName"], one["change"], one["gained"], one["lost"]) for one in told["policies"]] == [
        ("A", "changed", ["alice@example.com"], []),
        ("C", "added", ["bob@example.com"], []),
        ("B", "same", [], []),
    ]


def test_the_command_leaves_with_0_where_nothing_changes(tenant, capsys):
    assert command("--format", "json", new="old.json") == 0
    told = shaped(json.loads(capsys.readouterr().out))
    assert (told["changed"], told["unknown"]) == ([], [])
    assert told["unchanged"] == 3 * len(Contexts(TABLES).default())


def test_missing_parts_of_the_directory_are_named_with_each_unknown_row(tenant, capsys):
    tenant("directory.json", {"users": TENANT["users"]})
    assert command("--format", "json") == 4
    told = shaped(json.loads(capsys.readouterr().out))
    assert {row["account"] for row in told["unknown"]} >= {"alice@example.com", "eve_partner.com#ext#@example.com"}
    for row in told["unknown"]:
        assert row["missing"] == [f"groups: the group {INNER} with its members, in directory.json {GROUPS_SECTION}"]
        # Bob is blocked afterwards, and nothing could block him before.
        assert row["change"] == ("sure" if row["account"] == "bob@example.com" else "possible")


def test_text_and_markdown_say_the_same_figures(tenant, capsys):
    assert command() == 4
    shown = capsys.readouterr().out
    assert "1 account (alice@example.com): nothing → MFA; unattended sign-ins break, in every context" in shown
    assert "1 account (bob@example.com): MFA → block, in every context" in shown
    assert "Break: 1 account whose unattended sign-ins work today." in shown
    assert command("--format", "md", "--date", "2026-11-24") == 4
    page = capsys.readouterr().out
    assert "- 3 accounts in 8 contexts; 2 policies before and 3 after." in page
    assert "Date: 2026-11-24" in page
    assert "| A | changed, on | 1 | 0 | 0 |" in page
    assert "| MFA | 1 | 0 |" in page
    for counted in (
        "Requirements: accounts that gain or lose one",
        "Policies that differ: accounts to which they apply",
    ):
        assert counted in shown
        assert f"## {counted}" in page
    for told in (shown, page):
        assert "Microsoft's own MFA enforcement is not a policy" in told


def test_one_policy_is_counted_as_one(tenant, capsys):
    tenant("one.json", [raw_policy("A")])
    command(old="one.json")
    assert "; 1 policy before and 3 after." in capsys.readouterr().out


def test_sets_with_other_ids_are_matched_by_name_and_that_is_said(tenant, capsys):
    tenant("new.json", [raw_policy("A", id="x1"), raw_policy("B", id="x2", state="disabled")])
    assert command("--format", "json") == 4
    out, said = capsys.readouterr()
    assert "no policy ID in common" in said
    assert "2 policies were matched by displayName" in said
    assert [(one["displayName"], one["change"]) for one in json.loads(out)["policies"]] == [
        ("A", "changed"),
        ("B", "same"),
    ]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ([raw_policy("A", id="foreign")], "1 name with several IDs in several files, such as 'a'"),
        ([{**raw_policy("Z"), "tenantId": "t-2"}], "they name the tenants t-1, t-2"),
        (
            [raw_policy(f"Z{n}", users={"includeGroups": [f"77777777-0000-4000-8000-{n:012d}"]}) for n in range(3)],
            "the directory has none of the users, groups and locations that b.json names",
        ),
    ],
)
def test_policies_of_two_tenants_in_one_folder_are_noticed(second, reason, tenant, capsys):
    first = [raw_policy("A", users={"includeGroups": [STAFF]}), raw_policy("B")]
    if "tenants" in reason:
        first = [{**one, "tenantId": "t-1"} for one in first]
    tenant("mixed/a.json", first)
    tenant("mixed/b.json", second)
    command(new="mixed")
    said = capsys.readouterr().err
    assert "looks like the policies of two tenants" in said
    assert reason in said


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_a_published_set_is_not_taken_for_two_tenants(name, shared, tenant, capsys):
    command(old=str(shared / "conditional-access" / name), new=str(shared / "conditional-access" / name))
    assert "two tenants" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"old": "nothing.json"}, "nothing.json"),
        ({"known": "old.json"}, "old.json"),
        ({"new": "directory.json"}, "no policy"),
    ],
)
def test_input_that_cannot_be_used_is_named(arguments, said, tenant, capsys):
    assert command(**arguments) == 2
    assert said in capsys.readouterr().err


def test_a_wrong_address_or_country_is_named(tenant, capsys):
    assert command("--address", "here") == 2
    assert "'here' isn't an address" in capsys.readouterr().err
    assert command("--country", "Germany") == 2
    assert "--country: 'Germany' isn't the code of a country. Use two letters such as DE." in capsys.readouterr().err


def test_a_broken_file_beside_good_ones_is_said_and_leaves_with_2(tenant, tmp_path, capsys):
    tenant("after/new.json", [raw_policy("A")])
    (tmp_path / "after" / "cut.json").write_text('[{"displayName": ', "utf-8")
    assert command("--format", "json", new="after") == 2
    out, said = capsys.readouterr()
    assert "cut.json" in said
    assert json.loads(out)["changed"] == []


def test_hostile_names_stay_harmless_in_markdown_and_picture(capsys):
    evil = "<script>|`x`\n# boo [a](b)"
    known = copy.deepcopy(TENANT)
    known["users"][0]["userPrincipalName"] = evil
    found = impact([], [policy(evil)], known)
    page = "\n".join(markdown(found, (evil, evil), (), date(2026, 11, 24)))
    assert "<script>" not in page
    assert not re.search(r"^# boo", page, re.MULTILINE)
    assert "\n# boo" not in "\n".join(text(found, (evil, evil), ()))


def test_every_word_of_the_picture_lies_within_it():
    states = {"includeUsers": ["All"]}
    known = {
        "users": [{"id": f"{n}", "userPrincipalName": f"u{n}@example.com", "userType": "Member"} for n in range(3)]
    }
    new = [
        policy(
            "A",
            users=states,
            grantControls={"operator": "OR", "builtInControls": ["mfa", "compliantDevice", "passwordChange"]},
        )
    ]
    page = "\n".join(markdown(impact([], new, known), ("a", "b"), (), date(2026, 11, 24)))
    picture = ET.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL).group())  # noqa: S314 - our own
    space = "{http://www.w3.org/2000/svg}"
    width, height = float(picture.get("width")), float(picture.get("height"))
    boxes = []
    for word in picture.iter(f"{space}text"):
        long, x, y = 7.4 * len(word.text), float(word.get("x")), float(word.get("y"))
        left = x - long if word.get("text-anchor") == "end" else x
        assert left >= 0 <= y
        assert left + long <= width
        assert y <= height - 4
        boxes.append((left, left + long, y))
    for number, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other_y in boxes[number + 1 :]:
            assert y != other_y or right <= other_left or other_right <= left


def test_accounts_with_one_name_are_told_apart_by_their_ids():
    again = {**TENANT["users"][0], "id": UNSEEN}
    old = [policy("A", users={"includeUsers": ["All"], "excludeUsers": [ALICE]})]
    found = impact(old, [policy("A")], {**TENANT, "users": [*TENANT["users"], again]})

    assert rows(found, "changed") == [(f"alice@example.com ({ALICE})", "allow", "controls")]
