"""The warehouse counted again in plain Python, row by row, from DESIGN and not from the build's SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from tests.warehouse.panel import Panel

FIRST, LAST = date(2026, 2, 20), date(2026, 4, 5)
HOLIDAYS = {("DE", date(2026, 4, 3)), ("GB", date(2026, 4, 3))}  # Good Friday
SENSITIVE = {"clinic", "court"}
Key = tuple[Any, ...]
Cells = dict[Key, dict[str, list[int]]]  # key -> person -> [events, minutes]


def _minutes(start: datetime, end: datetime) -> int:
    return int(Fraction(int((end - start).total_seconds()), 60) + Fraction(1, 2))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _whole_week(day: date) -> bool:
    return _monday(day) >= FIRST and _monday(day) + timedelta(days=6) <= LAST


def _whole_month(day: date) -> bool:
    return (day.year, day.month) == (2026, 3)


def _band(value: int, edges: Iterable[tuple[int, str]], last: str) -> str:
    return next((name for edge, name in edges if value < edge), last)


def _age(person: Key | None) -> str:
    if person is None or person[1] is None or not 18 <= 2026 - person[1] <= 110:
        return "unknown"
    edges = [(25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64")]
    return _band(2026 - person[1], edges, "65+")


def _gender(person: Key | None) -> str:
    return {"female": "female", "F": "female", "male": "male"}.get(str(person[2]) if person else "", "unknown")


class Recount:
    """All cells of all tables with the people behind them, before any protection."""

    def __init__(self, panel: Panel) -> None:
        kept = panel.without_objectors()
        self.places: dict[str, Key] = {row[0]: row for row in kept.places}  # type: ignore[misc]
        self.people: dict[str, Key] = {row[0]: row for row in kept.customers}  # type: ignore[misc]
        self.tables: dict[str, Cells] = defaultdict(lambda: defaultdict(dict))
        self.city_people: dict[Key, set[str]] = defaultdict(set)
        stays = sorted({row for row in kept.visits if self._usable(row)}, key=lambda v: (v[0], v[2], v[3], v[1]))
        self._count_visits(stays)
        self._count_trips(stays)

    def _usable(self, row: Key) -> bool:
        return None not in row and row[3] >= row[2] and row[1] in self.places

    def _add(self, table: str, key: Key, person: str, minutes: int, events: int = 1) -> None:
        mine = self.tables[table][key].setdefault(person, [0, 0])
        mine[0] += events
        mine[1] += minutes

    def _count_visits(self, stays: list[Key]) -> None:
        so_far: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        monthly: dict[Key, int] = defaultdict(int)
        for person, place, start, end in stays:
            day, used = start.date(), so_far[person, place, start.date()]
            if place in SENSITIVE or used[0] == 3:
                continue
            minutes = min(_minutes(start, end), 240 - used[1])
            used[0], used[1] = used[0] + 1, used[1] + minutes
            if FIRST <= day <= LAST:
                self._count_visit(person, place, start, minutes, _minutes(start, end))
                monthly[person, place] += _whole_month(day)
        self._count_months({key: visits for key, visits in monthly.items() if visits})

    def _count_visit(self, person: str, place: str, start: datetime, minutes: int, whole: int) -> None:
        day, who = start.date(), self.people.get(person)
        self.city_people[self.places[place][4], day.month].add(person)
        length = _band(whole, [(5, "0-5"), (15, "5-15"), (30, "15-30"), (60, "30-60"), (120, "60-120")], "120+")
        self._add("footfall_hourly", (day, start.hour, place), person, minutes)
        self._add("footfall_daily", (day, place), person, minutes)
        self._add("demographics_daily", (day, place, _age(who), _gender(who)), person, minutes)
        self._add("dwell_daily", (day, place, length), person, minutes)
        if _whole_week(day):
            self._add("footfall_weekly", (_monday(day), place), person, minutes)

    def _count_months(self, monthly: dict[Key, int]) -> None:
        month, places_of = date(2026, 3, 1), defaultdict(list)
        for (person, place), visits in monthly.items():
            home = tuple(part or "unknown" for part in self.people.get(person, (None,) * 8)[3:6])
            often = _band(visits, [(2, "1"), (4, "2-3"), (8, "4-7")], "8+")
            self._add("footfall_monthly", (month, place), person, 0, visits)
            self._add("frequency_monthly", (month, place, often), person, 0, visits)
            self._add("catchment_monthly", (month, place, *home), person, 0, visits)
            places_of[person].append(place)
        for person, places in places_of.items():
            for one in places:
                for other in places:
                    if one < other:
                        self._add("cross_visits_monthly", (month, one, other), person, 0)

    def _count_trips(self, stays: list[Key]) -> None:
        so_far: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for (person, origin, _, left), (other, goal, arrived, _) in pairwise(stays):
            gap = arrived - left
            if person != other or origin == goal or {origin, goal} & SENSITIVE:
                continue
            if not timedelta(0) <= gap <= timedelta(minutes=240):
                continue
            used = so_far[person, origin, goal, left.date()]
            if used[0] < 3:
                minutes = min(_minutes(left, arrived), 240 - used[1])
                used[0], used[1] = used[0] + 1, used[1] + minutes
                self._count_trip(person, origin, goal, left, minutes)

    def _count_trip(self, person: str, origin: str, goal: str, left: datetime, minutes: int) -> None:
        day = left.date()
        part = _band(left.hour, [(6, "night"), (11, "morning"), (14, "midday"), (18, "afternoon")], "evening")
        free = day.weekday() == 6 or (self.places[origin][6], day) in HOLIDAYS
        kind = "sunday" if free else "saturday" if day.weekday() == 5 else "weekday"
        if FIRST <= day <= LAST and _whole_week(day):
            self._add("flows_weekly", (_monday(day), part, origin, goal), person, minutes)
        if _whole_month(day):
            self._add("flows_monthly", (day.replace(day=1), kind, part, origin, goal), person, minutes)


# total, detail, and which total a row of the detail belongs to (None: to none)
RELATIONS: tuple[tuple[str, str, Callable[[Key], Key | None]], ...] = (
    ("footfall_daily", "demographics_daily", lambda key: key[:2]),
    ("footfall_daily", "footfall_hourly", lambda key: (key[0], key[2])),
    ("footfall_weekly", "footfall_daily", lambda key: (_monday(key[0]), key[1])),
    ("footfall_monthly", "footfall_daily", lambda key: (key[0].replace(day=1), key[1])),
    (
        "footfall_monthly",
        "footfall_weekly",
        lambda key: (key[0].replace(day=1), key[1]) if (key[0] + timedelta(days=6)).month == key[0].month else None,
    ),
    ("footfall_monthly", "footfall_weekly", lambda key: (key[0].replace(day=1), key[1])),
    ("footfall_monthly", "catchment_monthly", lambda key: key[:2]),
    ("footfall_monthly", "frequency_monthly", lambda key: key[:2]),
)
FOLLOWED = (RELATIONS[2], ("footfall_daily", "dwell_daily", lambda key: key[:2]), *RELATIONS[:2])
LADDER = ((20, 0), (25, 20), (30, 25))
Sizes = dict[str, dict[Key, int]]


def small_rests(tables: dict[str, Cells], sizes: Sizes, smallest: int) -> list[Key]:
    """Visible totals that hide a group of 1 to `smallest` - 1 people, for a role with this threshold."""
    found: list[Key] = []
    for total, detail, owner in RELATIONS:
        for key, keys in _families(tables, detail, owner).items():
            hidden = {who for part in keys if sizes[detail].get(part, 0) < smallest for who in tables[detail][part]}
            if sizes[total].get(key, 0) >= smallest and 0 < len(hidden) < smallest:
                found.append((total, detail, *key))
    return found


def _families(tables: dict[str, Cells], detail: str, owner: Callable[[Key], Key | None]) -> dict[Key, list[Key]]:
    families: dict[Key, list[Key]] = defaultdict(list)
    for key in tables[detail]:
        if (total := owner(key)) is not None:
            families[total].append(key)
    return families


class Settled:
    """Group sizes after the rule for one-sided breakdowns and the residual rule; `shown`: people and events so far."""

    def __init__(self, tables: dict[str, Cells], shown: dict[str, dict[Key, list[Any]]]) -> None:
        self.tables, self.shown = tables, shown
        self.sizes = {table: {key: row[0] for key, row in cells.items()} for table, cells in shown.items()}
        for total, detail in (("footfall_daily", "demographics_daily"), ("footfall_monthly", "catchment_monthly")):
            for key, parts in _families(tables, detail, lambda key: key[:2]).items():
                if any(self._most_of(total, key, detail, part) for part in parts):
                    for part in parts:
                        self.sizes[detail].pop(part, None)
        for smallest, below in LADDER:
            for detail in dict.fromkeys(relation[1] for relation in RELATIONS):
                before = -1
                while before != self._total_size():
                    before = self._total_size()
                    for relation in (relation for relation in RELATIONS if relation[1] == detail):
                        self._close(*relation, smallest, below)
            for relation in FOLLOWED:
                self._follow(*relation, smallest, below)

    def _total_size(self) -> int:
        return sum(sum(sizes.values()) for sizes in self.sizes.values())

    def _most_of(self, total: str, key: Key, detail: str, part: Key) -> bool:
        whole, row = self.tables[total][key], self.tables[detail][part]
        pairs = [(len(row), len(whole)), (sum(e for e, _ in row.values()), sum(e for e, _ in whole.values()))]
        if part in self.shown[detail] and key in self.shown[total]:
            pairs += list(zip(self.shown[detail][part][:2], self.shown[total][key][:2], strict=True))
        return any(10 * some > 9 * all_of_it for some, all_of_it in pairs)

    def _hide(self, table: str, key: Key, smallest: int, below: int) -> None:
        if self.sizes[table].get(key, 0) >= smallest:
            self.sizes[table][key] = below
            if not below:
                del self.sizes[table][key]

    def _close(self, total: str, detail: str, owner: Callable[[Key], Key | None], smallest: int, below: int) -> None:
        for key, parts in _families(self.tables, detail, owner).items():
            if self.sizes[total].get(key, 0) < smallest:
                continue
            people = self.tables[detail]
            hidden = [part for part in parts if self.sizes[detail].get(part, 0) < smallest]
            rest = {who for part in hidden for who in people[part]}
            shown = sorted((part for part in parts if part not in hidden), key=lambda part: (len(people[part]), part))
            for part in shown:
                if not 0 < len(rest) < smallest:
                    break
                rest |= set(people[part])
                self._hide(detail, part, smallest, below)
            if 0 < len(rest) < smallest:
                self._hide(total, key, smallest, below)

    def _follow(self, total: str, detail: str, owner: Callable[[Key], Key | None], smallest: int, below: int) -> None:
        for key, parts in _families(self.tables, detail, owner).items():
            if key in self.tables[total] and self.sizes[total].get(key, 0) < smallest:
                for part in parts:
                    self._hide(detail, part, smallest, below)


class Protected:
    """A recount brought through all rules, noise, rounding and factors; `draw` maps an address to its shift."""

    def __init__(self, recount: Recount, draw: Callable[[str], int]) -> None:
        self.recount, self.draw = recount, draw
        self.country_factor = cache(self._country_factor)  # all factors in thousandths, rounded
        self.stratum_factor = cache(self._stratum_factor)
        self.place_factor = cache(self._place_factor)
        rows = {table: self._rows(table, cells) for table, cells in recount.tables.items()}
        self.shown = {table: {key: row[0] for key, row in cells.items()} for table, cells in rows.items()}
        self.sizes = Settled(recount.tables, rows).sizes
        self.observed = {table: {key: rows[table][key] for key in sizes} for table, sizes in self.sizes.items()}

    def _open(self, table: str, key: Key) -> bool:
        fewest = 1000 if table in ("footfall_hourly", "flows_weekly", "flows_monthly") else 200
        cities = [self.recount.places[part][4] for part in key if part in self.recount.places]
        return all(len(self.recount.city_people[city, key[0].month]) >= fewest for city in cities)

    def _rows(self, table: str, cells: Cells) -> dict[Key, list[Any]]:
        """Each cell that passes the thresholds, also after noise and rounding, and that no one person makes up."""
        rows = {
            key: self._cell(table, key, list(people.values()))
            for key, people in cells.items()
            if len(people) >= 20 and self._open(table, key) and not (table[:5] != "cross" and _made_by_one(people))
        }
        return {key: row for key, row in rows.items() if row[0] >= 20}

    def _shift(self, table: str, key: Key, name: str) -> int:
        return self.draw("\x1f".join([table, *(str(part) for part in key), name]))

    def _cell(self, table: str, key: Key, people: list[list[int]]) -> list[Any]:
        """People, events and minutes in observed people; no minutes where one person makes too many."""
        flows = table.startswith("flows")
        names = ("travellers", "trips", "travel_minutes") if flows else ("visitors", "visits", "dwell_minutes")
        shift = [self._shift(table, key, name) for name in names]
        n, events, minutes = len(people), sum(e for e, _ in people), sum(m for _, m in people)
        rounded = [_stepped(x) for x in (n + shift[0], events + shift[1], minutes * (n + shift[2]) // n)]
        return [
            rounded[0],
            max(rounded[0], rounded[1]),
            None if 5 * max(m for _, m in people) > minutes else rounded[2],
        ]

    def _weights(self, accept: Callable[[Key], bool]) -> list[Fraction]:
        return [Fraction(str(p[7])) for p in self.recount.people.values() if p[7] is not None and accept(p)]

    def _country_factor(self, country: str) -> Fraction:
        return _mean(self._weights(lambda p: p[6] == country))

    def _stratum_factor(self, country: str, age: str, gender: str) -> Fraction:
        own = self._weights(lambda p: (p[6], _age(p), _gender(p)) == (country, age, gender))
        return _mean(own) if len(own) >= 20 else self.country_factor(country)

    def _place_factor(self, place: str, month: date) -> Fraction:
        """Mean over the published demographics of the place-month, weighted with their group sizes."""
        country = self.recount.places[place][6]
        rows = [
            (row[0], self.stratum_factor(country, key[2], key[3]))
            for key, row in self.observed["demographics_daily"].items()
            if key[1] == place and key[0].replace(day=1) == month
        ]
        return (
            _rounded(sum((n * f for n, f in rows), Fraction(0)) / sum(n for n, _ in rows))
            if rows
            else self.country_factor(country)
        )

    def factor(self, table: str, key: Key) -> Fraction:
        """The published factor of a cell."""
        places = [part for part in key if part in self.recount.places]
        if table == "demographics_daily":
            return self.stratum_factor(self.recount.places[places[0]][6], key[2], key[3]) / 1000
        if len(places) == 1:
            return self.place_factor(places[0], key[0].replace(day=1)) / 1000
        both = [self.country_factor(self.recount.places[place][6]) for place in places]
        return _rounded(sum(both, Fraction(0)) / 2) / 1000

    def published(self, table: str) -> dict[Key, list[Any]]:
        """Group size, people, events and minutes of every published cell, as they must be stored."""
        rows = {
            key: [
                self.sizes[table][key],
                *(None if x is None else int(_rounded(x * self.factor(table, key))) for x in row),
            ]
            for key, row in self.observed[table].items()
        }
        mirrored = {(key[0], key[2], key[1]): row for key, row in rows.items()} if table.startswith("cross") else {}
        return rows | mirrored


def _stepped(amount: int) -> int:
    return 5 * ((amount + 2) // 5)


def _made_by_one(people: dict[str, list[int]]) -> bool:
    """Whether one person makes more than a fifth of the visits or trips."""
    return 5 * max(events for events, _ in people.values()) > sum(events for events, _ in people.values())


def _rounded(value: Fraction) -> Fraction:
    return Fraction(int(value + Fraction(1, 2)))


def _mean(weights: list[Fraction]) -> Fraction:
    return _rounded(1000 * sum(weights, Fraction(0)) / len(weights))
