"""The checklist: what people tick, sign and fill in, a table for each checkpoint, bound to one recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.basis import Numbers, items_of, mark, numbered, sources_of
from wizard.documents.board.annex import covers
from wizard.documents.board.room import ROOMS, Room, word_count
from wizard.documents.frame import front
from wizard.documents.page import Page, as_bytes
from wizard.documents.people import renewals, sign_offs, signers
from wizard.documents.readiness import open_items
from wizard.documents.reminders import review_dates
from wizard.documents.sections import parts
from wizard.documents.signed import Signed, column_names, name_of, person_of, signed
from wizard.pack.models import Meaning
from wizard.wording import count, long_date, lower_first

if TYPE_CHECKING:
    from wizard.documents.case import Case
    from wizard.pack.models import Item, Phase

RECOMMENDATION = "recommendation.md"
MOST_WORDS = 700
BOX = "[ ]"
ITEM_HEAD = ("Box", "Item", "Person", "Evidence", "Date")
REVIEW_HEAD = ("Due", "Held on", "By", "Controls re-tested", "Evidence", "Result", "Next")
TO_BE_SET = "a date to be set"


def checklist(case: Case, digest: str, record_sha256: str) -> bytes:
    """Return the checklist as bytes.

    Args:
        digest: SHA-256 of the recommendation as written, in hex.
        record_sha256: The same of the record.
    """
    # Short forms stay short: the recommendation has written them out, and a row has to fit its line.
    return as_bytes(f"{front(case, record_sha256)}\n{checklist_page(case, digest).body()}")


def checklist_page(case: Case, digest: str) -> Page:
    """Return the page; where names are so long that it would outgrow its budget, items cut them to fewer words."""
    for room in ROOMS:
        page = _page(case, digest, room)
        if word_count(page.body()) <= MOST_WORDS:
            break
    return page


def _page(case: Case, digest: str, room: Room) -> Page:
    page = Page()
    main = case.outcome.main
    decided, nothing = "Not decided yet", "Nothing is decided yet, so there is nothing to sign."
    if main is not None:
        decided = case.words.verdict(case.outcome.lead or main)  # what waives a control is never behind another title
        nothing = case.pack.verdict_by_id[main].no_checklist or "No item applies to this verdict."
    page.heading(1, f"Checklist: {lower_first(decided)} – {parts.account(case)}")
    items = items_of(case)
    if not items:
        page.text(nothing)
        return page
    page.text(
        "Stop at each checkpoint. Where an item does not apply, write `N/A: reason`. Sources [n]: `dossier.md`.",
    )
    page.text(covers(case))
    page.text(f"SHA-256 hash of the recommendation: {digest}")
    if open_items(case):
        number = len(open_items(case))
        page.text(f"Draft, {count(number, 'open item')}: nobody signs yet.")
    numbers = numbered(case)
    for phase in case.library.phases.values():
        own = [item for item in items if item.phase == phase.id]
        _checkpoint(page, case, phase, [_row(page, case, item, numbers, room) for item in own])
    return page


def _checkpoint(page: Page, case: Case, phase: Phase, items: list[tuple[str, ...]]) -> None:
    """Add a checkpoint with its items, and behind it what is filled in there."""
    rules = case.pack.checklist
    signing = phase.id == case.pack.documents.sign_phase and bool(signers(case))
    reviewed = phase.id == rules.review_phase
    if not items and not signing:
        return
    page.heading(2, _title(case, phase, reviewed=reviewed))
    page.table(ITEM_HEAD, items)
    if signing:
        _sign_off(page, case)
    if reviewed:
        _review_log(page, case)
    if phase.id == rules.exit_phase:
        page.heading(3, "Closure")
        rows = ("Ended on", "Evidence", "Closed by", "Checked on", "Checked by")
        page.table(("Closure", "Filled in"), [(row, "") for row in rows])


def _title(case: Case, phase: Phase, *, reviewed: bool) -> str:
    due = review_dates(case) if reviewed else []
    title = f"{phase.title} 1, {long_date(due[0])}" if due else phase.title
    return f"{title}: {lower_first(phase.pause_point)}" if phase.pause_point else title


def _row(page: Page, case: Case, item: Item, numbers: Numbers, room: Room) -> tuple[str, ...]:
    page.cite(item.facts)
    source = mark(numbers, sources_of(case.pack, item)[:1])
    evidence = f"{item.evidence.rstrip('.')} {source}".rstrip()
    person = room.fits(person_of(case, item.owner_role))
    return BOX, f"**{item.id}** {' '.join(item.text.split())}", person, evidence, ""


def _sign_off(page: Page, case: Case) -> None:
    """Add the one place where decisions are signed, and what became of them."""
    decisions = signed(case)
    page.heading(3, "Sign-off")
    each = ", for each decision" if len(decisions) > 1 else ""
    page.text(f"Write approve, approve with conditions, reject or return{each}.")
    head = ("Role", "Person", *column_names(case), "Conditions", "Date", "Signature or reference")
    page.table(head, [(signer.title, name_of(signer.person, ROOMS[0])) for signer in signers(case)])
    if renewals(case):
        page.heading(3, "Renewal")
        asked = ("What changed", "Controls tested again on", "Why it could not end")
        page.table((f"Renewal {renewals(case)}", "Filled in"), [(what, "") for what in asked])
    _result(page, case, decisions)


def _result(page: Page, case: Case, decisions: tuple[Signed, ...]) -> None:
    page.heading(3, "Result")
    rows = ["Final status", "Decided on"]
    for number, one in enumerate(decisions, 1):
        if one.ends:
            name = f"Decision {number}" if len(decisions) > 1 else "Decision 1"
            end = case.date(Meaning.END)
            rows.append(f"{name} valid from")
            rows.append(f"{name} valid to, not later than {long_date(end) if end else TO_BE_SET}")
    page.table(("Result", "Filled in"), [(row, "") for row in rows])


def _review_log(page: Page, case: Case) -> None:
    page.heading(3, "Review log")
    due = [long_date(then) for then in review_dates(case)]
    if len(due) > 1:
        page.text("Repeat the items above at every review.")
    page.table(REVIEW_HEAD, [(then,) for then in due] or [(_undated(case),)])


def _undated(case: Case) -> str:
    """Return when a decision without a date of review is reviewed."""
    if case.offers(Meaning.REVIEW):
        return TO_BE_SET.capitalize()
    return next((rule.review.rstrip(".") for rule in sign_offs(case)), TO_BE_SET.capitalize())
