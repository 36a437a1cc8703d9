"""Between the words of a browser and those of Janus; raises NotUnderstood for what is neither."""

from __future__ import annotations

from typing import Any

from holdspace.live.media.backends import Message, NotUnderstood


def update(now: set[int], wanted: set[int]) -> Message:
    changes: Message = {"request": "update"}
    if wanted - now:
        changes["subscribe"] = [{"feed": feed} for feed in sorted(wanted - now)]
    if now - wanted:
        changes["unsubscribe"] = [{"feed": feed} for feed in sorted(now - wanted)]
    return changes


def whole(message: Message, name: str) -> int:
    value = message.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise NotUnderstood(f"{name} is a whole number")
    return value


def text(message: Message, name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str) or not value:
        raise NotUnderstood(f"{name} is a text")
    return value


def candidate(candidate: Any) -> Message:
    """What Janus wants to know of a candidate; None says that there are no more."""
    if candidate is None:
        return {"completed": True}
    if not isinstance(candidate, dict) or not isinstance(candidate.get("candidate"), str):
        raise NotUnderstood("a candidate is an object with its line")
    line, mid = candidate["candidate"], candidate.get("sdpMid")
    index = candidate.get("sdpMLineIndex")
    return {
        "candidate": line,
        "sdpMid": mid if isinstance(mid, str) else "0",
        "sdpMLineIndex": index if isinstance(index, int) else 0,
    }
