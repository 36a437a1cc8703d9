"""What happens in a session while it runs."""

from holdspace.live.actions.spoken import keep_spoken
from holdspace.live.actions.touching import (
    Touch,
    apply_touch,
    left_in_distress,
    note_line,
    say_where,
    step_out,
)
from holdspace.live.actions.whispers import WHISPERS_KEPT, forget_whispers, keep_whisper, whisper

__all__ = [
    "WHISPERS_KEPT",
    "Touch",
    "apply_touch",
    "forget_whispers",
    "keep_spoken",
    "keep_whisper",
    "left_in_distress",
    "note_line",
    "say_where",
    "step_out",
    "whisper",
]
