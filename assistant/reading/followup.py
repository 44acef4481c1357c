"""A turn of a conversation: a new question, an answer to a question back, or an edit of the plan before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Language
from assistant.plan import Area, Plan
from assistant.reading.edit import Edit
from assistant.reading.edit_change import absolute, change, normal, share
from assistant.reading.edit_filters import filters, plain_homes
from assistant.reading.edit_places import places, swapped, there
from assistant.reading.edit_rows import asked, measures, ranking, rows, statistic
from assistant.reading.edit_times import held_against, periods
from assistant.reading.followup_words import followup_words
from assistant.reading.fragment import Context, Fragment, fragment
from assistant.reading.gazetteer import gazetteer
from assistant.reading.lexicon import lexicon
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from assistant.reading.problem import Problem
from assistant.reading.questions import choices, nearest
from assistant.reading.reader import language_of, read
from assistant.reading.text import tokenise
from guardrails.reference import Reference

_STEPS: tuple[Callable[[Edit], Problem | None], ...] = (
    absolute, plain_homes, swapped, there, places, periods, filters, measures, asked, rows, ranking, statistic, change,
    share, normal,
)  # fmt: skip
_POINTING = (
    "same", "there", "two", "both_times", "that_unit", "that_hour", "following", "preceding", "follows", "swapped",
    "the_one_in", "everyone", "one_figure", "absolute", "changed", "add", "drop_rows", "is_that",
    "other_one", "first_half", "second_half", "both_groups", "count_rows",
    "whole_weekend", "weekend_before", "weekend_after", "whole_unit", "first_ones", "per_head", "than", "beside",
    "before_last", "any_age", "any_gender", "by_dwell",
)  # fmt: skip
_PAIRING = ("two", "beside", "both_times", "both_groups")
_SIGNS = {"area": ("areas", "excluded_areas", "origins", "destinations", "other_areas")}
_KEPT = {
    "where": ("areas", "excluded_areas", "origins", "destinations", "both_directions", "other_areas"),
    "measure": ("measures",),
    "when": ("periods",),
    "filters": ("filters", "part_filters"),
    "by": ("by",),
}


@dataclass(frozen=True)
class Turn:
    """What a turn is read with. `asked`: the question back that stands open, and the text that led to it."""

    context: Context
    reference: Reference
    today: date
    language: Language | None
    asked: tuple[Clarification, str] | None = None


def understand(text: str, turn: Turn) -> Reading:
    """Read one turn of a conversation that has a plan, or an open question back. A complete question starts fresh."""
    language = _language(text, turn)
    fresh = read(text, turn.reference, turn.today, turn.language)
    plan = turn.context.plan if turn.context.plans else None
    said, wrong = fragment(text, plan, turn.reference, turn.today, language)
    vague = any(when.choices for when in said.facts.said_times())
    if said.facts.has("topics") or isinstance(fresh, Help) or wrong or vague:
        return fresh
    if said.marked("new_topic"):
        return _new_topic(text, said, turn, language)
    chosen = _chosen(text, said, turn)
    if chosen:
        return chosen
    if plan is None or _complete(said, fresh):
        return fresh
    if not isinstance(fresh, Understood):
        return _edited(said, turn, language)
    if _sentence(said, fresh):
        return _with_period(fresh, plan)
    edited = _edited(said, turn, language)
    alone = _says_where(said) and _says_what(said) and not said.marked(*_POINTING)
    return _with_period(fresh, plan) if alone and not isinstance(edited, Understood) else edited


def _language(text: str, turn: Turn) -> Language:
    names = gazetteer(turn.reference)
    told = [t for t in tokenise(text) if t.norm not in names.name_words]
    words = {code: followup_words(code) for code in ("de", "en")}
    found = {code: sum(w.last - w.first for w in said.marks(told)) for code, said in words.items()}
    if found["de"] != found["en"]:
        return "de" if found["de"] > found["en"] else "en"
    return language_of(text, told, turn.language)


def _new_topic(text: str, said: Fragment, turn: Turn, language: Language) -> Reading:
    """What stands beside `new topic`, read as if nothing had been asked before."""
    tokens = tokenise(text)
    gone = {i for mark in said.marks if mark.key == "new_topic" for i in range(mark.first, mark.last)}
    left = [t for i, t in enumerate(tokens) if i not in gone]
    first = left[0].start if left else len(text)
    inside = [t for t in (tokens[i] for i in sorted(gone)) if t.start > first]
    rest = text[first : inside[0].start] + text[inside[-1].end :] if inside else text[first:]
    return read(rest, turn.reference, turn.today, language) if rest.strip() else Help("capabilities", language)


def _complete(said: Fragment, fresh: Reading) -> bool:
    """Place, period and measure all said, and nothing that points back."""
    if not isinstance(fresh, Understood) or said.marked(*_POINTING):
        return False
    return _says_where(said) and _says_what(said) and _says_when(said)


def _says_where(said: Fragment) -> bool:
    named = any(mention.rank != "type" or mention.many for mention in said.facts.mentions)
    listed = any(d in ("place", "city") for s in said.facts.said("rank", "which") for d in said.facts.dimensions(s))
    return named or listed or said.has("total", "all_places")


def _says_what(said: Fragment) -> bool:
    ranked = any(s.slots("thing") for s in said.facts.said("rank"))
    counted = said.marked("how_many") and bool(said.conditions.kept)
    part = said.has("share") and bool(said.conditions.kept)
    return any(map(said.has, ("measures", "asks", "by", "shown"))) or ranked or counted or part


def _says_when(said: Fragment) -> bool:
    whens = said.facts.said_times()
    one_side = len(whens) == 1 and (held_against(_probe(said)) or said.has("compare", "versus"))
    one_side = one_side and not said.has("previous")  # `last week against the week before` names both
    return bool(whens) and not (one_side and len(said.facts.mentions) < 2)


def _probe(said: Fragment) -> Edit:
    return Edit(Context(), said, date.min, {})


def _sentence(said: Fragment, fresh: Reading) -> bool:
    """A whole question with place and measure that leaves only the period open."""
    tokens = said.facts.phrase.tokens
    opens = bool(tokens) and tokens[0].norm in said.words.starts
    pointing = said.marked(*_POINTING, "instead", "only") or said.has("previous") or said.facts.whens
    return opens and not pointing and _says_where(said) and said.has("measures")


def _with_period(fresh: Understood, plan: Plan) -> Understood:
    assumed = tuple(a for a in fresh.assumptions if a not in ("whole_period", "last_full_month"))
    if assumed == fresh.assumptions or len(plan.periods) != 1:
        return fresh
    return replace(
        fresh, plan=fresh.plan.model_copy(update={"periods": plan.periods}), assumptions=assumed, kept=("when",)
    )


def _chosen(text: str, said: Fragment, turn: Turn) -> Understood | None:
    """The answer to a question back: one of the choices by name or number, or the place that was missing."""
    if turn.asked is None or any(token.norm not in said.words.ordinal for token in said.unbound):
        return None
    asked, before = turn.asked
    again = replace(turn, asked=None)
    offered = [r for r in (_again(choice, again) for choice in asked.choices) if isinstance(r, Understood)]
    fitting = [r for r in offered if _named(r.plan, said)]
    number = _ordinal(text, said)
    if number is not None and said.only_number and -1 <= number <= len(offered) and offered:
        return offered[number - 1 if number > 0 else -1]
    if said.marked("yes") and len(offered) == 1 and said.empty:
        return offered[0]
    if len(fitting) == 1 and len(offered) > 1:
        return fitting[0]
    if asked.reason in ("no_place", "no_context") and said.facts.mentions and not said.has("measures"):
        place = said.facts.mentions[0]
        joined = (
            lexicon(asked.language)
            .vocabulary.wording["with_place"]
            .format(place=said.facts.question[place.start : place.end], question=before)
        )
        found = _again(joined, again)
        return found if isinstance(found, Understood) else None
    return None


def _again(text: str, turn: Turn) -> Reading:
    return understand(text, turn) if turn.context.plans else read(text, turn.reference, turn.today, turn.language)


def _named(plan: Plan, said: Fragment) -> bool:
    """Whether the places of a choice lie within the place the answer names, and only that one."""
    names = said.facts.names
    meant = [a for mention in said.facts.mentions for a in mention.areas]
    of_choice: list[Area] = [a for field in _SIGNS["area"] for a in getattr(plan, field)]
    inside = {p.place for a in meant for p in names.within(a)}
    return bool(inside) and any({p.place for p in names.within(a)} <= inside for a in of_choice)


def _ordinal(text: str, said: Fragment) -> int | None:
    found = [said.words.ordinal[t.norm] for t in tokenise(text) if t.norm in said.words.ordinal]
    return found[0] if len(found) == 1 else None


def _edited(said: Fragment, turn: Turn, language: Language) -> Reading:
    if said.marked("back") and said.empty:
        return _undone(turn, language, said)
    if said.unbound or (said.day and len({p.first.month for p in turn.context.plan.periods}) > 1):
        words = tuple(said.facts.question[t.start : t.end] for t in said.unbound)
        return Clarification("not_understood", (nearest(said.facts, turn.today),), language, words)
    edit = Edit.begin(turn.context, said, turn.today)
    for step in _STEPS:
        problem = step(edit)
        if problem:
            return _stopped(problem, said, turn, language)
    idle = _unused(edit)
    plan = Plan.model_validate(edit.parts)
    if idle:
        return _stopped(Problem("clarify", "not_understood", idle), said, turn, language)
    if plan == turn.context.plan and said.empty and not said.marks:
        return _stopped(Problem("clarify", "no_context"), said, turn, language)
    if plan == turn.context.plan and said.empty and said.marked(*_PAIRING):
        return _stopped(Problem("clarify", "comparison"), said, turn, language)
    return Understood(
        plan,
        language,
        assumptions=tuple(dict.fromkeys(edit.assumptions)),
        kept=kept(turn.context.plan, plan),
        named=edit.still_named(),
    )


def _unused(edit: Edit) -> tuple[str, ...]:
    """Concepts said that no step bound: they would have changed the figure."""
    said, tokens = edit.said.facts, edit.said.facts.phrase.tokens
    idle = [
        s
        for s in edit.said.facts.spans
        if s.section not in (*edit.used, "greeting") and s.first not in edit.said.negated
    ]
    return tuple(said.question[tokens[s.first].start : tokens[s.last - 1].end] for s in idle)


def _undone(turn: Turn, language: Language, said: Fragment) -> Reading:
    if len(turn.context.plans) < 2:
        return Clarification("no_context", (nearest(said.facts, turn.today),), language)
    before, plan = turn.context.plans[-1], turn.context.plans[-2]
    return Understood(plan, language, kept=kept(before, plan), undone=True)


def _stopped(problem: Problem, said: Fragment, turn: Turn, language: Language) -> Reading:
    if problem.outcome == "declined":
        return Declined(problem.reason, nearest(said.facts, turn.today), language, problem.details)
    offered = choices(problem, said.facts) if problem.mention else (nearest(said.facts, turn.today),)
    return Clarification(problem.reason, offered, language, problem.details)


def kept(before: Plan, after: Plan) -> tuple[str, ...]:
    """The parts of a plan that an edit left as they were."""
    return tuple(
        part
        for part, fields in _KEPT.items()
        if all(getattr(before, f) == getattr(after, f) for f in fields) and any(getattr(after, f) for f in fields)
    )
