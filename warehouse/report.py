"""What a build gives back: a report, or why nothing was published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.catalog import Label, Language
from warehouse.manifest import Manifest
from warehouse.secret import Secret
from warehouse.stop import message


@dataclass(frozen=True)
class Rejected:
    """The build stopped and nothing was published: why, in one sentence."""

    message: Label


def on_people(manifest: Manifest) -> Iterator[Label]:
    """What a build says of objections, and of the published periods it took over as they are."""
    objections, carried = manifest["objections"], manifest.get("carried_over")
    if objections["status"] == "none given":
        yield message("objections_none")
    else:
        yield message("objections_honoured_since" if carried else "objections_honoured", **objections)
    if carried:
        yield message("carried_over", **carried)


@dataclass(frozen=True)
class BuildReport:
    """A published warehouse: its file, its manifest, the secret's origin, and the seconds it took."""

    out: Path
    manifest: Manifest
    secret: Secret = field(repr=False)
    seconds: float

    def summary(self, language: Language) -> str:
        """What was built, for a terminal."""
        return "\n".join(line[language] for line in self._lines())

    def _lines(self) -> Iterator[Label]:
        tables = self.manifest["tables"]
        totals = {key: sum(cells[key] for cells in tables.values()) for key in ("stored", "suppressed")}
        yield message("built", file=self.out, build_id=self.manifest["build_id"], **self.manifest["period"], **totals)
        for table, cells in tables.items():
            yield message("table_counts", table=table, stored=cells["stored"], suppressed=cells["suppressed"])
        for table, rejects in self.manifest["rejects"].items():
            for reason, count in rejects["reasons"].items():
                yield message("rejected_rows", table=table, count=count, reason=message(f"reason_{reason}"))
        yield from on_people(self.manifest)
        if self.secret.made:
            yield message("secret_made", file=self.secret.origin)
