"""The options of a redaction, for all commands that write documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem, UsageError

if TYPE_CHECKING:
    import argparse

    from wizard.engagement.pseudonym_key import Redacting


def add_redaction(parser: Any) -> None:
    """Add ``--redact`` and what goes with it."""
    parser.add_argument(
        "--redact", action="store_true", help="replace names and ids with pseudonyms, and withhold free text"
    )
    parser.add_argument(
        "--keep-text", action="store_true", help="with --redact: keep free text; names known from records are replaced"
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="with --redact: the file that leads pseudonyms back to names (default: one in the folder of the records)",
    )


def redaction_of(args: argparse.Namespace) -> Redacting | None:
    """Return how documents are redacted; None where they are not.

    Raises:
        UsageError: An option needs ``--redact``.
    """
    if not args.redact:
        for option, given in (("--keep-text", args.keep_text), ("--key", args.key)):
            if given:
                raise UsageError(Problem(option, "has an effect only with --redact.", "Add --redact, or omit it."))
        return None
    from wizard.engagement.pseudonym_key import Redacting

    return Redacting(key_path(args), keep_text=args.keep_text)


def key_path(args: argparse.Namespace) -> Path:
    """Return the key file: ``--key``, or the one in the folder of the records."""
    from wizard.engagement.paths import home, pseudonym_key

    given: Path | None = args.key
    return given.expanduser() if given is not None else pseudonym_key(home(args.folder))
