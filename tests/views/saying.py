"""Pages of one record, and what each face makes of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from tests.documents.making import DAY
from tests.support.packs import real_engine, real_pack
from wizard.decision.blocks import Block, Text, plain
from wizard.engagement.session import Session
from wizard.record.reading import record_from
from wizard.tui.widgets.blocks import flow
from wizard.tui.widgets.drawn import drawn
from wizard.views.decision import case_page
from wizard.views.lines import as_markdown, heard, markdown_lines, printed
from wizard.views.result import result_blocks

PAGES = ("why", "change", "open", "sources", "picture", "risk")


def session_of(answers: dict[str, Any], **record: Any) -> Session:
    data = {"account": {"name": "svc-flow@contoso.com"}, "answers": answers, **record}
    return Session(real_pack(), real_engine(), record_from(data, "test"))


def pages_of(session: Session) -> dict[str, tuple[Block, ...]]:
    case = session.case(DAY)
    return {
        "decision": tuple(case_page(case)),
        **{page: tuple(result_blocks(page, session, case)) for page in PAGES},
    }


def sentences(blocks: Iterable[Block]) -> list[str]:
    """Return what a page says, line by line; without what accompanies a table for faces that are seen alone."""
    return [squeezed(plain(block.line)) for block in blocks if isinstance(block, Text) and not block.seen]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def on_screen(blocks: Iterable[Block]) -> str:
    return squeezed(flow(drawn(blocks), 10_000).plain)


def in_lines(blocks: Iterable[Block]) -> str:
    return squeezed("\n".join(heard(blocks)))


def in_print(blocks: Iterable[Block]) -> str:
    return squeezed("\n".join(printed(blocks)))


def in_markdown(blocks: Iterable[Block]) -> str:
    """Return the words that a reader of the Markdown sees."""
    return squeezed("\n".join(markdown_lines(as_markdown(blocks))))


FACES: dict[str, Callable[[tuple[Block, ...]], str]] = {
    "screens": functools.cache(on_screen),
    "lines": functools.cache(in_lines),
    "print": functools.cache(in_print),
    "markdown": functools.cache(in_markdown),
}
"""Many cases have a page in common, and it is drawn once."""
