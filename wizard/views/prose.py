"""Markdown of the pack and of the documents as lines of plain words, for faces that draw none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.documents.layout import plain_words

BOXES = {"[ ] ": "Open: ", "[x] ": "Done: ", "[X] ": "Done: "}
"""Boxes of a list in words."""

CELLS = {"[ ]": "open", "[x]": "done", "[X]": "done", "[~]": "does not apply"}
"""Boxes of a checklist, which stand alone in their cells, in words."""


def markdown_lines(text: str) -> Iterator[str]:
    """Yield Markdown as lines of plain words: no marks, and each row of a table with the names of its columns."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("js-default").parse(text)
    depth, head, cells, first = 0, list[str](), list[str](), False
    for index, token in enumerate(tokens):
        match token.type:
            case "list_item_open":
                depth, first = depth + 1, True
            case "list_item_close":
                depth -= 1
            case "thead_open":
                head = []
            case "tr_open":
                cells = []
            case "tr_close":
                if not head:
                    head = cells
                else:
                    yield table_row(head, cells)
            case "table_close":
                head = []
            case "fence" | "code_block":
                yield from (f"Code: {line}" for line in token.content.splitlines() if line.strip())
            case "inline":
                words = plain_words(token)
                before = tokens[index - 1].type
                if before in {"th_open", "td_open"}:
                    cells.append(words)
                elif before == "heading_open":
                    yield ""
                    yield f"Section: {words}"
                elif words:
                    yield f"{'- ' if first else '  ' * bool(depth)}{_boxed(words)}"
                    first = False


def table_row(head: Sequence[str], cells: Sequence[str]) -> str:
    pairs = [
        (name, CELLS.get(cell.strip(), cell)) for name, cell in zip(head, cells, strict=False) if cell.strip(" _…")
    ]
    return "- " + "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)


def _boxed(words: str) -> str:
    box = BOXES.get(words[:4])
    return f"{box}{words[4:]}" if box else words
