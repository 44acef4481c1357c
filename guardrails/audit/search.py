"""Finds records: by the log's own indexes, texts by the index beside it. What is found comes from the log."""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice

from guardrails.audit.index import GRAM, Index
from guardrails.audit.store import Row, Store
from guardrails.audit.unavailable import AuditUnavailable

FEW = 3000
"""So many records are read one by one faster than they are looked up."""
_FIRST, _MOST = 500, 16_000
_MENTIONS = "mentions(body, ?)"
_FOR_CLIENT = "(case when json_valid(body) then body ->> 'client' end) = ?"


def matching(
    store: Store, where: str, parameters: Sequence[object], limit: int, text: str = "", client: str = ""
) -> tuple[Row, ...]:
    """The newest `limit` records for which the SQL condition `where` holds, that mention the text and are the client's.

    Newest first. Short texts, and texts among few records, are looked for record by record.
    """
    given = [(sql, value) for sql, value in ((_MENTIONS, text), (_FOR_CLIENT, client)) if value]
    whole = " and ".join((where, *(sql for sql, _ in given)))
    values = (*parameters, *(value for _, value in given))
    longest = max((value for _, value in given), key=len, default="")
    if len(longest) < GRAM or _are_few(store, where, parameters):
        return store.select(whole, values, limit)
    try:
        return tuple(islice(_looked_up(store, whole, values, longest), limit))
    except AuditUnavailable as unavailable:
        logging.getLogger("footfall").warning("%s The log itself is read instead.", unavailable.message.en)
        return store.select(whole, values, limit)


def _are_few(store: Store, where: str, parameters: Sequence[object]) -> bool:
    some = f"select count(*), '', '' from (select 1 from log where {where} limit {FEW})"
    return int(store.query(some, parameters)[0][0]) < FEW


def _looked_up(store: Store, where: str, parameters: Sequence[object], text: str) -> Iterator[Row]:
    numbers, size = Index(store).numbers(text), _FIRST
    while chunk := tuple(islice(numbers, size)):
        size = min(2 * size, _MOST)  # where few of them hold, the conditions are weighed less often
        marks = ", ".join("?" * len(chunk))
        yield from store.select(f"seq in ({marks}) and {where}", (*chunk, *parameters), -1)
