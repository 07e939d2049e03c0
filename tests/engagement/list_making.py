"""Lists of accounts for tests, and what the wizard reads in them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.support.packs import real_engine, real_pack
from wizard.engagement.lists.model import AccountList, Mapping, Unsure
from wizard.engagement.lists.reading import read_list

DAY = date(2026, 11, 29)
GUEST = {"identity": "guest"}
ADA = {"name": "Ada Lovelace", "role": "", "contact": ""}

Said = tuple[dict[str, Any], dict[str, Any], dict[str, str], list[str]]
"""Answers, sign-off, notes and things to do of an account."""


def read(folder: Path, data: str | bytes, name: str = "list.csv", mapping: Mapping | None = None) -> AccountList:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_list(path, real_pack(), real_engine(), DAY, mapping)


def said(found: AccountList) -> dict[str, Said]:
    rows = [row.record for row in found.rows]
    return {one.account.name: (one.answers, one.signoff, one.notes, one.to_do) for one in rows}


def book(*rows: Sequence[object], **others: Sequence[Sequence[object]]) -> bytes:
    made = Workbook()
    sheets = {"Accounts": rows, **others}
    for name, cells in sheets.items():
        sheet = made.active if name == "Accounts" else made.create_sheet(name)
        sheet.title = name
        for row in cells:
            sheet.append(list(row))
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # no text is a formula
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def choose(found: AccountList, pick: Callable[[Unsure], str]) -> Mapping:
    mapping = found.mapping
    for one in found.unsure:
        mapping = mapping.answered(one, pick(one))
    return mapping


TABLE = "account;identity;signoff.purpose\nsvc-ä@x.org;guest;Löhne, und so\n"
WHOLE = {"svc-ä@x.org": (GUEST, {"purpose": "Löhne, und so"}, {}, [])}
