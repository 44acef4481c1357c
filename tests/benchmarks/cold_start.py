"""What a first answer costs, beside the libraries it cannot do without: `python -m tests.benchmarks.cold_start`.

In the same run, one after the other, each in a new process: `python -c "import duckdb, sqlglot, pydantic"` and
`footfall ask`, once in German and once in English. Best of `--rounds`, because whatever else the machine does only
adds: seconds of the clock, and of the processor (user + system; the worker that runs the statement included). The
warehouse is the usual one ($FOOTFALL_WAREHOUSE, else the demo, made on first use) or `--warehouse`.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

BASE = ("-c", "import duckdb, sqlglot, pydantic")
QUESTIONS = {
    "ask (de)": "Wie viele Besuche hatte die Zeil im Mai?",
    "ask (en)": "How many visits did the Zeil have in May?",
}
BAR = 2.5


@dataclass
class Times:
    """Seconds of each round."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def run(arguments: tuple[str, ...], times: Times | None = None) -> None:
    """One start of Python. Its modules are compiled already, as in an installation."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before, started = _processor_seconds(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    if times is not None:
        times.clock.append(time.perf_counter() - started)
        times.processor.append(_processor_seconds() - before)


def _processor_seconds() -> float:
    """What ended processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(name: str, times: Times, base: Times) -> None:
    """One line."""
    clock, processor = min(times.clock), min(times.processor)
    print(
        f"{name:10} {clock:6.3f} s  {clock / min(base.clock):5.2f} x base     "
        f"processor {processor:6.3f} s  {processor / min(base.processor):5.2f} x base"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        more: tuple[str, ...] = ("--audit", str(Path(folder) / "audit.sqlite"))
        more += ("--warehouse", str(options.warehouse)) if options.warehouse else ()
        commands: dict[str, tuple[str, ...]] = {"base": BASE}
        commands |= {name: ("-m", "assistant", "ask", text, *more) for name, text in QUESTIONS.items()}
        measured = {name: Times() for name in commands}
        for arguments in commands.values():
            run(arguments)
        for _ in range(options.rounds):
            for name, arguments in commands.items():
                run(arguments, measured[name])
    for name, times in measured.items():
        report(name, times, measured["base"])
    print(f"the bar is {BAR} x base, by the clock of a machine that does nothing else")


if __name__ == "__main__":
    main()
