"""A page that is copied is Markdown: its headings, lists and tables are read back as such, and nothing of a user's is."""

from __future__ import annotations

from markdown_it import MarkdownIt

from wizard.decision.blocks import Heading, Prose, Table, item, text, theirs
from wizard.views.lines import as_markdown

BLOCKS = (
    Heading("Open items", count=2),
    item("first"),
    item("a note", mark="*"),
    item(theirs("# no heading | <b>"), mark="+", label="Kim"),
    text("said in a list", depth=1),
    Table(("Who", "What"), (("Kim", "signs | dates"),)),
    Prose("## Case\n\nText."),
    Heading("Nothing follows"),
)


def tokens(markdown: str) -> list[str]:
    return [token.type for token in MarkdownIt("js-default").parse(markdown)]


def test_headings_lists_and_tables_are_kept() -> None:
    text = as_markdown(BLOCKS)
    assert text.startswith("### Open items (2)\n\n- first\n- \\* a note\n")
    found = tokens(text)
    assert found.count("heading_open") == 2
    assert found.count("bullet_list_open") == 2, "a sign is no list of its own"
    assert found.count("td_open") == 2
    assert "html_block" not in found


def test_names_are_taken_out_of_what_users_wrote_and_of_nothing_else() -> None:
    text = as_markdown(
        [item(theirs("Kim asked"), " and Kim answered")], lambda said: said.replace("Kim", "(name hidden)")
    )
    assert text == "- (name hidden) asked and Kim answered\n"
