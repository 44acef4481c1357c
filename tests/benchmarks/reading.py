"""What reading and compiling a question costs, and what a large network adds: `python -m tests.benchmarks.reading`.

The questions of tests/cases/reading (or `--questions FILE.jsonl`, lines like `{"question": "..."}`), asked of the
invented network of the reading tests, filled up with made-up places to 24 and to 5,000: the same questions, one network
after the other within each round, so that a busy machine disturbs both alike. First the index of names, then the first
question of a process (patterns are compiled when first needed), then medians and the 99th percentile of `--rounds`
rounds. Bars: median 25 ms, p99 100 ms with 24 places, and at most twice that with 5,000.
"""

import argparse
import json
import statistics
import time
from dataclasses import replace
from pathlib import Path

from assistant.compile import compile_plan
from assistant.reading import Understood, read
from assistant.reading.gazetteer import gazetteer
from guardrails.reference import KnownPlace, Reference
from tests.assistant.reading.conftest import TODAY, cases, invented

SIZES = (24, 5_000)
KINDS = ("station", "park", "stadium", "airport", "shopping_centre", "shopping_street")
SYLLABLES = ("bar", "dor", "fel", "gan", "hol", "kem", "lun", "mor", "nar", "pel", "rad", "sil", "tam", "vos", "wen")


def network(size: int) -> Reference:
    """The invented network with made-up places up to a size; three of them to a made-up city."""
    reference = invented()
    made = [_made_up(n) for n in range(size - len(reference.places))]
    return replace(reference, places=(*reference.places, *made))


def _made_up(number: int) -> KnownPlace:
    kind, city = KINDS[number % len(KINDS)], f"{word(number // 3).title()}stad"
    name = f"{word(number * 7 + 3).title()} {kind.split('_')[-1].title()}"
    return KnownPlace(f"m{number}", f"{name} {word(number).title()}", kind, f"{city} Mitte", city, "Nordmark", "DE")


def word(number: int) -> str:
    """A made-up word of four syllables, another for each number below 50,625."""
    digits = (number // len(SYLLABLES) ** place % len(SYLLABLES) for place in range(4))
    return "".join(SYLLABLES[digit] for digit in digits)


def timed(question: str, reference: Reference) -> float:
    """Milliseconds of reading a question and compiling what it means."""
    started = time.perf_counter()
    reading = read(question, reference, TODAY)
    if isinstance(reading, Understood):
        compile_plan(reading.plan, reference, reading.named)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    asked = [case["question"] for name in ("de", "en") for case in cases(name)]
    if options.questions:
        lines = options.questions.read_text(encoding="utf-8").splitlines()
        asked = [json.loads(line)["question"] for line in lines if line.strip()]
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    networks = {size: network(size) for size in SIZES}
    for _ in range(options.rounds):
        for size, reference in networks.items():
            started = time.perf_counter()
            gazetteer(reference)
            index, first = (time.perf_counter() - started) * 1000, timed(asked[0], reference)
            times[size] += [timed(question, reference) for question in asked]
            print(f"{size:6,} places: index {index:6.0f} ms   first question {first:6.1f} ms")
    for size, found in times.items():
        p99 = statistics.quantiles(found, n=100)[98]
        print(f"{size:6,} places, {len(asked)} questions: median {statistics.median(found):5.2f} ms  p99 {p99:6.2f} ms")


if __name__ == "__main__":
    main()
