"""Addresses of billing."""

from __future__ import annotations

from django.urls import path

from holdspace.billing.web.views import keeping, own, setting_up, therapists

app_name = "billing"
urlpatterns = [
    path("", keeping.month, name="month"),
    path("charge/", keeping.charge, name="charge"),
    path("table/", keeping.month_table, name="month_table"),
    path("files/", keeping.files, name="files"),
    path("files/new/", keeping.make_file, name="make_file"),
    path("files/<uuid:pk>/", keeping.claims_file, name="claims_file"),
    path("claims/<uuid:pk>/number/", keeping.payer_number, name="payer_number"),
    path("accounts/", keeping.accounts, name="accounts"),
    path("accounts/<uuid:pk>/", keeping.account, name="account"),
    path("accounts/<uuid:pk>/entries/", keeping.add_entry, name="add_entry"),
    path("accounts/<uuid:pk>/insurance/", keeping.profile, name="profile"),
    path("accounts/<uuid:pk>/superbill/", keeping.month_superbill, name="month_superbill"),
    path("charges/<uuid:pk>/superbill/", keeping.superbill, name="superbill"),
    path("charges/<uuid:pk>/reverse/", keeping.reverse_charge, name="reverse"),
    path("set-up/", setting_up.set_up, name="set_up"),
    path("set-up/practice/", setting_up.practice, name="practice"),
    path("set-up/fees/", setting_up.fees, name="fees"),
    path("set-up/fees/group/", setting_up.group_fee, name="group_fee"),
    path("set-up/insurers/new/", setting_up.add_insurer, name="add_insurer"),
    path("set-up/insurers/<uuid:pk>/", setting_up.change_insurer, name="change_insurer"),
    path("set-up/people/<uuid:pk>/", setting_up.provider, name="provider"),
    path("sessions/", therapists.sessions, name="sessions"),
    path("mine/", own.mine, name="mine"),
    path("mine/month/", own.my_month, name="my_month"),
    path("mine/<uuid:pk>/", own.my_superbill, name="my_superbill"),
]
