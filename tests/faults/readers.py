"""Everything that reads a file of somebody else: a good file, how it is built, and the command that reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.cases import changed
from tests.cli.test_schemas import POLICY, REQUEST
from tests.documents.making import ANSWERS, SIGNOFF
from tests.engagement.list_making import TABLE, book, read
from tests.evidence.collect.exported import rows as exported
from tests.evidence.migration.mi_builders import connection, flow, reference
from tests.evidence.sign_ins import si_builders
from tests.faults.commands import PAPER, TENANT
from tests.support.packs import real_engine, real_pack
from tests.tui.stage import DAY
from tests.views.saying import pages_of
from wizard.engagement.paths import settings_file
from wizard.engagement.session import Session
from wizard.evidence.exports.heading_map import FORMAT
from wizard.evidence.sign_ins.kql_result import COLUMNS
from wizard.pack.files import default_pack_folder
from wizard.record.model import Account, Record
from wizard.tui.app import WizardApp
from wizard.tui.document_folders import other_kind, proposed_folder
from wizard.tui.key_file import read_keys
from wizard.views import signoff
from wizard.views.state import answer_words, left, verdict_line

OTHER = "canary-7f31"
"""A part of the names of another account, which no message may show."""


@dataclass(frozen=True)
class Reader:
    """A file in a folder, and what reads it.

    Attributes:
        file: Its path; the good one is there already where ``seed`` makes nothing.
        kind: How it is built, for ``damage.damaged``.
        words: The command.
        seed: Makes the good file.
        environment: Of the command.
        call: What reads the file where no command does that without a terminal.
    """

    file: str
    kind: str
    words: tuple[str, ...] = ()
    seed: Callable[[Path], bytes] | None = None
    environment: Mapping[str, str] | None = None
    call: Callable[[Path], object] | None = None


def _json(value: Any) -> Callable[[Path], bytes]:
    return lambda _: json.dumps(value).encode()


def _list(*rows: Iterable[str], separator: str = ";") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


HEAD = ("UPN", "Account type", "Run mode", "Owner", "Purpose", "Ends on", "Privileged roles")
ACCOUNTS = (
    HEAD,
    ("svc-one@contoso.com", "Cloud-only user account", "Unattended", "Olga Ney", "Bills", "2027-05-31", "none"),
    ("svc-two@contoso.com", "Guest (B2B) from another tenant", "", "Rex; IT; r@x", "", "31.05.2027", ""),
)
SIGN_INS = [
    si_builders.sign_in(),
    si_builders.sign_in(account=f"{OTHER}@contoso.com", interactive=False, error=50076, providers=["user"]),
    si_builders.sign_in(
        policies=[{"id": "p", "displayName": "P", "result": "failure", "enforcedGrantControls": ["Mfa"]}]
    ),
]
GRAPH = [si_builders.graph_object(row) for row in SIGN_INS]
LOGGED = [si_builders.table_object(row) for row in SIGN_INS]
EVENTS = [si_builders.event_object(row) for row in SIGN_INS]
CONNECTIONS = [connection(), connection("c2", "shared_arm", f"{OTHER}@contoso.com")]
FLOWS = [flow(1, reference(), reference("c2", "shared_arm")), flow(2)]
KQL = dict.fromkeys(COLUMNS, "1") | {
    "UserPrincipalName": f"{OTHER}@contoso.com", "LogTable": "SigninLogs", "FirstSeen": "2026-10-05T08:19:41Z",
    "LastSeen": "2026-11-05T08:19:41Z", "AppId": si_builders.PORTAL, "ResourceIdentity": si_builders.ARM,
}  # fmt: skip
RECORD = {
    "schema_version": "2.0", "record_id": "MFA-2026-A0000001", "account": {"name": "svc-one@contoso.com"},
    "created_on": "2026-11-01", "answers": ANSWERS, "signoff": SIGNOFF, "notes": {"cloud": "asked"}, "to_do": ["token"],
    "origins": {"cloud": {"how": "observed", "by": "Ana", "file": "a.csv", "digest": "0" * 64, "rows": 3, "period": "2026"}},
}  # fmt: skip
SETTINGS = """client = "Contoso Ltd"

[answers]
cloud = "public"
mfa_sources = ["conditional_access"]

[signoff]
identity_governance = { name = "Gil Orr", role = "IAM" }

[rules]
first_term_days = 90
[rules.cap_days]
low = 365

[reports]
separator = ";"
redact = true
"""
MAPS = {
    "format": FORMAT,
    "maps": [
        {
            "headings": ["Flow connection owner", "API name", "Where"],
            "kind": "connections",
            "columns": {"account": "Flow connection owner", "connector": "API name"},
        }
    ],
}
OWN_SETTINGS = """folder = "home"
quiet = false

[export]
format = "md,html"
[evidence.collect]
days = 14
"""
CONTEXTS = {
    "contexts": [
        {"name": "portal", "signInContext": REQUEST["signInContext"], "signInConditions": REQUEST["signInConditions"]}
    ]
}


DIRECTORY = {
    "users": exported()["users"],
    "groups": exported()["groups"],
    "directoryRoles": [
        {"roleTemplateId": "62e90394-69f5-4237-9190-012177145e10", "members": [exported()["users"][0]["id"]]}
    ],
    "namedLocations": exported()["locations"],
}


def _remembered(folder: Path) -> bytes:
    mapping = read(folder, TABLE, "seed.csv").mapping
    assert mapping is not None
    return json.dumps([mapping.model_dump(mode="json")]).encode()


def _portal(folder: Path) -> bytes:
    return si_builders.portal_csv(folder / "seed.csv", SIGN_INS).read_bytes()


def _table_csv(folder: Path) -> bytes:
    return si_builders.table_csv(folder / "seed.csv", SIGN_INS).read_bytes()


def _looked(_: Path) -> object:
    """Begin with what a face remembered of its looks and of the last folder."""
    home = Path("home")
    return WizardApp(home, default_pack_folder(), DAY), proposed_folder(home, Record(account=Account(name="svc")))


def _opened(path: Path) -> None:
    """Open a record as a face does, and draw what is asked, what is given and what follows."""
    session = Session.open(path, real_pack(), real_engine())
    try:
        told = left(session), verdict_line(session), signoff.people(session)
        texts = [answer_words(session, name) for name in session.interview.path]
        texts += [signoff.typed_words(field, session.record.signoff.get(field.id)) for field in session.pack.signoff]
        assert all((told, texts, pages_of(session)))
    finally:
        session.close()


SHOWN: dict[str, tuple[str, str, Callable[[Path], bytes]]] = {
    "sign-ins, portal CSV": ("x.csv", "csv", _portal),
    "sign-ins of service principals, CSV": ("x.csv", "csv", lambda _: _list(
        ["Date (UTC)", "Service principal ID", "Service principal name", "Sign-in error code"],
        ["2026-10-05T08:19:41Z", "1", f"{OTHER}", "0"], separator=",")),
    "sign-ins, Graph JSON": ("x.json", "json", _json({"value": GRAPH})),
    "sign-ins, JSON Lines": ("x.jsonl", "lines", lambda _: "\n".join(map(json.dumps, GRAPH)).encode()),
    "sign-ins, Log Analytics CSV": ("x.csv", "csv", _table_csv),
    "sign-ins, Log Analytics JSON": ("x.json", "json", _json(LOGGED)),
    "sign-ins, diagnostic events": ("x.json", "lines", lambda _: "\n".join(map(json.dumps, EVENTS)).encode()),
    "KQL result, CSV": ("x.csv", "csv", lambda _: _list(KQL, KQL.values(), separator=",")),
    "KQL result, JSON": ("x.json", "json", _json([KQL])),
    "connections, admin API": ("x.json", "json", _json({"value": CONNECTIONS})),
    "flows, admin API": ("x.json", "json", _json({"value": FLOWS})),
    "inventory, workbook": ("x.xlsx", "zip", lambda _: book(
        ["Exported inventory"], ["Name", "Item type", "Owner", "Environment", "Modified on"],
        ["Nightly", "Cloud flow", f"{OTHER}@contoso.com", "Default", "2026-10-01"])),
    "report of MFA, workbook": ("x.xlsx", "zip", lambda _: book(
        ["UserPrincipalName", "UserId", "MFA Status", "Az Portal", "Az CLI", "Authentication Methods"],
        [f"{OTHER}@contoso.com", "1", "MFA Capable + Signed in with MFA", "TRUE", "FALSE", "fido2"])),
    "directory, whole": ("x.json", "json", _json(DIRECTORY)),
    "registrations, CSV": ("x.csv", "csv", lambda _: _list(
        ["userPrincipalName", "isMfaRegistered", "isMfaCapable", "methodsRegistered"],
        [f"{OTHER}@contoso.com", "true", "true", "fido2"], separator=",")),
    "users, CSV": ("x.csv", "csv", lambda _: _list(
        ["id", "userPrincipalName", "userType", "accountEnabled", "dirSyncEnabled"],
        ["1", f"{OTHER}@contoso.com", "Member", "True", ""], separator=",")),
    **{
        f"{section}, collected": ("x.json", "json", _json({"value": found}))
        for section, found in exported().items()
        if section not in {"policies", "locations", "interactive", "noninteractive"}
    },
}  # fmt: skip
"""Exports that ``evidence show`` reads: name, kind and how to make each."""


def _what_if(file: str, seed: Any, kind: str = "json") -> Reader:
    files = {"policies": "policies.json", "directory": "directory.json", "request": "request.json"}
    named = {**files, Path(file).stem: file}
    words = [word for option, name in named.items() for word in (f"--{option}", name)]
    return Reader(file, kind, ("evidence", "what-if", *words), _json(seed))


READERS: dict[str, Reader] = {
    "answers": Reader("x.json", "json", ("decide", "x.json"), _json({"answers": changed()})),
    "answers, JSON Lines": Reader(
        "x.jsonl", "lines", ("decide", "--lines", "x.jsonl"), lambda _: f"{json.dumps(changed())}\n{{}}\n".encode()
    ),
    "answers, explained": Reader("x.json", "json", ("explain", "x.json"), _json({"answers": changed()})),
    "record, exported": Reader("x.json", "json", ("export", "x.json", "--to", "made", "--date", "2026-12-08"), _json(RECORD)),
    "record, renewed": Reader("home/x.json", "json", ("records", "renew", "x", "--until", "2027-11-01", "--date", "2027-05-01", "--folder", "home"), _json(RECORD)),
    "record, listed": Reader("home/x.json", "json", ("records", "list", "--owner", "Olga Ney", "--folder", "home"), _json(RECORD)),
    "record, handed over": Reader("home/x.json", "json", ("records", "hand-over", "--from", "Olga Ney", "--to", "Nora New", "--folder", "home"), _json(RECORD)),
    "record, closed": Reader("home/x.json", "json", ("records", "close", "x", "--by", "Gil Orr", "--outcome", "account_retired", "--evidence", "CHG1", "--folder", "home"), _json(RECORD)),
    "record, planned": Reader("home/x.json", "json", ("evidence", "migration", "connections.json", "--account", "svc-flow@contoso.com", "--record", "x", "--folder", "home"), _json(RECORD)),
    "record, opened": Reader("home/x.json", "json", seed=_json(RECORD), call=_opened),
    "record, proposed": Reader("home/x.json", "json", ("evidence", "propose", "x", "sign-ins.jsonl", "--folder", "home"), _json(RECORD)),
    "account of an engagement": Reader("contoso/accounts/x.json", "json", ("status", "contoso"), _json(RECORD)),
    "account of an engagement, verified": Reader("contoso/accounts/x.json", "json", ("verify", "contoso"), _json(RECORD)),
    "engagement.toml": Reader("contoso/engagement.toml", "text", ("status", "contoso"), lambda _: SETTINGS.encode()),
    "engagement.toml, changed": Reader(
        "contoso/engagement.toml", "text", ("records", "hand-over", "--from", "Gil Orr", "--to", "Nora New", "--folder", "contoso"), lambda _: SETTINGS.encode()
    ),
    "list, CSV": Reader("x.csv", "csv", ("assess", "x.csv", "--to", "new", "--yes"), lambda _: _list(*ACCOUNTS)),
    "list, workbook": Reader("x.xlsx", "zip", ("assess", "x.xlsx", "--to", "new", "--yes"), lambda _: book(*ACCOUNTS)),
    "list, records": Reader("old/x.json", "json", ("assess", "old", "--to", "new", "--yes"), _json(RECORD)),
    "headings, remembered": Reader("contoso/evidence/list-headings.json", "json", ("assess", "accounts.csv", "--to", "contoso", "--yes"), _remembered),
    "policies": _what_if("policies.json", [POLICY, *exported()["policies"]]),
    "directory": _what_if("directory.json", DIRECTORY),
    "what-if body": _what_if("request.json", REQUEST),
    "what-if bodies, JSON Lines": Reader(
        "x.jsonl", "lines", ("evidence", "what-if", *TENANT, "--request", "x.jsonl", "--lines"),
        lambda _: f"{json.dumps(REQUEST)}\n{json.dumps(REQUEST)}\n".encode(),
    ),
    "contexts": Reader(
        "x.json", "json", ("evidence", "impact", "--policies", "policies.json", "--against", "fewer.json", "--directory", "directory.json", "--contexts", "x.json"), _json(CONTEXTS)
    ),
    "contexts, TOML": Reader(
        "x.toml", "text", ("evidence", "impact", "--policies", "policies.json", "--against", "fewer.json", "--directory", "directory.json", "--contexts", "x.toml"),
        lambda _: b'[[context]]\nname = "portal"\n[context.signInContext]\nincludeApplications = ["797f4846-ba00-4fd7-ba43-dac1f8f63013"]\n[context.signInConditions]\nclientAppType = "browser"\n',
    ),
    "policies, impact": Reader(
        "x.json", "json", ("evidence", "impact", "--policies", "x.json", "--against", "fewer.json", "--directory", "directory.json"), _json([POLICY, *exported()["policies"]])
    ),
    "policies, change": Reader("x.json", "json", ("evidence", "change", PAPER, "--policies", "x.json", "--directory", "directory.json", "--to", "made", "--date", "2026-12-08"), _json([POLICY])),
    "policies, drift": Reader("x.json", "json", ("drift", "contoso", "--policies", "x.json", "--directory", "directory.json"), _json([POLICY])),
    "directory, drift": Reader("x.json", "json", ("drift", "contoso", "--policies", "policies.json", "--directory", "x.json"), _json(DIRECTORY)),
    "connections, migration": Reader("x.json", "json", ("evidence", "migration", "x.json"), _json(CONNECTIONS)),
    "flows, migration": Reader("x.json", "json", ("evidence", "migration", "connections.json", "--flows", "x.json"), _json(FLOWS)),
    "exports, proposals": Reader("x.json", "json", ("assess", "accounts.csv", "--to", "new", "--yes", "--sign-ins", "x.json"), _json({"value": GRAPH})),
    "manifest": Reader("exports/manifest.json", "json", ("evidence", "show", "exports"), None),
    "headings, mapped": Reader("maps.json", "json", ("evidence", "show", "table.csv", "--maps", "maps.json"), _json(MAPS)),
    "checklist.md, status": Reader(f"{PAPER}/checklist.md", "text", ("status", "contoso"), None),
    "checklist.md, verify": Reader(f"{PAPER}/checklist.md", "text", ("verify", "contoso"), None),
    "recommendation.md": Reader(f"{PAPER}/recommendation.md", "text", ("verify", "contoso"), None),
    "record of a paper": Reader(f"{PAPER}/record.json", "json", ("verify", "contoso"), None),
    "record of a paper, status": Reader(f"{PAPER}/record.json", "json", ("status", "contoso"), None),
    "record of a paper, drift": Reader(f"{PAPER}/record.json", "json", ("drift", "contoso", *TENANT), None),
    "record of a paper, change": Reader(f"{PAPER}/record.json", "json", ("evidence", "change", PAPER, *TENANT, "--to", "made", "--date", "2026-12-08"), None),
    "checklist.md, change": Reader(f"{PAPER}/checklist.md", "text", ("evidence", "change", PAPER, *TENANT, "--to", "made", "--date", "2026-12-08"), None),
    "note of a paper": Reader("contoso/evidence/papers/2026-11-24 invoices.json", "json", ("verify", "contoso"), None),
    "SHA256SUMS": Reader(f"{PAPER}/SHA256SUMS", "text", ("verify", "contoso"), None),
    "draft, filled in": Reader("contoso/drafts/svc-orders-contoso-com/checklist.md", "text", ("assess", "accounts.csv", "--to", "contoso", "--yes", "--documents"), None),
    "papers of an earlier edition": Reader("earlier/svc/checklist.md", "text", ("assess", "earlier", "--to", "new", "--yes"), None),
    "checklist.docx": Reader("word/checklist.docx", "zip", ("status", "word"), None),
    "key of pseudonyms": Reader("key.json", "json", ("records", "key", "--key", "key.json"), None),
    "settings": Reader("own.toml", "text", ("decide", "answers.json"), lambda _: OWN_SETTINGS.encode(), {"MFA_WIZARD_SETTINGS": "own.toml"}),
    "looks": Reader(
        settings_file(Path("home")).as_posix(), "json", seed=_json({"theme": "light", "folder": "out", "folder_of": "svc"}), call=_looked
    ),
    "record beside documents": Reader("word/record.json", "json", call=lambda path: other_kind(path.parent, redact=True)),
    "keys": Reader("keys.toml", "text", seed=lambda _: b'why = ["f2", "="]\nback = "left"\n', call=read_keys),
    "pack, questions": Reader("bad/questions.toml", "text", ("decide", "none.json", "--pack", "bad"), None),
    "pack, tables": Reader("bad/tables.toml", "text", ("knowledge", "check", "--pack", "bad"), None),
    "pack, prose": Reader("bad/questions/symptom.md", "text", ("knowledge", "check", "--pack", "bad"), None),
    "packs, compared": Reader("bad/terms.toml", "text", ("knowledge", "diff", "bad", "good"), None),
    **{name: Reader(file, kind, ("evidence", "show", file), seed) for name, (file, kind, seed) in SHOWN.items()},
}  # fmt: skip
