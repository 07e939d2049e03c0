"""Starts the screens: looks for a terminal, runs them to their end, and returns an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from wizard.errors import EXIT_DONE, EXIT_INTERNAL, EXIT_INTERRUPTED, Problem, UsageError
from wizard.files.typed_paths import whole_path
from wizard.tui import strings, themes
from wizard.tui.app import WizardApp


def need_terminal() -> None:
    """Check that there is a terminal to draw on.

    Raises:
        UsageError: There is none.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    if not all(stream is not None and stream.isatty() for stream in streams):
        raise UsageError(Problem("", strings.NEEDS_TERMINAL, strings.NEEDS_TERMINAL_REMEDY))


def run_wizard(
    home: Path,
    pack_folder: Path,
    *,
    theme: str | None = None,
    mouse: bool = True,
    projector: bool = False,
    redact: bool = False,
    day: date | None = None,
    keys: Path | None = None,
    record: Path | None = None,
    question: str = "",
) -> int:
    """Run the wizard's screens and return the exit code.

    Args:
        home: Folder of the records.
        pack_folder: Folder of the knowledge.
        theme: ``dark`` or ``light``; else the one used last.
        mouse: Whether the mouse is used; without it the terminal's own selection works.
        projector: More space between lines.
        redact: Hide names on the screen.
        day: The day to reckon with; today where it is not given.
        keys: A file with other keys.
        record: A saved record to open at once.
        question: The question to look at in it; empty for the next open one.

    Raises:
        UsageError: There is no terminal, or the file of keys cannot be used.
        PackError: The pack is invalid.
    """
    need_terminal()
    table = None
    if keys is not None:
        from wizard.tui.key_file import read_keys

        table = read_keys(keys)
    named = {
        None: None,
        "dark": themes.DARK,
        "light": themes.LIGHT,
        themes.DARK: themes.DARK,
        themes.LIGHT: themes.LIGHT,
    }
    if theme not in named:
        raise UsageError(Problem("--theme", f"'{(theme or '')[:40]}' isn't a theme.", "Themes are dark and light."))
    app = WizardApp(
        whole_path(home),
        whole_path(pack_folder),
        day or datetime.now().astimezone().date(),
        theme=named[theme],
        projector=projector,
        redact=redact,
        keys=table,
    )
    app.first, app.first_question = whole_path(record) if record is not None else None, question
    return run_app(app, mouse=mouse)


def run_app(app: WizardApp, *, mouse: bool = True) -> int:
    """Run an app to its end, whatever the end is, and return the exit code."""
    from wizard.tui.signals import quiet_threads

    with quiet_threads(app.crash_from_thread, app.terminal_gone):
        try:
            app.run(mouse=mouse)
        except KeyboardInterrupt:
            app.close_session()
            return EXIT_INTERRUPTED
        except Exception as error:  # noqa: BLE001 - a traceback would show users' data
            app.crash = app.crash or (None if app.closed_window else error)
    with suppress(Exception):
        app.close_session()
    if app.failure is not None:
        raise app.failure
    if app.crash is not None:
        from wizard.engagement.crash import write_report

        path = write_report(app.home, app.crash)
        with suppress(OSError, ValueError):
            print(strings.last_words(path, saved=not app.lost), file=sys.stderr)  # noqa: T201 - the screens are gone
        return EXIT_INTERNAL
    if app.lost:
        with suppress(OSError, ValueError):
            print(strings.answers_lost(app.shown_path(app.lost)), file=sys.stderr)  # noqa: T201 - the screens are gone
    return app.return_code or EXIT_DONE
