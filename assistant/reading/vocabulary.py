"""The language file as written: every word and template the reader knows in one language."""

from pydantic import BaseModel, ConfigDict

Templates = dict[str, list[str]]


class _NounForms(BaseModel):
    model_config = ConfigDict(extra="forbid")
    one: list[str]
    many: list[str]


class Exonym(BaseModel):
    """Other names of a city or region, and what its people are called."""

    model_config = ConfigDict(extra="forbid")
    names: list[str] = []
    people: list[str] = []


class Vocabulary(BaseModel):
    """The language file as written; anything unknown in it is an error."""

    model_config = ConfigDict(extra="forbid")
    months: dict[int, list[str]]
    sayings: Templates
    weekdays: dict[int, list[str]]
    numbers: dict[int, list[str]]
    ordinals: dict[int, list[str]]
    superlatives: Templates = {}
    final: list[str]
    units: Templates
    minutes: dict[int, list[str]]
    noon: dict[int, list[str]]
    halves: dict[int, list[str]]
    when: Templates
    when_composed: Templates
    previous: Templates
    holidays: Templates
    holiday_spans: Templates
    things: Templates
    greeting: list[str]
    salutations: list[str]
    bare: Templates
    by: Templates
    measures: Templates
    filters: Templates
    days: Templates
    ages: Templates
    dwell: Templates
    frequencies: Templates
    hours: Templates
    share: Templates
    change: Templates
    compare: Templates
    average: Templates
    total: Templates
    rank: Templates
    threshold: Templates
    count: Templates
    roles: Templates
    asks: Templates
    shown: Templates
    topics: Templates
    help: Templates
    terms: Templates
    place_types: dict[str, _NounForms]
    name_words: Templates
    exonyms: dict[str, Exonym]
    singular: list[str]
    countries: Templates
    known_cities: list[str]
    parts: list[str] = []
    plurals: str
    harmless: str
    idle_verbs: str
    verb_endings: list[str]
    participle: str = ""
    word_endings: list[str]
    purpose: list[str]
    owners: list[str]
    conjunctions: list[str]
    than: list[str]
    onward: list[str]
    alike: list[str]
    how_much: list[str]
    copulas: list[str]
    amounts: list[str]
    never_counted: str
    tops: list[str]
    articles: list[str]
    dropped_before_names: list[str] = []
    place_prepositions: list[str]
    wording: dict[str, str]
