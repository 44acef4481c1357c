"""A person, as every part behind the doors knows one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who asks: the name they are known by, their role, and the client or tenant they work for ("" for none)."""

    name: str
    role: str
    client: str = ""
