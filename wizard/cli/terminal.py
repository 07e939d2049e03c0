"""What a stream takes in addition to plain text: colors and links. In case of doubt it gets neither."""

from __future__ import annotations

import os
import re
from typing import Any

_PROGRAMS = frozenset({"Hyper", "WezTerm", "ghostty", "iTerm.app", "vscode"})
_VARIABLES = ("DOMTERM", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "VTE_VERSION", "WT_SESSION")
"""What terminals that open links set: the name of the program, or their own variables."""

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


def takes_links(stream: Any) -> bool:
    """Return whether a stream is a terminal that is known to open links; others would show their characters."""
    if not _draws(stream) or os.environ.get("TERM", "").startswith(("screen", "tmux")):
        return False
    return os.environ.get("TERM_PROGRAM") in _PROGRAMS or any(os.environ.get(name) for name in _VARIABLES)


def colored_help(text: str) -> str:
    """Return a help text with its headings, commands and options marked."""
    text = _OPTION.sub(lambda found: _in(36, found[0]), text)
    text = _COMMAND.sub(lambda found: found[1] + _in(36, found[2]), text)
    return _HEADING.sub(lambda found: _in(1, found[1]), text)


def _in(code: int, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"
