"""Prints the script.

Everything in the script that comes from a record or a pack is data: quoted text, or one line of comment. It is plain
ASCII, whatever is in a name, so that each PowerShell reads it alike however it was saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files

from wizard import __version__
from wizard.errors import Problem, UsageError
from wizard.evidence.collect.manifest import TOOL
from wizard.evidence.collect.tables import Collect, Section, scopes_of
from wizard.wording import count

MOST_ACCOUNTS = 100
MOST_DAYS = 89
"""Days of the Azure Activity Log; sign-in logs of Microsoft Entra are shorter."""
ENVIRONMENTS = ("Global", "USGov", "USGovDoD", "China")
_MOST_NAME = 400
_FIRST_OUTSIDE = 0x10000

_HEAD = """# {tool}, version {version}. Read-only: every request to the tenant is a GET or a Get- cmdlet.
# It writes JSON files and a manifest into a new folder on this computer, and sends nothing anywhere.
# Run it in PowerShell 7; sections of Power Platform need Windows PowerShell 5.1.
# Where a section fails, the script says so, writes nothing of it, and continues with the next.
#
{contents}
#
#Requires -Version 5.1
param(
    [string] $To = "mfa-evidence-$(Get-Date -Format 'yyyyMMdd-HHmmss')",
    [ValidateSet({environments})] [string] $Environment = 'Global',
    [ValidateRange(1, {most_days})] [int] $Days = {days}
)
$ErrorActionPreference = 'Stop'
$Tool = '{tool}'
$Version = {version_text}
$Accounts = @({accounts})
$Scopes = @({scopes})
$Started = (Get-Date).ToUniversalTime().ToString('s') + 'Z'
if (Test-Path -LiteralPath $To) {{ throw "$To exists. Name a new folder with -To." }}
$To = (New-Item -ItemType Directory -Path $To).FullName
"""

_SECTION = """
# ---- section {id}: {title}
# File: {file}. Answers: {questions}.
# Needs: {needs}.
try {{
{body}
    Write-Export '{id}' '{file}' '{collection}' $Rows
}} {otherwise} {{
    Write-Failure '{id}' '{file}' $_
}}
"""


def script(
    table: Collect, sections: Sequence[Section], accounts: Sequence[str], days: int, label: Callable[[str], str]
) -> str:
    """Return the script.

    Args:
        table: All sections that there are.
        sections: Those that are wanted, in the order of the table.
        accounts: Sign-in names or object ids; empty takes all accounts.
        days: How far logs go back.
        label: Gives a question in words.

    Raises:
        UsageError: There are too many accounts or days, or a name cannot be one of an account.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(Problem("--days", f"is {days}.", f"Give 1 to {MOST_DAYS} days."))
    if len(accounts) > MOST_ACCOUNTS:
        raise UsageError(Problem("--account", f"names {len(accounts):,}.", f"Name at most {MOST_ACCOUNTS}, or none."))
    services = dict.fromkeys(one.service for one in sections)
    head = _HEAD.format(
        tool=TOOL,
        version=_line(__version__),
        version_text=quoted(__version__),
        contents="\n".join(f"# {one.id}: {one.file} - {_line(one.title)}" for one in sections),
        environments=", ".join(map(quoted, ENVIRONMENTS)),
        most_days=MOST_DAYS,
        days=days,
        accounts=", ".join(map(_account, accounts)),
        scopes=", ".join(map(quoted, scopes_of(table, sections))),
    )
    parts = [head, _part("common"), *map(_part, services), *(_section(one, label) for one in sections), _part("end")]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def needs_of(section: Section) -> str:
    """Return scopes and role of a section in words."""
    scopes = f"{count(len(section.scopes), 'scope')} {', '.join(section.scopes)}; " if section.scopes else ""
    return f"{scopes}role {section.role}"


def quoted(text: str) -> str:
    """Return text as a literal of PowerShell in ASCII, which nothing in it can end.

    PowerShell takes typographic quotes for quotes, and Windows PowerShell guesses the encoding of a script, so whatever is
    not ASCII is written as a number.
    """
    pieces: list[str] = []
    plain = ""
    for character in text:
        if " " <= character <= "~":
            plain += "''" if character == "'" else character
            continue
        if plain:
            pieces.append(f"'{plain}'")
            plain = ""
        pieces += [f"[char]0x{unit:04X}" for unit in _units(character)]
    if plain:
        pieces.append(f"'{plain}'")
    if len(pieces) == 1 and pieces[0].startswith("'"):
        return pieces[0]
    return f"('' + {' + '.join(pieces)})" if pieces else "''"


def _units(character: str) -> tuple[int, ...]:
    code = ord(character)
    if code < _FIRST_OUTSIDE:
        return (code,)
    rest = code - _FIRST_OUTSIDE
    return 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF)


def _account(name: str) -> str:
    clean = name.strip()
    if not clean or len(clean) > _MOST_NAME or not clean.isprintable():
        message = "is empty, too long, or holds a control character, which no sign-in name has."
        raise UsageError(
            Problem(f"account {name[:60]!r}", message, "Give the sign-in name or object ID as the directory has it.")
        )
    return quoted(clean)


def _section(section: Section, label: Callable[[str], str]) -> str:
    return _SECTION.format(
        otherwise="catch",
        id=section.id,
        title=_line(section.title),
        file=section.file,
        collection=section.collection,
        questions=_line("; ".join(f"{label(name)} ({name})" for name in section.questions)),
        needs=_line(needs_of(section)),
        body="\n".join(f"    {line}" if line else "" for line in _part(section.id).strip("\n").splitlines()),
    )


def _line(text: str) -> str:
    """Return text for one line of comment, in ASCII."""
    return " ".join(text.split()).encode("ascii", "replace").decode("ascii")


def _part(name: str) -> str:
    return (files(__package__) / "parts" / f"{name}.ps1").read_text(encoding="utf-8")
