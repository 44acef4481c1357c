"""Two groups held against each other: women and men, regulars and those who came once, locals and all others."""

from dataclasses import replace

from assistant.plan import Filter
from assistant.reading.conditions import conditions
from assistant.reading.draft import Draft
from assistant.reading.text import fold
from assistant.reading.whole import condition

_LISTED_HOMES = ("locals", "out_of_town")


def find_pair(draft: Draft) -> None:
    """Note the two groups, if exactly two of one kind were said and held against each other."""
    if not (draft.has("compare") or draft.has("change")):
        return
    told = [*_groups(draft), *_homes(draft)]
    fields = {one.field for _, one in told}
    pair = list(dict.fromkeys(one for _, one in sorted(told, key=lambda at: at[0])))
    if len(fields) == 1 and len(pair) == 2 and _linked(draft, [at for at, _ in told]):
        draft.pair = pair[0], pair[1]


def mixed(pair: tuple[Filter, Filter]) -> bool:
    """Whether a side is made of several values, so that the values alone do not show the two sides."""
    return any(one.exclude or len(one.values) > 1 for one in pair)


def _groups(draft: Draft) -> list[tuple[int, Filter]]:
    """The groups of people and of times, each as if it stood alone."""
    found = []
    for span in draft.facts.spans:
        field = condition(span)
        alone = conditions(replace(draft.facts, spans=(span,))).kept if field else {}
        found += [(span.first, Filter(field=name, values=tuple(v))) for name, v in alone.items() if name == field]
    return found


def _homes(draft: Draft) -> list[tuple[int, Filter]]:
    """Homes by their cities and regions, and by `locals` and `visitors from elsewhere`."""
    tokens, facts = draft.facts.phrase.tokens, draft.facts
    at = {t.norm: i for i, t in enumerate(tokens)}
    found = [(at[f"§{n}"], home) for n in draft.cast.homes for home in facts.mentions[n].homes]
    cities = sorted({p.city for area in draft.parts["areas"] for p in facts.names.within(area)})
    for span in facts.said("asks", *_LISTED_HOMES) if len(cities) == 1 else []:
        found.append((span.first, Filter(field="home_city", values=tuple(cities), exclude=span.key == "out_of_town")))
    return found


def _linked(draft: Draft, at: list[int]) -> bool:
    """Whether a word of comparison stands between the two, or a difference between them is asked for."""
    if draft.has("change", "difference_between", "difference", "factor", "multiple"):
        return True
    words = draft.facts.lex.vocabulary
    linking = {fold(w) for w in (*words.than, *words.alike)}
    held = {s.first for s in draft.facts.said("compare", "versus")}
    return any(i in held or draft.facts.phrase.tokens[i].norm in linking for i in range(min(at), max(at)))


def much_more(draft: Draft) -> bool:
    """`wie viele Kölner mehr als Münchner`: how much one side is more than the other."""
    than = {fold(word) for word in draft.facts.lex.vocabulary.than}
    text, tokens = f" {draft.facts.phrase.text}", draft.facts.phrase.tokens
    asked = [text.find(f" {fold(word)} ") for word in draft.facts.lex.vocabulary.how_much]
    before = min((len(text[:at].split()) for at in asked if at >= 0), default=len(tokens))
    more = draft.facts.said("compare", "which_better")
    if draft.has("change", "by_how_much") and any(t.norm in than for t in tokens):
        return True
    return any(before < s.first and any(t.norm in than for t in tokens[s.last :]) for s in more)


def contrasted(draft: Draft) -> bool:
    """`regulars against one-offs`: sides of several bands are two figures, not a row a band."""
    if draft.pair is None or "is_weekend" in draft.parts.get("by", ()):  # both sides of a week are rows
        return False
    return mixed(draft.pair) and not draft.has("share", "share") and not draft.has("previous")
