"""An example or two for the help of every command."""

from __future__ import annotations

import argparse

EXAMPLES: dict[str, tuple[str, ...]] = {
    "": ("mfa-wizard", "mfa-wizard ask --plain", "mfa-wizard export svc-orders --to out"),
    "ask": (
        "mfa-wizard ask",
        "mfa-wizard ask --plain --record svc-orders",
        "mfa-wizard ask --plain --to out --format html",
    ),
    "decide": (
        "mfa-wizard decide answers.json",
        "mfa-wizard decide answers.json --format text",
        "mfa-wizard decide --lines - < accounts.jsonl",
    ),
    "explain": ("mfa-wizard explain answers.json --format text",),
    "export": (
        "mfa-wizard export svc-orders --to out",
        "mfa-wizard export answers.json --to out --format html,docx --final",
        "mfa-wizard export svc-orders --to out --redact",
    ),
    "template": ("mfa-wizard template > answers.json", "mfa-wizard template --format csv > accounts.csv"),
    "records": ("mfa-wizard records", "mfa-wizard records open svc-orders"),
    "records list": ("mfa-wizard records list --format json", "mfa-wizard records list --owner 'Olga Ney'"),
    "records open": ("mfa-wizard records open svc-orders", "mfa-wizard records open svc-orders --plain"),
    "records rename": ('mfa-wizard records rename svc-orders "svc-orders@contoso.com"',),
    "records renew": ("mfa-wizard records renew svc-orders --until 2027-11-30",),
    "records close": (
        "mfa-wizard records close svc-orders --by 'Gil Orr' --outcome account_retired --evidence 'ticket 4711'",
        "mfa-wizard records close svc-orders --undo",
    ),
    "records hand-over": (
        "mfa-wizard records hand-over --from 'Olga Ney' --to 'Nora New; Finance lead; nora@contoso.com' --dry-run",
    ),
    "records key": ("mfa-wizard records key", 'mfa-wizard records key "Account 7"'),
    "records delete": ("mfa-wizard records delete svc-orders --yes",),
    "assess": (
        "mfa-wizard assess accounts.csv --to contoso",
        "mfa-wizard assess accounts.xlsx --to out --yes",
        "mfa-wizard assess accounts.csv --to contoso --documents --policies policies.json --sign-ins sign-ins.csv",
    ),
    "board": ("mfa-wizard board contoso --accounts svc-orders,svc-bills", "mfa-wizard board contoso --due 2026-12"),
    "evidence": ("mfa-wizard evidence show sign-ins.csv", "mfa-wizard evidence explain AADSTS50076"),
    "evidence what-if": (
        "mfa-wizard evidence what-if --policies policies.json --request sign-in.json --directory directory.json",
    ),
    "evidence impact": ("mfa-wizard evidence impact --policies before --against after --directory directory.json",),
    "evidence change": (
        "mfa-wizard evidence change out --policies policies.json --directory directory.json --to change",
    ),
    "evidence migration": (
        "mfa-wizard evidence migration connections.json --flows flows.json",
        "mfa-wizard evidence migration exports --directory directory.json --format md",
    ),
    "evidence show": ("mfa-wizard evidence show sign-ins.csv users.json",),
    "evidence propose": ("mfa-wizard evidence propose svc-orders sign-ins.csv --policies policies.json",),
    "evidence explain": ("mfa-wizard evidence explain AADSTS50076",),
    "evidence kql": ("mfa-wizard evidence kql > query.kql",),
    "evidence collect": (
        "mfa-wizard evidence collect --record svc-orders --to collect.ps1",
        "mfa-wizard evidence collect --for policies groups --to collect.ps1",
    ),
    "verify": ("mfa-wizard verify out", "mfa-wizard verify out --date 2027-01-31"),
    "drift": (
        "mfa-wizard drift out",
        "mfa-wizard drift out --pack my-pack --format md",
        "mfa-wizard drift out --policies policies --directory directory.json",
    ),
    "status": ("mfa-wizard status out --due 30", "mfa-wizard status out --owner 'Olga Ney' --format json"),
    "knowledge": ("mfa-wizard knowledge check", "mfa-wizard knowledge due"),
    "knowledge check": ("mfa-wizard knowledge check --pack my-pack --strict",),
    "knowledge paper": ("mfa-wizard knowledge paper --to rules.html",),
    "knowledge diff": ("mfa-wizard knowledge diff knowledge my-pack",),
    "knowledge facts": ("mfa-wizard knowledge facts CA-19", "mfa-wizard knowledge facts --json"),
    "knowledge due": ("mfa-wizard knowledge due --date 2027-01-31",),
    "knowledge schema": ("mfa-wizard knowledge schema --to schema",),
    "serve": ("mfa-wizard serve", "mfa-wizard serve --port 8080"),
    "mcp": ("mfa-wizard mcp", "mfa-wizard mcp --folder exports"),
    "completion": ("mfa-wizard completion bash > ~/.local/share/bash-completion/completions/mfa-wizard",),
    "schema": ("mfa-wizard schema decide", "mfa-wizard schema --to schemas"),
    "help": ("mfa-wizard help", "mfa-wizard help evidence what-if", "mfa-wizard help --man > mfa-wizard.1"),
}
"""Command lines by command; each works unchanged where the files that it names exist."""

HEAD = "examples:\n"


class Formatter(argparse.HelpFormatter):
    """Breaks descriptions as usual and leaves examples as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith(HEAD) else super()._fill_text(text, width, indent)


def add_examples(parser: argparse.ArgumentParser, command: str) -> None:
    """Let the help of a command end with its examples."""
    shown = EXAMPLES.get(command, ())
    if shown and parser.epilog is None:
        parser.epilog = HEAD + "\n".join(f"  {line}" for line in shown)
        if not command:
            parser.epilog += "\n\nOptions and examples of a command: mfa-wizard COMMAND --help"
        if parser.formatter_class is argparse.HelpFormatter:
            parser.formatter_class = Formatter
