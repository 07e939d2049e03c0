"""Words: short sentences, whole texts, links that lead where they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wizard.pack.checks.finding import Context, Finding
from wizard.pack.models import Pack, Question, Slot, Verdict
from wizard.pack.models.marks import Words
from wizard.pack.models.verdicts import VerdictProse
from wizard.pack.walk import inside

MOST_WORDS = 40
MOST_DECISION_WORDS = 25
MOST_FILLED_WORDS = 35
ACCOUNT = "account"
TYPED_WORDS = {"account": 2, "person": 2, "date": 3, "start": 3, "end": 3, "checked_on": 3}
"""Words of what people enter; a long name is cut in a long sentence."""

_BARE = re.compile(r"(?<![\](<\"`\w])(?:https?|ftp)://\S+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
_SLOT = re.compile(r"\{([^{}]*)\}")


def check(context: Context) -> Iterator[Finding]:
    """Yield sentences too long, texts missing, and markup that does not belong there."""
    for place, field, text, mark, _ in context.found:
        if not isinstance(mark, Words):
            continue
        for sentence in sentences(text):
            count = words(sentence)
            if count > MOST_WORDS:
                message = f"has a sentence of {count} words in '{field}': {sentence[:60]!r}."
                yield Finding("P501", place, message, f"Cut it to {MOST_WORDS} words or fewer.")
        yield from _markup(place, field, text)
    for question in context.pack.questions:
        yield from _question(question)
    yield from _titles(context.pack.questions)
    for verdict in context.pack.verdicts:
        yield from _verdict(verdict)
    yield from _decisions(context.pack)


def _markup(place: str, field: str, text: str) -> Iterator[Finding]:
    plain = _CODE.sub("", text)
    if _TAG.search(plain):
        yield Finding("P506", place, f"has raw HTML in '{field}'.", "Write it in words or Markdown.")
    if _BARE.search(_LINK.sub("", plain)):
        yield Finding("P508", place, f"has a bare address in '{field}'.", "Make it a link, or cite a source.")
    for target in _LINK.findall(plain):
        if not target.startswith("https://"):
            message = f"has a link in '{field}' to '{target}', which is not https."
            yield Finding("P507", place, message, "Link to an https address; a pack holds no paths.")


def _question(question: Question) -> Iterator[Finding]:
    place = f"question {question.id}"
    if not question.why:
        message = "does not say why it is asked."
        yield Finding("P504", place, message, f"Write the section '{question.id}' of questions/{question.stage}.md.")
    if not question.label.endswith("?"):
        yield Finding("P509", place, "has a label that isn't a question.", "End it with a question mark.")
    missing = [name for name in ("help", "who_knows", "ask_for") if not getattr(question, name)]
    if missing:
        yield Finding(
            "P510", place, f"has no {' and no '.join(missing)}.", "Say who knows the answer and where to find it."
        )


def _titles(questions: Iterable[Question]) -> Iterator[Finding]:
    """Yield short titles that mean two questions; lists tell questions apart by nothing else."""
    owner: dict[str, str] = {}
    for question in questions:
        other = owner.setdefault(question.title.casefold(), question.id)
        if other != question.id:
            message = f"has the short title of question '{other}', {question.title[:60]!r}."
            yield Finding("P513", f"question {question.id}", message, "Give it another one.")


def _verdict(verdict: Verdict) -> Iterator[Finding]:
    place = f"verdict {verdict.id}"
    missing = [name for name in VerdictProse.model_fields if not getattr(verdict.prose, name)]
    if missing:
        titles = ", ".join(f"'{name.replace('_', ' ').capitalize()}'" for name in missing)
        yield Finding("P505", place, f"lacks the sections {titles}.", f"Write them in verdicts/{verdict.id}.md.")
    short = [name for name in ("owner_role", "next_step") if not getattr(verdict, name)]
    if short:
        yield Finding("P512", place, f"has no {' and no '.join(short)}.", "Say who acts, and what comes next.")


def _decisions(pack: Pack) -> Iterator[Finding]:
    """Yield decision sentences that are too long, and those with slots that nothing fills."""
    rules = pack.documents
    texts = [(f"verdict {verdict.id}", verdict.decision) for verdict in pack.verdicts]
    texts += [
        (inside("documents.toml", "instead", number), words.decision)
        for number, words in enumerate(rules.instead)
        if words.decision
    ]
    if rules.risk.refused_decision:
        texts.append((inside("documents.toml", "risk"), rules.risk.refused_decision))
    slots = {slot.id: slot for slot in pack.slots}
    for place, text in texts:
        yield from _decision(place, text, slots)
    answers = [(f"verdict {verdict.id}", verdict.answer) for verdict in pack.verdicts]
    answers += [(inside("documents.toml", "instead", number), one.answer) for number, one in enumerate(rules.instead)]
    answers += [("documents.toml", rules.question)]
    for place, text in answers:
        yield from _unknown(place, text, slots)


def _decision(place: str, text: str, slots: Mapping[str, Slot]) -> Iterator[Finding]:
    found = list(sentences(text))
    count = words(_SLOT.sub("slot", text))
    if len(found) != 1 or count > MOST_DECISION_WORDS:
        message = f"has a decision of {len(found)} sentences and {count} words."
        yield Finding("P502", place, message, f"Say it in one sentence of at most {MOST_DECISION_WORDS} words.")
    names = _SLOT.findall(text)
    filled = words(_SLOT.sub("", text)) + sum(_longest(slots[name], slots) for name in names if name in slots)
    if filled > MOST_FILLED_WORDS:
        message = f"has a decision of up to {filled} words once its slots are filled."
        yield Finding("P502", place, message, f"Leave room: {MOST_FILLED_WORDS} words at most.")
    if names.count(ACCOUNT) != 1:
        message = f"has a decision that does not name the account once, by '{{{ACCOUNT}}}'."
        yield Finding("P503", place, message, f"Use '{{{ACCOUNT}}}' once.")
    yield from _unknown(place, text, slots)


def _unknown(place: str, text: str, slots: Mapping[str, Slot]) -> Iterator[Finding]:
    for name in _SLOT.findall(text):
        if name not in slots and name != ACCOUNT:
            remedy = f"Use one of: {', '.join(sorted({ACCOUNT, *slots}))}; or add it to slots.toml."
            yield Finding("P503", place, f"has the slot '{{{name}}}', which nothing fills.", remedy)


def _longest(slot: Slot, slots: Mapping[str, Slot]) -> int:
    """Return the words that a slot can still have where the sentence is long: lists are counted then, names cut."""
    each = [word.text for word in slot.each]
    said = [word.text for word in slot.instead]
    if slot.more:
        said += [f"{text} and {slot.more}" for text in each]
    elif slot.many:
        said += [*each, slot.one, slot.many]
    else:
        said.append(" and ".join(each))
    typed = TYPED_WORDS.get(slot.kind, 1)
    other = slots.get(slot.then or "")
    return max(typed, *map(words, said), _longest(other, slots) if other else 0)


_END = re.compile(r"(?<=[.!?:;])[\"')\]”’*_]*\s+(?=[^\s])")
"""Where a sentence may end; a colon or semicolon ends none, but is looked at for what follows."""

_ABBREVIATIONS = frozenset({"e.g.", "i.e.", "etc.", "vs.", "no.", "cf.", "approx.", "incl.", "art.", "sec.", "st."})


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text: paragraphs and list items are cut apart first."""
    for block in blocks(text):
        start = 0
        for end in _END.finditer(block):
            before = block[start : end.start()]
            last = before.rsplit(None, 1)[-1].lower() if before.split() else ""
            if last.endswith((":", ";")) or last.lstrip('(“"') in _ABBREVIATIONS:
                continue
            yield before.strip()
            start = end.end()
        if block[start:].strip():
            yield block[start:].strip()


def blocks(text: str) -> Iterator[str]:
    """Yield paragraphs, list items, headings and table cells, each as one line."""
    current: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or re.match(r"(?:[-*+]|\d+[.)])\s|#{1,6}\s|\||```", stripped):
            if current:
                yield " ".join(current)
            current = []
        if stripped.startswith("|"):
            yield from (cell.strip() for cell in stripped.strip("|").split("|") if cell.strip(" :-"))
        elif stripped:
            current.append(re.sub(r"^(?:[-*+]|\d+[.)]|#{1,6})\s+", "", stripped))
    if current:
        yield " ".join(current)


def words(sentence: str) -> int:
    """Return the number of words; code and links count as their text."""
    plain = re.sub(r"\]\([^)]*\)", "]", sentence)
    return sum(1 for word in plain.split() if any(char.isalnum() for char in word))
