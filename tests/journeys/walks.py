"""Which pages somebody can reach by following links, found without a browser."""

from __future__ import annotations

import urllib.request
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.journeys.house import House

EACH = 3
"""How many pages of one kind are opened: sessions that are ahead, unsigned, signed."""

LEAVING = {"elsewhere", "account_logout"}
"""Where a visit ends."""


Kind = tuple[str, bool]
"""A page by the name of its view, and whether it was asked something more (`?…`)."""


@dataclass
class Walk:
    """The first addresses of each kind of page that somebody can reach, and which links led nowhere."""

    pages: dict[Kind, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    broken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Names of views."""
        return {name for name, _ in self.pages} | self.files


def opened(house: House, cookie: str | None, path: str) -> list[str]:
    """A page that no link leads to, among those that are looked at; it has to open."""
    status = _get(house, cookie, path).status
    assert status == 200, (path, status)
    return [path]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "/a-link-without-an-address/")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *request: object) -> None:
        return None


def walk(house: House, cookie: str | None, *starts: str) -> Walk:
    """Follow every link of ours from `starts`."""
    found, waiting, seen = Walk(), deque((start, "") for start in starts), set[str]()
    while waiting:
        path, came_from = waiting.popleft()
        kind = _kind(path)
        if path in seen or kind[0] in found.files or len(found.pages.get(kind, ())) == EACH:
            continue
        seen.add(path)
        answer = _get(house, cookie, path)
        if answer.status >= 400 or not kind[0]:
            found.broken.append((came_from, path))
        elif answer.status in (301, 302):
            waiting.append((urljoin(path, answer.headers["Location"]), path))
        elif "html" not in answer.headers["Content-Type"]:
            found.files.add(kind[0])
        else:
            found.pages.setdefault(kind, []).append(path)
            waiting.extend((link, path) for link in _links(path, answer.read().decode()))
    return found


def _kind(path: str) -> Kind:
    """The name of the view behind a path, "" for none; and whether the path asks something more."""
    address = urlsplit(path)
    try:
        return resolve(address.path).view_name, bool(address.query)
    except Resolver404:
        return "", False


def _links(path: str, page: str) -> list[str]:
    parser = _Links()
    parser.feed(page)
    ours = [urldefrag(urljoin(path, href)).url for href in parser.found if not urlsplit(href).scheme]
    return [link for link in ours if _kind(link)[0] not in LEAVING]


def _get(house: House, cookie: str | None, path: str) -> HTTPResponse | HTTPError:
    headers = {"Cookie": f"holdspace-session={cookie}"} if cookie else {}
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        answer: HTTPResponse = opener.open(
            urllib.request.Request(house.url + path, headers=headers), timeout=30
        )
    except HTTPError as refusal:
        return refusal
    return answer
