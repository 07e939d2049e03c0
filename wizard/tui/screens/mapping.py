"""A table with headings that nobody knows: a person says once what it is and which column is which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from wizard.errors import WizardError
from wizard.record.values import Part
from wizard.tui.screens.dialogs import Dialog
from wizard.tui.screens.forms import FormEditor
from wizard.tui.text import one_line

if TYPE_CHECKING:
    from wizard.evidence.exports.heading_map import HeadingMaps
    from wizard.tui.app import WizardApp

KINDS = {
    "connections": "Connections: who signed in to which connector",
    "flows": "Flows and who owns them",
    "users": "Accounts of the directory",
    "registrations": "Registered methods of accounts",
    "roles": "Roles and who holds them",
}


def heading_maps(home: Path) -> HeadingMaps:
    """Return what is remembered of tables, the same on the command line.

    Raises:
        EvidenceError: The file isn't a memory of mappings.
    """
    from wizard.engagement.paths import settings_file
    from wizard.evidence.exports.heading_map import HeadingMaps

    return HeadingMaps(settings_file(home).with_name("headings.json"))


class KindDialog(Dialog[str]):
    """Asks what a table holds; gives the kind."""

    title_text = "A table with headings that are not known"
    FOCUS = "#ways"

    def __init__(self, name: str, headings: Sequence[str], kinds: Sequence[str]) -> None:
        """Keep the file's name, its headings, and the kinds, the likely ones first."""
        super().__init__()
        self.name_of_file, self.headings, self.kinds = name, headings, kinds

    def compose_body(self) -> ComposeResult:
        shown = ", ".join(heading.strip() for heading in self.headings[:30])
        yield Static(Content(one_line(f"{self.name_of_file} has: {shown}.", 600)), classes="body")
        yield Static(Content("What is in a row? What you say is remembered for tables with these headings."))

    def actions(self) -> Sequence[tuple[str, str | None]]:
        return (*((KINDS[kind], kind) for kind in self.kinds), ("Skip this table", None))


def ask_mapping(app: WizardApp, path: Path, done: Callable[..., None]) -> None:
    """Ask what a table holds and which column is which, and remember it.

    Args:
        app: The wizard.
        path: The table.
        done: Called with ``known``: whether the table is known now.
    """
    from wizard.evidence.exports.heading_map import FIELDS, REQUIRED, TableMapping, suggest
    from wizard.evidence.exports.reading import headings_of
    from wizard.files.sniff import sniff

    try:
        maps, headings = heading_maps(app.home), headings_of(sniff(path))
    except WizardError as error:
        app.say(str(error), "error")
        done(known=False)
        return
    likely = {mapping.kind: mapping.columns for mapping in suggest(headings)}
    kinds = [*likely, *(kind for kind in FIELDS if kind not in likely)]

    def chosen(kind: str | None) -> None:
        if kind is None:
            done(known=False)
            return

        def keep(value: dict[str, Any]) -> str:
            columns = {field: heading for field, heading in value.items() if heading}
            missing = [_label(field) for field in REQUIRED[kind] if field not in columns]
            if missing:
                return f"Choose the column for: {', '.join(missing)}."
            try:
                maps.remember(headings, TableMapping(kind, columns))
            except WizardError as error:
                return " ".join(f"{problem.text} {problem.remedy}".strip() for problem in error.problems)
            return ""

        options = tuple((heading, heading.strip()) for heading in headings)
        parts = [
            Part(field, f"{_label(field)}{', needed' if field in REQUIRED[kind] else ''}", "choice", options)
            for field in FIELDS[kind]
        ]
        about = "Choose the column of each. Space or a first letter changes it."
        editor = FormEditor(f"{KINDS[kind]}: which column is which?", about, parts, likely.get(kind), keep)
        app.push_screen(editor, lambda kept: done(known=bool(kept)))

    app.push_screen(KindDialog(path.name, headings, kinds), chosen)


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()
