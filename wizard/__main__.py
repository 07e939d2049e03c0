"""The command ``mfa-wizard``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code, even where it is interrupted while it is still loaded."""
    try:
        from wizard.cli.main import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        from wizard.errors import EXIT_INTERRUPTED

        code = EXIT_INTERRUPTED
    import gc

    gc.freeze()  # looking once more for garbage in all that is there would take a tenth of a long run
    sys.exit(code)


if __name__ == "__main__":
    main()
