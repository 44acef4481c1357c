"""How an answer was protected, in the only words that may be claimed (DESIGN 4.2), from the build's own policy."""

from typing import Any

from assistant.answer import Language
from assistant.wording import Wording, wording
from warehouse.build_info import BuildInfo
from warehouse.claims import claims


def protection_note(build: BuildInfo, threshold: int | None, language: Language) -> str:
    """What the build did, what the role's threshold adds, which build it was. Claims nothing that is not recorded."""
    words = wording(language)
    policy: Any = build.manifest.get("policy")
    known = isinstance(policy, dict) and set(policy) >= {"smallest_group", "noise", "round_to"}
    if not known:
        return " ".join([*_unknown(threshold, words), words("protection.build", build=build.build_id)])
    said = [claim[language] for claim in claims(build.manifest)]
    if threshold is not None:
        smallest, spread = policy["smallest_group"], policy["noise"]["bound"] + policy["round_to"] // 2
        said.append(words("protection.threshold", threshold=threshold, smallest=smallest, spread=spread))
    return " ".join([*said, words("protection.build", build=build.build_id)])


def _unknown(threshold: int | None, words: Wording) -> list[str]:
    role = [words("protection.role", threshold=threshold)] if threshold is not None else []
    return [words("protection.unknown"), *role]
