"""``mcp``: a server for language models, on stdin and stdout. Each answer is what the command of its name prints.

It reads no record and no export unless ``--folder`` names where they are, and nothing outside of that folder. It
writes nothing and calls no host.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.errors import EXIT_DONE, MissingExtraError, Problem, UsageError, WizardError
from wizard.files.json_object import kind_of
from wizard.wording import listed, short

if TYPE_CHECKING:
    import argparse

    from mcp.server.mcpserver import MCPServer

    from wizard.pack.models import Pack

_INSTRUCTIONS = (
    "Decides whether an account can be excluded from MFA in Microsoft Entra ID. Rules decide, with dated facts and their "
    "sources; do not decide yourself. Ask about the questions in 'unanswered' until 'main' is not null, answer 'unknown' "
    "where nobody knows, and cite the facts. Microsoft's mandatory MFA ('platform') cannot be waived by a tenant."
)


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(
        description="Serves decide, explain, what_if, facts and due to a language model, over the Model Context Protocol on "
        "stdin and stdout. Records and exports are read in --folder alone, and not at all without it. Needs the extra mcp.",
    )
    add_date(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until the client leaves.

    Raises:
        MissingExtraError: The SDK is not installed.
        UsageError: ``--folder`` names no folder.
    """
    try:
        import mcp.server.mcpserver  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        raise MissingExtraError("mcp", "The server for language models") from None
    from wizard.pack.loader import load_pack

    _server(_Tools(args), load_pack(pack_folder(args))).run()
    return EXIT_DONE


class _Tools:
    """What a model can call. The docstrings are what it reads."""

    def __init__(self, args: argparse.Namespace) -> None:
        self._pack, self._day = pack_folder(args), day_of(args)
        self._folder: Path | None = args.folder.resolve() if args.folder is not None else None
        if self._folder is not None and not self._folder.is_dir():
            remedy = "Name the folder of the records and exports that may be read."
            raise UsageError(Problem(f"--folder: {args.folder}", "isn't a folder.", remedy))

    def decide(self, answers: dict[str, Any] | None = None, record: str = "") -> list[str]:
        """Decide: main verdict (null while open), possible, also, who may waive, platform, rules, facts, unanswered questions."""
        from wizard.api import decide

        return _told(lambda: decide(self._given(answers, record), pack=self._pack))

    def explain(self, answers: dict[str, Any] | None = None, record: str = "") -> list[str]:
        """Explain why each question is asked, why this verdict and none stronger, and which single answers would change it."""
        from wizard.api import explain

        return _told(lambda: explain(self._given(answers, record), pack=self._pack), only_ascii=False)

    def what_if(
        self,
        policies: str | list[dict[str, Any]] | dict[str, Any],
        request: dict[str, Any],
        directory: list[str] | dict[str, Any] | None = None,
    ) -> list[str]:
        """Judge a sign-in, as the body of Microsoft Graph's conditionalAccess/evaluate, against exported policies.

        Policies are JSON, or the name of a file or folder; the directory is one object, or names of files.
        """
        from wizard.api import what_if

        def judged() -> object:
            exported = self._inside(policies) if isinstance(policies, str) else policies
            known = [self._inside(name) for name in directory] if isinstance(directory, list) else directory
            return what_if(exported, request, directory=known or (), pack=self._pack)

        return _told(judged)

    def facts(self, names: list[str] | None = None) -> list[str]:
        """Return facts with their sources by ID, such as CA-19; without names all of them."""
        from wizard.api import facts

        return _told(lambda: facts(*(names or ()), pack=self._pack), only_ascii=False)

    def due(self, day: date | None = None) -> list[str]:
        """Return the sources that were read too long before a day, or before today."""
        from wizard.api import due

        return _told(lambda: due(day or self._day, pack=self._pack), only_ascii=False)

    def _given(self, answers: dict[str, Any] | None, record: str) -> dict[str, Any]:
        """Return answers as they were given, or those of a record in the folder.

        Raises:
            UsageError: Both or neither were given, or the record may not be read.
        """
        from wizard.engagement.store import find_record
        from wizard.record.answers_file import read_object

        if (answers is None) != bool(record):
            raise UsageError(Problem("", "Give 'answers' or the name of a 'record', one of them."))
        if answers is not None:
            return answers
        named = self._inside(record)
        path = named if named.is_file() else self._inside(str(find_record(self._inside("."), named.name)))
        return read_object(str(path))[0]

    def _inside(self, name: str) -> Path:
        """Return a file or folder within the folder that was named.

        Raises:
            UsageError: No folder was named, or the name leads out of it.
        """
        if self._folder is None:
            raise UsageError(Problem("", "No folder may be read.", "Start the server with --folder DIR."))
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise UsageError(Problem(short(name), "is outside of the folder that may be read."))
        return path


def _told(call: Callable[[], object], *, only_ascii: bool = True) -> list[str]:
    """Return what the command would print to stdout, then each thing that could not be read."""
    from mcp.server.mcpserver.exceptions import ToolError

    from wizard.api import json_text

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            text = json_text(call(), only_ascii=only_ascii)
        except WizardError as error:
            raise ToolError(str(error)) from None
    return [f"{text}\n", *(str(one.message) for one in caught)]


def _server(tools: _Tools, pack: Pack) -> MCPServer[Any]:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.mcpserver.tools import Tool
    from mcp.types import ToolAnnotations
    from pydantic import ValidationError

    from wizard import __version__

    class Strict(Tool):
        """A tool that refuses an argument that it does not have, and says in plain words what it takes.

        The SDK passes over such an argument, and 'due' would answer for today.
        """

        async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:
            known = self.parameters["properties"]
            for name in arguments.keys() - known.keys():
                message = f"'{short(name, 60)}' isn't an argument of {self.name}. Allowed: {', '.join(known)}."
                raise ToolError(message)
            try:
                return await super().run(arguments, context, convert_result)
            except ToolError as error:
                if not isinstance(error.__cause__, ValidationError):
                    raise
                wrong = dict.fromkeys(str(one["loc"][0]) for one in error.__cause__.errors())
                raise ToolError(
                    f"{self.name}: {' '.join(_unfit(name, known[name], arguments) for name in wrong)}"
                ) from None

    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    offered = [
        Strict.from_function(call, annotations=reads, structured_output=False)
        for call in (tools.decide, tools.explain, tools.what_if, tools.facts, tools.due)
    ]
    for tool in offered:
        tool.parameters["additionalProperties"] = False
    offered[0].parameters["properties"]["answers"] = _answers_schema(pack)
    return MCPServer("mfa-wizard", instructions=_INSTRUCTIONS, version=__version__, tools=offered, log_level="WARNING")


def _unfit(name: str, schema: dict[str, Any], arguments: dict[str, Any]) -> str:
    """Say what was given for an argument, and what its JSON Schema expects."""
    given = f"is {kind_of(arguments[name])}" if name in arguments else "is missing"
    words = [word for one in schema.get("anyOf", [schema]) for word in _kinds(one)]
    return f"'{name}' {given}; {listed(words, 'or')} was expected."


def _kinds(schema: dict[str, Any]) -> Iterator[str]:
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    for kind in types:
        if kind == "array":
            yield "a list of text" if schema["items"]["type"] == "string" else "a list of objects"
        elif kind != "null":
            text = "a day as YYYY-MM-DD" if schema.get("format") == "date" else "text"
            yield text if kind == "string" else "an object"


def _answers_schema(pack: Pack) -> dict[str, Any]:
    """Return the schema of answers: every question in words, every answer with its ID and its words."""
    from wizard.pack.compiler import options_of

    asked = {}
    for question in pack.questions:
        one = {"oneOf": [{"const": option.id, "title": option.label} for option in options_of(pack, question)]}
        kind = {"type": "array", "items": one} if question.kind == "many" else one
        asked[question.id] = {"description": question.label, **kind}
    return {"type": ["object", "null"], "properties": asked, "additionalProperties": False, "default": None}
