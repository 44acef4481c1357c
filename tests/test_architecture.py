"""The shape of the code: imports go one way, heavy things stay where they belong, modules stay small."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "warehouse": ("warehouse",),
    "guardrails": ("warehouse", "guardrails"),
    "assistant": ("warehouse", "guardrails", "assistant"),
}
HOMES = {
    "duckdb": ("warehouse",),
    "gradio": ("assistant/ui",),
    "plotly": ("assistant/ui",),
    "langchain": ("assistant/model",),
    "langchain_core": ("assistant/model",),
    "tiktoken": ("assistant/model",),
    "typer": ("assistant/cli.py", "assistant/commands"),
}
LONGEST_MODULE = 300
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Full names of all modules imported anywhere in the file, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_one_way(path: Path) -> None:
    own = {module.split(".")[0] for module in imported(path)} & set(PACKAGES)
    assert own <= set(PACKAGES[path.relative_to(ROOT).parts[0]])


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_library_is_imported_only_in_its_home(path: Path) -> None:
    for library in {module.split(".")[0] for module in imported(path)} & set(HOMES):
        assert name(path).startswith(HOMES[library]), f"{name(path)} imports {library}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_stays_readable(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", [p for p in MODULES if name(p).startswith("assistant/")], ids=name)
def test_the_assistant_knows_of_the_engine_only_that_a_warehouse_can_be_unavailable(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "warehouse.engine":
            assert {alias.name for alias in node.names} <= {"WarehouseUnavailable"}


def loaded_by(code: str) -> set[str]:
    listing = "; import sys; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code + listing], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"gradio", "langchain", "langchain_core", "pandas", "plotly", "fastapi", "tiktoken"}


@pytest.mark.parametrize("code", ["import warehouse.engine", "import guardrails.gate", "import assistant.cli"])
def test_importing_loads_no_page_and_no_model(code: str) -> None:
    assert not loaded_by(code) & (HEAVY | {"rich"})


def test_a_question_on_the_command_line_loads_no_page_and_no_model(small_file: Path, tmp_path: Path) -> None:
    arguments = ["ask", "Besuche Lindenallee Mai 2026", "--warehouse", str(small_file), "--audit", str(tmp_path / "a")]
    run = f"with suppress(SystemExit): main({arguments!r})\npass"
    code = f"from contextlib import suppress; from assistant.cli import main\n{run}"
    assert not loaded_by(code) & (HEAVY | {"rich", "holidays"})


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.assistant.small_warehouse import write_small_warehouse

    return write_small_warehouse(tmp_path_factory.mktemp("architecture") / "small.duckdb")
