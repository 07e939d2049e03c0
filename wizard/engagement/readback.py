"""Documents read back: what people ticked, signed and filled in, from the Markdown itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, RECORD, SUMS
from wizard.documents.checklist import BLANK, RECOMMENDATION
from wizard.documents.markup import plain_words
from wizard.errors import ExportError, Problem
from wizard.files.decoding import decode
from wizard.files.reading import read_bytes
from wizard.record.reading import SAVED

if TYPE_CHECKING:
    from markdown_it.token import Token

_ITEM = re.compile(r"^\[([ xX])\]\s*(?:\*\*)?([A-Z][A-Z0-9]*[a-z]?)(?:\*\*)?(?:\s|$)")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_DONE = re.compile(r"Done by:(.*?)Date:(.*?)Not applicable because:(.*)$")


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of a checklist as it is now.

    Attributes:
        ticked: Its box is ticked.
        done_by: Who did it; empty where nobody wrote that.
        done_on: The date next to it, as written.
        not_applicable: The reason why it does not apply; empty where there is none.
    """

    id: str
    text: str
    ticked: bool
    done_by: str = ""
    done_on: str = ""
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A row of the sign-off table; every part as written."""

    role: str
    name: str = ""
    decision: str = ""
    conditions: str = ""
    date: str = ""
    reference: str = ""

    @property
    def given(self) -> bool:
        """Whether somebody decided here."""
        return bool(self.decision or self.date or self.reference)


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist as it is now.

    Attributes:
        items: Its items in order.
        signatures: Rows of the sign-off table.
        tables: Two-column tables by the heading above them: what, and what was filled in.
    """

    front: dict[str, str]
    items: tuple[Tick, ...] = ()
    signatures: tuple[Signature, ...] = ()
    tables: dict[str, dict[str, str]] = field(default_factory=dict)


def document_folders(folder: Path) -> list[Path]:
    """Return a folder of documents and those below it: revisions, or the accounts of a batch.

    Raises:
        ExportError: There are none.
    """
    try:
        found = [path.parent for path in sorted(folder.glob(f"**/{RECORD}"))]
        if (folder / SUMS).is_file() or (folder / RECOMMENDATION).is_file():
            found.append(folder)
    except OSError:
        found = []
    if not found:
        message = f"holds no {RECORD}, so there are no documents to look at."
        raise ExportError(
            Problem(str(folder), message, "Name a folder that 'mfa-wizard export' wrote.", for_shell=True)
        )
    return sorted(set(found))


def read_document(path: Path) -> str:
    """Return a document as text.

    Raises:
        RecordError: It is missing, too large or not UTF-8.
    """
    return decode(read_bytes(path, SAVED), str(path), SAVED)[0].replace("\r\n", "\n")


def front_matter_of(text: str) -> dict[str, str]:
    """Return the scalars of a document's front matter; empty where there is none."""
    found = _FRONT.match(text)
    values: dict[str, str] = {}
    for line in found[1].splitlines() if found else ():
        name, separator, value = line.partition(":")
        if not separator or not name.strip():
            continue
        value = value.strip()
        try:
            read = json.loads(value) if value.startswith('"') else value
        except ValueError:
            read = value
        values[name.strip()] = str(read)
    return values


def read_checklist(folder: Path) -> Checklist:
    """Read a checklist.

    Raises:
        RecordError: It cannot be read.
    """
    return checklist_of(read_document(folder / CHECKLIST))


def checklist_of(text: str) -> Checklist:
    from markdown_it import MarkdownIt

    front = front_matter_of(text)
    body = _FRONT.sub("", text, count=1)
    tokens = MarkdownIt("js-default").parse(body)
    tables = dict(_tables(tokens))
    return Checklist(
        front,
        tuple(_items(tokens)),
        tuple(_signatures(tables.get("Sign-off", []))),
        {head: {row[0]: row[1] for row in rows if len(row) == 2} for head, rows in tables.items()},
    )


def _items(tokens: list[Token]) -> Iterator[Tick]:
    """Yield the items with what is written below each."""
    current: Tick | None = None
    for token in tokens:
        if token.type == "heading_open":
            if current is not None:
                yield current
            current = None
        elif token.type == "inline":
            found = _ITEM.match(token.content)
            text = plain_words(token)
            if found is not None:
                if current is not None:
                    yield current
                shown = re.sub(r"^\[[ xX]\]\s*", "", text).removeprefix(found[2]).strip()
                current = Tick(found[2], shown, found[1] != " ")
            elif current is not None and (done := _DONE.search(text)):
                who, when, why = (part.replace(BLANK, "").strip() for part in done.groups())
                current = Tick(current.id, current.text, current.ticked, who, when, why)
    if current is not None:
        yield current


def _tables(tokens: list[Token]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each table under a heading, as rows of plain cells, head row first."""
    heading, rows = "", [[""]]
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = plain_words(tokens[index + 1])
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and tokens[index - 1].type in {"th_open", "td_open"}:
            rows[-1].append(plain_words(token))
        elif token.type == "table_close":
            yield heading, rows


def _signatures(rows: list[list[str]]) -> Iterator[Signature]:
    """Yield the rows of the sign-off table; the order of its columns is read from its head."""
    if not rows:
        return
    names = {"role": "role", "name": "name", "decision": "decision", "conditions": "conditions", "date": "date"}
    columns = [names.get(cell.lower(), "reference" if "signature" in cell.lower() else "") for cell in rows[0]]
    for row in rows[1:]:
        values = {name: cell for name, cell in zip(columns, row, strict=False) if name}
        if any(values.values()):
            yield Signature(**{"role": "", **values})
