"""The skills that ship with Holdspace, read once: `library/*.toml`, one file for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from holdspace.skills.rules.library import Area, Skill, parse


@cache
def shipped() -> Mapping[str, Skill]:
    """Every skill by its code, area by area. Raises BrokenSkill where a file is none."""
    folder = resources.files("holdspace.skills") / "library"
    files = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    found = [parse(each.read_text(encoding="utf-8")) for each in files]
    order = list(Area)
    found.sort(key=lambda skill: (order.index(skill.area), skill.words("en").name))
    return MappingProxyType({skill.code: skill for skill in found})
