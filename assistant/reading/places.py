"""Finds names of places and areas, and nouns for types of places, and marks them in the phrase."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.plan import Area, Filter
from assistant.reading.gazetteer import Entry, Gazetteer
from assistant.reading.lexicon import Lexicon
from assistant.reading.phrase import Phrase, Span
from assistant.reading.text import fold, words

NAME, TYPE = "§", "¤"


@dataclass(frozen=True)
class Mention:
    """A name in the question: the areas it can mean (several: ambiguous), the homes, and its place in the text.

    `rank` as in the gazetteer, or "type" for a noun such as `station`; `many` for its plural. `within`: a district
    said with its city. `people`: only the people of a city (`Londoners`); `demonym`: them or an adjective (`Berliner`).
    """

    areas: tuple[Area, ...]
    homes: tuple[Filter, ...]
    rank: str
    start: int
    end: int
    people: bool = False
    demonym: bool = False
    within: bool = False
    many: bool = False

    @property
    def marker(self) -> str:
        """The sign that stands for it in the phrase."""
        return TYPE if self.rank == "type" else NAME


def find_places(phrase: Phrase, lex: Lexicon, names: Gazetteer) -> tuple[Phrase, list[Mention]]:
    """The phrase with every mention as one token, and the mentions in order."""
    mentions: list[Mention] = []
    spans: list[Span] = []
    at = 0
    while at < len(phrase.tokens):
        mention, size = _mention(phrase, at, lex, names)
        if mention:
            spans.append(Span("place", "", at, at + size))
            mentions.append(mention)
        at += size
    return _numbered(phrase, spans, mentions, names, frozenset(fold(w) for w in lex.vocabulary.conjunctions))


def _numbered(
    phrase: Phrase, spans: list[Span], mentions: list[Mention], names: Gazetteer, joins: frozenset[str]
) -> tuple[Phrase, list[Mention]]:
    spans, mentions = _joined(spans, mentions, names)
    mentions = _left_unsaid(phrase, spans, _carried_on(phrase, spans, mentions, joins), names)
    for i in reversed(range(len(mentions))):
        phrase = phrase.replaced([spans[i]], mentions[i].marker, [i])
    return phrase, mentions


def _mention(phrase: Phrase, at: int, lex: Lexicon, names: Gazetteer) -> tuple[Mention | None, int]:
    tokens = phrase.tokens
    for size in range(min(names.longest, len(tokens) - at), 0, -1):
        part = tokens[at : at + size]
        if not (part[0].norm[0].isalnum() and part[-1].norm[0].isalnum()):
            continue
        key = "".join(t.norm for t in part if t.norm[0].isalnum())  # a name may hold strokes and slashes
        start, end = part[0].start, part[-1].end
        noun = _type_nouns(lex).get(key)
        if noun:
            return _of_type(noun, names, start, end), size
        found = names.find(key)
        if found and not (size == 1 and _is_word(key, found, lex)):
            return replace(_named(found, start, end), demonym=_is_demonym(key, found)), size
    word = tokens[at].norm
    if not lex.knows(word) and (found := names.begins(word)):
        return _named(found, tokens[at].start, tokens[at].end), 1
    return None, 1


def _is_word(key: str, found: frozenset[Entry], lex: Lexicon) -> bool:
    """A word of the language that is also a weak name (a district called like a common noun)."""
    return lex.knows(key) and all(entry.rank in ("part", "district", "prefix", "home") for entry in found)


def _named(found: frozenset[Entry], start: int, end: int) -> Mention:
    areas = tuple(sorted({e.area for e in found if e.area}, key=str))
    homes = {e.home for e in found if e.home}
    order = ("home_city", "home_district", "home_region")
    best = min((order.index(h.field) for h in homes), default=0)
    chosen = tuple(sorted((h for h in homes if order.index(h.field) == best), key=str))
    rank = next((e.rank for e in found if e.area), "home")
    return Mention(areas, chosen, rank, start, end, people=all(e.people for e in found if e.area) and rank == "city")


def _is_demonym(key: str, found: frozenset[Entry]) -> bool:
    cities = [dict(e.area.conditions).get("city", "") for e in found if e.rank == "city" and e.area]
    return bool(cities) and key.endswith("er") and not any("".join(words(city)).startswith(key) for city in cities)


def _of_type(noun: tuple[str, bool], names: Gazetteer, start: int, end: int) -> Mention:
    kind, many = noun
    area = Area(conditions=(("place_type", kind),))
    return Mention((area,), (), "type", start, end, many=many)


@lru_cache(maxsize=4)
def _type_nouns(lex: Lexicon) -> dict[str, tuple[str, bool]]:
    table: dict[str, tuple[str, bool]] = {}
    for kind, forms in lex.vocabulary.place_types.items():
        table |= {"".join(words(form)): (kind, True) for form in forms.many}
        table |= {"".join(words(form)): (kind, False) for form in forms.one}
    return table


def _joined(spans: list[Span], mentions: list[Mention], names: Gazetteer) -> tuple[list[Span], list[Mention]]:
    """Neighbours that are one name: `German` + `stations`, `Piccadilly` + `station`."""
    kept_spans, kept = spans[:1], mentions[:1]
    for span, mention in zip(spans[1:], mentions[1:], strict=True):
        both = _together(kept[-1], mention, names) if kept_spans[-1].last == span.first else None
        if both:
            kept[-1] = replace(both, start=kept[-1].start, end=mention.end)
            kept_spans[-1] = Span("place", "", kept_spans[-1].first, span.last)
        else:
            kept.append(mention)
            kept_spans.append(span)
    return kept_spans, kept


def _carried_on(phrase: Phrase, spans: list[Span], mentions: list[Mention], joins: frozenset[str]) -> list[Mention]:
    """`German airports and stations`: what frames the first noun frames the ones listed after it."""
    found = mentions[:1]
    for (left, right), mention in zip(pairwise(spans), mentions[1:], strict=True):
        between = phrase.tokens[left.last : right.first]
        frames = {area.conditions[:-1] for area in found[-1].areas if found[-1].rank == "type"} - {()}
        if mention.rank == "type" and len(between) == 1 and between[0].norm in joins and len(frames) == 1:
            frame = frames.pop()
            found.append(replace(mention, areas=tuple(Area(conditions=frame + a.conditions) for a in mention.areas)))
        else:
            if len(between) == 1 and between[0].norm in joins:
                found[-1] = _carried_back(found[-1], mention)
            found.append(mention)
    return found


def _left_unsaid(phrase: Phrase, spans: list[Span], mentions: list[Mention], names: Gazetteer) -> list[Mention]:
    """`Munich's station and Berlin's`: a possessive with no noun behind it takes the kind of what was named before."""
    found = mentions[:1]
    for span, mention in zip(spans[1:], mentions[1:], strict=True):
        city = mention.rank == "city" and not mention.people and _ends_there(phrase, span, mention)
        kinds = {p.place_type for area in found[-1].areas for p in names.within(area)} if city else set[str]()
        kind = Area(conditions=(*mention.areas[0].conditions, ("place_type", kinds.pop()))) if len(kinds) == 1 else None
        inside = names.within(kind) if kind else ()
        alike = tuple(Area(conditions=(("place", place.place),)) for place in inside)
        found.append(replace(mention, areas=alike, homes=(), rank="part") if alike else mention)
    return found


def _ends_there(phrase: Phrase, span: Span, mention: Mention) -> bool:
    """Whether a name is a possessive (`berlins`) that no noun follows: the end, a comma or another part of speech."""
    city = words(dict(mention.areas[0].conditions).get("city", ""))
    after = phrase.tokens[span.last : span.last + 1]
    own = [t.norm for t in phrase.tokens[span.first : span.last]]
    return own[-1].endswith("s") and own != city and not (after and after[0].start - mention.end == 1)


def _carried_back(first: Mention, second: Mention) -> Mention:
    """`German and British malls`: the noun of the second is the noun of the first as well."""
    areas = second.areas[0].conditions if second.rank == "type" and len(second.areas) == 1 else ()
    if len(areas) < 2 or len(first.areas) != 1 or first.rank == "type":
        return first
    frame = first.areas[0].conditions
    if [field for field, _ in frame] != [field for field, _ in areas[:-1]]:
        return first
    return replace(first, areas=(Area(conditions=(*frame, areas[-1])),), rank="type", many=True)


def written_as_many(mentions: list[Mention], text: str, lex: Lexicon) -> list[Mention]:
    """The mentions with the plurals that only an umlaut or the word before tells: `Flughäfen`, `auf Shoppingcenter`."""
    types = lex.vocabulary.place_types.values()
    many = {_plain(form) for kind in types for form in kind.many}
    one = {_plain(form) for kind in types for form in kind.one}
    return [
        replace(m, many=True)
        if m.rank == "type"
        and (said := _plain(text[m.start : m.end])) in many
        and (said not in one or _bare(m, text, lex))
        else m
        for m in mentions
    ]


def _bare(mention: Mention, text: str, lex: Lexicon) -> bool:
    """A noun whose plural is its singular, with no word before it that says it is one."""
    before = text[: mention.start].lower().split()
    return not before or before[-1] not in lex.vocabulary.singular


def _plain(word: str) -> str:
    return word.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def _together(left: Mention, right: Mention, names: Gazetteer) -> Mention | None:
    if left.rank in ("district", "home") and right.rank == "city" and len(right.areas) == 1:
        return _district_in(left, right)
    noun, other = (right, left) if right.rank == "type" else (left, right)
    if noun.rank != "type" or other.rank == "type" or not other.areas:
        return None
    if other.rank in ("place", "part", "prefix"):
        fitting = tuple(a for a in other.areas if _has_type(a, noun, names))
        return replace(other, areas=fitting) if fitting else None
    if other is right:
        return None
    conditions = [a.conditions + noun.areas[0].conditions for a in other.areas]
    return replace(noun, areas=tuple(Area(conditions=c) for c in conditions))


def _district_in(district: Mention, city: Mention) -> Mention:
    inside = tuple(a for a in district.areas if city.areas[0].conditions[0] in a.conditions)
    homes = tuple(f for f in (*district.homes, *city.homes) if f.field in ("home_district", "home_city"))
    return replace(district, areas=inside, homes=homes, within=True)


def _has_type(area: Area, noun: Mention, names: Gazetteer) -> bool:
    kind = dict(noun.areas[0].conditions)["place_type"]
    return all(place.place_type == kind for place in names.within(area))
