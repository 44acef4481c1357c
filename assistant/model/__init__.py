"""An optional chat model that fills the same typed plan as the reader; nothing of it is loaded unless asked for."""
