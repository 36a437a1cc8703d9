"""The chain: whatever is done to its rows behind our back shows (1,000 random tamperings, all found)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from uuid import UUID

import pytest

from holdspace.audit.rules.chain import (
    BEGINNING,
    START,
    Kind,
    Mark,
    Problem,
    Row,
    check,
    digest_of,
    members_in,
)

Chain = list[Row]
LENGTH = 60


def chained(rows: Sequence[Row], after: Mark = START) -> Chain:
    """The rows as the program would have written them: numbered and hashed one after the other."""
    chain: Chain = []
    for row in rows:
        last = Mark(chain[-1].seq, chain[-1].digest) if chain else after
        linked = row._replace(seq=last.seq + 1, previous=last.digest)
        chain.append(linked._replace(digest=digest_of(linked)))
    return chain


def written(number: int) -> Row:
    """One row; every third is about somebody."""
    members = (str(UUID(int=number)),) if number % 3 == 0 else ()
    detail = f'{{"members":["{members[0]}"]}}' if members else '{"version":1}'
    return Row(
        seq=0,
        at=f"2026-03-17T18:{number % 60:02}:00.000000+00:00",
        practice_id=str(UUID(int=1)),
        act="desk.member_read" if members else "live.moved",
        actor_kind="staff",
        actor_user_id=str(UUID(int=2)),
        actor_person_id=str(UUID(int=3)),
        subject_kind="members.Member",
        subject_id=str(UUID(int=number)),
        group_id=None,
        detail=detail,
        previous="",
        digest="",
        members=members,
    )


SOUND = chained([written(number) for number in range(1, LENGTH + 1)])
MARKS = [Mark(row.seq, row.digest) for row in (SOUND[19], SOUND[39], SOUND[-1])]


def problems(chain: Chain, marks: Sequence[Mark] = MARKS) -> list[Problem]:
    return list(check(chain, marks))


def kinds(chain: Chain, marks: Sequence[Mark] = MARKS) -> set[Kind]:
    return {problem.kind for problem in problems(chain, marks)}


def test_a_chain_as_it_was_written_shows_no_problem() -> None:
    assert problems(SOUND) == []
    assert problems([], []) == []


def test_the_digest_is_sha_256_over_the_canonical_row() -> None:
    """Computed by hand: twelve values as JSON text without spaces, null for what is not there."""
    import hashlib

    row = Row(
        1,
        "2026-01-06T12:00:00.000000+00:00",
        None,
        "a.b",
        "system",
        None,
        None,
        "",
        None,
        None,
        "{}",
        BEGINNING,
        "",
    )
    text = (
        '["1","2026-01-06T12:00:00.000000+00:00",null,"a.b","system",null,null,"",null,null,"{}","'
        + "0" * 64
        + '"]'
    )
    assert digest_of(row) == hashlib.sha256(text.encode()).hexdigest()


def test_an_edited_row_is_named() -> None:
    chain = [*SOUND]
    chain[9] = chain[9]._replace(act="live.closed")
    assert problems(chain) == [Problem(10, Kind.EDITED)]


def test_an_edited_row_that_was_hashed_anew_is_named_by_the_row_after_it() -> None:
    chain = [*SOUND]
    changed = chain[9]._replace(act="live.closed")
    chain[9] = changed._replace(digest=digest_of(changed))
    assert problems(chain) == [Problem(10, Kind.EDITED)]


def test_a_missing_row_is_named() -> None:
    assert problems(SOUND[:9] + SOUND[10:]) == [Problem(10, Kind.DELETED)]
    assert problems(SOUND[1:]) == [Problem(1, Kind.DELETED)]


def test_two_rows_that_changed_places_show() -> None:
    chain = [*SOUND]
    chain[9], chain[14] = chain[14]._replace(seq=10), chain[9]._replace(seq=15)
    assert {Kind.REORDERED} <= kinds(chain)


def test_an_end_that_was_cut_off_shows_against_a_checkpoint() -> None:
    assert problems(SOUND[:50]) == [Problem(51, Kind.TRUNCATED)]
    assert problems([]) == [Problem(1, Kind.TRUNCATED)]
    assert problems(SOUND[:50], MARKS[:2]) == [], "after the newest checkpoint the chain alone cannot know"


def test_a_past_that_was_hashed_anew_contradicts_the_checkpoint() -> None:
    rows = [row._replace(act="live.closed") if row.seq == 10 else row for row in SOUND]
    assert problems(chained(rows)) == [Problem(mark.seq, Kind.FORGED) for mark in MARKS]


def test_an_index_that_hides_or_invents_somebody_shows() -> None:
    chain = [*SOUND]
    chain[2] = chain[2]._replace(members=())
    chain[3] = chain[3]._replace(members=(str(UUID(int=9)),))
    assert problems(chain) == [Problem(3, Kind.INDEX), Problem(4, Kind.INDEX)]


def test_a_tail_is_checked_from_where_it_begins() -> None:
    after = Mark(40, SOUND[39].digest)
    assert list(check(SOUND[40:], after=after)) == []
    assert list(check(SOUND[41:], after=after)) == [Problem(41, Kind.DELETED)]
    assert list(check(SOUND[40:], after=Mark(40, "f" * 64))) == [Problem(40, Kind.EDITED)]


@pytest.mark.parametrize("detail", ["", "nothing", '{"members": 3}', '{"members": null}', '["members"]'])
def test_a_detail_that_cannot_be_read_names_nobody(detail: str) -> None:
    assert members_in(detail) == ()


# --- 1,000 random tamperings -----------------------------------------------------------------------------


def _edit(chain: Chain, dice: random.Random) -> Chain:
    """Change one value of one row; half of the time hash that row anew."""
    at = dice.randrange(len(chain))
    column = dice.choice([name for name in Row._fields if name not in ("seq", "members")])
    old = getattr(chain[at], column)
    new = dice.choice([None, "", "0" * 64, str(UUID(int=dice.getrandbits(128))), f"{old}x"])
    changed = chain[at]._replace(**{column: f"{old}y" if new == old else new})
    if column != "digest" and dice.random() < 0.5:
        changed = changed._replace(digest=digest_of(changed))
    return [*chain[:at], changed, *chain[at + 1 :]]


def _delete(chain: Chain, dice: random.Random) -> Chain:
    """Take rows out; half of the time close the gap in the numbers."""
    at = dice.randrange(len(chain) - 1)
    left = chain[:at] + chain[at + dice.randint(1, 3) :]
    if dice.random() < 0.5:
        left = [row._replace(seq=number) for number, row in enumerate(left, start=1)]
    return left


def _swap(chain: Chain, dice: random.Random) -> Chain:
    """Let two rows change places, with or without their hashes."""
    first, second = sorted(dice.sample(range(len(chain)), 2))
    chain = [*chain]
    one, two = chain[second]._replace(seq=first + 1), chain[first]._replace(seq=second + 1)
    if dice.random() < 0.5:
        one, two = one._replace(digest=digest_of(one)), two._replace(digest=digest_of(two))
    chain[first], chain[second] = one, two
    return chain


def _cut(chain: Chain, dice: random.Random) -> Chain:
    return chain[: dice.randrange(len(chain))]


def _forge(chain: Chain, dice: random.Random) -> Chain:
    """Change, drop or add a row and hash everything after it anew: the chain agrees with itself again."""
    at = dice.randrange(len(chain) - 1)  # what is added after the newest checkpoint is beyond all knowing
    middle = dice.choice([[], [chain[at]._replace(act="live.closed")], [chain[at], written(7)]])
    after = Mark(chain[at - 1].seq, chain[at - 1].digest) if at else START
    return chain[:at] + chained([*middle, *chain[at + 1 :]], after)


def _index(chain: Chain, dice: random.Random) -> Chain:
    """Hide somebody from the index, put somebody else in, or name them twice."""
    at = dice.randrange(len(chain))
    held = chain[at].members
    other = (str(UUID(int=dice.getrandbits(128))),)
    chain = [*chain]
    chain[at] = chain[at]._replace(members=dice.choice([(), held * 2, other]) if held else other)
    return chain


TAMPERINGS: tuple[Callable[[Chain, random.Random], Chain], ...] = (
    _edit,
    _delete,
    _swap,
    _cut,
    _forge,
    _index,
)


def test_a_thousand_random_tamperings_are_all_found() -> None:
    dice = random.Random(20261122)
    missed = []
    for number in range(1_000):
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        chain = tamper(SOUND, dice)
        assert chain != SOUND, f"{number}: {tamper.__name__} changed nothing"
        if not problems(chain):
            missed.append((number, tamper.__name__))
    assert missed == []


def test_problems_come_in_order_of_their_numbers_within_one_row() -> None:
    dice = random.Random(7)
    for tamper in TAMPERINGS[:3]:
        found = problems(tamper(SOUND, dice))
        assert all(later.seq >= earlier.seq - 1 for earlier, later in pairwise(found))
