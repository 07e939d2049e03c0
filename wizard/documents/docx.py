"""Markdown to a Word file, from the same tokens as the page; the same text gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wizard.documents.markup import front_pairs, parser
from wizard.errors import MissingExtraError

if TYPE_CHECKING:
    from markdown_it.token import Token

    from wizard.documents.frame import Frame

CODE_FONT = "Consolas"
BOXES = {False: "☐ ", True: "☒ "}
MAX_LEVEL = 3
"""Depths for which Word's default template has list styles."""

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_STAMP = (1980, 1, 1, 0, 0, 0)


def to_docx(markdown: str, frame: Frame) -> bytes:
    """Return the document as a Word file.

    Args:
        markdown: A document of this wizard, front matter included.
        frame: What the pages carry around it.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise MissingExtraError("docx", "Writing a Word file") from None
    writer = _Writer(docx.Document())
    writer.write(parser().parse(markdown))
    return writer.packed(" ".join(frame.title.split()))


class _Writer:
    """Walks over tokens and adds paragraphs, lists and tables."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.lists: list[dict[str, Any]] = []
        self.first_of_item = False

    def write(self, tokens: Sequence[Token]) -> None:
        front = ""
        index = 0
        while index < len(tokens):
            token = tokens[index]
            match token.type:
                case "front_matter":
                    front = token.content
                case "heading_open":
                    self._inline(self.document.add_heading(level=int(token.tag[1])), tokens[index + 1])
                    index += 1
                case "paragraph_open":
                    self._inline(self._paragraph(), tokens[index + 1])
                    index += 1
                case "bullet_list_open" | "ordered_list_open":
                    self._open_list(ordered=token.type.startswith("ordered"))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.first_of_item = True
                case "fence" | "code_block":
                    self._code(token.content)
                case "table_open":
                    index = self._table(tokens, index)
                case _:
                    pass
            index += 1
        self._front(front)

    def _open_list(self, *, ordered: bool) -> None:
        level = min(len(self.lists) + 1, MAX_LEVEL)
        name = f"List {'Number' if ordered else 'Bullet'}" + (f" {level}" if level > 1 else "")
        self.lists.append({"style": name, "number": self._restart(name) if ordered else None})

    def _restart(self, style: str) -> Any:
        """Return a numbering that starts at one; Word would count on from the list before."""
        numbering = self.document.part.numbering_part.element
        own = self.document.styles[style].element.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == own)
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return number.numId

    def _paragraph(self) -> Any:
        if not self.lists:
            return self.document.add_paragraph()
        here = self.lists[-1]
        if not self.first_of_item:
            level = min(len(self.lists), MAX_LEVEL)
            return self.document.add_paragraph(style="List Continue" + (f" {level}" if level > 1 else ""))
        self.first_of_item = False
        paragraph = self.document.add_paragraph(style=here["style"])
        if here["number"] is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx offers no other way
            properties.get_or_add_numId().val = here["number"]
            properties.get_or_add_ilvl().val = 0
        return paragraph

    def _code(self, content: str) -> None:
        paragraph = self.document.add_paragraph()
        for number, line in enumerate(content.rstrip("\n").split("\n")):
            run = paragraph.add_run(line)
            run.font.name = CODE_FONT
            if number < content.rstrip("\n").count("\n"):
                run.add_break()

    def _inline(self, paragraph: Any, token: Token) -> None:
        bold = italic = False
        target: Any = paragraph
        for child in token.children or ():
            match child.type:
                case "text":
                    self._run(target, child.content, bold=bold, italic=italic)
                case "code_inline":
                    self._run(target, child.content, bold=bold, italic=italic).font.name = CODE_FONT
                case "strong_open" | "strong_close":
                    bold = child.type.endswith("open")
                case "em_open" | "em_close":
                    italic = child.type.endswith("open")
                case "softbreak" | "hardbreak":
                    self._run(target, " ", bold=bold, italic=italic)
                case "link_open":
                    target = self._link(paragraph, str(child.attrGet("href") or ""))
                case "link_close":
                    target = paragraph
                case "html_inline" if "task-list-item-checkbox" in child.content:
                    self._run(
                        target, BOXES["checked" in child.content.replace("checkbox", "")], bold=False, italic=False
                    )
                case _:
                    pass

    def _run(self, target: Any, text: str, *, bold: bool, italic: bool) -> Any:
        from docx.text.paragraph import Paragraph
        from docx.text.run import Run

        if isinstance(target, Paragraph):
            run = target.add_run(text)
        else:
            run = Run(target.add_r(), self.document.paragraphs[-1])
            run.text = text
            run.font.underline = True
        run.bold = bold or None
        run.italic = italic or None
        return run

    def _link(self, paragraph: Any, address: str) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), paragraph.part.relate_to(address, _RELATION, is_external=True))
        paragraph._p.append(element)  # noqa: SLF001 - python-docx offers no other way
        return element

    def _table(self, tokens: Sequence[Token], start: int) -> int:
        """Add the table that opens at a position; return where it closes."""
        rows: list[list[Token]] = []
        index = start + 1
        while tokens[index].type != "table_close":
            if tokens[index].type == "tr_open":
                rows.append([])
            elif tokens[index].type == "inline":
                rows[-1].append(tokens[index])
            index += 1
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for number, row in enumerate(rows):
            for cell, inline in zip(table.rows[number].cells, row, strict=False):
                self._inline(cell.paragraphs[0], inline)
                if number == 0:
                    for run in cell.paragraphs[0].runs:
                        run.bold = True
        if rows:
            self._head_row(table)
        self.document.add_paragraph()
        return index

    @staticmethod
    def _head_row(table: Any) -> None:
        """Mark the first row as the head, so that Word repeats and announces it."""
        from docx.oxml import OxmlElement

        row = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx offers no other way
        row.append(OxmlElement("w:tblHeader"))

    def _front(self, content: str) -> None:
        pairs = front_pairs(content)
        if not pairs:
            return
        self.document.add_heading("Data of this document", level=2)
        table = self.document.add_table(rows=len(pairs) + 1, cols=2, style="Table Grid")
        for number, pair in enumerate([("Key", "Value"), *pairs]):
            for cell, text in zip(table.rows[number].cells, pair, strict=True):
                cell.paragraphs[0].add_run(text).bold = number == 0 or None
        self._head_row(table)

    def packed(self, title: str) -> bytes:
        """Return the file, without the clock that a zip archive and its properties carry."""
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", ""
        properties.language = "en"
        element = properties._element  # noqa: SLF001 - python-docx sets dates, and cannot omit them
        for child in list(element):
            if child.tag.rsplit("}", 1)[-1] in {"created", "modified", "lastModifiedBy", "revision"}:
                element.remove(child)
        raw = io.BytesIO()
        self.document.save(raw)
        packed = io.BytesIO()
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _STAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return packed.getvalue()
