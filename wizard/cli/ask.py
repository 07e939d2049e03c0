"""``ask``: the interview as prompts, or line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.cli.streams import cannot_draw, check_terminal

if TYPE_CHECKING:
    import argparse

    from wizard.prompts.face import Face


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Asks the questions in the terminal. Every answer is saved at once, and a later run resumes.",
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="one line in, one line out: for screen readers, simple terminals, pipes and transcripts",
    )
    parser.add_argument("--record", metavar="NAME", default="", help="resume this saved record")
    parser.add_argument("--to", type=Path, metavar="DIR", help="write the documents here at the end, without asking")
    parser.add_argument("--format", default="md", metavar="LIST", help="formats of the documents: md, html, docx")
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Hold an interview."""
    from wizard.engagement.export import read_formats
    from wizard.engagement.paths import home
    from wizard.engagement.store import check_folder

    formats = read_formats(args.format)
    return hold(args, check_folder(home(args.folder)), args.record, to=args.to, formats=formats)


def hold(args: argparse.Namespace, folder: Path, record: str, **options: Any) -> int:
    """Hold an interview with the records of a folder: line by line where that is asked for, or nothing else is seen.

    Args:
        args: Has ``plain``, and what ``again`` and the date need.
        folder: Where the records are.
        record: Name or path of the one to resume; empty for none.
        options: ``to`` and ``formats``, as ``wizard.prompts.run.Run`` has them.

    Raises:
        UsageError: Prompts are wanted, and there is no terminal.
    """
    if not args.plain:
        check_terminal()
    from wizard.files.typed_paths import whole_path
    from wizard.prompts.run import hold_interview, prepare

    options = {"day": day_of(args), "record": record, "again": again(args), **options}
    face: Face
    if args.plain or cannot_draw():
        from wizard.prompts.plain import PlainFace

        face = PlainFace()
    else:
        from wizard.prompts.ask import PromptFace

        face = PromptFace()
    return hold_interview(face, prepare(whole_path(folder), pack_folder(args), **options))


def again(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the options that a later run needs to find the same records and the same knowledge."""
    pairs = (("--folder", args.folder), ("--pack", args.pack))
    return tuple(word for option, value in pairs if value is not None for word in (option, str(value)))
