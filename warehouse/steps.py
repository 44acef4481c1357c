"""The steps of a build. Each reads what the one before left in the connection; `build` holds their order."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from warehouse import carry, freeze, protect, publish, residual
from warehouse import manifest as manifests
from warehouse.build_info import read_build
from warehouse.calendars import calendar
from warehouse.cells import COUNTS
from warehouse.inputs import LAYOUT, Inputs, Source
from warehouse.loading import declare_people, load, reading, release
from warehouse.policy import Policy
from warehouse.proof import prove_build
from warehouse.proof_counted import CHECKS
from warehouse.proof_recount import counted_again
from warehouse.rejects import Rejects, count_rejects, too_many, write_report
from warehouse.stop import BuildError, message


@dataclass
class Work:
    """One build under way: its connection, its rules, and what was noted on the way."""

    con: duckdb.DuckDBPyConnection
    inputs: Inputs
    out: Path
    folder: Path
    policy: Policy
    secret: bytes
    allow_rejects: bool
    sources: dict[str, Source] = field(default_factory=dict)
    rejects: dict[str, Rejects] = field(default_factory=dict)
    manifest: manifests.Manifest = field(default_factory=dict)
    binding: bool = True
    approval: freeze.Approval = field(default_factory=freeze.Approval)
    standing: freeze.Standing | None = None

    @property
    def built(self) -> Path:
        """The new file, until it is published."""
        return self.folder / "warehouse.duckdb"

    def run(self, name: str) -> None:
        """Runs the statements of one file of warehouse/sql."""
        self.con.execute(_statements(name))


@cache
def _statements(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text("utf-8")


def read_inputs(work: Work) -> None:
    """Loads the objections first and then everything else without the people who objected."""
    _declare(work)
    for table, path in work.inputs.given().items():
        work.sources[table] = load(work.con, table, path)


def _declare(work: Work) -> None:
    """Makes the policy's numbers known to the SQL, and the inputs that are not given empty."""
    policy = work.policy
    numbers = {
        "smallest_group": policy.smallest_group,
        "cap_visits": policy.caps.visits,
        "cap_minutes": policy.caps.minutes,
        "near_metres": policy.near_sensitive.metres,
        "panel_any": policy.city_panel.any,
        "panel_detail": policy.city_panel.detail,
        "longest_quiet": policy.longest_quiet_days,
        "stay_gap": policy.stays.longest_gap_minutes,
        "stay_shortest": policy.stays.shortest_minutes,
        "stay_tail": policy.stays.tail_minutes,
        "longest_gap": policy.trips.longest_gap_minutes,
    }
    for name, number in numbers.items():
        work.con.execute(f"SET VARIABLE {name} = {number}")
    declare_people(work.con)
    _list(work, "sensitive_type", "place_type", policy.sensitive_place_types)
    _list(work, "sensitive_place", "place_id", policy.sensitive_places)
    for table in LAYOUT.keys() - work.inputs.given().keys():
        columns = ", ".join(
            f"{name} {'TIMESTAMP' if kind == 'time' else 'VARCHAR'}" for name, kind in LAYOUT[table].items()
        )
        work.con.execute(f"CREATE TEMP TABLE input_{table} ({columns})")


def _list(work: Work, table: str, column: str, values: tuple[str, ...]) -> None:
    work.con.execute(f"CREATE TEMP TABLE {table} AS SELECT unnest(?::VARCHAR[]) AS {column}", [list(values)])


def judge_rows(work: Work) -> None:
    """Sets bad rows aside, counts them, and stops when there are too many."""
    work.run("judge_places")
    _count_rejects(work, "places", "judged_place")
    unknown = work.con.execute("SELECT min(place_id) FROM sensitive_place ANTI JOIN judged_place USING (place_id)")
    if (row := unknown.fetchone()) and row[0] is not None:
        raise BuildError(message("sensitive_place_unknown", place=row[0], file=work.inputs.places))
    usable = work.con.execute("SELECT count(*) FROM judged_place WHERE reject IS NULL").fetchone()
    if usable == (0,):
        raise BuildError(message("no_places", file=work.inputs.places))
    for name in ("places", "near_sensitive", "people"):
        work.run(name)
    _count_rejects(work, "customers", "judged_customer")
    _find_visits(work)


def _find_visits(work: Work) -> None:
    """Takes the visits that are given, else derives them from events at cells."""
    table = "visits" if work.inputs.visits else "events"
    _read_into(work, table, "visits_given" if work.inputs.visits else "visits_derived")
    work.run("stays")
    judged = {"visits": "judged_stay"} if work.inputs.visits else {"cells": "judged_cell", "events": "judged_event"}
    for table, rows in judged.items():
        _count_rejects(work, table, rows)


def _read_into(work: Work, table: str, name: str) -> None:
    """Runs the statements that read the rows of one input, of which nothing else is needed afterwards."""
    with reading(table, work.inputs.given()[table]):
        work.run(name)
    release(work.con, table)


def find_trips(work: Work) -> None:
    """Takes the trips that are given, else derives them; those that touch a sensitive place are none."""
    if not work.inputs.trips:
        work.run("trips_derived")
        return
    _read_into(work, "trips", "trips_given")
    _count_rejects(work, "trips", "judged_trip")


def _count_rejects(work: Work, table: str, judged: str) -> None:
    """Counts the bad rows of one input; too many stop the build, and only then is their report put beside `out`."""
    found = work.rejects[table] = count_rejects(work.con, table, judged)
    if found.share > work.policy.largest_reject_share and not work.allow_rejects:
        _prepare_report(work).replace(publish.rejects_path(work.out))
        raise BuildError(too_many(found, work.policy.largest_reject_share, publish.rejects_path(work.out)))


def _prepare_report(work: Work) -> Path:
    report = work.folder / "rejects.json"
    write_report(work.rejects, report)
    return report


def cap_contributions(work: Work) -> None:
    """Caps what one person adds to a place or a way on a day, and finds the period the input covers."""
    work.run("contributions")
    work.run("period")
    (first, last) = work.con.execute("SELECT first, last FROM period").fetchone() or (None, None)
    if first is None:
        raise BuildError(message("nothing_covered", smallest=work.policy.smallest_group))
    work.con.execute("""
        CREATE TEMP TABLE day_of_country (date DATE, weekday VARCHAR, iso_week BIGINT, month DATE, is_weekend BOOLEAN,
            country VARCHAR, is_public_holiday BOOLEAN, holiday VARCHAR)""")
    countries = work.con.execute("SELECT DISTINCT country FROM place WHERE NOT sensitive ORDER BY country").fetchall()
    rows = list(calendar(first, last, [country for (country,) in countries]))
    work.con.executemany("INSERT INTO day_of_country VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def count_cells(work: Work) -> None:
    """Counts distinct people and measures of every cell, and hides those of too few people, or of one above all."""
    work.run("presence")
    work.run("panel")
    for table in COUNTS:
        protect.count(work.con, table, work.policy)
    work.con.execute("DROP TABLE presence_month; DROP TABLE place_hour")


def check_ledger(work: Work) -> None:
    """Holds the build against what was published at `out` before, and takes over what stays of that."""
    carry.declare(work.con)
    if work.binding:
        marks = _statements("marks")
        work.standing = freeze.check(work.con, marks, work.out, work.secret, work.policy, work.approval)


def perturb_cells(work: Work) -> None:
    """Adds noise, rounds, and drops what fell below the smallest group."""
    protect.prepare_noise(work.con, work.policy, work.secret)
    for table in COUNTS:
        protect.perturb(work.con, table, work.policy)


def settle_totals(work: Work) -> None:
    """Leaves no breakdown that one row makes up, and no small group between a total and its detail, for any role."""
    residual.hide_lopsided(work.con, work.policy.largest_share.of_a_total, work.policy.smallest_group)
    if work.standing and work.standing.carried:
        for table in COUNTS:
            carry.pin(work.con, table)
    work.run("weeks_and_days")
    residual.settle(work.con, work.policy.ladder)
    for table in COUNTS:
        protect.protect(work.con, table)
        protect.mirror_pairs(work.con, table)


def scale_cells(work: Work) -> None:
    """Scales every row by its published factor; closed periods keep the rows they have."""
    work.run("factors")
    for table in COUNTS:
        protect.scale(work.con, table)
        carry.replace(work.con, table)


def write_tables(work: Work) -> None:
    """Writes the new file beside the old one, and describes it."""
    work.run("published")
    build_id = publish.write_tables(work.con, work.built)
    work.manifest = manifests.describe(work.con, build_id, work.policy, work.sources, work.rejects)
    if work.standing and work.standing.carried:
        days = work.standing.carried
        work.manifest["carried_over"] = {
            "from": work.standing.carried_from, "first": f"{days[0]}", "last": f"{days[-1]}", "days": len(days)
        }  # fmt: skip


def prove_result(work: Work) -> None:
    """Proves on the new file each sentence that may be said of it; one that does not hold stops the build."""
    proof = prove_build(work.con, work.built, work.policy)
    if proof.failed:
        raise BuildError(message("proof_stops", sentences=proof.refuted()))
    work.manifest["recounted"] = counted_again(work.con)
    before = read_build(work.out).manifest.get("proven", ()) if "carried_over" in work.manifest else CHECKS
    work.manifest["proven"] = [found.name for found in proof.proven if found.name not in CHECKS or found.name in before]


def publish_tables(work: Work) -> None:
    """Enters the build in the ledger, then swaps the new file and its manifest in, the reject report after them."""
    described = work.folder / "manifest.json"
    manifests.write(work.manifest, described)
    rejects = _prepare_report(work)
    if work.standing:
        _enter(work, work.standing)
    publish.swap(work.built, described, work.out)
    rejects.replace(publish.rejects_path(work.out))


def _enter(work: Work, standing: freeze.Standing) -> None:
    marks = _statements("marks")
    ledger = freeze.enter(work.con, marks, standing, work.manifest, work.secret, work.policy, work.approval)
    if "objections" in work.sources:
        freeze.receive(work.con, ledger, work.sources["objections"], work.manifest)
    freeze.put_in_place(ledger, work.folder / "ledger.json", work.out)
