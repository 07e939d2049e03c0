"""TOML from anybody: one way in for whatever the parser raises, deep nesting and endless numbers included."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from wizard.errors import PackError, Problem

if TYPE_CHECKING:
    from pathlib import Path


class NotTomlError(Exception):
    """A text is not TOML; its words continue a sentence, and say where if that is known."""

    def at(self, place: str, code: str = "") -> Problem:
        """Return it as the finding on a file."""
        return Problem(place, f"isn't valid TOML: {self}.", "Fix this line.", code)


def parse_toml(text: str) -> dict[str, Any]:
    """Return the values of a TOML text.

    Raises:
        NotTomlError: It is not TOML.
    """
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(str(error)) from None
    except RecursionError:
        raise NotTomlError("it is nested too deeply") from None
    except ValueError:
        raise NotTomlError("a number in it is too long") from None


def part_of_pack(path: Path) -> dict[str, Any]:
    """Return the values of a file that belongs to a pack.

    Raises:
        PackError: It is missing, or is not TOML.
    """
    from wizard.files.reading import reason

    try:
        return parse_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        remedy = "Restore the file of the pack, or name another pack with --pack DIR."
        raise PackError(Problem(str(path), f"cannot be read: {reason(error)}.", remedy, for_shell=True)) from None
    except (NotTomlError, UnicodeDecodeError) as error:
        raise PackError(NotTomlError(str(error)).at(str(path))) from None
