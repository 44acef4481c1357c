"""What one turn of a conversation says, read on its own but with the plan before it in mind."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Language
from assistant.compile.named import Named
from assistant.plan import Plan
from assistant.reading.conditions import Conditions, conditions
from assistant.reading.facts import Facts
from assistant.reading.followup_words import NOT, FollowupWords, followup_words
from assistant.reading.gazetteer import gazetteer
from assistant.reading.leftovers import leftovers
from assistant.reading.lexicon import lexicon
from assistant.reading.phrase import Phrase, Span
from assistant.reading.reader import gather
from assistant.reading.roles import Cast, cast
from assistant.reading.rows import Rows, rows
from assistant.reading.spelling import mend
from assistant.reading.text import Token, fold, tokenise
from guardrails.reference import Reference

FLOWS = {"trips", "travellers", "travel_time"}
_NOT = {NOT, "not", "nicht"}
_COUNTED = {"visits", "visitors"}
_WEEKENDS = ("whole_weekend", "weekend_before", "weekend_after")
_DENIABLE = {"measures", "average", "total", "share", "filters", "ages", "days", "by", "bare", "rank"}


@dataclass(frozen=True)
class Context:
    """What a conversation has come to: the plans answered, the latest last, and what the latest figures named.

    `focus` holds the one row a top-1 answer named, by dimension: "that day" and "there" mean it; `named` is such a row
    that the latest plan was about already.
    """

    plans: tuple[Plan, ...] = ()
    focus: Mapping[str, object] | None = None
    named: Named | None = None

    @property
    def plan(self) -> Plan:
        """The plan a turn edits."""
        return self.plans[-1]


@dataclass(frozen=True)
class Fragment:
    """The facts of a turn without its marks. `unbound` words fit nothing; `negated` tokens are those said with `not`;
    `day` is the bare number of a day, which only the conversation gives a month; `quarter` that of a quarter; `nth` the
    place in a ranking of one."""

    facts: Facts
    marks: tuple[Span, ...]
    cast: Cast
    rows: Rows
    conditions: Conditions
    unbound: tuple[Token, ...]
    negated: frozenset[int]
    words: FollowupWords
    day: int | None = None
    quarter: int | None = None
    nth: int | None = None

    def marked(self, *keys: str) -> bool:
        """Whether one of these marks was said."""
        return any(span.key in keys for span in self.marks)

    def slot(self, key: str, slot: str) -> str | None:
        """The value a mark captured: a unit, a weekday, a thing."""
        texts = [text for span in self.marks if span.key == key for text in span.slots(slot)]
        return self.facts.lex.value(slot, texts[0]) if texts else None

    def said(self, section: str, *keys: str) -> list[Span]:
        """The spans of a section that are not negated."""
        return [s for s in self.facts.said(section, *keys) if s.first not in self.negated]

    def has(self, section: str, *keys: str) -> bool:
        """Whether a concept was said, and not negated."""
        return bool(self.said(section, *keys))

    @property
    def empty(self) -> bool:
        """Whether nothing but marks was said."""
        return not (self.facts.spans or self.facts.mentions or self.facts.whens or self.unbound)

    @property
    def only_number(self) -> bool:
        """Whether nothing but marks, a number and at most a noun for what it counts was said (`the second place`)."""
        nouns = all(span.section in ("bare", "rank") for span in self.facts.spans)
        return nouns and not (self.facts.mentions or self.facts.whens)


def fragment(
    text: str, plan: Plan | None, reference: Reference, today: date, language: Language
) -> tuple[Fragment, list[Span]]:
    """The turn's facts, and times in it that do not exist."""
    lex, names, said = lexicon(language), gazetteer(reference), followup_words(language)
    tokens = tokenise(text)
    ranks = Phrase(tokens).find(p for p in lex.concepts if p.section == "rank")
    marks = _fitting(said.marks(tokens), ranks, plan)
    kept, _ = mend(text, said.rest(tokens, marks, lex), lex, names)
    facts, wrong = gather(text, kept, lex, names, reference, today)
    flow = plan is not None and bool(FLOWS & set(plan.measures))
    cross = (plan is not None and bool(plan.other_areas)) or any(m.key == "cross" for m in marks)
    negated = _negated(facts)
    clean = _without(facts, negated)
    unbound = tuple(
        t
        for t in leftovers(clean)
        if t.norm not in said.harmless
        and not _at(facts, t) & negated
        and not (t.norm in _NOT and _says_no(facts, t, negated))
    )
    found = Fragment(
        facts, tuple(marks), cast(clean, flow=flow, cross=cross), rows(clean), conditions(clean), unbound, negated, said
    )
    return _with_number(found, plan), wrong


def _fitting(marks: list[Span], ranks: list[Span], plan: Plan | None) -> list[Span]:
    """`also at X` names the other place only where another place makes sense; `the two busiest` is a number; `the
    weekend before` needs days to be before of; only the rows of a threshold are counted; `all cities` are those where
    people live only where they were asked about; a ranking by length of stay is no breakdown by it."""
    homes = plan is not None and any(f.field.startswith("home_") for f in plan.filters)
    days = plan is not None and len(plan.periods) == 1 and plan.periods[0].days <= 7
    return [
        m
        for m in marks
        if not (m.key == "add" and plan is not None and plan.other_areas)
        and not (m.key in _WEEKENDS and not days)
        and not (m.key == "all_homes" and not homes)
        and not (m.key == "by_dwell" and (plan is None or plan.ranking or not set(plan.measures) <= _COUNTED))
        and not (m.key == "count_rows" and (plan is None or plan.threshold is None))
        and not (m.key == "two" and any(r.first < m.last < r.last for r in ranks))
    ]


def _negated(facts: Facts) -> frozenset[int]:
    """The tokens said with `not` or `instead of`: the concept, time or place right after it."""
    articles = {fold(w) for w in facts.lex.vocabulary.articles}
    tokens, found = facts.phrase.tokens, set[int]()
    for i, token in enumerate(tokens):
        if token.norm not in _NOT or any(s.first <= i < s.last for s in facts.spans):
            continue
        at = i + 1
        while at < len(tokens) and tokens[at].norm in articles:
            at += 1
        if at < len(tokens):
            span = next((s for s in facts.spans if s.section in _DENIABLE and s.first <= at < s.last), None)
            found |= set(range(span.first, span.last)) if span else {at} if tokens[at].norm[0] in "¶§¤" else set()
    return frozenset(found)


def _says_no(facts: Facts, token: Token, negated: frozenset[int]) -> bool:
    """Whether the `not` before something negated is used up by it."""
    at = next(iter(_at(facts, token)))
    return any(at < n <= at + 2 for n in negated)


def _with_number(found: Fragment, plan: Plan | None) -> Fragment:
    """A number or ordinal that stands alone: a day of the month, a quarter where one was asked about."""
    tokens = found.facts.phrase.tokens
    if found.facts.whens or len(found.unbound) != 1 or plan is None:
        return found
    ordinal = found.facts.lex.value("q", found.unbound[0].norm)
    if plan.periods and plan.periods[-1].grain == "quarter" and ordinal in ("1", "2", "3", "4"):
        return replace(found, unbound=(), quarter=int(ordinal))
    nth = found.words.ordinal.get(found.unbound[0].norm, 0)
    if plan.ranking and plan.ranking.limit == 1 and nth > 0 and not found.facts.spans:
        return replace(found, unbound=(), nth=nth)
    if not found.unbound[0].norm.isdigit():
        return found
    at, number = next(iter(_at(found.facts, found.unbound[0]))), int(found.unbound[0].norm)
    told = at > 0 and tokens[at - 1].norm in found.words.before_days and 1 <= number <= 31
    return replace(found, unbound=(), day=number) if told else found


def _at(facts: Facts, token: Token) -> set[int]:
    return {i for i, t in enumerate(facts.phrase.tokens) if t is token}


def _without(facts: Facts, negated: frozenset[int]) -> Facts:
    return replace(facts, spans=tuple(s for s in facts.spans if not negated & set(range(s.first, s.last))))
