"""What a change of policies does to every account: two sets of policies, one directory, some contexts.

The batch evaluator judges both sets in one pass. A result is *changed* only where both sides are
known and differ, and *unchanged* only where both are known and equal. Everything else is *unknown*:
what cannot be known is never counted as "no change". Whether a change is sure nevertheless is said apart.

Results are kept by group of accounts, four bytes for each group and context, and rows are made when
somebody reads them, so that a directory of a million users needs little more than itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from wizard.errors import EvidenceError, Problem
from wizard.evidence.batch import Batch, Judged, Perhaps, Reach, Side, Verdict, places
from wizard.evidence.cites import with_section
from wizard.evidence.contexts import NamedContext
from wizard.evidence.directory import Directory
from wizard.evidence.policies.fields import is_guid
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.policies.pairing import Pair, Pairing, paired
from wizard.evidence.tables import ConditionalAccessTables

Kind = Literal["unchanged", "changed", "unknown"]
Change = Literal["none", "possible", "sure"]


class Cell(NamedTuple):
    """What a group of accounts meets in a context, before and after.

    Attributes:
        kind: Whether that changes.
        before: By the old policies.
        after: By the new ones.
        reasons: Why the unattended sign-in is unknown, where no policy is.
        change: Whether something changes: ``none`` where the same policies count, ``sure`` where the two sides differ
            whatever it is that cannot be known, ``possible`` otherwise.
        perhaps: What policies would add, before and after, that may apply.
    """

    kind: Kind
    before: Verdict
    after: Verdict
    reasons: tuple[str, ...]
    change: Change
    perhaps: tuple[Perhaps, ...]


class Row(NamedTuple):
    """One account in one context."""

    account: int
    context: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Accounts:
    """Numbers of accounts in the order of the directory, put together only where somebody reads them."""

    parts: tuple[array[int], ...]

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(number for part in self.parts for number in part))


@dataclass(frozen=True, slots=True)
class PolicyImpact:
    """To whom a policy applies, in one of the contexts at least: what differs.

    Attributes:
        pair: The policy before and after.
        gained: Accounts to which it applies now and did not before.
        lost: Accounts to which it applied before and does not now.
        unknown: Accounts of which that cannot be known.
    """

    pair: Pair
    gained: Accounts
    lost: Accounts
    unknown: Accounts


class Impact:
    """The change from one set of policies to another.

    Args:
        old: The policies before.
        new: The policies after.
        directory: The tenant's directory, whose users are the accounts.
        tables: The subject's tables.
        contexts: What the accounts sign in to, and how.

    Raises:
        EvidenceError: The directory has no account.
    """

    def __init__(
        self,
        old: Reading,
        new: Reading,
        directory: Directory,
        tables: ConditionalAccessTables,
        contexts: Sequence[NamedContext],
    ) -> None:
        self.old, self.new, self.contexts = old, new, tuple(contexts)
        self.directory, self.tables = directory, tables
        self.accounts = accounts_of(directory, (*old.policies, *new.policies))
        if not self.accounts:
            remedy = "Export users, with id and userPrincipalName, and name the file with --directory."
            raise EvidenceError(Problem(directory.place, "has no users.", remedy, for_shell=True))
        self.pairing: Pairing = paired(old.policies, new.policies)
        self._bits = _Order(self.pairing.pairs)
        unread = (bool(old.unread), bool(new.unread))
        sides = (Side(self._bits.old, unread[0]), Side(self._bits.new, unread[1]))
        self._batch = Batch(self._bits.policies, self.accounts, directory, tables, sides)
        self._any_unread = any(unread)
        self._cells: list[Cell] = []
        self._columns = tuple(self._column(one) for one in self.contexts)

    def _column(self, context: NamedContext) -> array[int]:
        """Judge one context; return for each group the number of its cell."""
        column = array("I")
        known: dict[int, int] = {}
        judged = self._batch.judge(context.context)
        for one in judged:
            number = known.get(id(one))
            if number is None:
                number = known[id(one)] = len(self._cells)
                self._cells.append(self._cell(one))
            column.append(number)
        return column

    def _cell(self, judged: Judged) -> Cell:
        before, after = judged.verdicts
        touched = judged.touched or self._any_unread
        kind: Kind = "unchanged"
        reasons: tuple[str, ...] = ()
        if "unknown" in {before.outcome, after.outcome}:
            kind = "unknown"
        elif before._replace(unattended="") != after._replace(unattended=""):
            kind = "changed"
        elif touched and "unknown" in {before.unattended, after.unattended}:
            # The same is asked of both, and whether a job can live with it is open: with a sign-in frequency, say.
            kind = "unknown"
            reasons = tuple(dict.fromkeys(reason for reason in judged.reasons if reason))
        elif before != after:
            kind = "changed"
        sure = kind == "changed" or (touched and not self._any_unread and surely_differ(judged))
        change: Change = "sure" if sure else "possible" if kind == "unknown" and touched else "none"
        return Cell(kind, before, after, reasons, change, judged.perhaps)

    @cached_property
    def sizes(self) -> array[int]:
        """How many accounts each group has."""
        sizes = array("I", bytes(4 * len(self._batch.groups)))
        for group in self._batch.group_of:
            sizes[group] += 1
        return sizes

    @cached_property
    def counts(self) -> dict[Kind, int]:
        counts: dict[Kind, int] = {"changed": 0, "unknown": 0, "unchanged": 0}
        for column in self._columns:
            for size, number in zip(self.sizes, column, strict=True):
                counts[self._cells[number].kind] += size
        return counts

    @property
    def acts(self) -> bool:
        """Whether something changes, or may change where it cannot be known."""
        return any(cell.change != "none" for cell in self._cells)

    def name(self, account: int) -> str:
        """Return the sign-in name of an account, with its id where several have it; its id where no name was exported."""
        return self.directory.name_of(self.accounts[account])

    def rows(self, kind: Kind) -> Iterator[Row]:
        """Yield all accounts and contexts of a kind, in the order of the directory."""
        of_group: dict[int, list[tuple[int, Cell]]] = {}
        for account, group in enumerate(self._batch.group_of):
            found = of_group.get(group)
            if found is None:
                found = of_group[group] = [(row.context, row.cell) for row in self.rows_of(account, kind)]
            for place, cell in found:
                yield Row(account, place, cell)

    def rows_of(self, account: int, kind: Kind) -> Iterator[Row]:
        """Yield the contexts of a kind for one account, by its number."""
        group = self._batch.group_of[account]
        for place, column in enumerate(self._columns):
            cell = self._cells[column[group]]
            if cell.kind == kind:
                yield Row(account, place, cell)

    @property
    def cells(self) -> Sequence[Cell]:
        return self._cells

    def groups(self) -> Iterator[tuple[Cell, ...]]:
        """Yield for each group of accounts what it meets in each context."""
        cells = self._cells
        for numbers in zip(*self._columns, strict=True):
            yield tuple([cells[number] for number in numbers])

    @property
    def group_of(self) -> Sequence[int]:
        return self._batch.group_of

    def missing(self, row: Row) -> tuple[str, ...]:
        """Return what would tell, for a row that cannot be known."""
        context = self.contexts[row.context].context
        wanted = [*self._batch.missing(row.account, context), *row.cell.reasons]
        for reading in (self.old, self.new):
            wanted += [with_section(f"policies that could not be read: {place}") for place in reading.unread]
        return tuple(dict.fromkeys(wanted))

    def policies(self) -> Iterator[PolicyImpact]:
        """Yield each policy with the accounts to which it begins or ceases to apply; policies that differ first."""
        found: list[tuple[list[array[int]], ...]] = [([], [], []) for _ in self._bits.pairs]
        for move, accounts in self._moves():
            for part, bits in enumerate(move):
                for number in places(bits):
                    found[number][part].append(accounts)
        for number, pair in sorted(enumerate(self._bits.pairs), key=lambda one: one[1].change == "same"):
            yield PolicyImpact(pair, *(Accounts(tuple(parts)) for parts in found[number]))

    def _moves(self) -> list[tuple[tuple[int, int, int], array[int]]]:
        """Return the accounts by the pairs, as bits, that they gain, lose, or perhaps gain or lose."""
        moves: dict[tuple[int, int, int], array[int]] = {}
        of_group = [
            moves.setdefault(self._bits.move(reach), array("I"))
            for reach in self._batch.reach([one.context for one in self.contexts])
        ]
        for account, group in enumerate(self._batch.group_of):
            of_group[group].append(account)
        return list(moves.items())


class _Order:
    """Gives each policy its bit, so that before and after of all changed pairs lie a fixed distance apart.

    First come the pairs that stay the same, as one bit of both sides; then the old form of each changed pair, then
    the new forms in the same order; then what was removed, and what was added.
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        kinds: dict[str, list[Pair]] = {"same": [], "changed": [], "removed": [], "added": []}
        for pair in pairs:
            kinds[pair.change].append(pair)
        same, changed, removed, added = kinds.values()
        self.pairs = [*same, *changed, *removed, *added]
        forms = [pair.new for pair in same] + [pair.old for pair in changed] + [pair.new for pair in changed]
        forms += [pair.old for pair in removed] + [pair.new for pair in added]
        self.policies: list[Policy] = [policy for policy in forms if policy is not None]
        self._shift = len(changed)
        self._changed = _run(len(changed), len(same))
        start = len(same) + 2 * len(changed)
        self._removed, self._added = _run(len(removed), start), _run(len(added), start + len(removed))
        shared = _run(len(same), 0)
        self.old = shared | self._changed | self._removed
        self.new = shared | self._changed << self._shift | self._added

    def move(self, reach: Reach) -> tuple[int, int, int]:
        """Return the pairs that begin to apply, that cease, and of which neither can be known, as bits of ``pairs``."""
        both, shift = self._changed, self._shift
        old_yes, old_no = reach.applies & both, reach.never & both
        new_yes, new_no = reach.applies >> shift & both, reach.never >> shift & both
        open_pairs = both & ~((old_yes | old_no) & (new_yes | new_no))
        open_singles = (self._removed | self._added) & ~(reach.applies | reach.never)
        gained = new_yes & old_no | (reach.applies & self._added) >> shift
        lost = old_yes & new_no | (reach.applies & self._removed) >> shift
        return gained, lost, open_pairs | open_singles >> shift


def _run(length: int, start: int) -> int:
    """Return so many bits in a row."""
    return ((1 << length) - 1) << start


def surely_differ(judged: Judged) -> bool:
    """Return whether what is required differs between two sides, whatever the policies do that may apply."""
    before, after = judged.verdicts
    perhaps_before, perhaps_after = judged.perhaps
    if perhaps_before.blocks and perhaps_after.blocks:
        return False
    if "block" in {before.outcome, after.outcome}:
        return True
    old, new = {*before.controls, *before.details}, {*after.controls, *after.details}
    may_old = {*old, *perhaps_before.controls, *perhaps_before.details}
    may_new = {*new, *perhaps_after.controls, *perhaps_after.details}
    return bool(old - may_new or new - may_old)


def accounts_of(directory: Directory, policies: Sequence[Policy]) -> Sequence[str]:
    """Return the ids of all users; without exported users, those that groups, roles and policies name."""
    if directory.users is not None:
        return tuple(directory.users)
    named: dict[str, None] = {}
    groups = directory.groups or {}
    holders = [group.members for group in groups.values()] + [role.members for role in (directory.roles or {}).values()]
    for members in holders:
        named.update(dict.fromkeys(sorted(member for member in members or () if member not in groups)))
    for policy in policies:
        users = policy.users.include_users | policy.users.exclude_users
        named.update(dict.fromkeys(sorted(entry for entry in users if is_guid(entry))))
    return tuple(named)
