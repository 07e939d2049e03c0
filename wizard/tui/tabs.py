"""Which tab of a browser has which folder of records.

A tab is known by a token that only its browser has. The folder is named by the token's digest: a folder's name is
on the screen, and nobody who reads it there can open the folder. Nothing lists folders or tokens, so a browser reaches
the records that it began and no others.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

SAVES_WITHIN = 8.0
"""Seconds after which the process of a tab is ended by force; each answer was saved when it was given."""

PATIENCE = SAVES_WITHIN + 4
"""Seconds that a page waits for the one before it."""

MOST_OFFERED = 9
_TOKEN = re.compile(r"[0-9a-f]{32}")


def folder_name(token: str) -> str:
    """Return the name of a token's folder."""
    return f"tab-{hashlib.sha256(token.encode()).hexdigest()[:16]}"


@dataclass(slots=True)
class Tab:
    """A tab that is connected.

    Attributes:
        close: Tells its page that another one has the folder now, and ends it.
        ending: Its page is gone, and its process saves.
        ended: Its process is over, and its records are saved.
        where: The record and the question that it shows; both empty where there is none.
    """

    token: str
    close: Callable[[], Awaitable[object]]
    where: tuple[str, str] = ("", "")
    ending: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Tabs:
    """The tabs of a server, and where each of them was left."""

    def __init__(self) -> None:
        """Know no tab."""
        self._open: dict[str, Tab] = {}
        self._left_at: dict[str, tuple[str, str]] = {}

    @asynccontextmanager
    async def taken(self, offered: Sequence[str], close: Callable[[], Awaitable[object]]) -> AsyncIterator[Tab]:
        """Hold a token while a page is connected; no other page has it meanwhile.

        Args:
            offered: Tokens that the page has: first the one it had before it was loaded again, empty for a new tab,
                then those of tabs that were closed.
            close: Ends the page.
        """
        token, where = "", ("", "")
        for number, one in enumerate(offered[:MOST_OFFERED]):
            if _TOKEN.fullmatch(one) and await self._free(one, by_force=number == 0):
                token, where = one, self._left_at.get(one, where) if number == 0 else where
                break
        token = token or secrets.token_hex(16)
        tab = self._open[token] = Tab(token, close, where)
        try:
            yield tab
        finally:
            self._left_at[token] = tab.where
            del self._open[token]
            tab.ended.set()

    async def _free(self, token: str, *, by_force: bool) -> bool:
        """Return whether no page has a token any more.

        Args:
            by_force: End the page that has it. After a reload it is about to end anyway; where a tab was duplicated, the
                newer one continues.
        """
        while (tab := self._open.get(token)) is not None:
            if by_force and not tab.ending:
                await tab.close()
            elif not tab.ending:
                return False
            try:
                await asyncio.wait_for(tab.ended.wait(), PATIENCE)
            except TimeoutError:
                return False
        return True
