"""The chat page. Nothing outside this package knows Gradio, and whoever needs no page never imports this."""

import os

# Gradio reads these when it is imported: without them it counts visits and looks up models elsewhere.
os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1")
