"""Two thousand sentences of notes, written by a seeded generator: who stands in each of them is known.

All people are invented. Sentences are our own. Four kinds:

- exact: a name, short form or contact as the practice spells it (or without accents, decomposed, in capitals,
  in small letters where the name is no word, with a possessive), in all places of a sentence;
- typo: the same with one letter wrong, missing, too many, or two changed over, in names of four letters on;
- detail: a telephone number, mail address or account name;
- clean: nobody but the note's own member, full of words that are also names of people in the group.

A name that is a word opens a sentence only where what follows is about a person ("Hope said …"): a sentence
start alone shows nothing (engines.md), and that limit is measured apart, in `UNDECIDED`.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from holdspace.notes.rules.discretion import Person

OWN = "ana"

ROSTER = (
    Person("ana", ("Ana", "Ana María", "Ruiz", "Anita"), ("Jorge Ruiz (husband)", "ana.ruiz@example.org")),
    Person("bo", ("Bo", "Lindqvist"), ("Astrid Lindqvist", "+1 202-555-0117")),
    Person(
        "chidi",
        ("Chidi", "Okafor"),
        ("Ngozi Okafor (sister), 202-555-0143", "chidi.o@example.org", "@chidi_runs"),
    ),
    Person("hope", ("Hope", "Adeyemi"), ("Folake Adeyemi",)),
    Person("will", ("Will", "William", "Pemberton"), ("Harriet Pemberton", "will.p@example.net")),
    Person("grace", ("Grace", "Nakamura"), ("Kenji Nakamura", "(202) 555-0171")),
    Person("mark", ("Mark", "O'Brien"), ("Siobhán O'Brien",)),
    Person("rose", ("Rose", "Delacroix"), ("Étienne Delacroix",)),
    Person("bill", ("Bill", "Whitcombe"), ("Maureen Whitcombe",)),
    Person("art", ("Art", "Kowalczyk"), ("Zofia Kowalczyk",)),
    Person("joy", ("Joy", "Abernathy"), ("Leonard Abernathy",)),
    Person("faith", ("Faith", "Mbeki"), ("Thandiwe Mbeki",)),
    Person("may", ("May", "Thornbury"), ("Cecil Thornbury",)),
    Person("jose", ("José", "José Luis", "Hernández", "Pepe"), ("Lucía Hernández", "+34 612 345 678")),
    Person("soren", ("Søren", "Jørgensen"), ("Mette Jørgensen",)),
    Person("lukasz", ("Łukasz", "Wiśniewski"), ("Agnieszka Wiśniewska",)),
    Person("zoe", ("Zoë", "Van der Meer"), ("Pieter van der Meer",)),
    Person("jeanluc", ("Jean-Luc", "Moreau"), ("Odile Moreau",)),
    Person("anya", ("Аня", "Иванова"), ("Пётр Иванов",)),
    Person("wang", ("小明", "王"), ("王秀英",)),
    Person("amal", ("أمل", "الخطيب"), ("سامي الخطيب",)),
    Person("priya", ("Priya", "Venkataraman"), ("Suresh Venkataraman", "@priya.v")),
    Person("fatima", ("Fátima", "Benali"), ("Youssef Benali",)),
    Person("eliz", ("Elizabeth", "Liz", "Fairweather"), ("Gordon Fairweather",)),
    Person("deshawn", ("DeShawn", "Washington"), ("Loretta Washington",)),
    Person("minjun", ("민준", "박"), ("박서연",)),
    Person("oluwa", ("Oluwaseun", "Seun", "Balogun"), ("Kehinde Balogun",)),
    Person("renata", ("Renata", "Figueiredo"), ("Tadeu Figueiredo",)),
    Person("gwen", ("Gwendolyn", "Gwen", "Llewellyn"), ("Rhys Llewellyn",)),
    Person("dmitri", ("Dmitri", "Vasquez"), ("Olga Vasquez", "dmitri (at) example dot org")),
)
"""Thirty people: the cast, names that are words, names with marks and hyphens, four other scripts."""

WORD_NAMES = frozenset({"Hope", "Will", "Grace", "Mark", "Rose", "Bill", "Art", "Joy", "Faith", "May"})

ALIASES = {"will": ("Billy", "Liam"), "eliz": ("Lizzie", "Beth", "Betty"), "jose": ("Pepe", "Chepe")}
"""Short forms that are not in the roster and must be known from the table."""

INSIDE = (
    "She felt close to {} when the group turned quiet.",
    "He asked {} what had helped in the first weeks.",
    "Ana leaned forward and thanked {} for the honesty.",
    "After the break, {} and she spoke about Sunday evenings.",
    "It surprised her that {} had noticed the change.",
    "Her anger at {} softened towards the end.",
    "She said that {} reminds her of her older cousin.",
    "They agreed, with {} nodding, to try the breathing exercise.",
    "Feedback from {} landed well; she wrote it down.",
    "She was moved to tears by what {} told the group.",
    "Ana and {} found that they fear the same thing.",
    "She wondered aloud whether {} would come back.",
    "In the go-round she spoke right after {}, more openly than last week.",
    "Contact outside the group: she met {} by chance at the library.",
    "She interrupted {} twice, noticed it, and apologised.",
    "What she learnt from {}: silence can be kind.",
    "A letter to {} was read and not sent.",
    "He sat between Ana and {} today.",
    "She compared her week with the one that {} described.",
    "Support was offered to her by {} (third time this month).",
    "Her plan: to ask {}, in the room, for what she needs.",
    "This time {} listened and she led.",
    "The role play with {} brought up her father's voice.",
    "She is learning to disagree with {} without leaving the room.",
    "When asked who understood her, she looked at {}.",
)

AT_START = (
    "{} said that she recognised herself in it.",
    "{} told Ana that the letter was brave.",
    "{} was tearful during her account of the funeral.",
    "{} and Ana practised the conversation.",
    "{} listened closely and then thanked her.",
    "{} shared a similar loss from last winter.",
    "{} seemed withdrawn today; she noticed and asked.",
    "{} offered her a different view of the argument.",
    "{} asked how she slept.",
    "{} disagreed, and she stayed calm.",
)

POSSESSIVE = (
    "She was touched by {}'s story about the hospital.",
    "Ana responded to {}’s question with a long pause.",
    "Her reaction to {}'s absence was stronger than expected.",
    "She borrowed {}’s words: one day, one step.",
)

DETAILS = (
    ("She had written 202-555-0143 on her hand.", "202-555-0143"),
    ("Ana asked whether to call (202) 555 0117 tonight.", "(202) 555 0117"),
    ("A number was exchanged: +1 202 555 0171.", "+1 202 555 0171"),
    ("Her cousin can be reached under 212-736-5000.", "212-736-5000"),
    ("They text each other at 555-0143 against the contact rule.", "555-0143"),
    ("New number since Monday: +34 612 345 678.", "+34 612 345 678"),
    ("She keeps mails from chidi.o@example.org in a folder.", "chidi.o@example.org"),
    ("Wrote to Will.P@Example.net after the session.", "Will.P@Example.net"),
    ("An address was passed around: someone.else+x@mail.example.co.uk.", "someone.else+x@mail.example.co.uk"),
    ("She reads along at @chidi_runs every night.", "@chidi_runs"),
    ("Follows @priya.v without saying so.", "@priya.v"),
    ("He found her under instagram.com/quiet_mornings and wrote.", "instagram.com/quiet_mornings"),
    ("Reach them: dmitri (at) example dot org.", "dmitri (at) example dot org"),
    ("Messages go to quietriver at example dot com now.", "quietriver at example dot com"),
)

CLEAN = (
    "She hopes that {topic} will get easier by {month}.",
    "Hope and grief came up together when she spoke about {topic}.",
    "There is hope in how she speaks about {topic} since {day}.",
    "Will practise the {skill} on {day} and bring it back.",
    "Will she try again? She thinks she will.",
    "May need more time with {topic}; no pressure was put on her.",
    "May be ready for {skill} after {month}.",
    "In May she starts a new job, which frightens her.",
    "Since last May her sleep has been {state}.",
    "On May 4 she has an appointment with the {staff}.",
    "Mark progress on {topic} every week.",
    "Mark this as a strength: she stayed in the room.",
    "She wants to leave a mark with her work on {topic}.",
    "Rose from the chair, walked to the window, came back.",
    "Anxiety rose when {topic} was named and fell within minutes.",
    "She brought a rose from the garden as a symbol of {topic}.",
    "The electricity bill is what keeps her awake on {day}.",
    "Bill payments and rent were her first worry today.",
    "Art helps her where words do not; she drew {topic}.",
    "The art group at the library gives her week a shape.",
    "Joy is new to her and a little frightening.",
    "She named joy, then guilt, then {state} relief.",
    "She said grace before the meal for the first time since {month}.",
    "With grace and some humour she told of {topic}.",
    "Faith, she said, is something she lost at {number}.",
    "Her faith community brings meals on {day}.",
    "She keeps faith with the plan: {skill} twice a day.",
    "She was {state} at first and warmer after {number} minutes.",
    "Attended in full, arrived on time, stayed until the end.",
    "Participated actively, gave feedback to another member about {topic}.",
    "Another member's account of {topic} moved her.",
    "Spoke about {topic} with more detail than in week {number}.",
    "PHQ-9 {number}, down from 17; GAD-7 9; item 9 was 0.",
    "No thoughts of suicide, no plan, no intent; safety plan reviewed on {day}.",
    "Risk: low; protective factors are her work and {topic}.",
    "Session 14, 18:00–19:30, code 90853, {number} members present.",
    "Plan: continue weekly, practise {skill}, review goals on 03/12/2026.",
    "Goal 2: to say no to one request a week, linked to {topic}.",
    "She identified three early signs: jaw, breath, {topic}.",
    "Ana's goal for the week is {skill} before bed.",
    "Ana Ruiz was {state} today and spoke of {topic}.",
    "Ana said that {topic} is less heavy now.",
    "Anita, as her husband calls her, laughed about it.",
    "She chose the {skill} exercise over the writing task.",
    "Compared {topic} with the weather: grey, then light.",
    "The group worked on {topic}; she was an attentive listener.",
    "She felt seen. She felt, in her words, less odd.",
    "Used the {skill} when her heart began to race on {day}.",
    "Medication unchanged: sertraline 100 mg, per the {staff}.",
    "Her {staff} will be informed with her consent.",
    "She rated closeness 7 of 10, last week 5.",
    "The theme was {topic}; interventions were linking and here-and-now work.",
    "Affect {state}, speech normal, thought linear, oriented in all spheres.",
    "Tearful when reading her letter; settled with {skill}.",
    "It is a matter of trust, she said, and trust takes {number} weeks.",
    "Patience with herself remains hard after {topic}.",
    "Don't know, she said, then: maybe I do.",
    "She'll bring the {skill} sheet next {day}.",
    "Can't yet speak about {topic} without looking at the door.",
    "Her mother called on {day}; she kept the call short.",
    "Her sister will drive her home after the session on {day}.",
    "She has a dream of a house by the sea and {number} dogs.",
    "Noted shame around {topic}; normalised by several members.",
    "Took the role of timekeeper and kept it well.",
    "She was late by {number} minutes because of the bus.",
    "Left early with notice, for the {staff}'s appointment.",
    "The chair beside hers stayed empty; she remarked on it.",
    "She spoke of the park, the lake, and a long walk in {month}.",
    "A good day, she says, is one with {skill} and soup.",
    "She asked for feedback and could take it in.",
    "Boundaries at work: she said no, politely, on {day}.",
    "Grief comes in waves; {month} is the anniversary.",
    "She checked in with openness 4 of 5.",
    "Worked on the link between {topic} and her body.",
    "Spent the weekend painting walls, a task with an end.",
    "Eats regularly again; appetite fair; weight stable.",
    "Sleep {number} hours, two awakenings, no nightmares since {month}.",
    "She read a chapter on {topic} and disagreed with most of it.",
    "She noticed envy and said so, which took courage.",
    "Hope House was recommended by her {staff}.",
    "She cried at Amazing Grace on {day} and did not hide it.",
    "The Art Therapy room was free, so the group met there.",
    "Will power, she said, has little to do with it.",
    "It will be marked on her calendar: {skill}, {day}, nine o'clock.",
    "Bills, repairs, school: the list of {topic} grew as she spoke.",
    "Faithful to the plan so far; hopeful about {month}.",
    "Graceful exit from an argument with her neighbour on {day}.",
    "Her joyful tone changed when {topic} came near.",
)

UNDECIDED = (
    "Hope remains in everything she says.",
    "Grace has become a word she uses often.",
    "Joy was the first thing on her list.",
    "Art has given her a language.",
    "Faith was discussed at length.",
)
"""Sentences about the thing that could be about the person: asked about, at the lowest certainty."""

FILLINGS = {
    "topic": (
        "shame", "her father", "the move", "loneliness", "the divorce", "work", "anger", "school", "money",
        "being alone", "the accident", "the baby", "her body", "the old house", "asking for help", "conflict",
        "loss", "sleep", "the holidays", "letting go", "her temper", "the past", "being a parent", "illness",
    ),
    "skill": (
        "grounding", "breathing", "urge surfing", "journalling", "naming feelings", "assertive speech",
        "the pause", "self-compassion", "radical acceptance", "the body scan", "opposite action", "planning",
    ),
    "state": ("calm", "guarded", "restless", "tired", "warm", "flat", "anxious", "bright", "quiet", "sad"),
    "staff": ("psychiatrist", "nurse", "doctor", "case worker", "dentist", "lawyer", "teacher", "pharmacist"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "March", "April", "June", "August", "September", "October", "December"),
    "number": tuple(str(number) for number in range(3, 30)),
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence, and where somebody stands in it (None when nobody does)."""

    kind: str
    text: str
    start: int | None = None
    end: int | None = None
    person_id: str | None = None


def corpus(seed: int = 2026, size: int = 2_000) -> list[Sentence]:
    """`size` sentences: 40 % exact, 25 % typo, 5 % detail, 30 % clean."""
    rng = random.Random(seed)
    kinds = {"exact": 0.40, "typo": 0.25, "detail": 0.05, "clean": 0.30}
    makers = {"exact": _exact, "typo": _typo, "detail": _detail, "clean": _clean}
    return [makers[kind](rng) for kind, share in kinds.items() for _ in range(round(size * share))]


def one_edit(name: str, rng: random.Random) -> str:
    """`name` with one letter replaced, dropped, added, or changed over with its neighbour."""
    place, letter = rng.randrange(len(name)), rng.choice("abcdefghijklmnopqrstuvwxyz")
    edited = {
        "replace": name[:place] + letter + name[place + 1 :],
        "drop": name[:place] + name[place + 1 :],
        "add": name[:place] + letter + name[place:],
        "swap": name[: max(place - 1, 0)] + name[max(place - 1, 0) : place + 1][::-1] + name[place + 1 :],
    }[rng.choice(("replace", "drop", "add", "swap"))]
    same = edited.casefold() == name.casefold()
    return one_edit(name, rng) if same else edited[0].upper() + edited[1:].lower()


def _exact(rng: random.Random) -> Sentence:
    person_id, name = rng.choice(list(_names()))
    return _placed("exact", rng, person_id, _varied(name, rng), word=name in WORD_NAMES)


def _typo(rng: random.Random) -> Sentence:
    long_enough = [(person_id, name) for person_id, name in _names() if _latin(name)]
    person_id, name = rng.choice(long_enough)
    return _placed("typo", rng, person_id, one_edit(name, rng))


def _detail(rng: random.Random) -> Sentence:
    text, detail = rng.choice(DETAILS)
    start = text.index(detail)
    return Sentence("detail", text, start, start + len(detail))


def _clean(rng: random.Random) -> Sentence:
    fillings = {slot: rng.choice(words) for slot, words in FILLINGS.items()}
    return Sentence("clean", rng.choice(CLEAN).format(**fillings))


def _names() -> Iterator[tuple[str, str]]:
    """Everybody's names, aliases and contacts' names, alone and whole; not those of the own member."""
    for person in ROSTER:
        contacts = [contact.split(" (")[0].split(",")[0] for contact in person.contacts]
        named = [contact for contact in contacts if not any(sign in contact for sign in "@0123456789")]
        if person.id == OWN:  # what is on record of the own member may stand
            continue
        whole = f"{person.names[0]} {person.names[-1]}"
        for name in {*person.names, *ALIASES.get(str(person.id), ()), *named, whole}:
            if not (len(name) == 1 or " (at) " in name):
                yield str(person.id), name


def _latin(name: str) -> bool:
    return name.isalpha() and len(name) >= 4 and ord(name[0]) < 0x250


def _varied(name: str, rng: random.Random) -> str:
    """The ways in which a name is typed without being misspelt."""
    ways = [name] * 4 + [unicodedata.normalize("NFD", name), _without_accents(name)]
    if name not in WORD_NAMES:
        ways += [name.upper(), name.lower()]
    return rng.choice(ways)


def _without_accents(name: str) -> str:
    letters = name.translate(str.maketrans("øØłŁ", "oOlL"))
    return "".join(sign for sign in unicodedata.normalize("NFD", letters) if not 0x300 <= ord(sign) < 0x370)


def _placed(kind: str, rng: random.Random, person_id: str, name: str, *, word: bool = False) -> Sentence:
    patterns = rng.choice((INSIDE, INSIDE, AT_START, POSSESSIVE))
    before, after = rng.choice(patterns).split("{}")
    start = len(before)
    return Sentence(kind, f"{before}{name}{after}", start, start + len(name), person_id)
