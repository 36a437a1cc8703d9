"""The skills that somebody can choose from: those that ship, and the practice's own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import get_language

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.skills.catalogue import shipped
from holdspace.skills.models import OwnSkill
from holdspace.skills.policies import NOT_HERE
from holdspace.skills.rules.library import Area, Skill


def area_by_area(actor: Actor) -> list[tuple[Area, list[Skill]]]:
    """Every skill that can be chosen now, by area; one query. The practice's own come last in each area."""
    own = OwnSkill.visible_to(actor).filter(replaced_at__isnull=True, put_away_at__isnull=True)
    skills = [*shipped().values(), *(row.skill for row in own.order_by("name", "id"))]
    return [(area, [skill for skill in skills if skill.area is area]) for area in Area]


def skill_for(actor: Actor, code: str) -> Skill:
    """A skill by its code, also one that was put away; Missing where there is none."""
    if (found := shipped().get(code)) is not None:
        return found
    own = OwnSkill.visible_to(actor).filter(code=code, replaced_at__isnull=True).first()
    if own is None:
        raise Missing(NOT_HERE)
    return own.skill


def is_offered(actor: Actor, code: str) -> bool:
    """Whether something new may begin with this skill."""
    if code in shipped():
        return True
    own = OwnSkill.visible_to(actor).filter(code=code, replaced_at__isnull=True, put_away_at__isnull=True)
    return own.exists()


def names_of(actor: Actor, codes: Iterable[str]) -> dict[str, str]:
    """What skills are called in the reader's language; one query where some are the practice's own."""
    language, wanted = get_language() or "en", set(codes)
    found = {code: shipped()[code].words(language).name for code in wanted if code in shipped()}
    if left := wanted - set(found):
        rows = OwnSkill.visible_to(actor).filter(code__in=left, replaced_at__isnull=True)
        found |= dict(rows.values_list("code", "name"))
    return found


def own_skills(actor: Actor) -> list[OwnSkill]:
    """The practice's own, the newest version of each, those that were put away last; one query."""
    rows = OwnSkill.visible_to(actor).filter(replaced_at__isnull=True).select_related("written_by")
    return sorted(rows, key=lambda row: (row.put_away_at is not None, row.name.casefold(), row.pk))


def own_skill_for(actor: Actor, pk: UUID) -> OwnSkill:
    """One of them, by the version that counts; Missing otherwise."""
    found = OwnSkill.visible_to(actor).filter(pk=pk, replaced_at__isnull=True).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def versions_of(actor: Actor, own: OwnSkill) -> list[OwnSkill]:
    """How it was worded before, the newest first."""
    rows = OwnSkill.visible_to(actor).filter(code=own.code, replaced_at__isnull=False)
    return list(rows.order_by("-version"))
