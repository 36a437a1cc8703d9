"""Reasons are recomputed, not only printed: every “no” is tried again, every small change is applied."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.changes import applied, smallest_changes
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.conflicts import contradiction
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.formulation import Kind
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.people import Group, Leader, Modality, Person
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.scores import scores
from holdspace.forming.rules.seating import seating
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.why import Verdict, why_here, why_not, why_waiting
from tests.rules.forming_brute import brute_force
from tests.rules.forming_small import small


@cache
def evening() -> tuple[Asked, Proposal]:
    """A list of sixty for six groups, and what is proposed."""
    asked = invented(60, 6, seed=1)
    return asked, form(asked, Effort(10))


def who(name: str, **more: object) -> Person:
    told = {"slots": frozenset({"tue-18"}), "themes": frozenset({"grief"})} | more
    return Person(name, **told)  # type: ignore[arg-type]


G1 = Group("G1", "tue-18", least=2, most=4)
THREE = (who("P1"), who("P2"), who("P3"))


def words(asked: Asked, person: str, group: str = "G1") -> list[str]:
    return [str(each) for each in why_not(asked, form(asked), person, group).words]


# --- Why here ----------------------------------------------------------------------------------------------


def test_what_is_shared_is_shared() -> None:
    asked, proposal = evening()
    for person in proposal.seats:
        why = why_here(asked, proposal.seats, person)
        assert max(map(len, why.shares.values())) >= asked.limits.company
        assert set(why.company) == set(asked.by_id[person].not_alone_with)
        there = {*proposal.seated_in(why.group), *(m.id for m in asked.members[why.group])} - {person}
        for theme, people in why.shares.items():
            assert set(people) == {q for q in there if theme in asked.by_id[q].themes}


def test_what_was_traded_is_true_when_it_is_counted_again() -> None:
    asked, proposal = evening()
    traded = 0
    for person in proposal.seats:
        for group, effect in why_here(asked, proposal.seats, person).elsewhere.items():
            moved = {**proposal.seats, person: group}
            assert set(effect.broken) == set(broken_rules(asked, moved))
            before, after = scores(asked, proposal.seats), scores(asked, moved)
            assert {(d.level, d.before, d.after) for d in effect.changes} == {
                (level, before[level], after[level]) for level in asked.order if before[level] != after[level]
            }
            assert effect.broken or any(d.worse for d in effect.changes) or not effect.changes
            traded += 1
    assert traded > 5


# --- Why not -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "group", "sentence"),
    [
        (who("P9", slots=frozenset({"mon-10"})), G1, "G1 meets at tue-18, when P9 cannot come."),
        (who("P9", slots=frozenset()), G1, "G1 meets at tue-18, when P9 cannot come."),
        (who("P9", modality=Modality.ONLINE), G1, "G1 meets in a room, and P9 asked to come online."),
        (who("P9", languages=frozenset({"es"})), G1, "G1 speaks en, which P9 does not."),
        (who("P9"), replace(G1, theme="anger"), "G1 is about anger, which P9 does not list."),
        (who("P9"), replace(G1, excludes=frozenset({"grief"})), "G1 is not for people who carry grief."),
        (who("P9"), replace(G1, closed=True), "G1 takes nobody new."),
        (who("P9"), replace(G1, leaders=frozenset({"L1"})), "The leaders of G1 are not free for it."),
    ],
)
def test_a_plain_reason_needs_no_search(person: Person, group: Group, sentence: str) -> None:
    asked = Asked((*THREE, person), (group,), leaders=(Leader("L1", frozenset({"mon-10"})),))
    why = why_not(asked, form(asked), "P9", "G1")
    assert (why.verdict, [str(each) for each in why.words]) == (Verdict.BARRED, [sentence])


def test_a_full_group_says_so() -> None:
    members = tuple(who(f"M{n}", member_of="G1") for n in range(4))
    assert words(Asked((*members, who("P9")), (G1,)), "P9") == ["G1 is full: all 4 seats are held."]


def test_a_pair_is_kept_apart_through_a_member() -> None:
    members = (who("M1", member_of="G1"), who("P9"))
    asked = Asked(members, (G1,), apart=frozenset({frozenset({"M1", "P9"})}))
    assert words(asked, "P9") == ["Somebody whom P9 must not meet is in G1."]


def test_nobody_shares() -> None:
    asked = Asked((*THREE, who("P9", themes=frozenset({"eating"}))), (G1,))
    assert words(asked, "P9") == ["P9 lists only eating; nobody who can join G1 shares it."]


def test_the_only_one() -> None:
    lone = who("P9", traits=frozenset({"wheelchair user"}), counted=frozenset({"wheelchair user"}))
    (sentence,) = words(Asked((*THREE, lone), (G1,)), "P9")
    assert (
        sentence
        == "P9 would be the only one with “wheelchair user” in G1; nobody else who can join shares it."
    )


def test_too_wide() -> None:
    strong = replace(who("P9"), strength=10)
    asked = Asked((who("M1", strength=2, member_of="G1"), *THREE, strong), (G1,))
    assert words(asked, "P9") == ["Strength in G1 may span 6 points."]


def test_whom_it_would_displace() -> None:
    asked = Asked((*(replace(p, weeks=9) for p in (*THREE, who("P4"))), who("P9")), (G1,))
    why = why_not(asked, form(asked), "P9", "G1")
    assert why.verdict is Verdict.WORSE
    assert len(why.displaced) == 1
    assert str(why.words[0]) == "G1 would hold 5, more than 4."
    assert str(why.words[1]) == f"The best plan found with P9 in G1 lets {why.displaced[0]} wait."
    assert str(why.words[2]) == "Urgency and waiting placed: 67 instead of 76."


def test_among_equals() -> None:
    asked = Asked((*THREE, who("P4"), who("P5")), (G1,))
    proposal = form(asked)
    assert why_not(asked, proposal, proposal.waiting[0], "G1").verdict is Verdict.AS_GOOD


def test_every_no_is_impossible_when_tried_by_brute_force() -> None:
    """And a group that is said to be possible is."""
    seen = set()
    for seed in range(60):
        asked = replace(small(seed), pins=frozenset())
        proposal = form(asked)
        for person in proposal.waiting[:3]:
            for group in asked.groups:
                verdict = why_not(asked, proposal, person, group.id).verdict
                best = brute_force(replace(asked, pins=frozenset({(person, group.id)})))
                assert (best is None) == (verdict in (Verdict.BARRED, Verdict.IMPOSSIBLE)), (
                    seed,
                    person,
                    group,
                )
                if verdict is Verdict.WORSE:
                    assert best != [each.value for each in proposal.levels]
                if verdict is Verdict.AS_GOOD:
                    assert best == [each.value for each in proposal.levels]
                seen.add(verdict)
    assert seen >= {Verdict.BARRED, Verdict.IMPOSSIBLE, Verdict.WORSE}


def test_a_contradiction_has_no_rule_too_many() -> None:
    asked, proposal = evening()
    where = seating(asked)
    told = [
        found
        for person in proposal.waiting
        for group in where.could[person]
        if (found := contradiction(asked, where, seat=(person, group)))
    ]
    assert told
    for found in told:
        assert len(set(found.rules)) == len(found.rules) == len(found.words)


# --- The smallest change -----------------------------------------------------------------------------------


def test_each_small_change_makes_the_placement_possible() -> None:
    asked, proposal = evening()
    checked = 0
    for person in proposal.waiting[:15]:
        for option in smallest_changes(asked, person, seats=proposal.seats):
            changed = applied(asked, person, option.changes)
            assert broken_rules(changed, option.seats) == ()
            assert {person, *proposal.seats} <= option.seats.keys()
            assert option.fewest
            again = form(replace(changed, pins=frozenset({(person, option.group)}), order=(Level.SEATS,)))
            assert len(again.seats) > len(proposal.seats)
            checked += 1
    assert checked > 10


def test_none_of_the_changes_is_needless() -> None:
    asked, proposal = evening()
    for person in proposal.waiting[:10]:
        for option in smallest_changes(asked, person, seats=proposal.seats)[:1]:
            for left_out in option.changes:
                fewer = applied(asked, person, [each for each in option.changes if each != left_out])
                possible = smallest_changes(fewer, person, seats=proposal.seats)
                assert not any(each.changes == () for each in possible)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (who("P9", slots=frozenset({"mon-10"})), "P9 could also come at tue-18."),
        (who("P9", modality=Modality.ONLINE), "P9 could also come in a room."),
        (who("P9", themes=frozenset({"eating"})), "P9 would also share grief."),
        (
            who("P9", traits=frozenset({"man"}), counted=frozenset({"man"})),
            "P9 would be all right as the only one with “man”.",
        ),
    ],
)
def test_one_change_in_words(person: Person, sentence: str) -> None:
    asked = Asked((*THREE, person), (G1,))
    why = why_waiting(asked, form(asked), "P9")
    assert [str(each) for option in why.options for each in option.words] == [sentence]


def test_one_more_place() -> None:
    asked = Asked((*THREE, who("P4"), who("P5")), (G1,))
    proposal = form(asked)
    (option,) = smallest_changes(asked, proposal.waiting[0], seats=proposal.seats)
    assert [str(each) for each in option.words] == ["G1 would have one more place."]


def test_what_was_decided_for_safety_is_never_offered_for_change() -> None:
    asked = Asked(
        (*THREE, who("P9"), who("P8", languages=frozenset({"es"}))),
        (G1,),
        vetoes=frozenset({("P9", "G1")}),
    )
    assert smallest_changes(asked, "P9") == ()
    assert smallest_changes(asked, "P8") == ()


# --- What contradicts itself -------------------------------------------------------------------------------


def told(asked: Asked) -> list[str]:
    with pytest.raises(Impossible) as impossible:
        form(asked)
    return [str(each) for each in impossible.value.conflict]


def pinned(*people: str) -> frozenset[tuple[str, str]]:
    return frozenset((person, "G1") for person in people)


def test_two_who_must_not_meet_are_pinned_together() -> None:
    asked = Asked(THREE, (G1,), apart=frozenset({frozenset({"P1", "P2"})}), pins=pinned("P1", "P2", "P3"))
    assert told(asked) == ["P1 and P2 must not meet.", "P1 is pinned to G1.", "P2 is pinned to G1."]


def test_more_are_pinned_than_there_are_seats() -> None:
    sentences = told(Asked((*THREE, who("P4")), (replace(G1, most=3),), pins=pinned("P1", "P2", "P3", "P4")))
    assert sentences[0] == "G1 has 3 free seats of 3."
    assert len(sentences) == 5


def test_somebody_is_pinned_where_they_cannot_come() -> None:
    asked = Asked((*THREE, who("P9", slots=frozenset())), (G1,), pins=pinned("P9"))
    assert told(asked) == ["G1 meets at tue-18, when P9 cannot come."]


def test_one_is_pinned_alone() -> None:
    assert told(Asked((who("P1"),), (G1,), pins=pinned("P1"))) != []


def test_kinds_of_rules_all_have_words() -> None:
    from holdspace.forming.rules.rule_words import _WORDS

    assert {*_WORDS} == {*Kind} - {Kind.KEEP}
