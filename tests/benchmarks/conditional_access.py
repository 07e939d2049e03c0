"""10,000 accounts x 200 policies x 20 contexts through ``evidence impact``, against a naive walk over the same dicts.

Run: python -m tests.benchmarks.conditional_access [--accounts N] [--policies N] [--contexts N]

The tenant is made from a seed and written to files. The command reads them, judges one side (a set of policies
against itself) and both (against a set in which every policy differs), and writes its result. It is timed within
one process, so that the start of Python is not part of it; the whole process is printed too. Verdicts are
checked against the evaluator for single sign-ins on a sample. The naive walk judges a sample too, with files read
and memberships resolved before, and is scaled up. Nothing here is a timed test.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks._figures import Figure, spent, told
from wizard.cli.main import run
from wizard.evidence.batch import Batch, Context
from wizard.evidence.contexts import Contexts
from wizard.evidence.directory_reading import directory_of
from wizard.evidence.evaluate.outcome import evaluate
from wizard.evidence.evaluate.sign_in import Person, SignIn
from wizard.evidence.policies.reading import read_policies
from wizard.evidence.tables import load_tables

SEED = 20261124
LIMIT_SECONDS = 1.0
"""For one side; both sides may take ``LIMIT_RATIO`` times as long."""
LIMIT_RATIO = 2.2
APPS = [
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    "00000002-0000-0ff1-ce00-000000000000",
    "00000003-0000-0ff1-ce00-000000000000",
    "7df0a125-d3be-4c96-aa54-591f83ff541c",
    "475226c6-020e-4fb2-8a90-7a972cbfc1d4",
    *(f"aaaaaaaa-0000-4000-8000-{number:012d}" for number in range(8)),
]
PLATFORMS = ["android", "iOS", "windows", "macOS", "linux"]
CLIENTS = ["browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"]


def guid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012d}"


def make_directory(rng: random.Random, accounts: int, roles: list[str]) -> dict[str, Any]:
    users = [
        {
            "id": guid(1, number),
            "userPrincipalName": f"user{number}@example.com",
            "displayName": f"User {number}",
            "userType": "Guest" if rng.random() < 0.1 else "Member",
        }
        for number in range(accounts)
    ]
    groups = []
    for number in range(300):
        members = [guid(1, rng.randrange(accounts)) for _ in range(rng.choice([5, 30, 150, 600]))]
        nested = [guid(2, rng.randrange(300))] if rng.random() < 0.3 else []
        groups.append({"id": guid(2, number), "displayName": f"Group {number}", "members": members + nested})
    held = [
        {"roleTemplateId": role, "members": [guid(1, rng.randrange(accounts)) for _ in range(rng.randrange(1, 12))]}
        for role in rng.sample(roles, 40)
    ]
    locations = [
        {
            "id": guid(3, number),
            "displayName": f"Site {number}",
            "isTrusted": number < 4,
            "ipRanges": [{"cidrAddress": f"203.0.{number}.0/24"}],
        }
        for number in range(12)
    ]
    return {"users": users, "groups": groups, "directoryRoles": held, "namedLocations": locations}


def make_policy(rng: random.Random, number: int, accounts: int, roles: list[str]) -> dict[str, Any]:
    """Return a policy with the mix of conditions that published tenants have."""
    state = rng.choices(["enabled", "enabledForReportingButNotEnforced", "disabled"], [44, 40, 16])[0]
    everybody = rng.random() < 0.5
    users = {
        "includeUsers": ["All"] if everybody else [guid(1, rng.randrange(accounts)) for _ in range(rng.randrange(3))],
        "excludeUsers": [guid(1, rng.randrange(accounts)) for _ in range(rng.randrange(3))],
        "includeGroups": [] if everybody else [guid(2, rng.randrange(300)) for _ in range(rng.randrange(1, 4))],
        "excludeGroups": [guid(2, rng.randrange(300)) for _ in range(rng.randrange(4))],
        "includeRoles": [] if everybody or rng.random() < 0.7 else rng.sample(roles, 14),
        "excludeRoles": rng.sample(roles, 1) if rng.random() < 0.1 else [],
    }
    applications = {
        "includeApplications": ["All"] if rng.random() < 0.65 else rng.choice([["Office365"], rng.sample(APPS, 2)]),
        "excludeApplications": rng.sample(APPS, 1) if rng.random() < 0.2 else [],
    }
    conditions: dict[str, Any] = {
        "users": users,
        "applications": applications,
        "clientAppTypes": ["all"] if rng.random() < 0.8 else rng.sample(CLIENTS, 2),
    }
    if rng.random() < 0.35:
        conditions["platforms"] = {"includePlatforms": ["all"], "excludePlatforms": rng.sample(PLATFORMS, 2)}
    if rng.random() < 0.3:
        site = guid(3, rng.randrange(12))
        conditions["locations"] = {"includeLocations": ["All"], "excludeLocations": [rng.choice(["AllTrusted", site])]}
    if rng.random() < 0.1:
        conditions["signInRiskLevels"] = rng.choice([["high"], ["medium", "high"]])
    grant = rng.choice(
        [["mfa"], ["mfa"], ["block"], ["compliantDevice", "domainJoinedDevice"], ["mfa", "compliantDevice"]]
    )
    if "block" in grant:
        conditions["clientAppTypes"] = ["exchangeActiveSync", "other"]
    return {
        "id": guid(4, number),
        "displayName": f"CA{number:03d}",
        "state": state,
        "conditions": conditions,
        "grantControls": {"operator": rng.choice(["OR", "OR", "AND"]), "builtInControls": grant},
    }


def make_contexts(rng: random.Random, count: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"Context {number}",
            "signInContext": {"includeApplications": [rng.choice(APPS)]},
            "signInConditions": {
                "clientAppType": rng.choice(CLIENTS),
                "devicePlatform": rng.choice([*PLATFORMS, "unknown"]),
                "ipAddress": f"203.0.{rng.randrange(16)}.7",
                "signInRiskLevel": rng.choice(["none", "none", "none", "medium"]),
                "deviceInfo": {"isCompliant": rng.random() < 0.5, "trustType": rng.choice(["AzureAD", "ServerAD"])},
            },
        }
        for number in range(count)
    ]


def walk(policies: list[dict[str, Any]], user: str, groups: set[str], roles: set[str], context: Context) -> str:
    """Judge one account in one context by a plain walk over the exported dicts."""
    how, app = context.circumstances, context.target.resources[0]
    demands: list[Any] = []
    for policy in policies:
        if policy["state"] != "enabled":
            continue
        conditions = policy["conditions"]
        scope = conditions["users"]
        if user in scope["excludeUsers"] or groups & set(scope["excludeGroups"]) or roles & set(scope["excludeRoles"]):
            continue
        named = "All" in scope["includeUsers"] or user in scope["includeUsers"]
        if not (named or groups & set(scope["includeGroups"]) or roles & set(scope["includeRoles"])):
            continue
        apps = conditions["applications"]
        if app in apps["excludeApplications"]:
            continue
        if not {"All", app} & set(apps["includeApplications"]) and not (
            "Office365" in apps["includeApplications"] and app.endswith("ce00-000000000000")
        ):
            continue
        kinds = [kind.lower() for kind in conditions["clientAppTypes"]]
        if "all" not in kinds and how.client_app not in kinds:
            continue
        platforms = conditions.get("platforms")
        if platforms and how.platform in [platform.lower() for platform in platforms["excludePlatforms"]]:
            continue
        if conditions.get("signInRiskLevels") and how.sign_in_risk not in conditions["signInRiskLevels"]:
            continue
        places = conditions.get("locations")
        if places:
            site = int(str(how.address).split(".")[2])
            excluded = places["excludeLocations"]
            if (site < 4 and "AllTrusted" in excluded) or guid(3, site) in excluded:
                continue
        grant = policy["grantControls"]
        if "block" in grant["builtInControls"]:
            return "block"
        demands.append(grant)
    return "controls" if demands else "allow"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def peak_memory() -> str:
    if sys.platform == "win32":
        return "not measured here"
    import resource

    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def write_tenant(folder: Path, rng: random.Random, args: argparse.Namespace, roles: list[str]) -> None:
    directory = make_directory(rng, args.accounts, roles)
    old = [make_policy(rng, number, args.accounts, roles) for number in range(args.policies)]
    new = [make_policy(rng, number, args.accounts, roles) for number in range(args.policies)]
    contents = {"directory": directory, "old": old, "new": new, "contexts": make_contexts(rng, args.contexts)}
    for name, content in contents.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def command(folder: Path, against: str, kind: str) -> list[str]:
    files = {"policies": "old", "against": against, "directory": "directory", "contexts": "contexts"}
    named = [word for option, name in files.items() for word in (f"--{option}", str(folder / f"{name}.json"))]
    return ["evidence", "impact", *named, "--format", kind]


def timed(folder: Path, against: str, kind: str, rounds: int) -> tuple[float, float]:
    """Return the best time of the command in this process, and of the processor; its output goes to memory."""
    seconds = []
    for _ in range(rounds):
        start, busy = time.perf_counter(), time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            code = run(command(folder, against, kind))
        seconds.append((time.perf_counter() - start, time.process_time() - busy))
        if code not in {0, 4}:
            raise SystemExit(f"the command failed with {code}")
    return min(found[0] for found in seconds), min(found[1] for found in seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--policies", type=int, default=200)
    parser.add_argument("--contexts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    rng = random.Random(SEED)
    tables = load_tables()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tenant(folder, rng, args, sorted(tables.roles))
        one, one_busy = timed(folder, "old", "text", args.rounds)
        both, both_busy = timed(folder, "new", "text", args.rounds)
        as_json, json_busy = timed(folder, "new", "json", args.rounds)
        process = spent([sys.executable, "-m", "wizard", *command(folder, "new", "text")]).seconds
        naive, wrong, unequal, compared = compare(folder, rng, args)
    say(f"{args.accounts:,} accounts x {args.policies} policies x {args.contexts} contexts, seed {SEED}")
    say(
        f"processor: one side {one_busy:.2f} s, both {both_busy:.2f} s; both sides as JSON with every row: "
        f"{as_json:.2f} s (processor {json_busy:.2f} s); as text in its own process: {process:.2f} s"
    )
    say(f"peak memory: {peak_memory()}")
    say(f"differences from one by one: {wrong} of {compared:,}; from the naive walk: {unequal}")
    what = f"`evidence impact`: {args.accounts:,} accounts x {args.policies} policies x {args.contexts} contexts"
    limits = told(
        Figure(f"{what}, one side", one, "s", LIMIT_SECONDS, "naive walk over dicts", naive, absolute=True),
        Figure(f"{what}, both sides", both, "s", LIMIT_RATIO, "one side", one),
    )
    return limits or int(bool(wrong or unequal))


def compare(folder: Path, rng: random.Random, args: argparse.Namespace) -> tuple[float, int, int, int]:
    """Return how long the naive walk takes for all, and how often it and the single evaluator differ from the batch."""
    tables = load_tables()
    raw_directory, raw_policies = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("directory", "old"))
    directory = directory_of(raw_directory)
    policies = read_policies(folder / "old.json").policies
    contexts = [one.context for one in Contexts(tables).read(folder / "contexts.json")[0]]
    accounts = [user["id"] for user in raw_directory["users"]]
    batch = Batch(policies, accounts, directory, tables)
    judged = [batch.judge(context) for context in contexts]
    sample = rng.sample(range(args.accounts), min(60, args.accounts))

    wrong = 0
    for account in sample:
        for number, context in enumerate(contexts):
            sign_in = SignIn(Person(accounts[account]), context.target, context.circumstances)
            _, outcome = evaluate(policies, sign_in, directory, tables)
            (fast,) = judged[number][batch.group_of[account]].verdicts
            wrong += fast[:3] != (outcome.outcome, outcome.controls, outcome.unattended)

    groups_of = {
        account: {
            group["id"]
            for group in raw_directory["groups"]
            if accounts[account] in directory.members_of(group["id"])[0]
        }
        for account in sample
    }
    roles_of = {
        account: {
            role["roleTemplateId"] for role in raw_directory["directoryRoles"] if accounts[account] in role["members"]
        }
        for account in sample
    }
    start = time.perf_counter()
    unequal = 0
    for account in sample:
        for number, context in enumerate(contexts):
            word = walk(raw_policies, accounts[account], groups_of[account], roles_of[account], context)
            (fast,) = judged[number][batch.group_of[account]].verdicts
            unequal += fast.outcome not in {"unknown", word}
    compared = len(sample) * len(contexts)
    return (time.perf_counter() - start) / compared * args.accounts * len(contexts), wrong, unequal, compared


if __name__ == "__main__":
    sys.exit(main())
