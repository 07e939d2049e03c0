"""Which tab of a browser has which folder: a reload has its own again, two tabs never have the same."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from wizard.tui import tabs as module
from wizard.tui.tabs import Tabs, folder_name


class Page:
    """A page that holds a tab until it is told to end."""

    def __init__(self, tabs: Tabs, *offered: str) -> None:
        self.told = asyncio.Event()
        self.stack = AsyncExitStack()
        self.tabs, self.offered = tabs, offered

    async def open(self, *, ends: bool = True) -> Page:
        async def close() -> None:
            self.told.set()

        self.tab = await self.stack.enter_async_context(self.tabs.taken(self.offered, close))
        if ends:
            self.ending = asyncio.create_task(self._end())
        return self

    async def _end(self) -> None:
        await self.told.wait()
        await asyncio.sleep(0)  # the process saves
        await self.stack.aclose()


async def test_a_reload_has_its_folder_again_and_the_question_it_was_at() -> None:
    tabs = Tabs()
    first = await Page(tabs).open()
    first.tab.where = ("svc.json", "cloud")
    await first.stack.aclose()
    again = await Page(tabs, first.tab.token).open()
    assert again.tab.token == first.tab.token
    assert again.tab.where == ("svc.json", "cloud")


async def test_the_newer_of_two_pages_with_one_token_ends_the_older_one_first() -> None:
    tabs = Tabs()
    first = await Page(tabs).open()
    first.tab.where = ("svc.json", "cloud")
    pages = await asyncio.gather(*(Page(tabs, first.tab.token).open() for _ in range(3)))
    assert first.tab.ended.is_set()
    assert {page.tab.token for page in pages} == {first.tab.token}
    assert sum(not page.tab.ended.is_set() for page in pages) == 1
    assert pages[-1].tab.where == ("svc.json", "cloud")


async def test_a_page_that_does_not_end_keeps_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    tabs = Tabs()
    first = await Page(tabs).open(ends=False)
    second = await Page(tabs, first.tab.token).open()
    assert second.tab.token != first.tab.token
    assert second.tab.where == ("", "")


async def test_a_new_tab_has_the_folder_of_a_closed_one_but_never_of_an_open_one() -> None:
    tabs = Tabs()
    closed, opened = await Page(tabs).open(), await Page(tabs).open()
    closed.tab.where = ("svc.json", "cloud")
    await closed.stack.aclose()
    tokens = ("", opened.tab.token, closed.tab.token)
    third, fourth = await asyncio.gather(Page(tabs, *tokens).open(), Page(tabs, *tokens).open())
    assert third.tab.token == closed.tab.token
    assert third.tab.where == ("", ""), "It begins at the list of records."
    assert fourth.tab.token not in tokens
    assert not opened.told.is_set()


async def test_a_new_tab_waits_for_the_one_that_is_being_closed() -> None:
    tabs = Tabs()
    closing = await Page(tabs).open()
    closing.tab.ending = True
    new = asyncio.create_task(Page(tabs, "", closing.tab.token).open())
    await asyncio.sleep(0)
    assert not new.done()
    await closing.stack.aclose()
    assert (await new).tab.token == closing.tab.token


@pytest.mark.parametrize("offered", ["../../etc", "a" * 31, "A" * 32, "0" * 33, "tab-" + "0" * 28, "0" * 31 + "\n"])
async def test_what_is_no_token_gets_a_new_one(offered: str) -> None:
    page = await Page(Tabs(), offered, offered).open()
    assert page.tab.token != offered
    assert len(page.tab.token) == 32


async def test_the_name_of_a_folder_does_not_tell_its_token() -> None:
    page = await Page(Tabs()).open()
    name = folder_name(page.tab.token)
    assert name.startswith("tab-")
    assert not any(page.tab.token[at : at + 6] in name for at in range(27))
