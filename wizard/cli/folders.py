"""What ``verify``, ``drift`` and ``status`` share: a folder of documents, or a folder of such folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.parser import add_date, knowledge

if TYPE_CHECKING:
    import argparse

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack


def add_folder_parser(
    add: Callable[..., argparse.ArgumentParser], description: str, formats: tuple[str, ...] = ("text", "json")
) -> argparse.ArgumentParser:
    """Add a command that looks at written documents."""
    parser = add(description=description)
    parser.add_argument(
        "folder_of_documents", type=Path, metavar="DIR", help="a folder of documents, or of such folders"
    )
    parser.add_argument("--format", choices=formats, default="text", help="how to print it")
    add_date(parser)
    return parser


def opened_folders(args: argparse.Namespace) -> tuple[list[Path], Pack, Engine]:
    """Return the folders with documents, the pack and its engine; of an engagement its papers, of which it may have none.

    Raises:
        ExportError: There are no documents.
        PackError: The pack is invalid.
    """
    from wizard.engagement.engagement import DECISIONS
    from wizard.engagement.papers import papers_below
    from wizard.engagement.paths import is_engagement
    from wizard.engagement.readback import document_folders

    given = args.folder_of_documents
    folders = papers_below(given / DECISIONS) if is_engagement(given) else document_folders(given)
    return folders, *knowledge(args)
