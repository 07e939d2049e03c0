"""The wizard without a command: its screens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run_screens(args: argparse.Namespace) -> int:
    """Start the Textual wizard.

    Raises:
        UsageError: There is no terminal, or one that cannot draw.
    """
    check_screen()
    from wizard.cli.parser import day_of, pack_folder
    from wizard.engagement.paths import home
    from wizard.tui.run import run_wizard

    return run_wizard(
        home(args.folder),
        pack_folder(args),
        day=day_of(args),
        theme=args.theme,
        mouse=args.mouse,
        projector=args.projector,
        redact=args.hide_names,
        keys=args.keys,
    )


def check_screen() -> None:
    """Refuse to draw where nobody can see it, or where the terminal shows the drawing as characters.

    Raises:
        UsageError: There is no terminal, or one that cannot draw.
    """
    from wizard.cli.ask import cannot_draw, check_terminal
    from wizard.errors import Problem, UsageError

    if os.environ.get("TEXTUAL_DRIVER"):
        return
    check_terminal()
    if cannot_draw():
        message = "this terminal cannot draw (TERM is dumb)."
        raise UsageError(Problem("", message, "Use 'mfa-wizard ask --plain': one line in, one line out."))
