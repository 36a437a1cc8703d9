"""Which words may leave the building: those that tell what the appointment is may not, however they are written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.practice.rules.neutral import ANYWHERE, BEGINNING, WHOLE, Telling, telling

TELLS = {
    # English
    "Harbour Street Psychotherapy": "Psychotherapy",
    "Your therapist": "therapist",
    "Hypnotherapy with Ruth": "Hypnotherapy",
    "Adler Counselling": "Counselling",
    "Mental Health Partnership": "Mental",
    "Your group tonight": "group",
    "Trauma service": "Trauma",
    "Addiction services": "Addiction",
    "Living with depression": "depression",
    "Bereavement evening": "Bereavement",
    "Grieving together": "Grieving",
    "Self-harm support": "Self harm",
    "CAMHS": "CAMHS",
    "Rehab": "Rehab",
    "appointments@harbourtherapy.org": "harbourtherapy",
    # Spanish
    "Centro de Psicología": "Psicología",
    "Su psiquiatra": "psiquiatra",
    "Arteterapia Valencia": "Arteterapia",
    "Salud Mental Norte": "Mental",
    "Grupo de los martes": "Grupo",
    "Terapia grupal": "Terapia",
    "Unidad de adicciones": "adicciones",
    "Grupal": "Grupal",
    "Depresión y ansiedad": "Depresión",
    "Acompañamiento en el duelo": "duelo",
    "Siquiatría": "Siquiatría",
    # Arabic, with article, particles and vowels
    "مركز العلاج": "العلاج",
    "للعلاج": "للعلاج",
    "وبالعِلاج": "وبالعِلاج",
    "الصحة النفسية": "النفسية",
    "معالج": "معالج",
    "الإدمان": "الإدمان",
    "الاكتئاب": "الاكتئاب",
    "مجموعة الثلاثاء": "مجموعة",
    "الصدمة": "الصدمة",
    "قلق": "قلق",
}

TELLS_NOTHING = (
    "Your appointments",
    "A reminder",
    "A note about your appointment",
    "Harbour Street",
    "Harbour Street Clinic",
    "Your session",
    "Ruth Adler",
    "",
    # longer words in which a stem stands by chance
    "Groupon",
    "Grouping",
    "Environmental Studies",
    "Fundamentals",
    "Popsicle",
    "Syllabus",
    "WaterApp",
    "Council of Mourne",
    "Contradiction",
    "Su cita",
    "Un recordatorio",
    "Absoluto",
    "Musicólogos",
    "Contradicción",
    "Calle del Grupón",
    # "breathing", "the same appointment", a town, a family's name
    "الجهاز التنفسي",
    "نفس الموعد",
    "قلقيلية",
    "تذكير بموعد حداد",
)


@pytest.mark.parametrize(("words", "word"), TELLS.items())
def test_a_word_that_tells_is_found_as_it_was_written(words: str, word: str) -> None:
    assert telling(words) == Telling(unicodedata.normalize("NFC", word))


@pytest.mark.parametrize("words", TELLS_NOTHING)
def test_what_tells_nothing_may_stand(words: str) -> None:
    assert telling(words) is None


@pytest.mark.parametrize(
    ("words", "name", "told"),
    [
        ("Salud Mental", "Salud Mental", Telling("Mental", of_name=True)),
        ("SaludMental informa", "Salud Mental", Telling("Mental", of_name=True)),
        ("harbour-counselling", "Harbour Counselling", Telling("Counselling", of_name=True)),
        ("Harbour", "Harbour Counselling", None),
        ("Harbour therapy", "Harbour Counselling", Telling("therapy")),
        ("Harbour Street", "Harbour Street", None),
        ("A reminder", "", None),
    ],
)
def test_the_practices_own_name_may_stand_where_it_tells_nothing(
    words: str, name: str, told: Telling | None
) -> None:
    assert telling(words, own_name=name) == told


def test_the_sentence_says_which_word_and_why() -> None:
    assert str(Telling("therapy").sentence).startswith("“therapy” tells what the appointment is.")
    assert "the practice's own name, and “Mental” in it" in str(Telling("Mental", of_name=True).sentence)


MARKS = "\u0300\u0301\u0308\u0327\u0338\u064b\u064e\u0651\u0670\u200c\u200d\u00ad\u0640"
"""Accents, Arabic vowels, and signs that cannot be seen."""

written = st.lists(st.tuples(st.booleans(), st.text(MARKS, max_size=2)), min_size=20, max_size=20)
spaced = st.text(st.characters(categories=["Zs", "Po", "Pd", "Sc"]), min_size=1, max_size=3)


def test_a_sign_of_money_that_decomposes_into_letters_hides_nothing() -> None:
    assert telling("note₨mental: note") == Telling("mental")


def spelled(stem: str, how: list[tuple[bool, str]]) -> str:
    """The stem in another case, letter by letter, with marks after each."""
    return "".join(
        (sign.upper() if loud else sign.lower()) + marks
        for sign, (loud, marks) in zip(stem, how, strict=False)
    )


@given(st.sampled_from((*ANYWHERE, *BEGINNING, *WHOLE)), written, spaced, spaced)
def test_neither_case_nor_accents_hide_a_stem(
    stem: str, how: list[tuple[bool, str]], before: str, after: str
) -> None:
    assert telling(f"note{before}{spelled(stem, how)}{after}note") is not None


@given(st.sampled_from(ANYWHERE), written, st.text("aeiou", max_size=4), st.text("aeiou", max_size=4))
def test_nor_do_letters_around_a_stem_that_counts_anywhere(
    stem: str, how: list[tuple[bool, str]], before: str, after: str
) -> None:
    assert telling(before + spelled(stem, how) + after) is not None


@given(st.text())
def test_any_text_can_be_asked_about(words: str) -> None:
    told = telling(words, own_name=words)
    assert told is None or told.of_name
    assert (telling(words) is None) == (told is None)
