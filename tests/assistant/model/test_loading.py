"""Nothing of the extra is loaded before a model is asked, and its absence is a sentence."""

import subprocess
import sys
from textwrap import dedent

HEAVY = ("langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "tiktoken")


def run(script: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", dedent(script)], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


def test_a_configured_planner_loads_nothing_heavy() -> None:
    assert "[]" in run(f"""
        import os, sys
        os.environ["FOOTFALL_MODEL"] = "openai:gpt-4o"
        from assistant.model.planner import planner_from_environment
        planner_from_environment().version
        print([name for name in {HEAVY} if name in sys.modules])
    """)


def test_without_the_extra_there_is_a_sentence() -> None:
    told = run(f"""
        import os, sys
        sys.modules |= dict.fromkeys({HEAVY})
        os.environ["FOOTFALL_MODEL"] = "openai:gpt-4o"
        from assistant.model.planner import planner_from_environment
        from assistant.model.request import Request
        from assistant.reading.outcome import Help
        from tests.assistant.model.data import reference
        request = Request("x", Help("terms", "de"), reference(), reference().last_day)
        reason = planner_from_environment().plan(request).reason
        print(reason.de, reason.en)
    """)
    assert told.count("pip install 'footfall-assistant[model]'") == 2
