"""The sign-off: a form of a page for each section, with the risk and conflicts of duties said at once.

One field is open at a time, where its value is; the others are text. So a section costs what a page of text
does, and moving on keeps what was typed. What does not fit stays as it was typed, with the reason below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from wizard.decision.blocks import plain
from wizard.documents.people import duty_findings
from wizard.documents.readiness import open_items
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import RecordScreen, only_in_memory
from wizard.tui.screens.dialogs import TextDialog
from wizard.tui.text import one_line
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.field_box import FieldBox, Sections, field_words
from wizard.tui.widgets.fields import FieldEditor, Given, PageEditor
from wizard.tui.widgets.inputs import Line
from wizard.tui.widgets.parts import Picker
from wizard.tui.widgets.prose import Reading
from wizard.tui.widgets.rows import RowsEditor, editor_of
from wizard.views import risk, signoff
from wizard.views.state import step_back, step_forth
from wizard.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.binding import BindingType
    from textual.timer import Timer

    from wizard.documents.case import Case
    from wizard.engagement.session import Session
    from wizard.pack.models import Field

SECTIONS = {"pageup": -1, "pagedown": 1}
MOVES = frozenset({"enter", "tab", "shift+tab", "up", "down"})
PAUSE = 1.0
"""Seconds without a key after which the record keeps what is being typed."""


class SignOffScreen(RecordScreen):
    """Shows a section of the sign-off; each field can be left for later.

    Attributes:
        at: The field that is open; empty where the outcome asks for none.
        editor: Takes its value; None where another window holds the record.
    """

    KIND = "signoff"
    CSS_PATH = ["signoff.tcss", "dialogs.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-medium"), (110, "-wide"), (150, "-broad")]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("signoff")]

    at = ""
    editor: FieldEditor | None = None
    _case: Case
    _shown_of: tuple[object, ...] | None = None
    _pause: Timer | None = None
    _told_of: Any = None

    def __init__(self, session: Session, at: str = "") -> None:
        """Keep the record, and the field to begin at; without one it is the first that waits."""
        super().__init__(session)
        self._begin_at = at

    def compose_body(self) -> ComposeResult:
        with Container(id="signoff"):
            yield Sections(id="sections")
            yield VerticalScroll(id="form", can_focus=False)
            yield Reading(id="risk", can_focus=False)
        yield Static("", id="short-risk", markup=False)
        yield Static("", id="how", markup=False)

    async def on_mount(self) -> None:
        self._read()
        typed = [name for name in self.fields if self._place(name) in self.session.record.typed]
        waiting = signoff.to_do(self._case)
        order = [self._begin_at, *typed, *(name for name in self.fields if name in waiting), *self.fields]
        await self.go_to(next((name for name in order if name in self.fields), ""))
        if self.session.read_only:
            self.say(strings.READ_ONLY, "warning")
        elif not self.session.interview.finished:
            self.say("Some questions are still open; more fields may be asked when they are answered.", "warning")

    def on_resize(self) -> None:
        self.call_after_refresh(self._in_sight, self.at)

    async def on_screen_resume(self) -> None:
        """Draw what changed above; nothing where nothing did."""
        if self._shown_of not in {None, self._state}:
            self.refresh_all()

    @property
    def _state(self) -> tuple[object, ...]:
        """All that is drawn, by identity."""
        session = self.session
        return id(session.record), id(session.interview), session.save_error, session.path, self.wizard.redacting

    @property
    def fields(self) -> dict[str, bool]:
        """The fields that are asked; True where one is required."""
        return self._case.outcome.fields

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """The fields of the section that is shown."""
        return {box.field: box for box in self.query(FieldBox)}

    @staticmethod
    def _place(field: str) -> str:
        return f"signoff.{field}"

    # ---- drawing

    def _read(self) -> None:
        self._shown_of = self._state
        self._case = self.session.case(self.wizard.day)

    def refresh_all(self) -> None:
        """Draw everything that depends on the record, and leave what is being typed."""
        self._read()
        if not self.fields or self.at not in self.fields or [*self.boxes] != self._in_section(self.at):
            self.call_later(self.go_to, self.at if self.at in self.fields else next(iter(self.fields), ""))
            return
        for box in self.boxes.values():
            self._draw(box)
        for entry in self.query("Parts"):
            entry.hide_again()  # type: ignore[attr-defined]
        self._show_beside()

    def _in_section(self, name: str) -> list[str]:
        section = self.session.field(name).section
        return [other for other in self.fields if self.session.field(other).section == section]

    def _draw(self, box: FieldBox) -> None:
        opened = box.field == self.at and self.editor is not None
        box.set_class(box.field == self.at, "-open")
        box.said.show(
            field_words(
                self._case, self.session.record, self.session.field(box.field), self.wizard.shown, opened=opened
            )
        )
        if opened and self.editor is not None and self.editor.typed() is None:
            box.say(signoff.not_right(" ".join(signoff.wrong(self._case, box.field))))

    def _show_beside(self) -> None:
        case = self._case
        here = self.session.field(self.at).section if self.at else ""
        self.query_one(Sections).show(signoff.sections(case), here)
        parts = drawn((risk.risk_page if case.rating is not None else risk.rated)(case), self.wizard.shown)
        self.query_one("#risk", Reading).prose.show(parts)
        self.set_class(bool(parts), "-risk")
        short = " ".join([*(f"! {plain(duty.line)}" for duty in risk.duties(case)), risk.in_short(case)]).strip()
        line = self.query_one("#short-risk", Static)
        line.update(Content(one_line(self.wizard.shown(short), 900)))
        line.set_class(bool(short), "-said")
        self._show_head()

    def _show_head(self) -> None:
        items = open_items(self._case)
        fields = sum(item.section != "answers" for item in items)
        questions = len(items) - fields
        saved = self.saved_words()
        left = count(fields, "open item") if fields else "no open item"
        if questions:
            left += f", {count(questions, 'question')}"
        self.show_head(f"{left}  ·  {saved}" if saved else left)

    def _show_how(self) -> None:
        keys = self.wizard.keys
        how = self.editor.HOW if self.editor is not None else ""
        how = how.format(new_line=keys.first("new_line"), empty=keys.first("empty"))
        self.query_one("#how", Static).update(Content(how.replace("Esc", keys.first("done"))))

    # ---- moving

    async def go_to(self, name: str, *, last: bool = False) -> None:
        """Close the field that is open, keep what it holds, and open another one."""
        if name == self.at in self.fields and self.editor is not None and [*self.boxes] == self._in_section(name):
            return
        self._commit()
        self._read()
        if name not in self.fields:
            name = next(iter(self.fields), "")
        form = self.query_one("#form", VerticalScroll)
        wanted = self._in_section(name) if name else []
        before, self.at = self.at, name
        await self._put_away()
        if [*self.boxes] != wanted:
            await form.remove_children()
            nothing = Static(Content("No field is asked for this decision."))
            await form.mount_all([FieldBox(other, self._clicked) for other in wanted] or [nothing])
            form.scroll_home(animate=False)
        else:
            for other in {before, name} & self.boxes.keys():
                self.boxes[other].say("")
        if name and not self.session.read_only:
            await self._open(name, last=last)
        elif name:
            self.set_focus(None)
        for box in self.boxes.values():
            self._draw(box)
        self._show_beside()
        self._show_how()
        if name:
            self.call_after_refresh(self._in_sight, name)

    async def _put_away(self) -> None:
        """Close the editor of the open field."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            await editor.remove()

    def _clicked(self, name: str) -> None:
        self.call_later(self.go_to, name)

    async def _open(self, name: str, *, last: bool) -> None:
        field, session, place = self.session.field(name), self.session, self._place(name)
        given = Given(
            field=field,
            value=session.record.signoff.get(name),
            known=signoff.suggested(self._case).get(name),
            people=signoff.people(session),
            shown=self.wizard.shown,
            hides=lambda part: self.wizard.redacting and part.ask.names,
            go_on=self.action_go_on,
            keep=self._keep_rows,
            in_sight=lambda: self._in_sight(self.at),
        )
        box = self.boxes[name]
        self.editor = editor = editor_of(given)
        await box.mount(editor, before=box.problem)
        editor.begin(last=last)
        typed = session.record.typed.get(place)
        if typed is not None:
            await editor.put_back(typed)
            box.say(signoff.not_right(self._wrong(field, editor.value())) or strings.TYPED_BEFORE)

    def _in_sight(self, name: str) -> None:
        """Bring the whole field into sight; where it has no room, its beginning, and the line that is typed in."""
        box, form = self.boxes.get(name), self.query_one("#form")
        if box is None:
            return
        tall = box.size.height > form.size.height
        box.scroll_visible(animate=False, top=tall)
        if self.focused is not None and (not tall or isinstance(self.focused, Line | Picker)):
            self.focused.scroll_visible(animate=False)

    async def _move(self, by: int) -> None:
        order = [*self.fields]
        there = order.index(self.at) + by if self.at in order else 0
        if 0 <= there < len(order):
            await self.go_to(order[there], last=by < 0)
        else:
            self._commit()
            self.refresh_all()
            self.say("This was the last field." if by > 0 else "This is the first field.")

    async def action_go_on(self) -> None:
        """Keep the field and go to the next one; what does not fit stays open."""
        if self._fits():
            await self._move(1)

    async def _keep_rows(self) -> None:
        """Keep the rows as they are now; a row that does not fit stays open."""
        if self._fits(force=True) and isinstance(self.editor, RowsEditor):
            await self.editor.close_row()
            self.refresh_all()

    async def on_key(self, event: events.Key) -> None:
        editor = self.editor
        if event.key in SECTIONS:
            event.stop()
            event.prevent_default()
            await self.action_section(SECTIONS[event.key])
            return
        if editor is None:
            if event.key in MOVES:
                event.stop()
                event.prevent_default()
                await self._move(-1 if event.key in {"up", "shift+tab"} else 1)
            return
        if event.key not in MOVES:
            if event.character and event.is_printable and editor.letter(event.character):
                event.stop()
                event.prevent_default()
            return
        moved = editor.pressed(event.key)
        if not moved:
            return
        event.stop()
        event.prevent_default()
        if moved == "next" and event.key == "enter":
            await self.action_go_on()
        elif moved != "taken":
            await self._move(1 if moved == "next" else -1)

    async def action_section(self, by: int) -> None:
        found = signoff.sections(self._case)
        here = next((n for n, one in enumerate(found) if self.at in one.fields), 0)
        await self.go_to(found[min(max(here + by, 0), len(found) - 1)].fields[0] if found else "")

    async def action_open_section(self, section: str) -> None:
        await self.go_to(next((one.fields[0] for one in signoff.sections(self._case) if one.id == section), self.at))

    async def action_next_open(self) -> None:
        """Go to the next field that is needed and empty, or wrong."""
        self._commit()
        self._read()
        order, to_do = [*self.fields], signoff.to_do(self._case)
        here = order.index(self.at) if self.at in order else -1
        found = next((name for name in (*order[here + 1 :], *order[: here + 1]) if name in to_do), None)
        if found is None or (found == self.at and len(to_do) == 1):
            self.refresh_all()
        if found is None:
            self.say("Every field that is needed is filled in and right.")
        elif found != self.at:
            await self.go_to(found)

    # ---- keeping

    def _wrong(self, field: Field, value: Any) -> str:
        """Return why a value does not fit; empty where it does."""
        from wizard.record.signoff import parse_field

        try:
            parse_field(field, value, self.wizard.day)
        except WizardError as error:
            return signoff.wrong_words(field, error)
        return ""

    def _fits(self, *, force: bool = False) -> bool:
        """Keep the value of the open field; say what is wrong with it, and return whether nothing is."""
        problem = self._commit(force=force)
        box = self.boxes.get(self.at)
        if box is not None:
            box.say(signoff.not_right(problem))
            self.call_after_refresh(self._in_sight, self.at)
        return not problem

    def _commit(self, *, force: bool = False) -> str:
        """Keep the value of the open field; what does not fit is kept as it was typed. Return what is wrong."""
        editor, session = self.editor, self.session
        if editor is None or not editor.is_mounted or (editor.typed() is None and not force):
            return ""
        field, place = editor.given.field, self._place(editor.given.field.id)
        self._stop_pause()
        try:
            session.set_field(field.id, editor.value(), self.wizard.day)
        except WizardError as error:
            session.keep_typed(place, editor.typed())
            return signoff.wrong_words(field, error)
        session.keep_typed(place)
        editor.kept(session.record.signoff.get(field.id))
        self._case = session.case(self.wizard.day)
        self._say_kept()
        return ""

    def _say_kept(self) -> None:
        """Say which duties are not separated now; what is not right about the value is said below it."""
        found = [finding.text for finding in duty_findings(self._case)]
        self.say(" ".join(dict.fromkeys(found)), "warning" if found else "")
        if only_in_memory(self.session):
            self.say(self.session.save_error or "", "error")

    def keep_typed(self) -> None:
        """Let the record keep what is being typed; the terminal closes, or nothing was typed for a moment."""
        self._stop_pause()
        editor = self.editor
        if editor is not None and editor.is_mounted:
            self.session.keep_typed(self._place(self.at), editor.typed())
            self._shown_of = self._state
            if editor.typed() is not None and not self._wrong(editor.given.field, editor.value()):
                self.boxes[self.at].say("")

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typing(self) -> None:
        self._stop_pause()
        if self.editor is not None and self.editor.typed() is not None:
            self._pause = self.set_timer(PAUSE, self.keep_typed)

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    # ---- commands

    async def action_done(self) -> None:
        """Give the old value back where something was typed; else go back to the result."""
        editor = self.editor
        typed = None if editor is None else editor.typed()
        if editor is not None and editor.LONG and typed is not None and typed != self._told_of:
            self._told_of = typed
            self.say(strings.NOT_KEPT_YET.format(self.wizard.keys.first("done")))
        elif typed is not None or self._place(self.at) in self.session.record.typed:
            await self._again()
            self.say("The old value is back.")
        elif isinstance(editor, RowsEditor) and editor.form is not None:
            await editor.close_row()
        else:
            self.dismiss()

    async def _again(self) -> None:
        """Open the field again, with the value that is kept."""
        self._stop_pause()
        self.session.keep_typed(self._place(self.at))
        await self._put_away()
        await self.go_to(self.at)

    async def action_undo(self) -> None:  # type: ignore[override]
        """Give the old value back where something was typed; else undo the last change, and show its field."""
        if self.editor is not None and self.editor.typed() is not None:
            await self.action_done()
            return
        await self._show_change(step_back)

    async def action_redo(self) -> None:  # type: ignore[override]
        """Make the change again that was undone last, and show its field."""
        await self._show_change(step_forth)

    async def _show_change(self, step: Callable[[Session], str]) -> None:
        if self.only_to_look:
            return
        self._commit()
        before = dict(self.session.record.signoff)
        said = step(self.session)
        after = self.session.record.signoff
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        await self._put_away()
        await self.go_to(next((name for name in changed if name in self.session.fields(self.wizard.day)), self.at))
        self.say(said)
        self.check_saved()

    async def action_empty(self) -> None:
        if self.only_to_look or not self.at or self.editor is None:
            return
        if isinstance(self.editor, RowsEditor):
            self.editor.delete()
        else:
            self.session.set_field(self.at, None)
            await self._again()
        self.say(f"Removed. {self.wizard.keys.first('undo')} brings it back.")

    def action_new_line(self) -> None:
        """Insert a line end; Enter keeps the text instead."""
        if isinstance(self.editor, PageEditor):
            self.editor.page.insert("\n")

    def action_save(self) -> None:
        """Keep the field that is open, and save."""
        self._commit()
        super().action_save()
        self.refresh_all()

    def action_risk(self) -> None:
        self._commit()
        self.refresh_all()
        parts = drawn(risk.risk_page(self._case), self.wizard.shown)
        self.app.push_screen(TextDialog("Risk, duties and who signs", parts, "page-text"))
