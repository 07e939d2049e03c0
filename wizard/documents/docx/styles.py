"""The styles of a Word file: all that a board changes to make the pages look like its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.documents.docx.xml import NAMESPACES, one
from wizard.documents.frame import LANGUAGE

if TYPE_CHECKING:
    from wizard.documents.frame import Frame

FONT, CODE_FONT, BOX_FONT = "Arial", "Consolas", "MS Gothic"
INK, QUIET, LINE, SOFT, LINK = "1B1B1B", "505050", "8A8A8A", "EDEDED", "0B4F9E"
TONES = {
    "permits": ("7A4B00", "FFF1D0"),
    "refuses": ("8B1A1A", "FBE3E0"),
    "demands": ("0B4F7A", "DFEEF8"),
    "informs": ("1F5C38", "E0F2E6"),
    "open": ("404040", "EDEDED"),
}
"""Ink and ground of an answer, by what it does."""

PAPERS = {"a4": (11906, 16838), "letter": (12240, 15840)}
MARGIN = 1020
"""Left and right, in twentieths of a point."""

MAX_LEVEL = 3
"""How deep lists have their own styles."""


def text_width(frame: Frame) -> int:
    """Return the width of the text on the frame's paper, in twentieths of a point."""
    return PAPERS[frame.paper][0] - 2 * MARGIN


def section(frame: Frame) -> str:
    """Return what the pages are: their size, their edges, and what is printed there."""
    width, height = PAPERS[frame.paper]
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
        f"{one('pgSz', w=width, h=height)}"
        f"{one('pgMar', top=1000, right=MARGIN, bottom=880, left=MARGIN, header=460, footer=400, gutter=0)}</w:sectPr>"
    )


def tone_style(tone: str) -> str:
    """Return the name of the character style of an answer."""
    return f"Answer{tone.capitalize()}"


def styles(frame: Frame) -> str:
    """Return the part that holds all styles."""
    parts = [_defaults(), *_paragraphs(frame), *_characters(), *_tables()]
    return f"<w:styles {NAMESPACES}>{''.join(parts)}</w:styles>"


def _defaults() -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(FONT)}{one('color', INK)}{_size(9.5)}"
        f"{one('lang', LANGUAGE, eastAsia=LANGUAGE)}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_spacing(0, 80, 259)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def _paragraphs(frame: Frame) -> list[str]:
    tab = f"<w:tabs>{one('tab', 'right', pos=text_width(frame))}</w:tabs>"
    rule = f"{one('top', 'single', sz=4, space=4, color=LINE)}"
    under = f"{one('bottom', 'single', sz=4, space=4, color=LINE)}"
    keep = one("keepNext") + one("keepLines")
    bar = f"<w:pBdr>{one('left', 'single', sz=36, space=8, color=TONES[frame.tone][0])}</w:pBdr>"
    ground = one("shd", "clear", color="auto", fill=TONES[frame.tone][1])
    lists = [
        _style(
            f"List {name}{f' {level}' if level > 1 else ''}",
            p=_numbered(number, level) + _spacing(0, 40) + one("ind", left=340 * level, hanging=340),
        )
        for number, name in ((1, "Bullet"), (2, "Number"))
        for level in range(1, MAX_LEVEL + 1)
    ]
    continued = [
        _style(f"List Continue{f' {level}' if level > 1 else ''}", p=_spacing(0, 40) + one("ind", left=340 * level))
        for level in range(1, MAX_LEVEL + 1)
    ]
    return [
        _style("Normal", based="", default=True),
        _style(
            "heading 1", p=keep + _spacing(0, 100, 240) + one("outlineLvl", 0), r=one("b") + _size(15.5), after="Normal"
        ),
        _style(
            "heading 2",
            p=keep + _spacing(220, 80, 240) + one("outlineLvl", 1),
            r=one("b") + _size(12.5),
            after="Normal",
        ),
        _style("Heading 2 New Page", based="Heading2", p=one("pageBreakBefore"), after="Normal"),
        _style(
            "heading 3",
            p=keep + _spacing(160, 60, 240) + one("outlineLvl", 2),
            r=one("b") + _size(10.5),
            after="Normal",
        ),
        *(
            _style(
                f"heading {level}",
                p=keep + _spacing(120, 40) + one("outlineLvl", level - 1),
                r=one("b"),
                after="Normal",
            )
            for level in (4, 5, 6)
        ),
        _style("Answer", p=one("keepNext") + _spacing(0, 100), r=_size(10.5)),
        _style(
            "Decision",
            p=one("keepLines") + bar + ground + _spacing(40, 80) + one("ind", left=200),
            r=one("b") + _size(10.5),
        ),
        _style(
            "Decision Number",
            based="Decision",
            p=_numbered(3, 1) + one("ind", left=560, hanging=360),
        ),
        _style("Pictures", p=_spacing(60, 60, 240) + one("jc", "center") + one("textAlignment", "top")),
        _style("Picture Text", p=_spacing(40, 40) + one("ind", left=200), r=_size(9)),
        _style("Fine Print", p=_spacing(80, 0), r=one("color", QUIET) + _size(7.5)),
        _style("Table Text", p=_spacing(0, 0, 240), r=_size(9)),
        _style("Sign Text", based="TableText", r=_size(8)),
        _style("Table Head", based="TableText", p=one("keepNext"), r=one("b")),
        _style("Table Gap", p=_spacing(0, 0, 240), r=_size(4)),
        _style(
            "Code",
            p=one("shd", "clear", color="auto", fill=SOFT) + _spacing(40, 80, 240),
            r=_font(CODE_FONT) + _size(8),
        ),
        _style("header", p=f"<w:pBdr>{under}</w:pBdr>{tab}{_spacing(0, 0)}", r=one("color", QUIET) + _size(8)),
        _style("footer", p=f"<w:pBdr>{rule}</w:pBdr>{tab}{_spacing(0, 0)}", r=one("color", QUIET) + _size(7)),
        _style("TOC Heading", p=keep + _spacing(160, 60), r=one("b") + _size(12.5), after="Normal"),
        _style("toc 1", p=_spacing(0, 30), after="Normal"),
        _style("toc 2", p=_spacing(0, 30), after="Normal"),
        *lists,
        *continued,
    ]


def _characters() -> list[str]:
    code = _font(CODE_FONT)
    return [
        _style("Strong", r=one("b"), kind="character"),
        _style("Emphasis", r=one("i"), kind="character"),
        _style("Strong Emphasis", r=one("b") + one("i"), kind="character"),
        _style("Code Text", r=code, kind="character"),
        _style("Strong Code", r=code + one("b"), kind="character"),
        _style("Hyperlink", r=one("color", LINK) + one("u", "single"), kind="character"),
        _style("Box", r=_font(BOX_FONT) + _size(12), kind="character"),
        _style("Classification", r=one("b") + one("caps"), kind="character"),
        *(
            _style(
                f"Answer {tone.capitalize()}",
                r=one("b") + one("color", ink) + _size(11) + one("shd", "clear", color="auto", fill=ground),
                kind="character",
            )
            for tone, (ink, ground) in TONES.items()
        ),
    ]


def _tables() -> list[str]:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(one(side, "single", sz=4, space=0, color=LINE) for side in sides)
    margins = "".join(
        one(side, w=wide, type="dxa") for side, wide in (("top", 45), ("left", 85), ("bottom", 45), ("right", 85))
    )
    head = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{one("shd", "clear", color="auto", fill=SOFT)}</w:tcPr></w:tblStylePr>'
    first = f'<w:tblStylePr w:type="firstCol"><w:rPr>{one("b")}</w:rPr></w:tblStylePr>'
    grid = f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
    return [
        _style(
            "Normal Table",
            based="",
            default=True,
            kind="table",
            rest=f"<w:tblPr><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>",
        ),
        _style("Facts Table", based="NormalTable", kind="table", rest=grid + head + first),
        _style("Items Table", based="NormalTable", kind="table", rest=grid + head),
        _style("Form Table", based="NormalTable", kind="table", rest=grid + head),
    ]


def _style(
    name: str,
    *,
    based: str | None = None,
    p: str = "",
    r: str = "",
    kind: str = "paragraph",
    default: bool = False,
    after: str = "",
    rest: str = "",
) -> str:
    """Return one style; its id is its name without blanks, each word with a capital."""
    parent = based if based is not None else ("Normal" if kind == "paragraph" else "")
    custom = "" if name in _BUILT_IN or name.startswith(_BUILT_IN_LISTS) else ' w:customStyle="1"'
    standard = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="{kind}"{standard}{custom} w:styleId="{style_id(name)}">'
        f"{one('name', name)}{one('basedOn', parent) if parent else ''}{one('next', after) if after else ''}{one('qFormat') if kind != 'table' else ''}"
        f"{f'<w:pPr>{p}</w:pPr>' if p else ''}{f'<w:rPr>{r}</w:rPr>' if r else ''}{rest}</w:style>"
    )


_BUILT_IN_LISTS = ("List ", "heading ", "toc ")
_BUILT_IN = {"Normal", "header", "footer", "TOC Heading", "Strong", "Emphasis", "Hyperlink", "Normal Table"}


def style_id(name: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in name.split())


def _font(name: str) -> str:
    return one("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def _size(points: float) -> str:
    return one("sz", int(points * 2)) + one("szCs", int(points * 2))


def _spacing(before: int, after: int, line: int = 0) -> str:
    if line:
        return one("spacing", before=before, after=after, line=line, lineRule="auto")
    return one("spacing", before=before, after=after)


def _numbered(number: int, level: int) -> str:
    return f"<w:numPr>{one('ilvl', level - 1)}{one('numId', number)}</w:numPr>"


_BULLETS = "•–·"


def numbering(restarts: list[tuple[int, int]]) -> str:
    """Return the part that numbers lists.

    Args:
        restarts: For each separate list, which kind it is (2 for numbers, 3 for decisions), and where it starts.
    """
    kinds = [
        "".join(_level(level, "bullet", _BULLETS[level]) for level in range(MAX_LEVEL)),
        "".join(_level(level, "decimal", f"%{level + 1}.") for level in range(MAX_LEVEL)),
        _level(0, "decimal", "%1."),
    ]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{one("multiLevelType", "hybridMultilevel")}{levels}</w:abstractNum>'
        for number, levels in enumerate(kinds)
    )
    fixed = "".join(f'<w:num w:numId="{number}">{one("abstractNumId", number - 1)}</w:num>' for number in (1, 2, 3))
    own = "".join(
        f'<w:num w:numId="{number}">{one("abstractNumId", kind - 1)}'
        + "".join(
            f'<w:lvlOverride w:ilvl="{level}">{one("startOverride", start)}</w:lvlOverride>'
            for level in range(MAX_LEVEL if kind == 2 else 1)
        )
        + "</w:num>"
        for number, (kind, start) in enumerate(restarts, start=FIRST_RESTART)
    )
    return f"<w:numbering {NAMESPACES}>{abstract}{fixed}{own}</w:numbering>"


FIRST_RESTART = 4
"""The number of the first separate list."""


def _level(level: int, kind: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}">{one("start", 1)}{one("numFmt", kind)}{one("lvlText", text)}{one("lvlJc", "left")}'
        f"<w:pPr>{one('ind', left=340 * (level + 1), hanging=340)}</w:pPr></w:lvl>"
    )


def settings() -> str:
    """Return the part that makes Word lay the file out as a new one."""
    compat = one("compatSetting", "15", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word")
    return f"<w:settings {NAMESPACES}>{one('defaultTabStop', 709)}<w:compat>{compat}</w:compat></w:settings>"
