"""What does not belong in a psychotherapy note, because the record has to hold it (45 CFR 164.501).

The definition leaves out medication, session start and stop times, the modalities and frequencies of
treatment, results of clinical tests, and any summary of diagnosis, functional status, treatment plan,
symptoms, prognosis and progress to date. What is written among psychotherapy notes and is one of these is
missing where it is looked for. The signs are words in English and Spanish: a hint while one writes, that
never stops anything and may be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdspace.kernel.words import gettext_noop as _


class Kind(StrEnum):
    """What belongs in the record. The values are stable keys."""

    MEDICATION = "medication"
    TIMES = "times"
    MODALITY = "modality"
    RESULTS = "results"
    DIAGNOSIS = "diagnosis"
    FUNCTION = "function"
    PLAN = "plan"
    SYMPTOMS = "symptoms"
    PROGNOSIS = "prognosis"
    PROGRESS = "progress"


KINDS: Mapping[Kind, str] = {
    Kind.MEDICATION: _("medication"),
    Kind.TIMES: _("when the session began or ended"),
    Kind.MODALITY: _("kind and frequency of treatment"),
    Kind.RESULTS: _("results of tests"),
    Kind.DIAGNOSIS: _("a diagnosis"),
    Kind.FUNCTION: _("how somebody gets on from day to day"),
    Kind.PLAN: _("the treatment plan"),
    Kind.SYMPTOMS: _("symptoms"),
    Kind.PROGNOSIS: _("prognosis"),
    Kind.PROGRESS: _("progress to date"),
}
"""What was found in a few words, to be translated where it is shown."""

_CLOCK = r"\d{1,2}[:.h]\d{2}\s*(?:am|pm|h)?"
_TESTS = r"(?:PHQ|GAD|PCL|AUDIT|BDI|CORE|WSAS|DASS|K)[\s-]?\d{0,2}(?:-?C)?"
_NUMBER = r"\d{1,3}"

_SIGNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.MEDICATION: (
        r"\d+\s*mg\b",
        r"\b(?:sertraline|fluoxetine|(?:es)?citalopram|venlafaxine|mirtazapine|quetiapine|lithium|diazepam|"
        r"lorazepam|bupropion)\b",
        r"\b(?:sertralina|fluoxetina|venlafaxina|mirtazapina|quetiapina|litio)\b",
        r"\b(?:prescri(?:bed|ption)|medication|dosage|recetad[oa]|medicaci[oó]n|dosis)\b",
    ),
    Kind.TIMES: (
        rf"\b(?:start(?:ed|s)?|began|begins|end(?:ed|s)?|stopped|finished|arrived|left)\s+at\s+{_CLOCK}",
        rf"\b(?:from|between)\s+{_CLOCK}\s+(?:to|until|till|and)\s+{_CLOCK}",
        rf"\b(?:empez[oó]|comenz[oó]|termin[oó]|acab[oó]|lleg[oó]|se fue)\s+a\s+las?\s+{_NUMBER}",
        rf"\b(?:de|desde|entre)\s+las?\s+{_CLOCK}\s+(?:a|hasta|y)\s+las?\s+{_CLOCK}",
        r"\b\d{2,3}[\s-]*(?:minute|min|minutos?)\b[\s-]*(?:session|sesi[oó]n)?",
    ),
    Kind.MODALITY: (
        r"\b(?:weekly|fortnightly|twice a week|once a week|every other week)\b.{0,30}\b(?:session|group)",
        r"\b(?:session|group|therapy)s?\b.{0,30}\b(?:weekly|fortnightly|twice a week|once a week)\b",
        r"\b(?:sesi[oó]n(?:es)?|grupo|terapia)\b.{0,30}\b(?:semanal(?:es)?|quincenal(?:es)?|"
        r"(?:una|dos) ve(?:z|ces) (?:por|a la) semana)",
        r"\b(?:modality|modalidad|CBT|DBT|EMDR|TCC)\b",
    ),
    Kind.RESULTS: (
        rf"\b{_TESTS}\b\D{{0,25}}{_NUMBER}\b",
        rf"\b(?:scored?|scores|total)\b(?:\s+(?:of|is|was|at|now))*\s+{_NUMBER}\b",
        rf"\b(?:puntu[oó]|puntuaci[oó]n|puntaje)\b\D{{0,20}}{_NUMBER}\b",
        r"\b(?:test results?|resultados? (?:del?|de la) (?:test|prueba|cuestionario))\b",
    ),
    Kind.DIAGNOSIS: (
        r"\b(?:diagnos(?:is|es|ed|tic)|diagn[oó]stic(?:o|ad[oa])s?)\b",
        r"\bF\d{2}(?:\.\d{1,2})?\b",
        r"\b(?:meets|met) (?:the )?criteria\b|\bcumple (?:los )?criterios\b",
        r"\b(?:DSM|ICD|CIE)-?\s?\d{1,2}\b",
        r"\b(?:major depress(?:ion|ive)|bipolar|PTSD|OCD|borderline personality|"
        r"generali[sz]ed anxiety)\b",
        r"\btrastorno\b|\bTEPT\b|\bTOC\b",
    ),
    Kind.FUNCTION: (
        r"\b(?:functional status|functioning|activities of daily living|GAF|WHODAS)\b",
        r"\b(?:unable|able) to work\b|\boff (?:sick|work)\b|\bsick leave\b",
        r"\b(?:estado funcional|funcionamiento|de baja|incapaz de trabajar|actividades de la vida diaria)\b",
    ),
    Kind.PLAN: (
        r"\b(?:treatment|care|therapy) (?:plan|goals?)\b",
        r"(?m)^\s*plan\s*:",
        r"\b(?:plan|objetivos?) (?:de|del) (?:tratamiento|terapia)\b",
        r"\b(?:refer(?:red|ral)? to|derivar a|derivaci[oó]n a)\b",
        r"\bnext session we will\b|\ben la pr[oó]xima sesi[oó]n (?:vamos|haremos|trabajaremos)\b",
    ),
    Kind.SYMPTOMS: (
        r"\bsymptoms?\b|\bs[ií]ntomas?\b",
        r"\b(?:insomnia|anhedonia|panic attacks?|flashbacks|hallucinations|suicidal ideation|low mood)\b",
        r"\b(?:insomnio|anhedonia|ataques? de p[aá]nico|alucinaciones|ideaci[oó]n suicida)\b",
    ),
    Kind.PROGNOSIS: (r"\bprognos(?:is|tic)\b|\bpron[oó]stico\b", r"\blikely to (?:relapse|recover)\b"),
    Kind.PROGRESS: (
        r"\bprogress (?:to date|so far|towards?)\b",
        r"\b(?:has|have) (?:clearly |much )?(?:improved|deteriorated|worsened)\b",
        r"\b(?:progreso|avances?) (?:hasta|hacia|en)\b|\bha (?:mejorado|empeorado)\b",
        r"\b(?:good|little|no|some|steady) progress\b|\b(?:buen|poco|ning[uú]n) (?:progreso|avance)\b",
    ),
}

_COMPILED = {kind: tuple(re.compile(sign, re.IGNORECASE) for sign in signs) for kind, signs in _SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Belongs:
    """Words that seem to be one of the kinds."""

    kind: Kind
    found: str


def belongs_in_record(text: str) -> tuple[Belongs, ...]:
    """The first sign of each kind in a text, in the order of the definition."""
    found = []
    for kind, signs in _COMPILED.items():
        hits = [hit for sign in signs if (hit := sign.search(text))]
        if hits:
            first = min(hits, key=lambda hit: hit.start())
            found.append(Belongs(kind, first.group().strip()))
    return tuple(found)
