"""7 Group-size oracle: any statement, question or refusal that answers differently when only group sizes differ."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from assistant.answer import Answer
from tests.attacks.asker import ROLES, Asker
from tests.attacks.layout import TABLES
from tests.attacks.outcome import Outcome, at_most
from tests.attacks.undefended import Bare
from tests.attacks.world import World

STATEMENTS = (
    "SELECT group_size FROM footfall_daily",
    "SELECT * FROM footfall_daily",
    "FROM demographics_daily",
    "SELECT d.* FROM footfall_daily AS d",
    "SELECT * EXCLUDE (visits) FROM footfall_daily",
    "SELECT COLUMNS('group.*') FROM footfall_daily",
    "SELECT COLUMNS(*) FROM footfall_weekly",
    "SELECT d FROM footfall_weekly AS d",
    "SELECT struct_pack(d) FROM footfall_weekly AS d",
    "SELECT to_json(d) FROM footfall_weekly AS d",
    "SELECT row(d.*) FROM footfall_weekly AS d",
    "SELECT place_id FROM footfall_weekly WHERE group_size > 60",
    "SELECT place_id FROM footfall_weekly WHERE \"GROUP_SIZE\" BETWEEN 40 AND 90",
    "SELECT place_id, sum(visits) FROM footfall_weekly GROUP BY 1 HAVING min(group_size) > 60",
    "SELECT place_id, week FROM footfall_weekly ORDER BY group_size LIMIT 5",
    "SELECT place_id, week FROM footfall_weekly ORDER BY ALL",
    "SELECT CASE WHEN group_size > 60 THEN 1 ELSE 0 END FROM footfall_weekly",
    "SELECT visits // group_size FROM footfall_monthly",
    "SELECT x.g FROM (SELECT group_size AS g FROM footfall_monthly) AS x",
    "WITH c(a, b, v, w, g) AS (SELECT * FROM footfall_weekly) SELECT g FROM c",
    "SELECT g FROM footfall_weekly AS t(a, b, c, d, g)",
    "SELECT * FROM footfall_weekly UNION ALL BY NAME SELECT NULL AS group_size",
    "SELECT a.place_id FROM footfall_monthly a JOIN footfall_weekly b ON a.group_size = b.group_size",
    "SELECT a.place_id FROM footfall_monthly a NATURAL JOIN footfall_monthly b",
    "SELECT count(*) FROM (SELECT DISTINCT group_size FROM footfall_weekly)",
    "SELECT avg(group_size) FILTER (group_size > 60) FROM footfall_weekly",
    "SELECT first(place_id ORDER BY group_size) FROM footfall_weekly",
    "SELECT rank() OVER (ORDER BY group_size), place_id FROM footfall_weekly",
    "SELECT max_by(place_id, group_size), arg_min(week, group_size) FROM footfall_weekly",
    "PIVOT footfall_weekly ON place_id USING sum(group_size)",
    "UNPIVOT footfall_weekly ON group_size INTO NAME n VALUE v",
    "SUMMARIZE footfall_weekly",
    "DESCRIBE footfall_weekly",
    "SHOW TABLES",
    "PRAGMA storage_info('footfall_weekly')",
    "EXPLAIN ANALYZE SELECT count(*) FROM footfall_weekly WHERE group_size > 60",
    "SELECT error(group_size::VARCHAR) FROM footfall_weekly",
    "SELECT ('x' || group_size)::INTEGER FROM footfall_weekly",
    "SELECT 1 / (SELECT count(*) FROM footfall_weekly WHERE group_size > 100000)",
    "SELECT min(stats) FROM pragma_storage_info('footfall_weekly')",
    "SELECT estimated_size FROM duckdb_tables()",
    "SELECT query('SELECT group_size FROM footfall_weekly')",
    "SELECT count(*) FROM footfall_weekly USING SAMPLE 10 ROWS",
    "SELECT * FROM warehouse.main.footfall_weekly",
    "SELECT week, place_id, visits, visitors FROM footfall_weekly",
    "SELECT sum(visits) FROM demographics_daily",
)  # fmt: skip
QUESTIONS = (
    "What is the group size?", "group_size by place", "How many observed people are behind the visits of each place?",
    "Gruppengröße je Ort", "Sortiere die Orte nach group_size", "Orte mit group_size über 60",
)  # fmt: skip


def play(world: World) -> Outcome:
    with world.bare() as bare:
        naive = _naive(world, bare)
    learned = sum(_told(world, role) for role in ROLES)
    asked = len(STATEMENTS) + len(QUESTIONS)
    return Outcome(
        "7 group-size oracle",
        f"bits of group size told beyond visitors, {asked} ways to ask in 3 roles",
        naive,
        learned,
        at_most(0),
    )


def _naive(world: World, bare: Bare) -> int:
    other = Bare(_twin(world.files["undefended"], world.scratch("twin") / "bare.duckdb", 0))
    try:
        return sum(_sorted(bare.rows(sql)) != _sorted(other.rows(sql)) for sql in STATEMENTS)
    finally:
        other.close()


def _told(world: World, role: str) -> int:
    """Ways to ask that this role is answered differently by the twin."""
    folder = world.scratch(f"twin_{role}")
    twin = Asker.open(_twin(world.files["defended"], folder / "defended.duckdb", ROLES[role]), role, folder / "audit")
    asker = world.asker("defended", role)
    ways: list[tuple[str, Callable[[Asker, str], object]]] = [
        *((sql, lambda who, text: _said(who.assistant.sql(text))) for sql in STATEMENTS),
        *((question, lambda who, text: _said(who.ask(text))) for question in QUESTIONS),
    ]
    try:
        return sum(say(asker, text) != say(twin, text) for text, say in ways)
    finally:
        twin.close()


def _said(answer: Answer) -> str:
    """Everything an answer says but its times and its number in the log."""
    return answer.model_copy(update={"timings_ms": {}, "audit_id": ""}).model_dump_json()


def _sorted(rows: list[tuple[object, ...]] | None) -> list[str] | None:
    return None if rows is None else sorted(map(repr, rows))


def _twin(warehouse: Path, copy: Path, threshold: int) -> Path:
    """The same warehouse with other group sizes, each on its side of the threshold; hidden cells differ in all."""
    shutil.copy(warehouse, copy)
    manifest = warehouse.with_name(warehouse.name + ".manifest.json")
    if manifest.exists():
        shutil.copy(manifest, copy.with_name(copy.name + ".manifest.json"))
    with duckdb.connect(str(copy)) as con:
        for layout in TABLES.values():
            hidden = ", ".join(f"{m} = {m} * 3 + 7" for m in layout.measures.values())
            con.execute(f"UPDATE {layout.name} SET {hidden} WHERE group_size < {threshold}")
            con.execute(f"UPDATE {layout.name} SET group_size = 3 * group_size + 5 WHERE group_size >= {threshold}")
    return copy
