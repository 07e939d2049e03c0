"""The result: the decision first, and a page for each question that people ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import OptionList

from wizard.decision.blocks import Block as Said
from wizard.decision.blocks import Text, theirs
from wizard.errors import WizardError
from wizard.tui import strings
from wizard.tui.keys import bindings
from wizard.tui.screens.base import RecordScreen
from wizard.tui.widgets.blocks import BLANK, Block, Part, Sheet, in_rows
from wizard.tui.widgets.drawn import drawn
from wizard.tui.widgets.leads import NO_HEADS, Leads, Outline
from wizard.tui.widgets.prose import Reading
from wizard.views.state import headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from wizard.documents.case import Case


PAGES = (
    ("recommendation", "Recommendation"),
    ("checklist", "Checklist"),
    ("dossier", "Dossier"),
    ("why", "Why"),
    ("change", "What would change it"),
    ("open", "Open items"),
    ("sources", "Sources"),
    ("picture", "Picture"),
)

LED = "open"
"""The page whose lines lead to a question or a field."""

OUTLINED = 150
"""Cells from which the headings of a page are next to it; below, a key shows them in its place."""

FILL_AFTER = 0.02
"""Seconds after which a page is built; the screen is painted first."""


class PageRow(Widget):
    """The names of the pages, with the digit that opens each; they wrap where there is little room."""

    auto_links = False
    current: reactive[str] = reactive("recommendation", layout=True)

    def _rows(self, width: int) -> list[Content]:
        return in_rows((self._titled(number, *page) for number, page in enumerate(PAGES, 1)), width)

    def _titled(self, number: int, name: str, title: str) -> Content:
        if name == self.current:
            part = Content.styled(f"[{number} {title}]", "bold $block-cursor-foreground on $block-cursor-background")
        else:
            part = Content.assemble(" ", (str(number), "bold $text-accent"), f" {title} ")
        return part.stylize(Style.from_meta({"@click": f"screen.page('{name}')"}))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._rows(width))

    def render(self) -> Content:
        """Return the names; the open page is in brackets and has the background of the cursor."""
        return Content("\n").join(self._rows(self.content_size.width))


class ResultScreen(RecordScreen):
    """Shows the result page by page; each is built when it is first looked at."""

    KIND = "result"
    CSS_PATH = "result.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("result")]

    page = PAGES[0][0]
    _shown_of: tuple[object, ...] = ()

    def compose_body(self) -> ComposeResult:
        with Vertical(id="result"):
            yield PageRow(id="pages")
            with Horizontal(id="open"):
                yield Vertical(id="room")
                yield Outline(id="outline")

    def on_mount(self) -> None:
        self._built: dict[str, list[Part]] = {}
        self._waiting: set[str] = set()
        self._shown_of = self._state
        self._show_head()
        self.outline = self.query_one(Outline)
        self.say_notices()
        self.call_later(self.show_page, self.page)

    def on_screen_resume(self) -> None:
        """Rebuild the page where something changed; else keep page and place."""
        if self._shown_of not in ((), self._state):
            self.refresh_all()

    def on_resize(self, event: events.Resize) -> None:
        """Show the headings next to the page where there is room."""
        self.set_class(event.size.width >= OUTLINED, "-outlined")
        self.call_after_refresh(self._show_outline)

    @property
    def reading(self) -> Reading | None:
        """The page that is shown; None before the first one is."""
        return next((reading for reading in self.query(Reading) if reading.display), None)

    @property
    def searched(self) -> Reading | Leads | None:
        """The page that is shown, whatever it is made of."""
        pages = self.query(".page").results()
        return next((page for page in pages if page.display and isinstance(page, Reading | Leads)), None)

    @property
    def busy(self) -> bool:
        """Whether a page waits to be filled."""
        return bool(getattr(self, "_waiting", ()))

    @property
    def _state(self) -> tuple[object, ...]:
        """All that a page is made of."""
        session = self.session
        return session.interview, session.record, self.wizard.redacting

    def refresh_all(self) -> None:
        """Rebuild the page."""
        self._shown_of = self._state
        self._built.clear()
        self._show_head()
        self.call_later(self._rebuild)

    async def _rebuild(self) -> None:
        await self.query(".page").remove()
        await self.show_page(self.page)

    def _show_head(self) -> None:
        words, decision = self.session.words, self.session.interview.decision
        verdict = headline(words, decision.main, decision.also) if decision.main else "verdict open"
        state = self.saved_words("")
        self.show_head(f"{verdict}  ·  {state}" if state else verdict)

    async def show_page(self, page: str) -> None:
        """Show a page; mount it where it was not looked at yet, with its first lines before the rest."""
        self.page = page
        self.query_one(PageRow).current = page
        if not self.query(f"#page-{page}"):
            known = self._built.get(page)
            if page == LED:
                leads = Leads(self._lead, id=f"page-{page}", classes="page")
                await self.query_one("#room").mount(leads)
                leads.show(self._said(page)[1], self.wizard.shown)
            else:
                reading = Reading(known or self._first_lines(page), id=f"page-{page}", classes="page")
                reading.scrolled = self._follow
                await self.query_one("#room").mount(reading)
            if page != LED and known is None:
                self._waiting.add(page)
                self.set_timer(FILL_AFTER, lambda: self._fill(page))
        for shown in self.query(".page"):
            shown.display = shown.id == f"page-{page}"
            if shown.display:
                shown.focus()
        self.remove_class("-headings")
        self.call_after_refresh(self._show_outline)

    def _lead(self, place: str) -> None:
        """Go to the question or the field of an open item."""
        kind, _, name = place.partition(".")
        if kind == "answers":
            self.session.go_to(name)
            self.dismiss()
        else:
            self.action_signoff(name)

    def _first_lines(self, page: str) -> list[Part]:
        """Return what is shown until the page is built: the decision, or the name of the page."""
        if page != PAGES[0][0] or self.session.interview.decision.main is None:
            return [Block(Content.styled(dict(PAGES)[page], "bold"))]
        from wizard.views.decision import case_sentences

        case = self.session.case(self.wizard.day, redact=self.redaction())
        return drawn([Text(said, tone="strong") for said in case_sentences(case)], self.wizard.shown)

    def _fill(self, page: str) -> None:
        parts = self.parts(page)
        for reading in self.query(f"#page-{page}").results(Reading):
            reading.show(parts)
        self._waiting.discard(page)
        self.call_after_refresh(self._show_outline)

    def parts(self, page: str) -> list[Part]:
        """Return what is drawn of a page; the decision page as the sheet that is printed."""
        if page not in self._built:
            from wizard.views.decision import still_open

            first = page == PAGES[0][0]
            case, said = self._said(page)
            before = drawn(still_open(self.session, case)) if first else []
            parts = drawn(said, self.wizard.shown)
            self._built[page] = [*before, *([BLANK] if before else []), *(_printed(parts) if first else parts)]
        return self._built[page]

    def _said(self, page: str) -> tuple[Case, list[Said]]:
        """Return the case, and what a page says of it."""
        from wizard.views.result import result_blocks

        case = self.session.case(self.wizard.day, redact=self.redaction())
        try:
            return case, [*result_blocks(page, self.session, case)]
        except WizardError as error:
            return case, [Text((theirs(str(problem)),), tone="error") for problem in error.problems]

    # ---- keys

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(PAGES):
            event.stop()
            event.prevent_default()
            self.call_later(self.show_page, PAGES[int(event.character) - 1][0])

    def action_page(self, page: str) -> None:
        self.call_later(self.show_page, page)

    def action_turn(self, step: int) -> None:
        names = [name for name, _ in PAGES]
        index = (names.index(self.page) + step) % len(names)
        self.call_later(self.show_page, names[index])

    # ---- outline and search

    def _show_outline(self) -> None:
        reading = self.reading
        if reading is None:
            self.outline.show((), 0)
        else:
            self.outline.show(reading.prose.heads(), round(reading.scroll_offset.y))

    def _follow(self) -> None:
        reading = self.reading
        if reading is not None:
            self.outline.follow(round(reading.scroll_offset.y))

    def action_outline(self) -> None:
        """Go to the headings, or back to the text."""
        if self.focused is self.outline:
            self._to_text()
            return
        self._show_outline()
        if not self.outline.heads and self.page not in self._waiting:
            self.say(NO_HEADS)
        else:
            self.set_class(not self.has_class("-outlined"), "-headings")
            self.outline.focus()

    def _to_text(self) -> None:
        self.remove_class("-headings")
        for shown in self.query(".page"):
            if shown.display:
                shown.focus()

    @on(OptionList.OptionSelected, "#outline")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._to_text()
        self.call_after_refresh(self._go_to_head, event.option_index)

    def _go_to_head(self, number: int) -> None:
        """Go to a heading, by its line at the width that the text has now."""
        if self.reading is not None and number < len(heads := self.reading.prose.heads()):
            self.reading.go_to(heads[number].line)

    def action_search(self) -> None:
        self._to_text()
        if self.searched is not None:
            self.searched.search()

    def action_match(self, by: int) -> None:
        if self.searched is not None:
            self.searched.match(by)

    def action_questions(self) -> None:
        """Go back to the text, where the headings were; else to the questions: where all are answered, to the last one."""
        if self.focused is self.outline:
            self._to_text()
            return
        session = self.session
        if session.interview.current is None:
            session.back()
        self.dismiss()

    def action_review(self) -> None:
        from wizard.tui.screens.review import ReviewScreen

        def jump(question: str | None) -> None:
            if question is not None:
                self.session.go_to(question)
                self.dismiss()

        self.app.push_screen(ReviewScreen(self.session), jump)

    def action_signoff(self, at: str = "") -> None:
        """Fill in people, dates and reasons, from a field on."""
        from wizard.tui.screens.signoff import SignOffScreen

        self.app.push_screen(SignOffScreen(self.session, at))

    def action_write(self) -> None:
        from wizard.tui.screens.write import WriteDialog

        self.app.push_screen(WriteDialog(self.session))

    def action_copy(self) -> None:
        """Copy the page as Markdown, and show that plainly for terminals that take no copies."""
        from wizard.tui.screens.pages import PlainScreen
        from wizard.views.lines import as_markdown

        text = as_markdown(self._said(self.page)[1], self.wizard.shown)
        self.app.copy_to_clipboard(text)
        self.app.push_screen(PlainScreen(text))


def _printed(parts: Sequence[Part]) -> list[Part]:
    """Return the recommendation with its first page as a sheet; the case begins with the first heading of level 2."""
    end = next((n for n, part in enumerate(parts) if isinstance(part, Block) and part.level == 2), len(parts))
    page = parts[:end]
    while page and page[-1] is BLANK:
        page = page[:-1]
    return [Sheet(tuple(part for part in page if not isinstance(part, Sheet)), strings.PAGE_ENDS), BLANK, *parts[end:]]
