"""The demo's waiting list: seventy people and ten groups, as Yalom opens his chapter on composition.

Their names are invented; what they carry comes from a seeded generator, so that nobody's story is told.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from holdspace.demo.house import House
from holdspace.forming import actions as forming
from holdspace.forming.tasks import find
from holdspace.groups import actions as groups
from holdspace.intake import actions as intake
from holdspace.intake.actions import Referred, Wish
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.rules.screening import READINESS, Facts
from holdspace.kernel import clock
from holdspace.kernel.actors import ANONYMOUS, system_actor
from holdspace.members.actions import register_member
from holdspace.members.models import Member
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault.scope import acting_as

GIVEN: Final = (
    "Abena", "Adrián", "Agnes", "Alma", "Amir", "Anouk", "Arlo", "Astrid", "Aya", "Bashir", "Beatriz",
    "Bjorn", "Carmen", "Cosmo", "Dalia", "Dario", "Delphine", "Dimitri", "Edith", "Elif", "Emeka",
    "Esther", "Fabio", "Faye", "Femi", "Fleur", "Gabor", "Greta", "Hakim", "Hanne", "Hector", "Hoshi",
    "Ida", "Ifor", "Imani", "Inga", "Isaac", "Jasper", "Joy", "Kaito", "Kamala", "Katya", "Kofi",
    "Lena", "Lior", "Lucía", "Magnus", "Maia", "Malik", "Mireille", "Nadia", "Nico", "Odile", "Olwen",
    "Oskar", "Petra", "Priya", "Rafael", "Ramona", "Rhys", "Sabine", "Sami", "Selma", "Tariq", "Tove",
    "Ulla", "Vikram", "Wanda", "Yara", "Zeno",
)  # fmt: skip
FAMILY: Final = (
    "Abara", "Alvarez", "Amsel", "Baptiste", "Barros", "Bloom", "Calloway", "Castell", "Dahl",
    "Dijkstra", "Ekwueme", "Falk", "Farrow", "Garnier", "Gold", "Halloran", "Heller", "Ito", "Jansen",
    "Kaplan", "Keane", "Laurent", "Lund", "Mandel", "Mbeki", "Moreau", "Nash", "Nyberg", "Okoro",
    "Oliveira", "Park", "Petit", "Quill", "Rasmussen", "Renard", "Sato", "Sharma", "Silva", "Strand",
    "Tanaka", "Teller", "Ueda", "Vance", "Varga", "Walsh", "Weiss", "Yilmaz",
)  # fmt: skip
#: A struggle and how often it is brought.
THEMES: Final = {
    "loneliness": 14, "low-mood": 12, "shame": 10, "trust": 9, "worry": 9, "separation": 7,
    "boundaries": 7, "grief-parent": 6, "self-worth": 6, "anger": 5, "work-exhaustion": 5,
    "childhood-harm": 4, "own-illness": 3, "war-flight": 2,
}  # fmt: skip
STYLES: Final = ("PA", "BC", "DE", "FG", "HI", "JK", "LM", "NO")
#: Something that others see, and how many in a hundred it is true of.
TRAITS: Final = {
    "over-65": 12,
    "under-25": 14,
    "man": 34,
    "person-of-colour": 22,
    "gay-bi": 10,
    "wheelchair": 4,
}

#: Name, modality, hours at which it could begin, leader.
OFFERED: Final = (
    ("Monday evening", "room", ("mon-18", "mon-19"), "amara"),
    ("Monday evening, online", "online", ("mon-18", "wed-19"), "kit"),
    ("Tuesday noon", "room", ("tue-12", "wed-12"), "amara"),
    ("Wednesday evening", "room", ("wed-18", "wed-19"), "tomas"),
    ("Wednesday evening, online", "online", ("wed-18", "thu-19"), "amara"),
    ("Thursday evening", "room", ("thu-18", "thu-19"), "ruth"),
    ("Friday morning, online", "online", ("fri-9", "fri-10"), "kit"),
    ("Saturday morning", "room", ("sat-10", "sat-11"), "kit"),
)
READY: Final = 61
"""How many of the seventy have been met and wait for a group."""


def arrive(house: House, today: datetime) -> None:
    """Everything of intake and forming, up to a first proposal."""
    rng = Random(house.rng.random())  # noqa: S311 - a simulation, not a secret
    with clock.held_at(today - timedelta(days=2)):
        waits = [_waits(house, person, number, rng) for number, person in enumerate(_people(house))]
        for number, wait in enumerate(waits):
            _met(house, wait, number, rng)
        _in_common(house, waits)
        _referrals(house)
    with clock.held_at(today - timedelta(hours=20)):
        _round(house)
    with acting_as(system_actor(house.practice.pk)) as system:
        intake.refresh_likenesses(by=system)


def _people(house: House) -> list[Member]:
    """Three who are on the roster already, and sixty-seven new ones."""
    known = [house.members[key] for key in ("wren", "xiomara", "yusuf")]
    with house.acting("ines") as ines:
        return known + [
            register_member(person=_described(number), by=ines) for number in range(len(GIVEN) - len(known))
        ]


def _described(number: int) -> RosterPerson:
    given, family = GIVEN[number], FAMILY[number * 7 % len(FAMILY)]
    return RosterPerson(
        given=given,
        family=family,
        chosen_name=given,
        birth_date=date(1948 + number * 13 % 58, 1 + number % 12, 1 + number % 28),
        languages=("es",) if number % 9 == 4 else ("en",),
        phones=(f"+44 7700 900{700 + number}",),
        emails=(f"{given.lower()}.{family.lower()}@newcomers.example",),
    )


def _waits(house: House, member: Member, number: int, rng: Random) -> Waiting:
    urgent = rng.random() < 0.12
    wish = Wish(
        available=_hours(rng),
        languages=("en", "es") if number % 9 == 4 else ("en",),
        modality=rng.choices(("any", "room", "online"), (55, 28, 17))[0],
        needs=("step-free",) if rng.random() < 0.06 else (),
        funding=rng.choice(("self", "insurance", "public", "fund")),
        priority=rng.choice((1, 2)) if urgent else 0,
        priority_reason="clinical" if urgent else "",
    )
    since = clock.now() - timedelta(days=min(int(rng.expovariate(1 / 60)), 300) + 3)
    with house.acting("ines") as ines:
        return intake.put_on_list(member=member, wish=wish, since=since, by=ines)


def _hours(rng: Random) -> tuple[str, ...]:
    """Three to seven blocks of hours, evenings more often."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat")
    blocks = {"morning": range(9, 12), "noon": range(12, 15), "evening": range(18, 22)}
    chosen = set()
    for _block in range(rng.randint(3, 7)):
        when = rng.choices(list(blocks), (2, 2, 5))[0]
        day = rng.choice(days)
        chosen |= {f"{day}-{hour}" for hour in blocks[when]}
    return tuple(sorted(chosen))


def _met(house: House, wait: Waiting, number: int, rng: Random) -> None:
    """The first meeting, where there has been one: most are ready, a few wait until later."""
    if number >= READY + 3:
        return
    with house.acting(("ruth", "tomas", "amara", "kit")[number % 4]) as clinician:
        screening = Screening.visible_to(clinician).get(waiting=wait)
        later = number >= READY
        saved = intake.save_screening(
            screening=screening,
            facts=_found(rng, later=later),
            texts={"strengths": "Notices what others feel."} if number % 6 == 0 else {},
            version=screening.version,
            by=clinician,
        )
        intake.decide(
            screening=saved,
            look_again_on=clock.today(house.practice.time_zone) + timedelta(days=60) if later else None,
            by=clinician,
        )


def _found(rng: Random, *, later: bool) -> Facts:
    traits = tuple(trait for trait, share in TRAITS.items() if rng.random() * 100 < share)
    return Facts(
        decision="not_now" if later else "in_favour",
        in_favour=("wants-group", "between-people"),
        not_now=("too-fresh",) if later else (),
        readiness=tuple((key, rng.choice(("partly", "yes"))) for key in READINESS),
        themes=_themes(rng),
        style=rng.choice(STYLES),
        strength=max(1, min(10, round(rng.gauss(5.5, 1.8)))),
        high_risk=rng.random() < 0.1,
        traits=traits,
        counted=tuple(trait for trait in traits if trait != "man" or rng.random() < 0.5),
    )


def _themes(rng: Random) -> tuple[str, ...]:
    chosen = rng.choices(list(THEMES), list(THEMES.values()), k=rng.randint(1, 3))
    return tuple(sorted(set(chosen)))


def _in_common(house: House, waits: list[Waiting]) -> None:
    """One pair that must not meet, and a member who knows somebody."""
    with house.acting("ruth") as ruth:
        intake.keep_apart(one=waits[5].member, other=waits[9].member, kind="colleagues", by=ruth)
    with house.acting("jonah") as jonah:
        intake.know_somebody(words="I think my old neighbour comes to the building on Thursdays.", by=jonah)


def _referrals(house: House) -> None:
    """Two people who wrote themselves, and a letter."""
    for given, words in (("Orla", "I would like to be less alone with it."), ("Benedikt", "")):
        person = RosterPerson(
            given=given, family="Marsh" if given == "Orla" else "Aalto", chosen_name=given,
            emails=(f"{given.lower()}@newcomers.example",), languages=("en",),
        )  # fmt: skip
        referred = Referred(
            person,
            available=("tue-18", "tue-19"),
            said=words,
            may_contact=True,
            may_leave_word=given == "Orla",
        )
        intake.refer(practice_id=house.practice.pk, referred=referred, source="self", by=ANONYMOUS)
    letter = Referred(
        RosterPerson(given="Hedda", family="Moen", chosen_name="Hedda", phones=("+44 7700 900990",)),
        referrer="Dr Imogen Vale, Quayside Surgery",
        said="Two years after her father died. Sleeps better now and asks for people to talk to.",
        may_contact=True,
        received_on=clock.today(house.practice.time_zone) - timedelta(days=4),
    )
    with house.acting("ines") as ines:
        intake.refer(practice_id=house.practice.pk, referred=letter, source="letter", by=ines)


def _round(house: House) -> None:
    """Ten groups: two that meet and eight that could, and a first proposal."""
    with house.acting("ines") as ines:
        held = forming.open_round(by=ines)
        for name, modality, starts, leader in OFFERED:
            group = groups.create_group(
                practice_id=house.practice.pk,
                by=ines,
                name=name,
                modality=modality,
                room=house.rooms["Garden room"] if modality == "room" else None,
            )
            groups.appoint(group=group, staff=house.staff[leader], role="leader", by=ines)
            forming.take_part(held=held, group=group, starts=starts, minutes=90, by=ines)
    with house.acting("ruth") as ruth:
        plan = forming.ask_for_plan(held=held, by=ruth, seconds=4)
    with acting_as(system_actor(house.practice.pk)) as system:
        taken_on = forming.begin_search(plan_id=plan.pk, by=system)
        assert taken_on is not None
        find(taken_on, by=system)
