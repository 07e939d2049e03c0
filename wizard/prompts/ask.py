"""The interview as prompts in a terminal: lists to move in, with every way out among the choices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.engagement.printable import printable
from wizard.prompts.face import UNKNOWN, Asking, Command, Option, Reply
from wizard.prompts.plain import read_line

if TYPE_CHECKING:
    from questionary import Choice, Question, Separator, Style

MENU = Command("menu", "", "Something else: back, why, notes, leave")
MOST_SHORTCUTS = 25


class PromptFace:
    """Asks with questionary. The terminal must have been checked before."""

    def tell(self, text: str = "") -> None:
        """Print one line."""
        print(printable(text))

    def choose(self, asking: Asking) -> Reply:
        """Ask for one option in a list, or for several in a checkbox list."""
        self._head(asking)
        return self._several(asking) if asking.many else self._one(asking)

    def line(self, asking: Asking) -> Reply:
        """Ask for a line of text; a key alone on the line is a command."""
        import questionary

        self._head(asking, label=False)
        ways = [f"{command.key} {command.label.lower()}" for command in asking.commands if command.key]
        if any(command.id == "skip" for command in asking.commands):
            ways.insert(0, "Enter skips")
        hint = f" ({', '.join(ways)})" if ways else ""
        typed: str = _answer(questionary.text(f"{printable(asking.label)}{hint}", qmark=">", style=_style()))
        return read_line(asking, typed)

    def _head(self, asking: Asking, *, label: bool = True) -> None:
        self.tell()
        for text in (asking.place, asking.help if label else "", *asking.notes):
            if text:
                self.tell(text)
        if not label and asking.help:
            self.tell(asking.help)

    def _one(self, asking: Asking) -> Reply:
        import questionary

        choices = [*_choices(asking.options, letters=True), *_commands(asking.commands, asking.options)]
        default = next((choice for choice in choices if choice.value in asking.chosen), None)
        shortcuts = any(choice.shortcut_key for choice in choices if not isinstance(choice, questionary.Separator))
        picked = _answer(
            questionary.select(
                printable(asking.label),
                choices=choices,
                default=default,
                qmark=">",
                instruction="(arrows or letter, then Enter)" if shortcuts else "(arrows, then Enter)",
                use_shortcuts=shortcuts,
                use_jk_keys=False,
                style=_style(),
            )
        )
        if isinstance(picked, Command):
            return self._given(picked, asking)
        return Reply(options=(picked,))

    def _several(self, asking: Asking) -> Reply:
        import questionary

        menu = [questionary.Separator(), questionary.Choice(MENU.label, value=MENU)] if asking.commands else []

        def check(picked: Sequence[Any]) -> bool | str:
            names = [name for name in picked if not isinstance(name, Command)]
            if len(names) < len(picked):
                return True
            if not names:
                return "Choose at least one with the space bar."
            alone = [name for name in asking.exclusive if name in names]
            if alone and len(names) > 1:
                return f"'{asking.label_of(alone[0])}' excludes every other answer."
            return True

        choices = [*_choices(asking.options, chosen=asking.chosen), *menu]
        picked = _answer(
            questionary.checkbox(
                printable(asking.label),
                choices=choices,
                qmark=">",
                instruction="(space chooses, Enter confirms)",
                validate=check,
                use_jk_keys=False,
                style=_style(),
            )
        )
        if MENU in picked:
            return self._menu(asking)
        return Reply(options=tuple(option.id for option in asking.options if option.id in picked))

    def _menu(self, asking: Asking) -> Reply:
        """Offer the commands of a checkbox list, which has no room for them."""
        stay = Option("stay", "Go on with the answer")
        reply = self._one(Asking("What do you want to do?", (stay,), commands=asking.commands))
        return reply if reply.command else self._several(asking)

    def _given(self, command: Command, asking: Asking) -> Reply:
        if command.id == UNKNOWN.id and any(option.id == UNKNOWN.id for option in asking.options):
            return Reply(options=(UNKNOWN.id,))
        return Reply(command.id)


def _choices(options: Sequence[Option], *, letters: bool = False, chosen: Sequence[str] = ()) -> list[Choice]:
    import questionary

    letters = letters and len(options) <= MOST_SHORTCUTS and _distinct(options)
    return [
        questionary.Choice(
            printable(option.label),
            value=option.id,
            checked=option.id in chosen,
            shortcut_key=option.letter if letters and option.letter else False,
            description=printable(option.help) or None,
        )
        for option in options
    ]


def _distinct(options: Sequence[Option]) -> bool:
    letters = [option.letter for option in options if option.letter]
    return len(set(letters)) == len(letters) > 0


def _commands(commands: Sequence[Command], options: Sequence[Option]) -> list[Choice | Separator]:
    """Return the ways out as choices; "don't know" is left out where it stands among the options."""
    import questionary

    known = {option.id for option in options}
    shown = [command for command in commands if command.id not in known]
    made = [questionary.Choice(command.label, value=command, shortcut_key=False) for command in shown]
    return [questionary.Separator(), *made] if made else []


def _answer(question: Question) -> Any:
    """Ask; Ctrl+C and the end of the input come through as they are."""
    return question.unsafe_ask()


def _style() -> Style:
    """Return a style without colours of its own: the terminal's colours carry it, and bold and reverse the state."""
    import questionary

    return questionary.Style(
        [
            ("qmark", "bold"),
            ("question", "bold"),
            ("answer", "bold"),
            ("pointer", "bold"),
            ("highlighted", "reverse"),
            ("selected", "bold noreverse"),
            ("separator", ""),
            ("instruction", ""),
        ]
    )


def run_ask(home: Path, pack_folder: Path, **options: Any) -> int:
    """Hold an interview with prompts; return the exit code.

    Args:
        home: Folder of the records.
        pack_folder: Folder of the knowledge pack.
        options: ``day``, ``record``, ``to`` and ``formats``, as ``wizard.prompts.run.Run`` has them.

    Raises:
        WizardError: The pack is invalid, or the named record cannot be opened.
    """
    from wizard.prompts.run import hold_interview, prepare

    return hold_interview(PromptFace(), prepare(home, pack_folder, **options))
