"""5 Repeat and paraphrase: if noise were drawn again for each answer, asking often would wash it out."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.attacks.asker import Asker
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.world import World

TIMES = 50
MONTHS_DE = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
Wording = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """One figure and many ways to ask for it."""

    questions: Wording
    statements: Wording


def play(world: World) -> Outcome:
    wanted = _wanted(world)
    asker = world.asker("defended", "analyst")
    answers = [_distinct(w, lambda text: _answer(asker, text)) for w in wanted]
    with world.bare() as bare:
        rng = random.Random(5)
        fresh = [_distinct(Wanted((), w.statements), lambda sql: _shaken(bare.rows(sql), rng)) for w in wanted]
    return Outcome(
        "5 repeat and paraphrase",
        f"distinct answers to one question asked {TIMES} times (undefended: noise drawn for each answer)",
        max(fresh), max(answers), at_most(1),
    )  # fmt: skip


def _distinct(wanted: Wanted, ask: Callable[[str], object]) -> int:
    """Different answers; what is not understood gives none."""
    texts = [*wanted.questions, *wanted.statements]
    found = {answer for n in range(TIMES) if (answer := ask(texts[n % len(texts)])) is not None}
    return len(found)


def _answer(asker: Asker, text: str) -> object:
    if not text.startswith(("SELECT", "WITH", "FROM")):
        answer = asker.ask(text)
        return answer.rows[0][-1] if answer.status == "answered" and len(answer.rows) == 1 else None
    rows = asker.rows(text)
    return rows[0][-1] if rows else None


def _shaken(rows: list[tuple[object, ...]] | None, rng: random.Random) -> object:
    return int(str(rows[0][-1])) + rng.randint(-5, 5) if rows else None


def _wanted(world: World) -> list[Wanted]:
    """A month's visits and a day's visitors of the busiest place."""
    month = world.seen("defended", "analyst", "footfall_monthly")
    daily = world.seen("defended", "analyst", "footfall_daily")
    place, name, first = world.lab.execute(
        f"SELECT place_id, place, month FROM {month} JOIN place USING (place_id) ORDER BY events DESC LIMIT 1"
    ).fetchall()[0]
    (day,) = world.lab.execute(
        f"SELECT date FROM {daily} WHERE place_id = ? ORDER BY people DESC LIMIT 1", [place]
    ).fetchall()[0]
    return [_month_visits(place, name, first), _day_visitors(place, name, day)]


def _month_visits(place: str, name: str, month: date) -> Wanted:
    german, english = (f"{names[month.month - 1]} {month.year}" for names in (MONTHS_DE, MONTHS_EN))
    return Wanted(
        (
            f"Wie viele Besuche hatte {name} im {german}?", f"Besuche {name} {german}",
            f"{german}: Besuche von {name}, bitte",
            f"How many visits did {name} have in {english}?", f"Visits at {name} in {english}",
            f"{english} visits {name}",
        ),
        _statements("footfall_monthly", "visits", place, "month", month),
    )  # fmt: skip


def _day_visitors(place: str, name: str, day: date) -> Wanted:
    german, english = (
        f"{day.day}. {MONTHS_DE[day.month - 1]} {day.year}",
        f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}",
    )
    return Wanted(
        (
            f"Wie viele Besucher hatte {name} am {german}?", f"Besucher {name} {german}",
            f"Visitors at {name} on {english}",
            f"How many visitors did {name} have on {english}?", f"Wie viele Menschen waren am {german} in {name}?",
        ),
        _statements("footfall_daily", "visitors", place, "date", day),
    )  # fmt: skip


def _statements(table: str, measure: str, place: str, time: str, value: date) -> Wording:
    here, where = f"place_id = '{place}'", f"place_id = '{place}' AND {time} = DATE '{value}'"
    return (
        f"SELECT {measure} FROM {table} WHERE {where}",
        f"SELECT max({measure}) AS m FROM {table} WHERE {where}",
        f"SELECT sum(t.{measure}) FROM {table} AS t JOIN places AS p USING (place_id) WHERE p.{where}",
        f"WITH c AS (SELECT {measure} AS m FROM {table} WHERE {where}) SELECT m FROM c",
        f"SELECT m FROM (SELECT {time}, {measure} + 0 AS m FROM {table} WHERE {here}) WHERE {time} = '{value}'",
        f"SELECT {measure} FROM {table} WHERE NOT (NOT {here}) AND {time} BETWEEN '{value}' AND '{value}' LIMIT 1",
    )
