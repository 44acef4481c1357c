"""17 Sensitive places: asked for by name, type, coordinates, district and neighbourhood."""

from dataclasses import dataclass

from tests.attacks.asker import Asker
from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.undefended import Row
from tests.attacks.world import World


@dataclass(frozen=True)
class Target:
    """A place of the inputs that must not exist for any user."""

    place_id: str
    place: str
    place_type: str
    city: str
    latitude: float
    longitude: float


def play(world: World) -> Outcome:
    columns = "place_id, place, place_type, city, latitude, longitude"
    targets = [Target(*row) for row in world.lab.execute(f"SELECT {columns} FROM place WHERE sensitive").fetchall()]
    metric = f"rows returned about {len(targets)} sensitive places"
    if not targets:
        return Outcome("17 sensitive places", metric, None, None, at_most(0))
    visits = f"SELECT count(*) FROM '{world.inputs.visits}' JOIN place USING (place_id) WHERE sensitive"
    asker = world.asker("defended", "analyst")
    told = sum(_by_statement(asker, target) + _by_question(asker, target) for target in targets)
    return Outcome(
        "17 sensitive places",
        f"{metric} (undefended: visits to them in the inputs)",
        world.number(visits),
        told,
        at_most(0),
    )


def _by_statement(asker: Asker, target: Target) -> int:
    return sum(len(_about(asker.rows(sql) or [], target)) for sql in _statements(target))


def _about(rows: list[Row], target: Target) -> list[Row]:
    """Rows that name the place, or stand where only it can stand."""
    here = (target.place_id, target.place)
    return [row for row in rows if any(value in here or value == "counted" for value in row)]


def _statements(target: Target) -> list[str]:
    name, city = (text.replace("'", "''") for text in (target.place, target.city))
    spot = f"abs(latitude - {target.latitude}) < 0.00001 AND abs(longitude - {target.longitude}) < 0.00001"
    away = f"abs(latitude - {target.latitude}) + abs(longitude - {target.longitude})"
    tables = [
        f"SELECT 'counted' FROM {t.name} WHERE '{target.place_id}' IN ({', '.join(t.places)})" for t in TABLES.values()
    ]
    return [
        *tables,
        f"SELECT * FROM places WHERE place_id = '{target.place_id}'",
        f"SELECT * FROM places WHERE place ILIKE '%{name}%'",
        f"SELECT 'counted' FROM places WHERE place_type = '{target.place_type}'",
        f"SELECT 'counted' FROM places WHERE {spot}",
        f"SELECT place_id, place FROM places WHERE city = '{city}'",
        f"SELECT place_id, place FROM places ORDER BY {away} LIMIT 1",
        f"SELECT p.place, sum(d.visits) FROM footfall_daily d JOIN places p USING (place_id) WHERE p.city = '{city}' "
        "GROUP BY 1",
        f"SELECT origin_id, destination_id, sum(trips) FROM flows_monthly "
        f"WHERE origin_id LIKE '{target.place_id[:6]}%' GROUP BY 1, 2",
    ]


def _by_question(asker: Asker, target: Target) -> int:
    """Figures given to a question that names the place and nothing else."""
    questions = (
        f"Wie viele Besuche hatte {target.place}?", f"How many visitors did {target.place} have last month?",
        f"Besucher von {target.place} nach Alter", f"Where do visitors of {target.place} come from?",
        f"Who goes from {target.place} to other places?", f"Dwell time at {target.place}",
    )  # fmt: skip
    return sum(len(answer.rows) for question in questions if (answer := asker.ask(question)).status == "answered")
