"""Proofs about conditions: none that never holds, none that always does, none that comes too late.

Each condition is judged where it is asked: a reason for not choosing an option only where the
option is listed and not chosen, other words for a verdict only where the verdict comes out.
Parts that have their own code for being dead, such as rows and items, are proved with their kind.

A condition that always holds is a fault where it covers all answers, or where it leaves
no case to the words that it replaces. A row, an item or a field may say again what its place
implies already: so it can be read alone, and stays right when its place changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.pack.checks.finding import Finding
from wizard.pack.models.documents import Considered, Instead, Variant
from wizard.pack.models.marks import Condition
from wizard.pack.proof.theory import Theory
from wizard.pack.walk import inside, walk


def check(theory: Theory) -> Iterator[Finding]:
    """Yield conditions that say nothing where they are asked, each once."""
    seen: set[tuple[str, str]] = set()
    for finding in (*_Asked(theory).findings(), *_anywhere(theory)):
        if (finding.code, finding.place) not in seen:
            seen.add((finding.code, finding.place))
            yield finding


def _anywhere(theory: Theory) -> Iterator[Finding]:
    """Yield conditions of any file that hold for no answers, or for all."""
    first = {f"row {row.id}" for table in theory.pack.tables if table.kind == "first" for row in table.row}
    for place, _, text, mark, _ in walk(theory.pack):
        if not isinstance(mark, Condition) or text.strip() in {"", "always"}:
            continue
        holds = theory.condition(text, theory.carried)
        if mark.never and not theory.can(holds):
            yield _never(place, text)
        if mark.always and place not in first and not theory.can(-holds):
            yield _always(place, text)


class _Asked:
    """Judges conditions where they are asked."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.pack = theory.pack
        self.view = theory.carried
        self.rules = theory.pack.documents

    def findings(self) -> Iterator[Finding]:
        for term in self.pack.terms:
            found = self.in_turn(f"term {term.id}", [case.when for case in term.cases])
            yield from (finding.at(f"term {term.id}") for finding in found)
        for number, question in enumerate(self.pack.questions):
            place, texts = f"questions.toml: at question.{number}.instead", [words.when for words in question.instead]
            found = self.in_turn(place, texts, self.holds(question.asked_when))
            yield from (finding for finding in found if finding.code == "P838")
        yield from self.in_turn(inside("risk.toml", "impact"), [rule.when for rule in self.pack.risk.impact])
        yield from self._fields()
        yield from self._surfaces()
        yield from self._options()
        yield from self._texts()
        yield from self._case()
        yield from self._instead()

    def holds(self, text: str) -> int:
        return self.theory.condition(text, self.view)

    def verdict(self, *names: str) -> int:
        given = self.theory.program["given"]
        return self.view.any([given[kind][name] for name in names for kind in ("main", "also") if name in given[kind]])

    def never(self, place: str, text: str, *where: int) -> Iterator[Finding]:
        """Yield that a condition holds nowhere where it is asked."""
        if self.theory.can(*where) and not self.theory.can(*where, self.holds(text)):
            yield _never(place, text)

    def in_turn(self, place: str, texts: Sequence[str], *where: int) -> Iterator[Finding]:
        """Yield conditions of a list, of which the first that holds counts, that never get their turn."""
        before: list[int] = []
        for number, text in enumerate(texts):
            here = f"{place}.{number}.when"
            holds = self.holds(text)
            if not self.theory.can(*where, holds):
                yield _never(here, text)
            elif not self.theory.can(*where, holds, *before):
                yield _late(here, text)
            before.append(-holds)

    def _fields(self) -> Iterator[Finding]:
        for field in self.pack.signoff:
            if field.required_when and field.asked_when is not None:
                yield from self.never(f"field {field.id}", field.required_when, self.holds(field.asked_when))

    def _surfaces(self) -> Iterator[Finding]:
        """Yield sentences on why a surface is not enforced that no account can get."""
        for surface in self.theory.program["surfaces"]:
            reached, enforced = self.view(surface["reached"]), self.view(surface["enforced"])
            if surface["why"][1] and self.theory.can(reached) and not self.theory.can(reached, -enforced):
                message = "has the sentence 'why_not_enforced', which is printed for no answers at all."
                remedy = "Remove it, or change 'enforced_when'."
                yield Finding("P833", f"surface {surface['id']}", message, remedy)

    def _options(self) -> Iterator[Finding]:
        formula = self.view.formula
        for number, option in enumerate(self.rules.option):
            place = inside("documents.toml", "option", number)
            shown, chosen = self._chosen(option)
            if not self.theory.can(shown):
                continue  # said of 'shown_when' itself
            yield from self.never(f"{place}.chosen_when", option.chosen_when, shown, self.verdict(*option.verdicts))
            texts = [variant.when for variant in option.chosen]
            yield from self.in_turn(f"{place}.chosen", texts, chosen)
            texts = [variant.when for variant in option.reason]
            yield from self.in_turn(f"{place}.reason", texts, formula.all([shown, -chosen]))

    def _chosen(self, option: Considered) -> tuple[int, int]:
        """Return the literals that an option is listed, and that it is part of the decision."""
        shown = self.holds(option.shown_when)
        return shown, self.view.formula.all([shown, self.verdict(*option.verdicts), self.holds(option.chosen_when)])

    def _texts(self) -> Iterator[Finding]:
        """Yield texts of documents.toml that are said for no case, in the place where they are said."""
        rules, groups = self.rules, self.theory.program["groups"]
        met = [self.view.all([surface["reached"], surface["enforced"]]) for surface in self.theory.program["surfaces"]]
        lists: tuple[tuple[str, tuple[Variant, ...], list[int]], ...] = (
            ("undecided", rules.undecided, []),
            ("platform_basis", rules.platform_basis, [-literal for literal in met]),
            ("demand", rules.demand, []),
        )
        for name, variants, where in lists:
            yield from self.in_turn(inside("documents.toml", name), [variant.when for variant in variants], *where)
        rated = [groups[name] for name in (rules.risk.full_for, rules.risk.short_for) if name in groups]
        for number, fragment in enumerate(rules.fragment):
            place = f"{inside('documents.toml', 'fragment', number)}.when"
            yield from self.never(place, fragment.when, self.view.any(rated))

    def _case(self) -> Iterator[Finding]:
        """Yield short texts and steps of case.toml that no case prints."""
        words = self.pack.case
        one = {
            name: getattr(words, name) for name in ("answer_note", "worst", "ends_early", "exit", "platform", "refused")
        }
        for name, variants in one.items():
            yield from self.in_turn(inside("case.toml", name), [variant.when for variant in variants])
        several = {name: getattr(words, name) for name in ("why", "stays", "approved", "part")}
        for name, printed in several.items():
            for number, each in enumerate(printed):
                yield from self.never(f"{inside('case.toml', name, number)}.when", each.when)
        for number, step in enumerate(words.step):
            given = self.verdict(*step.verdicts, *step.carried_by)
            yield from self.never(f"{inside('case.toml', 'step', number)}.when", step.when, given)

    def _instead(self) -> Iterator[Finding]:
        """Yield other words for a verdict that are never used.

        They may cover all cases: the verdict's own words are still what is read where no answers are known.
        """
        by_verdict: dict[str, list[tuple[int, Instead]]] = {}
        for number, words in enumerate(self.rules.instead):
            by_verdict.setdefault(words.verdict, []).append((number, words))
        for verdict, several in by_verdict.items():
            given = self.verdict(verdict)
            before: list[int] = []
            place = inside("documents.toml", "instead")
            for number, words in several:
                here, holds = f"{place}.{number}.when", self.holds(words.when)
                if not self.theory.can(given, holds):
                    yield _never(here, words.when)
                elif not self.theory.can(given, -holds):
                    yield _always(here, words.when)
                elif not self.theory.can(given, holds, *before):
                    yield _late(here, words.when)
                before.append(-holds)


def _never(place: str, text: str) -> Finding:
    message = f"has the condition {text!r}, which never holds where it is asked."
    if not text:
        return Finding("P833", place, "is reached by no answers.", "Change what comes before it, or remove it.")
    return Finding("P833", place, message, "Widen it, or remove what it is for.")


def _always(place: str, text: str) -> Finding:
    message = f"has the condition {text!r}, which always holds where it is asked."
    return Finding("P837", place, message, "Remove the condition, or narrow it.")


def _late(place: str, text: str) -> Finding:
    message = f"has the condition {text!r}, but wherever it holds, one before it does too."
    return Finding("P838", place, message, "Move it up, narrow those before it, or remove it.")
