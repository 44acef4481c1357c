"""The way from a question to a Reading, step by step."""

import re
from dataclasses import replace
from datetime import date

from assistant.answer import Language
from assistant.reading.clauses import beside, first_question, without_topics
from assistant.reading.compose import compose
from assistant.reading.compose_shown import picture
from assistant.reading.facts import Facts
from assistant.reading.gazetteer import Gazetteer, gazetteer
from assistant.reading.leftovers import leftovers, names_a_place
from assistant.reading.lexicon import Lexicon, languages, lexicon
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from assistant.reading.periods import find_periods
from assistant.reading.phrase import Phrase, Span, plainly, ranges
from assistant.reading.places import find_places, written_as_many
from assistant.reading.problem import Problem
from assistant.reading.questions import choices, instead, nearest, said, without_preposition
from assistant.reading.spelling import compound, mend
from assistant.reading.text import Token, tokenise
from assistant.reading.when import Slots
from guardrails.reference import Reference

_DAYS = ("date", "day", "days", "days_against", "confirmed")


def read(text: str, reference: Reference, today: date, language: Language | None = None) -> Reading:
    """Read one question.

    `today` is what relative dates are seen from (its day counts as covered, as far as the data goes). The language is
    told from the words; `language` decides where they fit both. Never raises for what a person may type.
    """
    tokens = tokenise(text)
    names = gazetteer(reference)
    chosen = language_of(text, [t for t in tokens if t.norm not in names.name_words], language)
    lex = lexicon(chosen)
    tokens, mended = mend(text, _without_salutation(text, tokens, lex), lex, names)
    facts, wrong = gather(text, tokens, lex, names, reference, today)
    reading = _outside(facts, chosen, today) or _help(facts, chosen) or _first_of_two(facts, chosen, today)
    if reading:
        return reading
    if wrong:
        unfit = any(span.key in _DAYS for span in wrong)
        return Clarification("weekday_date" if unfit else "period", (nearest(facts, today),), chosen, (facts.question,))
    unbound = leftovers(facts)
    if unbound:
        return _not_understood(facts, unbound, chosen, today)
    vague = _vague(facts, chosen, today)
    if vague:
        return vague
    made = compose(facts, today)
    if isinstance(made, Problem):
        return _stopped(made, facts, chosen, today)
    plan, assumptions = made
    told = (*assumptions, "spelling") if mended else assumptions
    return Understood(plan, chosen, (), told, shown_as=picture(facts))


def _without_salutation(text: str, tokens: list[Token], lex: Lexicon) -> list[Token]:
    """`Morning! How did ...`: a time of the day that greets is none that is asked about."""
    greets = tokens and tokens[0].norm in lex.vocabulary.salutations and text[tokens[0].end :][:1] in ("!", ",", ".")
    return tokens[1:] if greets else tokens


def gather(
    text: str, tokens: list[Token], lex: Lexicon, names: Gazetteer, reference: Reference, today: date
) -> tuple[Facts, list[Span]]:
    """Everything found in the tokens, and the times that do not exist."""
    phrase, mentions = find_places(ranges(plainly(Phrase(tokens), lex), lex), lex, names)
    mentions = written_as_many(mentions, text, lex)
    phrase, whens, wrong = find_periods(phrase, lex, Slots(lex, today, reference.first_day), text)
    facts = Facts(text, phrase, tuple(mentions), tuple(whens), (), lex, names, reference)
    facts = replace(facts, spans=tuple(phrase.find(lex.concepts, facts.fits)))
    return facts, wrong


def language_of(text: str, tokens: list[Token], preferred: Language | None) -> Language:
    """The language most words belong to."""
    known = {code: sum(_belongs(token.norm, lexicon(code)) for token in tokens) for code in languages()}
    best = max(known.values())
    fitting = [code for code in languages() if known[code] == best]
    if len(fitting) == 1 or preferred in fitting:
        return fitting[0] if len(fitting) == 1 else preferred or fitting[0]
    return "de" if set(text.lower()) & set("äöüß") else "en"


def _belongs(word: str, lex: Lexicon) -> bool:
    return word.isalpha() and (lex.knows(word) or bool(compound(word, lex)))


def _outside(facts: Facts, language: Language, today: date) -> Reading | None:
    """What the data do not hold; if it only stands beside a question they can answer, that one, and what was left."""
    topics = facts.said("topics")
    if not topics:
        return None
    keys = tuple(dict.fromkeys(s.key for s in topics))
    asked = facts.has("measures") or facts.has("rank")
    rest = without_topics(facts, topics) if asked else None
    reading = read(rest, facts.reference, today, language) if rest else None
    if isinstance(reading, Understood) and rest:
        gone = [word for t in leftovers(facts) if (word := facts.question[t.start : t.end]) not in rest]
        return replace(reading, outside=keys, not_understood=(*gone, *reading.not_understood))
    tokens = facts.phrase.tokens
    said = tuple(facts.question[tokens[s.first].start : tokens[s.last - 1].end] for s in topics)
    return Declined(keys[0], nearest(facts, today), language, said)


def _first_of_two(facts: Facts, language: Language, today: date) -> Understood | None:
    """Two questions in one message: the first is answered, the second named."""
    two = first_question(facts)
    reading = read(two[0], facts.reference, today, language) if two else None
    return replace(reading, separate=two[1]) if two and isinstance(reading, Understood) else None


def _help(facts: Facts, language: Language) -> Help | None:
    asked = facts.phrase.find(facts.lex.help)
    if asked and asked[0].key == "data_of":
        return Help("capabilities", language)
    if not asked or facts.whens or any(mention.rank != "type" for mention in facts.mentions):
        return None
    if asked[0].key != "define":
        return Help(asked[0].key, language)
    terms = {facts.lex.value("term", text) for text in asked[0].slots("term")}
    return Help(terms.pop() if len(terms) == 1 else "terms", language)


def _not_understood(facts: Facts, unbound: list[Token], language: Language, today: date) -> Reading:
    words = tuple(facts.question[start:end] for start, end in dict.fromkeys((t.start, t.end) for t in unbound))
    known = len(unbound) < len(facts.phrase.tokens)
    without = _without(facts.question, unbound)
    reading = read(without, facts.reference, today, language) if known else None
    understood = reading if isinstance(reading, Understood) else None
    if understood and beside(facts, unbound):
        return replace(understood, not_understood=words)
    if any(names_a_place(token, facts) for token in unbound):
        return Declined("unknown_place", nearest(facts, today), language, words)
    complete = understood and "measure_visits" not in understood.assumptions
    return Clarification("not_understood", (without if complete else nearest(facts, today),), language, words)


def _without(text: str, tokens: list[Token]) -> str:
    for start, end in sorted({(t.start, t.end) for t in tokens}, reverse=True):
        text = text[:start] + text[end:]
    return re.sub(r"\s+(?=[,.;:?!])", "", " ".join(text.split())).lstrip(" ,.;:-!?")


def _vague(facts: Facts, language: Language, today: date) -> Clarification | None:
    """A time that can mean several spans is asked about, the question offered with each of them."""
    marks = [token for token in facts.phrase.tokens if token.norm.startswith("¶")]
    told = next(((t, w) for t, w in zip(marks, facts.said_times(), strict=True) if w.choices), None)
    if told is None:
        return None
    mark, text = told[0], facts.question
    before = without_preposition(text[: mark.start], facts.lex)
    worded = (before + said(span, facts.lex) + text[mark.end :] for span in told[1].choices)
    offered = tuple(question for question in worded if _is_complete(question, facts, today))
    return Clarification("period", offered or (nearest(facts, today),), language, (text[mark.start : mark.end],))


def _stopped(problem: Problem, facts: Facts, language: Language, today: date) -> Reading:
    if problem.outcome == "declined":
        return Declined(problem.reason, nearest(facts, today), language, problem.details)
    asked = problem.mention or problem.reason in ("no_place", "no_context")
    offered = _complete(problem, facts, today) if asked else (nearest(facts, today),)
    return Clarification(problem.reason, offered, language, problem.details)


def _complete(problem: Problem, facts: Facts, today: date) -> tuple[str, ...]:
    """The question with each place it can mean, as far as that is a complete question; else plain ones."""
    offered = choices(problem, facts)
    told = (facts.has("measures") or facts.has("asks")) and all(_is_complete(text, facts, today) for text in offered)
    vague = not problem.mention and not facts.whens
    return offered if told and not vague else instead(problem, facts, today)


def _is_complete(text: str, like: Facts, today: date) -> bool:
    """Whether a question to offer can be read as it stands. It offers nothing itself, so that offers come to an end."""
    tokens, _ = mend(text, tokenise(text), like.lex, like.names)
    facts, wrong = gather(text, tokens, like.lex, like.names, like.reference, today)
    return not wrong and not leftovers(facts) and not isinstance(compose(facts, today), Problem)
