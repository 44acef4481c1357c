"""The build audit: proves on the result, sentence by sentence, what may be said of a warehouse.

The last step of a build runs all checks, with the true counts at hand; a finished file shows only what is in it, so
there the checks of `proof_counted` cannot run. The checks are written on their own, not from the build's SQL, so that
an error in the build is not repeated in its audit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pydantic import ValidationError

from warehouse import proof_counted, proof_stored
from warehouse.build_info import manifest_path, read_build
from warehouse.catalog import Label, Language
from warehouse.inputs import quoted
from warehouse.policy import Policy, read_policy
from warehouse.publish import file_build_id
from warehouse.report import Rejected
from warehouse.stop import message


@dataclass(frozen=True)
class Finding:
    """One sentence and how many rows contradict it; `violations` None where the file alone cannot show it."""

    name: str
    sentence: Label
    violations: int | None


@dataclass(frozen=True)
class Proof:
    """What was checked on one warehouse."""

    findings: tuple[Finding, ...]

    @property
    def proven(self) -> tuple[Finding, ...]:
        """The sentences that hold."""
        return tuple(finding for finding in self.findings if finding.violations == 0)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The sentences that do not hold."""
        return tuple(finding for finding in self.findings if finding.violations)

    @property
    def unshown(self) -> tuple[Finding, ...]:
        """The sentences only a build can prove."""
        return tuple(finding for finding in self.findings if finding.violations is None)

    def refuted(self) -> Label:
        """The sentences that do not hold, each with the number of rows against it, as one text."""
        against = [message("proof_against", sentence=found.sentence, rows=found.violations) for found in self.failed]
        return Label(de=" ".join(said.de for said in against), en=" ".join(said.en for said in against))

    def lines(self, language: Language) -> list[str]:
        """The verdict for a terminal, a line a sentence."""
        parts = (("proof_holds", self.proven), ("proof_fails", self.failed), ("proof_unshown", self.unshown))
        return [
            message(verdict, sentence=finding.sentence, rows=finding.violations)[language]
            for verdict, findings in parts
            for finding in findings
        ]


def prove_build(con: duckdb.DuckDBPyConnection, file: Path, policy: Policy) -> Proof:
    """Proves a file just written, by the tables of its build that are still in `con`."""
    con.execute(f"ATTACH {quoted(file)} AS result (READ_ONLY)")
    try:
        return Proof((*_stored(con, policy), *_counted(con, policy)))
    finally:
        con.execute("DETACH result")


def prove_file(file: Path) -> Proof | Rejected:
    """Proves what a finished warehouse shows, by the policy in its manifest, else by the shipped one."""
    policy = _policy_of(file)
    if policy is None:
        return Rejected(message("manifest_policy", file=manifest_path(file)))
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as con:
        try:
            con.execute(f"ATTACH {quoted(file)} AS result (READ_ONLY)")
        except duckdb.Error:
            return Rejected(message("no_warehouse", file=file))
        con.execute("SET enable_external_access = false")
        stored = _stored(con, policy)
        unshown = [Finding(name, sentence(name, policy), None) for name in proof_counted.CHECKS]
        return Proof((*stored, *_described(con, file, policy, stored), *unshown))


def _policy_of(file: Path) -> Policy | None:
    """The policy a warehouse was built by, as far as this version knows it; None where it cannot be read."""
    noted = read_build(file).manifest.get("policy", {})
    shipped = read_policy().model_dump(mode="json")
    try:
        return Policy.model_validate(shipped | {key: value for key, value in noted.items() if key in shipped})
    except (AttributeError, ValidationError):
        return None


def _described(con: duckdb.DuckDBPyConnection, file: Path, policy: Policy, stored: list[Finding]) -> list[Finding]:
    """Whether the rows are those the manifest was written for; asked only of a file that has the right tables."""
    if stored[0].violations:
        return []
    same = read_build(file).build_id == file_build_id(con, "result")
    return [Finding("described", sentence("described", policy), int(not same))]


def _stored(con: duckdb.DuckDBPyConnection, policy: Policy) -> list[Finding]:
    """The checks on the stored rows; where tables or columns are not the catalogue's, no other check can be trusted."""
    found: list[Finding] = []
    for name, check in proof_stored.CHECKS.items():
        found.append(Finding(name, sentence(name, policy), check(con, policy)))
        if name == "catalogue_only" and found[-1].violations:
            break
    return found


def _counted(con: duckdb.DuckDBPyConnection, policy: Policy) -> list[Finding]:
    return [Finding(name, sentence(name, policy), check(con, policy)) for name, check in proof_counted.CHECKS.items()]


def sentence(name: str, policy: Policy) -> Label:
    """The sentence a check proves, with the numbers of the policy."""
    return message(
        f"proof_{name}",
        smallest=policy.smallest_group,
        below=_either([role - 1 for role in policy.ladder]),
        roles=_either(policy.ladder),
        step=policy.round_to,
        person=_percent(policy.largest_share.of_one_person),
        total=_percent(policy.largest_share.of_a_total),
        **policy.caps.model_dump(),
    )


def _either(numbers: Sequence[int]) -> Label:
    """Numbers as an enumeration: 19, 24 or 29."""
    *first, last = map(str, numbers)
    return message("either", first=", ".join(first), last=last) if first else Label(de=last, en=last)


def _percent(share: float) -> Label:
    return Label(de=f"{100 * share:.0f} %", en=f"{share:.0%}")
