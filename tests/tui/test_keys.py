from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.packs import real_pack
from tests.support.tables import for_each
from tests.tui.stage import knowledge, on_stage
from wizard.engagement.session import Session
from wizard.errors import UsageError
from wizard.record.model import Record
from wizard.tui.key_file import read_keys
from wizard.tui.keys import KEYS, LETTERS, SAFE, USABLE, KeyTable, shown
from wizard.tui.screens.commands import commands_of
from wizard.tui.widgets.lines import foot_entries

pytestmark = pytest.mark.slow

SCREENS = ("start", "portfolio", "question", "result", "signoff", "dialog")


@for_each(key=KEYS)
def test_every_action_has_a_key_that_arrives_in_every_terminal(key) -> None:
    if key.id == "quit":
        assert "ctrl+c" in next(other for other in KEYS if other.id == "interrupt").keys
    else:
        assert set(key.keys) & SAFE
    assert set(key.keys) <= USABLE


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_has_two_meanings_on_a_screen(screen: str) -> None:
    keys = [name for key in KeyTable().on(screen) for name in key.keys]
    assert len(keys) == len(set(keys))


def test_keys_of_the_question_screen_are_no_letters_of_answers() -> None:
    assert not {name for key in KeyTable().on("question") for name in key.keys} & LETTERS


def test_ids_and_labels_are_told_apart() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    for key in KEYS:
        assert key.about.endswith(".")


@pytest.mark.parametrize(
    ("key", "text"), [("ctrl+q", "Ctrl+Q"), ("f10", "F10"), ("left", "←"), ("?", "?"), ("w", "w"), ("escape", "Esc")]
)
def test_keys_are_shown_as_keyboards_call_them(key: str, text: str) -> None:
    assert shown(key) == text


async def test_an_assigned_key_works_and_the_old_one_is_dead(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('why = ["f8"]\ndiscuss = "f2"\n', encoding="utf-8")
    async with on_stage(tmp_path / "home", keys=read_keys(file)) as stage:
        assert "F8 Why" in stage.rows()[-1]
        await stage.press("f2")
        assert stage.session.record.discuss == ["identity"]
        assert "Why we ask" not in stage.text()
        await stage.press("f8")
        assert "Why we ask" in stage.text()
        await stage.press("=")
        assert "Why we ask" in stage.text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('whi = "f2"', "isn't an action"),
        ('why = "alt+x"', "does not arrive in every terminal"),
        ('why = "f11"', "does not arrive in every terminal"),
        ("why = 3", "takes one key"),
        ('why = "f4"', "belongs to"),
        ('back = "pageup"', "moves in lists"),
        ('why = "y"', "chooses an answer"),
        ('theme = "7"', "chooses an answer"),
        ("why = ", "isn't valid TOML"),
    ],
)
def test_a_file_of_keys_that_does_not_fit_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        read_keys(file)
    assert str(file) in str(caught.value)


def test_all_problems_of_a_file_of_keys_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('whi = "f2"\nnote = "alt+n"\n', encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_keys(file)
    assert len(caught.value.problems) == 2


GUIDES = ("README.md", ".github/guides/the-wizard.md")


@pytest.mark.parametrize("guide", GUIDES)
def test_guides_name_keys_as_the_screens_do(guide: str) -> None:
    text = (Path(__file__).parents[2] / guide).read_text(encoding="utf-8")
    table = re.search(r"\| key \| does \|\n.*?\n((?:\|.*\n)+)", text)
    assert table is not None
    rows = [row.split("|")[1] for row in table[1].splitlines()]
    known = [{shown(key) for key in entry.keys} for entry in KEYS]
    for row in rows:
        named = set(re.sub(r",| or ", " ", row).replace("`", "").split())
        assert any(named <= keys for keys in known), row
    if guide == GUIDES[1]:
        told = " ".join(rows)
        for entry in KEYS:
            if "question" in entry.screens and entry.rank:
                assert shown(entry.keys[0]) in told, entry.id


LONG_NAMES = KeyTable({"help": ("backspace",), "quit": ("delete",), "commands": ("ctrl+x",), "back": ("right",)})


@for_each(table=[KeyTable(), LONG_NAMES], screen=SCREENS, width=[40, 58, 78, 118, 198])
def test_the_foot_drops_what_matters_least(screen: str, width: int, table: KeyTable) -> None:
    entries = foot_entries(table, screen, width)
    shown = [entry.id for entry in entries]
    order = [key.id for key in sorted((k for k in table.on(screen) if k.rank), key=lambda k: k.rank)]
    assert shown[0] == ("close" if screen == "dialog" else "quit")
    assert {"quit"} | ({"commands"} if screen != "dialog" else set()) <= set(shown)
    assert shown == sorted(shown, key=order.index)
    assert sum(entry.width for entry in entries) + 2 * (len(entries) - 1) <= width
    rest = [name for name in order if name not in shown]
    optional = [name for name in shown if name not in {"quit", "close", "commands"}]
    assert all(order.index(kept) < order.index(gone) for kept in optional for gone in rest)
    for entry in entries:
        assert entry.key == table.first(entry.id)
    if width >= 78:
        assert entries[1].label == "Help" or screen == "dialog"


FEET = {
    "start": "Ctrl+Q Quit, F1 Help, Ctrl+P All commands, F7 Rename, F8 Delete",
    "portfolio": "Ctrl+Q Quit, F1 Help, Ctrl+P More, / Find, s Sort, w Next, a Answer, n New",
    "question": "Ctrl+Q Quit, F1 Help, Ctrl+P More, F3 Don't know, F8 Discuss, F9 Who, F7 Note",
    "result": "Ctrl+Q Quit, F1 Help, Ctrl+P More, Esc Back, w Write, s Sign-off, / Search",
    "signoff": "Ctrl+Q Quit, F1 Help, Esc Back, Ctrl+P More, Ctrl+N Next, F8 Section, F2 Risk",
    "dialog": "Esc Close, Ctrl+Q Quit, F1 Help",
}
"""The keys at 80 columns, where a screen has 78 for them."""


@pytest.mark.parametrize("screen", SCREENS)
def test_the_keys_that_matter_most_are_in_sight_at_80_columns(screen: str) -> None:
    entries = foot_entries(KeyTable(), screen, 78)
    assert ", ".join(f"{entry.key} {entry.label}" for entry in entries) == FEET[screen]


def test_the_keys_of_a_workshop_are_in_sight_where_there_is_less_room_still() -> None:
    entries = [f"{entry.key} {entry.label}" for entry in foot_entries(KeyTable(), "question", 58)]
    assert "  ".join(entries) == "Ctrl+Q Quit  F1 Help  Ctrl+P More  F3 Don't know"
    whole = [entry.id for entry in foot_entries(KeyTable(), "question", 118)]
    assert whole[3:] == ["unknown", "discuss", "who", "note", "back", "why", "result", "review"]


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("key", ["f2", "escape"])
async def test_an_open_panel_says_first_how_it_is_closed(tmp_path: Path, size: tuple[int, int], key: str) -> None:
    async with on_stage(tmp_path, size=size) as stage:
        await stage.press("f2")
        assert stage.rows()[-1].strip().startswith("F2 Close")
        assert "Ctrl+P" in stage.rows()[-1]
        await stage.press(key)
        assert "Why we ask" not in stage.text()
        assert stage.rows()[-1].strip().startswith("Ctrl+Q Quit")


async def test_other_keys_are_named_wherever_a_key_is_named(tmp_path: Path) -> None:
    table = KeyTable({"close": ("f12",), "unknown": ("f4",), "review": ("ctrl+n",)})
    async with on_stage(tmp_path, keys=table) as stage:
        await stage.press("right")
        assert "to-dos with F4" in stage.words()
        for opens in ("f7", "f9"):
            await stage.press(opens)
            assert "Esc" not in stage.text()
            assert "F12 Close" in stage.text()
            await stage.press("f1")
            assert "Esc" not in stage.text()
            await stage.press("f12", "f12")
        assert stage.current == "identity"
        await stage.press("f10", "c")
        assert "Esc" not in stage.words("#plain-hint")
        assert "F12 closes" in stage.words("#plain-hint")
        await stage.press("f12", "ctrl+c")
        assert "Press Ctrl+C again to leave" in stage.words()


async def test_help_explains_what_has_the_focus(tmp_path: Path) -> None:
    from wizard.tui.strings import FOCUS_HELP

    async with on_stage(tmp_path, size=(120, 70)) as stage:
        for focus in ("choices", "trail"):
            stage.one(f"#{focus}").focus()
            await stage.settle()
            await stage.press("f1")
            assert " ".join(FOCUS_HELP[focus].split()) in stage.words()
            for key in KEYS:
                if "question" in key.screens:
                    assert key.about in stage.words() or key.about[:20] in stage.words()
            await stage.press("escape")


async def test_help_works_in_windows_too(tmp_path: Path) -> None:
    from wizard.tui.strings import FOCUS_HELP

    async with on_stage(tmp_path) as stage:
        await stage.press("f7", "f1")
        assert " ".join(FOCUS_HELP["page"].split()) in stage.words()
        await stage.press("escape", "escape")
        assert stage.current == "identity"


async def test_the_list_of_commands_holds_everything_and_runs_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={"identity": "user_cloud"}) as stage:
        await stage.press("ctrl+p")
        commands = {command.action for command in stage.app.screen.commands}
        expected = {k.action for k in KeyTable().on("question") if k.id not in {"commands", "interrupt"}}
        assert expected <= commands
        assert "app.jump('identity')" in commands
        await stage.type("parked nowhere")
        assert "No command, question, answer or fact holds “parked nowhere”" in stage.words()
        await stage.press("enter")
        await stage.press("escape", ":")
        await stage.type("discussion")
        await stage.press("enter")
        assert stage.session.record.discuss == ["cloud"]
        await stage.press("ctrl+p")
        await stage.type(f"go to {real_pack().question_by_id['identity'].title}")
        await stage.press("enter")
        assert stage.current == "identity"


async def test_answers_and_facts_are_found_among_the_commands(tmp_path: Path) -> None:
    async with on_stage(tmp_path, answers={"identity": "user_cloud"}) as stage:
        await stage.press("ctrl+p")
        assert "Guest" not in stage.words()
        await stage.type("guest")
        assert "An answer to Account type." in stage.words()
        await stage.press("enter")
        assert stage.current == "identity"
        assert "Guest" in stage.app.screen.choices.highlighted_choice.label
        assert stage.session.interview.answers == {"identity": "user_cloud"}
        fact = real_pack().fact_by_id["CA-19"]
        await stage.press("ctrl+p")
        await stage.type("ca-19")
        await stage.press("enter")
        assert "Fact CA-19" in stage.words()
        assert " ".join(fact.title.split()) in stage.words("#meaning")
        await stage.press("escape")
        assert stage.current == "identity"


async def test_facts_are_found_before_a_record_is_open(tmp_path: Path) -> None:
    async with on_stage(tmp_path, name=None) as stage:
        await stage.press("ctrl+p")
        assert stage.one("#typed").placeholder == "Type to find a command or a fact"
        await stage.press(*"CA-19", "enter")
        assert "Fact CA-19" in stage.words()
        assert stage.words("#ways") == "1 Close"


async def test_hidden_names_are_hidden_on_every_screen(tmp_path: Path) -> None:
    person = {"name": "Kim Lee", "role": "Head", "contact": "kim@example.org"}
    names = ("svc-billing", "Kim Lee", "kim@example.org")
    async with on_stage(tmp_path, size=(200, 50), redact=True) as stage:
        await stage.answer({"identity": "user_cloud"})
        stage.session.set_field("requester", person)
        stage.session.note("cloud", "Kim Lee asked for svc-billing@contoso.com")
        stage.app.speaker = "Kim Lee"
        await stage.press("p", "left")
        for keys in ([], ["f4"], ["escape", "f10"], ["2"], ["5"], ["s"], ["escape", "c"], ["escape", "w"]):
            await stage.press(*keys)
            for name in names:
                assert name not in stage.text(), (keys, name)
        await stage.press("escape", "escape", "ctrl+o")
        await stage.until(lambda: "Account 1" in stage.text())
        assert "svc-billing" not in stage.text()


async def test_hiding_names_is_switched_on_and_off(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        assert "svc-billing" in stage.text()
        await stage.press("ctrl+r")
        assert "svc-billing" not in stage.text()
        await stage.press("ctrl+r")
        assert "svc-billing" in stage.text()


def test_a_browser_is_offered_no_command_that_reads_files_of_its_server() -> None:
    session = Session(knowledge().pack, knowledge().engine, Record())
    here, there = (
        {command.title for command in commands_of("question", KeyTable(), session, web=web)} for web in (False, True)
    )
    assert {title.partition(":")[0] for title in here - there} == {"Evidence"}
    assert "Evidence: confirm all suggestions" in there
