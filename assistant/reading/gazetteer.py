"""Every way to write a name of this warehouse: nicknames, parts, word order, exonyms, adjectives, people of a city."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations, product

from assistant.plan import Area, Filter, PlaceField
from assistant.reading.lexicon import languages, lexicon
from assistant.reading.text import fold, tokenise, words
from assistant.reading.vocabulary import Exonym
from guardrails.reference import KnownPlace, Reference

AREA_FIELDS: tuple[PlaceField, ...] = ("district", "city", "region", "country")
RANKS = ("place", "city", "country", "region", "part", "district", "prefix", "home")
_LONGEST_PREFIX_GAP = 8
_MANY_WORDS = 4


@dataclass(frozen=True)
class Entry:
    """One meaning of a name: an area of places, a home, or both. `rank` orders meanings of the same name."""

    rank: str
    area: Area | None = None
    home: Filter | None = None
    people: bool = False


class Gazetteer:
    """The names of one warehouse, looked up by their folded words written together."""

    def __init__(self, reference: Reference) -> None:
        self.places = tuple(reference.places)
        self._lexicons = [lexicon(language) for language in languages()]
        self._name_words = self._name_word_index()
        self._exonyms = self._exonym_index()
        self._by_value = self._value_index()
        self._entries: dict[str, set[Entry]] = defaultdict(set)
        self._generic = self._generic_words()
        for place in self.places:
            self._add_place(place)
        self._add_areas(reference)
        self._add_countries()
        named = [name for p in self.places for name in (p.place, *p.aliases)]
        self.longest = max([6, *(len(tokenise(name)) for name in named)])
        self.name_words = frozenset(w for name in named for w in words(name))
        self._words = sorted({(w, at) for at, place in enumerate(self.places) for w in words(place.place)})
        self.names = frozenset(key for key in self._entries if len(key) >= _MANY_WORDS)

    def find(self, key: str) -> frozenset[Entry]:
        """The meanings of the words `key` (folded, joined): the best rank only; also with an ending or as a prefix."""
        entries = self._entries.get(key) or self._inflected(key)
        best = min((RANKS.index(e.rank) for e in entries), default=0)
        chosen = {e for e in entries if RANKS.index(e.rank) == best}
        return frozenset(chosen | {e for e in entries if e.rank == "home"})

    def begins(self, word: str) -> frozenset[Entry]:
        """Places one of whose names has a word that begins with `word`, if it is long enough to mean one."""
        if len(word) < 5:
            return frozenset()
        first = bisect_right(self._words, (word, len(self.places)))
        last = bisect_left(self._words, (word + chr(0x10FFFF), 0))
        found = {at for w, at in self._words[first:last] if w != word}
        return frozenset(Entry("prefix", _area(self.places[at])) for at in found)

    def within(self, area: Area) -> tuple[KnownPlace, ...]:
        """The places that meet all conditions of an area."""
        found = self._by_value
        sets = [found.get(condition, frozenset[int]()) for condition in area.conditions]
        return tuple(self.places[at] for at in sorted(frozenset.intersection(*sets))) if sets else self.places

    def _inflected(self, key: str) -> set[Entry]:
        for ending in ("s", "es", "n", "en"):
            if key.endswith(ending) and len(key) - len(ending) >= 4:
                found = self._entries.get(key[: -len(ending)])
                if found:
                    return found
        return set()

    def _add(self, key: str, entry: Entry) -> None:
        if key:
            self._entries[key].add(entry)

    def _add_place(self, place: KnownPlace) -> None:
        area = _area(place)
        for alias in (place.place, *place.aliases):
            for variant in self._variants(words(alias), place):
                self._add("".join(variant), Entry("place", area))
        name = [w for w in words(place.place) if w not in ("of", "the", "am", "an", "der", "die")]
        for size in range(1, min(len(name), _MANY_WORDS)):
            for part in permutations(name, size):
                if self._distinctive(part, place):
                    self._add("".join(part), Entry("part", area))

    def _distinctive(self, part: tuple[str, ...], place: KnownPlace) -> bool:
        own = set(words(place.city)) | self._generic
        return any(w not in own and len(w) >= _MANY_WORDS for w in part)

    def _variants(self, name: list[str], place: KnownPlace) -> Iterator[tuple[str, ...]]:
        choices = [[w, *self._other_words(w)] for w in name]
        city = {"".join(words(n)) for n in self._city_names(place.city)}
        choices = [c + sorted(city) if c[0] in words(place.city) else c for c in choices]
        for variant in product(*choices):
            yield variant
            if 1 < len(variant) <= 3:
                yield from permutations(variant)

    def _other_words(self, word: str) -> list[str]:
        same = self._name_words.get(word, [])
        joined = ["".join(words(other)) for other in same]
        return [*joined, word[:-3]] if word.endswith("strasse") else joined

    def _city_names(self, city: str) -> Iterator[str]:
        yield city
        yield words(city)[0] if words(city) else city
        yield from (name for exonym in self._exonyms.get(" ".join(words(city)), []) for name in exonym.names)
        yield from (words(city)[0] + ending for ending in ("er",))

    def _add_areas(self, reference: Reference) -> None:
        for place in self.places:
            for field in AREA_FIELDS[:3]:
                self._add_area(field, place)
        for home in reference.home_areas:
            for rank, filter_, name in _homes(home.district, home.city, home.region):
                entry = Entry("home", None, filter_)
                self._add("".join(words(name)), entry)
                for other in self._other_names(name) if rank != "district" else ():
                    self._add(other, entry)

    def _add_area(self, field: PlaceField, place: KnownPlace) -> None:
        name = getattr(place, field)
        conditions: tuple[tuple[PlaceField, str], ...] = ((field, name),)
        if field == "district":
            conditions = (*conditions, ("city", place.city))
        entry = Entry(field, Area(conditions=conditions))
        joined = "".join(words(name))
        if not (field == "district" and joined in self._generic):
            self._add(joined, entry)
        if field != "district":
            for other in self._other_names(name):
                self._add(other, entry)
        if field == "city":
            for person in self._people(name):
                self._add(person, Entry("city", entry.area, Filter(field="home_city", values=(name,)), people=True))

    def _other_names(self, name: str) -> set[str]:
        found = {"".join(words(other)) for other in self._city_names(name)}
        return {f for f in found if len(f) >= 3}

    def _people(self, city: str) -> set[str]:
        own = " ".join(words(city))
        told = {p for exonym in self._exonyms.get(own, []) for p in exonym.people}
        english = {words(city)[0] + "ers"}
        women = {name + end for name in self._other_names(city) if name.endswith("er") for end in ("in", "innen")}
        return {"".join(words(p)) for p in told} | english | women

    def _value_index(self) -> dict[tuple[str, str], frozenset[int]]:
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for at, place in enumerate(self.places):
            for field in ("place", "place_type", *AREA_FIELDS):
                found[field, getattr(place, field)].add(at)
        return {condition: frozenset(places) for condition, places in found.items()}

    def _add_countries(self) -> None:
        stored = {p.country for p in self.places}
        for lex in self._lexicons:
            for code, names in lex.vocabulary.countries.items():
                if code in stored:
                    for name in names:
                        self._add("".join(words(name)), Entry("country", Area(conditions=(("country", code),))))

    def _name_word_index(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for lex in self._lexicons:
            for key, others in lex.vocabulary.name_words.items():
                found[fold(key)] += others
        return found

    def _exonym_index(self) -> dict[str, list[Exonym]]:
        found: dict[str, list[Exonym]] = defaultdict(list)
        for lex in self._lexicons:
            for key, exonym in lex.vocabulary.exonyms.items():
                found[fold(key)].append(exonym)
        return found

    def _generic_words(self) -> set[str]:
        nouns = {
            w
            for lex in self._lexicons
            for forms in lex.vocabulary.place_types.values()
            for form in (*forms.one, *forms.many)
            for w in words(form)
        }
        return nouns | {"city", "street", "strasse"}


def _area(place: KnownPlace) -> Area:
    return Area(conditions=(("place", place.place),))


def _homes(district: str, city: str, region: str) -> Iterable[tuple[str, Filter, str]]:
    yield "city", Filter(field="home_city", values=(city,)), city
    yield "district", Filter(field="home_district", values=(district,)), district
    yield "region", Filter(field="home_region", values=(region,)), region


_made: dict[int, tuple[tuple[KnownPlace, ...], Gazetteer]] = {}


def gazetteer(reference: Reference) -> Gazetteer:
    """The gazetteer of a reference, made once (by identity: hashing is slow)."""
    places, made = _made.get(id(reference), ((), None))
    if made is None or places is not reference.places:
        _made.clear()
        made = Gazetteer(reference)
        _made[id(reference)] = reference.places, made
    return made
