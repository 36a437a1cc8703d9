"""Where the server may be told to write: only to known push services, whatever a browser says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.correspondence.rules.subscription import LONGEST, Subscription, Unusable, known, read
from tests.browsers import Browser

SERVICES = ("https://push.example.org", "https://*.push.example.com", "http://127.0.0.1:8123")
GOOD = Browser("https://push.example.org/send/abc").subscription


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://push.example.org/send/abc", True),
        ("https://PUSH.example.org/send/abc", True),
        ("https://web.push.example.com/QGuQ", True),
        ("https://a.b.push.example.com/QGuQ", True),
        ("http://127.0.0.1:8123/x", True),
        ("https://push.example.com/QGuQ", False),  # the star stands for something
        ("https://evilpush.example.com/", False),
        ("https://push.example.org.evil.net/", False),
        ("https://evil.net/https://push.example.org/", False),
        ("https://push.example.org@evil.net/", False),
        ("https://somebody:word@push.example.org/", False),
        ("https://push.example.org:8443/", False),
        ("http://push.example.org/", False),
        ("http://127.0.0.1:8124/x", False),
        ("http://127.0.0.1/x", False),
        ("http://localhost/", False),
        ("file:///etc/passwd", False),
        ("https://push.example.org:port/", False),
        ("https://[::1/", False),
        ("https://püsh.example.org/", False),
        ("//push.example.org/", False),
        ("", False),
        ("https://push.example.org/" + "a" * LONGEST, False),
    ],
)
def test_only_known_services(address: str, expected: bool) -> None:
    assert known(address, SERVICES) is expected


def test_a_browsers_subscription_is_read() -> None:
    found = read(json.dumps(GOOD), SERVICES)
    assert found == Subscription(GOOD["endpoint"], GOOD["keys"]["p256dh"], GOOD["keys"]["auth"])
    assert found.service == "https://push.example.org"


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "https://elsewhere.example.net/"},
        {"endpoint": 7},
        {"endpoint": None},
        {"keys": None},
        {"keys": {"p256dh": GOOD["keys"]["p256dh"]}},
        {"keys": GOOD["keys"] | {"p256dh": GOOD["keys"]["p256dh"][:-4]}},
        {"keys": GOOD["keys"] | {"p256dh": "BB" + GOOD["keys"]["p256dh"][2:-1] + "A"}},
        {"keys": GOOD["keys"] | {"p256dh": ""}},
        {"keys": GOOD["keys"] | {"p256dh": "€"}},
        {"keys": GOOD["keys"] | {"auth": GOOD["keys"]["auth"][:-2]}},
        {"keys": GOOD["keys"] | {"auth": 16}},
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Unusable):
        read(json.dumps(GOOD | changed), SERVICES)


@given(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_whatever_is_sent_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(Unusable):
        read(text, SERVICES)
