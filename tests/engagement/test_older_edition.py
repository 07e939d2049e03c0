"""Documents of an older edition: what became open says which question is asked again, and why."""

from __future__ import annotations

from datetime import date

from tests.documents.making import ANSWERS, make_case
from tests.support.packs import real_engine, real_pack
from wizard.decision.why import Explainer
from wizard.documents.bundle import build_documents
from wizard.engagement.drift import drift


def test_a_decision_that_became_open_names_what_is_asked_again(tmp_path):
    for name, data in build_documents(make_case(ANSWERS)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    record = tmp_path / "record.json"
    text = record.read_text(encoding="utf-8").replace(real_pack().info.version, "2026.11.1")
    record.write_text(text.replace('"m365_data"', '"legacy_mail"'), encoding="utf-8")

    found = drift(tmp_path, real_pack(), real_engine(), date(2026, 11, 29), Explainer(real_pack()))

    main = next(change for change in found.changes if change.what == "main")
    assert main.now == "open"
    assert any("is asked again" in line and "SMTP AUTH" in line for line in found.because)
