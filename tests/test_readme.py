"""The README and the guides are tested: their commands run, and every command is in them."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.readme import GUIDES, PAGES, README, Code, Typed, acts, blocks, set_up_commands
from tests.support.desk import DAY, write_desk
from tests.support.packs import ROOT, pack_at
from tests.support.walking import take
from wizard.cli.main import FACES, run
from wizard.cli.parser import build_parser, command_in
from wizard.errors import WizardError

OPENED = {"serve", "mcp"}
"""Commands that wait for others; their options are read, and tests of their own run them."""

ENDS = {"verify": 4, "drift": 4, "evidence": 4}
"""What a command may end with besides 0: it found something to act on."""


def test_the_quick_start_has_two_commands():
    wizard, tests = set_up_commands()

    assert wizard.endswith("python -m wizard")
    assert tests.endswith("python -m pytest")
    assert all(command.startswith("python -m pip install ") and "\n" not in command for command in (wizard, tests))


def test_one_command_adds_all_extras():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    command = blocks("sh")[2]

    assert command.startswith("python -m pip install -c tests/constraints.txt ")
    assert sorted(re.search(r"\[(.*)\]", command)[1].split(",")) == sorted(extras.keys() - {"test", "bench", "dev"})


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    return write_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def _one_pack(monkeypatch):
    """Read the pack once for all commands."""
    from wizard.pack import loader
    from wizard.pack.files import default_pack_folder

    read = loader.load_pack

    def once(folder, *args, **kwargs):
        return pack_at(folder) if Path(folder) == default_pack_folder() else read(folder, *args, **kwargs)

    monkeypatch.setattr(loader, "load_pack", once)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_pack")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed(page, desk, tmp_path, monkeypatch, capsys):
    work = Path(shutil.copytree(desk, tmp_path / "work"))
    shutil.copytree(ROOT / "knowledge", work / "knowledge")
    monkeypatch.chdir(work)
    for act in acts(page):
        if isinstance(act, Typed):
            follow(act, work, monkeypatch, capsys)
        elif isinstance(act, Code):
            exec(act.text, {})  # noqa: S102 - the page is our own
            assert capsys.readouterr().out, "an example prints what it finds"
        else:
            take(act, work)


def follow(typed: Typed, work: Path, monkeypatch, capsys) -> None:
    """Type a command, and look for the lines that the page shows of its answer."""
    name, *words = shlex.split(typed.line)
    if name == "cp":
        shutil.copytree(words[1], words[2])
        return
    assert name == "mfa-wizard", typed.line
    words, _, target = (words, "", "") if ">" not in words else (words[:-2], ">", words[-1])
    build_parser(words).parse_args(words)
    command = command_in(words)
    if command in OPENED:
        return
    words = on_the_day(words)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code = run(words)
    out, err = capsys.readouterr()
    allowed = {2} if command in FACES - {"records"} else {0, ENDS.get(command or "", 0)}
    assert code in allowed, (typed.line, code, err)
    if target:
        (work / target).write_text(out, encoding="utf-8")
    shown = [line.rstrip() for line in f"{out}\n{err}".splitlines()]
    assert [line for line in typed.printed if not is_shown(line, shown)] == [], f"{typed.line}\n{out}\n{err}"


def on_the_day(words: list[str]) -> list[str]:
    """Return the words of a command with the day of the guides, if it takes one."""
    dated = [*words, "--date", DAY]
    try:
        build_parser(dated).parse_args(dated)
    except WizardError:
        return words
    return dated


def is_shown(line: str, shown: list[str]) -> bool:
    """Return whether a command printed a line, or what precedes its ``…``."""
    start = line.removesuffix("…")
    return line in shown or (start != line and any(one.startswith(start) for one in shown))


def test_every_command_is_described():
    from wizard.cli.parser import COMMANDS

    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)

    assert [name for name in COMMANDS if f"mfa-wizard {name}" not in text and f"`{name}`" not in text] == []


PICTURES = [
    (page, *found)
    for page in PAGES
    for found in re.findall(r"!\[([^\]]*)\]\(([^)]*screenshots/[^)]+)\)", page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "words", "path"), PICTURES)
def test_pictures_are_there_and_say_what_they_show(page, words, path):
    assert (page.parent / path).is_file()
    assert len(words.split()) >= 8


def test_the_readme_is_a_front_page_that_leads_to_every_guide():
    text = README.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 250
    assert [guide.name for guide in GUIDES if f"(.github/guides/{guide.name})" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_within_the_project_lead_somewhere(page):
    found = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))

    assert [link for link in found if not (page.parent / link).exists()] == []


def test_the_example_for_other_programs_prints_a_verdict(capsys):
    (example,) = blocks("python", ROOT / ".github/guides/embed.md")
    exec(example, {})  # noqa: S102 - the page is our own

    assert capsys.readouterr().out.startswith("workload_identity_ok [")
