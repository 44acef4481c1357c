"""The check that nothing is dropped: every token is part of something understood, harmless, or reported."""

from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.text import Token, fold, words

_NOUNS = {"day": "date", "week": "week", "month": "month", "quarter": "quarter"}
_MARKS = frozenset("-/+&%:")


def leftovers(facts: Facts) -> list[Token]:
    """Tokens no concept took and the language does not call harmless."""
    idle = _idle(facts)
    covered = {i for span in facts.spans if span not in idle for i in range(span.first, span.last)}
    return [
        token
        for i, token in enumerate(facts.phrase.tokens)
        if not (i in covered or token.norm[0] in "§¤¶" or token.norm in _MARKS)
        and (_counted(facts, i) or not facts.lex.idle(token.norm))
    ]


def _idle(facts: Facts) -> list[Span]:
    """Nouns for times that nothing counts, ranks or lists: `visits on the day` may mean each day, so it is asked."""
    if facts.has("rank") or facts.has("threshold") or facts.has("count"):
        return []
    told = {_NOUNS.get(when.period.grain, "") for when in facts.said_times()}
    return [s for s in facts.said("bare") if set(facts.dimensions(s)) & ({"date", "week", "month", "quarter"} - told)]


def _counted(facts: Facts, at: int) -> bool:
    """`how many posters`: what would change nothing elsewhere is asked for here."""
    before = [token.norm for token in facts.phrase.tokens[max(at - 2, 0) : at]]
    return facts.phrase.tokens[at].norm in facts.lex.never_counted and bool({*before} & {*facts.lex.vocabulary.amounts})


def _continues(facts: Facts, number: int, token: Token) -> bool:
    """`Camden Market`: a capital right behind a city or part of a name is one that is not in the data."""
    mention = facts.mentions[number]
    near = facts.question[mention.end : token.start] == " " and facts.question[token.start].isupper()
    return near and mention.rank in ("district", "city", "home", "part", "prefix") and not facts.question.isupper()


def names_a_place(token: Token, facts: Facts) -> bool:
    """Whether an unknown word is a place we have no data for: a known city, or a name after a preposition."""
    vocabulary = facts.lex.vocabulary
    abroad = {fold(name) for name in vocabulary.known_cities}
    abroad |= {w for names in vocabulary.countries.values() for name in names for w in words(name)}
    if token.norm in abroad:
        return True
    tokens = facts.phrase.tokens
    at = next(i for i, t in enumerate(tokens) if t is token) - 1
    if at >= 0 and tokens[at].norm.startswith("§") and _continues(facts, int(tokens[at].norm[1:]), token):
        return True
    articles = {fold(w) for w in vocabulary.articles}
    while at > 0 and tokens[at].norm in articles:
        at -= 1
    before = tokens[at].norm if at >= 0 else ""
    return before in {fold(w) for w in vocabulary.place_prepositions} and facts.question[token.start].isupper()
