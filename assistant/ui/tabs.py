"""Whose an open tab is. Gradio gives a tab's events and state to whoever names it; here, to its first owner alone."""

from collections import OrderedDict, defaultdict
from threading import Lock

MOST_PER_PERSON = 200


class Tabs:
    """Owners of tabs, by the random name that a page gives itself when it is loaded; the oldest of too many go."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._of: defaultdict[str, OrderedDict[str, None]] = defaultdict(OrderedDict)
        self._lock = Lock()

    def admits(self, tab: str, owner: str) -> bool:
        """Whether the tab is this person's; one that nobody has becomes theirs."""
        with self._lock:
            if self._owners.setdefault(tab, owner) != owner:
                return False
            own = self._of[owner]
            own[tab] = None
            own.move_to_end(tab)
            if len(own) > MOST_PER_PERSON:
                del self._owners[own.popitem(last=False)[0]]
            return True
