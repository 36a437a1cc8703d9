"""What belongs in the record is noticed among psychotherapy notes, in English and in Spanish (45 CFR 164.501)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.notes.rules.belongs import KINDS, Kind, belongs_in_record

EXCLUDED = [
    ("She now takes 50 mg of sertraline.", Kind.MEDICATION),
    ("Toma sertralina desde mayo.", Kind.MEDICATION),
    ("The session started at 18:05.", Kind.TIMES),
    ("We met from 18:00 to 19:30.", Kind.TIMES),
    ("La sesión empezó a las 18:05.", Kind.TIMES),
    ("Estuvimos de las 18:00 a las 19:30.", Kind.TIMES),
    ("Weekly group sessions continue.", Kind.MODALITY),
    ("El grupo se reúne dos veces por semana.", Kind.MODALITY),
    ("PHQ-9 was 17 this week.", Kind.RESULTS),
    ("Scored 12, down from last month.", Kind.RESULTS),
    ("El GAD-7 ha sido de 14.", Kind.RESULTS),
    ("Puntuación total: 21.", Kind.RESULTS),
    ("Diagnosis remains the same.", Kind.DIAGNOSIS),
    ("F33.1, as before.", Kind.DIAGNOSIS),
    ("Diagnosticada hace dos años.", Kind.DIAGNOSIS),
    ("Trastorno de ansiedad.", Kind.DIAGNOSIS),
    ("Is unable to work at present.", Kind.FUNCTION),
    ("Sigue de baja.", Kind.FUNCTION),
    ("Plan: two more sessions on this.", Kind.PLAN),
    ("The treatment plan should change.", Kind.PLAN),
    ("El plan de tratamiento sigue igual.", Kind.PLAN),
    ("Symptoms are worse at night.", Kind.SYMPTOMS),
    ("Reports insomnia again.", Kind.SYMPTOMS),
    ("Los síntomas vuelven de noche.", Kind.SYMPTOMS),
    ("Prognosis is good.", Kind.PROGNOSIS),
    ("El pronóstico es bueno.", Kind.PROGNOSIS),
    ("She has improved since spring.", Kind.PROGRESS),
    ("Ha mejorado desde la primavera.", Kind.PROGRESS),
]

PRIVATE = [
    "I felt pushed away when she laughed, and noticed that I wanted to win her back.",
    "Her silence reminded me of the way she told of her mother: a closed door, and somebody waiting.",
    "My guess is that the quarrel was about me, and about who may be angry in this room.",
    "He looked at the clock whenever she spoke. Envy? I did not say it.",
    "Sentí que me empujaba lejos cuando se rió, y que yo quería recuperarla.",
    "Su silencio me recordó lo que contó de su madre: una puerta cerrada y alguien que espera.",
    "Creo que la pelea era conmigo, y sobre quién puede enfadarse en esta sala.",
    "Two of them turned to the window; I thought of the third who had left.",
]


@pytest.mark.parametrize(("text", "kind"), EXCLUDED)
def test_what_the_definition_leaves_out_is_noticed(text: str, kind: Kind) -> None:
    found = {each.kind: each.found for each in belongs_in_record(text)}
    assert kind in found
    assert found[kind] in text


@pytest.mark.parametrize("text", PRIVATE)
def test_what_a_therapist_thinks_is_left_alone(text: str) -> None:
    assert belongs_in_record(text) == ()


def test_every_kind_has_words_and_examples_in_both_languages() -> None:
    assert set(KINDS) == set(Kind)
    assert {kind for _text, kind in EXCLUDED} == set(Kind)


def test_each_kind_is_told_once_in_the_order_of_the_definition() -> None:
    found = belongs_in_record("PHQ-9 17, then PHQ-9 12. Symptoms less. Diagnosis unchanged. 50 mg.")
    assert [each.kind for each in found] == [Kind.MEDICATION, Kind.RESULTS, Kind.DIAGNOSIS, Kind.SYMPTOMS]


@given(st.text(max_size=300))
def test_it_never_fails_and_finds_what_stands_there(text: str) -> None:
    assert all(each.found in text for each in belongs_in_record(text))
