"""What can be done with a record after its board: renew the exception, close the record, or take a closure back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wizard.errors import Problem, RecordError, WizardError
from wizard.prompts.face import BACK, QUIT, Asking, Option
from wizard.prompts.fields import SignOff
from wizard.prompts.flow import staying
from wizard.prompts.forms import Back, fill
from wizard.prompts.texts import refuse
from wizard.record.values import Part
from wizard.views import lifecycle

if TYPE_CHECKING:
    from wizard.engagement.living import Living

AFTER = (
    Option("renew", "Renew the exception", "r"),
    Option("close", "Close the record", "c"),
    Option("reopen", "Undo the closure", "u"),
)


def after_board(sign_off: SignOff) -> None:
    """Ask what is to be done with the record, and do it."""
    from wizard.engagement.living import Living

    face, session = sign_off.face, sign_off.session
    reply = staying(face.choose(Asking("What happened after the board?", AFTER, commands=(BACK, QUIT))))
    if reply.command:
        return
    living = Living.at(session.path, session.pack, session.engine, session.as_record(), sign_off.day)
    command = {"renew": _renew, "close": _close, "reopen": _reopen}[reply.options[0]]
    try:
        for line in command(sign_off, living):
            face.tell(line)
        sign_off.begun.pop(reply.options[0], None)
    except Back:
        return
    except WizardError as error:
        refuse(face, "Not done", error)
    sign_off.flow.report_save()


def _given(sign_off: SignOff, form: str, parts: Sequence[Part]) -> Mapping[str, Any]:
    """Ask for the parts of a form; those that were typed before it was refused are offered again."""
    typed = sign_off.begun.setdefault(form, {})
    fill(sign_off.face, sign_off.day, parts, typed)
    return typed


def _renew(sign_off: SignOff, living: Living) -> Iterator[str]:
    from wizard.engagement.renewal import renewal_of

    sign_off.face.tell(lifecycle.renewal_asked(renewal_of(living)))
    start, end = lifecycle.term_given(_given(sign_off, "renew", lifecycle.RENEW))
    if end is None:
        raise RecordError(Problem("", "A renewal needs a last day.", "Write it as 2027-11-30."))
    renewal = renewal_of(living, start, end)
    sign_off.session.take(renewal.record)
    yield from lifecycle.renewal_lines(renewal)


def _close(sign_off: SignOff, living: Living) -> Iterator[str]:
    from wizard.engagement.closing import closed

    sign_off.face.tell(lifecycle.CLOSE_ABOUT)
    done = closed(living, lifecycle.closure_given(_given(sign_off, "close", lifecycle.CLOSE)))
    sign_off.session.take(done.record)
    yield from lifecycle.closed_lines(done)


def _reopen(sign_off: SignOff, living: Living) -> Iterator[str]:
    from wizard.engagement.closing import reopened
    from wizard.record.model import Closure

    record = reopened(living)
    sign_off.session.take(record)
    yield from lifecycle.reopened_lines(record.account.name, living.record.closed or Closure())
