"""What an error code or message means, and what it means for one account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.evidence.accounts import AccountSummary, ErrorCount, Use
from wizard.evidence.mappings import Mappings
from wizard.pack.models import ErrorCode, Message

_CODE = re.compile(r"(?:AADSTS|\b)(\d{5,7})\b", re.IGNORECASE)
_MOST_TEXT = 20_000
_MOST_CODES = 10


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says, as far as the pack knows.

    Attributes:
        codes: Known error codes in the text.
        unknown: Codes in the text that the pack does not know.
        messages: Known messages in the text.
    """

    codes: tuple[ErrorCode, ...]
    unknown: tuple[str, ...]
    messages: tuple[Message, ...]

    def __bool__(self) -> bool:
        """Return True when anything is known."""
        return bool(self.codes or self.messages)


@dataclass(frozen=True, slots=True)
class ForAccount:
    """What a code means for one account.

    Attributes:
        account: Its name.
        seen: Rows with the code in the logs, or None when the logs name the account without it.
        uses: Where the account signs in, so that the reader sees what may be hit.
        later_success: It signed in without error after the code was last seen; None when times are missing.
        interactive: The account signs in interactively; False says that nobody is there to answer; None is unknown.
    """

    account: str
    seen: ErrorCount | None
    uses: tuple[Use, ...]
    later_success: bool | None
    interactive: bool | None


def look_up(text: str, mappings: Mappings) -> Meaning:
    """Return what an error code or a message means.

    Args:
        text: A code such as ``50076`` or ``AADSTS50076``, a message, or a whole error text with both.
        mappings: The tables of the subject.
    """
    cut = text[:_MOST_TEXT]
    found = list(dict.fromkeys(match[1] for match in _CODE.finditer(cut)))[:_MOST_CODES]
    flat = " ".join(cut.lower().split())
    return Meaning(
        tuple(mappings.error_codes[code] for code in found if code in mappings.error_codes),
        tuple(code for code in found if code not in mappings.error_codes),
        tuple(message for message in mappings.messages if message.pattern.lower() in flat),
    )


def for_account(code: str, summary: AccountSummary) -> ForAccount:
    """Return what a code means for one account, from its sign-ins."""
    seen = next((error for error in summary.errors if str(error.code) == code), None)
    counts = summary.counts
    interactive = True if counts.interactive else (False if counts.kind_unknown == 0 and counts.rows else None)
    return ForAccount(summary.account, seen, _hit(seen, summary.uses), _later(seen, summary), interactive)


def _hit(seen: ErrorCount | None, uses: Sequence[Use]) -> tuple[Use, ...]:
    if seen is None:
        return tuple(uses[:3])
    failing = [use for use in uses if use.counts.failed or use.counts.interrupted]
    return tuple(failing[:3])


def _later(seen: ErrorCount | None, summary: AccountSummary) -> bool | None:
    if seen is None or seen.period.last is None:
        return None
    last = [use.period.last for use in summary.uses if use.counts.succeeded and use.period.last]
    # The last row of a use that also failed may be the failure itself, so only later times prove a success.
    return any(moment > seen.period.last for moment in last) if last else False
