"""The one aggregation over all shapes, as SQL: account x client x resource, and what happened there.

Group keys are chosen so that memory stays small: ids as 16-byte numbers, and everything out of the
ordinary (an odd id, a protocol, an old client, a method) in one packed text that most rows lack.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.evidence.mappings import Mappings
from wizard.evidence.namesakes import NOBODY
from wizard.evidence.sign_ins.shape import NO_TEXT, PART, FieldName, Shape, literal
from wizard.evidence.sign_ins.table import LEFT, LEFT_POLICIES, LISTS, POLICIES
from wizard.evidence.slashed_dates import DAYS, MONTHS, PATTERN, Order

HOW_PARTS = ("user_id", "app_id", "resource_id", "protocol", "transfer", "client", "method", "account")
"""What ``how`` packs, in order; an id is there only when it is not of the usual form, the account only without id."""

UNREADABLE_CODE = -1
"""The error of a row that failed without a number."""
ADDRESS_BITS = 62
HOURS = 24
DAY_BITS = 36
REFRESH_BIT, PRIMARY_BIT, BROWSER_BIT = 60, 61, 62
"""``marks`` holds a bit for each hour of the day, above them one for each day, counted round, and above
those whether a refresh token, a primary refresh token or a browser was seen. Bits cost less memory than counts."""

_CLOCKS = ("%I:%M:%S.%g %p", "%I:%M:%S %p", "%H:%M:%S.%g", "%H:%M:%S", "%I:%M %p", "%H:%M")
_WITH_POINTS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y, %H:%M:%S")


def _formats(order: Order | None) -> tuple[str, ...]:
    """Return the forms of dates that can be read. Day and month of a date with slashes look alike, so its order must be known."""
    if order is None:
        return _WITH_POINTS
    return (*_WITH_POINTS, *(f"{DAYS[order]}{comma} {clock}" for clock in _CLOCKS for comma in (",", "")))


def _time(expression: str, order: Order | None) -> str:
    """Return SQL for seconds since 1970. Times in UTC, which exports write, take a faster way."""
    formats = ", ".join(literal(text) for text in _formats(order))
    utc = f"CASE WHEN ends_with({expression}, 'Z') THEN TRY_CAST({expression} AS TIMESTAMP) END"
    zoned = f"CAST(TRY_CAST({expression} AS TIMESTAMPTZ) AS TIMESTAMP)"
    written = f"try_strptime({expression}, [{formats}])"
    return f"TRY_CAST(epoch(coalesce({utc}, {zoned}, {written})) AS UINTEGER)"


_PERIOD: tuple[FieldName, ...] = ("first", "last")
_MOMENT: tuple[FieldName, ...] = ("when",)
_TEXTS: tuple[FieldName, ...] = ("app", "resource", "address", "protocol", "transfer", "client", "method")
_WORDS: tuple[FieldName, ...] = ("requirement", "token", "ca_status", "result_text")
_COUNTS: tuple[FieldName, ...] = (
    "rows",
    "required",
    "single_factor",
    "by_claim",
    "ca_applied",
    "refresh_tokens",
    "primary_tokens",
    "addresses",
)


class Statement:
    """Builds the SQL of one file.

    Attributes:
        parameters: Values for the place holders of the statement, in order.
    """

    def __init__(
        self, shape: Shape, mappings: Mappings, number: int, only: tuple[str, ...] = (), order: Order | None = None
    ) -> None:
        """Keep the shape of the file, its number, the accounts to keep (none: all), and what comes first in its dates."""
        self.order = order
        self.shape = shape
        self.mappings = mappings
        self.number = number
        self.only = only
        self.parameters: list[str] = []

    def dates(self, source: str) -> str:
        """Return a query on a source: whether a date with slashes has a first, or a second number above 12."""
        parts = []
        for target in _PERIOD if self.shape.summarized else _MOMENT:
            expression = self._field(target)
            parts += [
                f"coalesce(max(TRY_CAST(regexp_extract({expression}, '{PATTERN}', {number}) AS INTEGER)), 0) > {MONTHS}"
                for number in (1, 2)
            ]
        return f"SELECT {' OR '.join(parts[0::2])}, {' OR '.join(parts[1::2])} FROM {source}"  # noqa: S608 - see ``literal``

    def ids(self, source: str) -> str:
        """Return the statement that takes the ids of a source, as numbers."""
        number = self._id_number()
        taken = f"SELECT {number} AS id FROM {source} WHERE {number} IS NOT NULL"  # noqa: S608 - see ``literal`` and ``name``
        return f"CREATE OR REPLACE TEMP TABLE ids AS {taken}"

    def unseen(self, source: str) -> str:
        """Return a source without the sign-ins that an earlier file has."""
        number = self._id_number()
        return f"(SELECT * FROM {source} WHERE {number} IS NULL OR {number} NOT IN (SELECT id FROM seen))"  # noqa: S608

    def _id_number(self) -> str:
        identifier = self._field("id")
        return f"CASE WHEN {identifier} <> '' THEN hash(lower({identifier})) END"

    def insert(self, source: str) -> str:
        """Return the statement that reads a source and adds its groups to the table."""
        keys = self._keys()
        aggregates = self._summed() if self.shape.summarized else self._counted()
        constants = {
            "file": str(self.number),
            "kind": "'user'",
            "interactive": self._known_interactive(),
            "providers": NO_TEXT,
        }
        columns = constants | keys | aggregates
        odd = ", ".join(f"{expression} AS {target}" for target, expression in self._odd().items())
        rows = f"SELECT {self._kept()}, {odd} FROM (SELECT {self._normal()} FROM {source})"  # noqa: S608 - see ``literal`` and ``name``
        if "policies" in self.shape.fields:
            return self._with_policies(columns, keys, rows)
        selected = ", ".join(f"{expression} AS {target}" for target, expression in columns.items())
        selecting = f"SELECT {selected} FROM ({rows}) GROUP BY {', '.join(keys)}"  # noqa: S608 - the same
        return f"INSERT INTO uses ({', '.join(columns)}) {selecting}"

    def _with_policies(self, columns: dict[str, str], keys: dict[str, str], rows: str) -> str:
        """Return the statement where rows list policies.

        Policies are counted for each account, not for each use, and the text of each list is kept once: so the groups
        stay small, and the engine reads the file once and takes no list apart.
        """
        inner = keys | {
            "policy_list": f"CASE WHEN {_OF_USERS} THEN hash(policy_names) END",
            "policy_text": f"CASE WHEN {_OF_USERS} THEN policy_names END",
            "who": f"CASE WHEN kind = 'user' AND user_id IS NULL THEN {self._nameless()} END",
        }
        keyed = ", ".join(f"{expression} AS key_{target}" for target, expression in inner.items())
        sets = (
            ", ".join(f"key_{target}" for target in keys),
            "key_kind, key_user_id, key_who, key_policy_list",
            "key_policy_list, key_policy_text",
        )
        kind = (
            f"CASE WHEN GROUPING(key_policy_text) = 0 THEN '{LISTS}' WHEN GROUPING(key_policy_list) = 0 THEN"
            f" CASE key_kind WHEN '{LEFT}' THEN '{LEFT_POLICIES}' ELSE '{POLICIES}' END"
        )
        columns = columns | {target: f"key_{target}" for target in keys}
        columns |= {
            "kind": f"{kind} ELSE {columns['kind']} END",
            "how": "coalesce(key_how, key_who)",
            "policy_list": "key_policy_list",
            "policy_text": "key_policy_text",
        }
        selected = ", ".join(f"{expression} AS {target}" for target, expression in columns.items())
        selecting = f"SELECT {selected} FROM (SELECT *, {keyed} FROM ({rows}))"  # noqa: S608 - see ``literal`` and ``name``
        grouped = ", ".join(f"({part})" for part in sets)
        return f"INSERT INTO uses ({', '.join(columns)}) {selecting} GROUP BY GROUPING SETS ({grouped})"

    @property
    def all_read(self) -> float:
        """What the engine reports of ``insert`` when its file is read, in per cent.

        It counts each step of a statement alike, however long: reading is one of two, and one of five where groups of
        three sets are made. Measured with duckdb 2.0.
        """
        return 20.0 if "policies" in self.shape.fields else 50.0

    def policy_lists(self) -> str:
        """Return the statement that extracts the policies from the text of each list, once ``insert`` ran."""
        return (
            f"INSERT INTO policy_lists SELECT file, policy_list, any_value({self.shape.policies}) FROM uses"  # noqa: S608
            f" WHERE file = {self.number} AND kind = '{LISTS}' AND policy_list IS NOT NULL GROUP BY file, policy_list"
        )

    def _field(self, target: FieldName) -> str:
        return self.shape.fields.get(target, NO_TEXT)

    def _known_interactive(self) -> str:
        known = self.shape.interactive
        return "CAST(NULL AS BOOLEAN)" if known is None else str(known).lower()

    def _normal(self) -> str:
        """Return the columns of the inner query: the fields of one sign-in under common names."""
        user = f"nullif({self._field('user_id')}, {literal(NOBODY)})"
        parts = {
            "kind": self._field("kind") if "kind" in self.shape.fields else "'user'",
            "account": self._field("account"),
            "raw_user": user,
            "raw_app": self._field("app_id"),
            "raw_resource": self._field("resource_id"),
        }
        for target in _TEXTS:
            parts[target] = self._field(target)
        parts |= {
            "user_id": f"TRY_CAST({user} AS UUID)",
            "app_id": f"TRY_CAST({self._field('app_id')} AS UUID)",
            "resource_id": f"TRY_CAST({self._field('resource_id')} AS UUID)",
            "error": self._error(),
        }
        if "status" in self.shape.fields:
            parts["step"] = self._stepped()
        if "interactive" in self.shape.fields:
            parts["is_interactive"] = f"coalesce({self._field('interactive')}, {self._known_interactive()})"
        if "providers" in self.shape.fields:
            parts["provider_names"] = self._field("providers")
        if "policies" in self.shape.fields:
            parts["policy_names"] = self._field("policies")
        if self.shape.summarized:
            parts["first_seen"] = _time(self._field("first"), self.order)
            parts["last_seen"] = _time(self._field("last"), self.order)
            for target in _COUNTS:
                parts[target] = f"TRY_CAST({self._field(target)} AS BIGINT)"
        else:
            parts["seconds"] = _time(self._field("when"), self.order)
            for target in _WORDS:
                parts[target] = self._field(target)
        return ", ".join(f"{expression} AS {target}" for target, expression in parts.items())

    def _error(self) -> str:
        if "error" not in self.shape.fields:
            return "CAST(NULL AS INTEGER)"
        code, unknown = self.shape.fields["error"], "CAST(NULL AS INTEGER)"
        if "status" not in self.shape.fields:
            # A row without a code says nothing of its result: its status was cut off, or the column is not exported.
            return f"CASE WHEN lower({code}) IN ('0', 'none') THEN 0 ELSE TRY_CAST({code} AS INTEGER) END"
        status = self._field("status")
        words = self.shape.words
        by_status = (
            f"CASE {status} WHEN {literal(words.success)} THEN 0"
            f" WHEN {literal(words.failure)} THEN {UNREADABLE_CODE}"
            f" WHEN {literal(words.interrupted)} THEN {UNREADABLE_CODE} ELSE {unknown} END"
        )
        # To fail at the word that most rows have costs more than to compare it.
        number = f"CASE WHEN {code} <> 'None' THEN TRY_CAST({code} AS INTEGER) END"
        return f"coalesce(nullif({number}, 0), {by_status})"

    def _stepped(self) -> str:
        """Return SQL that tells whether the export itself calls a row a step of a sign-in; NULL where it has no such word."""
        words, status = self.shape.words, self._field("status")
        said = f"{status} IN ({literal(words.success)}, {literal(words.failure)}, {literal(words.interrupted)})"
        return f"CASE WHEN {said} THEN {status} = {literal(words.interrupted)} END"

    def _keys(self) -> dict[str, str]:
        """Return the group keys. Rows that are no sign-ins of users fall together in one group."""
        user = "" if self._all_users() else "CASE WHEN kind = 'user' THEN "
        end = "" if self._all_users() else " END"
        keys = {} if self._all_users() else {"kind": "kind"}
        keys |= {target: f"{user}{target}{end}" for target in ("user_id", "app_id", "error")}
        keys["how"] = f"{user}{self._how()}{end}"
        # These tell what a file can say, so they are kept of accounts that nobody asked for, too.
        user = "" if self._all_users() else f"CASE WHEN {_OF_USERS} THEN "
        keys["resource_id"] = f"{user}resource_id{end}"
        if "status" in self.shape.fields:
            keys["stepped"] = "step"
        if "interactive" in self.shape.fields:
            keys["interactive"] = f"{user}is_interactive{end}"
        if "providers" in self.shape.fields:
            keys["providers"] = f"{user}provider_names{end}"
        return keys

    def _all_users(self) -> bool:
        return "kind" not in self.shape.fields and not self.only and "policies" not in self.shape.fields

    def _odd(self) -> dict[str, str]:
        """Return the values that ``how`` packs, as SQL that gives NULL for an ordinary one."""
        quiet = [value for row in self.mappings.protocols if row.ordinary for value in row.values]
        modern = [value for row in self.mappings.client_apps if row.kind != "legacy" for value in row.values]
        odd = {
            "protocol": _unless("protocol", quiet),
            "transfer": _unless("transfer", quiet),
            "client": _unless("client", modern),
            "method": "method",
        }
        return {f"odd_{target}": sql if target in self.shape.fields else NO_TEXT for target, sql in odd.items()}

    def _how(self) -> str:
        odd = list(self._odd())
        known = " AND ".join(f"{key} IS NOT NULL" for key in _RAW)
        # ``concat`` takes NULL for nothing. Each part costs as much as a comparison, so ids that exist are not repeated here.
        short = f", {PART}, ".join(odd)
        parts = [*(f"CASE WHEN {key} IS NULL THEN {raw} END" for key, raw in _RAW.items()), *odd, _ACCOUNT]
        return (
            f"CASE WHEN NOT ({known}) THEN concat({f', {PART}, '.join(parts)})"
            f" WHEN coalesce({', '.join(odd)}) IS NOT NULL THEN concat(repeat({PART}, {len(_RAW)}), {short}, {PART}) END"
        )

    @staticmethod
    def _nameless() -> str:
        """Return SQL of ``how`` with nothing but the account."""
        blank = ", ".join("''" for _ in HOW_PARTS[1:-1])
        return f"concat_ws({PART}, coalesce(raw_user, ''), {blank}, {_ACCOUNT})"

    def _counted(self) -> dict[str, str]:
        hour = "CAST(1 AS BIGINT) << CAST(seconds // 3600 % 24 AS INTEGER)"
        day = f"CAST(1 AS BIGINT) << CAST({HOURS} + seconds // 86400 % {DAY_BITS} AS INTEGER)"
        marks = [f"coalesce(({hour}) | ({day}), 0)"]
        flags: dict[str, tuple[FieldName, int]] = {
            "token = 'refreshToken'": ("token", REFRESH_BIT),
            "token = 'primaryRefreshToken'": ("token", PRIMARY_BIT),
            "client = 'Browser'": ("client", BROWSER_BIT),
        }
        for test, (needed, bit) in flags.items():
            if needed in self.shape.fields:
                marks.append(f"CASE WHEN {test} THEN {1 << bit} ELSE 0 END")
        aggregates = {
            "rows": "count(*)",
            "undated": "count_if(seconds IS NULL)",
            "first": "min(seconds)",
            "last": "max(seconds)",
            "marks": f"bit_or({' | '.join(marks)})",
            "address": "min(address)",
            "address_bits": f"bit_or(CAST(1 AS BIGINT) << CAST(hash(address) % {ADDRESS_BITS} AS INTEGER)) FILTER (address IS NOT NULL)",
            "names": self._names(),
        }
        words = self.shape.words
        counts: dict[str, tuple[FieldName, str]] = {
            "required": ("requirement", f"requirement = {literal(words.multi_factor)}"),
            "single_factor": ("requirement", f"requirement = {literal(words.single_factor)}"),
            "by_claim": ("result_text", "contains(result_text, 'satisfied by claim')"),
            "ca_applied": ("ca_status", f"ca_status IN ({literal(words.success)}, {literal(words.failure)})"),
        }
        for target, (needed, test) in counts.items():
            if needed in self.shape.fields:
                aggregates[target] = f"count_if({test})"
        return aggregates

    def _summed(self) -> dict[str, str]:
        aggregates = {
            "rows": "sum(coalesce(rows, 1))",
            "undated": "count_if(first_seen IS NULL)",
            "first": "min(first_seen)",
            "last": "max(last_seen)",
            "address": "min(address)",
            "addresses": "max(addresses)",
            "names": self._names(),
            "marks": (
                f"bit_or(CASE WHEN refresh_tokens > 0 THEN {1 << REFRESH_BIT} ELSE 0 END"
                f" | CASE WHEN primary_tokens > 0 THEN {1 << PRIMARY_BIT} ELSE 0 END"
                f" | CASE WHEN client = 'Browser' THEN {1 << BROWSER_BIT} ELSE 0 END)"
            ),
        }
        for target in ("required", "single_factor", "by_claim", "ca_applied"):
            aggregates[target] = f"sum({target})"
        return aggregates

    @staticmethod
    def _names() -> str:
        # ``concat`` takes NULL for nothing, and costs half of a chain of operators.
        return f"max(concat(account, {PART}, app, {PART}, resource))"

    def _kept(self) -> str:
        """Return the columns, with the rows marked that belong to accounts which nobody asked for."""
        if not self.only:
            return "*"
        holders = ", ".join("?" for _ in self.only)
        wanted = [account.lower() for account in self.only]
        self.parameters = [*wanted, *wanted]
        asked = f"coalesce(lower(account) IN ({holders}), false) OR coalesce(lower(raw_user) IN ({holders}), false)"
        return f"* REPLACE (CASE WHEN kind <> 'user' OR {asked} THEN kind ELSE '{LEFT}' END AS kind)"


def _unless(column: str, ordinary: Iterable[str]) -> str:
    """Return SQL of a column that gives NULL for each of these values.

    Not with IN: the engine joins to a long list, and counts that join as a part of its progress.
    """
    return f"CASE {column} {' '.join(f'WHEN {literal(value)} THEN NULL' for value in ordinary)} ELSE {column} END"


_OF_USERS = f"kind IN ('user', '{LEFT}')"
_ACCOUNT = "CASE WHEN user_id IS NULL THEN lower(coalesce(account, '')) ELSE '' END"
_RAW = {
    "user_id": "raw_user",
    "app_id": "coalesce(raw_app, app)",
    "resource_id": "coalesce(raw_resource, resource)",
}
"""Replaces an id that isn't one; an application without id is known by its name."""
