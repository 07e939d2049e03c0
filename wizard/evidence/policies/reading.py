"""Reads a file or a folder of policy exports: the good rest is used, the remainder is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wizard.errors import EMPTY_LIST, EvidenceError, Problem, Severity
from wizard.evidence.policies.fields import is_broken_guid, is_guid
from wizard.evidence.policies.model import Policy, Reading
from wizard.evidence.policies.normalising import policy_of
from wizard.evidence.policies.shapes import Found, is_empty_list, is_first_version, policies_in
from wizard.files.collections import parts_of
from wizard.files.decoding import decode, refuse_other_text
from wizard.files.reading import Wanted, files_in, read_settled, skipped
from wizard.files.salvage import parse
from wizard.wording import short

POLICIES = Wanted(EvidenceError, "an export of policies", "Export the policies as JSON.", 64 * 1024 * 1024)
"""A tenant has some hundred policies of a few kilobytes."""
MAX_POLICIES = 10_000
"""Policies of one reading; Entra allows some hundred in a tenant."""
MAX_FILES = 20_000
MAX_STRAYS = 20
"""Entries of one list named as no policies; the rest is counted."""
_WORDS = frozenset({"all", "none", "guestsorexternalusers"})
_MAX = 5
"""Irregular entries of one list named one by one."""
_ARCHIVES = frozenset({".zip", ".gz", ".7z", ".rar", ".tar"})


@dataclass(slots=True)
class _Collected:
    policies: list[Policy] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    full: bool = False


def read_policies(*paths: Path) -> Reading:
    """Read the policies of files, and of all JSON files in folders and the folders in them.

    Raises:
        EvidenceError: A path does not exist, or a folder holds no JSON file.
    """
    collected = _Collected()
    count = 0
    for path in sorted(set(paths)):
        if not path.exists():
            raise EvidenceError(Problem(str(path), "does not exist.", "Name a file or folder of exported policies."))
        before = count, len(collected.unread)
        for file in _files(path, collected):
            count += 1
            if collected.full or count > MAX_FILES:
                _stop(collected, str(path))
                break
            _read_file(file, collected)
        if before == (count, len(collected.unread)):
            message = "holds no JSON file."
            raise EvidenceError(Problem(str(path), message, "Name the folder that holds the exported policies."))
    _drop_copies(collected)
    return Reading(tuple(collected.policies), tuple(collected.problems), tuple(collected.unread), count)


def refuse_unreadable(reading: Reading, place: str, before: Sequence[Problem] = ()) -> None:
    """Raise where no policy can be read; an empty list is a tenant without policies.

    Args:
        before: Findings that the error tells first.

    Raises:
        EvidenceError: With all that is wrong.
    """
    if not reading.policies and any(problem.code != EMPTY_LIST for problem in reading.problems):
        remedy = "Name a file or folder with exported policies."
        nothing = Problem(place, "holds no policy that can be read.", remedy)
        raise EvidenceError(*before, *reading.problems, nothing)


def read_originals(path: Path) -> dict[str, dict[str, Any]]:
    """Return the policies of a file or folder as they were exported, by id in lower case; of copies the one changed last."""
    originals: dict[str, tuple[Policy, dict[str, Any]]] = {}
    for file in _files(path, _Collected()):
        try:
            text, _ = _read_export(file)
        except EvidenceError:  # said already where the policies were read
            continue
        for document in parse(text, str(file)).documents:
            for found in policies_in(document):
                if isinstance(found, Found):
                    policy = policy_of(found, str(file))
                    before = originals.setdefault(policy.id.lower(), (policy, found.raw))[0].modified
                    if before is not None and policy.modified is not None and before < policy.modified:
                        originals[policy.id.lower()] = (policy, found.raw)
    return {identifier: raw for identifier, (_, raw) in originals.items()}


def read_text(text: str, place: str = "the input") -> Reading:
    collected = _Collected()
    _read_documents(text, place, collected)
    _drop_copies(collected)
    return Reading(tuple(collected.policies), tuple(collected.problems), tuple(collected.unread), 1)


def _files(path: Path, collected: _Collected) -> Iterator[Path]:
    others: list[Path] = []
    for file in files_in(path, deep=True):
        suffix = file.suffix.lower()
        if file == path or suffix in (".json", ".jsonl"):
            yield file
        elif suffix in _ARCHIVES:
            problem = Problem(str(file), "is an archive and was not opened.", "Unpack it.", "archive")
            collected.problems.append(problem)
            collected.unread.append(str(file))
        else:
            others.append(file)
    if others:
        collected.problems.append(skipped(path, others))


def _read_file(file: Path, collected: _Collected) -> None:
    try:
        text, note = _read_export(file)
    except EvidenceError as error:
        collected.problems.extend(error.problems)
        collected.unread.extend(problem.place for problem in error.problems)
        return
    if note is not None:
        collected.problems.append(note)
    _read_documents(text, str(file), collected)


def _read_export(file: Path) -> tuple[str, Problem | None]:
    """Return the text of a JSON export, and what is odd about it although it can be used.

    Raises:
        EvidenceError: It cannot be read, or is not JSON.
    """
    text, note = decode(read_settled(file, POLICIES), str(file), POLICIES, guess=True)
    refuse_other_text(text, str(file), POLICIES)
    return text, note


def _read_documents(text: str, place: str, collected: _Collected) -> None:
    parsed = parse(text, place)
    collected.problems.extend(parsed.problems)
    if parsed.lost:
        collected.unread.extend(dict.fromkeys(problem.place for problem in parsed.problems))
    lines = _Lines(text, place)
    before = len(collected.policies)
    for document in parsed.documents:
        _read_document(document, lines, collected)
        if collected.full:
            return
    if len(collected.policies) == before and not parsed.lost:
        collected.problems.append(_without_policies(parsed.documents, place))


def _without_policies(documents: tuple[Any, ...], place: str) -> Problem:
    if documents and all(is_empty_list(document) for document in documents):
        message = "holds an empty list, as of a tenant without policies."
        return Problem(place, message, "Check that the export was allowed to read policies.", EMPTY_LIST, "note")
    message = "is JSON but holds no Conditional Access policy."
    return Problem(place, message, "Omit it, or check what was exported.", "no-policy", "note")


def _read_document(document: Any, lines: _Lines, collected: _Collected) -> None:
    strays = 0
    before = len(collected.policies)
    for found in policies_in(document):
        if not isinstance(found, Found):
            strays += 1
            if strays <= MAX_STRAYS:
                what = short(repr(found.value), 60)
                message = f"{found.path} isn't a policy but {what}."
                collected.problems.append(Problem(lines.place, message, "Check the export.", "stray"))
            continue
        if len(collected.policies) >= MAX_POLICIES:
            collected.full = True
            _stop(collected, lines.place)
            return
        policy = policy_of(found, lines.of(found))
        collected.policies.append(policy)
        collected.problems.extend(_irregularities(policy, found.path))
    if strays > MAX_STRAYS:
        message = f"has {strays - MAX_STRAYS:,} more entries that are no policies."
        collected.problems.append(Problem(lines.place, message, "Check the export.", "stray"))
    for part in parts_of(document, lines.place):
        collected.problems.append(part.problem)
        collected.unread.append(f"{part.place} (further pages)" if part.kind == "page" else part.place)
    if len(collected.policies) > before and is_first_version(document):
        message = "comes from Graph v1.0, which leaves out policies that use preview features."
        remedy = "Export from the beta endpoint, or compare the number of policies with the portal."
        collected.problems.append(Problem(lines.place, message, remedy, "v1", "note"))


def _irregularities(policy: Policy, path: str) -> Iterator[Problem]:
    """Yield what a person should know about a policy.

    Args:
        policy: The policy.
        path: Where it is in its document.
    """
    title = short(policy.name or path, 80)
    if policy.invalid:
        yield _problem(policy, title, f"is not usable: {policy.invalid}.", "Export it again.", "invalid")
    if policy.deleted:
        message = (
            f"was deleted on {short(policy.deleted, 40)}; it counts for nothing until an administrator restores it."
        )
        yield _problem(policy, title, message, "", "deleted", severity="note")
    if policy.state is None and not any(entry.startswith("state") for entry in policy.unknown):
        remedy = "A template has none; export the tenant's policies to know which are on."
        yield _problem(policy, title, "has no state.", remedy, "no-state", severity="note")
    if policy.lost and policy.state != "disabled":
        message = f"lacks {policy.lost}; what it requires cannot be known."
        yield _problem(policy, title, message, "Compare it with the portal, or export it again.", "no-demand")
    if policy.unknown and policy.state != "disabled":
        shown = ", ".join(short(entry, 80) for entry in policy.unknown[:_MAX])
        message = f"uses what cannot be judged here: {shown}."
        remedy = "Export with ConvertTo-Json -Depth 10, or ask Microsoft's what-if about this policy."
        yield _problem(policy, title, message, remedy, "unknown-property", severity="note")
    if policy.device_filter is not None and policy.device_filter.error:
        message = f"has a device filter that cannot be parsed: {short(policy.device_filter.error)}."
        yield _problem(policy, title, message, "Compare the rule with the portal.", "device-filter")
    yield from _entries(policy, title)


def _entries(policy: Policy, title: str) -> Iterator[Problem]:
    users, resources = policy.users, policy.resources
    lists = (
        ("users", users.include_users | users.exclude_users),
        ("groups", users.include_groups | users.exclude_groups),
        ("roles", users.include_roles | users.exclude_roles),
        ("resources", resources.include | resources.exclude),
    )
    for noun, entries in lists:
        broken = sorted(entry for entry in entries if is_broken_guid(entry))
        if broken:
            shown = ", ".join(broken[:_MAX])
            message = f"names {noun} by IDs that are not whole: {shown}."
            yield _problem(policy, title, message, "Compare the IDs with the portal.", "broken-id")
        if noun == "resources":
            continue
        named = sorted(entry for entry in entries - _WORDS if not is_guid(entry) and not is_broken_guid(entry))
        if named:
            shown = ", ".join(short(entry, 60) for entry in named[:_MAX])
            more = f" and {len(named) - _MAX} more" if len(named) > _MAX else ""
            message = f"names {noun} by name instead of ID: {shown}{more}."
            yield _problem(
                policy, title, message, "Names are looked up in the directory file.", "by-name", severity="note"
            )


def _problem(
    policy: Policy, title: str, message: str, remedy: str, code: str, *, severity: Severity = "loss"
) -> Problem:
    return Problem(policy.place, message, remedy, code, severity, f"'{title}'")


class _Lines:
    """Finds the line of a policy by its id or name."""

    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place
        self._position = 0
        self._line = 1

    def of(self, found: Found) -> str:
        """Return file and line; the path inside the document where the line cannot be found."""
        for key, value in found.raw.items():
            if key.lower() in ("id", "displayname") and isinstance(value, str) and value:
                position = self.text.find(f'"{value}"', self._position)
                if position >= 0:
                    # Policies come in order, so each character is counted once.
                    self._line += self.text.count("\n", self._position, position)
                    self._position = position
                    return f"{self.place}:{self._line}"
        return f"{self.place} ({found.path})"


def _stop(collected: _Collected, place: str) -> None:
    collected.full = True
    message = f"holds more than is read at once ({MAX_POLICIES:,} policies, {MAX_FILES:,} files)."
    collected.problems.append(Problem(place, message, "Name the folder of one tenant's policies only.", "too-many"))
    collected.unread.append(f"{place} (the rest)")


def _drop_copies(collected: _Collected) -> None:
    """Keep one of several copies of a policy: of those that differ the one that was changed last, where that is known."""
    of_id: dict[str, list[Policy]] = {}
    for policy in collected.policies:
        if policy.id:
            of_id.setdefault(policy.id.lower(), []).append(policy)
    kept: dict[int, Policy] = {id(policy): policy for policy in collected.policies}
    for policies in of_id.values():
        different: list[Policy] = []
        for policy in policies:
            same = next((other for other in different if _contents(policy) == _contents(other)), None)
            if same is None:
                different.append(policy)
                continue
            del kept[id(policy)]
            message = f"is the same policy as {short(same.place)}."
            collected.problems.append(Problem(policy.place, message, "", "copy", "note"))
        if len(different) > 1:
            for policy, found in zip(different, _of_several(different, collected), strict=True):
                del kept[id(policy)]
                kept |= {id(found): found} if found is not None else {}
    collected.policies = list(kept.values())


def _of_several(different: Sequence[Policy], collected: _Collected) -> Iterator[Policy | None]:
    """Yield for each of several copies that differ what becomes of it, None where it counts no more, and say so."""
    times = [policy.modified for policy in different if policy.modified is not None]
    newest = max(times) if len(times) == len(different) else None
    latest = [policy for policy in different if newest is not None and policy.modified == newest]
    # Two forms of one state, such as with names and with IDs: both hold. What was deleted is another state.
    alike = len({bool(policy.deleted) for policy in latest}) == 1
    for policy in different:
        if newest is not None and policy.modified != newest:
            message = f"is an older copy of the policy in {short(latest[0].place)}, which was changed after it."
            collected.problems.append(Problem(policy.place, message, "", "older-copy", "note"))
            yield None
        elif len(latest) == 1:
            yield policy
        else:
            other = next(one for one in latest or different if one is not policy)
            differs = f"has the same ID as, but differs from, the policy in {short(other.place)}"
            remedy = f"Keep one export only; {'both were judged' if alike else 'which of them holds cannot be known'}."
            collected.problems.append(Problem(policy.place, f"{differs}.", remedy, "conflict"))
            yield policy if alike else replace(policy, invalid=f"it {differs}")


def _contents(policy: Policy) -> tuple[object, ...]:
    return tuple(getattr(policy, name) for name in Policy.__slots__ if name not in {"place", "id", "modified"})
