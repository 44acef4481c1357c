"""One language, loaded and compiled: its words, its templates as patterns, the values behind its slots."""

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from assistant.answer import Language
from assistant.reading.template import compiled, either, expression, literals, needs
from assistant.reading.text import fold, words
from assistant.reading.vocabulary import Templates, Vocabulary
from warehouse.catalog import read_yaml

CONCEPTS = (
    "greeting",
    "by",
    "bare",
    "measures",
    "filters",
    "days",
    "ages",
    "dwell",
    "frequencies",
    "hours",
    "share",
    "change",
    "compare",
    "average",
    "total",
    "rank",
    "threshold",
    "count",
    "roles",
    "asks",
    "shown",
    "previous",
    "topics",
)


_NO_TEMPLATES = {
    "harmless",
    "never_counted",
    "idle_verbs",
    "verb_endings",
    "participle",
    "plurals",
    "place_types",
    "exonyms",
    "wording",
}


@dataclass(eq=False)
class Pattern:
    """A template: `section` and `key` name the concept it says. Compiled when a question may need it."""

    section: str
    key: str
    template: str
    lexicon: "Lexicon"

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The template as a regular expression."""
        return compiled(self.template, self.lexicon.slots, "§" if self.section in ("by", "bare") else "")

    @cached_property
    def needs(self) -> list[tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]]:
        """Groups of words, stems and slots; a question that holds none of a group cannot hold the template."""
        return [
            (
                frozenset(x for x in group if x[0] != "{" and not x.endswith("*")),
                tuple(x[:-1] for x in group if x.endswith("*")),
                tuple(x[1:-1] for x in group if x[0] == "{"),
            )
            for group in needs(self.template)
        ]


class Lexicon:
    """A language ready to read with. `values(slot)` maps what a slot matched to what it stands for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._tables = self._value_tables()
        self.slots = self._slot_expressions()

    def holds(self, slot: str, text: str) -> bool:
        """Whether the slot occurs anywhere in a text."""
        return _regex("(?<![^ ])" + self.slots[slot]).search(text) is not None

    def value(self, slot: str, text: str) -> str:
        """What a matched slot stands for: `juni` -> `6`, `stunden` -> `hour`; digits and marks as they are."""
        for forms, value in self._tables.get(slot, ()):
            if _regex(forms).fullmatch(text + " "):
                return value
        return text

    @cached_property
    def sayings(self) -> list[Pattern]:
        """Other ways to say what their key says."""
        return self._patterns("sayings")

    @cached_property
    def when(self) -> list[Pattern]:
        """Patterns of absolute and relative times."""
        return self._patterns("when")

    @cached_property
    def composed(self) -> list[Pattern]:
        """Patterns of times made of times."""
        return self._patterns("when_composed")

    @cached_property
    def concepts(self) -> list[Pattern]:
        """Patterns of everything else."""
        return [pattern for section in CONCEPTS for pattern in self._patterns(section)]

    @cached_property
    def help(self) -> list[Pattern]:
        """Patterns of questions about the assistant and the data themselves."""
        return self._patterns("help")

    @cached_property
    def harmless(self) -> frozenset[str]:
        """Words that change nothing."""
        return frozenset(fold(word) for word in self.vocabulary.harmless.split())

    @cached_property
    def never_counted(self) -> frozenset[str]:
        """Words that change nothing, but not where they are what is counted."""
        return frozenset(fold(word) for word in self.vocabulary.never_counted.split())

    @cached_property
    def _verbs(self) -> frozenset[str]:
        return frozenset(fold(stem) for stem in self.vocabulary.idle_verbs.split())

    def idle(self, word: str) -> bool:
        """Whether a word changes nothing: listed, or a form of a verb that is."""
        if word in self.harmless:
            return True
        endings = self.vocabulary.verb_endings
        plain = word.replace(self.vocabulary.participle, "", 1) if self.vocabulary.participle else word
        forms = (word, plain) if plain != word else (word,)
        return any(form.endswith(end) and form.removesuffix(end) in self._verbs for form in forms for end in endings)

    @cached_property
    def plurals(self) -> frozenset[str]:
        """Nouns that say several rows are wanted."""
        return frozenset(fold(word) for word in self.vocabulary.plurals.split())

    @cached_property
    def words(self) -> frozenset[str]:
        """Every whole word the language file knows."""
        return frozenset(w for w in self._literals if not w.endswith("*")) | self.harmless

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Every word beginning the language file knows."""
        return tuple({w[:-1] for w in self._literals if w.endswith("*") and len(w) > 2})

    @cached_property
    def measured(self) -> dict[str, str]:
        """The measure a single word says."""
        return {fold(word): key for key, words_ in self.vocabulary.measures.items() for word in words_}

    @cached_property
    def open_stems(self) -> tuple[str, ...]:
        """Beginnings that say what a word is about however it ends: `Umsatzentwicklung`, `Wetterbericht`."""
        texts = _strings([list(self.vocabulary.topics.values()), list(self.vocabulary.help.values())])
        return tuple({w[:-1] for text in texts for w in literals(text) if w.endswith("*")})

    def knows(self, word: str) -> bool:
        """Whether the word occurs in the language file, literally or by its stem."""
        return word in self.words or word.startswith(self.stems) or self.idle(word)

    @cached_property
    def negations(self) -> frozenset[str]:
        """Words that leave something out: `without`, `ausgenommen`."""
        told = [text for key, texts in self.vocabulary.roles.items() if key.startswith("exclude") for text in texts]
        return frozenset(word.rstrip("*") for text in told for word in literals(text))

    @cached_property
    def _literals(self) -> frozenset[str]:
        sections = self.vocabulary.model_dump(exclude=_NO_TEMPLATES)
        noun_forms = [f for n in self.vocabulary.place_types.values() for f in (*n.one, *n.many)]
        found = {w for section in sections.values() for text in _strings(section) for w in literals(text)}
        return frozenset(found | {w for form in noun_forms for w in words(form)})

    def _patterns(self, section: str) -> list[Pattern]:
        found: Templates | list[str] = getattr(self.vocabulary, section)
        templates = found if isinstance(found, dict) else {section: found}
        return [Pattern(section, key, text, self) for key, texts in templates.items() for text in texts]

    def _value_tables(self) -> dict[str, list[tuple[str, str]]]:
        v = self.vocabulary
        sources: dict[str, dict[str, list[str]]] = {
            **{slot: {str(k): forms for k, forms in table.items()} for slot, table in _numbered(v).items()},
            "unit": v.units, "thing": v.things, "term": v.terms, "holiday": v.holidays, "holidays": v.holiday_spans,
        }  # fmt: skip
        built = {
            slot: {key: [expression(form, {}) for form in forms] for key, forms in table.items()}
            for slot, table in sources.items()
        }
        built |= {key: {key: [expression(form, {}) for form in forms]} for key, forms in v.superlatives.items()}
        self._forms = {slot: [form for forms in table.values() for form in forms] for slot, table in built.items()}
        return {slot: [(either(forms), key) for key, forms in table.items()] for slot, table in built.items()}

    def _slot_expressions(self) -> dict[str, str]:
        found = {slot: either(forms) for slot, forms in self._forms.items()}
        area = r"(?:§\d+ )?"
        return found | {
            "n": either([r"\d{1,3} ", found["n"]]),
            "q": either(["[1-4] ", found["q"]]),
            "thing": either([area + found["thing"], area + r"¤\d+ "]),
            "final": either([expression(form, {}) for form in self.vocabulary.final]),
            "mm": r"(?:0?[1-9]|1[0-2]) ",
            "day": r"(?:0?[1-9]|[12]\d|3[01]) ",
            "year": r"20\d\d ",
            "date": r"@\S+ ",
            "yearmonth": r"~\S+ ",
            "place": r"[§¤]\d+ ",
            "period": r"¶\d+ ",
            "big": r"\d{3,} ",
        }


def _numbered(v: Vocabulary) -> dict[str, dict[int, list[str]]]:
    return {
        "n": v.numbers,
        "month": v.months,
        "weekday": v.weekdays,
        "minutes": v.minutes,
        "noon": v.noon,
        "half": v.halves,
        "q": v.ordinals,
    }


def _strings(section: object) -> list[str]:
    if isinstance(section, str):
        return [section]
    values = section.values() if isinstance(section, dict) else section if isinstance(section, list) else []
    return [text for value in values for text in _strings(value)]


@cache
def _regex(expression: str) -> re.Pattern[str]:
    """Compiled when a question needs it: most never do."""
    return re.compile(expression)


@lru_cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language, loaded once."""
    file = Path(__file__).parents[1] / "vocabulary" / f"{language}.yaml"
    return Lexicon(Vocabulary.model_validate(read_yaml(file)))


@lru_cache
def languages() -> tuple[Language, ...]:
    """The languages with a vocabulary file."""
    return ("de", "en")
