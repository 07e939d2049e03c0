"""A checklist as people filled it in: items, signatures, result, reviews and closure, read from blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wizard.engagement.readback_blocks import STRUCK, TICKED, Block, Box, Heading, Paragraph, Row, Table, box_of

_ID = re.compile(r"^(?:\*\*)?([A-Z][A-Z0-9]{0,3}\d[a-z]?)(?:\*\*)?[.:]?(?:\s+|$)(.*)$", re.DOTALL)
_LISTED = re.compile(
    r"^(\\?\[[^\[\]]?\\?\]|[☐☑☒✓✔])\s*(?:\*\*)?([A-Z][A-Z0-9]{0,3}\d[a-z]?)(?:\*\*)?(?:\s+|$)(.*)$", re.DOTALL
)
_DONE = re.compile(r"Done by:(.*?)Date:(.*?)Not applicable because:(.*)$")
_NOT_APPLICABLE = re.compile(
    r"(?:^|(?<=\s))(?:n\s*/\s*a\b|n\.a\.|not applicable\b|NA(?=\s*:))\s*(?:[:.–—-]|because)?\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DIGEST = re.compile(r"(?:hash|digest) of the recommendation\W*([0-9a-f]{64})\b", re.IGNORECASE)
_VALID = re.compile(r"(?:decision (\d+) )?valid (from|to)\b")
BLANK = "…"
"""Marks where people write in checklists of the first edition."""

CHECKPOINTS = {
    "before": ("before approval",),
    "at": ("at approval",),
    "after": ("after approval",),
    "review": ("at review", "at each review"),
    "exit": ("at exit", "at revocation"),
}
"""The checkpoints by what their headings begin with."""


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of a checklist as it is now.

    Attributes:
        box: What its box says.
        person: Who is written next to it.
        evidence: The evidence next to it, as written.
        done_on: The date next to it, as written.
        not_applicable: Why it does not apply; None where nobody says that it does not.
        heading: The heading above it.
        place: Where it is in the file.
    """

    id: str
    text: str
    box: Box = "open"
    person: str = ""
    evidence: str = ""
    done_on: str = ""
    not_applicable: str | None = None
    heading: str = ""
    place: str = ""

    @property
    def checkpoint(self) -> str:
        """The checkpoint that it belongs to, as a key of ``CHECKPOINTS``; empty where its heading tells none."""
        return checkpoint_of(self.heading)

    @property
    def ticked(self) -> bool:
        return self.box == "ticked"

    @property
    def settled(self) -> bool:
        """Whether it is done, or does not apply for a reason that is one."""
        return self.ticked or self.waived

    @property
    def waived(self) -> bool:
        """Whether it does not apply, for a reason that is one."""
        return self.not_applicable is not None and is_reason(self.not_applicable)

    @property
    def touched(self) -> bool:
        """Whether somebody filled in anything."""
        return self.box != "open" or bool(self.done_on) or self.not_applicable is not None


@dataclass(frozen=True, slots=True)
class Signature:
    """A row of the sign-off table; every part as written.

    Attributes:
        decisions: What was written in each column of a decision, by the head of the column.
    """

    role: str
    name: str = ""
    decisions: dict[str, str] = field(default_factory=dict)
    conditions: str = ""
    date: str = ""
    reference: str = ""
    place: str = ""

    @property
    def given(self) -> bool:
        """Whether somebody decided here."""
        return bool(any(self.decisions.values()) or self.date or self.reference)


@dataclass(frozen=True, slots=True)
class Review:
    """A row of the review log; every part as written."""

    due: str = ""
    held_on: str = ""
    by: str = ""
    controls: str = ""
    evidence: str = ""
    result: str = ""
    next: str = ""
    place: str = ""

    @property
    def given(self) -> bool:
        """Whether anybody wrote in it."""
        return bool(self.held_on or self.by or self.controls or self.evidence or self.result or self.next)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place where something is that nobody can read.

    Attributes:
        item: The item that it belongs to; empty where even that cannot be told.
    """

    place: str
    text: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist as it is now.

    Attributes:
        front: Its header: front matter, or the properties of a Word file.
        digest: Digest of the recommendation that it was printed with; empty where it tells none.
        result: What is written under the result, by label.
        closure: What is written under the closure, by label.
        columns: Heads of the columns of decisions in the sign-off table.
        signs: It has a sign-off table.
        around: Text of headers and footers; Markdown has none.
        file: The name of the file that it was read from.
    """

    front: dict[str, str]
    digest: str = ""
    items: tuple[Tick, ...] = ()
    signatures: tuple[Signature, ...] = ()
    columns: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()
    result: dict[str, str] = field(default_factory=dict)
    closure: dict[str, str] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()
    blocks: tuple[Block, ...] = ()
    signs: bool = False
    around: str = ""
    file: str = ""

    @property
    def touched(self) -> bool:
        """Whether anybody filled in anything."""
        return (
            any(item.touched for item in self.items)
            or any(row.given for row in self.signatures)
            or any(row.given for row in self.reviews)
            or any(self.result.values())
            or any(self.closure.values())
        )


def checkpoint_of(heading: str) -> str:
    """Return the checkpoint that a heading names, as a key of ``CHECKPOINTS``; empty for none."""
    bare = re.sub(r"^phase \w+:\s*", "", heading.strip().lower())
    return next((name for name, starts in CHECKPOINTS.items() if bare.startswith(starts)), "")


def is_reason(text: str) -> bool:
    """Return whether a text gives a reason, and does not only say once more that something does not apply."""
    bare = re.sub(
        r"\b(?:n\s*/\s*a|n\.a\.|na|not applicable|does not apply|none|no reason|because)\b", " ", text.lower()
    )
    words = re.findall(r"[^\W\d_]{2,}", bare)
    return len(words) >= 2 and sum(map(len, words)) >= 8


def form_of(blocks: Sequence[Block], front: dict[str, str], file: str, around: str = "") -> Checklist:
    """Return what people filled in.

    Args:
        blocks: Of the document, in order.
        front: Its header.
        file: Its name.
        around: Text of headers and footers.
    """
    items: list[Tick] = []
    signatures: list[Signature] = []
    reviews: list[Review] = []
    unreadable: list[Unreadable] = []
    columns: tuple[str, ...] = ()
    result: dict[str, str] = {}
    closure: dict[str, str] = {}
    signs = False
    heading, checkpoint = "", ""
    for block in blocks:
        head = _head(block) if isinstance(block, Table) else []
        if isinstance(block, Heading):
            heading = block.text
            checkpoint = heading if block.level <= 2 or checkpoint_of(heading) else checkpoint
        elif isinstance(block, Paragraph):
            checkpoint = block.text if checkpoint_of(block.text) else checkpoint  # its style may be lost
            _listed(block, checkpoint, items)
        elif _is_sign_off(head):
            signs = True
            columns = _columns(block.rows[0])
            signatures += _signatures(block)
        elif _is_log(head):
            reviews += _reviews(block, head)
        elif _is_items(block, head):
            found, lost = _items(block, head, checkpoint)
            items += found
            unreadable += lost
        else:
            _fill_ins(block, result, closure)
    digest = front.get("recommendation_sha256", "")
    texts = [around, *(block.text for block in blocks if isinstance(block, Paragraph))]
    said = next((match[1].lower() for text in texts if (match := _DIGEST.search(text))), "")
    unreadable += [Unreadable(item.place, "its box", item.id) for item in items if item.box == "unreadable"]
    return Checklist(
        front=front,
        digest=said or digest,
        items=tuple(items),
        signatures=tuple(signatures),
        columns=columns,
        reviews=tuple(reviews),
        result=result,
        closure=closure,
        unreadable=tuple(unreadable),
        blocks=tuple(blocks),
        signs=signs,
        around=around,
        file=file,
    )


def _head(table: Table) -> list[str]:
    return [cell.strip().strip("*").lower() for cell in table.rows[0].cells] if table.rows else []


def _is_sign_off(head: Sequence[str]) -> bool:
    return "role" in head and bool({"person", "name"} & set(head)) and len(head) > 2


def _is_log(head: Sequence[str]) -> bool:
    return "due" in head and any(cell.startswith("held") for cell in head)


def _is_items(table: Table, head: Sequence[str]) -> bool:
    if "item" in head:
        return True
    return len(head) > 2 and any(
        _ID.match(cell) and box_of(row.cell(0)) != "unreadable" for row in table.rows for cell in row.cells[1:2]
    )


_STRUCK_OUT = re.compile(rf"{STRUCK}(.*){STRUCK}", re.DOTALL)
_ITEM_COLUMNS = {"box": 0, "item": 1, "person": 2, "evidence": 3, "date": 4}


def _items(table: Table, head: Sequence[str], heading: str) -> tuple[list[Tick], list[Unreadable]]:
    known = "item" in head
    at = {name: head.index(name) for name in _ITEM_COLUMNS if name in head} if known else _ITEM_COLUMNS
    found: list[Tick] = []
    lost: list[Unreadable] = []
    for row in table.rows[1 if known else 0 :]:
        text = row.cell(at["item"])
        struck = _STRUCK_OUT.fullmatch(text)
        match = _ID.match(struck[1] if struck else text)
        if match is None:
            if any(row.cells):
                lost.append(Unreadable(row.place, "a row without the ID of an item"))
            continue
        evidence, when = row.cell(at.get("evidence")), row.cell(at.get("date"))
        box = box_of(row.cell(at.get("box")))
        box = "not_applicable" if struck and box == "open" else box
        reason = next((said[1].strip() for said in map(_NOT_APPLICABLE.search, (evidence, when)) if said), None)
        if reason is None and _NOT_APPLICABLE.match(row.cell(at.get("box"))):
            box, reason = "open", _NOT_APPLICABLE.sub(r"\1", row.cell(at.get("box"))).strip()
        if box == "not_applicable" and reason is None:
            reason = ""
        day = "" if _NOT_APPLICABLE.search(when) else when
        found.append(
            Tick(match[1], match[2].strip(), box, row.cell(at.get("person")), evidence, day, reason, heading, row.place)
        )
    return found, lost


def _listed(block: Paragraph, heading: str, items: list[Tick]) -> None:
    """Add an item of the first edition, a list with boxes, or what is written below the last one."""
    match = _LISTED.match(block.text)
    if match is not None:
        items.append(Tick(match[2], match[3].strip(), box_of(match[1]), heading=heading, place=block.place))
        return
    done = _DONE.search(block.text)
    if done is not None and items:
        who, when, why = (part.replace(BLANK, "").strip() for part in done.groups())
        last = items[-1]
        items[-1] = Tick(last.id, last.text, last.box, who, "", when, why or None, last.heading, last.place)


_SIGN_OFF_COLUMNS = {"role": "role", "person": "name", "name": "name", "conditions": "conditions", "date": "date"}


def _columns(head: Row) -> tuple[str, ...]:
    """Return the heads of the columns that hold decisions."""
    return tuple(
        cell
        for cell in map(_bare, head.cells)
        if cell and cell.lower() not in _SIGN_OFF_COLUMNS and "signature" not in cell.lower()
    )


def _bare(cell: str) -> str:
    return cell.strip().strip("*").strip()


def _signatures(table: Table) -> Iterator[Signature]:
    """Yield the rows of the sign-off table; the order of its columns is read from its head."""
    head = [_bare(cell) for cell in table.rows[0].cells]
    decisions = set(_columns(table.rows[0]))
    for row in table.rows[1:]:
        values = {
            name: row.cell(index) for index, cell in enumerate(head) if (name := _SIGN_OFF_COLUMNS.get(cell.lower()))
        }
        reference = next((row.cell(index) for index, cell in enumerate(head) if "signature" in cell.lower()), "")
        given = {cell: row.cell(index) for index, cell in enumerate(head) if cell in decisions}
        if any(values.values()) or reference or any(given.values()):
            yield Signature(
                values.get("role", ""),
                _standing(values.get("name", "")),
                given,
                values.get("conditions", ""),
                values.get("date", ""),
                reference,
                row.place,
            )


_LOG_COLUMNS = {
    "due": "due",
    "held": "held_on",
    "by": "by",
    "controls": "controls",
    "evidence": "evidence",
    "result": "result",
    "next": "next",
}
"""What the heads of the review log begin with, and what they mean."""


def _reviews(table: Table, head: Sequence[str]) -> Iterator[Review]:
    at = {name: next((i for i, cell in enumerate(head) if cell.startswith(name)), None) for name in _LOG_COLUMNS}
    for row in table.rows[1:]:
        if any(row.cells):
            yield Review(
                **{field: written(_standing(row.cell(at[name]))) for name, field in _LOG_COLUMNS.items()},
                place=row.place,
            )


_RESULT = ("final status", "decided on", "record updated")
_CLOSURE = ("ended on", "evidence", "closed by", "checked on", "checked by", "verified on")


def _fill_ins(table: Table, result: dict[str, str], closure: dict[str, str]) -> None:
    """Sort a table of labels and what was filled in; the labels tell which one it is, whatever is above it.

    A label that nobody printed is kept where it is, and one that appears again is kept with its number.
    """
    labels = [_bare(row.cell(0)).lower() for row in table.rows]
    if not all(len(row.cells) == 2 for row in table.rows):
        return
    closes = any(one.startswith(("ended on", "closed by")) for one in labels)
    results = [label.startswith(_RESULT) or bool(_VALID.match(label)) for label in labels]
    if not closes and not any(results):
        return
    for number, (row, label, of_result) in enumerate(zip(table.rows, labels, results, strict=True)):
        known = of_result or label.startswith(_CLOSURE)
        if known or number:
            ends = closes and not of_result
            told = _standing(row.cell(1)) if ends else row.cell(1)
            _keep(closure if ends else result, _bare(row.cell(0)), written(told))


def _keep(rows: dict[str, str], label: str, text: str) -> None:
    """Keep a row; of rows with one label the first counts."""
    number = 2
    name = label
    while name in rows:
        name, number = f"{label} ({number})", number + 1
    rows[name] = text


def written(cell: str) -> str:
    """Return what somebody wrote in a cell; empty for a dash, dots or a line that only mark it as blank."""
    return cell if any(letter.isalnum() or letter in TICKED for letter in cell) else ""


def _standing(cell: str) -> str:
    """Return what a cell says; empty where all of it is struck out, and so taken back."""
    struck = _STRUCK_OUT.fullmatch(cell)
    return "" if struck and STRUCK not in struck[1] else cell


def valid(result: dict[str, str], number: int, side: str) -> str | None:
    """Return what is written as the first or last day of a decision; None where no row asks for it.

    Args:
        number: Of the decision, from 1; the first edition had one and did not number it.
        side: ``from`` or ``to``.
    """
    for label, text in result.items():
        match = _VALID.match(label.lower())
        if match and match[2] == side and (match[1] or "1") == str(number):
            return text
    return None


def filled_in(part: dict[str, str], *starts: str) -> str:
    """Return what is written in a row of the result or the closure, by what its label begins with."""
    return next((text for label, text in part.items() if label.lower().startswith(starts)), "")
