"""The faces of the product: where each lies, who may open it, and what builds it. A new face is one line here."""

import sys
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name

import gradio as gr
from fastapi import FastAPI

from assistant.people.office import Office
from assistant.ui.theme import theme

HERE = Path(__file__).parent
_UNDOCUMENTED = {"docs_url": None, "redoc_url": None, "openapi_url": None}
_IN_ORDER = f"<script>{(HERE / 'in_order.js').read_text('utf-8')}</script>"


@dataclass(frozen=True)
class Face:
    """A page of its own under `path`.

    `roles` may open it; the first one is that of the only person of an installation without users. `home` names the
    class, built as `Class(office)`, whose `blocks` are the page; style sheets beside it are added to those of all. What
    people call it stands under `face.<name>` in strings/.
    """

    name: str
    path: str
    roles: tuple[str, ...]
    home: str

    def inner(self, path: str) -> str | None:
        """The path as the face sees it, None if it lies elsewhere."""
        prefix = self.path.rstrip("/")
        return path[len(prefix) :] or "/" if f"{path}/".startswith(f"{prefix}/") else None


# The chat is last: everything lies under "/".
FACES: tuple[Face, ...] = (
    Face("audit", "/audit", ("auditor",), "assistant.ui.desk.page:Desk"),
    Face("brief", "/brief", ("sales", "analyst"), "assistant.ui.brief.page:BriefPage"),
    Face("chat", "/", ("marketer", "sales", "analyst"), "assistant.ui.page:Page"),
)  # fmt: skip


def face_at(path: str) -> Face:
    """The face a path belongs to."""
    return next(face for face in FACES if face.inner(path) is not None)


def mounted(face: Face, office: Office) -> FastAPI:
    """The face as a server of its own, with nothing on it that it does not need."""
    page = resolve_name(face.home)
    blocks: gr.Blocks = page(office).blocks
    blocks.queue(max_size=100, default_concurrency_limit=4)
    face_app: FastAPI = gr.mount_gradio_app(
        FastAPI(**_UNDOCUMENTED),  # type: ignore[arg-type]
        blocks,
        path=face.path,
        footer_links=[],
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        app_kwargs=dict(_UNDOCUMENTED),  # Gradio writes into it
        show_error=False,
        theme=theme(),
        head=_IN_ORDER,
        css_paths=[HERE / "style.css", HERE / "header.css", *_own_styles(page)],
    )
    return face_app


def _own_styles(page: type) -> list[Path]:
    """Style sheets beside the face's class, where it has a package of its own."""
    folder = Path(str(sys.modules[page.__module__].__file__)).parent
    return [] if folder == HERE else sorted(folder.glob("*.css"))


def applications(office: Office) -> dict[Face, FastAPI]:
    """All faces, built. Only while nobody is served: Gradio would mix parts made elsewhere into a page being built."""
    return {face: mounted(face, office) for face in FACES}
