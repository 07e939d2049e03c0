"""Nothing that anybody wrote into a record is in a redacted document, in whatever field and format."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest

from tests.documents.canaries import Canaries
from tests.documents.making import DAY, make_case
from tests.support.packs import real_engine, real_pack
from wizard.documents.case import Case, build_case
from wizard.documents.house import settled
from wizard.engagement.export import make_documents
from wizard.record.redact import Redaction


@cache
def redacted(*, keep_text: bool = False) -> tuple[Canaries, Case]:
    canaries = Canaries()
    record = settled(real_pack(), canaries.record(), canaries.settings(), DAY)
    how = Redaction(keep_text=keep_text)
    return canaries, build_case(real_pack(), real_engine(), record, DAY, redact=how)


def parts_of(name: str, data: bytes) -> dict[str, str]:
    """Return the texts of a file and their names; of an office file each of its parts."""
    found = {f"name of {name}": name}
    if not name.endswith((".docx", ".xlsx")):
        return {**found, name: data.decode()}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for part in parts.namelist():
            found[f"name of {name}/{part}"] = part
            if part.endswith((".xml", ".rels", ".svg")):
                found[f"{name}/{part}"] = parts.read(part).decode()
    return found


def pages(case: Case) -> dict[str, str]:
    """Return all texts of all formats, by file; of a Word file each of its parts, with its markup and without."""
    found: dict[str, str] = {}
    for name, data in make_documents(case, ("md", "html", "docx")).items():
        found |= parts_of(name, data)
    return found


@pytest.mark.slow
def test_every_place_is_told_by_a_plain_record():
    canaries = Canaries()
    record = canaries.record()
    plain = pages(build_case(real_pack(), real_engine(), record, DAY))

    told = {word for word in canaries.places for text in plain.values() if word in text.casefold()}
    assert len(canaries.places) > 150
    # What applied is said by the settings, not by what a record claims.
    kept = {word for word, place in canaries.places.items() if not place.startswith("record.applied")}
    assert len(told & kept) > 0.95 * len(kept)
    assert canaries.names <= told


@pytest.mark.slow
def test_no_document_in_any_format_tells_what_anybody_wrote():
    canaries, case = redacted()

    assert {name: list(canaries.found(text)) for name, text in pages(case).items() if list(canaries.found(text))} == {}


@pytest.mark.slow
def test_kept_text_tells_no_name():
    canaries, case = redacted(keep_text=True)
    found = {
        f"{name}: {canaries.places[word]}"
        for name, text in pages(case).items()
        for word in canaries.names
        if word in text.casefold()
    }

    assert found == set()
    assert any(word in case.record.signoff["purpose"] for word in canaries.places)


@pytest.mark.slow
def test_the_settings_of_an_engagement_are_told_by_no_document():
    canaries = Canaries()
    record = canaries.record()
    del record.signoff["organization"]
    plain = settled(real_pack(), record, canaries.settings(), DAY)
    told = pages(build_case(real_pack(), real_engine(), plain, DAY))
    hidden = pages(build_case(real_pack(), real_engine(), plain, DAY, redact=Redaction()))

    assert any("settings.name" in place for text in told.values() for place in canaries.found(text))
    assert [place for text in hidden.values() for place in canaries.found(text)] == []


def test_the_words_of_the_pack_stay():
    plain = make_case()
    hidden = build_case(real_pack(), real_engine(), plain.record, DAY, redact=Redaction())

    assert hidden.record.applied.meanings == plain.record.applied.meanings
    assert hidden.record.applied.checklist == plain.record.applied.checklist
    assert hidden.outcome.verdicts == plain.outcome.verdicts


@pytest.mark.parametrize("keep_text", [False, True])
def test_redacting_again_changes_nothing(keep_text):
    _, case = redacted(keep_text=keep_text)
    how = Redaction(keep_text=keep_text)

    assert how.of(real_pack(), case.record) == case.record
    assert not how.key.entries
