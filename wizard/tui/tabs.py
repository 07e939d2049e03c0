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
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

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


def run_tab(home: Path, pack: Path, day: date | None, record: str, question: str) -> int:
    """Run the wizard in a folder; a tab's folder without a record is removed at the end.

    Args:
        record: The file in the folder that is opened at once, and ``question`` the one to look at; both may be empty.
    """
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.store import DELETED
    from wizard.files.writing import make_folder
    from wizard.tui.run import run_wizard

    make_folder(home)
    file = home / record if record else None
    try:
        return run_wizard(
            home, pack, day=day, record=file if file is not None and file.is_file() else None, question=question
        )
    finally:
        if not is_engagement(home.parent) and not any(home.glob("*.json")) and not any(home.glob(f"{DELETED}/*.json")):
            with suppress(OSError):
                for path in sorted(home.rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
                home.rmdir()


def main(words: list[str]) -> int:
    """Read what the server hands over: folder, pack, the day or nothing, and the record and question or nothing."""
    from wizard.errors import WizardError

    home, pack, day, record, question = words
    try:
        return run_tab(Path(home), Path(pack), date.fromisoformat(day) if day else None, record, question)
    except WizardError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the server shows it
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
