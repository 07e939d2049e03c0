"""The engine: answers in, decision out, driven by a program alone.

``judge`` gives the verdicts and the rules that fired. ``decide`` adds what follows from
them: surfaces, checklist, texts, and which questions still matter. What follows takes the
verdicts as given, whether from the rules, or a risk rating that refuses one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, islice
from pathlib import Path
from typing import Any

from wizard.decision.answers import UNKNOWN, Answer, Answers, read_answers
from wizard.decision.decision import Decision, Judgement, PlatformSurface, RiskTruths
from wizard.decision.kernel import Kernel, Values, build_kernel, needed_nodes
from wizard.errors import AnswersError, Problem
from wizard.pack.files import read_files
from wizard.pack.program import program_of


class Engine:
    """Decides answers by a program."""

    def __init__(self, program: dict[str, Any]) -> None:
        self.program = program
        asked: int = program["asked"]
        self.questions: dict[str, dict[str, Any]] = {q["id"]: q for q in program["questions"][:asked]}
        self.choices: dict[str, dict[str, Any]] = {q["id"]: q for q in program["questions"][asked:]}
        self._bits: dict[str, dict[str, int]] = {}
        self._masks: dict[str, int] = {}
        bit = 1
        for name, question in {**self.questions, **self.choices}.items():
            bits: dict[str, int] = {}
            for option in question["options"]:
                bits[option] = bit
                bit <<= 1
            self._bits[name] = bits
            self._masks[name] = sum(bits.values())
        rows = program["rows"]
        self._verdicts = sorted(program["main"])
        self._row_ids = [row["id"] for row in rows]
        self._row_facts = {row["id"]: row["facts"] for row in rows}
        self._kernels: dict[tuple[str, ...], Kernel] = {}
        self._given: list[int] = [program["given"][kind][v] for kind in ("main", "also") for v in self._verdicts]

    def __reduce__(self) -> tuple[type[Engine], tuple[dict[str, Any]]]:
        """Leave out the kernels: each process builds those that it needs."""
        return Engine, (self.program,)

    @cached_property
    def _judge(self) -> Kernel:
        return self._judging(self.program["main"], self.program["also"])

    @cached_property
    def _refuse(self) -> Kernel:
        return self._judging(**self.program["refused"])

    def _judging(self, main: dict[str, int], also: dict[str, int]) -> Kernel:
        wanted = [literals[verdict] for literals in (main, also) for verdict in self._verdicts]
        wanted += [row["fired"] for row in self.program["rows"]]
        return build_kernel(self.program, wanted)

    def bits(self, answers: Mapping[str, Answer]) -> tuple[int, int]:
        """Return the bits of the options that are chosen, and of those that are not."""
        chosen = rejected = 0
        for name, answer in answers.items():
            bits = self._bits[name]
            if isinstance(answer, str):
                own = bits[answer]
            else:
                own = 0
                for option in answer:
                    own |= bits[option]
            chosen |= own
            rejected |= self._masks[name] ^ own
        return chosen, rejected

    def judge(self, answers: Mapping[str, Answer]) -> Judgement:
        """Return the verdicts; the answers must have been checked."""
        _, _, yes, no = self._judge(*self.bits(answers))
        return self._judgement(yes, no)

    def _judgement(self, yes: Values, no: Values) -> Judgement:
        count = len(self._verdicts)
        possible = tuple(v for v, out in zip(self._verdicts, no, strict=False) if not out)
        also = tuple(v for v, sure in zip(self._verdicts, yes[count:], strict=False) if sure)
        rules = tuple(name for name, sure in zip(self._row_ids, yes[2 * count :], strict=True) if sure)
        return Judgement(possible[0] if len(possible) == 1 else None, also, possible, rules)

    def read(self, raw: Mapping[str, Any], *, parked: bool = False) -> Answers:
        """Return checked answers.

        Args:
            raw: Answers by question id.
            parked: Leave answers outside their bound alone instead of refusing them.

        Raises:
            AnswersError: With every finding.
        """
        answers, problems = read_answers(self.questions, raw)
        if not parked:
            # A bound that is false with some of the answers stays so with all of them.
            problems += [
                Problem(
                    f"answers.{name}",
                    "is not asked with these answers, so it takes none.",
                    "Remove the answer, or check the answers before it.",
                    subject=f"'{name}'",
                )
                for name in self.outside(answers)
            ]
        if problems:
            raise AnswersError(*problems)
        return answers

    def read_choices(self, values: Mapping[str, Any]) -> Answers:
        """Return those values of sign-off fields that conditions can use; others are omitted."""
        return read_answers(self.choices, {k: v for k, v in values.items() if k in self.choices})[0]

    @cached_property
    def _risk(self) -> Kernel:
        risk = self.program["risk"]
        return build_kernel(self.program, [*risk["impact"], *risk["raise"], *risk["lower"]])

    def risk_rules(self, answers: Mapping[str, Answer], choices: Mapping[str, Any]) -> RiskTruths:
        """Return what is settled of each rule of the risk method, in the order of the pack."""
        _, _, yes, no = self._risk(*self.bits({**answers, **self.read_choices(choices)}))
        settled = iter(truths(yes, no))
        risk = self.program["risk"]
        return RiskTruths(*(tuple(islice(settled, len(risk[part]))) for part in ("impact", "raise", "lower")))

    @cached_property
    def _bounds(self) -> Kernel:
        return build_kernel(self.program, [question["bound"] for question in self.questions.values()])

    def bounds(self, answers: Mapping[str, Answer]) -> dict[str, bool | None]:
        """Return for each question whether it is in its bound; None while that is open."""
        _, _, yes, no = self._bounds(*self.bits(answers))
        return dict(zip(self.questions, truths(yes, no), strict=True))

    def outside(self, answers: Mapping[str, Answer]) -> list[str]:
        """Return the answered questions that are outside their bound."""
        bounds = self.bounds(answers)
        return [name for name in answers if bounds[name] is False]

    @cached_property
    def _relevance(self) -> Any:
        from wizard.decision.relevance import Relevance

        return Relevance(self.program)

    @cached_property
    def _documents(self) -> tuple[Kernel, dict[str, tuple[list[Any], slice]]]:
        """The kernel of the documents, and for each kind of result the names, with the place of their truths."""
        program = self.program
        surfaces, fields = list(enumerate(program["surfaces"])), program["fields"]
        wanted: dict[str, list[tuple[Any, int]]] = {
            "value": [
                ((table, name), one) for table, found in program["values"].items() for name, one in found.items()
            ],
            "reached": [(index, surface["reached"]) for index, surface in surfaces],
            "enforced": [(index, surface["enforced"]) for index, surface in surfaces],
            "item": program["items"],
            "group": list(program["groups"].items()),
            "text": program["texts"],
            "asked": [(name, asked) for name, asked, _ in fields],
            "required": [(name, required) for name, _, required in fields],
            "hook": list(enumerate(program["hooks"])),
            "warning": list(enumerate(program["warnings"])),
            "conflict": program["conflicts"],
        }
        places: dict[str, tuple[list[Any], slice]] = {}
        literals: list[int] = []
        for kind, pairs in wanted.items():
            places[kind] = [name for name, _ in pairs], slice(len(literals), len(literals) + len(pairs))
            literals += [literal for _, literal in pairs]
        return build_kernel(program, literals, self._numbers), places

    @property
    def _numbers(self) -> list[int]:
        return [abs(literal) for literal in self._given]

    @cached_property
    def _said(self) -> tuple[Kernel, Kernel]:
        """What is sure of the results that conditions of the documents name, and these conditions over them."""
        literals = list(self._documented.values())
        below = needed_nodes(self.program, literals)
        results = [number for _, number in self.program["named"] if number in below]
        return build_kernel(self.program, results, self._numbers), build_kernel(self.program, literals, results)

    @cached_property
    def _documented(self) -> dict[str, int]:
        """The conditions of documents, and those under which answers suggest a value of the sign-off."""
        return {**self.program["suggested"], **self.program["said"]}

    def said(self, decision: Decision) -> dict[str, bool]:
        """Return for each condition of the documents and suggestions, by its text, whether it holds.

        Documents say what is known: of the results only what is sure, and of the answers only
        what was given. So an open case has its questions for the meeting, and no verdict. A question that
        is still open counts as unknown: no document says of it what no one has answered.
        """
        results, conditions = self._said
        chosen = decision.ground[0] | sum(self._bits[name].get(UNKNOWN, 0) for name in decision.unanswered)
        _, _, sure, _ = results(*decision.ground)
        hold = sum(1 << place for place, holds in enumerate(sure) if holds)
        _, _, yes, _ = conditions(chosen, ~chosen, hold, ~hold)
        return dict(zip(self._documented, map(bool, yes), strict=True))

    def settled(self, answers: Mapping[str, Answer], conditions: Sequence[str]) -> dict[str, bool | None]:
        """Return for each condition of the documents, by its text, whether it holds; None while that is open."""
        key = tuple(conditions)
        if key not in self._kernels:
            self._kernels[key] = build_kernel(self.program, [self.program["said"][text] for text in key])
        _, _, yes, no = self._kernels[key](*self.bits(answers))
        return dict(zip(key, truths(yes, no), strict=True))

    @cached_property
    def _surfaces(self) -> Kernel:
        surfaces = self.program["surfaces"]
        return build_kernel(self.program, [surface[part] for surface in surfaces for part in ("reached", "enforced")])

    def surfaces(self, answers: Mapping[str, Answer]) -> Iterator[tuple[str, bool | None, bool | None]]:
        """Yield each surface on which the platform can enforce its requirement: reached, enforced; None while open."""
        _, _, yes, no = self._surfaces(*self.bits(answers))
        settled = iter(truths(yes, no))
        for surface in self.program["surfaces"]:
            yield surface["id"], next(settled), next(settled)

    def _verdict_bits(self, yes: Values, no: Values) -> tuple[int, int]:
        """Return the bits of verdicts that hold, and of those that do not.

        Args:
            yes: For each verdict whether it is main, then for each whether it accompanies.
            no: The same for what is sure not to be so.
        """
        count = len(self._verdicts)
        settled = truths(yes[: 2 * count], no[: 2 * count])
        main, also = settled[:count], settled[count:]
        if main.count(False) == count - 1:  # the only one left is the one
            main = [truth is not False for truth in main]
        hold = fail = 0
        for place, (literal, truth) in enumerate(zip(self._given, [*main, *also], strict=True)):
            if truth is not None:
                # A verdict that no rule gives is the negation of its node.
                if truth is (literal > 0):
                    hold |= 1 << place
                else:
                    fail |= 1 << place
        return hold, fail

    def decide(
        self,
        answers: Mapping[str, Answer],
        choices: Mapping[str, Answer] | None = None,
        *,
        refused: bool = False,
        given: Sequence[str] = (),
    ) -> Decision:
        """Return the whole decision; the answers must have been checked.

        Args:
            answers: Answers by question id.
            choices: Values of sign-off fields that are choices; they decide only which other
                fields are offered.
            refused: Decide as the documents do where the risk rating refuses a verdict. Which rules
                fired, and what is asked, does not depend on it.
            given: Verdicts of the pack, the main one first, that count whatever the rules say now: what people signed.
        """
        bits = self.bits(answers)
        kernel = self._refuse if refused else self._judge

        def judge(chosen: int, rejected: int) -> tuple[Values, Values]:
            _, _, yes, no = kernel(chosen, rejected)
            return self._as_given(given, yes, no) if given else (yes, no)

        yes, no = judge(*bits)
        judgement = self._judgement(yes, no)
        asked, idle = self._asked(answers)
        chosen, rejected = self.bits({**answers, **self.read_choices(choices or {})})
        for name in idle:
            rejected |= self._masks[name]
        if idle:
            # Nobody will be asked these, so what depends on them is settled as if none of their options were chosen.
            yes, no = judge(bits[0], rejected)
        ground = (chosen, rejected, *self._verdict_bits(yes, no))
        documents, places = self._documents
        _, _, yes, no = documents(*ground)
        sure = {kind: tuple(compress(names, yes[part])) for kind, (names, part) in places.items()}
        names, part = places["enforced"]
        platform = tuple(self._platform(sure["reached"], set(compress(names, no[part]))))
        required = set(sure["required"])
        facts = {fact for rule in judgement.rules for fact in self._row_facts[rule]}
        facts.update(fact for surface in platform for fact in surface.facts)
        return Decision(
            answers=dict(answers),
            main=judgement.main,
            also=judgement.also,
            possible=judgement.possible,
            rules=judgement.rules,
            facts=tuple(sorted(facts)),
            values={**dict.fromkeys(self.program["values"]), **dict(reversed(sure["value"]))},
            platform=platform,
            checklist=sure["item"],
            asked=asked,
            unanswered=tuple(name for name in asked if name not in answers),
            outcomes=sure["group"],
            texts=sure["text"],
            fields={name: name in required for name in sure["asked"]},
            hooks=sure["hook"],
            warnings=sure["warning"],
            conflicts=sure["conflict"],
            ground=ground,
        )

    def _as_given(self, given: Sequence[str], yes: Values, no: Values) -> tuple[Values, Values]:
        """Return what was judged with other verdicts in place; which rules fired stays."""
        count = len(self._verdicts)
        hold = [*(name == given[0] for name in self._verdicts), *(name in given[1:] for name in self._verdicts)]
        return (*hold, *yes[2 * count :]), (*(not one for one in hold), *no[2 * count :])

    def _platform(self, reached: Any, not_enforced: set[Any]) -> Any:
        """Yield the reached surfaces; one counts as enforced until it is known not to be."""
        for index in reached:
            surface = self.program["surfaces"][index]
            enforced = index not in not_enforced
            why = surface["why"][0 if enforced else 1]
            yield PlatformSurface(surface["id"], enforced, why, tuple(surface["facts"]))

    def _asked(self, answers: Mapping[str, Answer]) -> tuple[tuple[str, ...], list[str]]:
        """Return the asked questions, and the open ones that no longer matter."""
        bounds = self.bounds(answers)
        waiting = any(inside is not False and name not in answers for name, inside in bounds.items())
        matters = self.matters(answers) if waiting else set()
        asked = tuple(name for name in self.questions if bounds[name] and (name in answers or name in matters))
        return asked, [name for name in self.questions if name not in answers and name not in matters]

    def not_used(self, decision: Decision) -> tuple[str, ...]:
        """Return the answered questions of a decision that cannot change anything.

        Nothing else depends on them, and to find them takes longer than to decide.
        """
        used = self._relevance.answered_questions(*self.bits(decision.answers))
        return tuple(name for name in decision.asked if name in decision.answers and name not in used)

    @cached_property
    def _offered(self) -> tuple[list[tuple[str, str]], Kernel]:
        pairs = [
            (name, option, literal)
            for name, question in self.questions.items()
            for option, literal in question["offered"].items()
        ]
        kernel = build_kernel(self.program, [literal for _, _, literal in pairs])
        return [(name, option) for name, option, _ in pairs], kernel

    def offered(self, question: str, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Return the options of a question that can fit the answers; a face offers these."""
        pairs, kernel = self._offered
        _, _, _, no = kernel(*self.bits(answers))
        left_out = {option for (name, option), fails in zip(pairs, no, strict=True) if fails and name == question}
        return tuple(option for option in self.questions[question]["options"] if option not in left_out)

    @cached_property
    def _wordings(self) -> tuple[list[tuple[str, int]], Kernel]:
        pairs = [(name, literal) for name, question in self.questions.items() for literal in question["instead"]]
        return pairs, build_kernel(self.program, [literal for _, literal in pairs])

    def wordings(self, answers: Mapping[str, Answer]) -> dict[str, int]:
        """Return the questions that are asked in other words, each with the position of those words in the pack."""
        pairs, kernel = self._wordings
        if not pairs:
            return {}
        _, _, yes, _ = kernel(*self.bits(answers))
        found: dict[str, int] = {}
        seen: dict[str, int] = {}
        for (name, _), holds in zip(pairs, yes, strict=True):
            place = seen.setdefault(name, 0)
            seen[name] += 1
            if holds:
                found.setdefault(name, place)
        return found

    @cached_property
    def _notices(self) -> Kernel:
        return build_kernel(self.program, [literal for _, literal in self.program["notices"]])

    def notices(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Return the notices of the pack that hold whatever is still to be answered."""
        _, _, yes, _ = self._notices(*self.bits(answers))
        return tuple(name for (name, _), holds in zip(self.program["notices"], yes, strict=True) if holds)

    def matters(self, answers: Mapping[str, Answer]) -> set[str]:
        """Return the open questions whose answer could still change the decision or the documents.

        May name one too many where conditions hang together in ways that three-valued
        logic does not see; it never omits one.
        """
        found: set[str] = self._relevance.open_questions(*self.bits(answers))
        return found & self.questions.keys()


def truths(yes: Values, no: Values) -> list[bool | None]:
    """Return for each literal whether it holds; None while that is open."""
    return [True if sure else (False if out else None) for sure, out in zip(yes, no, strict=True)]


MOST_ENGINES = 4
_engines: dict[str, Engine] = {}


def load_engine(folder: Path) -> Engine:
    """Return the engine of the pack in a folder.

    Packs of the same bytes share one engine, so a program that decides again and again builds its kernels once.

    Raises:
        PackError: The pack is invalid.
    """
    files = read_files(folder)
    if files.digest not in _engines:
        while len(_engines) >= MOST_ENGINES:
            del _engines[next(iter(_engines))]
        _engines[files.digest] = Engine(program_of(files))
    return _engines[files.digest]
