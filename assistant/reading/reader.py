"""The way from a question to a Reading, step by step."""

from dataclasses import replace
from datetime import date

from assistant.answer import Language
from assistant.reading.compose import compose
from assistant.reading.facts import Facts
from assistant.reading.gazetteer import Gazetteer, gazetteer
from assistant.reading.leftovers import leftovers, names_a_place
from assistant.reading.lexicon import Lexicon, languages, lexicon
from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from assistant.reading.periods import Reader, find_periods
from assistant.reading.phrase import Phrase, ranges
from assistant.reading.places import find_places
from assistant.reading.problem import Problem
from assistant.reading.questions import choices, nearest
from assistant.reading.spelling import compound, mend
from assistant.reading.text import Token, tokenise
from guardrails.reference import Reference


def read(text: str, reference: Reference, today: date, language: Language | None = None) -> Reading:
    """Read one question.

    `today` is what relative dates are seen from (its day counts as covered, as far as the data goes). The language is
    told from the words; `language` decides where they fit both. Never raises for what a person may type.
    """
    tokens = tokenise(text)
    names = gazetteer(reference)
    chosen = language_of(text, [t for t in tokens if t.norm not in names.name_words], language)
    lex = lexicon(chosen)
    tokens, mended = mend(tokens, lex, names)
    facts, wrong = gather(text, tokens, lex, names, reference, today)
    reading = _outside(facts, chosen, today) or _help(facts, chosen)
    if reading:
        return reading
    if wrong:
        return Clarification("weekday_date", (nearest(facts, today),), chosen, tuple(wrong))
    unbound = leftovers(facts)
    if unbound:
        return _not_understood(facts, unbound, chosen, today, reference)
    made = compose(facts, today)
    if isinstance(made, Problem):
        return _stopped(made, facts, chosen, today)
    plan, assumptions = made
    return Understood(plan, chosen, (), (*assumptions, "spelling") if mended else assumptions)


def gather(
    text: str, tokens: list[Token], lex: Lexicon, names: Gazetteer, reference: Reference, today: date
) -> tuple[Facts, list[str]]:
    """Everything found in the tokens, and what is said of times that do not exist."""
    phrase, mentions = find_places(ranges(Phrase(tokens), lex), lex, names)
    phrase, whens, wrong = find_periods(phrase, lex, Reader(lex, today, reference.first_day))
    facts = Facts(text, phrase, tuple(mentions), tuple(whens), (), lex, names, reference)
    facts = replace(facts, spans=tuple(phrase.find(lex.concepts, facts.fits)))
    words = [text[phrase.tokens[0].start :] for _ in wrong[:1]]
    return facts, words


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


def _outside(facts: Facts, language: Language, today: date) -> Declined | None:
    topics = facts.said("topics")
    if not topics:
        return None
    tokens = facts.phrase.tokens
    said = tuple(facts.question[tokens[s.first].start : tokens[s.last - 1].end] for s in topics)
    return Declined(topics[0].key, nearest(facts, today), language, said)


def _help(facts: Facts, language: Language) -> Help | None:
    if facts.whens or any(mention.rank != "type" for mention in facts.mentions):
        return None
    asked = facts.phrase.find(facts.lex.help)
    if not asked:
        return None
    if asked[0].key != "define":
        return Help(asked[0].key, language)
    terms = {facts.lex.value("term", text) for text in asked[0].slots("term")}
    return Help(terms.pop() if len(terms) == 1 else "terms", language)


def _not_understood(
    facts: Facts, unbound: list[Token], language: Language, today: date, reference: Reference
) -> Reading:
    words = tuple(facts.question[token.start : token.end] for token in unbound)
    if any(names_a_place(token, facts) for token in unbound):
        return Declined("unknown_place", nearest(facts, today), language, words)
    without = facts.question
    for token in sorted(unbound, key=lambda t: -t.start):
        without = " ".join((without[: token.start] + without[token.end :]).split())
    fits = len(unbound) < len(facts.phrase.tokens) and isinstance(read(without, reference, today, language), Understood)
    return Clarification("not_understood", (without,) if fits else (nearest(facts, today),), language, words)


def _stopped(problem: Problem, facts: Facts, language: Language, today: date) -> Reading:
    if problem.outcome == "declined":
        return Declined(problem.reason, nearest(facts, today), language, problem.details)
    asked = problem.mention or problem.reason in ("no_place", "no_context")
    offered = choices(problem, facts) if asked else (nearest(facts, today),)
    return Clarification(problem.reason, offered, language, problem.details)
