"""Who may call a view at all. A view that declares nothing is not served (`project.middleware.DefaultDeny`).

    @for_staff(Permission.SCHEDULE_EDIT)
    def schedule(request: Request) -> HttpResponse: ...

This is the door of the house. Which rows an actor sees is asked of every model's `visible_to`, and which
acts are allowed of each room's `policies`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

from holdspace.kernel.actors import Actor, Kind

View = TypeVar("View", bound=Callable[..., object])


class Request(HttpRequest):
    """A request as the views see it: with the actor that the middleware found."""

    actor: Actor
    csp_nonce: str


@dataclass(frozen=True, slots=True)
class Access:
    """Which kinds of actor are let in, with which of these permissions (any), and whether after a step-up."""

    kinds: frozenset[Kind]
    permissions: frozenset[str] = frozenset()
    step_up: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether `actor` is let in (the step-up is asked for separately)."""
        if actor.kind not in self.kinds:
            return False
        return not self.permissions or not actor.is_staff or bool(self.permissions & actor.permissions)


EVERYONE = Access(frozenset({Kind.ANONYMOUS, Kind.MEMBER, Kind.STAFF}))
SIGNED_IN = Access(frozenset({Kind.MEMBER, Kind.STAFF}))


def declare(access: Access) -> Callable[[View], View]:
    """Declare who may call a view."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


for_everyone = declare(EVERYONE)
for_signed_in = declare(SIGNED_IN)
for_strangers = declare(Access(frozenset({Kind.ANONYMOUS})))
"""Only who is not signed in: a device that was handed over."""
for_members = declare(Access(frozenset({Kind.MEMBER})))


def for_staff(*permissions: str, step_up: bool = False) -> Callable[[View], View]:
    """Staff who hold any of `permissions`; with `step_up`, after proving themselves in the last 5 minutes."""
    return declare(Access(frozenset({Kind.STAFF}), frozenset(map(str, permissions)), step_up))


def for_members_and_staff(*permissions: str) -> Callable[[View], View]:
    """Members, and staff who hold any of `permissions`."""
    return declare(Access(frozenset({Kind.MEMBER, Kind.STAFF}), frozenset(map(str, permissions))))
