"""Outcomes as Answers: every way a question can end, in the asker's language."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant import coverage, interpretation, naming
from assistant.answer import Answer, AnswerColumn, AnswerFinding, Language
from assistant.caveats import caveats
from assistant.chart import chart
from assistant.comparison import Before
from assistant.compile import Compiled, Unanswerable
from assistant.compile.period import DAY, month_start
from assistant.plan import Plan
from assistant.protection import protection_note
from assistant.reading import Clarification, Declined, Help, Understood
from assistant.sentence import sentence
from assistant.sentence_comparison import against_before, comparison
from assistant.told import Told
from assistant.wording import Wording, wording
from guardrails.reference import Reference
from guardrails.verdict import Cleared, Failed, Finding, Released


@dataclass(frozen=True)
class Replier:
    """What every answer to one question shares."""

    question: str
    language: Language
    reference: Reference
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def words(self) -> Wording:
        """The wording of the asker's language."""
        return wording(self.language)

    def figures(
        self,
        understood: Understood,
        compiled: Compiled,
        released: Released,
        covered: float | None = None,
        before: Before | None = None,
    ) -> Answer:
        """The answer to a question that was read, compiled, cleared and run, beside the like period before it."""
        words = self.words
        rows = coverage.shown(compiled, released.rows)
        hidden = coverage.hidden_groups(compiled, rows)
        told = Told(compiled, rows, self.reference, words)
        earlier = against_before(told, before) if before else []
        said = [
            sentence(told),
            *earlier,
            *caveats(told, covered, hidden, understood.not_understood),
            *self._cut(released),
        ]
        said += self._left_out(understood)
        return self._answer(
            "answered",
            " ".join(said),
            interpretation=interpretation.of_plan(
                compiled, self.reference, words, understood.assumptions, understood.not_understood, understood.kept
            ),
            sql=compiled.sql,
            **_released(released, {c.name: c.unit for c in compiled.columns}),
            rows=rows,
            coverage=covered,
            hidden_groups=hidden,
            chart=chart(compiled, rows, words, self._title(compiled), self.reference, understood.shown_as, before),
            comparison=comparison(told, before) if before else None,
        )

    def statement(self, sql: str, released: Released) -> Answer:
        """The answer to an analyst's own statement."""
        words, rows = self.words, released.rows
        if not rows or all(v is None for row in rows for v in row):
            said = words("say.sql_nothing")
        elif len(rows) == 1 and len(released.columns) == 1:
            value = rows[0][0]
            figure = None if isinstance(value, bool) else value
            text = words.number(figure) if isinstance(figure, int | float) else words.value("", value)
            said = words("say.sql_value", name=released.columns[0], value=text)
        else:
            said = words.counted("say.sql", len(rows))
        said = " ".join([said, *self._cautions(released.cleared), *self._cut(released)])
        read = interpretation.of_sql(released.cleared.sql, released.cleared.tables, released.columns, words)
        return self._answer("answered", said, interpretation=read, sql=sql, **_released(released, {}), rows=rows)

    def cleared(self, sql: str, cleared: Cleared) -> Answer:
        """A statement that may run, and did not."""
        tables = ", ".join(cleared.tables)
        key = "check.cleared" if tables else "check.no_table"
        message = " ".join([self.words(key, tables=tables, threshold=cleared.threshold), *self._cautions(cleared)])
        return self._answer("answered", message, sql=sql, sql_run=cleared.sql_run, threshold=cleared.threshold)

    def refused(self, findings: tuple[Finding, ...], sql: str = "", audit_id: str = "") -> Answer:
        """Which rules refused and why, and what may be asked instead."""
        words = self.words
        found = tuple(AnswerFinding(id=f.rule, message=f.message[self.language]) for f in findings)
        message = words("refused.one", message=" ".join(f.message for f in found))
        return self._answer(
            "refused", message, findings=found, sql=sql, suggestions=self._suggestions(self._named()), audit_id=audit_id
        )

    def declined(self, declined: Declined, audit_id: str) -> Answer:
        """Outside the data: the reason and a question that works."""
        message = self._reason(declined.reason, list(declined.details))
        suggestions = (declined.suggestion,) if declined.suggestion else self._suggestions()
        return self._answer("declined", message, suggestions=suggestions, audit_id=audit_id)

    def unanswerable(self, outcome: Unanswerable, plan: Plan, audit_id: str) -> Answer:
        """Understood, but not in the tables."""
        message = self._reason(outcome.reason, [named for f in outcome.fields if (named := self._field(f))])
        place = next(iter(naming.known_places(plan, self.reference)), "") if plan.areas else ""
        return self._answer("declined", message, suggestions=self._suggestions(place), audit_id=audit_id)

    def clarify(self, asked: Clarification, audit_id: str) -> Answer:
        """One question back, with complete questions to choose from."""
        key = f"clarify.{asked.reason}"
        message = self.words(key if self.words.has(key) else "clarify.other", details=", ".join(asked.details))
        return self._answer("clarify", message, choices=asked.choices, audit_id=audit_id)

    def help(self, asked: Help, audit_id: str) -> Answer:
        """What the assistant can do, what the data are, what a word means."""
        key = f"help.{asked.topic}"
        names = sorted(p.place for p in self.reference.places)
        listed = ", ".join(names[:40]) + (" …" if len(names) > 40 else "")
        message = self.words(
            key if self.words.has(key) else "help.capabilities",
            **self._days(),
            places=self.words.number(len(names)),
            list=listed,
            protection=protection_note(self.reference.build, None, self.language),
        )
        return self._answer("help", message, suggestions=self._suggestions(), audit_id=audit_id)

    def failed(self, failed: Failed) -> Answer:
        """An engine that failed, or took too long; never the asker's fault."""
        return self._answer("error", failed.message[self.language], audit_id=failed.audit_id)

    def error(self, reference: str) -> Answer:
        """A bug, logged under a reference."""
        return self._answer("error", self.words("error.internal", id=reference))

    def _answer(self, status: Any, message: str, **more: Any) -> Answer:
        timings = {**self.timings_ms, **more.pop("timings_ms", {})}
        return Answer(
            status=status, question=self.question, language=self.language, message=message, timings_ms=timings, **more
        )

    def _cautions(self, cleared: Cleared) -> list[str]:
        return [caution.message[self.language] for caution in cleared.cautions]

    def _left_out(self, understood: Understood) -> list[str]:
        """What was asked beside the question and is not answered: declined, or to be asked by itself."""
        said = [self._reason(reason, []) for reason in understood.outside]
        if understood.separate:
            said.append(self.words("caveat.separate", question=understood.separate))
        return said

    def _cut(self, released: Released) -> list[str]:
        """Rows that were left out are never left out silently."""
        if not released.truncated:
            return []
        return [self.words("caveat.truncated", n=self.words.number(len(released.rows)))]

    def _reason(self, reason: str, details: list[str]) -> str:
        key = f"declined.{reason}"
        return self.words(key if self.words.has(key) else "declined.other", details=", ".join(details), **self._days())

    def _field(self, name: str) -> str:
        """What cannot be combined, in words; empty for what is no one's word, such as a table."""
        for section in ("measure", "by"):
            if self.words.has(f"{section}.{name}"):
                return self.words(f"{section}.{name}")
        return self.words("filter.is_public_holiday") if name == "is_public_holiday" else ""

    def _days(self) -> dict[str, str]:
        return {"first": self.words.day(self.reference.first_day), "last": self.words.day(self.reference.last_day)}

    def _suggestions(self, place: str = "") -> tuple[str, ...]:
        """Questions that work on this data."""
        if not self.reference.places:
            return ()
        month = self.words.month(_last_full_month(self.reference.last_day))
        place = place or self.reference.places[0].place
        return tuple(
            self.words(f"suggestion.{name}", place=place, month=month) for name in ("place_month", "top", "age")
        )

    def _named(self) -> str:
        """The place whose name stands in the question: what may be asked instead is asked about it."""
        asked = self.question.casefold()
        named = ((name, p.place) for p in self.reference.places for name in (p.place, *p.aliases))
        said = (place for name, place in named if name.casefold() in asked and _as_words(name, self.question))
        return max(said, key=len, default="")

    def _title(self, compiled: Compiled) -> str:
        """Where, what by what, and when: what a chart shows, for whoever sees it alone."""
        plan, words = compiled.plan, self.words
        where = naming.where(plan, self.reference, words)
        return ", ".join(part for part in (where, self._shown(compiled), words.when(plan.periods)) if part)

    def _shown(self, compiled: Compiled) -> str:
        plan, words = compiled.plan, self.words
        main = next((c for c in compiled.columns if words.has(f"measure.{c.field}")), None)
        measured = naming.mean_measure(main.field, main.mean, words) if main and len(plan.measures) == 1 else ""
        if plan.share == "of_filter":
            measured = words("interpretation.share_of_filter", part=naming.part(plan, words))
        return f"{measured} {naming.breakdown(plan, words)}".strip()


def _as_words(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None


def _last_full_month(last_day: date) -> date:
    """The first day of the last month the data hold whole."""
    return month_start(last_day) if (last_day + DAY).day == 1 else month_start(month_start(last_day) - DAY)


def _released(released: Released, units: dict[str, str]) -> dict[str, Any]:
    columns = zip(released.columns, released.types, strict=True)
    return {
        "sql_run": released.cleared.sql_run,
        "columns": tuple(AnswerColumn(name=n, type=t, unit=units.get(n, "")) for n, t in columns),
        "threshold": released.cleared.threshold,
        "audit_id": released.audit_id,
        "timings_ms": released.timings_ms,
    }
