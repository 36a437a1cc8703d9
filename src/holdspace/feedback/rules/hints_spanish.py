"""What hints look for in Spanish, of Spain and of America, in our own choice; precision before recall."""

from __future__ import annotations

import re
from typing import Final

from holdspace.feedback.rules.hint_patterns import Kind, Language, any_of, words

_PIECES: Final = {
    "OPENER": r"""
        y|pero|entonces|pues|bueno|quizas?|tal vez|mejor|por favor|simplemente|solo|si|ademas|a veces|mira
        la proxima vez
    """,
    "START": r"^(?:{OPENER},? +)*",
    "CLAUSE": r"""
        {START}(?:tu +)?
        [,:] +(?:tu +)?
        \b(?:creo|pienso|siento|opino) que +(?:tu +)?
    """,
    "DISORDER": r"""
        narcisista|bipolar|borderline|psicopat\w+|sociopat\w+|psicotic[oa]|esquizo\w+|codependiente
        paranoic[oa]|histeric[oa]|neurotic[oa]|adict[oa]|alcoholic[oa]|maniac[oa]
    """,
    "HARSH": r"""
        egoista|fri[oa]|vag[oa]|perezos[oa]|dramatic[oa]|debil|arrogante|maleducad[oa]|fals[oa]|infantil
        inmadur[oa]|controladora?|manipuladora?|agresiv[oa]|pasiv[oa]|ingenu[oa]|negativ[oa]|pesad[oa]
        aburrid[oa]|patetic[oa]|tont[oa]|ridicul[oa]|dificil|desagradecid[oa]|cerrad[oa]|cabezota|terc[oa]
    """,
    "KIND_WORD": r"""
        escuch\w+|ayud\w+|sonri\w+|acompan\w+|apoy\w+|cuid\w+|ahi|pregunt\w+|anim\w+|amable\w*|carin\w+|reir
        buen\w+|bien|segur\w+|acog\w+|entiend\w+|comprend\w+|recuerd\w+|acuerd\w+|paciente|honest\w+|sincer\w+
        generos\w+|valiente|agradec\w+|puedes|contigo|dispuest\w+
    """,
    "A_KINDNESS": r"(?:me |nos |te |lo |la |has |haces )?(?:\w+ ){0,3}?{KIND_WORD}\b",
    "PRONOUN": r"(?:(?:te|lo|la|me|nos|le|les) )?",
    "SPARED": r"juzgas|presionas|haces|has|tienes|interrumpes|ries|olvidas|estas sol[oa]|\w+ sol[oa]\b",
    "YOU_DO": r"(?!(?:las|los|mis|tus|sus|nos|les|mas|dos|tres|antes|unas)\b)\w{2,}[ae]s\b",
    "IMPERATIVE": r"""
        (?:intenta|prueba a|habla con|deja de|no dejes|aprende a|dile|pidele|cuentale|hazle|ve a|trata de)\b
        haz (?!lo que)|ponte (?!comod)|(?:tomate|piensa en ti|date (?:tiempo|permiso))\b
        no te (?:rindas|culpes|castigues|compares|calles|dejes|escondas)\b
    """,
}

_DIAGNOSIS: Final = r"""
    \b(?:eres|sos|estas|pareces|suenas)(?: un| una)?(?: muy| tan| un poco| bastante)? {DISORDER}\b
    \b(?:tienes|tenes) (?:un |el |una )?(?:trastorno|tlp|tdah|tept|toc|complejo|psicosis)\b
    \b(?:tienes|tenes) (?:una )?personalidad (?:limite|narcisista)\b
    \btu (?:narcisismo|trastorno limite|bipolaridad|paranoia|codependencia|neurosis|borderline)\b
    \bestas en negacion\b
"""

_JUDGEMENT: Final = r"""
    (?<!como )(?<!que )\bsiempre {PRONOUN}(?!{A_KINDNESS}){YOU_DO}
    \bnunca {PRONOUN}(?!{SPARED}){YOU_DO}
    \b(?:eres|sos)(?: una persona)?(?: muy| tan| demasiado| un| una| bastante) {HARSH}\b
    \b(?:eres|sos) {HARSH}$
    \btu problema es\b|\bel problema contigo\b|\bes tipico de ti\b|\bsolo quieres (?:llamar la )?atencion\b
    \bno te importan? (?:nada|nadie|los demas)\b
    {START}(?:madura|superalo)\b
"""

_FOR_ALL: Final = r"""
    \btod[oa]s(?: nosotr[oa]s| aqui)? (?:pensamos|creemos|sentimos|sabemos|vemos|opinamos|notamos|queremos)\b
    \b(?:el grupo(?: entero)?|todo el (?:mundo|grupo)) (?:piensa|cree|siente|opina|sabe|ve|nota|quiere)\b
    \b(?:nadie|ningun[oa] de nosotr[oa]s) (?:aqui )?(?:te )?(?:quiere|cree|piensa|entiende|soporta|aguanta)\b
"""

_ADVICE: Final = r"""
    \b(?:deberias|tendrias que|te convendria|mas te vale)\b(?! haber| estar| sentir)
    {CLAUSE}debes (?!de\b|estar|haber|sentir|tener|ser)\w|{CLAUSE}no debes \w
    \b(?:creo|pienso|opino) que (?:tienes|tenes) que\b|\blo que (?:tienes|tenes) que hacer es\b
    \b(?:has|habeis) (?:probado|intentado|considerado|pensado en)\b.*\?$
    {START}por que no (?:te |le |lo )?(?:pruebas|hablas|intentas|vas|haces|llamas|dejas|dices|tomas)\b
    {START}por que no (?:te |le |lo )?(?:buscas|pides|tratas|cuentas)\b
    \byo que (?:tu|vos)\b|\bsi (?:yo )?fuera (?:tu|vos)\b|\bsi (?:yo )?estuviera en tu lugar\b
    \ben tu lugar,? (?:yo\b|\w+ria\b)
    \bte (?:recomiendo|aconsejo|sugiero|recomendaria|aconsejaria|sugeriria)\b
    \bmi (?:consejo|recomendacion)\b|\bpodrias (?:probar|intentar|tratar)\b
    \b(?:lo mejor (?:es|seria)|seria mejor) que (?:te )?\w+[ae]s\b
    {START}{IMPERATIVE}
"""

_REPORTED: Final = r"""
    \b(?:dij\w+|dices|decias|dicen?|decirte|contaste|contabas|cuentas|preguntas|preguntabas)\b[^,;]{0,25}
    \b(?:piensas|pensabas|crees|creias|sientes|sentias|temes|escribiste|llamaste|si)\b[^,;]{0,25}
"""

SPANISH: Final = Language(
    kinds={
        Kind.DIAGNOSIS: re.compile(any_of(_DIAGNOSIS, _PIECES)),
        Kind.JUDGEMENT: re.compile(any_of(_JUDGEMENT, _PIECES)),
        Kind.FOR_ALL: re.compile(any_of(_FOR_ALL, _PIECES)),
        Kind.ADVICE: re.compile(any_of(_ADVICE, _PIECES)),
    },
    reported=re.compile(any_of(_REPORTED) + "$"),
    fond=words("admir* gusta gracia agradec* agradezco conmueve emociona"),
    myself=words(
        """
        yo me mi mis mio mia conmigo senti siento vi veo oi oigo escuche escucho note noto pense pienso creo
        quiero quise agradezco necesito tuve tengo estuve estoy soy fui deseo espero recuerdo entiendo quede
        puedo pude hice supe estaba tenia queria sentia admiro aprecio
        """
    ),
    addressed=words("tu tus te ti contigo vos usted eres estas tienes haces dices hablas dijiste hiciste"),
    thanks=words("gracias"),
)
