"""The words of the command line, and which module answers to which command.

Why argparse and not a framework such as click or typer: a framework is imported before the
first option is read, and the time of one decision, start of the process included, is promised
to scripts. It would also want every command declared, thus imported, at the start.

The user's settings give the values of options that are not typed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from wizard import __version__
from wizard.cli.examples import add_examples
from wizard.engagement.paths import settings_path, user_settings
from wizard.errors import Problem, UsageError
from wizard.files.typed_paths import typed_path

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack

COMMANDS: dict[str, tuple[str, str]] = {
    "ask": ("wizard.cli.ask", "ask the questions as prompts, or line by line with --plain"),
    "decide": ("wizard.cli.decide", "turn answers into a verdict"),
    "explain": ("wizard.cli.explain", "say why a verdict came out, and what would change it"),
    "export": ("wizard.cli.export", "write recommendation, checklist, dossier and record"),
    "template": ("wizard.cli.template", "print a blank answers file"),
    "records": ("wizard.cli.records", "list, open, rename, renew, close, hand over and delete saved records"),
    "assess": ("wizard.cli.assess", "bring a list of accounts into an engagement"),
    "board": ("wizard.cli.board", "write the papers of an engagement for a meeting"),
    "evidence": ("wizard.cli.evidence", "read exports of the tenant"),
    "verify": ("wizard.cli.verify", "check hashes, dates and signers of documents"),
    "drift": ("wizard.cli.drift", "show which decisions would change today"),
    "status": ("wizard.cli.status", "read ticked boxes and open signatures back"),
    "knowledge": ("wizard.cli.knowledge", "check, print and compare knowledge packs"),
    "serve": ("wizard.cli.serve", "show the wizard in a browser tab"),
    "mcp": ("wizard.cli.mcp", "answer a language model over the Model Context Protocol"),
    "completion": ("wizard.cli.completion", "print the script that completes commands in a shell"),
    "schema": ("wizard.cli.schema", "print the JSON Schema of what a command prints"),
    "help": ("wizard.cli.help", "say what a command does and takes"),
}
"""Module and purpose of each command, in the order of the help."""

EVIDENCE: dict[str, tuple[str, str]] = {
    "what-if": ("wizard.cli.evidence_what_if", "judge a sign-in against exported Conditional Access policies"),
    "impact": ("wizard.cli.evidence_impact", "show what a change of policies does to every account"),
    "change": ("wizard.cli.evidence_change", "write the proven change set of an approved exclusion"),
    "migration": ("wizard.cli.evidence_migration", "plan how connections and flows move to service principals"),
    "show": ("wizard.cli.evidence_show", "say what exports say about each account"),
    "propose": ("wizard.cli.evidence_propose", "let exports suggest answers of a saved record"),
    "explain": ("wizard.cli.evidence_explain", "say what an error code or message means"),
    "kql": ("wizard.cli.evidence_kql", "print the query for Log Analytics"),
    "collect": ("wizard.cli.evidence_collect", "print the script that exports what is missing"),
}
"""The commands under ``evidence``; a module that an installation lacks is omitted."""

VALUED = frozenset({"--pack", "--folder", "--date", "--theme", "--keys"})
"""Options before the command that take the next word."""

RECORDS = "folder"
"""The folder of records is looked up where records are: the environment wins over the settings there."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of the wizard's own tree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Refuse abbreviations: a new option must not change what an old script means."""
        plain = {"color": False} if sys.version_info >= (3, 14) else {}  # colors are added where help is printed
        super().__init__(*args, **{"allow_abbrev": False, **plain, **kwargs})
        self.register("type", Path, _path)
        self.register("type", int, _number)

    def print_help(self, file: Any = None) -> None:
        """Print the help, in colors where the terminal has them."""
        from wizard.cli.streams import colored_help, takes_color

        stream = file or sys.stdout
        text = self.format_help()
        self._print_message(colored_help(text) if takes_color(stream) else text, stream)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write a text, and let it be seen where that fails."""
        (file or sys.stderr).write(message)

    def error(self, message: str) -> NoReturn:
        """Raise the complaint instead of printing it."""
        raise UsageError(Problem("", f"{message}.", f"See '{self.prog} --help'."))


def _path(text: str) -> Path:
    """Refuse an empty path: a script whose variable is not set means no folder, and not the current one.

    ``~`` is the home folder: shells leave it in ``--to=~/papers``, and nobody replaces it in the settings.
    """
    if not text:
        raise argparse.ArgumentTypeError("'' isn't a path. Name a file or a folder")
    return typed_path(text)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' isn't a whole number. Use one, for example 30") from None


def build_parser(argv: Sequence[str]) -> Parser:
    """Return the parser for a command line; only the module of its command is imported.

    Raises:
        UsageError: The command is not known.
    """
    wanted = command_in(argv)
    if wanted is not None and wanted not in COMMANDS:
        check_words(_parser_with(frozenset()), argv)
    return _parser_with({wanted} - {None})


def whole_parser() -> Parser:
    """Return the parser with every command of this installation, for those that describe them all."""
    return _parser_with({name for name, (module, _) in COMMANDS.items() if find_spec(module) is not None})


def _parser_with(wanted: AbstractSet[str | None]) -> Parser:
    """Return the parser that knows all commands by name, and what the wanted ones take."""
    parser = Parser(
        prog="mfa-wizard",
        description="Decides whether an account can be excluded from MFA, and writes the recommendation and the "
        "checklist. Without a command the wizard opens in this terminal.",
    )
    parser.add_argument("--version", action="version", version=f"mfa-wizard {__version__}")
    _screen_options(parser)
    _add_common(parser, top=True)
    add_examples(parser, "")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for name, (module, purpose) in COMMANDS.items():
        if name in wanted:
            connect(subparsers, name, module, purpose)
        else:
            subparsers.add_parser(name, help=purpose, add_help=False)
    return parser


def command_in(argv: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one."""
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word == "--":
            return None
        elif word.startswith("-") and word != "-":
            skip = word in VALUED
        else:
            return word
    return None


def check_words(parser: argparse.ArgumentParser, words: Sequence[str]) -> None:
    """Refuse an option or a command that is not known by its name; argparse would first miss what it requires.

    Raises:
        UsageError: It is not known; with the nearest one.
    """
    below, skip = commands_of(parser), False
    for number, word in enumerate(words):
        name, value, _ = word.partition("=")
        if skip or word == "--":
            if not skip:
                return
            skip = False
        elif name.startswith("--"):
            action = parser._option_string_actions.get(name)  # noqa: SLF001 - argparse has no other way
            if action is None:
                raise _not_known(name, f"isn't an option of '{parser.prog}'", parser, parser._option_string_actions)  # noqa: SLF001
            skip = not value and isinstance(action, argparse._StoreAction) and action.nargs is None  # noqa: SLF001
        elif below and not name.startswith("-"):
            if word not in below:
                raise _not_known(word, f"isn't a command of '{parser.prog}'", parser, below)
            check_words(below[word], words[number + 1 :])
            return


def _not_known(word: str, message: str, parser: argparse.ArgumentParser, known: Iterable[str]) -> UsageError:
    from wizard.pack.toml_lines import nearest

    hint = nearest(word, list(known)) or f"See '{parser.prog} --help'."
    return UsageError(Problem("", f"{message}.", hint, subject=f"'{word[:60]}'"))


def connect(subparsers: Any, name: str, module_name: str, purpose: str, **how: Any) -> None:
    """Let a module add its command, and give the command the options that all commands take.

    The module says what the command takes; name and purpose are said once, in the tables above.

    Args:
        how: What else its parser is made with.
    """
    if find_spec(module_name) is None:
        raise UsageError(Problem("", f"'{name}' is not part of this installation.", "Reinstall mfa-wizard."))
    module = import_module(module_name)
    module.add_parser(partial(subparsers.add_parser, name, help=purpose, **how))
    parser = subparsers.choices.get(name)
    if parser is None:  # pragma: no cover - a module that adds another name is a mistake in the code
        raise UsageError(Problem("", f"'{name}' is not part of this installation.", purpose))
    parser.set_defaults(handler=getattr(module, "run", None))
    _add_common_below(parser)


def _add_common_below(parser: argparse.ArgumentParser) -> None:
    _add_common(parser)
    add_examples(parser, parser.prog.removeprefix("mfa-wizard "))
    for below in commands_of(parser).values():
        _add_common_below(below)


def _add_common(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    known = parser._option_string_actions  # noqa: SLF001 - a command may have its own
    default: Any = None if top else argparse.SUPPRESS
    if "--pack" not in known:
        parser.add_argument("--pack", type=Path, metavar="DIR", default=default, help="use another knowledge pack")
    if "--folder" not in known:
        parser.add_argument("--folder", type=Path, metavar="DIR", default=default, help="keep records in this folder")
    if "--quiet" not in known:
        parser.add_argument(
            "--quiet", "-q", action="store_true", default=default, help="omit remarks; errors are still printed"
        )
    form = known.get("--format")
    if form is not None and "json" in (form.choices or ()) and "--json" not in known:
        parser.add_argument(
            "--json",
            dest=form.dest,
            action="store_const",
            const="json",
            default=form.default,
            help="like --format json",
        )


def _screen_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the wizard without a command")
    group.add_argument("--theme", choices=("dark", "light"), help="colors (default: those used last)")
    group.add_argument("--no-mouse", dest="mouse", action="store_false", help="leave the mouse to the terminal")
    group.add_argument("--projector", action="store_true", help="more space between lines")
    group.add_argument("--redact", dest="hide_names", action="store_true", help="hide names on the screen")
    group.add_argument("--keys", type=Path, metavar="FILE", help="a file with other keys")
    add_date(group)


def add_date(parser: Any) -> None:
    """Add ``--date``: the day that documents carry; without it today."""
    parser.add_argument(
        "--date", type=_day, metavar="YYYY-MM-DD", default=argparse.SUPPRESS, help="use this date instead of today"
    )


def _day(text: str) -> date:
    from datetime import date

    try:  # the ISO weeks that fromisoformat takes besides have no second hyphen there
        return in_use(date.fromisoformat(text if text[7:8] == "-" else ""))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text[:40]}' isn't a date. Use YYYY-MM-DD, for example 2026-01-31"
        ) from None


def in_use(day: date) -> date:
    """Return a day of the years that a sign-off takes.

    Raises:
        ValueError: It is of another year.
    """
    from wizard.record.signoff import YEARS

    if day.year not in YEARS:
        raise ValueError(day)
    return day


def day_of(args: argparse.Namespace) -> date:
    """Return the day of a command: ``--date``, or today. Nothing else reads a clock."""
    from datetime import datetime

    day: date | None = getattr(args, "date", None)
    return day or datetime.now().astimezone().date()


def pack_folder(args: argparse.Namespace) -> Path:
    folder: Path | None = getattr(args, "pack", None)
    if folder is not None:
        return folder
    from wizard.pack.files import default_pack_folder

    return default_pack_folder()


def knowledge(args: argparse.Namespace) -> tuple[Pack, Engine]:
    """Return the pack that a command goes by, and its engine.

    Raises:
        PackError: The pack is invalid.
    """
    from wizard.decision.engine import load_engine
    from wizard.pack.loader import load_pack

    folder = pack_folder(args)
    return load_pack(folder), load_engine(folder)


def apply_settings(parser: argparse.ArgumentParser) -> None:
    """Give the options of a parser, and of the command in it, the values that the settings have for them.

    Raises:
        UsageError: The settings cannot be read, or hold what no option takes; with every finding.
    """
    settings = user_settings()
    problems = list(_applied(parser, settings, "")) if settings else []
    if problems:
        raise UsageError(*problems)


def _applied(parser: argparse.ArgumentParser, table: Mapping[str, Any], above: str) -> Iterator[Problem]:
    options = {
        name[2:]: action
        for name, action in parser._option_string_actions.items()  # noqa: SLF001 - argparse has no other way
        if name.startswith("--") and _can_be_set(action)
    }
    below = commands_of(parser)
    for key, value in table.items():
        place = f"{settings_path()}: {above}{key}"
        if not above and key == RECORDS:
            if not isinstance(value, str):
                yield Problem(place, "isn't a text.")
        elif key in options:
            yield from _set(options[key], value, place)
        elif key in below and isinstance(value, dict):
            if below[key].add_help:  # commands that are not typed are known by name alone
                yield from _applied(below[key], value, f"{above}{key}.")
        else:
            yield _unknown(key, place, [*options, *below])


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands below a parser, by name."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return dict(action.choices)
    return {}


def _can_be_set(action: argparse.Action) -> bool:
    """Return whether an option can have another value from the start: not those that all commands share, nor the day."""
    single = isinstance(action, argparse._StoreAction) and action.nargs is None  # noqa: SLF001
    switch = isinstance(action, argparse._StoreTrueAction | argparse._StoreFalseAction)  # noqa: SLF001
    return (single or switch) and action.default is not argparse.SUPPRESS


def _set(action: argparse.Action, value: Any, place: str) -> Iterator[Problem]:
    if action.nargs == 0:
        if isinstance(value, bool):
            action.default = action.const if value else action.default
        else:
            yield Problem(place, "isn't true or false.")
    elif isinstance(value, bool) or not isinstance(value, str | int):
        yield Problem(place, "isn't a text or a number.")
    elif action.choices is not None and value not in action.choices:
        yield Problem(place, f"isn't one of {', '.join(map(str, action.choices))}.")
    else:
        action.default, action.required = str(value), False


def _unknown(key: str, place: str, known: list[str]) -> Problem:
    from wizard.pack.toml_lines import nearest

    return Problem(place, "isn't an option or a command that settings can hold.", nearest(key, known))
