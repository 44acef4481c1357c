"""How much of a published total a breakdown shows: the statement that gives both, judged by the gate like any other."""

from sqlglot import exp

from assistant.compile.block import conditions, grouped, total
from assistant.compile.home import DETAIL
from assistant.plan import Plan

WHOLE = {
    "demographics_daily": "footfall_daily",
    "dwell_daily": "footfall_daily",
    "footfall_hourly": "footfall_daily",
    "frequency_monthly": "footfall_monthly",
    "catchment_monthly": "footfall_monthly",
}


def coverage_sql(plan: Plan, tables: tuple[str, ...]) -> str | None:
    """`select detail, total` in visits for the same places and times; None without a published total."""
    detail = next((t for t in tables if t in WHOLE), None)
    if detail is None:
        return None
    plain = plan.model_copy(update={"filters": tuple(f for f in plan.filters if f.field not in DETAIL)})
    parts = {"detail": detail, "total": WHOLE[detail]}
    selects = {name: _visits(plain, table) for name, table in parts.items()}
    named = [exp.alias_(select.subquery(), name) for name, select in selects.items()]
    return exp.select(*named).sql("duckdb")


def _visits(plan: Plan, table: str) -> exp.Select:
    where = [c for c in conditions(plan, table) if c is not None]
    return grouped(table, {}, {"visits": total("visits")}, where)
