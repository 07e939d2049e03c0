"""Exports that a person named, read into one thing to ask about accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.errors import EvidenceError, Problem, RecordError
from wizard.evidence.cites import SignOff
from wizard.evidence.collect.manifest import failures, is_manifest
from wizard.evidence.exports.directory import is_directory, is_locations
from wizard.evidence.namesakes import object_id
from wizard.evidence.policies.shapes import looks_like_policy

if TYPE_CHECKING:
    import threading
    from datetime import date

    from wizard.evidence.collection import Evidence
    from wizard.evidence.directory import Directory
    from wizard.evidence.exports.heading_map import HeadingMaps
    from wizard.evidence.mappings import Mappings
    from wizard.evidence.proposals.from_policies import PolicyEvidence
    from wizard.evidence.proposals.observation import Observation
    from wizard.evidence.proposals.policies_with_exports import Several
    from wizard.evidence.sign_ins.result import Progress
    from wizard.files.sniff import Sniffed
    from wizard.record.model import Record


_CLOSE = 0.6
"""From this likeness on, a name may be another spelling of the one that is looked for."""


class UnnamedAccountError(EvidenceError):
    """No export names the account of a record under any of its names."""


@dataclass(frozen=True, slots=True)
class Exports:
    """Files by what is done with them.

    Attributes:
        files: Sign-ins and other exports, each sniffed once.
        policies: Conditional Access policies; files and folders.
        directory: Candidates for the file of users, groups and roles that policies are judged by.
        only: Accounts whose sign-ins are kept; empty keeps all.
        maps: What is remembered of tables with unknown headings.
        problems: What is wrong with files that cannot be used.
    """

    files: Sequence[Sniffed]
    policies: Sequence[Path] = ()
    directory: Sequence[Path] = ()
    only: Sequence[str] = ()
    maps: HeadingMaps | None = None
    problems: Sequence[Problem] = ()

    @classmethod
    def sorted_out(
        cls,
        paths: Sequence[Path],
        policies: Sequence[Path] = (),
        directory: Sequence[Path] = (),
        only: Sequence[str] = (),
    ) -> Exports:
        """Return exports of whatever kind sorted by what is done with them; a folder means its files.

        Args:
            paths: Files and folders of any kind.
            policies: Files and folders that are known to hold policies.
            directory: Files that are known to hold users, groups and roles.
            only: Accounts whose sign-ins are kept.
        """
        from wizard.files.sniff import sniff_all

        files: list[Sniffed] = []
        found_policies, found_directory = list(policies), list(directory)
        sniffed, problems = sniff_all(paths)
        for file in sniffed:
            if file.holds(is_manifest):
                problems += failures(file.path)
                continue
            if file.holds(looks_like_policy):
                found_policies.append(file.path)
                continue
            if file.holds(is_directory):
                found_directory.append(file.path)
            files.append(file)
        known, more = sniff_all(directory)
        return cls((*files, *known), found_policies, found_directory, only, problems=(*problems, *more))

    @contextmanager
    def opened(
        self,
        pack: Path | None,
        progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[tuple[Several | None, list[Problem]]]:
        """Read them; give what to ask, None where no export was named, and what could not be used.

        Raises:
            EvidenceError: No file could be used.
            MissingExtraError: A library that a file needs is not installed.
            StoppedError: ``stop`` was set.
        """
        if not self.files and not self.policies:
            if self.problems:
                raise EvidenceError(*self.problems)
            yield None, []
            return
        from wizard.evidence.proposals.policies_with_exports import Several

        mappings = mappings_of(pack)
        with ExitStack() as stack:
            evidence: Evidence | None = None
            policies: PolicyEvidence | None = None
            problems = list(self.problems)
            files = [file for file in self.files if not file.holds(is_locations)]
            if files:
                evidence = stack.enter_context(self._read(files, mappings, progress, stop))
                problems += evidence.problems
            if self.policies:
                policies, said = self._policies(pack, mappings)
                problems += said
            yield Several(evidence, policies, mappings), problems

    def _read(
        self,
        files: Sequence[Sniffed],
        mappings: Mappings,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
    ) -> Evidence:
        from wizard.evidence.collection import read_evidence

        return read_evidence(files, mappings, only=self.only, progress=progress, stop=stop, maps=self.maps)

    def _policies(self, pack: Path | None, mappings: Mappings) -> tuple[PolicyEvidence, list[Problem]]:
        from wizard.evidence.policies.reading import read_policies, refuse_unreadable
        from wizard.evidence.proposals.from_policies import PolicyEvidence
        from wizard.evidence.tables import load_tables

        reading = read_policies(*self.policies)
        if not reading.policies:
            refuse_unreadable(reading, ", ".join(map(str, self.policies)))
            raise EvidenceError(*reading.problems)
        directory, problems = self._directory()
        problems += [problem for problem in reading.problems if problem.severity == "loss"]
        tables = load_tables(pack)
        return PolicyEvidence(reading, directory, tables, mappings), problems

    def _directory(self) -> tuple[Directory, list[Problem]]:
        """Return users, groups, roles and named locations from all files that have some; empty where none has."""
        from wizard.evidence.directory import Directory
        from wizard.evidence.directory_reading import read_directories

        files = [path for path in self.directory if path.suffix.lower() != ".csv"]
        if not files:
            return Directory(), []
        try:
            found = read_directories(files)
        except EvidenceError as error:
            message = "holds users, groups, roles or named locations as Graph exports them."
            remedy = "Export them as JSON, so that policies can be judged by group and role."
            missing = Problem("--directory", message, remedy, "no-directory", subject="None of the files")
            return Directory(), [*error.problems, missing]
        return found, list(found.problems)


def mappings_of(pack: Path | None) -> Mappings:
    """Return the mappings of a pack; those of the shipped one where it has none.

    Raises:
        PackError: The mappings are invalid.
    """
    from wizard.evidence.mappings import FILE, load_mappings

    return load_mappings(pack if pack is not None and (pack / FILE).is_file() else None)


def names_of(record: Record) -> list[str]:
    """Return what a record calls its account: the name, then the object ID given in the sign-off.

    Raises:
        RecordError: It calls it nothing.
    """
    called = (record.account.name, record.signoff.get(SignOff.ACCOUNT))
    found = [name.strip() for name in called if isinstance(name, str) and name.strip()]
    if not found:
        raise RecordError(Problem("account.name", "is empty.", "Name the account as the exports do."))
    return found


def object_id_of(record: Record) -> str:
    """Return the object ID that a record gives its account; empty where it gives none."""
    return object_id(record.signoff.get(SignOff.ACCOUNT))


def stated(record: Record) -> dict[str, Any]:
    """Return the answers of a record that a person gave or confirmed."""
    origins = record.origins
    return {
        name: value for name, value in record.answers.items() if name not in origins or origins[name].how != "proposed"
    }


def observed(
    evidence: Several, names: Sequence[str], day: date, record: Record
) -> tuple[tuple[Observation, ...], list[Problem]]:
    """Return what exports say under the first name that they know, and what is said of rows of others with its name.

    Args:
        names: What the exports may call the account of the record.
        day: Today.
        record: Its answers tell which policies reach the account, and its object ID which rows are of another one.

    Raises:
        EvidenceError: They say nothing about any of the names, or only something of another account.
    """
    left: dict[Problem, None] = {}
    # A person who names an account by its object ID knows better than the record.
    given = next(filter(None, map(object_id, names[:1])), object_id_of(record))
    for name in names:
        seen, others = evidence.about(name, day, stated(record), given)
        left |= {others: None} if others is not None else {}
        if any(one.kind != "collection" for one in seen):
            return seen, list(left)
    if left:
        raise EvidenceError(*(replace(one, severity="loss") for one in left))
    message = "isn't named in any export."
    remedy = "Name it as the exports do, such as with --account. 'evidence show' lists their names."
    raise UnnamedAccountError(Problem(names[0][:200], message, remedy, for_shell=True))


def accounts_in(
    exports: Exports,
    pack: Path | None,
    names: Sequence[str],
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> list[str]:
    """Return all accounts that exports name, those first that may be another spelling of a name.

    Args:
        exports: Read again whole, for one account's sign-ins are read without those of others.
        pack: Another pack than the shipped one; None for that.
        names: What the account is called.
        progress: Called while sign-in logs are read.
        stop: Set it from another thread to stop.

    Raises:
        EvidenceError: No file could be used.
        StoppedError: ``stop`` was set.
    """
    with replace(exports, only=()).opened(pack, progress, stop) as (evidence, _):
        if evidence is None:
            return []
        found = set(evidence.evidence.accounts()) if evidence.evidence is not None else set()
        if evidence.policies is not None:
            found |= {user.account or user.id for user in (evidence.policies.directory.users or {}).values()}
    return sorted(found, key=lambda account: (-_likeness(account, names), account))


def _likeness(account: str, names: Sequence[str]) -> float:
    """Return how close an account's name is to one of some names; 0 where it is not a spelling of any."""
    local = account.partition("@")[0]
    likeness = 0.0
    for name in names:
        wanted = name.strip().lower().partition("@")[0]
        same = wanted in local or local in wanted
        likeness = max(likeness, 1.0 if same else SequenceMatcher(None, wanted, local).ratio())
    return likeness if likeness >= _CLOSE else 0.0
