"""Whether files still say what was printed: digests, documents written again, and the checklist against its print."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.bundle import CHECKLIST, FILLED_IN, RECORD, SUMS, sha256
from wizard.documents.checklist import RECOMMENDATION
from wizard.documents.dossier import DOSSIER
from wizard.documents.page import PICTURES
from wizard.engagement.findings import RESTORE, Finding
from wizard.engagement.line_ends import as_written, other_line_ends, read_as_written
from wizard.engagement.paths import RECORDS
from wizard.engagement.readback import WORD, front_of, markdown_checklist, read_document, word_checklist
from wizard.engagement.readback_blocks import Heading, Paragraph, Table
from wizard.engagement.readback_form import Checklist
from wizard.engagement.readback_word import read_word
from wizard.engagement.store import SUFFIX
from wizard.errors import MissingExtraError, RecordError
from wizard.files.reading import files_in, read_bytes
from wizard.record.names import more_than_a_name, normal
from wizard.record.reading import SAVED
from wizard.wording import joined, short

if TYPE_CHECKING:
    from wizard.engagement.printed import Printed

_SUM = re.compile(r"([0-9a-fA-F]{64}) [ *](.+)")
RETYPE = "Put the printed text back. People change boxes, persons, dates, decisions and empty cells only."
FORMATS = (".html", ".docx")
_CHECKLISTS = frozenset({CHECKLIST, *(f"{FILLED_IN}{ending[1:]}" for ending in FORMATS)})
_WRITTEN_IN = frozenset({".md", ".markdown", ".txt", ".docx", ".docm", ".doc", ".odt", ".rtf", ".htm", ".html"})
"""Endings of files that people fill in a checklist in; a scan or a mail is kept next to it."""
_MOST = 12
"""Differences of one checklist that are told one by one."""

_TYPED = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2013": "-",
        "\u2014": "-", "\u00a0": " ", "\u202f": " ", "\u2026": "...", "*": "", "`": "", "\u200b": None, "\ufeff": None,
        "\u00ad": None, "\u200c": None, "\u200d": None, "\u2060": None,
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return a text without what editors and converters change by themselves: quotes, dashes, marks, blanks, accents in two parts."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPED).split())


def digests(folder: Path) -> Iterator[Finding]:
    """Compare every file that SHA256SUMS lists."""
    try:
        lines = read_document(folder / SUMS).splitlines()
    except RecordError:
        yield Finding("sums", SUMS, "is missing or cannot be read, so no hash can be compared.", RESTORE)
        return
    listed: set[str] = set()
    for number, line in enumerate(lines, 1):
        match = _SUM.fullmatch(line)
        if match is None:
            if line.strip():
                yield Finding("sums", f"{SUMS}:{number}", "isn't a line of a hash and a file name.", RESTORE)
            continue
        name = match[2].removeprefix("./")
        listed.add(name)
        if Path(name).is_absolute() or ".." in Path(name).parts or "\\" in name:
            yield Finding("sums", f"{SUMS}:{number}", "names a file outside the folder.", RESTORE)
            continue
        try:
            data = read_bytes(folder / name, SAVED)
        except RecordError:
            yield Finding("changed", name, "is missing or cannot be read.", RESTORE)
            continue
        if match[1].lower() not in {sha256(data), sha256(as_written(folder / name, data))}:
            yield Finding("changed", name, f"was changed after it was written: {SUMS} has another hash.", RESTORE)
    known = [RECOMMENDATION, RECORD]
    known += [name for name in _written(folder) if name not in known]
    for name in known:
        if name not in listed:
            yield Finding("sums", SUMS, f"does not list {name}.", RESTORE)


def _written(folder: Path) -> Iterator[str]:
    """Yield the documents that are there besides the checklist, in every format."""
    for stem in (RECOMMENDATION.removesuffix(".md"), DOSSIER.removesuffix(".md")):
        for ending in (".md", *FORMATS):
            if (folder / f"{stem}{ending}").is_file():
                yield f"{stem}{ending}"
    yield from _drawn(folder)
    yield from (f"{RECORDS}/{path.name}" for path in sorted(folder.glob(f"{RECORDS}/*{SUFFIX}")))


def _drawn(folder: Path) -> Iterator[str]:
    """Yield the pictures that are there."""
    yield from (f"{PICTURES}{path.name}" for path in sorted(folder.glob(f"{PICTURES}*.svg")))


def others(folder: Path) -> str:
    """Return that files are in a paper's folder that nobody printed, as a sentence; empty where none are.

    They change nothing that was signed: a mail with an approval is kept there, or a copy that somebody takes for the paper.
    """
    try:
        listed = {line[2] for line in map(_SUM.fullmatch, read_document(folder / SUMS).splitlines()) if line}
    except RecordError:
        return ""
    inner = (file for part in (PICTURES, RECORDS) if (folder / part).is_dir() for file in files_in(folder / part))
    files = (*(file for file in files_in(folder) if not _is_checklist(file)), *inner)
    names = [file.relative_to(folder).as_posix() for file in files]
    found = [short(name, 60) for name in names if name not in listed and name != SUMS and name not in _CHECKLISTS]
    return f"Not printed with the paper: {joined(found, 5)}." if found else ""


def headers(folder: Path, printed: Printed) -> Iterator[Finding]:
    """Compare the heads of the documents with the record."""
    digest = sha256(read_as_written(folder / RECORD))
    for name in (RECOMMENDATION, DOSSIER, CHECKLIST):
        front = front_of(folder, name)
        if not (folder / name).is_file():
            if name == RECOMMENDATION:
                yield Finding("changed", name, "is missing or cannot be read.", RESTORE)
            continue
        if not front and _readable(folder / name):
            yield Finding("header_missing", name, "Its header is missing: the lines between --- at its top.", RETYPE)
        if not front:
            continue
        if front.get("record_id") != printed.record.record_id:
            yield Finding("other_record", f"{name}: record_id", f"is not the ID in {RECORD}.", RESTORE)
        if name != CHECKLIST and "record_sha256" in front and front["record_sha256"] != digest:
            yield Finding("header_changed", f"{name}: record_sha256", f"is not the SHA-256 hash of {RECORD}.", RESTORE)


def _readable(path: Path) -> bool:
    """Return whether a file is text at all; a header can be missing only there."""
    try:
        read_document(path)
    except RecordError:
        return False
    return True


def documents(folder: Path, printed: Printed) -> Iterator[Finding]:
    """Compare the documents with those that record, knowledge and day give."""
    if printed.refused:
        message = f"does not fit the knowledge that it names: {printed.refused}"
        yield Finding("not_reproduced", RECORD, message, RESTORE)
    if not printed.reproduced:
        yield from _other_pictures(folder, printed)
        return
    for name, data in printed.documents.items():
        if name == SUMS or name.startswith(FILLED_IN):
            continue
        try:
            there = read_as_written(folder / name)
        except RecordError:
            yield Finding("not_reproduced", name, "is missing; record and knowledge give one.", RESTORE)
            continue
        if there != data:
            yield Finding("not_reproduced", *_difference(name, data, there), RESTORE)
    for name in _drawn(folder):
        if name not in printed.documents:
            yield _foreign(name)


def _other_pictures(folder: Path, printed: Printed) -> Iterator[Finding]:
    """Compare pictures by their words where another version of the wizard drew them, or an earlier edition."""
    made = printed.pictures
    if made is None:
        return
    for name in _drawn(folder):
        if name not in made:
            yield _foreign(name)
        elif _words(read_bytes(folder / name, SAVED)) != _words(made[name]):
            yield Finding("not_reproduced", name, "says something else than record and knowledge give.", RESTORE)


def _foreign(name: str) -> Finding:
    return Finding("not_reproduced", name, "isn't a picture of this record.", "Remove the file from the folder.")


def _words(svg: bytes) -> list[bytes]:
    """Return the words of a picture, however they are broken into lines and colored."""
    shown = re.sub(rb"<style\b.*?</style>", b"", svg, flags=re.DOTALL)
    return b" ".join(re.findall(rb">([^<]*)<", shown)).split()


def pictures_in_doubt(folder: Path, printed: Printed) -> str:
    """Return of which pictures nobody can tell whether they were printed, as a sentence; empty where that is known.

    ``SHA256SUMS`` alone vouches for a picture, and someone who swaps one can write that again.
    """
    made = printed.pictures or {}
    doubtful = [name for name in _drawn(folder) if made.get(name) != read_as_written(folder / name)]
    if printed.reproduced or not doubtful:
        return ""
    return f"Whether these pictures are as they were printed cannot be known: {joined(doubtful, 5)}."


def _difference(name: str, data: bytes, there: bytes) -> tuple[str, str]:
    """Return the place of the first difference, and what should be there."""
    for number, (one, other) in enumerate(zip(data.split(b"\n"), there.split(b"\n"), strict=False), 1):
        if one != other:
            same = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            given = short(one[max(0, same - 30) :].decode("utf-8", "replace"), 80)
            there_is = f"there they give: {given}" if given.strip() else "there they give nothing more."
            return f"{name}:{number}", f"reads differently than record and knowledge give; {there_is}"
    return name, "is longer or shorter than record and knowledge give."


def other_formats(folder: Path, made: Mapping[str, bytes]) -> Iterator[Finding]:
    """Compare pages and Word files with those that the record gives; Word by what it says, not by its bytes."""
    for name, data in made.items():
        path = folder / name
        if not name.endswith(FORMATS) or name == WORD or not path.is_file():
            continue
        try:
            there = read_as_written(path)
            same = there == data or (name.endswith(".docx") and _said(there, name) == _said(data, name))
        except RecordError as error:
            yield Finding("not_reproduced", name, error.problems[0].message, RESTORE)
            continue
        if not same:
            yield Finding("not_reproduced", name, "reads differently than record and knowledge give.", RESTORE)


def _said(data: bytes, name: str) -> list[str]:
    read = read_word(data, name)
    return [*_texts(read.blocks), plain(read.around), *map(plain, read.pictures)]


def formats_there(folder: Path) -> tuple[str, ...]:
    """Return the formats besides Markdown of which files are there."""
    stems = [RECOMMENDATION.removesuffix(".md"), DOSSIER.removesuffix(".md"), CHECKLIST.removesuffix(".md")]
    return tuple(ending[1:] for ending in FORMATS if any((folder / f"{stem}{ending}").is_file() for stem in stems))


def written_again(printed: Printed, formats: tuple[str, ...]) -> Mapping[str, bytes]:
    """Return the documents in these formats too; none of a format whose library is not installed."""
    from wizard.engagement.export import make_documents

    made: dict[str, bytes] = {}
    for one in formats if printed.case is not None and printed.reproduced else ():
        try:
            made |= make_documents(printed.case, ("md", one)) if printed.case is not None else {}
        except MissingExtraError:
            continue
    return made


def checklists(folder: Path, printed: Printed, made: Mapping[str, bytes]) -> Iterator[Finding]:
    """Compare each checklist that came back with its print, except for what people fill in."""
    for file in files_in(folder):
        if _is_checklist(file):
            message = f"looks like a checklist, and isn't read: only {CHECKLIST} and {WORD} are."
            remedy = f"Carry over to {CHECKLIST} what people filled in, and move this file out of the folder."
            yield Finding("two_checklists", short(file.name, 60), message, remedy)
    if not printed.reproduced or printed.checklist is None:
        return
    told = _markdown(folder)
    if told is not None and told is not printed.checklist:
        yield from differences(printed.checklist, told)
    if (folder / WORD).is_file():
        try:
            word = word_checklist(read_bytes(folder / WORD, SAVED))
        except RecordError:
            return  # said where the checklist is read
        expected = made.get(WORD)
        yield from differences(
            word_checklist(expected) if expected is not None else replace(printed.checklist, blocks=word.blocks), word
        )


def line_ends(folder: Path) -> str:
    """Return that files of a paper have other line ends than were written, as a sentence; empty where none has."""
    return other_line_ends(folder, [RECORD, SUMS, *_written(folder)])


def _is_checklist(file: Path) -> bool:
    """Return whether somebody may have filled in this file in place of the checklist; no lock of an office program."""
    name = file.name.casefold()
    opened = name.startswith((".", "~"))
    return "checklist" in name and file.suffix.casefold() in _WRITTEN_IN and file.name not in _CHECKLISTS and not opened


def _markdown(folder: Path) -> Checklist | None:
    try:
        return markdown_checklist(folder)
    except RecordError:
        return None


def differences(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    """Return what a checklist says differently than it was printed, except for what people fill in."""
    found = [
        *_header(expected, told),
        *_items(expected, told),
        *_sign_off(expected, told),
        *_tables(expected, told),
        *_rest(expected, told),
    ]
    yield from found[:_MOST]
    if len(found) > _MOST:
        message = f"differs from its print in {len(found) - _MOST} more places."
        yield Finding("row_added", told.file, message, RETYPE)


def _header(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    for key, value in expected.front.items() if told.front else ():
        if key in told.front and told.front[key] != value:
            message = f"was changed: the print says {short(value, 80)}."
            yield Finding("header_changed", f"{told.file}: {key}", message, RETYPE)
        elif key not in told.front and told.file == CHECKLIST:
            yield Finding("header_changed", f"{told.file}: {key}", "was removed from the header.", RETYPE)
    for key in told.front.keys() - expected.front.keys() if told.file == CHECKLIST else ():
        yield Finding("header_changed", f"{told.file}: {short(key, 60)}", "was added to the header.", RETYPE)
    wanted, there = _edges(expected), _edges(told)
    if wanted and there and wanted != there:
        message = f"The print says: {short(plain(expected.around), 160)}"
        yield Finding("header_changed", f"{told.file}: header and footer", message, RETYPE)


def _edges(checklist: Checklist) -> set[str]:
    """Return the words of headers and footers; the number of a page is nobody's text."""
    return set(re.sub(r"\bPage \d* ?of \d*", "", plain(checklist.around)).split())


def _items(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    printed = {(item.id, item.checkpoint): item for item in expected.items}
    there = Counter(item.id for item in told.items)
    for item in expected.items:
        if not there[item.id]:
            yield Finding("item_removed", f"{told.file}: {item.id}", f"was removed: {short(item.text, 80)}", RETYPE)
    wanted = Counter(item.id for item in expected.items)
    for name, number in there.items():
        if not wanted[name]:
            yield Finding("item_added", f"{told.file}: {name}", "was added.", RETYPE)
        elif number > wanted[name]:
            yield Finding("item_twice", f"{told.file}: {name}", "appears twice.", "Take one of them out.")
    for item in told.items:
        one = printed.get((item.id, item.checkpoint))
        place = f"{told.file}: {item.id}"
        if one is None:
            if wanted[item.id]:
                yield Finding("item_changed", place, f"is under another heading ({item.place}).", RETYPE)
            continue
        if plain(item.text) != plain(one.text):
            message = f"reads differently than it was printed ({item.place}); the print says: {short(one.text, 120)}"
            yield Finding("item_changed", place, message, RETYPE)
        if more_than_a_name(item.person, one.person, several=True):
            yield _person_cell(place, item.place, one.person)
        if item.not_applicable is None and plain(one.evidence) not in plain(item.evidence):
            message = f"asks for other evidence than it was printed with ({item.place}): {short(one.evidence, 80)}"
            yield Finding("item_changed", place, message, "Put the printed evidence back, and write yours behind it.")


def _sign_off(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    if expected.signs and not told.signs:
        yield Finding("signature_row_removed", f"{told.file}: sign-off", "The sign-off table is gone.", RETYPE)
        return
    roles = Counter(normal(row.role) for row in told.signatures)
    wanted = {normal(row.role): row.role for row in expected.signatures}
    for role in wanted.keys() - roles.keys():
        yield Finding(
            "signature_row_removed", f"{told.file}: sign-off", f"The row of {wanted[role]} was removed.", RETYPE
        )
    for role, title in wanted.items():
        if roles[role] > 1:
            message = f"The row of {title} appears {roles[role]} times."
            yield Finding("row_added", f"{told.file}: sign-off", message, "Leave the row that was printed.")
    people = {normal(row.role): row.name for row in expected.signatures}
    for row in told.signatures:
        person = people.get(normal(row.role))
        if person is not None and more_than_a_name(row.name, person):
            yield _person_cell(f"{told.file}: {short(row.role, 60)}", row.place, person)
        if person is None:
            message = f"A row was added that was not printed ({row.place})."
            yield Finding("row_added", f"{told.file}: sign-off", message, RETYPE)
    if told.signs and [plain(one) for one in told.columns] != [plain(one) for one in expected.columns]:
        columns = ", ".join(expected.columns) or "none"
        yield Finding(
            "item_changed", f"{told.file}: sign-off", f"Its decisions were changed; printed: {columns}.", RETYPE
        )


def _person_cell(place: str, where: str, printed: str) -> Finding:
    message = (
        f"The cell of the person says more than who it is ({where}); the print says: {short(printed, 80) or 'nobody'}."
    )
    return Finding(
        "item_changed", place, message, "Write a name only. Evidence, conditions and dates have their own cells."
    )


def _tables(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    for name, printed, there in (("Result", expected.result, told.result), ("Closure", expected.closure, told.closure)):
        labels = {plain(label): text for label, text in there.items()}
        for label, text in printed.items():
            if plain(label) not in labels:
                yield Finding(
                    "row_removed", f"{told.file}: {name}", f"The row “{label}” was changed or removed.", RETYPE
                )
            elif text and plain(text) != plain(labels[plain(label)]):
                yield Finding(
                    "item_changed", f"{told.file}: {name}", f"“{label}” was printed as: {short(text, 80)}", RETYPE
                )
        known = {plain(label) for label in printed}
        for label in there:
            if plain(label) not in known:
                message = f"The row “{short(label, 80)}” was added."
                yield Finding("row_added", f"{told.file}: {name}", message, RETYPE)
    due = Counter(plain(row.due) for row in told.reviews)
    for row in expected.reviews:
        if not due[plain(row.due)]:
            yield Finding(
                "row_removed", f"{told.file}: Review log", f"The row due {row.due} was changed or removed.", RETYPE
            )


def _rest(expected: Checklist, told: Checklist) -> Iterator[Finding]:
    """Compare headings, paragraphs and heads of tables, whatever their order.

    An addition is named by its place alone; it may come from the document of another account.
    """
    wanted, there = Counter(text for text, _ in _loose(expected)), Counter(text for text, _ in _loose(told))
    for text in wanted - there:
        yield Finding("row_removed", told.file, f"Printed text was changed or removed: {short(text, 120)}", RETYPE)
    places = dict(_loose(told))
    for text in there - wanted:
        yield Finding("row_added", told.file, f"Text was added that was not printed ({places[text]}).", RETYPE)


def _loose(checklist: Checklist) -> Iterator[tuple[str, str]]:
    for block in checklist.blocks:
        if isinstance(block, (Heading, Paragraph)) and plain(block.text):
            yield plain(block.text), block.place
        elif isinstance(block, Table) and block.rows:
            yield plain(" | ".join(block.rows[0].cells)).rstrip("| "), block.rows[0].place
            for row in block.rows[1:]:  # what is in a cell that no column has
                if beyond := plain(" ".join(row.cells[len(block.rows[0].cells) :])):
                    yield beyond, row.place


def _texts(blocks: tuple[Heading | Paragraph | Table, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            found += [plain(" | ".join(row.cells)) for row in block.rows]
        else:
            found.append(plain(block.text))
    return [text for text in found if text]
