"""Server time and queries of the week's pages, beside a bare Django page in the same run.

A group of 3 members and 10 sessions and one of 12 and 100 lie in one database. Each page is asked for by
WSGI, in this process, without a network: all middlewares, the transaction, the audit entry and its commit
included. Rounds are interleaved; what is quoted are medians over rounds, and ratios within a round.

    python -m benchmarks.pages [--rounds 15] [--profile notes]
"""

from __future__ import annotations

import argparse
import cProfile
import io
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.grown import Grown

EACH_ROUND = 10
"""Requests to one page in a round."""

STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""The seven middlewares of `django-admin startproject`."""

PAGES = ("today", "brief", "session", "notes", "home")
Ask = Callable[[], int]


@contextmanager
def installation() -> Iterator[None]:
    """Django, set up over a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="holdspace-pages-") as home:
        os.environ |= {"HOLDSPACE_HOME": home, "DJANGO_SETTINGS_MODULE": "holdspace.project.settings"}
        for name in ("DATA", "KEYS", "DATABASE_URL", "DEMO", "DEBUG"):
            os.environ.pop(f"HOLDSPACE_{name}", None)
        import django

        django.setup()
        from holdspace.project import install

        Path(home).mkdir(exist_ok=True)
        install.make_keys()
        install.migrate()
        yield


def asker(handler: Any, path: str, cookie: str = "") -> Ask:
    """Ask `handler` for `path` once; gives the number of bytes."""

    def ask() -> int:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": cookie,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "SERVER_PROTOCOL": "HTTP/1.1",
        }
        statuses: list[str] = []
        response = handler(environ, lambda status, headers, exc=None: statuses.append(status))
        size = sum(len(part) for part in response)
        response.close()
        assert statuses == ["200 OK"], (path, statuses)
        return size

    return ask


def bare_page() -> Ask:
    """A bare Django page, through the seven stock middlewares."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest
    from django.test import override_settings
    from django.urls import ResolverMatch, get_resolver

    class Bare(WSGIHandler):
        def resolve_request(self, request: HttpRequest) -> ResolverMatch:
            request.resolver_match = get_resolver("benchmarks.bare").resolve(request.path_info)
            return request.resolver_match

    with override_settings(MIDDLEWARE=STOCK):
        return asker(Bare(), "/")


def askers(grown: Grown) -> dict[str, Ask]:
    """One for each page of the week."""
    from holdspace.project.wsgi import application

    leader, member = _cookie(grown.leader), _cookie(grown.member)
    return {
        "today": asker(application, "/today/", leader),
        "brief": asker(application, f"/brief/{grown.ahead.pk}/", leader),
        "session": asker(application, f"/session/{grown.ahead.pk}/", leader),
        "notes": asker(application, f"/notes/{grown.behind.pk}/", leader),
        "home": asker(application, "/home/", member),
    }


def _cookie(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session, moment = client.session, time.time()
    methods = [{"method": "password", "at": moment}, {"method": "mfa", "at": moment}]
    session.update({"account_authentication_methods": methods, "begun_at": moment, "seen_at": moment + 3600})
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def queries(ask: Ask) -> int:
    """How many statements one request sends."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def timed(ask: Ask) -> tuple[float, float]:
    """Milliseconds of one request: on the clock, and of CPU; the median of a round."""
    spent = []
    for _ in range(EACH_ROUND):
        clock, cpu = time.perf_counter(), time.process_time()
        ask()
        spent.append((1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu)))
    return statistics.median(wall for wall, _ in spent), statistics.median(cpu for _, cpu in spent)


def report(small: dict[str, Ask], large: dict[str, Ask], bare: Ask, rounds: int) -> None:
    """The table."""
    asks = {"bare Django": bare, **large}
    for ask in asks.values():
        ask()
    times = [{name: timed(ask) for name, ask in asks.items()} for _ in range(rounds)]
    print(
        f"{'page':<12} {'ms':>8} {'CPU ms':>8} {'x bare':>8} {'x CPU':>8}"
        f" {'q 3x10':>8} {'q 12x100':>9} {'kB':>6}"
    )
    for name, ask in asks.items():
        wall, cpu = (statistics.median(each[name][at] for each in times) for at in (0, 1))
        ratios = [
            statistics.median(each[name][at] / each["bare Django"][at] for each in times) for at in (0, 1)
        ]
        counts = (queries(small[name]), queries(ask)) if name in small else ("", "")
        print(
            f"{name:<12} {wall:8.2f} {cpu:8.2f} {ratios[0]:8.1f} {ratios[1]:8.1f}"
            f" {counts[0]!s:>8} {counts[1]!s:>9} {ask() / 1000:6.1f}"
        )
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {rounds} rounds of {EACH_ROUND}")


def profile(ask: Ask) -> None:
    """What dominates one page."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(20):
        ask()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(20)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the pages of the week.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", choices=PAGES)
    asked = parser.parse_args()
    with installation():
        from benchmarks.grown import grow

        small = askers(grow("small", members=3, sessions=10))
        large = askers(grow("large", members=12, sessions=100))
        if asked.profile:
            large[asked.profile]()
            profile(large[asked.profile])
        else:
            report(small, large, bare_page(), asked.rounds)


if __name__ == "__main__":
    main()
