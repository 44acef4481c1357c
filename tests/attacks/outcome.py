"""What an attack comes to: its figure on the undefended and on the defended build, and the mark it is held against."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Mark:
    """The pass mark: the attack's figure may be at most, or must be at least, `limit`."""

    relation: Literal["at most", "at least"]
    limit: float

    def met(self, figure: float) -> bool:
        """Whether a figure passes."""
        return figure <= self.limit if self.relation == "at most" else figure >= self.limit

    def __str__(self) -> str:
        return f"{'<=' if self.relation == 'at most' else '>='} {self.limit:.4g}"


def at_most(limit: float) -> Mark:
    """The figure may be at most `limit`."""
    return Mark("at most", limit)


def at_least(limit: float) -> Mark:
    """The figure must be at least `limit`."""
    return Mark("at least", limit)


@dataclass(frozen=True)
class Outcome:
    """One attack. A figure is None where a panel holds nothing this attack could be played on."""

    attack: str
    metric: str
    undefended: float | None
    defended: float | None
    pass_mark: Mark

    @property
    def passed(self) -> bool:
        """Whether the defended build meets the mark."""
        return self.defended is None or self.pass_mark.met(self.defended)

    @property
    def leak_shown(self) -> bool:
        """Whether the attack works at all: it must miss its mark on the undefended build."""
        return self.undefended is not None and not self.pass_mark.met(self.undefended)
