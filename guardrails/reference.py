"""What the reader of questions knows about the data: places, home areas, days and holidays. No figure."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from guardrails.roles import role_named
from guardrails.threshold import scan_sql
from guardrails.verdict import Cell
from warehouse.build_info import BuildInfo
from warehouse.catalog import catalogue
from warehouse.engine import Engine, Rows


@dataclass(frozen=True)
class KnownPlace:
    """A place with the nicknames people use for it, and where it lies in degrees north and east."""

    place_id: str
    place: str
    place_type: str
    district: str
    city: str
    region: str
    country: str
    aliases: tuple[str, ...] = field(default=(), kw_only=True)
    latitude: float | None = field(default=None, kw_only=True)
    longitude: float | None = field(default=None, kw_only=True)


_PLACE_FIELDS = ("place_id", "place", "place_type", "district", "city", "region", "country")


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

    def lying_in(self, field: str, value: str) -> frozenset[int]:
        """Which of the places have a value in a field, `city` say, by their number in `places`."""
        return self._lying.get((field, value), frozenset())

    @cached_property
    def _lying(self) -> dict[tuple[str, str], frozenset[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for number, place in enumerate(self.places):
            for name in _PLACE_FIELDS:
                found.setdefault((name, getattr(place, name)), []).append(number)
        return {where: frozenset(numbers) for where, numbers in found.items()}


def read_reference(engine: Engine, role: str) -> Reference:
    """Read the reference through the role's own threshold; a role without data sees no home areas."""
    first, last = _days(engine)
    return Reference(
        places=_places(engine),
        home_areas=tuple(HomeArea(*map(_text, row)) for row in _rows(engine, _HOME_AREA, "catchment_monthly", role)),
        first_day=first,
        last_day=last,
        holidays=tuple(Holiday(_day(d), _text(c), _text(n)) for d, c, n in _holidays(engine)),
        build=engine.build,
    )


_EVERYBODY = "analyst"
"""What a role is told about places and days does not depend on the role."""
_HOME_AREA = "DISTINCT home_district, home_city, home_region"
_PLACE = "place_id, place, place_type, district, city, region, country, latitude, longitude"


def _places(engine: Engine) -> tuple[KnownPlace, ...]:
    nicknames: dict[str, list[str]] = {}
    for place_id, alias in engine.aliases():
        nicknames.setdefault(place_id, []).append(alias)
    found = [_place(row) for row in _rows(engine, _PLACE, "places", _EVERYBODY)]
    return tuple(replace(place, aliases=tuple(nicknames.get(place.place_id, ()))) for place in found)


def _place(row: tuple[Cell, ...]) -> KnownPlace:
    *told, latitude, longitude = row
    return KnownPlace(*map(_text, told), latitude=_degrees(latitude), longitude=_degrees(longitude))


def _degrees(value: Cell) -> float | None:
    return None if value is None else float(str(value))


def _days(engine: Engine) -> tuple[date, date]:
    """First and last day: as the build says, else as found."""
    build = engine.build
    if build.first_day and build.last_day:
        return build.first_day, build.last_day
    first, last = _rows(engine, "min(date), max(date)", "footfall_daily", _EVERYBODY)[0]
    return _day(first), _day(last)


def _holidays(engine: Engine) -> tuple[tuple[Cell, ...], ...]:
    return _rows(engine, "date, country, holiday", "calendar", _EVERYBODY, "WHERE is_public_holiday")


def _rows(engine: Engine, what: str, table: str, role: str, where: str = "") -> tuple[tuple[Cell, ...], ...]:
    """Rows of one table, in order. Nothing here comes from an asker, so no rule has to judge it; but the table is read
    through the very scan that carries the role's threshold into everybody's statements.
    """
    known = role_named(role)
    if known is None or known.threshold is None:
        return ()
    result = engine.run(f"SELECT {what} FROM ({scan_sql(table, known.threshold)}) AS {table} {where} ORDER BY ALL")
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
