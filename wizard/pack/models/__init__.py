"""The pack as pydantic models: one module for each kind of knowledge."""

from wizard.pack.models.case import CaseWords
from wizard.pack.models.checklist import Checklist, Group, Item, Limit, Phase
from wizard.pack.models.documents import DocumentRules
from wizard.pack.models.errors import CodeFamily, ErrorCode, Message, Spelling
from wizard.pack.models.facts import Conflict, Correction, Fact, Source
from wizard.pack.models.former import FormerAnswer, FormerField, FormerQuestion
from wizard.pack.models.frameworks import Framework, FrameworkWarning, Hook
from wizard.pack.models.lists import ListWords
from wizard.pack.models.pack import EDITION, Pack, PackInfo
from wizard.pack.models.profile import Duty, Level, Profile, Role, SignOff
from wizard.pack.models.questions import Connector, Notice, Option, PerOption, Question, Stage, Support
from wizard.pack.models.risk import Risk
from wizard.pack.models.rules import Also, Case, Drop, Row, Table, Term
from wizard.pack.models.signoff import MEANT, WRITTEN, Field, FieldOption, Meaning
from wizard.pack.models.slots import Signed, Slot, SlotWord
from wizard.pack.models.surfaces import Surface
from wizard.pack.models.verdicts import Text, Verdict, VerdictProse

__all__ = [
    "EDITION",
    "MEANT",
    "WRITTEN",
    "Also",
    "Case",
    "CaseWords",
    "Checklist",
    "CodeFamily",
    "Conflict",
    "Connector",
    "Correction",
    "DocumentRules",
    "Drop",
    "Duty",
    "ErrorCode",
    "Fact",
    "Field",
    "FieldOption",
    "FormerAnswer",
    "FormerField",
    "FormerQuestion",
    "Framework",
    "FrameworkWarning",
    "Group",
    "Hook",
    "Item",
    "Level",
    "Limit",
    "ListWords",
    "Meaning",
    "Message",
    "Notice",
    "Option",
    "Pack",
    "PackInfo",
    "PerOption",
    "Phase",
    "Profile",
    "Question",
    "Risk",
    "Role",
    "Row",
    "SignOff",
    "Signed",
    "Slot",
    "SlotWord",
    "Source",
    "Spelling",
    "Stage",
    "Support",
    "Surface",
    "Table",
    "Term",
    "Text",
    "Verdict",
    "VerdictProse",
]
