"""The same inputs and secret give the same tables, whatever the machine is set to."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.conftest import Built

# What may differ between two machines: time zone, language, hash seed, threads, memory (the least spills to disk).
MACHINES = {
    "one thread in Auckland": ({"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 1, "2500MB"),
    "three threads in German": ({"TZ": "Europe/Berlin", "LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}, 3, "2500MB"),
    "little memory in Los Angeles": ({"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "77"}, 2, "56MB"),
}
HERE: tuple[dict[str, str], int, str] = ({"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}, 2, "2500MB")

PROGRAM = """
import hashlib, json, sys
from pathlib import Path
from tests.warehouse.conftest import contents
from tests.warehouse.panel import SECRET
from warehouse.build import Inputs, build

folder, out, threads, memory = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
inputs = Inputs(*(folder / f"{name}.parquet" for name in ("visits", "customers", "places", "objections")))
report = build(inputs, out, secret=SECRET, threads=threads, memory=memory)
tables = {name: hashlib.sha256(repr(rows).encode()).hexdigest() for name, rows in contents(out).items()}
manifest = {key: value for key, value in report.manifest.items() if key != "created_at"}
ledger = json.loads(out.with_name(out.name + ".ledger.json").read_text())
print(json.dumps([tables, manifest, ledger["objections"][0]["newest_objection"]]))
"""


@pytest.fixture(scope="module")
def inputs(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs of the shared panel, objections as moments with a time zone."""
    folder = tmp_path_factory.mktemp("same") / "in"
    shutil.copytree(built.inputs.places.parent, folder)
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE old AS FROM '{folder}/objections.parquet'")
        moments = "SELECT * REPLACE (timezone('Europe/Berlin', received_at) AS received_at) FROM old"
        con.execute(f"COPY ({moments}) TO '{folder}/objections.parquet'")
    return folder


def built_on(machine: tuple[dict[str, str], int, str], inputs: Path, folder: Path) -> object:
    """The hash of every table built in a process of its own, its manifest, and the newest objection of its receipt."""
    settings, threads, memory = machine
    asked = [sys.executable, "-c", PROGRAM, str(inputs), str(folder / "w.duckdb"), str(threads), memory]
    said = subprocess.run(asked, env=os.environ | settings, capture_output=True, text=True, check=True)
    return json.loads(said.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def here(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    return built_on(HERE, inputs, tmp_path_factory.mktemp("here"))


@pytest.mark.parametrize("name", MACHINES)
def test_every_machine_builds_the_same_tables(name: str, here: object, inputs: Path, tmp_path: Path) -> None:
    assert built_on(MACHINES[name], inputs, tmp_path) == here
