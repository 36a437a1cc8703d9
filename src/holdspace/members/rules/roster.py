"""The roster of a practice as it arrives: people, and everything that is wrong with the rows about them.

Readers (`roster_csv`, `fhir.rules.patients`) turn a file into rows: a person, a problem, or a row left out
with its reason. `check_roster` brings the people to normal form, merges identical rows, and collects every
problem there is, because a file is refused whole and its owner should have to correct it only once.

Decisions:

- A person needs a name; an identifier alone does not say whom a leader should greet. Given and family name
  may be missing (many names have no such parts), `chosen_name` never is.
- Birth dates may be missing. A date that is not exact (FHIR allows a year or a month) counts as missing.
- People who have died are taken over with `deceased` set; whoever places people into groups has to ask
  `has_died` and must never place them.
- One identifier (system and value) belongs to one person. Two rows with the same identifier that differ in
  anything are two descriptions of somebody, and only the practice knows which is right: a problem. So are two
  differing rows without identifiers that share name and birth date.
- No reason repeats what a cell holds, and no label is a name: reports of problems are mailed and logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from holdspace.kernel.words import Words, say
from holdspace.members.rules import normal_forms

GENDERS = ("male", "female", "other", "unknown")
"""FHIR's administrative gender, https://hl7.org/fhir/R4/valueset-administrative-gender.html."""

OLDEST = 130
"""Years: whoever is said to be older lives by a typing error (the longest documented life is 122 years)."""

MOST_PROBLEMS = 10_000
"""Problems after which reading stops: a file that is wrong everywhere must not fill the memory."""

LONGEST = {
    "given_name": 200,
    "family_name": 200,
    "chosen_name": 200,
    "pronouns": 80,
    "gender_identity": 200,
    "access_needs": 2000,
    "identifier": 255,
    "identifier_system": 255,
    "email": 254,
    "phone": 64,
    "address": 500,
    "emergency_name": 200,
    "emergency_relation": 100,
    "emergency_phone": 64,
}
"""Characters that a field may hold, by its column in a CSV file."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that some system gave to a person; `system` is a URI, or "" for the practice's own numbers."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """Whom to call in an emergency, and what they are to the person ("sister")."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """One person of the roster.

    `row` counts from 1 in the file (with the header, in a table); `label` is a resource's type and id, or "".
    Neither counts when people are compared. `deceased` is True, False, or the date or moment of death.
    `gender` is one of `GENDERS` or ""; `languages`, `phones` and `emails` have the preferred one first;
    `address` is written line by line.
    """

    row: int = field(default=0, compare=False)
    label: str = field(default="", compare=False)
    identifiers: tuple[Identifier, ...] = ()
    given: str = ""
    family: str = ""
    chosen_name: str = ""
    pronouns: str = ""
    birth_date: date | None = None
    deceased: bool | date = False
    gender: str = ""
    gender_identity: str = ""
    languages: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    emergency_contacts: tuple[EmergencyContact, ...] = ()
    access_needs: str = ""
    active: bool = True

    @property
    def has_died(self) -> bool:
        """Whether this person is known to have died; then they are kept, but never placed into a group."""
        return self.deceased is not False

    @property
    def name_key(self) -> tuple[str, date | None]:
        """What people without identifiers are recognised by: the name without case, and the birth date."""
        full = f"{self.given} {self.family}".strip() or self.chosen_name
        return full.casefold(), self.birth_date


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken over: the row, whose it is (never by name), the field, and the reason."""

    row: int
    label: str
    field: str
    reason: Words

    def __str__(self) -> str:
        if self.label:
            return str(say("Row %(row)s, %(label)s, %(field)s: %(reason)s", **self._places()))
        return str(say("Row %(row)s, %(field)s: %(reason)s", **self._places()))

    def _places(self) -> dict[str, object]:
        return {"row": self.row, "label": self.label, "field": self.field, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is left out on purpose: a copy of another row, or a record that another one replaced."""

    row: int
    label: str
    reason: Words


Row: TypeAlias = RosterPerson | RowProblem | Skipped


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster that was checked, each part in the order of its rows. With a problem nothing is imported.

    `read_to_end` is False when reading stopped at `MOST_PROBLEMS`: later rows may hold more.
    """

    people: tuple[RosterPerson, ...]
    problems: tuple[RowProblem, ...]
    skipped: tuple[Skipped, ...]
    read_to_end: bool = True

    @property
    def is_good(self) -> bool:
        return not self.problems


def check_roster(rows: Iterable[Row], *, today: date, region: str | None = None) -> Roster:
    """Everything that a file says: the people in normal form, all problems, and the rows left out.

    `today` is the date where the practice is; `region` its country (ISO 3166-1 alpha-2), in which telephone
    numbers without a country code are read.
    """
    people: dict[RosterPerson, RosterPerson] = {}
    problems: list[RowProblem] = []
    skipped: list[Skipped] = []
    for row in rows:
        if isinstance(row, RowProblem):
            problems.append(row)
        elif isinstance(row, Skipped):
            skipped.append(row)
        else:
            _take(normal(row, region=region), today, people, problems, skipped)
        if len(problems) >= MOST_PROBLEMS:
            break
    read_to_end = len(problems) < MOST_PROBLEMS
    problems.extend(_shared_identifiers(people))
    problems.extend(_shared_names(people))
    problems.sort(key=lambda problem: problem.row)
    skipped.sort(key=lambda row: row.row)
    return Roster(tuple(people), tuple(problems), tuple(skipped), read_to_end)


def _take(
    person: RosterPerson,
    today: date,
    people: dict[RosterPerson, RosterPerson],
    problems: list[RowProblem],
    skipped: list[Skipped],
) -> None:
    """Put `person` where it belongs: among the people, or among the rows left out if its copy is there."""
    first = people.setdefault(person, person)
    if first is not person:
        skipped.append(Skipped(person.row, person.label, say("The same as row %(row)s.", row=first.row)))
    else:
        problems.extend(faults(person, today=today))


def normal(person: RosterPerson, *, region: str | None = None) -> RosterPerson:
    """`person` with every field in normal form; see `normal_forms`."""
    plain = normal_forms.text
    given, family, chosen = plain(person.given), plain(person.family), plain(person.chosen_name)
    return replace(
        person,
        identifiers=_normal_identifiers(person.identifiers),
        given=given,
        family=family,
        chosen_name=chosen or given or family,
        pronouns=plain(person.pronouns),
        gender=plain(person.gender).lower(),
        gender_identity=plain(person.gender_identity),
        languages=normal_forms.different([normal_forms.language(tag) for tag in person.languages]),
        phones=normal_forms.different([normal_forms.phone(number, region) for number in person.phones]),
        emails=normal_forms.different([normal_forms.email(address) for address in person.emails]),
        address=tuple(line for line in map(plain, person.address) if line),
        emergency_contacts=_normal_contacts(person.emergency_contacts, region),
        access_needs=plain(person.access_needs),
    )


def _normal_identifiers(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """Each identifier once; one without a value says nothing and is left out."""
    plain = normal_forms.text
    spelled = (Identifier(plain(each.system), plain(each.value)) for each in identifiers)
    return tuple(dict.fromkeys(each for each in spelled if each.value))


def _normal_contacts(
    contacts: tuple[EmergencyContact, ...], region: str | None
) -> tuple[EmergencyContact, ...]:
    """Each contact once; one that says nothing at all is left out."""
    plain = normal_forms.text
    spelled = (
        EmergencyContact(plain(each.name), plain(each.relation), normal_forms.phone(each.phone, region))
        for each in contacts
    )
    return tuple(dict.fromkeys(each for each in spelled if each != EmergencyContact("", "", "")))


def faults(person: RosterPerson, *, today: date) -> Iterator[RowProblem]:
    """Everything that is wrong with one person (in normal form) by themselves."""
    for column, reason in _reasons(person, today):
        yield RowProblem(person.row, person.label, column, reason)


def _reasons(person: RosterPerson, today: date) -> Iterator[tuple[str, Words]]:
    yield from _name_reasons(person)
    yield from _birth_reasons(person, today)
    yield from _code_reasons(person)
    yield from _contact_reasons(person)
    yield from _length_reasons(person)


def _name_reasons(person: RosterPerson) -> Iterator[tuple[str, Words]]:
    if person.chosen_name:
        return
    if person.identifiers:
        yield "name", say("There is an identifier, but no name to call this person by.")
    else:
        yield "name", say("There is neither a name nor an identifier.")


def _birth_reasons(person: RosterPerson, today: date) -> Iterator[tuple[str, Words]]:
    born, died = person.birth_date, _date_of_death(person)
    if died is not None and died > today:
        yield "deceased", say("The date of death lies in the future.")
    if born is None:
        return
    if born > today:
        yield "birth_date", say("The birth date lies in the future.")
    elif died is not None and died < born:
        yield "deceased", say("The date of death lies before the birth date.")
    elif not person.has_died and born.year < today.year - OLDEST:
        yield "birth_date", say("The birth date is more than %(years)s years ago.", years=OLDEST)


def _date_of_death(person: RosterPerson) -> date | None:
    if isinstance(person.deceased, datetime):
        return person.deceased.date()
    return person.deceased if isinstance(person.deceased, date) else None


def _code_reasons(person: RosterPerson) -> Iterator[tuple[str, Words]]:
    if person.gender and person.gender not in GENDERS:
        yield "gender", say("The gender has to be one of: %(codes)s.", codes=", ".join(GENDERS))
    if not all(map(normal_forms.is_language, person.languages)):
        yield "language", say("A language has to be a tag such as en, es or zh-Hans.")


def _contact_reasons(person: RosterPerson) -> Iterator[tuple[str, Words]]:
    if not all(map(normal_forms.is_email, person.emails)):
        yield "email", say("This is not an e-mail address.")
    for contact in person.emergency_contacts:
        if not contact.name and not contact.phone:
            yield "emergency_name", say("An emergency contact needs a name or a telephone number.")


def _length_reasons(person: RosterPerson) -> Iterator[tuple[str, Words]]:
    for column, written in _written(person):
        if len(written) > LONGEST[column]:
            yield column, say("This is longer than %(longest)s characters.", longest=LONGEST[column])


def _written(person: RosterPerson) -> Iterator[tuple[str, str]]:
    """Every piece of text in `person` beside the column it would stand in."""
    yield "given_name", person.given
    yield "family_name", person.family
    yield "chosen_name", person.chosen_name
    yield "pronouns", person.pronouns
    yield "gender_identity", person.gender_identity
    yield "access_needs", person.access_needs
    yield from (("phone", number) for number in person.phones)
    yield "address", "\n".join(person.address)
    for identifier in person.identifiers:
        yield "identifier", identifier.value
        yield "identifier_system", identifier.system
    for contact in person.emergency_contacts:
        yield "emergency_name", contact.name
        yield "emergency_relation", contact.relation
        yield "emergency_phone", contact.phone


def _shared_identifiers(people: Iterable[RosterPerson]) -> Iterator[RowProblem]:
    """Two different people with one identifier; each pair of rows is named once."""
    owners: dict[Identifier, RosterPerson] = {}
    for person in people:
        firsts = {
            first.row
            for each in person.identifiers
            if (first := owners.setdefault(each, person)) is not person
        }
        for row in sorted(firsts):
            reason = say("Row %(row)s has the same identifier, but says something else.", row=row)
            yield RowProblem(person.row, person.label, "identifier", reason)


def _shared_names(people: Iterable[RosterPerson]) -> Iterator[RowProblem]:
    """Two different people without identifiers whom nothing tells apart: the same name and birth date."""
    owners: dict[tuple[str, date | None], RosterPerson] = {}
    for person in people:
        if person.identifiers or not person.chosen_name:
            continue
        first = owners.setdefault(person.name_key, person)
        if first is not person:
            reason = say(
                "Row %(row)s has the same name and birth date. Two people need an identifier each.",
                row=first.row,
            )
            yield RowProblem(person.row, person.label, "identifier", reason)
