"""Names of other parts, as fields of models hold them; the checks look each of them up."""

from __future__ import annotations

from typing import Annotated

from wizard.pack.models.base import FactId, Id, RowId
from wizard.pack.models.marks import Ref

Facts = tuple[Annotated[FactId, Ref("fact")], ...]
"""The facts on which a part rests."""

Sources = tuple[Annotated[Id, Ref("source")], ...]
"""The sources on which a part rests."""

QuestionId = Annotated[Id, Ref("question")]
"""The question that a part names; the names that follow are those of other kinds."""

VerdictId = Annotated[Id, Ref("verdict")]
FieldId = Annotated[Id, Ref("field")]
GroupId = Annotated[RowId, Ref("group")]
PhaseId = Annotated[RowId, Ref("phase")]
RoleId = Annotated[Id, Ref("role")]
LevelId = Annotated[Id, Ref("risk_level")]
