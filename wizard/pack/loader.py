"""Reads a knowledge pack from its folder.

Two ways lead in: ``load_pack`` for everything (documents, faces, checks), and
``wizard.pack.program.load_program`` for the decision alone, which a digest keeps compiled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from wizard.errors import PackError, Problem
from wizard.files.toml import NotTomlError, parse_toml
from wizard.pack import models
from wizard.pack.cache import MOST_KEPT, cache_file, keep, kept
from wizard.pack.contents import FILES, OTHER_ROOMS, REQUIRED, SINGLE, Lists, lists_of
from wizard.pack.files import PackFiles, read_files
from wizard.pack.models.base import build_validators, restored
from wizard.pack.prose import Section, read_sections
from wizard.pack.toml_lines import line_of, place_of
from wizard.wording import count


def load_pack(folder: Path) -> models.Pack:
    """Read and validate a pack.

    Raises:
        PackError: With every finding of every file, each with file and line.
    """
    return pack_of(read_files(folder))


def pack_of(files: PackFiles) -> models.Pack:
    """Return the pack of files, as it was read before where these are the same.

    Raises:
        PackError: With every finding of every file, each with file and line.
    """
    path = cache_file("pack", files.digest)
    pack = _kept(kept(path), files.digest)
    if pack is None:
        pack = read_pack(files)
        data = pack.model_dump_json(exclude_unset=True, by_alias=True).encode()
        if _kept(data, files.digest) == pack:
            keep(path, data, MOST_KEPT)
    return pack


def _kept(data: bytes | None, digest: str) -> models.Pack | None:
    """Return a pack that was kept; None where there is none, or something else is there."""
    try:
        pack = restored(models.Pack, json.loads(data)) if data else None
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return pack if pack is not None and pack.digest == digest else None


def read_pack(files: PackFiles) -> models.Pack:
    """Validate the files of a pack.

    Raises:
        PackError: With every finding of every file, each with file and line.
    """
    build_validators()
    reader = _Reader(files)
    values = reader.read()
    if reader.problems:
        raise PackError(*reader.problems)
    pack = models.Pack(digest=files.digest, **values)
    from wizard.pack.part_places import duplicates

    if found := list(duplicates(pack, files.data)):
        raise PackError(*found)
    return pack


MAX_ROWS = 2000
"""Entries of one list; more are no pack that people read."""

MAX_TABLE_ROWS = 500
"""Rows of one decision table."""

MAX_DOTS = 200
"""Dots in one line of a TOML file; keys of thousands of parts take the reader minutes."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, marks that turn the direction of text, and spaces without width."""


def limits(name: str, text: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is too long or cannot be seen in the values of a TOML file."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            if _UNSEEN.search(value):
                yield _unseen(f"{name}:{line_of(text, place)}")
            continue
        if not isinstance(value, dict | list):
            continue
        most = MAX_TABLE_ROWS if place and place[-1] == "row" else MAX_ROWS
        if len(value) > most:
            what = f"'{place[-1]}'" if place else "the file"
            message = f"has {len(value):,} entries of {what}; at most {most:,} are read."
            remedy = "Split the table into terms that people can read."
            yield Problem(f"{name}:{line_of(text, place)}", message, remedy, "P112")
            return
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        waiting.extend(((*place, key), part) for key, part in parts)


def crowded(name: str, text: str) -> Iterator[Problem]:
    """Yield the first line that could hold a key of more parts than can be read in time."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            message = f"has a line with more than {MAX_DOTS} dots."
            yield Problem(f"{name}:{number}", message, "Split the line.", "P120")
            return


def unprintable(name: str, text: str) -> Iterator[Problem]:
    """Yield the first line of a prose file that holds characters that nobody sees."""
    found = _UNSEEN.search(text)
    if found:
        yield _unseen(f"{name}:{text.count(chr(10), 0, found.start()) + 1}")


def _unseen(place: str) -> Problem:
    return Problem(place, "has a control character or another invisible character.", "Remove it.", "P115")


def read_toml(name: str, files: PackFiles, problems: list[Problem]) -> tuple[str, dict[str, Any]] | None:
    """Return a file as text and as values; None, and a problem more is there, where it cannot be read."""
    try:
        text = files.text(name)
        found = list(crowded(name, text))
        problems.extend(found)
        data = {} if found else parse_toml(text)
    except PackError as error:
        problems.extend(error.problems)
    except NotTomlError as error:
        place, message = _toml_place(name, str(error))
        problems.append(NotTomlError(message).at(place, "P110"))
    else:
        if not found:
            found = list(limits(name, text, data))
            problems.extend(found)
        return None if found else (text, data)
    return None


class _Reader:
    """Collects the parts of a pack and what is wrong with them."""

    def __init__(self, files: PackFiles) -> None:
        self.files = files
        self.problems: list[Problem] = []

    def read(self) -> dict[str, Any]:
        for name in REQUIRED:
            if name not in self.files.data:
                self.problems.append(Problem(name, "is missing.", "Every pack needs this file.", "P108"))
        values: dict[str, Any] = {}
        for name in self.files.data:
            if name.startswith(OTHER_ROOMS) or name.endswith(".json"):
                continue
            if name in SINGLE:
                field, model = SINGLE[name]
                values[field] = self._single(name, model)
            elif lists := lists_of(name):
                for field, parts in self._lists(name, lists).items():
                    values.setdefault(field, []).extend(parts)
            elif name.endswith(".toml"):
                hint = "Known are " + ", ".join(sorted([*SINGLE, *FILES])) + "."
                self.problems.append(Problem(name, "isn't a file of a pack.", hint, "P109"))
        if not self.problems:
            self.problems.extend(self._empty(values))
        if not self.problems:
            self._add_prose(values)
        elif older := self._older_edition(values.get("info")):
            self.problems = [older]
        return values

    def _empty(self, values: dict[str, Any]) -> Iterator[Problem]:
        """Yield each list that every pack needs and this one has nothing of."""
        for name in REQUIRED:
            for heading, (field, _) in (lists_of(name) or {}).items():
                if models.Pack.model_fields[field].is_required() and not values.get(field):
                    yield Problem(name, f"holds no [[{heading}]].", "Every pack needs at least one.", "P108")

    def _older_edition(self, info: models.PackInfo | None) -> Problem | None:
        """Return the one finding that says more than a hundred keys that are not known: the pack is of an older form."""
        if info is None or info.edition >= models.EDITION or all(problem.code != "P113" for problem in self.problems):
            return None
        number = sum(problem.code == "P113" for problem in self.problems)
        return Problem(
            "pack.toml",
            f"follows edition {info.edition} of the form, and this wizard reads edition {models.EDITION}; "
            f"it cannot read {count(number, 'part')} of the pack.",
            "Copy the knowledge that ships with this wizard and make your changes there again, "
            "or use the version of the wizard that the pack was made for.",
            "P114",
        )

    def _single(self, name: str, model: type[BaseModel]) -> Any:
        read = read_toml(name, self.files, self.problems)
        return None if read is None else self._validate(name, read[0], (), read[1], model)

    def _lists(self, name: str, lists: Lists) -> dict[str, list[Any]]:
        text, data = read_toml(name, self.files, self.problems) or ("", {})
        found: dict[str, list[Any]] = {}
        for key, value in data.items():
            if key not in lists or not isinstance(value, list):
                wanted = ", ".join(f"[[{known}]]" for known in lists)
                message = f"has '{key}', which this file does not take; it takes {wanted}."
                self.problems.append(Problem(place_of(name, text, [key]), message, code="P111"))
                continue
            field, model = lists[key]
            parts = [self._validate(name, text, (key, index), part, model) for index, part in enumerate(value)]
            found[field] = [part for part in parts if part is not None]
        return found

    def _validate(self, name: str, text: str, place: tuple[str | int, ...], data: Any, model: type[BaseModel]) -> Any:
        try:
            return TypeAdapter(model).validate_python(data)
        except ValidationError as error:
            for finding in error.errors(include_url=False):
                where = place_of(name, text, [*place, *finding["loc"]])
                key = ".".join(str(part) for part in finding["loc"])
                hint = ""
                if finding["type"] == "extra_forbidden":
                    from wizard.pack.toml_lines import nearest

                    known = _keys(model, finding["loc"])
                    hint = nearest(str(finding["loc"][-1]), known) or f"It takes: {', '.join(known)}."
                self.problems.append(Problem(where, f"{key}: {finding['msg']}.", hint, "P113"))
            return None

    def _add_prose(self, values: dict[str, Any]) -> None:
        sections = {name: self._sections(name) for name in self.files.data if name.endswith(".md")}
        values["questions"] = [self._with_why(q, sections) for q in values.get("questions", ())]
        values["facts"] = [self._with_statement(f, sections) for f in values.get("facts", ())]
        values["verdicts"] = [self._with_verdict_prose(v, sections) for v in values.get("verdicts", ())]

    def _sections(self, name: str) -> dict[str, Section]:
        try:
            text = self.files.text(name)
            self.problems.extend(unprintable(name, text))
            return read_sections(name, text)
        except PackError as error:
            self.problems.extend(error.problems)
            return {}

    def _with_why(self, question: models.Question, sections: dict[str, dict[str, Section]]) -> models.Question:
        section = sections.get(f"questions/{question.stage}.md", {}).get(question.id)
        return question if section is None else question.model_copy(update={"why": section.text})

    def _with_statement(self, fact: models.Fact, sections: dict[str, dict[str, Section]]) -> models.Fact:
        for name, found in sections.items():
            if name.startswith("facts/") and fact.id in found:
                section = found[fact.id]
                scope = section.parts.get("Scope", "")
                consequence = section.parts.get("Consequence", "")
                update = {"statement": section.text, "scope": scope, "consequence": consequence}
                return fact.model_copy(update=update)
        return fact

    def _with_verdict_prose(self, verdict: models.Verdict, sections: dict[str, dict[str, Section]]) -> models.Verdict:
        found = sections.get(f"verdicts/{verdict.id}.md", {})
        parts = {title.lower().replace(" ", "_"): section.text for title, section in found.items()}
        known = set(models.VerdictProse.model_fields)
        for part in sorted(set(parts) - known):
            place = f"verdicts/{verdict.id}.md"
            self.problems.append(
                Problem(place, f"has the section '{part}', which a verdict does not have.", code="P114")
            )
        prose = models.VerdictProse(**{part: text for part, text in parts.items() if part in known})
        return verdict.model_copy(update={"prose": prose})


def _toml_place(name: str, message: str) -> tuple[str, str]:
    """Return ``file:line`` and the message without its position."""
    import re

    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not found:
        return name, message
    return f"{name}:{found[1]}", message[: found.start()]


def _keys(model: type[BaseModel], place: Iterable[int | str]) -> list[str]:
    """Return the keys that a part within a model takes, for a message on one that it does not."""
    for step in place:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        inner = _models(field.annotation) if field is not None else []
        model = inner[0] if inner else model
    return list(model.model_fields)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in get_args(annotation) for one in _models(part)]
