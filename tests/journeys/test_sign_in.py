"""Nia joins the staff: invitation, password, second factor; then code, recovery code, passkey; and the lock."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House

PASSWORD = "the tide comes in twice a day"
ADDRESS = "nia@example.org"
STEP = 30
"""Seconds for which a code is good."""


def code_at(secret: str, moment: float) -> str:
    """The six digits of RFC 6238 (SHA-1, 30 seconds), written from the standard, not from the library."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(moment) // STEP), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    return str((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, last six of the eight digits for SHA-1.
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert [code_at(secret, moment) for moment in (59, 1111111109, 20000000000)] == [
        "287082",
        "081804",
        "353130",
    ]


def test_from_the_invitation_to_a_passkey(visit: Visit, house: House) -> None:
    link = take_on(visit("olu").open("/people/"))
    nia = visit(None)
    page = nia.open("/")
    page.goto(link)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_role("button", name="Save and go on").click()

    # Nothing but the second factor can be reached before there is one.
    page.goto(house.url + "/today/")
    assert page.url.endswith("/sign-in/factors/")
    secret, recovery = set_up_codes(page)
    page.goto(house.url + "/today/")
    assert page.url.endswith("/today/")
    page.goto(link)
    expect(page.get_by_role("heading", name="This link is over")).to_be_visible()

    page.goto(house.url + "/today/")
    sign_out(page)
    page.goto(house.url + "/today/")
    assert "/sign-in/login/" in page.url
    sign_in(page, PASSWORD)
    give_code(page, code_at(secret, time.time()))
    expect(page).to_have_url(house.url + "/today/")

    add_a_passkey(page, house)
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(house.url + "/today/")

    sign_out(page)
    sign_in(page, PASSWORD)
    give_code(page, recovery)
    expect(page).to_have_url(house.url + "/today/")
    sign_out(page)
    sign_in(page, PASSWORD)
    give_code(page, recovery)
    expect(page.locator("main")).to_contain_text("Incorrect code")

    page.get_by_role("button", name="Cancel").click()
    lock_out(visit(None).open("/sign-in/login/"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(house.url + "/today/")


def take_on(page: Page) -> str:
    """Olu takes Nia on as a therapist and gets the link to hand over."""
    page.get_by_role("link", name="Somebody new").click()
    page.get_by_label("Name, as members see it").fill("Nia Grant")
    page.get_by_label("First name").fill("Nia")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Save").click()
    return page.locator("main code").inner_text()


def set_up_codes(page: Page) -> tuple[str, str]:
    """The secret of the authenticator app, and one recovery code."""
    page.get_by_role("link", name="Activate").click()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_at(secret, time.time()))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.get_by_label("Codes that are left").input_value().split()
    assert len(codes) == len(set(codes)) == 10
    return secret, codes[0]


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def add_a_passkey(page: Page, house: House) -> None:
    """A key without a password, on a tablet that Chromium plays."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    tablet = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": tablet})
    page.goto(house.url + "/sign-in/factors/webauthn/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)  # a new key is added only after a fresh proof
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My tablet")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.locator("main")).to_contain_text("1 security key")


def lock_out(page: Page) -> None:
    """Ten wrong passwords shut the door, for the right one too."""
    for _ in range(9):
        sign_in(page, "not the tide at all, my dear")
        expect(page.locator(".errorlist")).to_be_visible()
    sign_in(page, "not the tide at all, my dear")
    expect(page.get_by_role("heading", name="Please wait a quarter of an hour")).to_be_visible()
    page.get_by_role("link", name="Back to sign-in").click()
    sign_in(page, PASSWORD)
    expect(page.get_by_role("heading", name="Please wait a quarter of an hour")).to_be_visible()
    assert ADDRESS not in page.content()
