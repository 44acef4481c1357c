"""Files wait for their owner, for an hour, and for nobody else."""

from pathlib import Path

from assistant.people.exports import FOLDER, KEPT_SECONDS, MOST_PER_PERSON, Exports
from assistant.people.person import Person

ANNA, BEN = Person("anna", "sales"), Person("ben", "sales")


def key_of(address: str) -> str:
    return address.removeprefix(FOLDER).split("/")[0]


def test_an_export_is_given_to_its_owner_alone_and_ends_after_an_hour() -> None:
    now = [0.0]
    exports = Exports(lambda: now[0])
    address = exports.keep(ANNA, "Bericht Mai.pdf", b"%PDF", "application/pdf")
    key = key_of(address)
    assert address.endswith("/Bericht%20Mai.pdf")
    found = exports.of(ANNA, key)
    assert found is not None and found.file.read_bytes() == b"%PDF" and found.file.parent.stat().st_mode & 0o77 == 0
    assert exports.of(BEN, key) is None and exports.of(ANNA, "../" + key) is None
    now[0] = KEPT_SECONDS
    assert exports.of(ANNA, key) is None and exports.was_of(ANNA, key) and not exports.was_of(BEN, key)
    exports.close()


def test_the_oldest_of_too_many_go_and_their_files_with_them() -> None:
    exports = Exports()
    theirs = exports.keep(BEN, "b", b"b", "text/plain")
    kept = [key_of(exports.keep(ANNA, str(n), b"a", "text/plain")) for n in range(MOST_PER_PERSON + 3)]
    assert [exports.of(ANNA, key) is None for key in kept] == [True] * 3 + [False] * MOST_PER_PERSON
    last = exports.of(ANNA, kept[-1])
    assert last is not None and len(list(Path(last.file.parent).iterdir())) == MOST_PER_PERSON + 1
    assert exports.of(BEN, key_of(theirs)) is not None
    exports.close()
