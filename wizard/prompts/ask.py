"""The interview as prompts in a terminal: lists to move in, with every command among the choices."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wizard.prompts.face import CONFIRM, LONG, PROPOSAL_COMMANDS, UNKNOWN, Asking, Command, Option, Reply
from wizard.prompts.plain import read_line
from wizard.wording import printable

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyPressEvent
    from questionary import Choice, Question, Separator, Style

MENU = Command("menu", "", "Something else: back, why, notes, leave")
MORE = Command("more", "", "More: notes, answers, exports, error codes")
MOST_COMMANDS = 7
"""Commands below a list; ``MORE`` shows the others."""


class PromptFace:
    """Asks with questionary. The terminal must have been checked before."""

    plain = False

    def __init__(self) -> None:
        self._known = ""

    def give_back(self, line: str) -> bool:  # noqa: ARG002 - a person sees what was made of it, and answers again
        return False

    def tell(self, text: str = "") -> None:
        """Print one line, broken between words where the terminal is narrower."""
        print(_broken(text))

    def choose(self, asking: Asking) -> Reply:
        """Ask for one option in a list, or for several in a checkbox list."""
        self._head(asking)
        return self._several(asking) if asking.many else self._one(asking)

    def line(self, asking: Asking) -> Reply:
        """Ask for a line of text; a key alone on the line is a command."""
        import questionary

        self._head(asking)
        ways = [
            f"{command.key} {command.label[:1].lower()}{command.label[1:]}"
            for command in asking.commands
            if command.key
        ]
        if any(command.id == "skip" for command in asking.commands):
            ways.insert(0, "Enter skips it")
        hint = f"({', '.join(ways)})" if ways else ""
        if hint and hint != self._known:
            self.tell(hint)
            self._known = hint
        return read_line(asking, _answer(questionary.text(_broken(asking.label, indent=2), qmark=">", style=_style())))

    def _head(self, asking: Asking) -> None:
        self.tell()
        for text in (asking.place, asking.help, *asking.notes):
            if text:
                self.tell(text)

    def _one(self, asking: Asking, at: str = "") -> Reply:
        import questionary

        shown, more = _split(asking.commands)
        long = len(asking.shown) > LONG
        proposed = asking.chosen if CONFIRM in asking.commands else ()
        choices = [
            *_choices(asking.shown, named=not long, proposed=proposed),
            *_folded(asking),
            *_commands(shown, asking.options),
        ]
        question = questionary.select(
            _broken(
                f"{asking.label} ({'type to search, arrows' if long else 'arrows or letter'}, then Enter)", indent=2
            ),
            choices=choices,
            default=next((choice for choice in choices if choice.value in ([at] if at else asking.chosen)), None),
            **_looks(long=long),
        )
        _letters(question, asking, long=long)
        picked = _answer(question)
        if isinstance(picked, _Unfolded):
            return self._one(replace(asking, folded=frozenset()), picked.at)
        if picked == MORE:
            return self._menu(Asking(asking.label, commands=more), asking)
        if isinstance(picked, Command):
            return self._given(picked, asking)
        return Reply(options=(picked,))

    def _several(self, asking: Asking, at: str = "") -> Reply:
        import questionary

        menu = [questionary.Separator(), questionary.Choice(MENU.label, value=MENU)] if asking.commands else []

        def check(picked: Sequence[Any]) -> bool | str:
            names = [name for name in picked if isinstance(name, str)]
            if len(names) < len(picked):
                return True
            if not names:
                return "Choose at least one with the space bar."
            alone = [name for name in asking.exclusive if name in names]
            if alone and len(names) > 1:
                return f"'{asking.label_of(alone[0])}' excludes every other answer."
            return True

        long = len(asking.shown) > LONG
        proposed = asking.chosen if CONFIRM in asking.commands else ()
        how = "type to search, space" if long else "space or letter"
        choices = [
            *_choices(asking.shown, chosen=asking.chosen, named=not long, proposed=proposed),
            *_folded(asking),
            *menu,
        ]
        question = questionary.checkbox(
            _broken(f"{asking.label} ({how} chooses, Enter confirms)", indent=2),
            choices=choices,
            initial_choice=next((choice for choice in choices if at and choice.value == at), None),
            validate=check,
            **_looks(long=long),
        )
        _letters(question, asking, long=long)
        picked = _answer(question)
        unfolded = next((one for one in picked if isinstance(one, _Unfolded)), None)
        if unfolded is not None:
            marked = tuple(one for one in picked if isinstance(one, str))
            if unfolded.at:
                marked = (*(one for one in marked if one not in asking.exclusive), unfolded.at)
            return self._several(replace(asking, chosen=marked, folded=frozenset()), unfolded.at)
        if MENU in picked:
            return self._menu(asking, asking)
        return Reply(options=tuple(option.id for option in asking.options if option.id in picked))

    def _menu(self, ways: Asking, asking: Asking) -> Reply:
        """Offer commands for which the list has no room; then return to the question."""
        import questionary

        stay = Option("stay", "Continue with the answer")
        choices = [*_choices((stay,)), *_commands(ways.commands, ())]
        looks = {**_looks(long=False), "instruction": "(arrows, then Enter)"}
        picked = _answer(questionary.select("What do you want to do?", choices=choices, **looks))
        return self._given(picked, asking) if isinstance(picked, Command) else self.choose(asking)

    def _given(self, command: Command, asking: Asking) -> Reply:
        if command.id == UNKNOWN.id and any(option.id == UNKNOWN.id for option in asking.options):
            return Reply(options=(UNKNOWN.id,))
        return Reply(command.id)


@dataclass(frozen=True, slots=True)
class _Unfolded:
    """What is chosen to see the rare options.

    Attributes:
        at: The one whose letter was pressed; empty where only the line for them was chosen.
    """

    at: str = ""


def _folded(asking: Asking) -> list[Choice]:
    """Return the line for the rare options; none where all are in sight."""
    import questionary

    return [questionary.Choice(_broken(asking.more, indent=5), value=_Unfolded())] if asking.more else []


def _broken(text: str, indent: int = 0) -> str:
    """Return a line safe for the terminal and broken between words; continuation lines are indented by ``indent`` columns."""
    width = max(shutil.get_terminal_size().columns - 1 - indent, 20)
    return f"\n{' ' * indent}".join(textwrap.wrap(printable(text), width, break_on_hyphens=False))


def _split(commands: Sequence[Command]) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    """Return the commands that a list shows, and those behind one more step."""
    if len(commands) <= MOST_COMMANDS:
        return tuple(commands), ()
    more = tuple(command for command in commands if not command.firm and command not in PROPOSAL_COMMANDS)
    return (*(command for command in commands if command not in more), MORE), more


def _choices(
    options: Sequence[Option], *, chosen: Sequence[str] = (), named: bool = False, proposed: Sequence[str] = ()
) -> list[Choice]:
    """Return options as choices.

    Args:
        options: What can be chosen.
        chosen: What is marked from the beginning.
        named: The letter that selects it follows the label.
        proposed: What an export proposes and nobody confirmed; the label says so.
    """
    import questionary

    return [
        questionary.Choice(
            _broken(
                option.label
                + (f" ({option.letter})" if named and option.letter else "")
                + (" [suggested]" if option.id in proposed else ""),
                indent=5,
            ),
            value=option.id,
            checked=option.id in chosen,
            description=printable(option.help) or None,
        )
        for option in options
    ]


def _commands(commands: Sequence[Command], options: Sequence[Option]) -> list[Choice | Separator]:
    """Return the commands as choices; "don't know" is omitted where it is one of the options."""
    import questionary

    known = {option.id for option in options}
    shown = [command for command in commands if command.id not in known]
    made = [questionary.Choice(command.label, value=command) for command in shown]
    return [questionary.Separator(), *made] if made else []


def _answer(question: Question) -> Any:
    """Ask; Ctrl+C, an interrupt and the end of the input come through as they are, from lists too."""
    from prompt_toolkit.filters import to_filter

    control = _control(question)
    if control is not None:
        _bind(
            question,
            {
                "c-d": lambda event: event.app.exit(exception=EOFError, style="class:aborting"),
                # The library makes a key of the signal, and its lists take that for a letter.
                "<sigint>": lambda event: event.app.exit(exception=KeyboardInterrupt, style="class:aborting"),
            },
        )
        for window in question.application.layout.find_all_windows():
            if window.content is control:
                window.wrap_lines = to_filter(True)  # noqa: FBT003 - the library's own way
    return question.unsafe_ask()


def _control(question: Question) -> Any:
    """Return the list of a question; None where a line is typed."""
    from questionary.prompts.common import InquirerControl

    controls = question.application.layout.find_all_controls()
    return next((control for control in controls if isinstance(control, InquirerControl)), None)


def _bind(question: Question, keys: Mapping[str, Callable[[KeyPressEvent], None]]) -> None:
    """Give keys of a question another meaning."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    own = KeyBindings()
    for key, meaning in keys.items():
        own.add(key, eager=True)(meaning)
    known = question.application.key_bindings
    question.application.key_bindings = merge_key_bindings([known, own] if known is not None else [own])


def _letters(question: Question, asking: Asking, *, long: bool) -> None:
    """Let letters lead to options, and mark them where several can be chosen; that of a rare one shows it first.

    The letters of a checkbox list mark everything or its opposite; those do nothing here.
    """
    control = _control(question)
    mark, options = asking.many, () if long else asking.shown
    rare = () if long else tuple(option for option in asking.options if option.id in asking.folded)

    def show(name: str) -> Callable[[KeyPressEvent], None]:
        def go(event: KeyPressEvent) -> None:
            control.is_answered = True
            chosen = [one for one in control.selected_options if isinstance(one, str)] if mark else []
            event.app.exit(result=[*chosen, _Unfolded(name)] if mark else _Unfolded(name))

        return go

    def lead(place: int) -> Callable[[KeyPressEvent], None]:
        def go(_event: KeyPressEvent) -> None:
            control.pointed_at = place
            name, chosen = options[place].id, control.selected_options
            if mark:
                control.selected_options = [one for one in chosen if one != name] if name in chosen else [*chosen, name]

        return go

    nothing = ("a", "i") if options else ("c-a", "c-i")
    keys: dict[str, Callable[[KeyPressEvent], None]] = {key: lambda _event: None for key in nothing if mark}
    for place, option in enumerate(options):
        if option.letter and not any(option.letter == other.letter for other in options[:place]):
            keys[option.letter] = lead(place)
    for option in rare:
        if option.letter and option.letter not in keys:
            keys[option.letter] = show(option.id)
    _bind(question, keys)


def _looks(*, long: bool) -> dict[str, Any]:
    """Return how a list looks; what is typed in a long one searches it."""
    return {
        "qmark": ">",
        "instruction": " ",
        "use_search_filter": long,
        "use_jk_keys": False,
        "style": _style(),
    }


def _style() -> Style:
    """Return a style that keeps the terminal's colors; bold and reverse show the state."""
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
