"""Danger, from a member's phone to a closed concern: an answer, and words; told by page, push and mail."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browsers import Browser, PushService, push_service
from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.phone import Phone
from tests.journeys.screens import until

STANDS_IN = """
const given = %s;
const made = () => ({ endpoint: given.endpoint, toJSON: () => given, unsubscribe: async () => true });
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly || options.applicationServerKey.byteLength !== 65) throw new Error("refused");
  localStorage.setItem("stands-in", "yes");
  return made();
};
PushManager.prototype.getSubscription = async () => (localStorage.getItem("stands-in") ? made() : null);
"""
"""A browser's maker hands out subscriptions, and no browser without its maker's service: this stands in for it.
All else is the browser's own: the permission, the worker, the message that it is woken by, what it shows."""

SHOWN = """async () => {
  const here = await navigator.serviceWorker.getRegistration("/devices/");
  return (await here.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
}"""


@pytest.fixture
def service(house: House) -> Iterator[PushService]:
    """A push service that the house may write to."""
    with push_service() as service:
        house.stop()
        house.environment["HOLDSPACE_PUSH_SERVICES"] = service.origin
        house.start()
        yield service


class Carried(Phone):
    """A phone on which somebody is told."""

    def __init__(self, visit: Visit, name: str, called: str, service: PushService) -> None:
        super().__init__(visit, name)
        self.name, self.called = name, called
        self.service, self.maker = service, Browser(f"{service.origin}/{name}")
        house, context = self.visitor.house, self.visitor.context
        context.grant_permissions(["notifications"], origin=house.url)
        context.add_init_script(STANDS_IN % json.dumps(self.maker.subscription))
        self.devtools = context.new_cdp_session(self.page)
        self.registered: list[str] = []
        self.devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda news: self.registered.extend(each["registrationId"] for each in news["registrations"]),
        )
        self.devtools.send("ServiceWorker.enable")

    def is_added(self) -> Carried:
        self.go("/safety/concerns/").press("Told on a device").looked_at().reads("No device yet")
        self.press("Tell me on this device").looked_at().reads("You are told on this device from now on.")
        expect(self.page.get_by_text("You are told on this device.", exact=True)).to_be_visible()
        expect(self.page.get_by_text("this device", exact=True)).to_be_visible()
        return self

    def rings(self) -> dict[str, str]:
        """The last message that its service took, delivered to the browser; what it shows."""
        path, _headers, sealed = self.service.taken[-1]
        assert path == f"/{self.name}"
        self.devtools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.visitor.house.url,
                "registrationId": self.registered[-1],
                "data": json.dumps(self.maker.open(sealed)),
            },
        )
        until(self.page, lambda: len(self.page.evaluate(SHOWN)) > 0, what="shown")
        [shown] = self.page.evaluate(SHOWN)
        return dict(shown)


def told(house: House, leader: Carried) -> None:
    """By page, push and mail; neither push nor mail says of whom or what."""
    mails = house.backstage("tell")
    shown = leader.rings()
    assert any(f"{leader.name}@example.org" in mail for mail in mails)
    for text in (*mails, json.dumps(shown)):
        assert not any(word in text for word in ("Ana", "Chidi", "Tuesday", "die", "dead", "safe", "therapy"))
    assert shown["body"] == "Something waits for you that should not wait."
    taken = len(leader.service.taken)
    house.backstage("tell")
    assert len(leader.service.taken) == taken  # nobody is told twice
    leader.go("/today/").reads("One concern waits for somebody to take it on.")


def answered(house: House, member: Phone, leader: Carried, name: str) -> None:
    """Taken on, a plan made together, closed with a sentence; the member has the plan at hand."""
    leader.go("/safety/concerns/").press(name).looked_at().press("I take this on").looked_at()
    concern = leader.page.url
    member.go("/safety/help/").reads(leader.called)
    leader.press("Write a safety plan together", within="body").looked_at()
    leader.write("How I notice that it begins", "The nights grow long")
    leader.write("Person 1", "Noor, my sister").write("Telephone of person 1", "+44 7700 900456")
    leader.press("Save").looked_at().reads("The nights grow long")
    leader.page.goto(concern)
    leader.write("What was done?", "We spoke, and wrote down what helps; her sister stays with her tonight.")
    leader.press("Close this concern").looked_at()
    leader.go("/today/").no_longer_reads("waits for somebody to take it on")
    member.go("/home/").press("My safety plan").looked_at().reads("Noor, my sister")


def test_an_answer_on_a_phone(visit: Visit, house: House, service: PushService) -> None:
    house.backstage("ask", house.id("group:tuesday"))
    ruth, ana = Carried(visit, "ruth", "Ruth Adler", service).is_added(), Phone(visit, "ana")
    ana.go(f"/check-in/{house.id('session:tuesday_next')}/")
    question = ana.page.locator("fieldset", has_text="better off dead")
    question.locator("label.choice", has_text="Several days").click()
    ana.press("Save my check-in").looked_at().reads("You do not have to wait with this")
    assert ana.page.locator(".crisis-lines a[href^='tel:']").count() > 0
    ana.reads("Ruth Adler")
    told(house, ruth)
    answered(house, ana, ruth, "Ana")


def test_words_in_a_reflection(visit: Visit, house: House, service: PushService) -> None:
    house.backstage("open-space", house.id("group:tuesday"))
    tomas, chidi = Carried(visit, "tomas", "Tomás Vidal", service).is_added(), Phone(visit, "chidi")
    chidi.go(f"/between/{house.id('group:tuesday')}/write/")
    chidi.write("put into words", "Tonight I want to die.")
    chidi.press("Keep it").looked_at().reads("You do not have to wait with this")
    assert chidi.page.locator("a[href^='tel:']").count() > 0
    chidi.reads("Tomás Vidal")
    told(house, tomas)
    answered(house, chidi, tomas, "Chidi")


def test_a_device_is_tried_and_switched_off(visit: Visit, house: House, service: PushService) -> None:
    sam = Carried(visit, "sam", "Sam Okafor", service).is_added()
    house.backstage("work")
    assert sam.rings()["body"] == "This device is told when something waits for you."
    sam.press("Try it").looked_at().reads("A word is on its way")
    house.backstage("work")
    assert [path for path, _headers, _body in service.taken] == ["/sam", "/sam"]
    sam.press("Switch off").looked_at().reads("That device is told nothing more.").reads("No device yet")
    expect(sam.page.get_by_role("button", name="Tell me on this device")).to_be_visible()


def test_without_javascript_the_page_says_so(visit: Visit, house: House) -> None:
    page = visit("ruth", java_script_enabled=False).open("/devices/")
    expect(page.get_by_text("This browser cannot be told anything while no page is open.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me on this device")).to_be_hidden()
