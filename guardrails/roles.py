"""The roles and what each of them may see."""

from guardrails.policy import Role, policy


def role_named(name: str) -> Role | None:
    """The role called `name`, None if there is none."""
    return policy().roles.get(name)


def role_names() -> tuple[str, ...]:
    """All roles, in the order of the policy."""
    return tuple(policy().roles)


def data_roles() -> dict[str, int]:
    """Threshold (observed people) of every role that sees data."""
    return {name: role.threshold for name, role in policy().roles.items() if role.threshold is not None}
