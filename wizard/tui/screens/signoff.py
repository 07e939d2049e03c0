"""The sign-off: people, dates and reasons, with the risk and conflicts of duties said at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from wizard.decision.blocks import plain
from wizard.documents.readiness import open_items
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import RecordScreen
from wizard.tui.text import one_line
from wizard.tui.widgets.blocks import Block, Flow
from wizard.tui.widgets.choices import PointedList
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.prose import Reading
from wizard.wording import count

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.screen import Screen

    from wizard.documents.case import Case
    from wizard.pack.models import Field

FILLED, TO_DO, FREE = "[x]", "[!]", "[ ]"
"""Signs of a field: filled in; empty or wrong and so an open item of the documents; empty and free to stay so."""


class SignOffScreen(RecordScreen):
    """Lists the fields of the outcome; each can be left for later."""

    KIND = "signoff"
    CSS_PATH = ["signoff.tcss", "dialogs.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("signoff")]

    def compose_body(self) -> ComposeResult:
        """Lay out fields and risk."""
        with Horizontal(id="signoff"):
            yield PointedList(id="fields", markup=False, compact=True)
            yield Reading(id="risk")
        yield Static("", id="short-risk", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        self.refresh_all()
        self.query_one("#fields").focus()
        if self.session.read_only:
            self.say(strings.READ_ONLY, "warning")
        elif not self.session.interview.finished:
            self.say("Some questions are still open; more fields may be asked when they are answered.", "warning")

    def on_screen_resume(self) -> None:
        """Draw what changed above; nothing where nothing did."""
        if self._shown_of not in {None, self._state}:
            self.refresh_all()

    @property
    def _state(self) -> tuple[object, ...]:
        """All that is drawn, by identity."""
        session = self.session
        return id(session.record), id(session.interview), session.save_error, session.path, self.wizard.redacting

    _shown_of: tuple[object, ...] | None = None

    @property
    def fields(self) -> dict[str, bool]:
        """The fields that are asked; True where one is required."""
        return self._case.outcome.fields

    _case: Case

    @property
    def to_do(self) -> dict[str, list[str]]:
        """The fields that keep the documents a draft, each with what is missing or wrong."""
        found: dict[str, list[str]] = {}
        for item in open_items(self._case):
            if item.section != "answers":
                found.setdefault(item.field_id, []).append(item.reason)
        return found

    def refresh_all(self, at: str | None = None) -> None:
        """Draw everything that depends on the record."""
        session = self.session
        self._shown_of = self._state
        self._case = session.case(self.wizard.day)
        listed = self.query_one("#fields", OptionList)
        if at is None and listed.highlighted is not None and listed.highlighted < listed.option_count:
            at = listed.get_option_at_index(listed.highlighted).id
        with self.app.batch_update():
            options = list(self._options())
            listed.set_options(options or [Option(Content("No field is asked for this outcome."), disabled=True)])
            index = next((i for i, option in enumerate(options) if option.id is not None and option.id == at), None)
            if index is None:
                listed.action_first()
            else:
                listed.highlighted = index
            self._show_risk()
            self._show_head()

    def _options(self) -> Any:
        from wizard.views import risk

        section = ""
        record, to_do = self.session.record, self.to_do
        for name in self.fields:
            field = self.session.field(name)
            if field.section != section:
                section = field.section
                yield Option(Content(section.replace("_", " ").capitalize()), disabled=True)
            told = to_do.get(name, [])
            lines = (plain(block.line) for block in risk.beside(self._case, name))
            beside = [
                line
                for line in lines
                if not any(reason.partition(". ")[2] in line for reason in told if ". " in reason)
            ]
            yield Option(self._row(field, record.signoff.get(name), to_do.get(name, []), beside), id=name)

    def _row(self, field: Field, value: Any, wrong: list[str], beside: list[str]) -> Flow:
        from wizard.record.signoff import field_text

        sign = TO_DO if wrong else FREE if value is None else FILLED
        parts = [Block(Content(one_line(field.label)), Content(f"{sign} "))]
        if value is None:
            return Flow(parts)
        shown = self.wizard.shown(one_line(field_text(field, value), 300))
        parts.append(Block(Content.styled(shown, "bold"), indent=4))
        parts += [
            Block(Content.assemble(("Not right yet: ", "bold"), one_line(reason, 600)), indent=4) for reason in wrong
        ]
        parts += [Block(Content(one_line(self.wizard.shown(line), 600)), indent=4) for line in beside]
        return Flow(parts)

    def _show_risk(self) -> None:
        from wizard.views import risk

        case = self._case
        parts = drawn((risk.risk_page if case.rating is not None else risk.rated)(case), self.wizard.shown)
        panel = self.query_one("#risk", Reading)
        panel.set_class(bool(parts), "-said")
        panel.show(parts)
        short = " ".join([*(f"! {plain(duty.line)}" for duty in risk.duties(case)), risk.in_short(case)]).strip()
        line = self.query_one("#short-risk", Static)
        line.update(Content(one_line(self.wizard.shown(short), 900)))
        line.set_class(bool(short), "-said")

    def _show_head(self) -> None:
        items = open_items(self._case)
        fields = sum(item.section != "answers" for item in items)
        questions = len(items) - fields
        saved = self.saved_words()
        left = count(fields, "open item") if fields else "no open item"
        if questions:
            left += f", {count(questions, 'question')}"
        self.show_head(f"{left}  ·  {saved}" if saved else left)

    # ---- editing

    @on(OptionList.OptionSelected, "#fields")
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.edit(event.option_id)

    def edit(self, name: str) -> None:
        """Open a field."""
        if self.only_to_look:
            return
        field = self.session.field(name)

        def kept(done: bool | None) -> None:
            if done:
                self.refresh_all(name)
                self._say_kept(field)

        self.app.push_screen(self.editor(field), kept)

    def editor(self, field: Field) -> Screen[bool]:
        """Return the window for a field."""
        from wizard.record.signoff import parts_of
        from wizard.record.values import LISTS, ONE
        from wizard.tui.screens import editors, forms

        value = self.session.record.signoff.get(field.id)

        def keep(raw: Any) -> str:
            return self.keep(field, raw)

        about, place = self._about(field), f"signoff.{field.id}"
        if field.kind in {"choice", "choices"}:
            return editors.ChoiceEditor(field, value, keep)
        if field.kind in LISTS:
            return forms.RowsEditor(field, parts_of(field), keep, lambda: self._beside(field), self.session)
        if field.kind in ONE:
            known = self._people(value) if field.kind == "person" else []
            given = value if isinstance(value, dict) else None
            return forms.FormEditor(field.label, about, parts_of(field), given, keep, known=known, kept_as=place)
        if field.kind == "paragraph":
            return editors.PageEditor(field.label, about, value, keep, place)
        if field.kind == "date":
            return editors.DateEditor(field.label, about, value, keep, place)
        return editors.LineEditor(field.label, about, value, keep, place)

    def _beside(self, field: Field) -> list[str]:
        """Return the words next to each row of a field as it is kept now."""
        from wizard.views import risk

        case = self.session.case(self.wizard.day)
        return [self.wizard.shown(plain(block.line)) for block in risk.beside(case, field.id)]

    def _about(self, field: Field) -> str:
        from wizard.views import risk

        parts = [field.help]
        if field.house_rule:
            parts.append("An organization rule, not a rule of an authority.")
        if field.kind == "date" and self._case.rating is not None:
            parts.append(risk.in_short(self._case))
        return " ".join(part for part in parts if part)

    def _people(self, value: Any) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for name in self.fields:
            person = self.session.record.signoff.get(name)
            if isinstance(person, Mapping) and person != value and person not in found:
                found.append(person)
        return found

    def keep(self, field: Field, raw: Any) -> str:
        """Store a value; return what is wrong with it."""
        try:
            self.session.set_field(field.id, raw, self.wizard.day)
        except WizardError as error:
            from wizard.tui.screens.editors import wrong_words

            return wrong_words(field, error)
        return ""

    def _say_kept(self, field: Field) -> None:
        from wizard.documents.people import duty_findings

        found = [finding.text for finding in duty_findings(self._case)]
        if field.id in self.session.record.signoff:
            found += self.to_do.get(field.id, [])
        if found:
            self.say(" ".join(dict.fromkeys(found)), "warning")
        else:
            self.say("")
        if self.session.save_error is not None and not self.session.read_only:
            self.say(self.session.save_error, "error")

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        """Open the field under the pointer, whatever has the focus."""
        listed = self.query_one("#fields", OptionList)
        if event.key == "enter" and self.focused is not listed:
            event.stop()
            listed.focus()
            listed.action_select()

    def action_done(self) -> None:
        """Go back to the result."""
        self.dismiss()

    def action_next_open(self) -> None:
        """Go to the next field that is needed and empty, or wrong."""
        listed = self.query_one("#fields", OptionList)
        here = listed.highlighted or 0
        order = [*range(here + 1, listed.option_count), *range(here + 1)]
        to_do = self.to_do
        for index in order:
            if listed.get_option_at_index(index).id in to_do:
                listed.highlighted = index
                listed.focus()
                self.say("")
                return
        self.say("Every field that is needed is filled in and right.")

    def action_empty(self) -> None:
        """Empty the field under the pointer."""
        listed = self.query_one("#fields", OptionList)
        name = listed.get_option_at_index(listed.highlighted).id if listed.highlighted is not None else None
        if name is None:
            return
        if not self.only_to_look:
            self.session.set_field(name, None)
            self.refresh_all(name)
            self.say(f"The field is empty now. {self.wizard.keys.first('undo')} brings its value back.")
