"""What a session can undo and redo: the states of its record, one for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.record.model import FIELD

if TYPE_CHECKING:
    from wizard.decision.interview import Interview
    from wizard.record.model import Record

MOST = 500
"""Changes that can be undone; a workshop on one account makes fewer."""

State = tuple["Record", "Interview"]
"""The record but for its answers, and the interview that holds them."""


class History:
    """States before and after the present one."""

    def __init__(self, now: State) -> None:
        self._now = now
        self._before: list[State] = []
        self._after: list[State] = []

    def add(self, now: State) -> None:
        """Keep a state as the present one; what was undone before cannot be redone any more."""
        if changed(self._now, now):
            self._before = [*self._before[-MOST:], self._now]
            self._after = []
        self._now = now

    def back(self) -> State | None:
        """Return the state before, which is the present one from now on; None where there is none."""
        return self._step(self._before, self._after)

    def forth(self) -> State | None:
        """Return the state that was undone last, which is the present one from now on; None where there is none."""
        return self._step(self._after, self._before)

    def _step(self, source: list[State], target: list[State]) -> State | None:
        if not source:
            return None
        target.append(self._now)
        self._now = source.pop()
        return self._now


def changed(one: State, other: State) -> tuple[str, ...]:
    """Return the questions and fields with another answer, mark, note, to-do or value, in alphabetical order."""
    found: set[str] = set()
    pairs = (
        (one[1].answers, other[1].answers),
        (one[1].parked, other[1].parked),
        *((getattr(one[0], name), getattr(other[0], name)) for name in ("drafts", "notes", "origins", "signoff")),
    )
    for before, after in pairs:
        found |= {name.removeprefix(FIELD) for name in {*before, *after} if before.get(name) != after.get(name)}
    found |= {*one[1].to_do} ^ {*other[1].to_do}
    found |= {*one[0].discuss} ^ {*other[0].discuss}
    return tuple(sorted(found))
