"""Words said only within a conversation: `the same for`, `instead`, `das Ganze ohne Prozent`; one file a language."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.answer import Language
from assistant.reading.lexicon import Lexicon, Pattern, lexicon
from assistant.reading.phrase import Phrase, Span
from assistant.reading.text import Token, fold
from assistant.reading.vocabulary import Templates

NOT = "≠"
_STAYING = {"development", "all_places", "cross", "it", "how_many", "not", "previous_told", "is_that"}
_SHORT_NO = {"not", "nicht"}


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    marks: Templates
    ordinal: dict[int, list[str]]
    starts: list[str]
    against: list[str]
    towards: list[str]
    openers: list[str]
    before_days: list[str]
    until: list[str]
    since: list[str]
    harmless: str


@dataclass(frozen=True, eq=False)
class FollowupWords:
    """The words of one language. `starts` begin a full sentence; `against` say a period is the one compared with,
    `towards` do so before an earlier one (`zum Vormonat`); `openers` open a turn and mean nothing (`now women only`);
    `before_days` come before the bare number of a day (`on the 26th`), `until` and `since` before those
    (`bis zum 15.`)."""

    patterns: tuple[Pattern, ...]
    ordinal: dict[str, int]
    starts: frozenset[str]
    against: frozenset[str]
    towards: frozenset[str]
    openers: frozenset[str]
    before_days: frozenset[str]
    until: frozenset[str]
    since: frozenset[str]
    harmless: frozenset[str]

    def marks(self, tokens: list[Token]) -> list[Span]:
        """What is said about the conversation itself."""
        return Phrase(tokens).find(self.patterns)

    def rest(self, tokens: list[Token], marks: list[Span], lex: Lexicon) -> list[Token]:
        """The tokens without those marks and without words that only a conversation knows."""
        gone = {i for span in marks if span.key not in _STAYING for i in range(span.first, span.last)}
        no = {span.first: span.last for span in marks if span.key == "not" and tokens[span.first].norm not in _SHORT_NO}
        gone |= self._opening(tokens)
        gone |= {i for first, last in no.items() for i in range(first + 1, last)}
        kept = [
            Token(NOT, token.start, token.end) if i in no else token for i, token in enumerate(tokens) if i not in gone
        ]
        return [t for t in kept if t.norm not in self.harmless or lex.knows(t.norm)]

    def _opening(self, tokens: list[Token]) -> set[int]:
        """`now` where nothing but small words come before it, and something after it."""
        first = next((i for i, t in enumerate(tokens) if t.norm in self.openers or t.norm not in self.harmless), 0)
        return {first} if tokens and tokens[first].norm in self.openers and first + 1 < len(tokens) else set()


@lru_cache
def followup_words(language: Language) -> FollowupWords:
    """The words of a language, loaded when a conversation first needs them."""
    text = files("assistant.vocabulary").joinpath(f"followup/{language}.yaml").read_text(encoding="utf-8")
    said, lex = _File.model_validate(yaml.safe_load(text)), lexicon(language)
    return FollowupWords(
        tuple(Pattern("mark", key, form, lex) for key, forms in said.marks.items() for form in forms),
        {fold(form): number for number, forms in said.ordinal.items() for form in forms},
        frozenset(fold(word) for word in said.starts),
        frozenset(fold(word) for word in said.against),
        frozenset(fold(word) for word in said.towards),
        frozenset(fold(word) for word in said.openers),
        frozenset(fold(word) for word in said.before_days),
        frozenset(fold(word) for word in said.until),
        frozenset(fold(word) for word in said.since),
        frozenset(fold(word) for word in said.harmless.split()),
    )
