"""How long `holdspace audit verify` takes over a long chain (a million entries in 60 s), beside a bare read.

    python -m benchmarks.audit_verify [--entries 1000000]

On the embedded database by default; HOLDSPACE_DATABASE_URL names a PostgreSQL server on which a database
`hs_bench_audit` is made and dropped again. The chain is written as the program would have hashed it, every
third entry about two members; a checkpoint is signed at its end. Then one entry is changed behind the
triggers' back, and the check has to name it.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

DATABASE = "hs_bench_audit"
BATCH = 10_000


def main() -> None:
    """Build, check, tamper, check again; print the numbers."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=1_000_000)
    entries = options.parse_args().entries
    with tempfile.TemporaryDirectory(prefix="holdspace-bench-") as home:
        _set_up(Path(home))
        from django.db import connection

        try:
            _measure(entries)
        finally:
            connection.close()
            _drop()


def _set_up(home: Path) -> None:
    for name in ("data", "keys"):
        (home / name).mkdir(mode=0o700)
    for name in ("root.key", "psychotherapy.key"):
        (home / "keys" / name).write_bytes(os.urandom(32))
    os.environ |= {"HOLDSPACE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "holdspace.project.settings"}
    server = os.environ.get("HOLDSPACE_DATABASE_URL")
    if server:
        os.environ["HOLDSPACE_DATABASE_URL"] = f"{server.rsplit('/', 1)[0]}/{DATABASE}"
        _on_server(f"CREATE DATABASE {DATABASE}")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _drop() -> None:
    if os.environ.get("HOLDSPACE_DATABASE_URL"):
        _on_server(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _on_server(statement: str) -> None:
    import psycopg

    server = os.environ["HOLDSPACE_DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


def _measure(entries: int) -> None:
    from django.db import connection

    from holdspace.audit import checkpoints
    from holdspace.audit.models import Entry
    from holdspace.audit.verify import verify_chain

    print(f"{connection.vendor}, {entries:,} entries")
    _timed("writing the chain", lambda: _write(entries), entries)
    print("  signing:", checkpoints.make())
    _timed("reading alone (SELECT, no check)", _read_alone, entries)
    report = _timed("audit verify", verify_chain, entries)
    assert (report.entries, report.problems, report.checkpoint_seq) == (entries, [], entries), str(report)
    Entry.objects.filter(seq=entries // 2).update(act="bench.changed")
    report = _timed("audit verify, one entry changed", verify_chain, entries)
    assert [str(p) for p in report.problems] == [f"entry {entries // 2}: edited"], str(report)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory {peak:.0f} MiB (writing included)")


def _timed(what, work, entries):  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - begun
    print(f"  {what}: {seconds:.1f} s, {entries / seconds:,.0f} entries/s")
    return done


def _read_alone() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry ORDER BY seq")
        while cursor.fetchmany(BATCH):
            pass


def _write(entries: int) -> None:
    from django.db import transaction

    from holdspace.audit.log import digest
    from holdspace.audit.models import Concerned, Entry

    made = _entries(entries, digest)
    while batch := list(islice(made, BATCH)):
        with transaction.atomic():
            Entry.objects.bulk_create([entry for entry, _ in batch], batch_size=2_000)
            Concerned.objects.bulk_create(
                [Concerned(entry=entry, member_id=member) for entry, members in batch for member in members],
                batch_size=5_000,
            )


def _entries(entries, digest) -> Iterator[tuple]:  # type: ignore[no-untyped-def, type-arg]
    from datetime import UTC, datetime, timedelta

    from holdspace.audit.models import Entry
    from holdspace.audit.rules.chain import BEGINNING

    begun, previous = datetime(2026, 1, 6, 12, tzinfo=UTC), BEGINNING
    practice, user, person = UUID(int=1 << 100), UUID(int=2 << 100), UUID(int=3 << 100)
    for seq in range(1, entries + 1):
        members = [UUID(int=seq << 64), UUID(int=(seq << 64) + 1)] if seq % 3 == 0 else []
        names = ",".join(f'"{member}"' for member in members)
        detail = f'{{"members":[{names}]}}' if members else '{"version":1}'
        entry = Entry(
            seq=seq,
            at=begun + timedelta(seconds=seq, microseconds=seq % 1_000_000),
            practice_id=practice,
            act="desk.brief_read" if members else "live.moved",
            actor_kind="staff",
            actor_user_id=user,
            actor_person_id=person,
            subject_kind="group_sessions.GroupSession",
            subject_id=UUID(int=seq << 60),
            group_id=UUID(int=4 << 100),
            detail=detail,
            previous=previous,
        )
        entry.digest = previous = digest(entry)
        yield entry, members


if __name__ == "__main__":
    main()
