"""Writes PROTECTION.md and PROTECTION.de.md from the policy, the catalogue, and the sentences of the build audit.

`python -m warehouse.protection_document` writes them anew; a test fails while they are stale.
"""

from pathlib import Path

from warehouse import proof_counted, proof_recount, proof_stored
from warehouse.catalog import Label, Language, catalogue, read_yaml
from warehouse.claims import claims
from warehouse.policy import DEFAULTS, read_policy
from warehouse.proof import sentence

FILES: dict[Language, str] = {"en": "PROTECTION.md", "de": "PROTECTION.de.md"}


def document(language: Language) -> str:
    """The document in one language."""
    policy = read_policy()
    shipped = {"policy": policy.model_dump(mode="json"), "proven": list(proof_counted.CHECKS)}
    proven = {"file": proof_stored.CHECKS, "build": proof_counted.CHECKS}
    bullets = {
        where: "\n".join(f"- {sentence(name, policy)[language]}" for name in checks) for where, checks in proven.items()
    }
    text = Label.model_validate(read_yaml(Path(__file__).with_name("protection.yaml")))
    return text[language].format(
        tables=_tables(language),
        policy=DEFAULTS.read_text("utf-8").strip(),
        claims="\n>\n".join(f"> {claim[language]}" for claim in claims(shipped)),
        proven_file=bullets["file"],
        proven_build=bullets["build"],
        bound=policy.noise.bound,
        step=policy.round_to,
        smallest=policy.smallest_group,
        ladder=", ".join(map(str, policy.ladder)),
        fewest=policy.rebuilds.fewest_changed_people,
        most=policy.rebuilds.most,
        keep=policy.rebuilds.keep_marks_months,
        recounted=f"{proof_recount.RECOUNTED_VISITS:,}".replace(",", {"de": ".", "en": ","}[language]),
        panel=policy.rebuilds.fewest_changed_people * policy.smallest_group,
    )


def _tables(language: Language) -> str:
    return "\n".join(
        f"| `{name}` | {table.label[language]} | {', '.join(table.names)} |"
        for name, table in catalogue().tables.items()
    )


def write(folder: Path) -> None:
    """Writes the document in every language to a folder."""
    for language, name in FILES.items():
        (folder / name).write_text(document(language), "utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent)
