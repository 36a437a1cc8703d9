"""Every address of the house. Each view declares who may call it; what does not is not served."""

from __future__ import annotations

from django.urls import include, path

from holdspace.project import pages

urlpatterns = [
    path("", pages.front_door, name="front_door"),
    path("elsewhere/", pages.elsewhere, name="elsewhere"),
    path("app.webmanifest", pages.manifest, name="manifest"),
    path("sign-in/", include("allauth.account.urls")),
    path("sign-in/factors/", include("allauth.mfa.urls")),
    path("sign-in/devices/", include("allauth.usersessions.urls")),
    path("", include("holdspace.accounts.web.urls")),
    path("", include("holdspace.practice.web.urls")),
    path("roster/", include("holdspace.members.web.urls")),
    path("roster/import/", include("holdspace.fhir.web.urls")),
    path("groups/", include("holdspace.groups.web.urls")),
    path("intake/", include("holdspace.intake.web.urls")),
    path("refer/", include("holdspace.intake.web.public_urls")),
    path("forming/", include("holdspace.forming.web.urls")),
    path("outcomes/", include("holdspace.outcomes.web.urls")),
    path("between/", include("holdspace.circle.web.urls")),
    path("feedback/", include("holdspace.feedback.web.urls")),
    path("practising/", include("holdspace.skills.web.urls")),
    path("endings/", include("holdspace.endings.web.urls")),
    path("after/", include("holdspace.aftercare.web.urls")),
    path("schedule/", include("holdspace.sessions.web.urls")),
    path("agreements/", include("holdspace.agreements.web.urls")),
    path("before/", include("holdspace.preparation.web.urls")),
    path("measures/", include("holdspace.measures.web.urls")),
    path("billing/", include("holdspace.billing.web.urls")),
    path("safety/", include("holdspace.safety.web.urls")),
    path("notes/", include("holdspace.notes.web.urls")),
    path("attachments/", include("holdspace.attachments.web.urls")),
    path("releases/", include("holdspace.release.web.urls")),
    path("", include("holdspace.correspondence.web.urls")),
    path("session/", include("holdspace.live.web.urls")),
    path("demo/", include("holdspace.demo.web.urls")),
    path("", include("holdspace.desk.web.urls")),
]
