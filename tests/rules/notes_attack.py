"""A second corpus, against the discretion check: forty groups of people of many places, and every trick we know.

Written apart from the engine's lists: sentences, people and tricks are its own. A group is a leader's six to
nine people drawn from `notes_rosters`; a note tells of one of them, and a sentence names another (or nobody).
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.rules.notes_rosters import Invented, invented

ENGLISH = (
    "During check-in, {} described a hard weekend.", "The client sat next to {} and kept her coat on.",
    "Client became tearful when {} talked about the funeral.", "He felt judged by {} in the second half.",
    "She gave {} direct feedback using an I-statement.", "Writer redirected {} once.",
    "He reports texting with {} between sessions.", "The group, including {}, practised box breathing.",
    "Conflict with {} was processed in the room.", "It was {} who broke the silence.",
    "Client identified with {} around early loss.", "She apologised to {} for last week's remark.",
    "He was able to hear {} without interrupting.", "Afterwards {} stayed behind to talk.",
    "She said she trusts {} more than her own brother.", "Client: \"I was jealous of {}.\"",
    "Role play (client as mother, {} as daughter) went well.", "Ct. laughed with {}; affect brightened.",
    "She dreamt about {} on Sunday night.", "Met {} in the car park, which broke the frame.",
    "Discussed what it means that {} is leaving the group.", "Peer support came mainly from {}.",
    "Client wants to call {} after discharge.", "He disagreed with {}, calmly.",
)  # fmt: skip
SPANISH = (
    "La paciente se sintió cerca de {} durante la sesión.", "Le molestó que {} llegara tarde.",
    "Agradeció a {} su sinceridad.", "Lloró cuando {} habló de su padre.", "Se sentó junto a {} como siempre.",
    "Comentó que {} le recuerda a su hermana.", "En el descanso, {} y ella hablaron del trabajo.",
    "Practicó con {} la técnica de respiración.", "No quiso mirar a {} al despedirse.",
    "Dice que confía en {} más que en nadie.",
)  # fmt: skip
STARTS = (
    "{} said the homework was too hard.", "{} shared a memory of her grandmother.", "{} told her she was brave.",
    "{} listened without looking up.", "{} was tearful for most of the hour.", "{} asked whether she was safe.",
    "{} laughed and the tension broke.", "{} offered her a tissue.", "{} agreed that evenings are worst.",
    "{} nodded.", "{} interrupted twice.", "{} felt left out.", "{} and I met briefly before group.",
    "{} thanked her.", "{} wondered if she would return.", "{}'s question helped her.",
)  # fmt: skip
SMALL = (
    "client said {} was rude to her", "she told {} about the job", "ct laughed with {} at the end",
    "{} said the group helps", "later {} asked her to stay", "felt hurt when {} left early",
)  # fmt: skip
REACH = (
    "She saved {} in her phone.", "Client wrote down {} before leaving.", "He asked if {} still works.",
    "They now use {} outside of group.", "A slip with {} was found on the chair.",
)  # fmt: skip
HOME = (
    "She walked past {} twice this week.", "Client went to {} uninvited.", "He offered a lift to {} after group.",
    "The address given was {}.",
)  # fmt: skip
WORK = (
    "She ran into a peer who works at {}.", "Client applied for a job at {}.", "He buys from {} to be near.",
    "There was talk of the lay-offs at {}.",
)  # fmt: skip

TRAPS = """
She hopes to sleep better by May.
Hope was instilled by hearing recovery stories.
Hope is a skill, she decided.
Hope and fear sit side by side for her.
Will continue weekly group. Will monitor mood.
Will follow up with PCP re: sertraline 50 mg.
Will she come back? He thinks so.
Client will attend on Tuesday, 18:00, room 204.
Grace period for the rent ends June 3.
Grace under pressure is how she puts it.
By the grace of God, she said, he is sober.
Mark attendance as excused.
Mark the date: discharge planned for 14 March.
The scar left a mark on her forehead.
May benefit from DBT skills. May need a medication review.
May 12: first panic-free day.
In May she moved; in June she lost the job.
Rose at 5 am all week. Anxiety rose again on Friday.
A rose, a stone and a candle were the closing ritual.
Joy was hard to find this month.
Joy, anger and shame were named in the go-round.
Art therapy was offered. Art supplies were short.
Faith gives her strength.
Faith in the process is growing.
Dawn is the worst time for him.
At dawn she walks the dog.
Chase the feeling, she said, or let it go.
He tends to chase approval.
Summer was lonely; autumn will be busier.
Last summer her son was born.
Christian faith is part of his coping.
Frank discussion of sexual side effects.
She was frank about her drinking.
The angel on the tree made her cry.
Destiny, he said, is an excuse.
Ivy grows over the wall of her childhood home.
The price of honesty was high that week.
Harmony at home is her goal.
A day at a time. One day she will laugh about it.
Stone by stone, she said.
The bishop of her parish visited.
She drove miles to get there.
Savage words were spoken at home, not here.
Reed instruments calm him; he plays the clarinet.
A penny for your thoughts, the therapist asked.
Jade green is the colour of her room.
The carter of her village is a figure in the dream.
Robin redbreast at the feeder: a good omen, he says.
PHQ-9: 14 (was 19). GAD-7: 11. Item 9: 0. AUDIT-C 3.
CPT 90853, 90 min, 8 of 9 present; F33.1, F41.1, Z63.0.
BP 128/82, HR 76, wt 71.4 kg, GAF 55, SUDS 70 to 40.
Session #12 on 2026-03-14 from 18:00 to 19:30 in Rm 3B.
Rx: sertraline 100 mg qd, trazodone 50 mg qhs, lithium 900 mg, lorazepam 0.5 mg prn.
Started Lexapro; stopped Wellbutrin; asks about Abilify and Seroquel.
SI denied, HI denied, no AH/VH; C-SSRS low; safety plan on file.
988 and the crisis line 1-800-273-8255 are on her card.
PT presented on time, A&O x3, casual dress, good eye contact.
CBT, DBT and ACT skills reviewed; MI used for ambivalence.
At AA he got his 90-day chip; sponsor called daily.
She spent Thanksgiving in Boston with her aunt.
He flies to Chicago on Monday and back via Denver.
Ramadan begins soon; fasting and medication were discussed.
Her primary care doctor at the clinic will adjust the dose.
The school called about her son again.
Dr. Ashdown and Tomás closed with a reading.
Ruth asked each member for one word.
Co-leader Tomás Arregui took the lead after the break.
She read a poem by Mary Oliver aloud.
The film about Nelson Mandela moved him.
Yalom's factors: universality, altruism, instillation of hope.
Good Friday service was hard without her mother.
The Hope Foundation paid for the course.
She lives near Grace Lutheran Church and hears the bells.
He bought a ticket for Mark Twain's house.
Another member offered to walk her to the bus.
A peer disclosed something similar and she wept.
Two members were absent; the circle was small.
She practised saying no to her supervisor.
He rated closeness 6/10, last week 4/10.
Ate at a diner, slept 6 h, took a long bath.
Feels like a burden; no plan, no intent; agreed to call.
Her homework: three lines of gratitude each night.
Arrived 10 min late; bus 44 broke down.
Seat changed from 5 to 2; more eye contact.
Insurance needs a new authorisation by 04/30.
Her cat died and nobody at work noticed.
He cooked for his neighbours and enjoyed it.
Shame was the theme; she chose the word herself.
No se presentó por gripe; avisó por teléfono.
La esperanza le parece un lujo.
La luz del pasillo la distrae.
Dolores de cabeza casi a diario.
Milagros no espera, dice, pero algo ha cambiado.
Los reyes magos trajeron poco este año.
En mayo empieza un trabajo nuevo en la fuente del parque.
Va a la iglesia los domingos; las iglesias la calman.
Lleva flores a la tumba de su madre.
Su pareja la espera fuera; hablaron del día.
Cruzó la calle sin mirar; refiere cansancio.
Refiere mejor ánimo, duerme seis horas, niega ideación suicida.
Participó poco; asintió cuando se habló de la culpa.
Se trabajó la respiración diafragmática y el aquí y ahora.
Compartió que su madre está ingresada desde el martes.
Mostró rabia y después alivio; cerró con una sonrisa.
Expresó miedo al alta; se acordó una cita en abril.
Toma sertralina 50 mg; valora subir la dosis.
Un ángel de porcelana le recuerda a su abuela.
La soledad pesa más los fines de semana.
Piensa que la vida es dura, pero sigue.
PHQ-9 de 12 a 8; GAD-7 estable.
La sala estaba fría y pidió una manta.
Llegó tarde por la huelga de metro.
Prometió escribir una carta que no enviará.
""".strip().splitlines()

OWN_TRAPS = (
    "{own} arrived on time and stayed to the end.", "{own} {last} signed the agreement.",
    "{own} said she is worried about money.", "Goal for {own}: one call a week.",
    "{partner} drove {own} to group today.", "{own} gave consent to speak with {emergency}.",
    "{own} works nights at {employer} and is tired.", "{own} can be reached at {phone} or {email}.",
    "{own}'s plan was reviewed; {own} agrees.", "Moved back to {address} with {partner}.",
)  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """A sentence of a note about `own`, in a group; `[start, end)` names `person`, or nobody where None."""

    trick: str
    group: tuple[Invented, ...]
    own: Invented
    text: str
    start: int = 0
    end: int = 0
    person: Invented | None = None


Trick = Callable[[Invented, random.Random], str | None]


def attacks(seed: int = 1, circles: int = 40) -> list[Attack]:
    """Every trick on somebody of each of so many groups, and 28 sentences of each that name nobody else."""
    rng = random.Random(seed)
    found: list[Attack] = []
    for group in groups(rng)[:circles]:
        found += [
            each
            for name, (make, frames) in TRICKS.items()
            if (each := _attack(name, make, frames, group, rng))
        ]
        found += [_trap(group, rng) for _ in range(24)]
        found += [_own_trap(group, rng) for _ in range(4)]
    return found


def groups(rng: random.Random) -> list[tuple[Invented, ...]]:
    """Forty groups of six to nine people, no two with the same name."""
    everybody = invented()
    return [tuple(rng.sample(everybody, rng.randrange(6, 10))) for _ in range(40)]


def _attack(
    name: str, make: Trick, frames: tuple[str, ...], group: tuple[Invented, ...], rng: random.Random
) -> Attack | None:
    """The trick on the first of the group, in a drawn order, on whom it can be played."""
    order = rng.sample(group, len(group))
    for person in order:
        written = make(person, rng)
        others = [each for each in group if each is not person]
        if written and not any(_same(person, each) for each in others):
            frame = rng.choice(frames)
            before, after = frame.split("{}")
            if name == "shouted":
                before, after = before.upper(), after.upper()
            return Attack(name, group, rng.choice(others), before + written + after, len(before),
                          len(before) + len(written), person)  # fmt: skip
    return None


def _same(one: Invented, two: Invented) -> bool:
    return one.chosen == two.chosen or one.last == two.last


def _trap(group: tuple[Invented, ...], rng: random.Random) -> Attack:
    return Attack("trap", group, rng.choice(group), rng.choice(TRAPS))


def _own_trap(group: tuple[Invented, ...], rng: random.Random) -> Attack:
    own = rng.choice(group)
    text = rng.choice(OWN_TRAPS).format(
        own=own.chosen, last=own.last, partner=own.partner, emergency=own.emergency, employer=own.employer,
        phone=own.phone, email=own.email, address=own.address,
    )  # fmt: skip
    return Attack("own", group, own, text)


# Tricks: how a person is written; None where it cannot be done to this name

WORDS = frozenset(
    [
        "hope",
        "will",
        "grace",
        "mark",
        "may",
        "rose",
        "joy",
        "art",
        "faith",
        "dawn",
        "chase",
        "summer",
        "christian",
        "angel",
        "destiny",
        "ivy",
        "frank",
        "robin",
        "penny",
        "reed",
        "jade",
        "miles",
        "harmony",
        "luz",
        "milagros",
        "reyes",
        "iglesias",
        "stone",
        "bishop",
        "price",
        "savage",
        "day",
        "carter",
        "brooks",
        "fuentes",
        "marcus",
        "ángel",
        "ángeles",
        "singh",
        "park",
    ]
)


def _no_word(name: str) -> str | None:
    return None if name.casefold() in WORDS else name


def _latin(name: str) -> bool:
    return bool(re.match(r"[A-Za-z\u00c0-\u024f]", name))


def _letters(name: str, least: int) -> bool:
    return _latin(name) and name.isalpha() and len(name) >= least and name.casefold() not in WORDS


def _plain(name: str) -> str:
    table = str.maketrans(
        {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ð": "d", "ı": "i", "æ": "ae", "ß": "ss", "đ": "d"}
    )
    return "".join(
        sign
        for sign in unicodedata.normalize("NFD", name.translate(table))
        if not unicodedata.combining(sign)
    )


def _in_digraphs(name: str) -> str | None:
    written = name
    for one, two in (
        ("ü", "ue"),
        ("ö", "oe"),
        ("ä", "ae"),
        ("ß", "ss"),
        ("ø", "oe"),
        ("å", "aa"),
        ("æ", "ae"),
    ):
        written = written.replace(one, two)
    return written if written != name else None


def _looking_alike(name: str) -> str | None:
    swapped = re.sub(
        "[aeocp]", lambda match: {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"}[match[0]], name, count=1
    )
    return swapped if swapped != name and _latin(name) else None


def _leet(name: str) -> str | None:
    inner = name[1:-1].translate(str.maketrans("aeio", "4310"))
    return name[0] + inner + name[-1] if inner != name[1:-1] and _letters(name, 4) else None


def _full_width(name: str) -> str | None:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in name) if name.isascii() and name.isalpha() else None


KEYS = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "yi", "n": "bm", "r": "et", "t": "ry", "s": "ad", "l": "k", "d": "sf",
        "m": "n", "h": "gj", "k": "jl", "c": "xv", "g": "fh", "b": "vn", "y": "tu", "p": "o", "f": "dg", "v": "cb", "w": "qe"}  # fmt: skip


def typo(how: str, name: str, rng: random.Random) -> str | None:
    """`name` with one slip of the kind `how`, its capital kept."""
    if not _letters(name, 4):
        return None
    at = rng.randrange(1, len(name))
    low = name.lower()
    made = {
        "first": rng.choice(KEYS.get(_plain(low[0]), "x")) + low[1:],
        "double": low[:at] + low[at] + low[at:],
        "drop": low[:at] + low[at + 1 :],
        "swap": low[: at - 1] + low[at] + low[at - 1] + low[at + 1 :],
        "neighbour": low[:at] + rng.choice(KEYS.get(_plain(low[at]), "x")) + low[at + 1 :],
        "extra": low[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + low[at:],
    }[how]
    return None if made == low else made[0].upper() + made[1:]


def _typo_of(field: str, how: str) -> Trick:
    return lambda person, rng: typo(how, getattr(person, field), rng)


def _whole(person: Invented) -> str:
    if not _latin(person.chosen) and re.match(r"[\u3040-\u9fff\uac00-\ud7af]", person.chosen):
        return person.last + person.chosen
    return f"{person.chosen} {person.last}"


def _initial(name: str) -> str:
    return _plain(name)[0].upper() if _latin(name) and name[0].isalpha() else ""


def _initials(pattern: str) -> Trick:
    def written(person: Invented, _rng: random.Random) -> str | None:
        one, two = _initial(person.chosen), _initial(person.last)
        known = {
            "AA",
            "PT",
            "MD",
            "OK",
            "AM",
            "PM",
            "MI",
            "BP",
            "HI",
            "SI",
            "MS",
            "DR",
            "ED",
            "AS",
            "NO",
            "IT",
            "CT",
            "RX",
            "HR",
        }
        return pattern.format(one, two) if one and two and one + two not in known else None

    return written


def _digits(person: Invented) -> str:
    return re.sub(r"\D", "", person.phone)


def _phone(write: Callable[[str, random.Random], str], *, american: bool = True) -> Trick:
    def written(person: Invented, rng: random.Random) -> str | None:
        digits = _digits(person)
        return write(digits, rng) if digits.startswith("1") is american else None

    return written


def _other_digits(digits: str, rng: random.Random) -> str:
    zero = rng.choice("٠०۰０")
    return " ".join(
        "".join(chr(ord(zero) + int(digit)) for digit in part)
        for part in (digits[1:4], digits[4:7], digits[7:])
    )


def _street(person: Invented) -> str | None:
    first = person.address.split(",")[0]
    return first if _latin(person.address) else None


ABBREVIATED = {"Street": "St.", "Avenue": "Ave", "Road": "Rd.", "Lane": "Ln", "Drive": "Dr", "Court": "Ct", "Blvd": "Boulevard",
               "Calle": "C/", "Avenida": "Avda.", "St": "Street", "Ave": "Avenue", "Ct": "Court", "Place": "Pl."}  # fmt: skip


def _abbreviated(person: Invented, _rng: random.Random) -> str | None:
    street = _street(person) or ""
    written = " ".join(ABBREVIATED.get(word, word) for word in street.split())
    return written if written != street else None


def _without_number(person: Invented, _rng: random.Random) -> str | None:
    street = _street(person) or ""
    bare = re.sub(r"^[\d/]+ |[ ,]+\d+$", "", street)
    return bare if bare != street and " " in bare else None


def _spoken(digits: str) -> str:
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return " ".join(words[int(digit)] for digit in digits)


def _word_name(person: Invented, _rng: random.Random) -> str | None:
    return person.chosen if person.chosen.casefold() in WORDS else None


def _one_of(*fields: str) -> Trick:
    return lambda person, rng: getattr(person, rng.choice(fields)) or None


CYRILLIC_ENDINGS = {"а": "у", "я": "ю", "й": "я"}


def _declined(person: Invented, _rng: random.Random) -> str | None:
    name = person.chosen
    return (
        name[:-1] + CYRILLIC_ENDINGS[name[-1]]
        if re.match("[А-Я]", name) and name[-1] in CYRILLIC_ENDINGS
        else None
    )


BOTH = ENGLISH + SPANISH
ALL = (*ENGLISH, *SPANISH, *STARTS)

TRICKS: dict[str, tuple[Trick, tuple[str, ...]]] = {
    "chosen": (lambda p, r: p.chosen, ENGLISH),
    "chosen, Spanish": (lambda p, r: p.chosen, SPANISH),
    "chosen, at the start": (lambda p, r: p.chosen, STARTS),
    "word, inside": (_word_name, ENGLISH),
    "word, Spanish": (_word_name, SPANISH),
    "word, at the start": (_word_name, STARTS),
    "legal first": (lambda p, r: p.first if p.first != p.chosen else None, BOTH),
    "legal last": (lambda p, r: p.last, ENGLISH),
    "whole": (lambda p, r: _whole(p), ALL),
    "legal whole": (lambda p, r: f"{p.first} {p.last}" if p.first != p.chosen and _latin(p.first) else None, ALL),
    "last, first": (lambda p, r: f"{p.last}, {p.first}" if _latin(p.last) else None, ENGLISH),
    "over two lines": (lambda p, r: _whole(p).replace(" ", "\n"), ENGLISH),
    "title": (lambda p, r: f"{r.choice(('Ms.', 'Mr', 'Sra.', 'Don'))} {p.last}" if _latin(p.last) else None, ENGLISH),
    "possessive": (lambda p, r: p.chosen + r.choice(("'s", "’s", "ʼs")), ("She liked {} story.", "Heard {} poem twice.")),
    "plural": (lambda p, r: f"the {p.last}s" if _letters(p.last, 4) and p.last[-1] not in "szxZ" else None, ENGLISH),
    "nickname on record": (lambda p, r: p.nickname if len(p.nickname) > 1 else None, ALL),
    "short form": (lambda p, r: p.short or None, ALL),
    "small letters": (lambda p, r: (_no_word(p.chosen) or "").lower() if len(p.chosen) > 2 else None, SMALL),
    "small, surname": (lambda p, r: (_no_word(p.last) or "").lower(), SMALL),
    "small word": (_word_name and (lambda p, r: p.chosen.lower() if p.chosen in {"Hope", "Mark", "Grace", "Frank"} else None),
                   ("client said that {} shouted at her", "after group {} said he was sorry", "she told {} about the job")),
    "shouted": (lambda p, r: (_no_word(p.chosen) or "").upper(), ENGLISH),
    "no accents": (lambda p, r: _plain(p.chosen) if _plain(p.chosen) != p.chosen and _latin(p.chosen) else None, BOTH),
    "no accents, surname": (lambda p, r: _plain(p.last) if _plain(p.last) != p.last and _latin(p.last) else None, BOTH),
    "decomposed": (lambda p, r: unicodedata.normalize("NFD", _whole(p)), ENGLISH),
    "digraphs": (lambda p, r: _in_digraphs(r.choice((p.chosen, p.last))), ENGLISH),
    "invisible": (lambda p, r: p.chosen[:1] + r.choice("\u200b\u200d\u00ad\ufeff\u2060") + p.chosen[1:], ENGLISH),
    "lookalike": (lambda p, r: _looking_alike(p.chosen), ENGLISH),
    "full width": (lambda p, r: _full_width(p.chosen), ENGLISH),
    "leet": (lambda p, r: _leet(p.chosen), ENGLISH),
    "spelt out": (lambda p, r: r.choice(" -.").join(p.chosen) if _letters(p.chosen, 4) else None, ENGLISH),
    "starred": (lambda p, r: p.chosen[:2] + "*" + p.chosen[3:] if _letters(p.chosen, 5) else None, ENGLISH),
    "hashtag": (lambda p, r: f"#{p.chosen}{_initial(p.last)}" if _letters(p.chosen, 3) else None, ENGLISH),
    "camel": (lambda p, r: p.chosen + p.last if _letters(p.chosen, 3) and p.last.isalpha() else None, ENGLISH),
    "glued": (lambda p, r: f"({p.chosen})", ENGLISH),
    "with a slash": (lambda p, r: p.chosen, ("Feedback to Zed/{}/others.", "Pairs: {}/Quill and others.")),
    "in an account": (lambda p, r: f"@{_plain(p.chosen).lower()}.{_plain(p.last).lower()}92" if _letters(p.chosen, 3)
                      and p.last.isalpha() else None, REACH),
    "in a mail": (lambda p, r: f"{_plain(p.chosen).lower()}.{r.randrange(99)}@inbox.example" if _letters(p.chosen, 3) else None, REACH),
    "A.G.": (_initials("{}.{}."), ENGLISH),
    "A. G.": (_initials("{}. {}."), ENGLISH),
    "AG": (_initials("{}{}"), ENGLISH),
    "AG, at the start": (_initials("{}{}"), STARTS[:8]),
    "Ana G.": (lambda p, r: f"{p.chosen} {_initial(p.last)}." if _letters(p.chosen, 2) and _initial(p.last) else None, ENGLISH),
    "Ana G": (lambda p, r: f"{p.chosen} {_initial(p.last)}" if _letters(p.chosen, 2) and _initial(p.last) else None, STARTS),
    "A. García": (lambda p, r: f"{_initial(p.chosen)}. {p.last}" if _initial(p.chosen) and _latin(p.last) else None, ENGLISH),
    "other script": (lambda p, r: p.script.split(" ")[0] or None, ENGLISH),
    "own script": (lambda p, r: p.chosen if not _latin(p.chosen) else None, ENGLISH),
    "declined": (_declined, ("Она слушала, когда {} спросили о доме.", "Позвонить {} после группы.")),
    "typo, first letter": (_typo_of("chosen", "first"), BOTH),
    "typo, doubled": (_typo_of("chosen", "double"), ALL),
    "typo, dropped": (_typo_of("chosen", "drop"), BOTH),
    "typo, swapped": (_typo_of("chosen", "swap"), ALL),
    "typo, next key": (_typo_of("chosen", "neighbour"), BOTH),
    "typo, extra": (_typo_of("chosen", "extra"), BOTH),
    "typo, surname": (_typo_of("last", "swap"), ALL),
    "typo, surname, dropped": (_typo_of("last", "drop"), BOTH),
    "typo, nickname": (_typo_of("nickname", "swap"), BOTH),
    "typo, small": (lambda p, r: (typo("swap", p.chosen, r) or "").lower(), SMALL),
    "typo, small surname": (lambda p, r: (typo("neighbour", p.last, r) or "").lower(), SMALL),
    "partner": (lambda p, r: p.partner, ENGLISH),
    "partner, first": (lambda p, r: p.partner.split(" ")[0] if p.partner.split(" ")[0] not in {"Robin", "Guy"} else None, BOTH),
    "emergency contact": (lambda p, r: p.emergency, BOTH),
    "emergency contact, first": (lambda p, r: p.emergency.split(" ")[0], ENGLISH),
    "phone as stored": (lambda p, r: p.phone, REACH),
    "phone (…)": (_phone(lambda d, r: f"({d[1:4]}) {d[4:7]}-{d[7:]}"), REACH),
    "phone, dots": (_phone(lambda d, r: f"{d[1:4]}.{d[4:7]}.{d[7:]}"), REACH),
    "phone, run together": (_phone(lambda d, r: d[1:]), REACH),
    "phone, odd groups": (_phone(lambda d, r: f"{d[1:3]} {d[3:5]} {d[5:7]} {d[7:9]} {d[9:]}"), REACH),
    "phone, 001": (_phone(lambda d, r: f"001 {d[1:4]} {d[4:7]} {d[7:]}"), REACH),
    "phone, seven": (_phone(lambda d, r: f"{d[4:7]}-{d[7:]}"), REACH),
    "phone, extension": (_phone(lambda d, r: f"{d[1:4]}-{d[4:7]}-{d[7:]} x{r.randrange(99)}"), REACH),
    "phone, national": (_phone(lambda d, r: f"0{d[2:4]} {d[4:8]} {d[8:]}", american=False), REACH),
    "phone, +44 (0)": (_phone(lambda d, r: f"+44 (0){d[2:4]} {d[4:8]} {d[8:]}", american=False), REACH),
    "phone, other digits": (_phone(_other_digits), REACH),
    "phone, spoken": (_phone(lambda d, r: _spoken(d[1:])), REACH),
    "mail": (lambda p, r: p.email, REACH),
    "mail, capitals": (lambda p, r: p.email.upper(), REACH),
    "mail, at dot": (lambda p, r: p.email.replace(".", " dot ").replace("@", " at "), REACH),
    "mail, (at)": (lambda p, r: p.email.replace("@", r.choice((" (at) ", "[at]", " @ ", "(@)"))), REACH),
    "mail, arroba": (lambda p, r: p.email.replace("@", " arroba ").replace(".", " punto "), REACH),
    "handle": (lambda p, r: p.handle, REACH),
    "handle, no @": (lambda p, r: p.handle[1:], REACH),
    "handle, in an address": (lambda p, r: f"instagram.com/{p.handle[1:]}", REACH),
    "handle, capitals": (lambda p, r: p.handle.title(), REACH),
    "address": (lambda p, r: p.address, HOME),
    "address, street": (lambda p, r: _street(p), HOME),
    "address, abbreviated": (_abbreviated, HOME),
    "address, no number": (_without_number, HOME),
    "address, small": (lambda p, r: (_street(p) or "").lower() or None, HOME),
    "employer": (lambda p, r: p.employer, WORK),
    "employer, small": (lambda p, r: p.employer.lower() if _latin(p.employer) else None, WORK),
    "employer, telling part": (lambda p, r: next((w for w in p.employer.split() if _letters(w, 6) and w == p.last), None), WORK),
}  # fmt: skip


def of_trick(corpus: list[Attack], trick: str) -> Iterator[Attack]:
    """The sentences of one trick."""
    return (each for each in corpus if each.trick == trick)
