"""A running server with people: for the tests of the doors, the API and the MCP server."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from assistant.people.person import Person
from assistant.people.register import FILE, Register
from guardrails.audit import AuditLog, Record
from tests.assistant.ui.conftest import served

PASSWORD = "seven lanterns"
PEOPLE = {"anna": "marketer", "ben": "marketer", "sal": "sales", "lyn": "analyst", "ada": "auditor", "off": "analyst"}
NAME = "footfall.example.com"
PROXY = f"""
names: [{NAME}]
sign_on:
  proxies: [127.0.0.2]
  user_header: X-Forwarded-User
  groups_header: X-Forwarded-Groups
  roles: {{analyst: [insights]}}
"""


class Site:
    """A running server with people, its register and its audit log."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address, self.audit = address, folder / "audit.sqlite"
        self.register = Register(folder / FILE)

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=headers, timeout=30)

    def form(self, client: httpx.Client) -> dict[str, str]:
        """The hidden fields of the form, as the browser got them."""
        page = client.get("/login").text
        return {k: html.unescape(v) for k, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}

    def sign_in(self, name: str, password: str = PASSWORD, client: httpx.Client | None = None) -> httpx.Client:
        client = client or self.client()
        client.post("/login", data={**self.form(client), "name": name, "password": password})
        return client

    def refusals(self, name: str = "") -> list[Record]:
        log = AuditLog.open(self.audit)
        try:
            records = [record for record in log.of_kind("door") if record.body["status"] == "refused"]
            return [record for record in records if not name or record.body["user"] == log.user_key(name)]
        finally:
            log.close()


@contextmanager
def open_site(warehouse: Path, folder: Path) -> Iterator[Site]:
    """A server over a warehouse, with the people above."""
    register = Register(folder / FILE)
    for name, role in PEOPLE.items():
        assert register.add(Person(name, role), PASSWORD)
    register.disable("off")
    register.close()
    (folder / "doors.yaml").write_text(PROXY)
    with served(warehouse, folder / "audit.sqlite", "marketer") as address:
        site = Site(folder, address)
        yield site
        site.register.close()
