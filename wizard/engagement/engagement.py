"""An engagement: the folder of one tenant's accounts, with the papers that were decided and the reports made of both.

    engagement.toml     the client, answers given once for the tenant, people named once, the rules of the organization
    accounts/*.json     one living record for each account
    evidence/           what was read: names, digests and periods, never the exports themselves; which papers were given
    decisions/          papers as they were signed; never rewritten
    drafts/             papers of accounts that are not before a board; always rewritten
    reports/            portfolio, registers, calendar, backlog; always rewritten

The state of an account is read from ``accounts/`` and ``decisions/`` and stored nowhere: a second place for it would
be wrong the day somebody ticks a box.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.documents.house import settled
from wizard.engagement.paths import ACCOUNTS, is_engagement, numbered, slug
from wizard.engagement.settings import check_tenant, read_settings, with_tenant, without_tenant
from wizard.engagement.store import SUFFIX, saved_files
from wizard.errors import Problem, RecordError
from wizard.files.reading import read_bytes, refused
from wizard.files.writing import write_new, write_whole
from wizard.record.reading import SAVED, dump_record, read_record
from wizard.record.settings import Settings
from wizard.record.version import SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

EVIDENCE = "evidence"
DECISIONS = "decisions"
DRAFTS = "drafts"
REPORTS = "reports"


@dataclass(frozen=True)
class AccountFile:
    """The file of a living account.

    Attributes:
        data: Its bytes; None where they cannot be read.
    """

    path: Path
    data: bytes | None
    problem: Problem | None = None

    def __reduce__(self) -> tuple[type[AccountFile], tuple[Path, bytes | None, Problem | None]]:
        """Leave out what was read of it: another process reads it faster than it takes over objects."""
        return AccountFile, (self.path, self.data, self.problem)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file, in hex."""
        return hashlib.sha256(self.data or b"").hexdigest()

    @cached_property
    def record(self) -> Record:
        """What the file holds, without the answers of the tenant.

        Raises:
            RecordError: It cannot be read.
        """
        if self.data is None:
            raise RecordError(self.problem or Problem(str(self.path), "cannot be read."))
        return read_record(self.data, str(self.path))


@dataclass(frozen=True)
class Engagement:
    """The folder of one tenant's accounts; reading it changes nothing."""

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path, pack: Pack, engine: Engine) -> Engagement:
        """Return the engagement of a folder.

        Raises:
            RecordError: There is none, or its settings cannot be used.
        """
        if not is_engagement(folder):
            remedy = "Make one from a list of accounts with 'mfa-wizard assess LIST --to DIR'."
            raise RecordError(Problem(str(folder), f"holds no {SETTINGS_FILE}.", remedy, for_shell=True))
        settings = read_settings(folder / SETTINGS_FILE)
        check_tenant(pack, engine, settings)
        return cls(folder, settings)

    @property
    def accounts_folder(self) -> Path:
        return self.folder / ACCOUNTS

    @property
    def decisions_folder(self) -> Path:
        return self.folder / DECISIONS

    @property
    def drafts_folder(self) -> Path:
        return self.folder / DRAFTS

    @property
    def reports_folder(self) -> Path:
        return self.folder / REPORTS

    def account_files(self) -> list[AccountFile]:
        """Return the files of all accounts, by name; those that cannot be read have a problem."""
        return [_read(path) for path in saved_files(self.accounts_folder)]

    def account_file(self, path: Path) -> AccountFile | None:
        """Return the file of an account; None where it is gone."""
        return _read(path) if path.is_file() else None

    def whole(self, pack: Pack, record: Record) -> Record:
        """Return a record with the answers of the tenant.

        Raises:
            RecordError: A value of the tenant does not fit its field.
        """
        return with_tenant(pack, record, self.settings, SETTINGS_FILE)

    def settled(self, pack: Pack, record: Record, day: date) -> Record:
        """Return a record with the answers of the tenant, and the rules that apply to documents of a day.

        Raises:
            RecordError: A value of the tenant does not fit its field, or a rule does not fit the pack.
        """
        return settled(pack, self.whole(pack, record), self.settings, day)

    def own(self, pack: Pack, record: Record) -> Record:
        """Return a record without the answers of the tenant."""
        return without_tenant(pack, record, self.settings)

    def write(self, path: Path, record: Record) -> AccountFile:
        """Write a living account and return its file.

        Raises:
            RecordError: The file cannot be written.
        """
        return self._put(path, record, write_whole)

    def write_new(self, path: Path, record: Record) -> AccountFile:
        """Write a living account whose file must not be there yet, and return its file.

        Raises:
            RecordError: Another run has made it, or the file cannot be written.
        """
        return self._put(path, record, write_new)

    def _put(self, path: Path, record: Record, write: Callable[[Path, bytes], None]) -> AccountFile:
        data = dump_record(record)
        try:
            write(path, data)
        except FileExistsError:
            message = "was made by another run a moment ago."
            raise RecordError(Problem(str(path), message, "Run this again.")) from None
        except OSError as error:
            raise RecordError(refused(path, error, "Free the disk or the folder, then run it again.")) from None
        return AccountFile(path, data)

    def free_path(self, name: str, taken: Container[str]) -> Path:
        """Return a file for a new account; a name once given is never given again.

        Args:
            name: Of the account.
            taken: Names of files that are there, in lower case.
        """
        free = next(stem for stem in numbered(slug(name)) if f"{stem}{SUFFIX}" not in taken)
        return self.accounts_folder / f"{free}{SUFFIX}"


def _read(path: Path) -> AccountFile:
    try:
        return AccountFile(path, read_bytes(path, SAVED))
    except RecordError as error:
        return AccountFile(path, None, error.problems[0])
