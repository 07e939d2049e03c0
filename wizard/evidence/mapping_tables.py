"""The rows of ``knowledge/evidence/sign_ins.toml``: what each table holds; unknown keys are refused."""

from __future__ import annotations

from datetime import date
from typing import Literal

from wizard.pack.models.base import FactId, Id, Model

Certainty = Literal["shows", "suggests"]
"""``shows``: the row is the proof. ``suggests``: a hint that a person judges."""


class Application(Model):
    """An application known by id, and the surfaces it stands for as client and as resource."""

    id: str
    name: str
    as_client: tuple[Id, ...] = ()
    as_resource: tuple[Id, ...] = ()
    with_resource: bool = False
    certainty: Certainty = "shows"
    facts: tuple[FactId, ...] = ()


class Protocol(Model):
    """A protocol of a sign-in, and the answer about the token that it stands for."""

    values: tuple[str, ...]
    words: str
    ordinary: bool = False
    token: Id | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: tuple[FactId, ...] = ()


class ClientApp(Model):
    """A client application as the log names it."""

    values: tuple[str, ...]
    kind: Literal["browser", "modern", "legacy"]
    words: str
    surface: Id | Literal[""] = ""
    token: Id | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: tuple[FactId, ...] = ()


class Provider(Model):
    """Who asked for MFA."""

    values: tuple[str, ...]
    source: Literal["tenant", "defaults", "per_user", "application", "partner", "home_tenant", "other"]
    words: str
    mfa_source: Id | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: tuple[FactId, ...] = ()


class Method(Model):
    """An authentication method; an empty ``method`` is none for this purpose."""

    values: tuple[str, ...]
    method: Id | Literal[""]
    facts: tuple[FactId, ...] = ()


class Grant(Model):
    """A grant control of a policy, as logs name it."""

    values: tuple[str, ...]
    control: Id


class Role(Model):
    """Directory roles that mean one answer about privilege."""

    values: tuple[str, ...]
    privilege: Id | Literal[""]
    facts: tuple[FactId, ...] = ()


class ErrorMeaning(Model):
    """What an error code says about an answer."""

    codes: tuple[str, ...]
    mfa_demanded: bool = False
    interrupt: bool = False
    credential: bool = False
    question: Id | Literal[""] = ""
    answers: tuple[Id, ...] = ()
    reason: str = ""
    facts: tuple[FactId, ...] = ()


class ManagedPolicies(Model):
    """How policies that Microsoft made are told by name."""

    prefixes: tuple[str, ...]
    facts: tuple[FactId, ...] = ()


class ReportTool(Model):
    """A column of Microsoft's MFA report, and its surfaces; several mean that nobody can tell which."""

    name: str
    surfaces: tuple[Id, ...]


class Azure(Model):
    """Operations of Azure evidence: what changes something, and what the built-in policies write."""

    change_endings: tuple[str, ...]
    audit_operations: tuple[str, ...]
    policy_definitions: tuple[str, ...]
    facts: tuple[FactId, ...] = ()


class Opens(Model):
    """Resources that an answer of a person stands for; ``whole`` says that it stands for nothing else."""

    question: Id
    answer: Id
    words: str
    resources: tuple[str, ...]
    whole: bool = False
    facts: tuple[FactId, ...] = ()


class UsageFlow(Model):
    """A flow that policies name, and the answer about the token that goes with it."""

    flow: str
    token: Id
    sure: bool


class UsageWords(Model):
    """Answers that tell kinds of clients and flows."""

    connections_surface: Id
    legacy_surfaces: tuple[Id, ...]
    legacy_tokens: tuple[Id, ...]
    flow: tuple[UsageFlow, ...]


class Limit(Model):
    """What an export cannot contain, and the file that would tell."""

    id: Id
    loud: bool
    text: str
    ask_for: str
    facts: tuple[FactId, ...] = ()


class Tables(Model):
    """The whole file."""

    checked_on: date
    application: tuple[Application, ...]
    protocol: tuple[Protocol, ...]
    client_app: tuple[ClientApp, ...]
    provider: tuple[Provider, ...]
    method: tuple[Method, ...]
    grant: tuple[Grant, ...]
    role: tuple[Role, ...]
    error: tuple[ErrorMeaning, ...]
    azure: Azure
    managed_policies: ManagedPolicies
    report_tool: tuple[ReportTool, ...]
    limit: tuple[Limit, ...]
    opens: tuple[Opens, ...]
    usage: UsageWords
