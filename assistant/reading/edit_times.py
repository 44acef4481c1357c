"""Edits of the period: another one, the one before or after, one more, the whole week of that day."""

from datetime import date

from assistant.plan import Filter, Period
from assistant.reading import calendar_days as cal
from assistant.reading.edit import CLOCK, DAYS, TIMES, Edit
from assistant.reading.edit_told_times import (
    anchor,
    before_last,
    day_of_month,
    earlier_than,
    half,
    later,
    unit_said,
    weekend,
)  # fmt: skip
from assistant.reading.problem import Problem
from assistant.reading.text import fold
from assistant.reading.times import covered

MORE = ("more", "by_how_much", "difference_between")
_NAMES = {"day": "date", "week": "week", "month": "month", "quarter": "quarter"}


def periods(edit: Edit) -> Problem | None:
    """The periods said, told by the ones before, or both."""
    new, why = _covered(edit, _said(edit))
    if edit.marked("tomorrow"):
        return Problem("declined", "future")
    if why:
        return Problem("declined", why)
    if _finer(edit):
        return Problem("clarify", "period")
    back = (edit.said.has("previous") or edit.marked("preceding")) and not _step_by_step(edit)
    told = [earlier_than(edit, anchor(edit))] if back else []
    both, why = _covered(edit, [*told, *later(edit), *before_last(edit)])
    if why:
        return Problem("declined", why)
    problem = _that_unit(edit)
    if problem:
        return problem
    days = weekend(edit)
    if days:
        both, why = _covered(edit, [days])
        return Problem("declined", why) if why else _dated(edit, both)
    if edit.marked("first_half", "second_half"):
        found_half = half(edit, new[-1] if new else anchor(edit))
        return _dated(edit, [found_half]) if found_half else Problem("clarify", "period")
    if edit.marked("both_times") or (edit.marked("two", "beside") and len(edit.parts["areas"]) < 2):
        _both(edit)
    edit.has("previous")
    found = list(dict.fromkeys([*new, *both]))
    return _dated(edit, found) if found else None


def _step_by_step(edit: Edit) -> bool:
    """`the change on the month before`, of months in a row: each against its own, not the whole span."""
    steps = {_NAMES.get(unit) for s in edit.said.said("previous") if (unit := unit_said(edit, s))}
    return asks_change(edit) and len(edit.plan.periods) < 2 and bool(steps & set(edit.plan.by))


def _finer(edit: Edit) -> bool:
    """`the week before`, when the period before was a month: which week is open."""
    order = ("day", "week", "month", "quarter", "year")
    grain = anchor(edit).grain
    if _step_by_step(edit):
        return False
    units = [unit_said(edit, s) for s in edit.said.said("previous")]
    units.append(edit.said.slot("following", "unit"))
    return any(u in order and grain in order and order.index(u) < order.index(grain) for u in units if u)


def _said(edit: Edit) -> list[Period]:
    tokens = edit.said.facts.phrase.tokens
    marks = [t.norm for i, t in enumerate(tokens) if t.norm[0] == "¶" and i not in edit.said.negated]
    whens = [edit.said.facts.whens[int(mark[1:])] for mark in marks]
    ends = asks_change(edit)  # `the change from Q1 to Q2` is about both, not about the span
    told = [
        p for when in whens for p in (when.parts if ends and when.key == "range" and when.parts else (when.period,))
    ]
    if (
        ends and len(whens) == 1 and whens[0].key == "since" and anchor(edit).grain != "span"
    ):  # `the growth from May`: May is the baseline
        told = [cal.unit_at(anchor(edit).grain, told[0].first)]
    return [*day_of_month(edit), *told]


def _covered(edit: Edit, found: list[Period]) -> tuple[list[Period], str]:
    facts, kept = edit.said.facts, []
    running = {when.period for when in facts.whens if when.running}
    for period in found:
        clipped, why = covered(period, period in running, facts)
        if clipped is None:
            return [], why
        kept.append(clipped)
        edit.assumptions += ["running_period"] if clipped != period else []
    return kept, ""


def _that_unit(edit: Edit) -> Problem | None:
    """`that week` of a day; `that day` an answer has named."""
    whole_unit = edit.said.slot("whole_unit", "unit")
    unit = whole_unit or edit.said.slot("that_unit", "unit") or _then(edit)
    if edit.marked("that_hour"):
        hour = (edit.context.focus or {}).get("hour")
        if hour is None:
            return None if {f.field for f in edit.parts["filters"]} & CLOCK else Problem("clarify", "hours")
        edit.parts["filters"] = (*edit.parts["filters"], Filter(field="hour", values=(str(hour),)))
        edit.drop("hour")
    if not unit:
        return None
    found = (edit.context.focus or {}).get(_NAMES.get(unit, ""))
    last = anchor(edit)
    if isinstance(found, date):
        edit.parts["periods"] = (cal.unit_at(unit, found),)
        edit.name(_NAMES[unit], found)
        edit.drop(*TIMES)
        return None
    whole = cal.unit_at(unit, last.first)
    if whole_unit:
        edit.parts["filters"] = tuple(f for f in edit.parts["filters"] if f.field not in DAYS)
    if not (whole.first <= last.first and last.last <= whole.last):
        return Problem("clarify", "period")
    if whole != last:
        return _dated(edit, [whole])
    return None


def _then(edit: Edit) -> str | None:
    """`da` is the day, week or month that an answer has just named."""
    named = [unit for unit, name in _NAMES.items() if name in (edit.context.focus or {})]
    return named[0] if edit.marked("then") and named and not edit.said.facts.whens else None


def _both(edit: Edit) -> None:
    """The two periods the last plans were about."""
    edit.has("compare")
    if len(edit.parts["periods"]) > 1:
        return
    recent = list(dict.fromkeys(p for plan in reversed(edit.context.plans) for p in plan.periods))[:2]
    if len(recent) == 2:
        edit.parts["periods"] = tuple(sorted(recent, key=lambda p: p.first))
        rows_of(edit, 1)


def held_against(edit: Edit) -> bool:
    """Whether the period said is the one to compare with: `vs April`, `zum Vormonat`."""
    articles = {fold(word) for word in edit.said.facts.lex.vocabulary.articles}
    tokens = [t for t in edit.said.facts.phrase.tokens if t.norm not in articles]
    against = edit.said.words.against
    if edit.marked("than"):
        return True
    for span in edit.said.said("previous"):
        inside = edit.said.facts.phrase.tokens[span.first : span.last]
        if any(t.norm in against | edit.said.words.towards for t in inside):
            return True
    return any(tokens[i + 1].norm[0] == "¶" and token.norm in against for i, token in enumerate(tokens[:-1]))


def asks_change(edit: Edit) -> bool:
    """Whether a change is asked: by its word, or in percent against a period."""
    said = edit.said.has("change", "percent", "difference", "changed", "change", *MORE) or edit.marked("changed")
    said = said or (edit.said.has("change", "against") and not edit.plan.share)
    percent = edit.said.has("share", "share") or edit.marked("in_percent")
    if percent and edit.marked("development"):
        return True
    told = bool(edit.said.facts.whens) or edit.said.day is not None
    return said or (percent and (held_against(edit) or (told and edit.said.has("compare", "versus"))))


def _dated(edit: Edit, found: list[Period]) -> Problem | None:
    old: tuple[Period, ...] = edit.parts["periods"]
    changing = asks_change(edit)
    beside = edit.marked("add") or edit.has("compare", "versus") or edit.has("change", "against") or held_against(edit)
    if edit.plan.change_over == "periods" and len(old) == 2 and not changing:
        return _rechanged(edit, found, beside)
    if edit.marked("add"):
        found = sorted({*old, *found}, key=lambda p: (p.first, p.last))
    elif (beside or changing) and len(found) == 1 and old:
        found = list(dict.fromkeys([*found, old[-1]]))
        if not (changing and held_against(edit)):
            found.sort(key=lambda p: (p.first, p.last))
    edit.parts["periods"] = tuple(found)
    edit.parts["normal"] = None
    if all(p.first == p.last for p in found):
        edit.parts["filters"] = tuple(f for f in edit.parts["filters"] if f.field not in DAYS)
    if not changing:
        rows_of(edit, len(old))
    return None


def _rechanged(edit: Edit, found: list[Period], beside: bool) -> Problem | None:
    """Another period for a change: `gegenüber März` is a new baseline, else the like period before goes along."""
    baseline, now = edit.parts["periods"]
    if len(found) == 2:
        edit.parts["periods"] = tuple(sorted(found, key=lambda p: p.first))
    elif beside:
        edit.parts["periods"] = (found[0], now)
    elif cal.before(now) == baseline:
        pair, why = _covered(edit, [cal.before(found[0]), found[0]])
        if why:
            return Problem("declined", why)
        edit.parts["periods"] = tuple(pair)
    else:
        return Problem("clarify", "comparison")
    return None


def rows_of(edit: Edit, before: int) -> None:
    """Several periods are rows of their own; a single one after several needs no row."""
    found: tuple[Period, ...] = edit.parts["periods"]
    if before > 1:
        edit.drop(*TIMES)
    if len(found) > 1 and not set(edit.parts["by"]) & set(TIMES):
        grains = {p.grain for p in found}
        name = _NAMES.get(grains.pop(), "period") if len(grains) == 1 else "period"
        edit.parts["by"] = (*edit.parts["by"], name)
