from __future__ import annotations

from django.urls import path

from holdspace.demo.web import views

app_name = "demo"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("<uuid:user_id>/", views.sign_in, name="sign_in"),
]
