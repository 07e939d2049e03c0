"""What a reading of sign-in logs gives: the files, what is wrong with them, and the engine that holds the groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from wizard.errors import Problem
from wizard.evidence.mappings import Limit, Mappings
from wizard.evidence.sign_ins.engine import Digest, Engine


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is.

    Attributes:
        path: The file that is read.
        rows: Rows read so far of this file, estimated.
        share: Part of this file that is read, from 0 to 1.
        seconds_left: For this file, estimated; None while nobody can tell.
    """

    path: Path
    rows: int
    share: float
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that was read.

    Attributes:
        number: Number of the file in this reading, from 0.
        path: Where it lies.
        shape: Id of its shape.
        title: Its kind in words.
        digest: Takes the digest of its bytes.
        size: Bytes.
        rows: Sign-ins of users in it; for a summary, the sign-ins that it counts.
        workload_rows: Sign-ins of service principals and managed identities, which are not counted.
        other_rows: Rows that are no sign-ins.
        bad_rows: Rows that could not be read; at least these.
        first: Time of the first sign-in of a user, UTC.
        last: Time of the last one.
        interactive_rows: Sign-ins known to be interactive.
        non_interactive_rows: Sign-ins known not to be.
        limits: What the file cannot contain.
    """

    number: int
    path: Path
    shape: str
    title: str
    digest: Digest
    size: int
    rows: int
    workload_rows: int
    other_rows: int
    bad_rows: int
    first: datetime | None
    last: datetime | None
    interactive_rows: int
    non_interactive_rows: int
    limits: tuple[Limit, ...]

    @property
    def sha256(self) -> str:
        """Digest of its bytes, in hex; waits until it is taken.

        Raises:
            EvidenceError: The file is gone, or another one by now.
        """
        return self.digest.value()


class SignIns:
    """What sign-in logs say, summed up; a context manager that forgets everything at its end.

    Attributes:
        engine: Holds the table ``uses``.
        files: The files that were read.
        problems: What could not be used, with file and line.
        mappings: The tables of the subject.
        looked_up: How often a single account was asked for.
        sorted: The engine holds the groups in order of accounts, too.
    """

    def __init__(self, engine: Engine, mappings: Mappings) -> None:
        """Keep an engine; use ``read_sign_ins``."""
        self.engine = engine
        self.mappings = mappings
        self.files: tuple[SourceFile, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.looked_up = 0
        self.sorted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self.close()

    def close(self) -> None:
        """Forget everything and remove the private folder."""
        for file in self.files:
            file.digest.cancel()
        self.engine.close()
