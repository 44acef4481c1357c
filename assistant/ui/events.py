"""How the faces listen: off the list of named endpoints, and without Gradio's spinners.

In which order things are done is up to `in_order.js`.
"""

from typing import Any

ACT: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
"""For what is done once, however often it is clicked while it is under way."""
SHOW: dict[str, Any] = {**ACT, "trigger_mode": "multiple"}
"""For what shows something: no click is dropped, so that the last one is what the page shows in the end."""
