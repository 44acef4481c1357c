"""The answer as every face of the product shows it: chat, command line, API."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["answered", "refused", "declined", "clarify", "help", "error"]
Language = Literal["de", "en"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerColumn(_Model):
    """A column of the answer: name, SQL type, unit ('' where there is none)."""

    name: str
    type: str
    unit: str = ""


class AnswerFinding(_Model):
    """A rule that refused, in the asker's language."""

    id: str
    message: str


class Comparison(_Model):
    """The figure beside the like period before it: the month before a month, the same weekday a week before a day.

    `label` names that period, `value` is its figure in the unit of the answer's main column `column`. A share changes
    in percentage points (`change_points`), everything else in percent of the earlier value (`change_percent`); the
    other one is None.
    """

    label: str
    column: str
    value: float
    change_percent: float | None = None
    change_points: float | None = None


class Answer(_Model):
    """One answer. `sql` is the statement before, `sql_run` after the role's threshold entered every scan.

    `coverage` is the visible detail over the visible total (0-1), None without a comparable total;
    `hidden_groups` the expected rows that are not shown (none or too few people), None without a finite grid.
    `comparison` is there where the answer is one figure and the like period before lies wholly in the data.
    """

    status: Status
    question: str = ""
    language: Language = "en"
    interpretation: str = ""
    sql: str = ""
    sql_run: str = ""
    columns: tuple[AnswerColumn, ...] = ()
    rows: tuple[tuple[bool | int | float | date | datetime | str | None, ...], ...] = ()
    message: str = ""
    findings: tuple[AnswerFinding, ...] = ()
    coverage: float | None = None
    hidden_groups: int | None = None
    threshold: int | None = None
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    chart: dict[str, Any] | None = None
    comparison: Comparison | None = None
    audit_id: str = ""
    timings_ms: dict[str, float] = Field(default_factory=dict)
