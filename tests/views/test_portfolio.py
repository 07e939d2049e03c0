"""What the list of accounts says in one line after something was done for several."""

from __future__ import annotations

from wizard.engagement.board import Tabled
from wizard.engagement.shared_answers import Done
from wizard.errors import Problem
from wizard.views.portfolio import given_words, tabled_words


def test_accounts_without_a_paper_are_named_once_however_much_is_open() -> None:
    many = [Problem(f"svc-crm@contoso.com: answers.{name}", "isn't answered.") for name in ("cloud", "activity")]
    one = Problem("svc-bot@contoso.com", "isn't ready for a board.", subject="The account")
    said = tabled_words(Tabled((), (*many, one), ("svc-a@contoso.com: nothing new to sign.",)))
    assert "Not ready: svc-crm@contoso.com (2 open items), svc-bot@contoso.com (1 open item). svc-a" in said
    said = tabled_words(Tabled((), (one,), ()))
    assert said.endswith("Not ready: svc-bot@contoso.com: The account isn't ready for a board.")


def test_one_account_and_several_are_said_as_people_say_them() -> None:
    assert given_words(Done(not_asked=["a"]), "Yes").endswith("1 does not need it.")
    assert given_words(Done(not_asked=["a", "b"]), "Yes").endswith("2 do not need it.")
