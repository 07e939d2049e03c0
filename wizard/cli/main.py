"""The command line: finds the command, imports only its module, and turns every error into an exit code.

Why imports are inside functions here and in the commands: one process runs one command. With
imports at the top, each decision of a script would pay for screens, prompts, models and readers
of exports that it never uses. A test holds ``decide`` to it.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import apply_settings, build_parser, check_words, command_in, day_of, pack_folder
from wizard.cli.streams import (
    Remarks,
    cannot_draw,
    check_terminal,
    complain,
    let_go_of_stdout,
    print_error,
    use_utf8,
)
from wizard.errors import EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_USAGE, Problem, UsageError, WizardError
from wizard.wording import printable

if TYPE_CHECKING:
    import argparse
    from types import FrameType

FACES = frozenset({None, "ask", "records", "serve"})
"""Commands that hold a conversation; the wizard itself has no name."""

RARELY = (1_000_000, 50, 100)
"""When garbage is collected. A command makes much that stays and little garbage, and to look through what stays again and
again took more than a third of a run over thousands of accounts."""

OUTPUT_FAILS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG})
"""What the system says when the results themselves cannot be written."""
DISK_FAILS = OUTPUT_FAILS | {errno.EACCES, errno.EPERM, errno.EROFS}
"""What it says of a file that no part of the wizard expected to fail."""


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code; nothing is raised and no traceback is shown."""
    use_utf8()
    if command_in(argv) not in FACES:
        gc.set_threshold(*RARELY)
    args: argparse.Namespace | None = None
    interrupts: list[int] = []
    Remarks.shown = True
    try:
        try:
            parser = build_parser(argv)
            _take_settings(parser, argv)
            check_words(parser, argv)
            args = parser.parse_args(list(argv))
            Remarks.shown = not getattr(args, "quiet", False)
            with _noticed(interrupts, command_in(argv)):
                code = _start(args)
        except SystemExit as leave:  # argparse after --help and --version
            code = leave.code if isinstance(leave.code, int) else EXIT_DONE
        sys.stdout.flush()
    except WizardError as error:
        return _interrupted() if interrupts else print_error(error)
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        let_go_of_stdout()
        return EXIT_DONE
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            complain(printable(f"mfa-wizard: {error.filename}: the name is too long for a file. Use a shorter one."))
            return EXIT_USAGE
        if isinstance(error, FileNotFoundError) and _folder_is_gone():
            complain(
                "mfa-wizard: the current folder no longer exists. Change to another one, and run the command again."
            )
            return EXIT_USAGE
        from wizard.files.reading import reason

        if error.filename is not None and error.errno in DISK_FAILS:
            remedy = "Free the disk, or check the permissions."
            complain(printable(f"mfa-wizard: {error.filename}: cannot be used: {reason(error)}. {remedy}"))
            return EXIT_USAGE
        if error.errno not in OUTPUT_FAILS or error.filename is not None:
            return _internal(error, args)
        let_go_of_stdout()
        complain(f"mfa-wizard: stdout: cannot be written: {reason(error)}. Free the disk, or write elsewhere.")
        return EXIT_USAGE
    except Exception as error:  # noqa: BLE001 - the last place before the user
        return _interrupted() if interrupts else _internal(error, args)
    return code


def _take_settings(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    try:
        apply_settings(parser)
    except WizardError:  # help says where the settings are, and must not fail by them
        if command_in(argv) != "help" and {"-h", "--help", "--version"}.isdisjoint(argv):
            raise


def _folder_is_gone() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


@contextmanager
def _noticed(interrupts: list[int], command: str | None) -> Iterator[None]:
    """Note interrupts besides raising them: a library may take one for a defect of what it checks.

    Faces have their own ways with the signal and are left alone.
    """
    import signal
    import threading

    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if command in FACES or not ours or threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        interrupts.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupted() -> int:
    complain("mfa-wizard: interrupted.")
    return EXIT_INTERRUPTED


def _start(args: argparse.Namespace) -> int:
    handler = getattr(args, "handler", None)
    if handler is None:
        return _run_screens(args)
    code: int = handler(args)
    return code


def _run_screens(args: argparse.Namespace) -> int:
    """Start the wizard without a command.

    Raises:
        UsageError: There is no terminal, or one that shows a drawing as characters.
    """
    if not os.environ.get("TEXTUAL_DRIVER"):
        check_terminal()
        if cannot_draw():
            message = "this terminal cannot draw (TERM is dumb)."
            raise UsageError(Problem("", message, "Use 'mfa-wizard ask --plain': one line in, one line out."))
    from wizard.engagement.paths import home
    from wizard.engagement.store import check_folder
    from wizard.tui.run import run_wizard

    return run_wizard(
        check_folder(home(args.folder)),
        pack_folder(args),
        day=day_of(args),
        theme=args.theme,
        mouse=args.mouse,
        projector=args.projector,
        redact=args.hide_names,
        keys=args.keys,
    )


def _internal(error: Exception, args: argparse.Namespace | None) -> int:
    """Say that the wizard itself failed, and where the report lies."""
    kind = type(error).__name__
    folder: Any = getattr(args, "folder", None)
    try:
        from wizard.engagement.crash import write_report
        from wizard.engagement.paths import home

        report = write_report(home(Path(folder) if folder else None), error)
    except Exception:  # noqa: BLE001 - a report that fails must not hide the first error
        report = None
    where = f"A report without your data: {report}" if report else "No folder took a report of it."
    complain(printable(f"mfa-wizard: internal error ({kind}). Nothing saved was lost. {where}"))
    return EXIT_INTERNAL
