"""A writer asks whether several others carry what they wrote about; what they were told is kept."""

from __future__ import annotations

from django.db import transaction

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.models import Post, Told
from holdspace.circle.queries.sharing import said_in
from holdspace.circle.queries.sittings import sittings_in
from holdspace.circle.rules.telling import several, stretch_began
from holdspace.groups.policies import check_belongs
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor


@transaction.atomic
def ask_several(*, post: Post, by: Actor) -> bool:
    """Whether the writer is told that several others carry one of its themes.

    Asked by theme alone; once told it stays so while the circle stays as it is, whatever is taken back.
    """
    policies.check_is_own(by, post)
    check_belongs(by, post.group)
    moment, sittings = clock.now(), sittings_in([post.group_id], by)[post.group_id]
    began = stretch_began(sittings, moment)
    if began is None:
        return False
    said, zone = said_in(by, post.group), post.group.practice.time_zone
    found = {
        theme
        for theme in post.themes or ()
        if several(by.person_id, theme, said, sittings, at=moment, zone=zone)
    }
    told, _made = Told.unscoped.get_or_create(
        group=post.group,
        member_id=by.person_id,
        stretch_began=began,
        defaults={"practice_id": post.practice_id, "themes": []},
    )
    known = set(told.themes or ())
    if found - known:
        told.themes = sorted(known | found)
        told.save(update_fields=["themes"])
        record("circle.told", by=by, on=post, about=[by.person_id])
    return bool((known | found) & set(post.themes or ()))
