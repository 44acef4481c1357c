"""Settings of the doors: `doors.yaml` in the installation's folder. Without the file there are none.

names: [footfall.example.com]              # under which names the server may be called
sign_on:                                   # people signed in by a proxy of the company
  proxies: [10.0.0.5, 10.1.0.0/24]         # the only addresses whose word on this is taken
  user_header: X-Forwarded-User
  groups_header: X-Forwarded-Groups        # groups separated by commas
  roles: {analyst: [insights], marketer: [marketing, agencies]}   # the first role with a group of theirs

The proxy serves the product under a name of its own (not under a path of another site), removes these headers where a
browser sends them, and says in X-Forwarded-Host, X-Forwarded-Proto and X-Forwarded-For what the browser asked for.
"""

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.catalog import Label

FILE = "doors.yaml"
Role = Literal["analyst", "sales", "marketer", "auditor"]


class SettingsUnclear(Exception):  # noqa: N818 (it names a state of the world)
    """The file cannot be used. `message` says where and why."""

    def __init__(self, file: Path, why: str) -> None:
        self.message = Label(
            de=f"{file} ist nicht lesbar oder enthält Unbekanntes: {why}. Bitte berichtigen; vorher startet nichts.",
            en=f"{file} cannot be read or holds something unknown: {why}. Please correct it; nothing starts before.",
        )
        super().__init__(self.message.en)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignOn(_Part):
    """Who is signed in by a proxy: from which addresses it speaks, in which headers, and what its groups mean here."""

    proxies: list[IPv4Network | IPv6Network] = Field(min_length=1)
    user_header: str = Field(min_length=3)
    groups_header: str = ""
    roles: dict[Role, list[str]] = Field(default_factory=dict)

    def trusts(self, address: str) -> bool:
        """Whether a connection from this address is the proxy's."""
        return is_in(address, self.proxies)

    def role_of(self, groups: str) -> str | None:
        """The role of somebody in these groups (separated by commas), None if none of them means one."""
        theirs = {group.strip() for group in groups.split(",")}
        return next((role for role, named in self.roles.items() if theirs & set(named)), None)


class Settings(_Part):
    """All of them."""

    names: list[str] = Field(default_factory=list)
    sign_on: SignOn | None = None


def read_settings(folder: Path) -> Settings:
    """The settings in this folder. Raises SettingsUnclear."""
    file = folder / FILE
    if not file.exists():
        return Settings()
    try:
        return Settings.model_validate(yaml.safe_load(file.read_text("utf-8")) or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsUnclear(file, f"{where}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsUnclear(file, str(error).replace("\n", " ")) from None


def is_in(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks)
