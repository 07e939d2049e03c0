r"""Makes users' text safe in Markdown, and leaves it readable.

Control and bidirectional characters are dropped and white space collapses, so a text is
one line. Characters that Markdown reads get a backslash. A run that a reader's software
might turn into a link (an address, a user principal name) becomes a code span, which
shows it as it is and is never a link.

Escaped text is between two marks from the private use area until the document is
finished, so that what the wizard does to its own words never touches a user's.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata

OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around a user's text while a document is in the making; removed at the end."""

_KEPT_FORMAT = {"\u200c", "\u200d"}  # joiners that scripts and emoji need
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&^$]")
_INTRAWORD = re.compile(r"(?<=[A-Za-z0-9])\\_(?=[A-Za-z0-9])")
_START = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)]))")
_RUN = re.compile(r"[A-Za-z0-9._%+\-@:/?=,;!()&#~*'$]{3,}")
_LINKED = re.compile(r"[A-Za-z0-9]@[A-Za-z0-9]|://|www\.|^(?:mailto|xmpp|https?|ftp):", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-@:/\\#$ ]*[A-Za-z0-9$]")


@functools.lru_cache(maxsize=512)  # a document says its account's name in dozens of places
def clean(text: str) -> str:
    """Return text as one line without control, bidirectional and other invisible characters."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():  # as almost every text of a register is
        return line
    return " ".join("".join(filter(_kept, line)).split())


def _kept(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable()
    if letter in _KEPT_FORMAT:
        return True
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def inline(text: str) -> str:
    """Return a user's text for a paragraph, list item, heading, label or table cell; empty for nothing."""
    text = clean(text)
    if not text:
        return ""
    parts: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        body = run[0].rstrip(".,:;!?()'*~#$&")
        lead = len(body) - len(body.lstrip(".,:;!?()-+='*~#$&"))
        body = body[lead:]
        if len(body) < 3 or not _LINKED.search(body):
            continue
        start = run.start() + lead
        parts += [_escape(text[end:start], at_start=end == 0), f"`{body}`"]
        end = start + len(body)
    parts.append(_escape(text[end:], at_start=end == 0))
    return f"{OPEN}{''.join(parts)}{CLOSE}"


def _escape(text: str, *, at_start: bool) -> str:
    escaped = _INTRAWORD.sub("_", _SPECIAL.sub(r"\\\g<0>", text))
    if at_start:
        found = _START.match(escaped)
        if found:
            split = 0 if found[0] in "-+=" else found.end()
            escaped = f"{escaped[:split]}\\{escaped[split:]}"
    return escaped


def shown(text: str) -> str:
    """Return the alternative text of a picture; readers take its letters alone, so it has no code span."""
    return f"{OPEN}{_escape(clean(text), at_start=False)}{CLOSE}"


def identifier(text: str) -> str:
    """Return a name or id as a code span where it is plain, else as escaped text."""
    text = clean(text)
    if _PLAIN_ID.fullmatch(text) or (text.isascii() and text.isalnum()):
        return f"{OPEN}`{text}`{CLOSE}"
    return inline(text)


def block(text: str) -> list[str]:
    parts = re.split(r"\n[ \t\v\f]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [paragraph for paragraph in map(inline, parts) if paragraph]


def quoted(text: str) -> str:
    """Return a user's text as a string of JSON, which is a scalar of YAML too."""
    return json.dumps(clean(text), ensure_ascii=False)


def untouched(title: str) -> str:
    """Return a title of somebody else's text for a paragraph or cell: no short form in it is written out."""
    shown = title.replace("[", "\\[").replace("]", "\\]")
    return f"{OPEN}{shown}{CLOSE}"


def finished(markdown: str) -> str:
    """Return a document without the marks around users' text."""
    return markdown.replace(OPEN, "").replace(CLOSE, "")


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Return the text of a cell that ``guarded`` wrote."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
