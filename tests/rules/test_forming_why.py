"""Reasons are recomputed, not only printed: every “no” is tried again, every small change is applied."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.changes import Change, What, applied, smallest_changes
from holdspace.forming.rules.checker import broken_rules
from holdspace.forming.rules.conflicts import contradiction
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.formulation import Kind
from holdspace.forming.rules.generator import invented
from holdspace.forming.rules.people import Group, Leader, Modality, Person
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.scores import scores
from holdspace.forming.rules.seating import Bar, seating
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.why import Verdict, why_here, why_not, why_waiting
from tests.rules.forming_brute import allowed, brute_force, could_all_sit
from tests.rules.forming_small import THEMES, small


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
STEPS = frozenset({"step-free"})
LONG = frozenset({"tue-18", "tue-19"})
RUTH = frozenset({"ruth"})


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
        (
            who("P9"),
            replace(G1, leaders=frozenset({"L2"})),
            "A leader of G1 leads as many groups as they said.",
        ),
        (
            who("P9", needs=STEPS | {"captions"}),
            replace(G1, access=STEPS),
            "P9 needs “captions”, which is not given where G1 meets.",
        ),
        (
            who("P9", slots=frozenset({"tue-18", "tue-20"})),
            replace(G1, hours=LONG),
            "G1 also meets at tue-19, when P9 cannot come.",
        ),
        (
            who("P9", slots=frozenset({"tue-19"})),
            replace(G1, hours=LONG),
            "G1 meets at tue-18, when P9 cannot come.",
        ),
    ],
)
def test_a_plain_reason_needs_no_search(person: Person, group: Group, sentence: str) -> None:
    leaders = (Leader("L1", frozenset({"mon-10"})), Leader("L2", most_groups=0))
    asked = Asked((*THREE, person), (group,), leaders=leaders)
    why = why_not(asked, form(asked), "P9", "G1")
    assert (why.verdict, [str(each) for each in why.words]) == (Verdict.BARRED, [sentence])


def test_a_leader_and_a_room_are_taken_for_as_long_as_a_group_meets() -> None:
    running = Group("G2", "tue-18", RUTH, "Blue", least=1, hours=LONG)
    later = Group("G1", "tue-19", RUTH, "Blue", least=1)
    people = (who("M1", member_of="G2"), *(who(f"P{n}", slots=frozenset({"tue-19"})) for n in range(3)))
    assert words(Asked(people, (running, later)), "P1") == [
        "A leader of G1 leads another group when it would meet.",
        "The room of G1 is taken at tue-19.",
    ]
    after = replace(later, slot="tue-20")
    free = tuple(replace(person, slots=frozenset({"tue-20"})) for person in people)
    assert set(form(Asked(free, (running, after))).seats) == {"P0", "P1", "P2"}


def test_two_groups_that_overlap_cannot_both_open() -> None:
    """One of three hours meets two others: which is said once, with the hour at which they meet."""
    three = tuple(
        Group(name, slot, RUTH, least=2, theme=name, hours=frozenset(hours))
        for name, slot, hours in (("G1", "tue-18", LONG), ("G2", "tue-19", ()), ("G3", "tue-20", ()))
    )
    pairs = [
        replace(person, slots=group.cells, themes=frozenset({group.id}))
        for n, group in enumerate(three)
        for person in (who(f"P{n}a"), who(f"P{n}b"))
    ]
    assert len(form(Asked(tuple(pairs), three)).seats) == 4
    with pytest.raises(Impossible) as impossible:
        form(Asked(tuple(pairs), three, pins=frozenset({("P0a", "G1"), ("P1a", "G2")})))
    assert "ruth can lead only one group at tue-19." in map(str, impossible.value.conflict)


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
        (who("P9", needs=STEPS), "G1 would meet where “step-free” is given."),
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


@pytest.mark.parametrize(
    ("slots", "sentence"),
    [
        ({"mon-10"}, "P9 could also come at tue-18."),
        ({"tue-19"}, "P9 could also come at tue-18."),
        ({"tue-18"}, "P9 could also come at tue-19, tue-20."),
    ],
)
def test_whoever_can_come_at_all_can_stay_to_the_end(slots: set[str], sentence: str) -> None:
    hours = frozenset({"tue-18", "tue-19", "tue-20"})
    stay = tuple(replace(person, slots=hours) for person in THREE)
    asked = Asked((*stay, who("P9", slots=frozenset(slots))), (replace(G1, hours=hours),))
    (option,) = why_waiting(asked, form(asked), "P9").options
    assert [str(each) for each in option.words] == [sentence]
    assert applied(asked, "P9", option.changes).by_id["P9"].slots == hours | slots


def test_a_leader_could_have_an_evening_more() -> None:
    group = replace(G1, leaders=RUTH, hours=LONG)
    asked = Asked(
        tuple(replace(person, slots=LONG) for person in THREE),
        (group,),
        leaders=(Leader("ruth", frozenset({"mon-10", "tue-18"})),),
    )
    (option,) = why_waiting(asked, form(asked), "P1").options
    assert [str(each) for each in option.words] == ["ruth would also lead at tue-18."]
    assert option.changes == (Change(What.LEADER, "ruth", "G1"),)
    assert applied(asked, "P1", option.changes).leader["ruth"].slots == {"mon-10", "tue-18", "tue-19"}
    assert option.seats.keys() >= {"P1"}


@pytest.mark.parametrize("most", [0, 1])
def test_a_leader_could_lead_one_group_more(most: int) -> None:
    """Also one who leads already more than they said."""
    running = tuple(
        Group(name, slot, RUTH, closed=True) for name, slot in (("G2", "mon-10"), ("G3", "wed-10"))
    )
    members = (who("M2", member_of="G2"), who("M3", member_of="G3"))
    asked = Asked(
        (*THREE, *members), (replace(G1, leaders=RUTH), *running), leaders=(Leader("ruth", None, most),)
    )
    (option,) = why_waiting(asked, form(asked), "P1").options
    assert [str(each) for each in option.words] == ["ruth would lead one group more."]
    assert applied(asked, "P1", option.changes).leader["ruth"].most_groups == 3


def test_a_leader_is_asked_for_one_more_beside_a_group_that_opens() -> None:
    """Nothing bars Tuesday by itself: it is that ruth opens Wednesday, where all keep their seats."""
    wednesday = Group("G2", "wed-18", RUTH, least=3, most=3)
    there = tuple(who(f"W{n}", slots=frozenset({"wed-18"}), weeks=20) for n in range(3))
    asked = Asked(
        (*THREE, *there), (replace(G1, leaders=RUTH), wednesday), leaders=(Leader("ruth", None, 1),)
    )
    proposal = form(asked)
    assert set(proposal.seats.values()) == {"G2"}
    (option,) = smallest_changes(asked, "P1", seats=proposal.seats)
    assert [str(each) for each in option.words] == ["ruth would lead one group more."]


def test_a_leader_who_leads_another_group_then_is_not_asked() -> None:
    running = Group("G2", "tue-18", RUTH, least=1, hours=LONG, closed=True)
    asked = Asked(
        (who("M1", member_of="G2"), *(replace(p, slots=frozenset({"tue-19"})) for p in THREE)),
        (running, Group("G1", "tue-19", RUTH, least=1)),
    )
    assert smallest_changes(asked, "P1") == ()


def test_a_room_for_one_is_a_room_for_another() -> None:
    """Only with P8, who needs the same, would P9 not be the only one."""
    seen = {
        "needs": STEPS,
        "traits": frozenset({"wheelchair user"}),
        "counted": frozenset({"wheelchair user"}),
    }
    asked = Asked((*THREE[:2], who("P8", **seen), who("P9", **seen)), (G1,))
    options = smallest_changes(asked, "P9", seats=form(asked).seats)
    assert [[str(each) for each in option.words] for option in options] == [
        ["G1 would meet where “step-free” is given."]
    ]
    assert {"P8", "P9"} <= options[0].seats.keys()


def changeable(asked: Asked, person: str) -> list[Change]:
    """Every change there is, of the person and of the groups that could be opened to them."""
    one, never = asked.by_id[person], {*Bar} - {*CHANGEABLE}
    barred = seating(asked).barred
    groups = [g for g in asked.groups if not never & {*barred.get((person, g.id), ())}]
    needs = {need for p in asked.waiting for need in p.needs}
    leaders = {leader.id for leader in asked.leaders if any(leader.id in g.leaders for g in groups)}
    return [
        *(Change(What.SLOT, g.slot, hours=tuple(g.cells)) for g in groups),
        *(Change(What.MODALITY, g.modality) for g in groups[:1]),
        *(Change(What.THEME, theme) for theme in THEMES),
        *(Change(What.WAIVER, trait) for trait in one.traits),
        *(Change(What.PLACE, g.id) for g in groups),
        *(Change(What.ACCESS, need, g.id) for g in groups for need in needs),
        *(Change(What.LEADER, each, g.id) for g in groups for each in g.leaders & leaders),
        *(Change(What.CASELOAD, each) for each in leaders),
    ]


CHANGEABLE = (Bar.SLOT, Bar.MODALITY, Bar.THEME, Bar.FULL, Bar.ACCESS, Bar.LEADER, Bar.CASELOAD)


def test_no_single_change_is_overlooked_as_brute_force_tells() -> None:
    seen = Counter[What | int]()
    for seed in range(400, 520):
        asked = replace(small(seed, most_people=9), pins=frozenset())
        leaders = (replace(each, most_groups=min(each.most_groups, seed % 3)) for each in asked.leaders)
        asked = replace(asked, leaders=tuple(leaders))
        proposal = form(asked)
        for person in proposal.waiting[:2]:
            options = smallest_changes(asked, person, seats=proposal.seats)
            ways = [
                (change.what, change.group)
                for change in changeable(asked, person)
                if could_all_sit(applied(asked, person, [change]), {person, *proposal.seats})
            ]
            least = len(options[0].changes) if options else 9
            assert (least <= 1) == bool(ways), (seed, person)
            for option in options:
                assert broken_rules(applied(asked, person, option.changes), option.seats) == ()
                seen.update(change.what for change in option.changes)
            seen[least] += 1
    assert {*What} | {1, 2} <= seen.keys(), seen


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 99))
def test_a_change_that_is_carried_out_gives_the_seat(seed: int, one: int) -> None:
    """Whatever it was: planned anew with the person in that group, everybody keeps a seat and no rule breaks."""
    asked = replace(small(seed), pins=frozenset())
    proposal = form(asked)
    if not proposal.waiting:
        return
    person = proposal.waiting[one % len(proposal.waiting)]
    for option in smallest_changes(asked, person, seats=proposal.seats):
        changed = applied(asked, person, option.changes)
        assert allowed(changed, option.seats)
        assert {person, *proposal.seats} <= option.seats.keys()
        again = form(replace(changed, pins=frozenset({(person, option.group)}), order=(Level.SEATS,)))
        assert len(again.seats) > len(proposal.seats)
        assert len({*option.words}) == len(option.changes)


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
