"""The two layers as a picture: what the documents of the README's account show."""

from __future__ import annotations

import json
from typing import Any

from tests.readme import README, acts
from tests.support.packs import real_engine, real_pack
from tests.support.walking import Step
from tests.tui.stage import DAY
from wizard.documents.bundle import build_documents
from wizard.documents.case import build_case
from wizard.record.reading import record_from


def account() -> dict[str, Any]:
    """Return the account that the README writes into a file."""
    (step,) = (act for act in acts(README) if isinstance(act, Step))
    found: dict[str, Any] = json.loads(step.text)
    return found


def picture() -> str:
    """Return the picture as SVG."""
    case = build_case(real_pack(), real_engine(), record_from(account(), "README.md"), DAY)
    return build_documents(case)["pictures/layers.svg"].decode("utf-8")
