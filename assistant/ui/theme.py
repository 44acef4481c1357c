"""The look that Gradio's own parts take: system fonts, one accent, grey ground. The rest is in `style.css`."""

import gradio as gr

ACCENT = gr.themes.Color(
    name="accent",
    c50="#eef3fc", c100="#dbe6f9", c200="#bcd0f3", c300="#92b3ea", c400="#6592e0", c500="#3d74d6",
    c600="#2d5fba", c700="#274f98", c800="#24437c", c900="#1f3560", c950="#162440",
)  # fmt: skip
FONT = (gr.themes.Font("system-ui"), gr.themes.Font("-apple-system"), gr.themes.Font("sans-serif"))
MONO = (gr.themes.Font("ui-monospace"), gr.themes.Font("monospace"))


def theme() -> gr.themes.Base:
    """Light and dark, nothing to download."""
    return gr.themes.Base(
        primary_hue=ACCENT, secondary_hue=ACCENT, neutral_hue="slate", radius_size="lg", font=FONT, font_mono=MONO
    ).set(
        body_background_fill="#f6f7f9",
        body_background_fill_dark="#11151c",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1a202a",
        block_border_width="0px",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
    )
