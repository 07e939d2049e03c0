"""The sign-off: what a board needs from people, asked late, each field skippable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from wizard.documents.readiness import open_items
from wizard.errors import WizardError
from wizard.pack.models import Field
from wizard.prompts import texts
from wizard.prompts.face import BACK, CLEAR, FIELD_COMMANDS, QUIT, SKIP, Asking, Option, Reply
from wizard.prompts.flow import Flow, staying
from wizard.prompts.forms import PART_COMMANDS, Back, fill
from wizard.record.signoff import field_text, parts_of
from wizard.record.values import LISTS, Part, asked_parts
from wizard.views import risk
from wizard.views.facts import fact_blocks
from wizard.views.lines import heard
from wizard.views.signoff import SUGGESTED, not_right, people, person_words, suggested
from wizard.wording import count, printable


class SignOff:
    """Leads through the fields of one session.

    Attributes:
        skipped: Fields passed over in this run; they are not asked twice.
        begun: What was typed into forms that are not done yet, by what each does.
    """

    def __init__(self, flow: Flow, day: date) -> None:
        self.day = day
        self.flow = flow
        self.face = flow.face
        self.session = flow.session
        self.skipped: set[str] = set()
        self._seen: list[str] = []
        self._told: tuple[str, ...] = ()
        self.begun: dict[str, dict[str, Any]] = {}

    def run(self) -> bool:
        """Ask for every field that is missing; return False to go back to the questions.

        Raises:
            Left: The person saved and left.
        """
        missing = list(self._missing())
        if not missing:
            return True
        required = sum(needed for name, needed in self.session.fields(self.day).items() if name in missing)
        self.face.tell("")
        self.face.tell(
            f"The documents need {count(len(missing), 'entry', 'entries')} from people; {required} of them before they are final."
        )
        self.face.tell("Each can wait: what is missing is listed in the documents as open.")
        self._say_risk()
        again: str | None = None
        while (name := again or next(self._missing(), None)) is not None:
            command, again = self._ask(self.session.field(name)), None
            if command == "back":
                if not self._seen:
                    return False
                again = self._seen.pop()
                self.skipped.discard(again)
            elif command == "skip_all":
                return True
            elif command in {"list", "undo", "redo"}:
                self.flow.beside(command)
                if self.session.interview.current is not None:
                    return False
            else:
                self._seen.append(name)
        return True

    def change_one(self) -> None:
        """Offer every field with its value, and ask for one of them again.

        Raises:
            Left: The person saved and left.
        """
        while True:
            fields = self.session.fields(self.day)
            if not fields:
                self.face.tell("No entry is asked for this decision.")
                return
            options = tuple(Option(name, self._line(name, needed=needed)) for name, needed in fields.items())
            asking = Asking("Which entry do you want to fill in or change?", options, commands=(BACK, QUIT))
            reply = staying(self.face.choose(asking))
            if not reply.options:
                return
            command = self._ask(self.session.field(reply.options[0]))
            if command in {"undo", "redo"}:
                self.flow.beside(command)

    def _line(self, name: str, *, needed: bool) -> str:
        field = self.session.field(name)
        if name in self.session.record.signoff:
            return f"{field.label} {self._shown(field)}"
        return f"{field.label} {'Missing' if needed else 'Empty, optional'}"

    def _missing(self) -> Iterator[str]:
        for name in self.session.fields(self.day):
            if name not in self.skipped and name not in self.session.record.signoff:
                yield name

    def _ask(self, field: Field) -> str:
        """Ask for one field; return the command that ended it, empty after a value."""
        begun: dict[str, Any] | None = None
        while True:
            try:
                reply, value = self._value(field, begun)
            except Back:
                return "back"
            if staying(reply).command == "why":
                self._why(field)
                continue
            if reply.command == "clear":
                self.session.set_field(field.id, None)
                self.skipped.add(field.id)
                self.face.tell("The entry is empty now.")
                self._say_risk()
                self.flow.report_save()
                return ""
            if reply.command == "skip":
                self.skipped.add(field.id)
            if reply.command:
                return reply.command
            try:
                self.session.set_field(field.id, value, self.day)
            except WizardError as error:
                texts.refuse(self.face, "Not taken", error)
                begun = value if isinstance(value, dict) else None
                continue
            self.face.tell(f"Taken: {field.label} {self._shown(field)}")
            self._say_at_once(field)
            self.flow.report_save()
            return ""

    def _say_at_once(self, field: Field) -> None:
        """Say what does not hold together now, before the next field is asked."""
        case = self.session.case(self.day)
        duties = tuple(heard(risk.duties(case)))
        for item in open_items(case):
            if item.field_id == field.id and not any(item.reason in line for line in duties):
                self.face.tell(not_right(item.reason))
        for line in heard(risk.beside(case, field.id)):
            self.face.tell(line)
        self._say_risk()

    def _say_risk(self) -> None:
        """Tell separation-of-duties conflicts and the rating, each when it is new."""
        case = self.session.case(self.day)
        now = (*heard(risk.duties(case)), risk.in_short(case))
        for line in now:
            if line and line not in self._told:
                self.face.tell(line)
        self._told = now

    def _why(self, field: Field) -> None:
        pack = self.session.pack
        self.face.tell(field.help or field.label)
        for fact in (pack.fact_by_id[name] for name in field.facts if name in pack.fact_by_id):
            texts.tell(self.face, fact_blocks(pack, fact, self.day))
        if field.house_rule:
            self.face.tell("An organization rule requires it.")

    def _shown(self, field: Field) -> str:
        value = self.session.record.signoff.get(field.id)
        return printable(field_text(field, value)) if value is not None else "nothing"

    def _asking(self, field: Field, options: tuple[Option, ...] = ()) -> Asking:
        needed = "needed for a final document" if self.session.fields(self.day).get(field.id) else "optional"
        value = self.session.record.signoff.get(field.id)
        hint = suggested(self.session.case(self.day)).get(field.id) if value is None else None
        notes = (f"Now: {self._shown(field)}",) if value is not None else ()
        if hint is not None:
            notes = (f"{field_text(field, hint)}{SUGGESTED}.",)
        chosen = tuple(map(str, value)) if isinstance(value, list) else (value,) if isinstance(value, str) else ()
        return Asking(
            label=field.label,
            options=options,
            many=field.kind == "choices",
            place=f"Sign-off, {field.section}; {needed}",
            help=f"{field.help} Type it as 2026-01-31, +90 for 90 days from now, or end of March.".strip()
            if field.kind == "date"
            else field.help,
            exclusive=tuple(option.id for option in options if option.id in {"none", "unknown"}),
            chosen=chosen if options else (),
            commands=FIELD_COMMANDS if value is None else (*FIELD_COMMANDS, CLEAR),
            notes=notes,
        )

    def _value(self, field: Field, begun: dict[str, Any] | None) -> tuple[Reply, Any]:
        """Return the reply, and the raw value where it isn't a command.

        Args:
            begun: The parts of a value that was not taken; they are offered again.
        """
        parts = parts_of(field)
        if field.kind in {"choice", "choices"}:
            options = tuple(Option(option.id, option.label, option.letter) for option in field.option)
            reply = self.face.choose(self._asking(field, options))
            return reply, list(reply.options) if field.kind == "choices" else (reply.options or ("",))[0]
        if not parts:
            reply = self.face.line(self._asking(field))
            return (reply, reply.text) if reply.command or reply.text.strip() else (Reply("skip"), None)
        if field.kind in LISTS:
            return self._list(field, parts)
        return self._first(self._asking(field), parts, partial(self._keep, field), begun)

    def _list(self, field: Field, parts: tuple[Part, ...]) -> tuple[Reply, Any]:
        """Ask for entries until one is left empty."""
        found: list[Any] = []
        known = self.session.record.signoff.get(field.id)
        if known:
            asking = self._asking(field, (Option("add", "Add one more", "a"), Option("anew", "Start over", "x")))
            reply = self.face.choose(asking)
            if reply.command:
                return reply, None
            found = list(known) if isinstance(known, list) and reply.options == ("add",) else []
        begun: dict[str, Any] | None = None
        while True:
            asking = self._asking(field)
            if found:
                picked = parts[0].kind == "choice" and not self.face.plain
                end = f"choose {SKIP.label}" if picked else "press Enter"
                asking = Asking(f"{field.label} Entry {len(found) + 1}; {end} to end the list", commands=PART_COMMANDS)
            reply, value = self._first(asking, parts, lambda entry: self._keep(field, [*found, entry]), begun)
            if reply.command == "skip" and found:
                return Reply(), found
            if reply.command:
                return reply, None
            try:
                self.session.set_field(field.id, [*found, value], self.day)
            except WizardError as error:
                texts.refuse(self.face, "Not taken", error)
                begun = value
                continue
            found.append(value)
            begun = None

    def _first(
        self,
        asking: Asking,
        parts: tuple[Part, ...],
        keep: Callable[[dict[str, Any]], None],
        begun: dict[str, Any] | None,
    ) -> tuple[Reply, Any]:
        """Ask for one entry: its first part decides whether there is one.

        Args:
            keep: Takes what was typed where the entry does not come to its end.
            begun: The parts of an entry that was not taken; they are offered again.
        """
        if begun:
            return Reply(), self._rest(parts, begun, keep, first=0)
        for line in (asking.label, asking.help, *asking.notes):
            if line:
                self.face.tell(line)
        label = parts[0].label
        person = parts == asked_parts("person")
        named = people(self.session) if person else []
        if person:
            label = f"{label}; or name, role and contact in one line, separated by semicolons"
        if named:
            self.face.tell("Named before; the number takes one:")
            for number, one in enumerate(named, 1):
                self.face.tell(f"{number} {printable(person_words(one))}")
        chosen = parts[0].kind == "choice"
        if chosen:
            options = tuple(Option(name, title) for name, title in parts[0].options)
            reply = self.face.choose(Asking(label, options, place=asking.place, commands=asking.commands))
        else:
            reply = self.face.line(Asking(label, place=asking.place, commands=asking.commands))
        if reply.command:
            return reply, None
        if not (reply.options if chosen else reply.text.strip()):
            return Reply("skip"), None
        place = reply.text.strip()
        if named and place.isdecimal() and 0 < int(place) <= len(named):
            return Reply(), named[int(place) - 1]
        if person and ";" in reply.text:
            cells = (cell.strip() for cell in reply.text.split(";", len(parts) - 1))
            return Reply(), dict(zip((part.key for part in parts), cells, strict=False))
        value: dict[str, Any] = {parts[0].key: reply.options[0] if chosen else reply.text.strip()}
        return Reply(), self._rest(parts, value, keep, first=1)

    def _rest(
        self, parts: tuple[Part, ...], value: dict[str, Any], keep: Callable[[dict[str, Any]], None], *, first: int
    ) -> dict[str, Any]:
        try:
            fill(self.face, self.day, parts, value, first=first)
        except BaseException:  # whatever ends it, what was typed is not lost
            keep(value)
            raise
        return value

    def _keep(self, field: Field, value: Any) -> None:
        """Save what is typed so far; what does not fit yet is said when the entry is whole."""
        with suppress(WizardError):
            self.session.set_field(field.id, value, self.day)
