"""Hostile text in every place that takes text, through every format: each file is opened by another parser.

A file that holds a payload has the structure of one that holds plain words, and nothing in it acts.
"""

from __future__ import annotations

import copy
import functools
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.cli.running import mfa_wizard
from tests.cli.test_schemas import FILES, POLICY
from tests.documents.canaries import SIGN, Canaries
from tests.documents.making import ANSWERS, DAY, SIGNOFF, make_case
from tests.documents.test_hostile_documents import with_text
from tests.engagement.making import DAY as LATER
from tests.engagement.making import engagement, seen
from tests.engagement.signing import filled_in, printed
from tests.evidence.migration.mi_builders import connection, flow, reference
from tests.faults.commands import at
from tests.faults.formats import FORMATS
from tests.faults.trying import Fault, Rows, Tries
from tests.support.packs import TINY, real_engine, real_pack
from wizard.documents.bundle import picture_files
from wizard.documents.case import build_case
from wizard.engagement.export import make_documents
from wizard.engagement.reports import write_reports
from wizard.errors import WizardError
from wizard.evidence.kql import query
from wizard.record.reading import record_from
from wizard.wording import encodable

PAYLOADS = (
    # formulas
    "=1+1", "=cmd|'/c calc'!A1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("https://e.example","x")', "'=1", "\uff1d1+1",
    # HTML, SVG and XML
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table><h1>x", "<!--", "-->", "<![CDATA[", "]]>", "&lt;b&gt;",
    "&#x3c;b>", "<svg/onload=alert(1)>", '"><a href=javascript:alert(1)>', '<?xml version="1.0"?>', '<!DOCTYPE a [<!ENTITY b "c">]>&b;', "<style>*{}</style>",
    "</style><script>", "<details open ontoggle=alert(1)>", "<input type=checkbox checked>",
    # Markdown
    "**b** _i_ `c`", "[x](javascript:alert(1))", "![x](https://e.example/x.png)", "# heading", "- [x] done", "| a | b |", "|", "```\ncode", "~~~", "---", "***",
    "1. one", "> quote", "    code", "[^1]", "[x]: https://e.example", "<https://e.example>", "https://e.example/a?b=c&d", "www.e.example", "a@b.example",
    "mailto:a@b.example", "\\", "\\|", "`", "``", "$x$", ":smile:", "@everyone", "#12", "~~s~~", "<br>", "[[x]]", "{{x}}", "{% x %}", "^x^",
    # terminals
    "\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;https://e.example\x07x\x1b]8;;\x07", "\x9b31m", "\x07", "\x08\x08", "\x00", "\x7f", "[b]bold[/b]", "[@click=app.quit]x[/]", "\x1bP+q\x1b\\",
    # direction and width
    "\u202egnp.exe", "\u2066x\u2069", "\u200b\u200d\ufeff", "a\u0300" * 40, "\U000e0041\U000e0042", "\u2028x\u2029", "\u00ad", "\ud800", "\udfff\ud800", "\ufffe", "\U0001f469\u200d\U0001f4bb",
    # lines
    "a\r\nb", "a\nb", "a\rb", "\n\n\n", "a\vb\fc", "a\x85b", "\r\nBcc: x@e.example", "\r\nEND:VEVENT\r\nBEGIN:VEVENT", "\nATTACH:https://e.example",
    # templates, shells and paths
    "${jndi:ldap://e.example}", "${x}", "%{ if true }", "$(calc)", "`calc`", "; rm -rf /", "&& calc", "| calc", "'; calc; '", "\u2019; calc; \u2019", "'@\ncalc", '"; calc',
    "$env:PATH", "{0}", "%s%n", "#{x}", "../../../etc/passwd", "..\\..\\x", "C:\\con", "/dev/null", "~", "-rf", "--to",
    # CSV, YAML, TOML, JSON, KQL, calendars
    "a,b;c\td", '"', '""', "'", 'a"b', "- a: b", "key: value", "&a *a", "!!python/object:x", "yes", "null", "1e3", "2026-01-01", "? a", "%YAML", "---\n...", "{a: b}", "[1, 2", "# c",
    '"""', "'''", "[table]", "a = 1", "\\u0041", "\\n", "\\,\\;", ");//", '") | project x //', "]) | x", "| where 1 == 1",
    # size
    "x" * 10_000, "word " * 2_000, "\u30a2" * 3_000,
)  # fmt: skip
PLAIN = "plain words"
LONG = 150
"""Characters of a payload from which only notes take it."""
Maker = Callable[[Path, str], dict[str, bytes]]


def rows(work: Path) -> Rows:
    """Return a row for each kind of files."""
    makers: dict[str, tuple[Maker, tuple[str, ...]]] = {
        "documents, md": (functools.partial(_documents, "md"), (".md",)),
        "documents, html": (functools.partial(_documents, "html"), (".html",)),
        "documents, docx": (functools.partial(_documents, "docx"), (".docx",)),
        "pictures, svg": (_pictures, (".svg",)),
        "record, json": (functools.partial(_documents, "md"), (".json",)),
        "reports": (_reports, tuple(FORMATS)),
        "change set": (_change, tuple(FORMATS)),
        "migration": (_migration, tuple(FORMATS)),
        "queries and scripts": (_scripts, tuple(FORMATS)),
        "terminal": (_terminal, tuple(FORMATS)),
        "names of files": (_names, tuple(FORMATS)),
    }
    return {
        name: functools.partial(_payloads, work / "payloads", maker, suffixes)
        for name, (maker, suffixes) in makers.items()
    }


def _payloads(folder: Path, maker: Maker, suffixes: tuple[str, ...], rng: random.Random) -> Tries:
    folder.mkdir(parents=True, exist_ok=True)
    plain = {
        name: FORMATS[Path(name).suffix](data) for name, data in maker(folder, PLAIN).items() if name.endswith(suffixes)
    }
    if not plain:
        yield Fault("makes no such file")
        return
    order = list(PAYLOADS)
    rng.shuffle(order)
    while True:
        for payload in order:
            made = maker(folder, payload)
            for name, data in made.items():
                if name.endswith(suffixes):
                    yield _fault(name, data, payload, plain.get(name))
        order = ["".join(rng.sample(PAYLOADS[:-3], 3)) for _ in PAYLOADS]


def _fault(name: str, data: bytes, payload: str, plain: list[str] | None) -> Fault | None:
    told = f"{payload[:60]!r} in {name}"
    try:
        found = FORMATS[Path(name).suffix](data)
    except Exception as error:  # noqa: BLE001 - whatever a parser says of it
        return Fault(f"{told}: {type(error).__name__}: {str(error)[:300]}", data, Path(name).suffix)
    if plain is not None and found != plain:
        at = next(
            (n for n, (a, b) in enumerate(zip(found, plain, strict=False)) if a != b), min(len(found), len(plain))
        )
        return Fault(f"{told}: {found[at : at + 2]} instead of {plain[at : at + 2]}", data, Path(name).suffix)
    return None


@functools.cache
def _canaries() -> dict[str, Any]:
    return {**Canaries().record().model_dump(mode="json"), "record_id": "MFA-2026-A0000001", "supersedes": ""}


def spoiled(value: Any, payload: str) -> Any:
    """Return a value with a text behind, and in front of, every text of a person in it."""
    if isinstance(value, dict):
        return {key: spoiled(part, payload) for key, part in value.items()}
    if isinstance(value, list):
        return [spoiled(part, payload) for part in value]
    if isinstance(value, str) and SIGN in value.lower():
        return f"{value} {payload}" if len(value) % 2 else f"{payload} {value}"
    return value


def hostile(payload: str) -> dict[str, Any]:
    """Return a record with a payload in every place that takes it."""
    data = copy.deepcopy(_canaries())
    if len(payload) > LONG:
        data["notes"] = {**data["notes"], "cloud": payload, "identity": payload}
        return data
    return spoiled(data, payload)


def _documents(form: str, _: Path, payload: str) -> dict[str, bytes]:
    record = record_from(hostile(payload), "test")
    return make_documents(build_case(real_pack(), real_engine(), record, DAY), (form,))


def _pictures(_: Path, payload: str) -> dict[str, bytes]:
    return picture_files(make_case(**with_text(payload[:LONG])))


@functools.cache
def _contoso(folder: Path) -> Path:
    return engagement(folder / "contoso")


def _reports(folder: Path, payload: str) -> dict[str, bytes]:
    contoso = _contoso(folder)
    text = payload if len(payload) <= LONG else payload[:LONG]
    (contoso / "accounts" / "canary.json").write_text(json.dumps(hostile(payload)), encoding="utf-8")
    client = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=True)
    if "\\u" not in client:
        (contoso / "engagement.toml").write_text(f'client = {client}\n[answers]\ncloud = "public"\n', encoding="utf-8")
    shutil.rmtree(contoso / "reports", ignore_errors=True)
    paths = write_reports(seen(contoso, LATER), real_pack(), real_engine(), ("md", "html", "docx"))
    return {path.name: path.read_bytes() for path in paths}


def _change(folder: Path, payload: str) -> dict[str, bytes]:
    text = " ".join((payload if len(payload) <= LONG else payload[:LONG]).split()) or PLAIN
    text = text.encode("utf-8", "replace").decode()
    paper, to = folder / "paper", folder / "change"
    for one in (paper, to):
        shutil.rmtree(one, ignore_errors=True)
    row = {**SIGNOFF["exclusions"][0], "policy": f"CA001 {text}", "group": f"{text} EXC"}
    try:
        filled_in(printed(paper, signoff={**SIGNOFF, "exclusions": [row], "ticket_ref": f"CHG1 {text}"}))
    except WizardError:
        return {}
    directory = copy.deepcopy(FILES["directory.json"])
    directory["groups"][0]["displayName"] = row["group"]
    directory["users"][0]["userPrincipalName"] = "svc-flow@contoso.com"
    (folder / "policies.json").write_text(json.dumps([{**POLICY, "displayName": row["policy"]}]))
    (folder / "directory.json").write_text(json.dumps(directory))
    with at(folder):
        done = mfa_wizard(
            *("evidence", "change", "paper", "--policies", "policies.json", "--directory", "directory.json", "--to", "change"),
            *("--date", "2026-12-07"),
        )  # fmt: skip
    files = {path.name: path.read_bytes() for path in to.glob("*")} if to.is_dir() else {}
    return {**files, "terminal.txt": f"{done.out}{done.err}".encode()} | {}


def _migration(folder: Path, payload: str) -> dict[str, bytes]:
    text = payload[:2000]
    names = [connection("c1", displayName=text), connection("c2", "shared_arm", f"{text}@contoso.com")]
    (folder / "connections.json").write_text(json.dumps(names))
    (folder / "flows.json").write_text(json.dumps([flow(1, reference(), displayName=text), flow(2, reference("c2"))]))
    found = {}
    with at(folder):
        for form in ("text", "json", "md", "csv"):
            done = mfa_wizard("evidence", "migration", "connections.json", "--flows", "flows.json", "--format", form)
            found[f"plan.{form.replace('text', 'txt')}"] = done.out.encode()
    return found


def _scripts(folder: Path, payload: str) -> dict[str, bytes]:
    found = {}
    try:
        found["query.kql"] = query([f"svc{payload}@contoso.com"]).encode("utf-8", "replace")
    except WizardError as error:
        found["query.txt"] = "".join(str(one) for one in error.problems if not one.place).encode()
    record = {"account": {"name": f"svc {payload[:LONG]}"}, "answers": {"identity": "user_cloud"}}
    (folder / "record.json").write_text(json.dumps(record))
    with at(folder):
        done = mfa_wizard("evidence", "collect", "--record", "record.json")
    if done.code == 0:
        found["collect.ps1"] = done.out.encode()
    return {**found, "terminal.txt": done.err.encode()}


def _terminal(folder: Path, payload: str) -> dict[str, bytes]:
    contoso = _contoso(folder)
    (contoso / "accounts" / "canary.json").write_text(json.dumps(hostile(payload)), encoding="utf-8")
    said = dict(_commands(folder, payload))
    return {f"{name}.txt": text.encode() for name, text in said.items()}


def _commands(folder: Path, payload: str) -> Iterator[tuple[str, str]]:
    """Yield what commands say of a record, of answers, and of words that are typed."""
    (folder / "answers.json").write_text(json.dumps({"answers": {payload: payload, "identity": payload}}))
    typed = payload.replace("\0", "")[:200].encode("utf-8", "replace").decode()
    lines = {
        "status": ["status", "contoso"],
        "list": ["records", "list", "--folder", "contoso"],
        "owner": ["records", "list", "--owner", typed, "--folder", "contoso"],
        "decide": ["decide", "answers.json"],
        "explain": ["evidence", "explain", "--", typed],
        "rename": ["records", "rename", typed, "x", "--folder", "contoso"],
        "export": ["export", "--to", "out", "--", typed],
        "unknown": [typed],
    }
    for name, words in lines.items():
        with at(folder):
            done = mfa_wizard(*words)
        yield name, f"{done.out}{done.err}"
    with at(folder):
        done = mfa_wizard("ask", "--plain", "--folder", "home", stdin=f"{typed}\n1\n:n {typed}\n{typed}\nq\n")
    yield "ask", f"{done.out}{done.err}"


def _names(folder: Path, payload: str) -> dict[str, bytes]:
    """Return what commands say of files with hostile names, and what they write of them."""
    raw = (
        payload.encode("utf-8", "surrogateescape" if payload.isascii() else "replace")
        .replace(b"/", b"_")
        .replace(b"\0", b"")
    )
    name = os.fsdecode(b"x" + raw[:60] + b"\xff")
    work = folder / "named"
    shutil.rmtree(work, ignore_errors=True)
    (work / "home").mkdir(parents=True)
    (work / f"{name}.csv").write_text("account,identity\none@x,user_cloud\n")
    (work / f"{name}.jsonl").write_text(json.dumps(FILES["sign-ins.jsonl"]))
    (work / "home" / f"{name}.json").write_text(
        json.dumps({"account": {"name": "svc-flow@contoso.com"}, "answers": ANSWERS})
    )
    lines = {
        "assess": [
            "assess",
            f"{name}.csv",
            "--to",
            f"{name}-to",
            "--yes",
            "--documents",
            "--sign-ins",
            f"{name}.jsonl",
        ],
        "status": ["status", f"{name}-to"],
        "show": ["evidence", "show", f"{name}.jsonl"],
        "propose": ["evidence", "propose", f"home/{name}.json", f"{name}.jsonl"],
        "list": ["records", "list", "--folder", "home"],
        "export": ["export", f"home/{name}.json", "--to", f"{name}-out", "--format", "html"],
        "damaged": ["decide", f"{name}.csv"],
        "paper": ["knowledge", "paper", "--to", f"{name}.html", "--pack", str(TINY)],
        "collect": ["evidence", "collect", "--for", "policies", "--to", f"{name}.ps1"],
    }
    found = {}
    with at(work):
        for key, words in lines.items():
            done = mfa_wizard(*words)
            # A path on stdout is for programs; a person gets it without what a terminal obeys.
            found[f"{key}.txt"] = (done.err if encodable(name) in done.out else f"{done.out}{done.err}").encode()
    return {**found, **{path.name: path.read_bytes() for path in work.glob("*-out/*") if path.suffix in FORMATS}}
