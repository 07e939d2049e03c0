"""The files of a change set: scripts that ask, Terraform that the provider takes, a proof; for published sets of policies too."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from ch_builders import (
    BOB,
    DAY,
    EXC,
    IDA,
    MAPPINGS,
    MFA,
    NAMES,
    SECOND,
    SVC,
    TABLES,
    TENANT_ID,
    TERMS,
    approved,
    contexts,
    made,
    policy,
    row,
    tenant,
)
from test_ch_proof import ASLEEP, BOTH, CLEAN_UPS, EXCLUDED, EXCLUSIONS, HOSTILE, NEW, TERMS_ROW, WEEKLY
from test_ch_requests import BODIES, ID, wrong

from tests.evidence.conditional_access.ca_tenants import TYPE, around
from tests.support.packs import SHARED
from wizard.engagement.change_set import files_of
from wizard.errors import EvidenceError
from wizard.evidence.change.model import Approved
from wizard.evidence.change.plan import plan_exclusion
from wizard.evidence.change.proof import prove
from wizard.evidence.change.rules import Exports, demands
from wizard.evidence.change.schema import Result, result_of
from wizard.evidence.change.terraform import quoted, terraform
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.policies.reading import read_originals, read_policies

AZUREAD = json.loads(Path(__file__).with_name("azuread.json").read_text(encoding="utf-8"))
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
HERE = re.compile(r"^\$plan = @'\n(.*?)\n'@ \|", re.DOTALL | re.MULTILINE)


def files(*args, witness=BOB, **kwargs):
    change, proof = made(*args, **kwargs)
    return {name: data.decode() for name, data in files_of(change, proof, witness, DAY).items()}


def every_change():
    for policies, known, said in (*EXCLUSIONS.values(), *ASLEEP.values()):
        yield made(policies, known, said)
        yield made(policies, known, said, license_="governance")
    for policies, known, said in CLEAN_UPS.values():
        yield made(policies, known, said, clean_up=True)


def blocks(text):
    """Yield every block of a file of HCL with its head and the names in it."""
    waiting = []
    for raw in text.splitlines():
        line = STRING.sub('""', raw).split("#", 1)[0].strip() if not raw.startswith("#") else ""
        if line.endswith("{"):
            names = [found[1:-1] for found in STRING.findall(raw)]
            head = line.split()[0]
            if waiting:
                waiting[-1][1].append(head)
            waiting.append((names[0] if head == "resource" else head, []))
        elif line == "}":
            yield waiting.pop()
        elif line:
            waiting[-1][1].append(line.split(" ", 1)[0])
    assert waiting == []


@pytest.mark.slow
def test_terraform_uses_attributes_of_the_provider_and_all_that_it_requires():
    seen = set()
    for change, _ in every_change():
        for head, names in blocks(terraform(change)):
            seen.add(head)
            allowed = AZUREAD["resources"].get(head) or AZUREAD["blocks"][head]
            assert set(names) <= set(allowed), head
            assert set(AZUREAD["required"].get(head, ())) <= set(names), head
    assert AZUREAD["resources"].keys() <= seen


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_terraform_itself_reads_every_file_and_would_format_none(tmp_path):
    for number, (change, _) in enumerate(every_change()):
        (tmp_path / f"{number}.tf").write_text(terraform(change), encoding="utf-8")
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_string_of_terraform_is_never_a_template():
    assert quoted('a "b" ${c} %{d} \\ \n') == '"a \\"b\\" $${c} %%{d} \\\\ \\u000a"'


def test_what_the_provider_has_no_attribute_for_is_said_and_left_out():
    change, _ = made([policy(authenticationFlows={"transferMethods": "deviceCodeFlow"})])
    text = terraform(change)
    assert "no attribute for authenticationFlows" in text
    assert "azuread_conditional_access_policy" not in text


def test_terraform_has_the_session_controls_of_the_policy():
    change, _ = made([policy(session=WEEKLY)], tenant(), approved(row(), row(control="sign_in_frequency")))
    assert re.search(r"sign_in_frequency +=  *7\n", terraform(change))


def plan_of(script):
    return json.loads(HERE.search(script)[1])


@pytest.mark.parametrize("name", ["change.ps1", "rollback.ps1"])
def test_names_of_the_tenant_are_data_of_a_script_and_never_code(name):
    hostile, plain = files(*EXCLUSIONS["hostile names"])[name], files()[name]
    assert hostile.isascii()
    assert HERE.sub("", hostile) == HERE.sub("", plain)
    assert not any(line.startswith("'@") for line in HERE.search(hostile)[1].splitlines())
    # A short text of many lines is one line where people read it, and whole where Graph does.
    assert plan_of(hostile)["policies"][0]["forms"][0]["displayName"] == HOSTILE


@pytest.mark.parametrize("name", ["change.ps1", "rollback.ps1"])
def test_a_script_asks_runs_with_what_if_and_stops_at_the_first_error(name):
    text = files()[name]
    assert "[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]" in text
    assert "$ErrorActionPreference = 'Stop'" in text
    code = HERE.sub("", text)
    writes = [found.start() for found in re.finditer(r"Invoke-MgGraphRequest (?!-Method GET)", code)]
    assert len(writes) == 1
    assert 0 < code.index("$PSCmdlet.ShouldProcess") < writes[0]
    assert code.index("no longer what was proved") < writes[0]
    assert not re.search(r"Invoke-Expression|\biex\b|Remove-|ScriptBlock", code)


def test_a_script_knows_what_was_proved_and_when_it_may_run():
    plan = plan_of(files(license_="p2")["change.ps1"])
    assert (plan["tenant"], plan["notBefore"], plan["notAfter"]) == (TENANT_ID, 20261207, 20270531)
    assert [one["id"] for one in plan["policies"]] == [MFA]
    assert plan["policies"][0]["forms"][0]["conditions"] == policy()["conditions"]
    assert plan["groups"] == [{"id": EXC, "name": "Exclusion", "members": []}]


def test_a_rollback_undoes_just_the_steps_that_were_done_last_one_first():
    found = files([policy(grant=BOTH)], tenant(), approved(row(control="terms_of_use", ends_on=None, **NEW)))
    change, rollback = plan_of(found["change.ps1"]), plan_of(found["rollback.ps1"])
    steps = [one["step"] for one in change["requests"]]
    assert steps == [1, 2, 3, 4]
    assert [one["step"] for one in rollback["requests"]] == steps[::-1]
    assert [one["saves"] for one in change["requests"] if "saves" in one] == ["group1", "policy1"]
    assert len(rollback["policies"][0]["forms"]) == 2


def test_the_record_prints_proof_difference_and_rollback():
    page = files([policy(grant=BOTH)], tenant(), approved(TERMS_ROW))["change.md"]
    for expected in (
        "4 accounts of the directory were judged before and after",
        "- Changed for sure: `svc@contoso.com`",
        "not known to stay the same, among the other 3: 0",
        "the first state byte for byte",
        "## Rollback",
        "| `grantControls.termsOfUse` |",
        "Delete the policy 'MFA for all - terms of use'",
    ):
        assert expected in page


@pytest.mark.parametrize(
    ("license_", "ends_on", "said"),
    [
        ("p2", "2027-05-31", "Membership for a time needs Privileged Identity Management for groups"),
        ("p2", None, "Access reviews of a group need Microsoft Entra ID P2 or Governance"),
        ("governance", None, "Access reviews of a group need Microsoft Entra ID P2 or Governance"),
    ],
)
def test_the_record_names_the_license_that_ends_a_membership_with_the_source(license_, ends_on, said):
    ends = date.fromisoformat(ends_on) if ends_on else None
    terms = {"operator": "AND", "builtInControls": [], "termsOfUse": [TERMS]}
    given = approved(row(control="terms_of_use", ends_on=ends))
    page = files([policy(grant=terms)], tenant(), given, license_=license_)["change.md"]

    assert said in page
    assert "entra/id-governance/licensing-fundamentals" in page


def test_names_in_the_record_are_escaped():
    page = files(*EXCLUSIONS["hostile names"])["change.md"]
    assert "<b>" not in page.replace("\\<b\\>", "")
    table = [line for line in page.splitlines() if line.startswith("| mfa |")]
    assert len(table) == 1


def test_what_if_requests_ask_for_the_account_and_for_one_that_must_not_change():
    found = files()
    lines = [json.loads(line) for line in found["what-if-before.json"].splitlines()]
    assert found["what-if-before.json"] == found["what-if-after.json"]
    assert {one["signInIdentity"]["userId"] for one in lines} == {SVC, BOB}


def test_sums_list_every_file():
    found = files()
    sums = dict(reversed(line.split("  ")) for line in found.pop("SHA256SUMS").splitlines())
    assert sums == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()}


def test_a_policy_near_the_limit_of_its_size_is_said_with_the_source():
    groups = [f"88888888-bbbb-4bbb-8bbb-{number:012d}" for number in range(300)]
    known = tenant()
    known["groups"] += [{"id": one, "displayName": one, "members": []} for one in groups]
    page = files([policy(users={"excludeGroups": groups})], known)["change.md"]
    assert "excludes 301 groups" in page
    assert "issues/110537" in page


def test_no_file_has_a_secret_or_a_name_of_somebody_else():
    for name, text in files().items():
        assert not re.search(r"(?i)password|client_?secret|bearer|accesstoken", text), name
        assert NAMES[IDA] not in text


def test_a_result_fits_its_published_shape():
    change, proof = made([EXCLUDED, policy(SECOND, "Off", state="disabled")], tenant([SVC]), clean_up=True)
    result = result_of(change, proof, [Path("change.md")])
    assert Result.model_validate_json(result.model_dump_json()) == result
    assert result.proof.changed == [NAMES[SVC]]


SETS = Path(SHARED) / "data" / "conditional-access"
NAMED = ("cisagov+ScubaGear", "j0eyv+ConditionalAccessBaseline")
"""Sets whose policies have ids, as those of a tenant."""
ACCOUNT = "99999999-0000-4000-8000-000000000001"


def directory_with(policy, known):
    """Return a directory in which the account is in every group and role that a policy includes."""
    found = copy.deepcopy(known)
    found["users"] = [{**user, "@odata.type": TYPE} for user in found["users"]]
    user = {"id": ACCOUNT, "userPrincipalName": "svc@contoso.com", "userType": "Member", "@odata.type": TYPE}
    found["users"].append(user)
    for name, key, included in (
        ("groups", "id", policy.users.include_groups),
        ("directoryRoles", "roleTemplateId", policy.users.include_roles),
    ):
        for one in found[name]:
            if one[key] in included:
                one["members"] = [*one["members"], ACCOUNT]
    return found


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not SETS.is_dir(), reason="the data is not there")
@pytest.mark.parametrize("name", NAMED)
def test_every_policy_is_proved_with_requests_that_fit_graph_or_refused_with_a_remedy(name):
    reading, originals = read_policies(SETS / name), read_originals(SETS / name)
    known = around(reading.policies)
    proved, refused = 0, []
    for each in (one for one in reading.policies if one.id):
        waived = {min(one) for one in demands(each, MAPPINGS)} or {"mfa"}
        given = {"policy": each.name, "policy_id": each.id.lower(), "group": "New exclusion", "group_id": ""}
        rows = tuple(row(control=control, **given) for control in sorted(waived))
        known_now = directory_of(directory_with(each, known))
        exports = Exports(reading, originals, known_now, MAPPINGS, name)
        try:
            change = plan_exclusion(Approved("svc@contoso.com", ACCOUNT, "", rows), exports, "none", DAY)
            prove(change, reading, known_now, TABLES, contexts(change, exports))
        except EvidenceError as error:
            refused += error.problems
            continue
        proved += 1
        for request in (*change.requests, *change.rollback):
            kind = BODIES[f"{request.method} {ID.sub('ID', request.url)}"]
            if kind not in {None, "$ref"}:
                assert [*wrong(request.body, f"graph.{kind}", each.name)] == []
    assert proved
    assert [problem for problem in refused if not problem.remedy] == []
