"""Whatever is wrong with an input, a disk or a folder: one sentence, and the old warehouse stays as it was."""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.warehouse.conftest import Built
from tests.warehouse.panel import SECRET
from warehouse.build import Rejected, build
from warehouse.build_info import manifest_path
from warehouse.catalog import Label
from warehouse.inputs import Inputs

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "build_failures.yaml").read_text("utf-8"))


@pytest.fixture
def old(built: Built, tmp_path: Path) -> Path:
    """A copy of a published warehouse with its manifest, and of its inputs in `in`."""
    out = tmp_path / "warehouse.duckdb"
    shutil.copy(built.report.out, out)
    shutil.copy(manifest_path(built.report.out), manifest_path(out))
    shutil.copytree(built.inputs.places.parent, tmp_path / "in")
    return out


def inputs_of(out: Path) -> Inputs:
    folder = out.parent / "in"
    return Inputs(*(folder / f"{name}.parquet" for name in ("visits", "customers", "places", "objections")))


def refusal(inputs: Inputs, out: Path, **options: Any) -> Label:
    """The sentence of a build that must stop; checks that the published files kept their bytes and nothing is left."""
    before = _fingerprint(out)
    outcome = build(inputs, out, **{"secret": SECRET, **options})
    assert isinstance(outcome, Rejected), "the build must stop"
    assert _fingerprint(out) == before
    assert not list(out.parent.glob(".footfall-build-*"))
    return outcome.message


def _fingerprint(out: Path) -> list[str]:
    files = (out, manifest_path(out))
    return [hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "none" for file in files]


def spoil(path: Path, case: dict[str, str]) -> Path:
    """Does to a file what the case says; returns where it lies now."""
    match case["how"]:
        case "remove":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "damage":
            content = path.read_bytes()
            path.write_bytes(content[:20] + bytes(len(content) // 2) + content[20 + len(content) // 2 :])
        case "csv":
            path = path.with_suffix(".csv")
            path.write_text(case["text"], "utf-8")
        case "rename":
            path = path.rename(path.with_suffix(case["suffix"]))
        case "sql":
            with duckdb.connect() as con:
                con.execute(f"CREATE TABLE old AS FROM '{path}'")
                con.execute(f"COPY ({case['sql']}) TO '{path}'")
    return path


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_spoiled_input_is_named_in_one_sentence(case: dict[str, Any], old: Path) -> None:
    inputs = inputs_of(old)
    changed = {case["input"]: spoil(getattr(inputs, case["input"]), case)}
    said = refusal(replace(inputs, **changed), old)
    assert all(part in said.de for part in case["de"]), said.de
    assert all(part in said.en for part in case["en"]), said.en


def test_too_many_rejects_pass_when_told_so(old: Path) -> None:
    inputs = inputs_of(old)
    spoil(inputs.places, {"how": "sql", "sql": "FROM old UNION ALL FROM old"})
    outcome = build(inputs, old, secret=SECRET, allow_rejects=True)
    assert not isinstance(outcome, Rejected)
    assert outcome.manifest["rejects"]["places"]["reasons"] == {"duplicate_id": 9}


def test_a_place_that_is_sensitive_once_is_sensitive(old: Path) -> None:
    inputs = inputs_of(old)
    spoil(
        inputs.places,
        {
            "how": "sql",
            "sql": "FROM old UNION ALL SELECT * REPLACE ('Prison' AS place_type) FROM old WHERE place_id = 'b1'",
        },
    )
    outcome = build(inputs, old, secret=SECRET, allow_rejects=True)
    assert not isinstance(outcome, Rejected)
    with duckdb.connect(str(old), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM places WHERE place_id = 'b1'").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM footfall_daily WHERE place_id = 'b1'").fetchone() == (0,)


@pytest.mark.parametrize("name", ["a[1]", "all*", "why?"])
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_file_name_is_no_pattern(name: str, kind: str, old: Path) -> None:
    inputs = inputs_of(old)
    odd = old.parent / f"{name}.{kind}"
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE old AS FROM '{inputs.places}'; COPY old TO '{old.parent}/plain.{kind}'")
    (old.parent / f"plain.{kind}").rename(odd)
    (old.parent / f"allies.{kind}").write_text("not this one")
    outcome = build(replace(inputs, places=odd), old, secret=SECRET)
    assert not isinstance(outcome, Rejected), outcome.message.en


def test_a_sensitive_place_that_is_nowhere_is_named(old: Path) -> None:
    policy = old.parent / "policy.yaml"
    policy.write_text("sensitive_places: [b1, b77]\n")
    said = refusal(inputs_of(old), old, policy=policy)
    assert "b77" in said.de and "b77" in said.en


def test_out_must_be_a_file_in_a_folder_that_exists(old: Path) -> None:
    inputs = inputs_of(old)
    assert "no folder" in refusal(inputs, old.parent / "nowhere" / "x.duckdb").en
    assert "is a folder" in refusal(inputs, old.parent).en
    assert "input file" in refusal(inputs, inputs.places).en


def test_policy_and_secret_are_checked_first(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, policy, secret = inputs_of(old), old.parent / "policy.yaml", old.parent / "secret"
    policy.write_text("smallest_group: many\n")
    assert "smallest_group" in refusal(inputs, old, policy=policy).en
    policy.write_text("smalest_group: 20\n")
    assert "smalest_group" in refusal(inputs, old, policy=policy).de
    assert "cannot be read" in refusal(inputs, old, secret=secret).en
    secret.write_text("short\n")
    assert "could be guessed" in refusal(inputs, old, secret=secret).en
    monkeypatch.setenv("FOOTFALL_HOME", str(policy))
    monkeypatch.delenv("FOOTFALL_SECRET", raising=False)
    assert "cannot be made" in refusal(inputs, old, secret=None).en


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Lets no file of this process grow beyond `size` bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [3000, 100_000])
def test_a_full_disk_leaves_the_old_warehouse(size: int, old: Path) -> None:
    there = sorted(old.parent.iterdir())
    with largest_file(size):
        said = refusal(inputs_of(old), old)
    assert sorted(old.parent.iterdir()) == there
    assert "no room left" in said.en
    assert "ging der Platz aus" in said.de


def test_a_swap_that_fails_brings_the_old_manifest_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = Path.replace

    def refuse_the_file(self: Path, target: Path) -> Path:
        if Path(target) == old:
            raise PermissionError(13, "Permission denied")
        return renamed(self, target)

    monkeypatch.setattr(Path, "replace", refuse_the_file)
    assert "cannot be written to" in refusal(inputs_of(old), old).en


def test_what_a_killed_build_left_is_cleared(old: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, running = (old.parent / f".footfall-build-{pid}-x" for pid in (ended.pid, os.getpid()))
    for folder in (left, running):
        (folder / "spill").mkdir(parents=True)
    assert not isinstance(build(inputs_of(old), old, secret=SECRET), Rejected)
    assert not left.exists()
    assert running.exists()


def test_no_sentence_repeats_a_value_of_a_file(old: Path) -> None:
    inputs = inputs_of(old)
    spoiled = spoil(
        old.parent / "in" / "visits.parquet",
        {"how": "csv", "text": "person_id,place_id,started_at,ended_at\n491701234567,b1\n"},
    )
    said = refusal(replace(inputs, visits=spoiled), old)
    assert "491701234567" not in said.de + said.en
