"""R03: two tables of figures meet on all keys they share, or after each is aggregated."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from guardrails.extent import single_row
from guardrails.joins import Links, links
from guardrails.rule import Hit, Rule
from guardrails.statement import Statement
from warehouse.catalog import Label, catalogue

_SOME_KEYS = Label(de="gemeinsame Spalten", en="shared columns")


def check(statement: Statement) -> Iterator[Hit]:
    """Pairs of tables with a shared key that is neither equated nor pinned, and sources that nothing ties together."""
    for scope in statement.resolved.scopes:
        if len(scope.sources) > 1 and isinstance(scope.expression, exp.Select):
            yield from _loose(scope, links(scope))


def _loose(scope: Scope, found: Links) -> Iterator[Hit]:
    large = {alias: source for alias, source in _own(scope).items() if _is_large(source)}
    facts = {alias: source.name.lower() for alias, source in large.items() if isinstance(source, exp.Table)}
    probes = {join.alias_or_name for join in scope.expression.args.get("joins") or () if join.kind in ("SEMI", "ANTI")}
    pairs = [pair for pair in combinations(facts, 2) if not probes & set(pair)]
    for one, other in pairs:
        missing = [key for key in _shared(facts[one], facts[other]) if not found.joined(one, other, key)]
        if missing:
            yield Hit({"one": one, "other": other, "keys": _equations(one, other, missing)})
            return
    loose = [part & frozenset(large) for part in found.parts(frozenset(_own(scope))) if not _held(part, large, found)]
    if len(loose) > 1:
        yield Hit({"one": min(loose[0]), "other": min(loose[1]), "keys": _SOME_KEYS})


def _held(part: frozenset[str], large: Iterable[str], found: Links) -> bool:
    """Whether a part holds no large source, or one of its columns is pinned: then it multiplies little."""
    return not part & frozenset(large) or any(source in part for source, _ in found.pinned)


def _own(scope: Scope) -> dict[str, exp.Expr | Scope]:
    """The sources this SELECT itself names; outer ones are in scope too."""
    return {alias: source for alias, (_, source) in scope.selected_sources.items()}


def _is_large(source: exp.Expr | Scope) -> bool:
    if isinstance(source, exp.Table):
        table = catalogue().tables.get(source.name.lower())
        return table is not None and table.kind == "fact"
    tree = source.expression if isinstance(source, Scope) else source
    reads = isinstance(source, Scope) and any(_is_large(inner) for inner in _own(source).values())
    return reads and not single_row(tree)


def _shared(one: str, other: str) -> list[str]:
    return [key for key in catalogue().tables[one].keys if key in catalogue().tables[other].keys]


def _equations(one: str, other: str, keys: list[str]) -> str:
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in keys)


RULE = Rule(
    id="R03",
    stage="meaning",
    check=check,
    refused=(
        "SELECT count(*) FROM footfall_hourly a, footfall_hourly b WHERE a.visits > b.visits",
        "SELECT a.visits, b.visits FROM footfall_daily a JOIN footfall_daily b USING (place_id)",
        "SELECT count(*) FROM (SELECT visits FROM footfall_daily) a CROSS JOIN (SELECT visits FROM footfall_daily) b",
    ),
    allowed=(
        "SELECT a.date, a.visits, b.visits AS other FROM footfall_daily a JOIN footfall_daily b USING (date) "
        "WHERE a.place_id = 'de-fra-zeil' AND b.place_id = 'de-ber-kudamm'",
        "SELECT b.place_id, b.visits - a.visits AS change FROM footfall_monthly a JOIN footfall_monthly b "
        "ON a.place_id = b.place_id AND b.month = a.month + INTERVAL 1 MONTH",
        "SELECT m.place_id, 100.0 * m.visits / t.total AS share FROM footfall_monthly m "
        "CROSS JOIN (SELECT sum(visits) AS total FROM footfall_monthly) t",
        "SELECT p.place, c.date, f.visits FROM places p CROSS JOIN calendar c "
        "LEFT JOIN footfall_daily f ON f.place_id = p.place_id AND f.date = c.date WHERE c.country = 'DE'",
    ),
)
