"""The dossier on the documents themselves: texts in full, pieces for other tools, versions and digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from wizard import __version__
from wizard.documents.basis import Numbers, items_of, mark, sources_of
from wizard.documents.escape import block, identifier, inline, quoted
from wizard.documents.readiness import REQUIRED, open_items
from wizard.documents.sections import parts
from wizard.pack.models import Meaning
from wizard.record.values import LISTS, Organization, Row, row_parts
from wizard.wording import age, cited, long_date

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.documents.page import Page
    from wizard.pack.models import Field
    from wizard.pack.models.documents import Fragment

_GROUPS = "{group_ids}"


def items(page: Page, case: Case, numbers: Numbers) -> None:
    """Add what each item of the checklist rests on."""
    found = items_of(case)
    if not found:
        return
    page.heading(2, "What the items of the checklist rest on")
    page.table(
        ("Item", "Facts", "Sources"),
        [
            (
                item.id,
                page.cite(item.facts) or "None",
                mark(numbers, sources_of(case.pack, item)) or "A rule of the organization",
            )
            for item in found
        ],
    )


def to_correct(page: Page, case: Case) -> None:
    """Explain why each entry that is given doesn't do yet; the recommendation only names it."""
    found = [item for item in open_items(case) if item.reason != REQUIRED and item.section != "answers"]
    if found:
        page.heading(2, "What to correct")
        page.bullets(f"{inline(item.label)} {inline(item.reason)}" for item in found)


def in_full(page: Page, case: Case) -> None:
    """Add what people wrote in the sign-off, in full: recommendation and checklist may shorten it."""
    fields = [case.library.fields[name] for name in case.outcome.fields if name in case.library.fields]
    given = [field for field in fields if case.value(field.id) not in (None, "", [])]
    if not given:
        return
    page.heading(2, "The sign-off in full")
    short = [field for field in given if field.kind not in {"paragraph", *LISTS}]
    # What was collected has its own section.
    given = [field for field in given if field.means is not Meaning.EVIDENCE]
    page.table(("Question", "Answer"), [(field.label, _short(case, field)) for field in short])
    for field in given:
        if field.kind == "paragraph":
            page.heading(3, field.label)
            for paragraph in block(case.text(field.id)):
                page.text(paragraph)
        elif field.kind in LISTS:
            page.heading(3, field.label)
            _rows(page, case, field)


def _short(case: Case, field: Field) -> str:
    value = case.value(field.id)
    if isinstance(value, Organization):
        return "; ".join(inline(text) for text in value.plain().values() if isinstance(text, str) and text)
    return parts.value_text(case, field)


def _rows(page: Page, case: Case, field: Field) -> None:
    """Add a list of the sign-off as a table, a column for each part that any row gives."""
    options = {option.id: option.label for option in field.option}
    shown = row_parts(LISTS[field.kind])
    value = case.value(field.id)
    rows = [row for row in value if isinstance(row, Row)] if isinstance(value, list) else []
    page.condensed(
        ("No.", *(part.label.rstrip("?") for part in shown)),
        [
            (str(number), *(_cell(getattr(row, part.key), {**dict(part.options), **options}) for part in shown))
            for number, row in enumerate(rows, 1)
        ],
        keep=2,
    )


def _cell(value: object, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    text = str(value or "")
    return words[text] if text in words else inline(text)


def pieces(page: Page, case: Case) -> None:
    """Add the pieces for other tools, where an exclusion is in play."""
    rules = case.pack.documents
    groups = {rules.risk.full_for, rules.risk.short_for} - {None}
    if not groups.intersection(case.outcome.groups):
        return
    page.heading(2, "Pieces for other tools")
    for fragment in rules.fragment:
        if case.holds(fragment.when):
            _piece(page, case, fragment)


def _piece(page: Page, case: Case, fragment: Fragment) -> None:
    page.heading(3, fragment.title)
    page.text(fragment.intro, page.cite(fragment.facts))
    groups = groups_of((row.group_id, row.ends_on) for row in case.exclusions)
    values = given(case, fragment)
    missing = [case.library.fields[name].label for name in fragment.needs if not values.get(name, groups)]
    if missing:
        page.text("It is printed once these are given:")
        page.bullets(missing)
        return
    page.fence(fragment.language, filled(fragment, case.record.record_id, groups, values))


def groups_of(rows: Iterable[tuple[str, object]]) -> list[str]:
    """Return the groups that a piece names, each once.

    Args:
        rows: The id of the group and the end of each exclusion; those without either are omitted.
    """
    return list(dict.fromkeys(group for group, end in rows if group and end))


def given(case: Case, fragment: Fragment) -> dict[str, str]:
    """Return the values that a piece needs, by field; exclusions aside, an empty one where it is missing."""
    exclusions = case.pack.field_of(Meaning.EXCLUSIONS)
    return {name: str(case.value(name) or "") for name in fragment.needs if name != exclusions}


def filled(fragment: Fragment, record_id: str, groups: Iterable[str], values: Mapping[str, str]) -> str:
    """Return a piece with its values as strings of JSON; a line with groups is repeated for each."""
    text = "\n".join(
        line.replace(_GROUPS, quoted(group))
        for line in fragment.template.strip("\n").split("\n")
        for group in (groups if _GROUPS in line else [""])
    )
    for name, value in {"record_id": record_id, **values}.items():
        text = text.replace("{" + name + "}", quoted(value))
    return text


def digests(page: Page, case: Case, record: str, files: Mapping[str, str]) -> None:
    """Add versions, dates and digests: the SHA-256 of the record as written, and of the files that nobody edits, by name."""
    info, kept = case.pack.info, case.record
    limit = case.pack.profile.limits.source_days
    page.heading(2, "Versions and hashes")
    rows = [
        ("Record", identifier(kept.record_id)),
        ("Revision", str(kept.revision)),
        ("Replaces", identifier(case.text(Meaning.SUPERSEDES) or kept.supersedes)),
        ("Renews", identifier(kept.renews)),
        ("Ticket", identifier(case.text(Meaning.TICKET))),
        ("Marked", inline(case.classification)),
        ("Answers begun on", parts.day(kept.created_on)),
        ("Date of the documents", long_date(case.day)),
        ("Tool", f"{info.subject} {__version__}"),
        ("Knowledge", f"{info.title}, version {info.version}"),
        ("Knowledge checked", f"{long_date(info.checked_on)}, {age(info.checked_on, case.day)}"),
        ("SHA-256 of the knowledge", f"`{case.pack.digest}`"),
        ("SHA-256 of the record", f"`{record}`"),
        *((f"SHA-256 of {name}", f"`{digest}`") for name, digest in files.items()),
    ]
    page.table(("What", "Value"), [row for row in rows if row[1]])
    if (case.day - info.checked_on).days > limit:
        page.text(f"Warning: the knowledge was checked more than {limit} days before this document.")
    page.text(
        "A hash shows that a file was changed by accident, or by someone who did not compute it again.",
        "It proves nothing about who wrote the file; only signatures do.",
    )
    if case.redacted:
        page.text(
            "Names, contacts, IDs and references were replaced by pseudonyms. Places of evidence and free text are "
            "withheld, or known names were replaced in the text. Read it before it is passed on."
        )


def how_to_read(page: Page, example: str) -> None:
    """Say what the marks mean."""
    mark_of_fact = f"Facts are cited as {cited([example])}, sources as [1]. " if example else ""
    page.text(f"{mark_of_fact}What the recommendation and the checklist cite is here in full, each thing once.")
