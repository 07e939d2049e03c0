"""The rows of ``knowledge/evidence/sign_ins.toml``: what each table holds; unknown keys are refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from wizard.evidence.cites import Controls, Methods, MfaSources, Privilege, Surfaces, Token, with_section
from wizard.pack.models.base import Facts, Id, Model, QuestionId
from wizard.pack.models.marks import Ref

FILE = "evidence/sign_ins.toml"

AnswerId = Annotated[Id, Ref("answer", of="question")]
"""An answer to the question of the same row; those that follow are answers to one question."""

SurfaceId = Annotated[Id, Ref("answer", within=Surfaces.ID)]
TokenId = Annotated[Id, Ref("answer", within=Token.ID)]
MethodId = Annotated[Id, Ref("answer", within=Methods.ID)]
ControlId = Annotated[Id, Ref("answer", within=Controls.ID)]
MfaSourceId = Annotated[Id, Ref("answer", within=MfaSources.ID)]
PrivilegeId = Annotated[Id, Ref("answer", within=Privilege.ID)]

Certainty = Literal["shows", "suggests"]
"""``shows``: the row is the proof. ``suggests``: a hint that a person judges."""


class Application(Model):
    """An application known by id, and the surfaces it represents as client and as resource."""

    id: str
    name: str
    as_client: tuple[SurfaceId, ...] = ()
    as_resource: tuple[SurfaceId, ...] = ()
    with_resource: bool = False
    certainty: Certainty = "shows"
    facts: Facts = ()


class Protocol(Model):
    """A protocol of a sign-in, and the answer about the token that it represents."""

    values: tuple[str, ...]
    words: str
    ordinary: bool = False
    token: TokenId | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: Facts = ()


class ClientApp(Model):
    """A client application as the log names it."""

    values: tuple[str, ...]
    kind: Literal["browser", "modern", "legacy"]
    words: str
    surface: SurfaceId | Literal[""] = ""
    token: TokenId | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: Facts = ()


class Provider(Model):
    """Who asked for MFA."""

    values: tuple[str, ...]
    source: Literal["tenant", "defaults", "per_user", "application", "partner", "home_tenant", "other"]
    words: str
    mfa_source: MfaSourceId | Literal[""] = ""
    certainty: Certainty = "suggests"
    facts: Facts = ()


class Method(Model):
    """An authentication method; an empty ``method`` doesn't count as one here."""

    values: tuple[str, ...]
    method: MethodId | Literal[""]
    facts: Facts = ()


class Grant(Model):
    """A grant control of a policy, as logs name it."""

    values: tuple[str, ...]
    control: ControlId


class Role(Model):
    """Directory roles that mean one answer about privilege."""

    values: tuple[str, ...]
    privilege: PrivilegeId | Literal[""]
    facts: Facts = ()


class ErrorMeaning(Model):
    """What an error code says about an answer."""

    codes: tuple[str, ...]
    mfa_demanded: bool = False
    interrupt: bool = False
    credential: bool = False
    question: QuestionId | Literal[""] = ""
    answers: tuple[AnswerId, ...] = ()
    reason: str = ""
    facts: Facts = ()


class ManagedPolicies(Model):
    """How policies that Microsoft made are recognized by name."""

    prefixes: tuple[str, ...]
    facts: Facts = ()


class ReportTool(Model):
    """A column of Microsoft's MFA report, and its surfaces; several mean that nobody can tell which."""

    name: str
    surfaces: tuple[SurfaceId, ...]


class Azure(Model):
    """Operations of Azure evidence: what changes something, and what the built-in policies write."""

    change_endings: tuple[str, ...]
    audit_operations: tuple[str, ...]
    policy_definitions: tuple[str, ...]
    facts: Facts = ()


class Opens(Model):
    """Resources that an answer of a person represents; ``whole`` says that it represents nothing else."""

    question: QuestionId
    answer: AnswerId
    words: str
    resources: tuple[str, ...]
    whole: bool = False
    facts: Facts = ()


class UsageFlow(Model):
    """A flow that policies name, and the answer about the token that goes with it."""

    flow: str
    token: TokenId
    sure: bool


class UsageWords(Model):
    """Answers that tell kinds of clients and flows."""

    connections_surface: SurfaceId
    legacy_surfaces: tuple[SurfaceId, ...]
    legacy_tokens: tuple[TokenId, ...]
    flow: tuple[UsageFlow, ...]


class Limit(Model):
    """What an export cannot contain, and the file that would tell."""

    id: Id
    loud: bool
    text: str
    ask_for: str
    section: str = ""
    facts: Facts = ()

    @property
    def would_tell(self) -> str:
        """What to ask for, with the section of ``evidence collect`` that exports it."""
        return f"{with_section(self.ask_for.rstrip('.'), self.section)}." if self.ask_for else ""


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
