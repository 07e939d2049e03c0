"""The portfolio: every account of an engagement in one table, next to what is to be done."""

from __future__ import annotations

import gc
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wizard.engagement.paths import slug
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import HomeScreen
from wizard.tui.widgets.accounts import AccountTable, Fit, fit_of
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.lines import HeadLine
from wizard.tui.widgets.narrow import Narrow
from wizard.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType

    from wizard.engagement.rows import Row, Step
    from wizard.engagement.shared_answers import Change
    from wizard.engagement.watching import Seen, Watch
    from wizard.tui.loading import Knowledge
    from wizard.views.columns import AccountLine, Column
    from wizard.views.portfolio import Portfolio

MOVES: dict[str, tuple[str, int]] = {
    "down": ("move", 1),
    "up": ("move", -1),
    "pagedown": ("page", 1),
    "pageup": ("page", -1),
}
"""Keys that move in the table while one types in the line above it."""

SWITCH_SECONDS = 0.001
"""After which a thread that looks at accounts lets keys be handled; a key waits for several such turns."""

STEP_WIDTH = 26
"""Cells for a line of what is to be done next, its number included."""


class _Worded(NamedTuple):
    """Rows in words: by file, what they need of the table, and in an order by column and direction."""

    lines: dict[str, AccountLine]
    fit: Fit
    order: tuple[Column, bool]
    ordered: list[AccountLine]


class PortfolioScreen(HomeScreen):
    """Shows the accounts, finds, sorts and marks them, and leads to one of them and back to its row.

    Attributes:
        watched: The engagement under work; None until the knowledge is read.
        lines: All accounts that are known, by file.
        step: Only accounts with this next step are shown; None for all.
        undoable: What was changed in several accounts at once, the last one at the end.
    """

    KIND = "portfolio"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("portfolio")]

    def __init__(self, **kwargs: Any) -> None:
        """Start with nothing known."""
        super().__init__(**kwargs)
        self.watched: Watch | None = None
        self.lines: dict[str, AccountLine] = {}
        self.step: Step | None = None
        self.undoable: list[list[Change]] = []
        self._left = 0
        self._sorted: list[AccountLine] = []
        self._words: Portfolio | None = None
        self._steps: list[Step | None] = []

    def compose_body(self) -> ComposeResult:
        """Lay out what is next, the line that finds, the table, and the details of one account."""
        with Horizontal(id="work"):
            yield PointedList(id="steps")
            with Vertical(id="main"):
                yield Narrow(placeholder=strings.FIND, id="find")
                yield AccountTable(id="accounts")
                yield Prose(id="details")

    def on_mount(self) -> None:
        """Paint first, then read."""
        self.table: AccountTable[AccountLine] = self.query_one(AccountTable)
        self.find = self.query_one("#find", Narrow)
        self.find.typed, self.find.entered = lambda _: self.refresh_table(), self._to_table
        self.find.left = lambda sign: sign in self._taken
        self.table.moved, self.table.opened, self.table.resorted = self._moved, self.open, self._resorted
        self.table.show((), nothing=strings.LOADING)
        folder = self.wizard.engagement_folder
        self.query_one(HeadLine).name_shown = folder.absolute().name if folder is not None else ""
        self.table.focus()
        self.call_after_refresh(self.wizard.begin)

    def on_unmount(self) -> None:
        """End what still looks at accounts."""
        if self.watched is not None:
            self.watched.stop()

    # ---- what is known of the accounts

    def show_ready(self, knowledge: Knowledge) -> None:
        from wizard.views.portfolio import Portfolio

        self._words = Portfolio(knowledge.pack)
        self.look()

    def look(self) -> None:
        """Read the settings of the engagement, and look at all its accounts."""
        from wizard.engagement.engagement import Engagement
        from wizard.engagement.watching import Watch
        from wizard.views.portfolio import title

        knowledge, folder = self.wizard.knowledge, self.wizard.engagement_folder
        if knowledge is None or folder is None:
            return
        try:
            engagement = Engagement.open(folder, knowledge.pack, knowledge.engine)
        except WizardError as error:
            self.say(str(error), "error")
            self.table.show((), nothing=strings.NO_ENGAGEMENT)
            self.coming = False
            return
        self.query_one(HeadLine).name_shown = title(engagement.settings.client, folder.absolute().name)
        if self.watched is None:
            self.watched = Watch(engagement, knowledge.pack, knowledge.engine, self.wizard.day)
        self.watched.engagement = engagement
        sys.setswitchinterval(SWITCH_SECONDS)
        self.in_background(partial(self.watched.look, self._seen_in_thread), lambda _: None)

    def _seen_in_thread(self, seen: Seen) -> None:
        """Word and sort the rows where it takes no time from the keys."""
        worded = self._worded(seen)
        if seen.left:
            # Else the rows that have come are looked through for garbage again and again, which holds up the keys.
            gc.collect(1)
            gc.freeze()
        self.wizard.from_thread(self._show, seen, worded)

    def _worded(self, seen: Seen) -> _Worded:
        assert self._words is not None  # noqa: S101 - accounts are looked at with the knowledge
        words, kept = self._words, self.lines
        found: dict[str, AccountLine] = {}
        for row in seen.rows:
            known = kept.get(row.file)
            found[row.file] = known if known is not None and known.row == row else words.line(row)
        order = self.table.sorted_by, self.table.reverse
        ordered = sorted(found.values(), key=words.key(order[0]), reverse=order[1])
        return _Worded(found, fit_of(found.values()), order, ordered)

    def _show(self, seen: Seen, worded: _Worded, keep: str = "") -> None:
        if not self.is_mounted:
            return
        self.lines, self._left, self._sorted = worded.lines, seen.left, worded.ordered
        self.coming = False
        self.table.fit_to(worded.fit)
        self.table.marked &= self.lines.keys()
        if worded.order != (self.table.sorted_by, self.table.reverse):  # a key came between
            self._sort()
        self._show_steps()
        self.refresh_table(keep)
        if seen.problems:
            self.say(str(seen.problems[0]), "warning")

    def show_again(self, files: list[str], keep: str = "") -> None:
        """Look once more at some accounts, and show them.

        Args:
            files: Names of their files.
            keep: The file that the pointer goes to; else it stays.
        """
        if self.watched is not None:
            seen = self.watched.again(files)
            self._show(seen, self._worded(seen), keep)

    def look_again(self) -> None:
        """Come back from an account, to its row."""
        path = self.wizard.closed_record
        self.table.focus()
        if path is not None and self.watched is not None and path.parent == self.watched.engagement.accounts_folder:
            self.show_again([path.name], path.name)

    # ---- drawing

    def refresh_all(self) -> None:
        numbers = {file: number for number, file in enumerate(self.lines, 1)} if self.wizard.redacting else None
        self.table.hidden = numbers
        self.table.refresh()
        self._moved()

    def refresh_table(self, keep: str = "") -> None:
        """Show the accounts that are of the chosen step and hold what is typed."""
        from wizard.views.portfolio import matching

        nothing = strings.NO_ACCOUNT if self.lines else strings.NO_ACCOUNTS
        if self._left and not self.lines:
            nothing = strings.LOADING
        self.table.styles.max_height = 1 + max(2, min(len(self.lines), self.size.height))  # the details have the rest
        self.table.show(matching(self._sorted, self.find.value, self.step), keep, nothing)
        if self.wizard.redacting:
            self.refresh_all()

    def _sort(self) -> None:
        if self._words is not None:
            key = self._words.key(self.table.sorted_by)
            self._sorted = sorted(self.lines.values(), key=key, reverse=self.table.reverse)

    def _resorted(self) -> None:
        self._sort()
        self.refresh_table()

    def _show_steps(self) -> None:
        from wizard.views.portfolio import ALL, counted

        numbers = counted(line.row for line in self.lines.values())
        entries: list[tuple[Step | None, str, int]] = [(None, ALL, len(self.lines))]
        entries += [(step, step.words, number) for step, number in numbers]
        if self.step not in [step for step, _, _ in entries]:
            self.step = None
        self._steps = [step for step, _, _ in entries]
        listed = self.query_one("#steps", OptionList)
        listed.set_options(Option(_step_line(title, number)) for _, title, number in entries)
        listed.highlighted = self._steps.index(self.step)

    def _moved(self) -> None:
        """Show how many there are, and the details of the account under the pointer."""
        knowledge, table = self.wizard.knowledge, self.table
        if knowledge is None:
            return
        from wizard.views.portfolio import details, summary

        self.query_one(HeadLine).right = summary(len(self.lines), len(table.lines), len(table.marked), self._left)
        line = table.here
        from wizard.decision.blocks import text
        from wizard.tui.widgets.drawn import drawn

        if line is None:
            first = () if self.lines or self._left else drawn([text(strings.BRING_A_LIST)], str)
            self.query_one("#details", Prose).show(first, layout=False)
            return
        parts = drawn(details(line.row, knowledge.pack), partial(self._hidden, line.row))
        self.query_one("#details", Prose).show(parts, layout=False)

    def _hidden(self, row: Row, text: str) -> str:
        if not self.wizard.redacting:
            return text
        from wizard.tui.redact import hide, names_among

        return hide(text, names_among(_names_in(row)))

    def known_names(self) -> Iterable[str]:
        return (name for line in self.lines.values() for name in _names_in(line.row))

    # ---- finding and choosing

    def on_key(self, event: events.Key) -> None:
        """Find by typing, whatever has the focus; keys of actions stay what they are."""
        focused, letter = self.focused, event.character or ""
        if event.key == "escape":
            if not self._close_or_empty():
                return
        elif focused is self.find:
            if event.key not in MOVES:
                return
            action, by = MOVES[event.key]
            getattr(self.table, f"action_{action}")(by)
            self.table.focus()
        elif letter.isalnum() and letter not in self._taken:
            self.find.focus()
            self.find.insert_text_at_cursor(letter)
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def _taken(self) -> set[str]:
        keys = self.wizard.keys
        return {key for entry in keys.on(self.KIND) for key in keys.keys_of(entry.id)}

    def _close_or_empty(self) -> bool:
        """Undo the last narrowing: the panel, the typed words, the chosen step, then the marks."""
        if self.has_class("-next"):
            self.remove_class("-next")
        elif self.find.value:
            self.find.value = ""
        elif self.step is not None:
            self._choose(None)
        elif self.table.marked and self.focused is self.table:
            self.table.marked.clear()
            self.table.refresh()
            self._moved()
        elif self.focused is self.table:
            return False
        self.table.focus()
        return True

    @on(OptionList.OptionHighlighted, "#steps")
    def _step_moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self.focused is event.option_list and event.option_index < len(self._steps):
            self._choose(self._steps[event.option_index])

    @on(OptionList.OptionSelected, "#steps")
    def _step_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._steps):
            self._choose(self._steps[event.option_index])
        self.remove_class("-next")
        self.table.focus()

    def _choose(self, step: Step | None) -> None:
        if step is self.step:
            return
        self.step = step
        if step in self._steps:
            self.query_one("#steps", OptionList).highlighted = self._steps.index(step)
        self.refresh_table()

    def show_all(self) -> None:
        """Show every account, whatever was typed and chosen."""
        self.find.value = ""
        self._choose(None)

    @property
    def chosen(self) -> list[AccountLine]:
        """The marked accounts; where none is marked, the one under the pointer."""
        marked = [line for file, line in self.lines.items() if file in self.table.marked]
        return marked or ([self.table.here] if self.table.here is not None else [])

    def path_of(self, line: AccountLine) -> Path:
        """Return the file of an account."""
        assert self.watched is not None  # noqa: S101 - there is a line
        return self.watched.path_of(line.row)

    @property
    def path_here(self) -> Path | None:
        """The file of the account under the pointer; None where there is none."""
        line = self.table.here
        return self.path_of(line) if line is not None and line.row.seen is not None else None

    # ---- actions

    def open(self) -> None:
        """Open the account under the pointer."""
        line = self.table.here
        if line is None:
            return
        if line.row.seen is None and line.row.problem is not None:
            self.say(str(line.row.problem), "error")
            return
        self.say("")
        self.wizard.open_record(self.path_of(line))

    def _to_table(self) -> None:
        self.table.focus()

    def action_find(self) -> None:
        self.find.focus()

    def action_sort(self) -> None:
        """Sort by the column under the pointer, or turn the order round."""
        self.table.sort()

    def action_mark_all(self) -> None:
        self.table.mark_all()

    def action_what_next(self) -> None:
        self.set_class(self.has_class("-narrow"), "-next")
        self.query_one("#steps").focus()

    def action_work(self, what: str) -> None:
        """Start an account, answer for several accounts, write papers, or undo that.

        Args:
            what: The function that does it.
        """
        from wizard.tui.screens import share

        getattr(share, what)(self)


def _names_in(row: Row) -> tuple[str, ...]:
    """Return the names in a row; the folder of a paper is called after the account too."""
    people = row.seen.people.values() if row.seen else ()
    return (row.account, slug(row.account), row.file, *row.copies, *people)


def _step_line(title: str, number: int) -> Content:
    shown = f"{number:,}"
    return Content(f"{title:<{STEP_WIDTH - len(shown) - 1}} {shown}")
