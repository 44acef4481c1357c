"""The build: from visits (or raw events), customers, places and objections to one protected warehouse file.

STEPS is all there is, in this order. Only the tables of the catalogue, nicknames, factors and the build id reach the
file; what is about a person stays in temporary tables of one connection and its private spill folder.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse import steps
from warehouse.catalog import Label
from warehouse.freeze import Approval
from warehouse.inputs import Inputs
from warehouse.policy import Policy, read_policy
from warehouse.publish import check_out
from warehouse.report import BuildReport, Rejected
from warehouse.secret import find_secret
from warehouse.stop import BuildError, message, out_of_space

__all__ = ["Approval", "BuildReport", "Inputs", "Progress", "Rejected", "build"]

_PREFIX = ".footfall-build-"

Progress = Callable[[Label, int, int], None]
"""Called before each step, and once at the end, with the step's name, the steps done and the steps in all."""

STEPS: tuple[tuple[str, Callable[[steps.Work], None]], ...] = (
    ("step_read", steps.read_inputs),  # 1 objections out, before anything is counted
    ("step_judge", steps.judge_rows),  #   bad rows out, counted by reason
    ("step_chain", steps.find_trips),  # 1 trips, then visits to sensitive places out
    ("step_cap", steps.cap_contributions),  # 2 the most one person can add
    (
        "step_count",
        steps.count_cells,
    ),  # 3, 4 distinct people and measures per cell, none of a small group
    ("step_freeze", steps.check_ledger),  #   what is published stays as it is
    ("step_perturb", steps.perturb_cells),  # 7, 8 noise, rounding, the threshold again
    ("step_settle", steps.settle_totals),  # 5, 6 nothing small between totals and detail, judged on the result
    ("step_scale", steps.scale_cells),  # 9 published factors
    ("step_write", steps.write_tables),  # the new file, whole
    ("step_prove", steps.prove_result),  # the build audit: what may be said of it holds, or it is not published
    ("step_publish", steps.publish_tables),  # swapped in
)


def build(
    inputs: Inputs,
    out: Path,
    *,
    secret: bytes | Path | None = None,
    policy: Policy | Path | None = None,
    allow_rejects: bool = False,
    progress: Progress | None = None,
    threads: int | None = None,
    memory: str = "2500MB",
    binding: bool = True,
    approval: Approval | None = None,
) -> BuildReport | Rejected:
    """Builds a warehouse at `out`, with a manifest and a reject report beside it.

    `secret` is the key of the noise (bytes or a file; else $FOOTFALL_SECRET, else one made for this installation),
    `policy` a file laid over the defaults, `memory` the engine's limit, above which it spills to disk beside `out`.
    `binding` keeps a ledger beside `out` that freezes what was published; only invented people need none. `approval`
    says who changed the policy since the last build there, why, and who agreed.
    Whatever stops the build leaves an older warehouse and its manifest as they were.
    """
    started = time.monotonic()
    try:
        if misfit := inputs.misfit():
            raise BuildError(misfit)
        check_out(out, list(inputs.given().values()))
        rules = policy if isinstance(policy, Policy) else read_policy(policy)
        key = find_secret(secret)
        with _workplace(out, memory), _folder(out) as folder, _engine(folder, memory, threads) as con:
            work = steps.Work(con, inputs, out, folder, rules, key.value, allow_rejects)
            work.binding, work.approval = binding, approval or work.approval
            _walk(work, progress or (lambda step, done, total: None))
    except BuildError as stopped:
        return Rejected(stopped.reason)
    return BuildReport(out, work.manifest, key, time.monotonic() - started)


def _walk(work: steps.Work, progress: Progress) -> None:
    for done, (name, step) in enumerate(STEPS):
        progress(message(name), done, len(STEPS))
        step(work)
    progress(message(STEPS[-1][0]), len(STEPS), len(STEPS))


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    """A private folder beside `out`, so that the swap is a rename; gone afterwards with all that was spilled to it."""
    _clear_abandoned(out.parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_abandoned(parent: Path) -> None:
    """Removes what builds left behind that were killed: it may hold spilled rows about people."""
    for folder in parent.glob(f"{_PREFIX}*-*"):
        try:
            os.kill(int(folder.name.removeprefix(_PREFIX).split("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue


@contextmanager
def _engine(folder: Path, memory: str, threads: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine in memory that spills to `folder`, loads nothing from elsewhere and does not ask where it stands."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if threads is not None:
        settings["threads"] = threads
    con = duckdb.connect(":memory:", config=settings)
    con.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    try:
        yield con
    finally:
        con.close()


@contextmanager
def _workplace(out: Path, memory: str) -> Iterator[None]:
    """Turns what a disk or a memory too small does to the engine into a sentence."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        sentence = _sentence_for(error, out, memory)
        if sentence is None:
            raise
        raise BuildError(sentence) from error


def _sentence_for(error: OSError | duckdb.Error, out: Path, memory: str) -> Label | None:
    """What the world did to the build; None for any other error of the engine, which is a bug."""
    if out_of_space(error):
        return message("out_of_space", folder=out.parent)
    if isinstance(error, duckdb.OutOfMemoryException):
        return message("out_of_memory", memory=memory)
    if isinstance(error, OSError | duckdb.IOException):
        reason = getattr(error, "strerror", None) or "I/O"
        return message("out_unwritable", folder=out.parent, reason=reason)
    return None
