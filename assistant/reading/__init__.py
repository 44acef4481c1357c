"""Reading: a German or English question becomes a typed Plan, with no model, no key and no network.

normalise -> tokens -> spelling -> places -> periods -> concepts -> leftovers -> plan; one small module a step.
All words of a language are data in `assistant/vocabulary/<language>.yaml`.
"""

from assistant.reading.outcome import Clarification, Declined, Help, Reading, Understood
from assistant.reading.reader import read

__all__ = ["Clarification", "Declined", "Help", "Reading", "Understood", "read"]
