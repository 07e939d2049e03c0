"""``knowledge``: proves, prints and compares knowledge packs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.parser import add_date, day_of, pack_folder
from wizard.cli.streams import say, show_page, show_path
from wizard.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_PACK, ExportError
from wizard.files.json_object import as_plain
from wizard.files.reading import refused
from wizard.wording import count, printable

if TYPE_CHECKING:
    import argparse

    from wizard.pack.checks.finding import Finding
    from wizard.pack.checks.run import Report


def add_parser(add: Callable[..., argparse.ArgumentParser]) -> None:
    parser = add(description="Works on a knowledge pack.")
    below = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, action: Callable[[argparse.Namespace], int], purpose: str, told: str) -> Any:
        made = below.add_parser(name, help=purpose, description=told)
        made.set_defaults(action=action)
        return made

    told = "Proves the pack over all answers, in a few seconds. Exit code 3 where it is invalid. Needs the extra proof."
    check = command("check", _check, "prove the pack over all answers", told)
    check.add_argument("--strict", action="store_true", help="exit with 4 where there are warnings")
    check.add_argument("--counterexamples", type=Path, metavar="DIR", help="write answers that show a defect here")
    check.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(check)
    told = "Prints the whole pack as one document with its diagrams, for people to read and sign."
    paper = command("paper", _paper, "print the whole pack as one document", told)
    paper.add_argument("--to", type=Path, metavar="FILE", help="write it to a file")
    paper.add_argument("--format", choices=("md", "html"), help="how to write it; without it by the name of the file")
    add_date(paper)
    told = "Says what differs between two packs, and which verdicts change for whom, with an example each."
    diff = command("diff", _diff, "say what differs between two packs", told)
    diff.add_argument("old", type=Path, metavar="OLD", help="folder of the earlier pack")
    diff.add_argument("new", type=Path, metavar="NEW", help="folder of the later pack")
    told = "Lists the sources that were read too long ago, as tasks that can be ticked."
    due = command("due", _due, "list sources due for review, as tasks", told)
    due.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(due)
    told = "Prints facts with their sources, how sure each is, and how long ago the sources were read."
    facts = command("facts", _facts, "print facts with their sources", told)
    facts.add_argument("names", nargs="*", metavar="FACT", help="IDs, such as CA-19; without them all facts")
    facts.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    add_date(facts)
    told = "Compares the JSON Schema in the pack with the models. Exit code 4 where it differs."
    schema = command("schema", _schema, "compare or write the JSON Schema of the pack's files", told)
    schema.add_argument("--to", type=Path, metavar="DIR", help="write the schemas here instead of comparing")


def run(args: argparse.Namespace) -> int:
    """Run the command below ``knowledge``."""
    code: int = args.action(args)
    return code


def _check(args: argparse.Namespace) -> int:
    from wizard.evidence.pack_check import cited
    from wizard.pack.checks.run import check_folder

    report = check_folder(pack_folder(args), day_of(args), cited=cited())
    if args.format == "json":
        print(json.dumps(_checked(report), indent=2))
    else:
        _print_report(report, _Examples(args.counterexamples))
    if report.errors:
        return EXIT_PACK
    return EXIT_FINDINGS if args.strict and report.warnings else EXIT_DONE


def _checked(report: Report) -> dict[str, Any]:
    return {
        "valid": not report.errors,
        "proven": report.proven,
        "findings": [
            {
                "code": one.code,
                "warning": one.warning,
                "place": one.place,
                "message": one.message,
                "remedy": one.remedy,
                "answers": as_plain(dict(one.answers)) if one.answers is not None else None,
            }
            for one in report.findings
        ],
    }


def _print_report(report: Report, examples: _Examples) -> None:
    for finding in report.findings:
        line = printable(str(finding))
        if finding.answers is not None:
            line = f"{line} Counterexample: {examples.write(finding)}"
        print(line)
    print(_summary(report))


def _summary(report: Report) -> str:
    warnings = count(len(report.warnings), "warning")
    if not report.errors:
        return f"The pack is valid, proven over all answers: {warnings}."
    unproven = "" if report.proven else " Nothing was proven, because it cannot be read or compiled."
    defects = count(len(report.errors), "defect")
    return f"The pack is invalid: {defects}, {warnings}.{unproven}"


class _Examples:
    """Writes counterexamples as answers files, into a named folder or a new one."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.names: set[str] = set()

    def write(self, finding: Finding) -> Path:
        """Write the answers of a finding and return the file.

        Raises:
            ExportError: The folder cannot be written.
        """
        from wizard.files.writing import write_whole

        try:
            folder = self._folder()
            path = folder / f"{self._name(finding)}.json"
            text = json.dumps({"finding": str(finding), "answers": finding.answers}, indent=2)
            write_whole(path, f"{text}\n".encode(), 0o666)
        except OSError as error:
            remedy = "Name another folder with --counterexamples."
            raise ExportError(refused(self.folder or "", error, remedy)) from None
        return path

    def _folder(self) -> Path:
        if self.folder is None:
            import tempfile

            self.folder = Path(tempfile.mkdtemp(prefix="mfa-wizard-counterexamples-"))
        return self.folder

    def _name(self, finding: Finding) -> str:
        part = re.sub(r"^\S+:\d+ ", "", finding.place)
        base = re.sub(r"[^A-Za-z0-9]+", "-", f"{finding.code} {part}").strip("-")[:80]
        name, number = base, 1
        while name in self.names:
            number += 1
            name = f"{base}-{number}"
        self.names.add(name)
        return name


def _paper(args: argparse.Namespace) -> int:
    from wizard.documents.paper import build_paper, title_of
    from wizard.pack.loader import load_pack

    pack = load_pack(pack_folder(args))
    text = build_paper(pack, day_of(args))
    suffix = args.to.suffix.lower() if args.to else ""
    if args.format == "html" or (args.format is None and suffix in {".html", ".htm"}):
        from wizard.documents.frame import Frame
        from wizard.documents.html import to_html

        text = to_html(text, Frame(title_of(pack)))
    if args.to is None:
        print(text, end="")
        return EXIT_DONE
    from wizard.engagement.export import write_documents

    remedy = "Name another file with --to, or move this one away."
    write_documents({args.to.name: text.encode()}, args.to.parent, remedy)
    say(f"Written: {args.to}")
    return EXIT_DONE


def _diff(args: argparse.Namespace) -> int:
    from wizard.documents.upkeep import difference_page
    from wizard.pack.diff import compare
    from wizard.pack.loader import load_pack

    print(difference_page(compare(load_pack(args.old), load_pack(args.new))), end="")
    return EXIT_DONE


def _due(args: argparse.Namespace) -> int:
    from wizard.api import due, json_text

    if args.format == "json":
        print(json_text(due(day_of(args), pack=pack_folder(args)), only_ascii=False))
        return EXIT_DONE
    from wizard.documents.upkeep import due_tasks
    from wizard.pack.loader import load_pack

    print(due_tasks(load_pack(pack_folder(args)), day_of(args)), end="")
    return EXIT_DONE


def _facts(args: argparse.Namespace) -> int:
    from wizard.api import facts, facts_of, json_text

    if args.format == "json":
        print(json_text(facts(*args.names, pack=pack_folder(args)), only_ascii=False))
        return EXIT_DONE
    from wizard.pack.loader import load_pack
    from wizard.views.facts import fact_blocks

    pack = load_pack(pack_folder(args))
    for number, fact in enumerate(facts_of(pack, args.names)):
        print("\n" if number else "", end="")
        show_page(fact_blocks(pack, fact, day_of(args)))
    return EXIT_DONE


def _schema(args: argparse.Namespace) -> int:
    from wizard.pack import json_schema

    if args.to is not None:
        try:
            changed = json_schema.write(args.to)
        except OSError as error:
            raise ExportError(refused(args.to, error, "Name another folder with --to.")) from None
        for path in changed:
            show_path(path)
        return EXIT_DONE
    differing = json_schema.differing(pack_folder(args))
    for name in differing:
        print(f"{name}: differs from the models.")
    return EXIT_FINDINGS if differing else EXIT_DONE
