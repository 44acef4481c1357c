"""What the reader of questions knows about the data: places, home areas, days and holidays. No figure."""

from dataclasses import dataclass, field, replace
from datetime import date

from guardrails.review import review
from guardrails.verdict import Cell, Cleared
from warehouse.build_info import BuildInfo
from warehouse.catalog import catalogue
from warehouse.engine import Engine, Rows


@dataclass(frozen=True)
class KnownPlace:
    """A place with the nicknames people use for it."""

    place_id: str
    place: str
    place_type: str
    district: str
    city: str
    region: str
    country: str
    aliases: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class HomeArea:
    """A district people come from, as far as the role sees it."""

    district: str
    city: str
    region: str


@dataclass(frozen=True)
class Holiday:
    """A public holiday in one country (ISO code)."""

    date: date
    country: str
    name: str


@dataclass(frozen=True)
class Reference:
    """All the reader knows. `first_day` and `last_day` bound the data."""

    places: tuple[KnownPlace, ...]
    home_areas: tuple[HomeArea, ...]
    first_day: date
    last_day: date
    holidays: tuple[Holiday, ...]
    build: BuildInfo


def read_reference(engine: Engine, role: str) -> Reference:
    """Read the reference through the role's own threshold; a role without data sees no home areas."""
    days = _rows(engine, "SELECT min(date), max(date) FROM footfall_daily", "analyst")
    build = engine.build
    return Reference(
        places=_places(engine),
        home_areas=tuple(HomeArea(*map(_text, row)) for row in _rows(engine, _HOME_AREAS, role)),
        first_day=build.first_day or _day(days[0][0]),
        last_day=build.last_day or _day(days[0][1]),
        holidays=tuple(Holiday(_day(d), _text(c), _text(n)) for d, c, n in _rows(engine, _HOLIDAYS, "analyst")),
        build=build,
    )


_PLACES = "SELECT place_id, place, place_type, district, city, region, country FROM places"
_HOME_AREAS = "SELECT DISTINCT home_district, home_city, home_region FROM catchment_monthly"
_HOLIDAYS = "SELECT date, country, holiday FROM calendar WHERE is_public_holiday"


def _places(engine: Engine) -> tuple[KnownPlace, ...]:
    nicknames: dict[str, list[str]] = {}
    for place_id, alias in engine.aliases():
        nicknames.setdefault(place_id, []).append(alias)
    found = [KnownPlace(*map(_text, row)) for row in _rows(engine, _PLACES, "analyst")]
    return tuple(replace(place, aliases=tuple(nicknames.get(place.place_id, ()))) for place in found)


def _rows(engine: Engine, sql: str, role: str) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a statement of our own: it takes the same way as everybody's."""
    verdict = review(sql, role, engine)
    result = engine.run(verdict.sql_run) if isinstance(verdict, Cleared) else None
    return result.rows if isinstance(result, Rows) else ()


def _text(value: Cell) -> str:
    return "" if value is None else str(value)


def _day(value: Cell) -> date:
    """A day; a warehouse without any day has the first day there is."""
    return value if isinstance(value, date) else date.min


def known_texts(reference: Reference) -> frozenset[str]:
    """Texts that stand in the warehouse anyway: names of places and areas, and the catalogue's values."""
    values = {value for column in catalogue().columns.values() for value in column.values}
    places = {text for p in reference.places for text in (p.place_id, p.place, p.district, p.city, p.region, p.country)}
    areas = {text for a in reference.home_areas for text in (a.district, a.city, a.region)}
    return frozenset(values | places | areas)
