"""The `holdspace` command, as people run it: setting up, refusing, and getting the keys back."""

from __future__ import annotations

import re

import pytest

from tests.contexts.project.conftest import Findings, Home

RECOVERY = re.compile(r"(?:[A-Z2-7]{1,6}-)+[A-Z2-7]+")


def recovery_key(printed: str) -> str:
    found = RECOVERY.search(printed)
    assert found is not None
    return found[0]


def test_from_nothing_to_a_safe_installation(home: Home, findings: Findings) -> None:
    assert findings(home.run("doctor").stdout) == ["key-missing", "key-missing", "database-closed"]
    assert "holdspace init" in home.run("migrate").stderr
    recovery_key(home.run("init").stdout)
    assert findings(home.run("doctor").stdout) == ["database-closed"]
    assert home.run("migrate").returncode == 0
    done = home.run("doctor")
    assert (done.returncode, findings(done.stdout)) == (0, [])


def test_nothing_it_writes_is_for_others(settled: Home) -> None:
    written = [settled.keys, settled.data, *settled.keys.iterdir(), *settled.data.iterdir()]
    assert {
        path.name: oct(path.stat().st_mode & 0o077) for path in written if path.stat().st_mode & 0o077
    } == {}


def test_keys_are_never_written_over(settled: Home) -> None:
    before = (settled.keys / "root.key").read_bytes()
    again = settled.run("init")
    assert again.returncode == 1
    assert "never written over" in again.stderr
    assert (settled.keys / "root.key").read_bytes() == before


def test_the_recovery_key_brings_both_keys_back(settled: Home) -> None:
    home, key = settled, recovery_key(settled.printed)
    names = ("root.key", "psychotherapy.key")
    lost = {name: (home.keys / name).read_bytes() for name in names}
    home.keys.rename(home.path / "lost")

    for wrong in (key[:-7], "not a key", "!!!"):
        refused = home.run("init", "--restore", typed=f"{wrong}\n")
        assert refused.returncode == 1
        assert "no key file was written" in refused.stderr
        assert not home.keys.exists()

    assert home.run("init", "--restore", typed=f"{key.lower()}\n").returncode == 0
    assert {name: (home.keys / name).read_bytes() for name in names} == lost
    assert home.run("doctor").returncode == 0
    assert "never written over" in home.run("init", "--restore", typed=f"{key}\n").stderr


def test_other_keys_open_nothing(settled: Home, findings: Findings) -> None:
    settled.keys.rename(settled.path / "first")
    settled.run("init")
    assert findings(settled.run("doctor").stdout) == ["database-closed"]
    refused = settled.run("migrate")
    assert (refused.returncode, "belong to another database" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("environment", "finding"),
    [
        ({"debug": "1"}, "debug"),
        ({"demo": "1"}, "demo"),
        ({"base_url": "http://practice.example.org"}, "plain-http"),
    ],
)
def test_it_refuses_to_serve_and_says_why(
    settled: Home, findings: Findings, environment: dict[str, str], finding: str
) -> None:
    refused = settled.run("serve", "--port", "8164", "--no-worker", **environment)
    assert refused.returncode == 1
    assert findings(refused.stderr) == [finding]
    assert "Not safe to serve" in refused.stderr


def test_it_refuses_to_serve_without_keys(home: Home, findings: Findings) -> None:
    refused = home.run("serve", "--port", "8164", "--no-worker")
    assert (refused.returncode, findings(refused.stderr)[0]) == (1, "key-missing")
    assert "Traceback" not in refused.stderr


def test_a_real_practice_is_never_built_over_by_the_demonstration(settled: Home) -> None:
    before = (settled.data / "holdspace.db").read_bytes()
    refused = settled.run("demo", "--no-serve", "--fresh", demo_home=str(settled.path))
    assert refused.returncode != 0
    assert (settled.data / "holdspace.db").read_bytes()[:4096] == before[:4096]
    assert settled.run("doctor").returncode == 0
