import socket
from contextlib import closing
from pathlib import Path

import pytest

from assistant.ui.app import Site, serve
from assistant.ui.cannot_serve import CannotServe
from assistant.ui.server import DEFAULT_PORT, listen


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_no_address_beyond_this_machine(host: str, tmp_path: Path) -> None:
    with pytest.raises(CannotServe) as refused:
        serve(tmp_path / "none.duckdb", None, Site(host, folder=tmp_path))
    assert host in refused.value.message.de and "users add" in refused.value.message.en


def test_a_role_without_data_gets_no_chat(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="auditor"):
        serve(tmp_path / "none.duckdb", None, Site(role="auditor", folder=tmp_path))


def test_a_taken_port_is_said_and_the_default_gives_way() -> None:
    with closing(listen("127.0.0.1", 0)) as taken:
        taken.listen()
        with pytest.raises(CannotServe, match=str(taken.getsockname()[1])):
            listen("127.0.0.1", taken.getsockname()[1])
    with closing(listen("127.0.0.1", DEFAULT_PORT)) as first:
        first.listen()
        with closing(listen("127.0.0.1", DEFAULT_PORT)) as second:
            assert isinstance(second, socket.socket)
            assert second.getsockname()[1] > first.getsockname()[1]


def test_an_impossible_port_is_said() -> None:
    with pytest.raises(CannotServe, match="99999"):
        listen("127.0.0.1", 99999)
