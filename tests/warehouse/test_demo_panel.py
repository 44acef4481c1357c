"""The demo panel is believable: measured on the whole panel, with plain SQL, as a marketer would look at it."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from warehouse.demo.panel import PanelFiles, make_panel
from warehouse.demo.profiles import FOLDER

Row = tuple[object, ...]

SENSITIVE = {"de-ber-klinik", "de-ber-schule", "de-ham-schutzhaus", "de-muc-kirche", "gb-lon-clinic", "gb-lon-mosque"}
STADIUMS = {"de-ber-olympiastadion", "de-muc-allianzarena"}
DE_HOLIDAYS = "'2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-05-25'"
GB_HOLIDAYS = "'2026-01-01', '2026-04-03', '2026-05-04', '2026-05-25'"
KIND = f"""CASE WHEN isodow(day) = 7 THEN 'sunday' WHEN country = 'DE' AND day IN ({DE_HOLIDAYS}) THEN 'sunday'
    WHEN country = 'GB' AND day IN ({GB_HOLIDAYS}) THEN 'sunday' WHEN isodow(day) = 6 THEN 'saturday'
    ELSE 'weekday' END"""


class Panel:
    """The files of a panel, opened for questions in SQL."""

    def __init__(self, files: PanelFiles) -> None:
        self.files = files
        self.engine = duckdb.connect()
        for name in ("visits", "trips", "customers", "places", "objections"):
            path = str(getattr(files, name)).replace("'", "''")
            self.engine.execute(f"CREATE VIEW raw_{name} AS FROM '{path}'")
        self.engine.execute(
            f"""CREATE TABLE visit AS SELECT v.*, started_at::DATE AS day, hour(started_at) AS hour, place_type, city,
                country, date_diff('minute', started_at, ended_at) AS minutes, {KIND} AS kind
            FROM raw_visits AS v JOIN raw_places USING (place_id)"""
        )

    def rows(self, sql: str) -> list[Row]:
        return self.engine.execute(sql).fetchall()

    def value(self, sql: str) -> float:
        [(value,)] = self.rows(sql)
        assert isinstance(value, int | float)
        return float(value)

    def texts(self, sql: str) -> dict[str, str]:
        return {str(key): str(value) for key, value in self.rows(sql)}

    def numbers(self, sql: str) -> dict[str, float]:
        return {str(key): float(str(value)) for key, value in self.rows(sql)}


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Panel]:
    opened = Panel(make_panel(tmp_path_factory.mktemp("panel")))
    yield opened
    opened.engine.close()


def shape(country: str, kind: str) -> list[float]:
    with (FOLDER / "hour_shapes.csv").open(encoding="utf-8", newline="") as file:
        return [float(r["share"]) for r in csv.DictReader(file) if (r["country"], r["day_kind"]) == (country, kind)]


def test_size_and_people(panel: Panel) -> None:
    assert panel.files.rows["customers"] == 60_000
    assert 6_000_000 <= panel.files.rows["visits"] <= 8_000_000
    assert panel.value("SELECT min(2026 - birth_year) FROM raw_customers") >= 19
    for column in ("birth_year", "gender"):
        assert 0.02 < panel.value(f"SELECT avg(({column} IS NULL)::INT) FROM raw_customers") < 0.04
    assert panel.value("SELECT count(DISTINCT person_id) FROM raw_objections") == 600
    assert panel.value("SELECT count(*) FROM raw_objections JOIN raw_customers USING (person_id)") == 600


def test_every_visit_can_be_read_back(panel: Panel) -> None:
    assert panel.value("SELECT count(*) FROM visit") == panel.files.rows["visits"]
    assert panel.value("SELECT count(*) FROM visit WHERE minutes < 1 OR minutes > 720") == 0
    assert panel.value("SELECT count(*) FROM (SELECT DISTINCT * FROM raw_visits)") == panel.files.rows["visits"]
    assert panel.value("SELECT count(*) FROM raw_visits SEMI JOIN raw_customers USING (person_id)") == panel.value(
        "SELECT count(*) FROM raw_visits"
    )


def test_nobody_is_in_two_places(panel: Panel) -> None:
    hurried = """SELECT count(*) FROM (
        SELECT city, date_diff('minute', ended_at, lead(started_at) OVER w) AS gap,
            lead(city) OVER w AS goal_city FROM visit WINDOW w AS (PARTITION BY person_id ORDER BY started_at))
        WHERE goal_city IS NOT NULL AND (gap < 6 OR (goal_city <> city AND gap < 40))"""
    assert panel.value(hurried) == 0


def test_no_day_is_missing_and_no_hour_invented(panel: Panel) -> None:
    open_all_week = "place_type IN ('shopping_street', 'station', 'airport', 'park')"
    days = panel.numbers(f"SELECT place_id, count(DISTINCT day) FROM visit WHERE {open_all_week} GROUP BY 1")
    assert set(days.values()) == {181}
    assert panel.value("SELECT count(DISTINCT day) FROM visit") == 181
    skipped = """SELECT count(*) FROM visit, (VALUES ('DE', 2), ('GB', 1)) AS gone(land, h) WHERE country = land AND (
        (day = '2026-03-29' AND hour = h) OR (ended_at::DATE = '2026-03-29' AND hour(ended_at) = h))"""
    assert panel.value(skipped) == 0
    assert panel.value("SELECT count(*) FROM visit WHERE day = '2026-03-29' AND hour = 3") > 0


@pytest.mark.parametrize("kind", ["weekday", "saturday", "sunday"])
@pytest.mark.parametrize("country", ["DE", "GB"])
def test_streets_have_the_hours_of_real_streets(panel: Panel, country: str, kind: str) -> None:
    counts = panel.rows(
        f"""SELECT place_id, hour, count(*) FROM visit
        WHERE place_type = 'shopping_street' AND country = '{country}' AND kind = '{kind}' GROUP BY ALL"""
    )
    streets: dict[object, list[float]] = {}
    for place, hour, visits in counts:
        streets.setdefault(place, [0.0] * 24)[int(str(hour))] = float(str(visits))
    assert len(streets) == (6 if country == "DE" else 2)
    for place, hours in streets.items():
        assert np.corrcoef(hours, shape(country, kind))[0, 1] > 0.97, place


def test_streets_have_the_week_of_real_streets(panel: Panel) -> None:
    with (FOLDER / "weekday_levels.csv").open(encoding="utf-8", newline="") as file:
        levels = [(row["country"], float(row["level"])) for row in csv.DictReader(file) if row["day"] != "holiday"]
    for country in ("DE", "GB"):
        week = panel.rows(
            f"""SELECT isodow(day), median(n) FROM (SELECT day, count(*) AS n FROM visit
            WHERE place_type = 'shopping_street' AND country = '{country}' GROUP BY 1) GROUP BY 1 ORDER BY 1"""
        )
        expected = [level for land, level in levels if land == country]
        assert np.corrcoef([float(str(n)) for _, n in week], expected)[0, 1] > 0.97


def test_german_shops_close_on_sundays_and_british_ones_open_late(panel: Panel) -> None:
    centres = "SELECT {} FROM visit WHERE place_type = 'shopping_centre' AND country = '{}' AND {}"
    sunday, saturday = (panel.value(centres.format("count(*)", "DE", f"isodow(day) = {d}")) for d in (7, 6))
    assert sunday < 0.05 * saturday
    sunday, saturday = (panel.value(centres.format("count(*)", "GB", f"isodow(day) = {d}")) for d in (7, 6))
    assert 0.5 * saturday < sunday < 0.8 * saturday
    outside = panel.value(centres.format("count(*)", "GB", "isodow(day) = 7 AND hour NOT BETWEEN 11 AND 16"))
    assert outside < 0.05 * sunday


def test_a_public_holiday_is_like_a_sunday(panel: Panel) -> None:
    zeil = "SELECT count(*) FROM visit WHERE place_id = 'de-fra-zeil' AND day = '{}'"
    assert panel.value(zeil.format("2026-05-14")) < 0.7 * panel.value(zeil.format("2026-05-07"))
    assert panel.value(zeil.format("2026-05-23")) > panel.value(zeil.format("2026-05-14"))


def test_stadiums_are_silent_but_on_match_days(panel: Panel) -> None:
    with (FOLDER / "fixtures.csv").open(encoding="utf-8", newline="") as file:
        fixtures = {(row["place_id"], row["date"]) for row in csv.DictReader(file)}
    days = panel.rows("SELECT place_id, day::VARCHAR, count(*) FROM visit WHERE place_type = 'stadium' GROUP BY ALL")
    counts = {(str(place), str(day)): int(str(n)) for place, day, n in days}
    assert {place for place, _ in fixtures} == STADIUMS
    assert min(counts[fixture] for fixture in fixtures) > 400
    assert max(n for key, n in counts.items() if key not in fixtures) < 60


def test_stations_have_commuter_peaks(panel: Panel) -> None:
    stations = panel.rows(
        """SELECT place_id, list(n ORDER BY hour) FROM (SELECT place_id, hour, count(*) AS n FROM visit
        WHERE place_type = 'station' AND kind = 'weekday' GROUP BY ALL) GROUP BY 1"""
    )
    assert len(stations) == 4
    for _, hours in stations:
        assert isinstance(hours, list)
        assert hours.index(max(hours[:12])) in (7, 8)
        assert hours.index(max(hours[12:])) in (16, 17, 18)
        assert min(max(hours[:12]), max(hours[12:])) > 1.5 * hours[12]


def test_parks_fill_with_the_summer(panel: Panel) -> None:
    months = panel.numbers("SELECT month(day), count(*) FROM visit WHERE place_type = 'park' GROUP BY 1")
    assert months["6"] > 1.5 * months["1"]


def test_places_differ_in_who_comes(panel: Panel) -> None:
    top = panel.numbers(
        """SELECT place_id, mode(width_bucket) FROM (SELECT place_id,
            CASE WHEN 2026 - birth_year < 25 THEN 1 ELSE (2026 - birth_year - 5) // 10 END AS width_bucket
        FROM visit JOIN raw_customers USING (person_id) WHERE birth_year IS NOT NULL) GROUP BY 1"""
    )
    assert len({band for place, band in top.items() if place not in SENSITIVE}) >= 4
    women = panel.numbers(
        """SELECT place_id, avg((gender = 'female')::INT) FROM visit JOIN raw_customers USING (person_id)
        WHERE gender IS NOT NULL GROUP BY 1"""
    )
    assert max(women[place] for place in STADIUMS) < 0.4 < 0.55 < women["gb-man-trafford"]


def test_places_differ_in_loyalty_and_dwell(panel: Panel) -> None:
    per_month = panel.numbers(
        """SELECT place_type, avg(n) FROM (SELECT place_type, place_id, person_id, month(day), count(*) AS n
        FROM visit GROUP BY ALL) GROUP BY 1"""
    )
    assert per_month["station"] > per_month["shopping_street"] > per_month["park"] > per_month["stadium"]
    assert per_month["station"] > 1.5 * per_month["airport"]
    dwell = panel.numbers("SELECT place_type, avg(minutes) FROM visit GROUP BY 1")
    assert dwell["station"] < 20 < 30 < dwell["shopping_street"] < dwell["shopping_centre"] < 120 < dwell["stadium"]


def test_visitors_come_from_near_and_some_from_far(panel: Panel) -> None:
    own = panel.numbers(
        """SELECT place_id, avg((home_city = city)::INT) FROM visit JOIN raw_customers USING (person_id)
        JOIN raw_places USING (place_id) GROUP BY 1""".replace("= city", "= visit.city")
    )
    known = {place: share for place, share in own.items() if place not in SENSITIVE}
    airports = {"de-fra-flughafen", "gb-lon-heathrow"}
    assert all(0.6 < share < 0.97 for place, share in known.items() if place not in airports)
    assert all(0.25 < known[place] < 0.7 for place in airports)
    abroad = panel.value(
        """SELECT avg((c.country <> v.country)::INT) FROM visit AS v JOIN raw_customers AS c USING (person_id)
        WHERE place_id = 'gb-lon-hydepark'"""
    )
    assert 0.03 < abroad < 0.2


def test_the_district_next_door_leads_the_catchment(panel: Panel) -> None:
    first = panel.texts(
        """SELECT place_id, arg_max(home_district, n) FROM (
            SELECT place_id, home_district, count(*) AS n FROM visit JOIN raw_customers USING (person_id) GROUP BY ALL)
        GROUP BY 1"""
    )
    assert first["de-ber-kudamm"] == "Charlottenburg"
    assert first["gb-man-trafford"] == "Trafford"
    assert first["gb-lon-westfield"] == "Newham"
    assert first["gb-lon-hydepark"] == "Westminster"


def test_daily_visits_have_a_plausible_size(panel: Panel) -> None:
    daily = panel.numbers(
        "SELECT place_id, sum(weight) / 181 FROM visit JOIN raw_customers USING (person_id) GROUP BY 1"
    )
    assert 100_000 < daily["gb-lon-oxfordstreet"] < 250_000
    assert 30_000 < daily["de-fra-zeil"] < 60_000
    assert 60_000 < daily["de-muc-marienplatz"] < 100_000
    assert 40_000 < daily["de-ber-kudamm"] < 70_000
    assert 140_000 < daily["gb-lon-heathrow"] < 200_000
    assert 200_000 < daily["de-ber-hbf"] < 300_000


def test_flows_go_both_ways_in_plausible_time(panel: Panel) -> None:
    flows = panel.rows(
        """SELECT origin_id, destination_id, count(*), avg(date_diff('minute', started_at, ended_at)),
            any_value(o.city) = any_value(d.city)
        FROM raw_trips JOIN raw_places AS o ON o.place_id = origin_id
        JOIN raw_places AS d ON d.place_id = destination_id
        GROUP BY 1, 2"""
    )
    found = {(str(o), str(d)): (float(str(n)), float(str(m)), bool(inside)) for o, d, n, m, inside in flows}
    main = {pair: values for pair, values in found.items() if values[0] >= 3000}
    assert len(main) >= 30
    for (origin, goal), (trips, minutes, inside) in main.items():
        assert trips < 2.6 * found[goal, origin][0], (origin, goal)
        assert (7 < minutes < 70) if inside else (60 < minutes < 360), (origin, goal)
    assert panel.value("SELECT count(*) FROM raw_trips WHERE origin_id = destination_id OR ended_at < started_at") == 0


def test_cells_survive_a_threshold_of_twenty(panel: Panel) -> None:
    open_hours = """SELECT place_id, count(*) FILTER (WHERE n >= 20) / count(*) FROM (
        SELECT place_id, day, hour, count(DISTINCT person_id) AS n FROM visit
        WHERE hour BETWEEN 11 AND 17 AND kind <> 'sunday' GROUP BY ALL) GROUP BY 1"""
    kept = panel.numbers(open_hours)
    busy = {place: share for place, share in kept.items() if place not in STADIUMS | SENSITIVE}
    assert len(busy) == 22
    parks = {"de-muc-olympiapark", "gb-lon-hydepark"}
    assert min(share for place, share in busy.items() if place not in parks) > 0.97
    assert min(busy[park] for park in parks) > 0.5
    districts = panel.numbers(
        """SELECT place_id, min(n) FROM (SELECT place_id, m, count(*) AS n FROM (
            SELECT place_id, month(day) AS m, home_city, home_district FROM visit JOIN raw_customers USING (person_id)
            GROUP BY ALL HAVING count(DISTINCT person_id) >= 22) GROUP BY 1, 2) GROUP BY 1"""
    )
    assert min(n for place, n in districts.items() if place not in SENSITIVE) >= 8


def test_main_flows_survive_by_week_and_daypart(panel: Panel) -> None:
    kept = panel.value(
        """SELECT count(DISTINCT (origin_id, destination_id)) FROM (
            SELECT origin_id, destination_id, count(*) FILTER (WHERE n >= 20) AS kept FROM (
                SELECT origin_id, destination_id, date_trunc('week', started_at) AS w, hour(started_at) // 6 AS part,
                    count(DISTINCT person_id) AS n
                FROM raw_trips WHERE hour(started_at) BETWEEN 6 AND 23 GROUP BY ALL) GROUP BY 1, 2 HAVING kept >= 50)"""
    )
    assert kept >= 28


def test_sensitive_places_are_visited_so_that_hiding_them_means_something(panel: Panel) -> None:
    seen = panel.numbers("SELECT place_id, count(DISTINCT person_id) FROM visit GROUP BY 1")
    assert all(seen[place] > 500 for place in SENSITIVE)


def test_places_have_nicknames_and_no_two_share_one() -> None:
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    names = [name.casefold() for p in places for name in {p["place"], *p["aliases"].split(";")}]
    assert len(places) == 30
    assert all(p["aliases"] for p in places)
    assert len(names) == len(set(names))


def small(folder: Path, seed: int = 7) -> PanelFiles:
    first = date(2026, 3, 20)
    return make_panel(folder, people=1500, seed=seed, first=first, last=first + timedelta(days=20))


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    one, two, other = small(tmp_path / "one"), small(tmp_path / "two"), small(tmp_path / "other", seed=8)
    for name in ("visits", "trips", "customers", "places", "objections"):
        assert getattr(one, name).read_bytes() == getattr(two, name).read_bytes()
    assert one.visits.read_bytes() != other.visits.read_bytes()


def test_a_small_panel_stands_for_as_many_visits(tmp_path: Path, panel: Panel) -> None:
    tiny = Panel(small(tmp_path / "it's small"))
    extrapolated = """SELECT sum(weight) FROM visit JOIN raw_customers USING (person_id)
        WHERE day BETWEEN '2026-03-21' AND '2026-04-08'"""
    assert tiny.value(extrapolated) == pytest.approx(panel.value(extrapolated), rel=0.2)


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    first = date(2026, 6, 1)
    make_panel(
        tmp_path,
        people=500,
        first=first,
        last=first,
        progress=lambda label, done, total: told.append((label.en, done, total)),
    )
    assert [done for _, done, _ in told] == list(range(told[0][2] + 1))
