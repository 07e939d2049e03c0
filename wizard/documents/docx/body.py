"""The text of a Word file: paragraphs, lists and tables from the tokens of the Markdown, in named styles only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.docx.pictures import BLANK, Drawn, drawn
from wizard.documents.docx.styles import FIRST_RESTART, MAX_LEVEL, section, text_width, tone_style
from wizard.documents.docx.tables import GAP, Tables
from wizard.documents.docx.xml import NAMESPACES, one, paragraph, run, value
from wizard.documents.fit import scale
from wizard.documents.layout import DOSSIER, anchors, mark, other_format, plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from wizard.documents.docx.package import Relations
    from wizard.documents.frame import Frame

_STYLES = {
    (True, False, False): "Strong",
    (False, True, False): "Emphasis",
    (True, True, False): "StrongEmphasis",
    (False, False, True): "CodeText",
    (False, True, True): "CodeText",
    (True, False, True): "StrongCode",
    (True, True, True): "StrongCode",
}
"""Character style for bold, italic and code."""

_NUMBER, _DECISION = 2, 3
"""Kinds of numbered lists."""

_ROLES = {"decision": "Decision", "answer": "Answer", "foot": "FinePrint"}


class Body:
    """Walks over the tokens of one document.

    Attributes:
        restarts: The numbered lists, each with its kind and its first number.
    """

    def __init__(self, tokens: Sequence[Token], frame: Frame, relations: Relations) -> None:
        self.tokens = tokens
        self.frame = frame
        self.relations = relations
        self.found = mark(tokens, frame)
        self.anchors = anchors(tokens)
        self.tables = Tables(self.runs, text_width(frame))
        self.lists: list[int] = []
        self.first_of_item = False
        self.drawings = 0
        self.scale = scale(tokens, self.found, frame)
        self.restarts: list[tuple[int, int]] = []

    def xml(self) -> str:
        """Return the part that holds the text."""
        blocks: list[str] = []
        contents = self._contents() if self.frame.name == DOSSIER else ""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            match token.type:
                case "heading_open":
                    if token.tag == "h2":
                        blocks += [contents] if contents else []
                        contents, self.scale = "", 1.0
                    if token.meta["new_page"] and blocks:
                        blocks[-1] = blocks[-1].removesuffix(GAP)  # it could fill a page alone
                    blocks.append(self._heading(token, index))
                case "paragraph_open" if token.meta["role"] == "pictures":
                    if not token.meta["joins"]:
                        blocks.append(self._pictures(index))
                case "paragraph_open":
                    blocks.append(self._paragraph(token, self.tokens[index + 1]))
                case "bullet_list_open":
                    self.lists.append(0)
                case "ordered_list_open":
                    self.lists.append(self._restart(token, index))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.first_of_item = True
                case "fence" | "code_block":
                    blocks.append(self._code(token.content))
                case "table_open":
                    blocks.append(self.tables.write(self.found[index]))
                    index = self.found[index].end
                case _:
                    pass
            index += 1
        text = "".join([*blocks, contents])
        return f'<w:document {NAMESPACES} mc:Ignorable="w14"><w:body>{text}{section(self.frame)}</w:body></w:document>'

    def _heading(self, token: Token, index: int) -> str:
        style = "Heading2NewPage" if token.meta.get("new_page") else f"Heading{token.tag[1]}"
        number, name = index + 1, bookmark(self.anchors[index])
        start = f'<w:bookmarkStart w:id="{number}" w:name={value(name)}/>'
        content = f'{start}{self.runs(self.tokens[index + 1], bold=False)}<w:bookmarkEnd w:id="{number}"/>'
        return paragraph(content, style)

    def _contents(self) -> str:
        """Return the contents as a field that is filled in already; without numbers of pages, which Word alone knows."""
        entries = [
            (bookmark(self.anchors[index]), plain_words(self.tokens[index + 1]))
            for index, token in enumerate(self.tokens)
            if token.type == "heading_open" and token.tag == "h2"
        ]
        if not entries:
            return ""
        char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        begin = f'{char.format("begin")}<w:r><w:instrText xml:space="preserve"> TOC \\o "2-2" \\n \\h \\z </w:instrText></w:r>{char.format("separate")}'
        lines = [
            f'<w:hyperlink w:anchor={value(name)} w:history="1">{run(words, "Hyperlink")}</w:hyperlink>'
            for name, words in entries
        ]
        lines[0] = begin + lines[0]
        lines[-1] += char.format("end")
        inner = paragraph(run("Contents"), "TOCHeading") + "".join(paragraph(line, "Toc2") for line in lines)
        gallery = f"<w:docPartObj>{one('docPartGallery', 'Table of Contents')}{one('docPartUnique')}</w:docPartObj>"
        return f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    def _restart(self, token: Token, index: int) -> int:
        """Return the number of a list that starts where the Markdown says; Word would count on from the list before."""
        inside = next((other for other in self.tokens[index:] if other.type == "paragraph_open"), token)
        kind = _DECISION if inside.meta.get("role") == "decision" else _NUMBER
        self.restarts.append((kind, int(token.attrGet("start") or 1)))
        return FIRST_RESTART + len(self.restarts) - 1

    def _paragraph(self, token: Token, inline: Token) -> str:
        role = str(token.meta.get("role", ""))
        if self.lists:
            return self._item(inline, role)
        content = self._answer(inline) if role == "answer" else self.runs(inline, bold=role != "decision")
        return paragraph(content, _ROLES.get(role, ""))

    def _item(self, inline: Token, role: str) -> str:
        number, level = self.lists[-1], min(len(self.lists), MAX_LEVEL)
        deeper = f"{level}" if level > 1 else ""
        if not self.first_of_item:
            return paragraph(self.runs(inline), f"ListContinue{deeper}")
        self.first_of_item = False
        if not number:
            return paragraph(self.runs(inline), f"ListBullet{deeper}")
        decides = role == "decision"
        style = "DecisionNumber" if decides else f"ListNumber{deeper}"
        own = f"<w:numPr>{one('ilvl', 0 if decides else level - 1)}{one('numId', number)}</w:numPr>"
        return paragraph(self.runs(inline, bold=not decides), style, own)

    def _answer(self, inline: Token) -> str:
        """Return the line with the answer: its words in the color of what they do, then the rest."""
        children = inline.children or []
        end = next(place for place, child in enumerate(children) if child.type == "strong_close")
        said = "".join(child.content for child in children[:end])
        # Blanks that do not break make the room around the words.
        return run(f"\u00a0{said}\u00a0", tone_style(self.frame.tone)) + self._runs(children[end + 1 :], bold=True)

    def _pictures(self, index: int) -> str:
        """Return the pictures from a place on, side by side where they fit; the words of those that cannot be drawn."""
        images = list(self.tokens[index + 1].children or ())
        while index + 3 < len(self.tokens) and self.tokens[index + 3].meta.get("joins"):
            index += 3
            images += self.tokens[index + 1].children or ()
        rows: list[list[Drawn]] = []
        told: list[str] = []
        room = text_width(self.frame)
        for child in images:
            if child.type != "image":
                continue
            self.drawings += 1
            svg = self.frame.pictures.get(str(child.attrGet("src") or ""))
            picture = drawn(svg, child.content, self.drawings, self.relations, room, scale=self.scale) if svg else None
            if picture is None:
                told.append(paragraph(run(child.content), "PictureText"))
            elif rows and sum(other.width + BLANK for other in rows[-1]) + picture.width <= room:
                rows[-1].append(picture)
            else:
                rows.append([picture])
        return "".join([*(paragraph(run(" ").join(p.xml for p in row), "Pictures") for row in rows), *told])

    @staticmethod
    def _code(content: str) -> str:
        return paragraph("<w:r><w:br/></w:r>".join(run(line) for line in content.rstrip("\n").split("\n")), "Code")

    def runs(self, inline: Token, *, bold: bool = True) -> str:
        """Return the runs of an inline token.

        Args:
            bold: Strong text gets its style; not where the paragraph is bold, since twice bold is plain.
        """
        return self._runs(inline.children or (), bold=bold)

    def _runs(self, children: Sequence[Token], *, bold: bool) -> str:
        made: list[str] = []
        strong = emphasis = False
        links: list[bool] = []
        for child in children:
            match child.type:
                case "text" | "code_inline":
                    style = _STYLES.get((strong and bold, emphasis, child.type == "code_inline"), "")
                    made.append(run(child.content, "Hyperlink" if links else style))
                case "strong_open" | "strong_close":
                    strong = child.type.endswith("open")
                case "em_open" | "em_close":
                    emphasis = child.type.endswith("open")
                case "softbreak":
                    made.append(run(" "))
                case "hardbreak":
                    made.append("<w:r><w:br/></w:r>")
                case "image":
                    made.append(run(child.content))
                case "link_open":
                    made.append(self._link(str(child.attrGet("href") or "")))
                    links.append(True)
                case "link_close":
                    made.append("</w:hyperlink>")
                    links.pop()
                case "html_inline" if "task-list-item-checkbox" in child.content:
                    words = "".join(other.content for other in children if other.type in {"text", "code_inline"})
                    ticked = "checked" in child.content.replace("checkbox", "")
                    made.append(self.tables.box(words.split(" ")[0], " ".join(words.split()), ticked=ticked))
                case _:
                    pass
        return "".join(made)

    def _link(self, address: str) -> str:
        if address.startswith("#"):
            return f"<w:hyperlink w:anchor={value(bookmark(address[1:]))}>"
        target = other_format(address, "docx")
        return f"<w:hyperlink r:id={value(self.relations.link(target))}>"


def bookmark(anchor: str) -> str:
    """Return the name of a place in the text; Word takes 40 letters, digits and underscores."""
    import hashlib

    plain = "_" + "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in anchor)
    return plain if len(plain) <= 40 else f"{plain[:31]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"
