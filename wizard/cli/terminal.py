"""What a stream takes in addition to plain text: colors and links. In case of doubt it gets neither."""

from __future__ import annotations

import os
import re
from typing import Any

_HEADING = re.compile(r"^(\S[^:\n]*:)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_COMMAND = re.compile(r"^( {4})([a-z][\w-]*)(?= )", re.MULTILINE)


def takes_color(stream: Any) -> bool:
    """Return whether a stream takes colors.

    ``NO_COLOR`` forbids them, then ``FORCE_COLOR`` wants them, both wherever they are set and not empty. Otherwise
    a terminal takes them unless ``TERM`` is ``dumb``.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _draws(stream)


def _draws(stream: Any) -> bool:
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def colored_help(text: str) -> str:
    """Return a help text with its headings, commands and options marked."""
    text = _OPTION.sub(lambda found: _in(36, found[0]), text)
    text = _COMMAND.sub(lambda found: found[1] + _in(36, found[2]), text)
    return _HEADING.sub(lambda found: _in(1, found[1]), text)


def _in(code: int, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
