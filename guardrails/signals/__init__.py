"""What a series of answers comes to: noted with the record of an answer for the auditor, never a reason to refuse.

Nothing here looks at data: cells are addresses in the grid of a table; what is noted are numbers of cells and answers.
"""

from guardrails.signals.ledger import Ledger

__all__ = ["Ledger"]
