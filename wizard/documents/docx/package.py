"""The parts of a Word file in one archive, without the clock that archives and properties carry."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wizard.documents.docx.xml import DECLARATION, value, words
from wizard.documents.frame import LANGUAGE

_STAMP = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_PARTS = {
    "document": "main",
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "header1": "header",
    "footer1": "footer",
}
"""XML files under ``word/``, each with its kind of content."""


@dataclass
class Relations:
    """What the text leads to: links, and pictures inside the file.

    Attributes:
        pictures: PNG by file name.
    """

    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def link(self, address: str) -> str:
        return self._id("hyperlink", address)

    def picture(self, png: bytes) -> str:
        """Keep a picture, and return the id of the relation to it."""
        name = f"picture{len(self.pictures) + 1}.png"
        self.pictures[name] = png
        return self._id("image", f"media/{name}")

    def _id(self, kind: str, target: str) -> str:
        return self.rows.setdefault((kind, target), f"rId{len(self.rows) + 100}")

    def xml(self) -> str:
        kept = {"header1": "header", "footer1": "footer"}
        fixed = [(name, kept.get(name, name), f"{name}.xml", "") for name in _PARTS if name != "document"]
        rows = [
            (made, kind, target, ' TargetMode="External"' if kind == "hyperlink" else "")
            for (kind, target), made in self.rows.items()
        ]
        return _relations(
            (name, f"{_OFFICE}/relationships/{kind}", target, mode) for name, kind, target, mode in [*fixed, *rows]
        )


def _relations(rows: Iterable[tuple[str, str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id={value(name)} Type="{kind}" Target={value(target)}{mode}/>'
        for name, kind, target, mode in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def packed(
    parts: Mapping[str, str], relations: Relations, *, title: str, properties: Iterable[tuple[str, str]]
) -> bytes:
    """Return the file.

    Args:
        parts: XML by name, for each part under ``word/``.
        properties: Names and values that the file carries without showing them.
    """
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            [
                ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml", ""),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
                ("rId3", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml", ""),
            ]
        ),
        "docProps/core.xml": _core(title),
        "docProps/custom.xml": _custom(properties),
        "word/_rels/document.xml.rels": relations.xml(),
        **{f"word/{name}.xml": parts[name] for name in _PARTS},
    }
    data = {name: (DECLARATION + text).encode() for name, text in files.items()}
    data |= {f"word/media/{name}": png for name, png in relations.pictures.items()}
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in data.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return raw.getvalue()


def _content_types() -> str:
    overrides = {f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in _PARTS.items()}
    overrides["/word/document.xml"] = f"{_WORD}.document.main+xml"
    overrides["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides["/docProps/custom.xml"] = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    inner = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{inner}</Types>"
    )


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{words(title)}</dc:title><dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
    )


def _custom(properties: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name={value(name)}>'
        f"<vt:lpwstr>{words(text)}</vt:lpwstr></property>"
        for number, (name, text) in enumerate(properties, start=2)
    )
    return f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{rows}</Properties>'
