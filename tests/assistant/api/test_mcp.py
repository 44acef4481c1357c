"""Other assistants, with the client library they use: over stdio on this machine, and over HTTP with a token."""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from guardrails.audit import AuditLog
from tests.assistant.site import PEOPLE, Site

pytest.importorskip("mcp")

from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client

QUESTION = "How many visits did Mill Lane have in June 2026?"
HIDDEN = "SELECT group_size FROM footfall_daily"
THRESHOLDS = {"analyst": 20, "sales": 25, "marketer": 30}
Talk = Callable[[ClientSession], Awaitable[None]]


def over_stdio(warehouse: Path, home: Path, talk: Talk, *options: str) -> None:
    command = ["-m", "assistant", "mcp", "--warehouse", str(warehouse), *options]
    environment = {**os.environ, "FOOTFALL_HOME": str(home)}

    async def played() -> None:
        started = StdioServerParameters(command=sys.executable, args=command, env=environment)
        async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
            await talk(session)

    anyio.run(played)


def over_http(site: Site, token: str, talk: Talk) -> None:
    async def played() -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with (
            streamablehttp_client(f"{site.address}/mcp", headers) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await talk(session)

    anyio.run(played)


async def told(session: ClientSession, tool: str, **given: str) -> dict[str, Any]:
    """What a tool answers."""
    result = await session.call_tool(tool, given)
    assert not result.isError, result
    found: dict[str, Any] = json.loads(result.content[0].text)  # type: ignore[union-attr]
    return found


async def journey(session: ClientSession, role: str) -> None:
    """From the first word to a refusal; the threshold of every answer is that of the role."""
    begun = await session.initialize()
    assert begun.serverInfo.name == "footfall" and "Never about a person" in (begun.instructions or "")
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(tools) == {"ask", "sql", "check", "places"}
    assert list(tools["ask"].inputSchema["properties"]) == ["question"]
    answer = await told(session, "ask", question=QUESTION)
    assert (answer["status"], answer["threshold"]) == ("answered", THRESHOLDS[role]) and answer["rows"]
    assert "Mill Lane" in answer["message"] and answer["audit_id"]
    refused = await told(session, "sql", statement=HIDDEN)
    assert refused["status"] == "refused" and refused["audit_id"] and "rows" not in refused
    assert (await told(session, "check", statement=HIDDEN))["findings"][0]["id"] == "K01"
    assert "Mill Lane (shopping_street, Leeds)" in (await told(session, "places"))["places"]
    assert (await session.call_tool("ask", {})).isError and (await session.call_tool("nothing", {})).isError


@pytest.mark.parametrize("role", ["analyst", "marketer"])
def test_an_assistant_on_this_machine_asks_over_stdio(role: str, small_warehouse: Path, tmp_path: Path) -> None:
    over_stdio(small_warehouse, tmp_path, lambda session: journey(session, role), "--role", role, "--client", "ACME")
    log = AuditLog.open(tmp_path / "audit.sqlite")
    asked = [record.body for record in log.of_kind("asked")]
    assert [body["status"] for body in asked] == ["cleared", "refused"]
    assert {(body["role"], body["client"], body["interface"]) for body in asked} == {(role, "ACME", "mcp")}
    log.close()


def test_a_role_without_data_is_told_so_and_gets_no_server(small_warehouse: Path, tmp_path: Path) -> None:
    async def nothing(session: ClientSession) -> None:
        with pytest.raises(McpError, match="closed"):
            await session.initialize()

    over_stdio(small_warehouse, tmp_path, nothing, "--role", "auditor")
    assert not (tmp_path / "audit.sqlite").exists()


@pytest.mark.parametrize("name", ["anna", "sal", "lyn"])
def test_each_token_asks_over_http_in_its_role(name: str, site: Site) -> None:
    over_http(site, site.register.new_token(name), lambda session: journey(session, PEOPLE[name]))


@pytest.mark.parametrize("name", ["ada", ""])
def test_without_a_token_of_a_role_with_data_nothing_begins(name: str, site: Site) -> None:
    async def nothing(session: ClientSession) -> None:
        await session.initialize()

    before = len(site.refusals(name))
    with pytest.raises(BaseException, match=r"40[13]|unhandled errors"):
        over_http(site, site.register.new_token(name) if name else "ff_guessed", nothing)
    assert len(site.refusals(name)) > before
