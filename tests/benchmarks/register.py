"""A register of 5,000 records against the tenant, through ``drift``, beside reading the same files.

Run: python -m tests.benchmarks.register [--records N]

Twenty exceptions are exported and signed; the others are copies with other names and ids, whose digests are made
again. Every account is excluded through a group of its own, and some of them differ on purpose: the group is
empty, or has a second member. The command is a process of its own, which starts others to help it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks._figures import Figure, spent, told
from tests.engagement.signing import filled_in, printed
from tests.engagement.tenant_making import GROUP, POLICY, SVC, policy

LIMIT_SECONDS = 5.0
MODELS = 20
RECORD_ID = "MFA-2026-"
DIFFERENT = 100
"""Every so many records, one differs from the tenant."""


def guid(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012d}"


def copy_of(model: dict[str, str], number: int, folder: Path) -> None:
    """Write the documents of another account: names and ids replaced, digests made again."""
    front = model["recommendation.md"].split('record_id: "', 1)[1].split('"', 1)[0]
    texts = {
        name: text.replace("svc-flow", f"svc-{number:05d}")
        .replace(front, f"{RECORD_ID}{number:08X}")
        .replace(SVC, guid(1, number))
        .replace(GROUP, guid(2, number))
        for name, text in model.items()
    }

    def digest(name: str) -> str:
        return hashlib.sha256(texts[name].encode()).hexdigest()

    before = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in model.items()}
    for name, into in (
        ("record.json", ("recommendation.md", "checklist.md", "SHA256SUMS")),
        ("recommendation.md", ("checklist.md", "SHA256SUMS")),
    ):
        for other in into:
            texts[other] = texts[other].replace(before[name], digest(name))
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_register(folder: Path, records: int) -> None:
    models = []
    for number in range(MODELS):
        base = folder / "models" / str(number)
        filled_in(printed(base, account={"name": "svc-flow@contoso.com", "aliases": [f"flow {number}"]}))
        names = ("record.json", "recommendation.md", "checklist.md", "SHA256SUMS")
        models.append({name: (base / name).read_text(encoding="utf-8") for name in names})
    for number in range(records):
        copy_of(models[number % MODELS], number, folder / "register" / f"{number % 50:02d}" / f"svc-{number:05d}")
    shutil.rmtree(folder / "models")


def write_tenant(folder: Path, records: int) -> int:
    """Write policies and directory; return how many differences there are."""
    users: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    different = 0
    for number in range(records):
        users.append(
            {"id": guid(1, number), "userPrincipalName": f"svc-{number:05d}@contoso.com", "userType": "Member"}
        )
        users[-1]["displayName"] = f"svc-{number:05d}"
        absent = number % DIFFERENT == 1
        different += absent
        members = [] if absent else [guid(1, number)]
        if number % DIFFERENT == 2:
            users.append({**users[-1], "id": guid(3, number), "userPrincipalName": f"guest-{number}@contoso.com"})
            members.append(guid(3, number))
            different += 1
        groups.append({"id": guid(2, number), "displayName": f"CA-EXC-svc-{number:05d}", "members": members})
    policies = [
        policy(POLICY, "CA001 Require MFA", excludeUsers=[], excludeGroups=[group["id"] for group in groups]),
        *(policy(guid(4, number), f"CA1{number:02d}", excludeUsers=[]) for number in range(50)),
    ]
    (folder / "policies.json").write_text(json.dumps({"value": policies}), encoding="utf-8")
    (folder / "directory.json").write_text(json.dumps({"users": users, "groups": groups}), encoding="utf-8")
    return different


def timed_read(folder: Path) -> tuple[float, int]:
    """Return how long it takes to read the same files, and how many there are."""
    start, files = time.perf_counter(), 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".json":
                json.loads(data)
            files += 1
    return time.perf_counter() - start, files


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=5_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_register(folder, args.records)
        different = write_tenant(folder, args.records)
        bare, files = timed_read(folder)
        words = ["--policies", str(folder / "policies.json"), "--directory", str(folder / "directory.json")]
        command = [sys.executable, "-m", "wizard", "drift", str(folder / "register"), *words]
        out = folder / "out.json"
        took = spent([*command, "--date", "2026-12-10", "--format", "json"], output=out)
        tenant = json.loads(out.read_bytes())["tenant"]
    right = took.code == 4 and tenant["records"] == args.records and len(tenant["findings"]) == different
    print(
        f"processor, with the processes that help: {took.processor:.2f} s\n"
        f"differences: {len(tenant['findings'])} of {different} that were made; unknown: {len(tenant['unknown'])}"
    )
    what = f"`drift`: register of {args.records:,} records against the tenant"
    figure = Figure(what, took.seconds, "s", LIMIT_SECONDS, f"reading the same {files:,} files", bare, absolute=True)
    return told(figure) or int(not right)


if __name__ == "__main__":
    sys.exit(main())
