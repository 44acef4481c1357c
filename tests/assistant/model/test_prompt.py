"""The prompt texts are versioned, shown whole, and the examples are about plans that work."""

import json
import re
from datetime import date

import pytest

from assistant.compile import Compiled, compile_plan
from assistant.model import prompt
from assistant.model.grounding import objections
from assistant.model.prompt import Example
from guardrails.reference import HomeArea, KnownPlace, Reference
from warehouse.build_info import BuildInfo
from warehouse.catalog import catalogue

ANSWERED = [example for example in prompt.examples().examples if example.plan]


def invented() -> Reference:
    """The town the examples are about."""
    town = prompt.examples()
    return Reference(
        places=tuple(
            KnownPlace(p["place"], p["place"], p["place_type"], p["district"], p["city"], "", "") for p in town.places
        ),
        home_areas=tuple(HomeArea(**area) for area in town.home_areas),
        first_day=town.first_day,
        last_day=town.last_day,
        holidays=(),
        build=BuildInfo(),
    )


def test_a_changed_text_needs_a_new_version() -> None:
    released = json.loads((prompt.FOLDER / "versions.json").read_text("utf-8"))
    newest = list(released)[-1]
    now = json.dumps(prompt.digests(), indent=4)
    assert released[newest] == prompt.digests(), f"texts changed since version {newest}; release a new one with {now}"
    assert re.fullmatch(rf"{newest} \([0-9a-f]{{12}}\)", prompt.version())


def test_versions_count_up_and_none_repeats_another() -> None:
    released = json.loads((prompt.FOLDER / "versions.json").read_text("utf-8"))
    assert list(released) == [str(n) for n in range(1, len(released) + 1)]
    assert len({json.dumps(v, sort_keys=True) for v in released.values()}) == len(released)


def test_every_text_of_the_folder_is_versioned() -> None:
    assert {f.name for f in prompt.FOLDER.iterdir() if f.is_file()} == {*prompt.TEXTS, "versions.json"}


def test_the_instructions_come_from_the_catalogue_and_hold_nothing_protected() -> None:
    text = prompt.system(date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30), "THE PLACES")
    for table in catalogue().tables.values():
        assert table.kind == "dimension" or table.label.en in text
    assert "120+" in text
    assert "THE PLACES" in text
    assert "2026-06-30 (Tuesday)" in text
    assert "group_size" not in text
    assert "$" not in text.replace("$defs", "").replace("$ref", "")


def test_a_dollar_in_a_question_stays_a_dollar() -> None:
    assert "costs $places" in prompt.question("costs $places ${x}", "en", "nothing")


@pytest.mark.parametrize("example", ANSWERED, ids=lambda e: e.question)
def test_the_plan_of_an_example_exists_in_its_town_and_compiles(example: Example) -> None:
    assert example.plan is not None
    assert objections(example.plan, invented()) == ()
    assert isinstance(compile_plan(example.plan, invented()), Compiled)


def test_examples_come_in_both_languages_and_one_is_declined() -> None:
    assert any(example.reason for example in prompt.examples().examples)
    assert len(ANSWERED) >= 5


def test_an_example_without_plan_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="either a plan or a reason"):
        Example(question="?")
