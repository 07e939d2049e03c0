"""Words: short sentences, whole texts, links that lead where they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.pack.checks.context import Context
from wizard.pack.checks.finding import Finding
from wizard.pack.checks.sentences import sentences, words
from wizard.pack.models import Question, Verdict
from wizard.pack.models.marks import Words
from wizard.pack.models.verdicts import VerdictProse

MOST_WORDS = 40
MOST_DECISION_WORDS = 25
ACCOUNT = "{account}"

_BARE = re.compile(r"(?<![\](<\"`\w])(?:https?|ftp)://\S+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
_HOLE = re.compile(r"\{[^{}]*\}")


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
    """Yield short titles that stand for two questions; lists tell questions apart by nothing else."""
    owner: dict[str, str] = {}
    for question in questions:
        other = owner.setdefault(question.title.casefold(), question.id)
        if other != question.id:
            message = f"has the short title of question '{other}', {question.title[:60]!r}."
            yield Finding("P513", f"question {question.id}", message, "Give it another one.")


def _verdict(verdict: Verdict) -> Iterator[Finding]:
    place = f"verdict {verdict.id}"
    found = list(sentences(verdict.decision))
    count = words(verdict.decision)
    if len(found) != 1 or count > MOST_DECISION_WORDS:
        message = f"has a decision of {len(found)} sentences and {count} words."
        yield Finding("P502", place, message, f"Say it in one sentence of at most {MOST_DECISION_WORDS} words.")
    holes = set(_HOLE.findall(verdict.decision))
    if holes != {ACCOUNT}:
        message = f"has a decision that does not name the account by '{ACCOUNT}' and by nothing else in braces."
        yield Finding("P503", place, message, f"Use '{ACCOUNT}' once.")
    missing = [name for name in VerdictProse.model_fields if not getattr(verdict.prose, name)]
    if missing:
        titles = ", ".join(f"'{name.replace('_', ' ').capitalize()}'" for name in missing)
        yield Finding("P505", place, f"lacks the sections {titles}.", f"Write them in verdicts/{verdict.id}.md.")
    elif not re.match(r"\s*1\.\s", verdict.prose.steps):
        yield Finding("P511", place, "has steps that aren't a numbered list.", "Begin the first step with '1.'.")
    short = [name for name in ("owner_role", "next_step") if not getattr(verdict, name)]
    if short:
        yield Finding("P512", place, f"has no {' and no '.join(short)}.", "Say who acts, and what comes next.")
