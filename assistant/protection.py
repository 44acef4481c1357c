"""How an answer was protected, in the only words that may be claimed (DESIGN 4.2), from the build's own policy."""

from typing import Any

from assistant.answer import Language
from assistant.wording import Wording, wording
from warehouse.build_info import BuildInfo


def protection_note(build: BuildInfo, threshold: int | None, language: Language) -> str:
    """What the build did, what the role's threshold adds, which build it was. Claims nothing that is not recorded."""
    words = wording(language)
    policy: Any = build.manifest.get("policy")
    known = isinstance(policy, dict) and set(policy) >= {"smallest_group", "noise", "round_to"}
    settled = "residual" in (build.manifest.get("proven") or ())
    parts = _claims(policy, settled, threshold, words) if known else _unknown(threshold, words)
    return " ".join([*parts, words("protection.build", build=build.build_id)])


def _claims(policy: dict[str, Any], settled: bool, threshold: int | None, words: Wording) -> list[str]:
    smallest, bound, step = policy["smallest_group"], policy["noise"]["bound"], policy["round_to"]
    claims = [words("protection.claim", smallest=smallest, bound=bound, step=step)]
    if settled:  # the build audit has proven it
        claims.append(words("protection.residual", below=smallest - 1))
    claims.append(words("protection.limits"))
    if threshold is not None:
        spread = bound + step // 2
        claims.append(words("protection.threshold", threshold=threshold, smallest=smallest, spread=spread))
    return claims


def _unknown(threshold: int | None, words: Wording) -> list[str]:
    role = [words("protection.role", threshold=threshold)] if threshold is not None else []
    return [words("protection.unknown"), *role]
