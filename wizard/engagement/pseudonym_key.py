"""The key file of a redaction: private, locked while pseudonyms are given, on the disk before any document is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from wizard.engagement import locks
from wizard.errors import ExportError, Problem, RecordError
from wizard.files.decoding import decode
from wizard.files.json_object import parse_json
from wizard.files.reading import Wanted, read_bytes, reason
from wizard.files.writing import write_whole
from wizard.record.pseudonyms import KEY_VERSION, Pseudonyms
from wizard.record.redact import Redaction

if TYPE_CHECKING:
    from datetime import date

    from wizard.decision.engine import Engine
    from wizard.pack.models import Pack
    from wizard.record.model import Record

KEY = Wanted(RecordError, "a key of pseudonyms", "Name the key with --key, or restore it from a backup.", 200_000_000)
PATIENCE = 60.0
"""Seconds to wait for another export that gives pseudonyms."""


@dataclass(frozen=True, slots=True)
class Redacting:
    """How documents are redacted, and where the key is.

    Attributes:
        key: The key file; made where it is missing.
        keep_text: Keep free text, with the names in it replaced.
    """

    key: Path
    keep_text: bool = False

    def keep_apart(self, folder: Path) -> None:
        """Check that the key is not among the documents, which circulate.

        Raises:
            ExportError: It would be.
        """
        inside = self.key.resolve().is_relative_to(folder.resolve())
        with suppress(OSError):
            inside = inside or any(above.samefile(folder) for above in self.key.resolve().parents if above.exists())
        if inside:
            message = (
                f"would be in the folder of the documents, {folder}. Anyone who gets them could lead pseudonyms back."
            )
            remedy = "Name another folder with --to, or another key with --key."
            raise ExportError(Problem(str(self.key), message, remedy, for_shell=True))

    def redacted(self, pack: Pack, engine: Engine, record: Record, day: date) -> Record:
        """Return a record in normal form without names, its pseudonyms on the disk.

        Raises:
            AnswersError: The pack does not allow an answer.
            RecordError: A sign-off value is not of its field's kind, or the key cannot be used.
        """
        from wizard.documents.case import normal_record
        from wizard.documents.house import applying

        normal = normal_record(pack, engine, record, day)
        normal.applied = applying(pack, normal, day)[1]
        with self.opened() as how:
            return how.of(pack, normal)

    @contextmanager
    def opened(self) -> Iterator[Redaction]:
        """Hold the key while names are replaced; save it at the end where it has grown.

        Raises:
            RecordError: It cannot be read, locked or written.
        """
        try:
            lock = locks.take(self.key, PATIENCE)
        except RecordError:
            message, remedy = "is in use by another export.", "Try again when that is done."
            raise RecordError(Problem(str(self.key), message, remedy)) from None
        except OSError as error:
            raise _unwritable(self.key, error) from None
        try:
            key = read_key(self.key)
            yield Redaction(key, keep_text=self.keep_text)
            if key.changes:
                _write(self.key, key)
        finally:
            if lock is not None:
                lock.release()

    def peeked(self) -> Redaction:
        """Return a redaction for the screen: pseudonyms as the next export gives them, and nothing is saved.

        Raises:
            RecordError: The key cannot be read.
        """
        return Redaction(read_key(self.key), keep_text=self.keep_text)


def read_key(path: Path) -> Pseudonyms:
    """Return the pseudonyms of a key file; none where there is no file.

    Raises:
        RecordError: It is damaged, or of a newer version.
    """
    if not path.exists():
        return Pseudonyms()
    place = str(path)
    value = parse_json(decode(read_bytes(path, KEY), place, KEY)[0], place, KEY)
    version = value.get("schema_version") if isinstance(value, dict) else None
    if not isinstance(version, str) or not isinstance(value.get("entries"), list):
        raise RecordError(Problem(place, "isn't a key of pseudonyms.", KEY.remedy))
    if version.split(".", maxsplit=1)[0] != KEY_VERSION.split(".", maxsplit=1)[0]:
        message = f"is of version {version[:20]}; this wizard reads version {KEY_VERSION}."
        raise RecordError(Problem(place, message, "Update the wizard."))
    try:
        return Pseudonyms.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in found["loc"])[:200]
        message = f"isn't valid: {str(found['msg']).removeprefix('Value error, ')}."
        raise RecordError(Problem(f"{place}: {where}" if where else place, message, KEY.remedy)) from None


def _write(path: Path, key: Pseudonyms) -> None:
    data = json.dumps(key.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    try:
        write_whole(path, data.encode("utf-8", "replace"))
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> RecordError:
    message = f"cannot be written: {reason(error)}. Without it nobody could lead a pseudonym back."
    return RecordError(Problem(str(path), message, "Free it, or name another key with --key.", for_shell=True))
