"""The wizard without a command: its screens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def run_screens(args: argparse.Namespace) -> int:
    """Start the Textual wizard.

    Raises:
        UsageError: There is no terminal.
    """
    from wizard.cli.ask import check_terminal

    if not os.environ.get("TEXTUAL_DRIVER"):
        check_terminal()
    from wizard.cli.parser import day_of, pack_folder
    from wizard.engagement.paths import home
    from wizard.tui.app import run_wizard

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
