"""What the hints look for, language by language, in our own choice; precision before recall.

Patterns are regular expressions over one folded sentence: lower case, without accents and quotations, with
straight apostrophes. `START` stands for the beginning of a sentence and the small words that may open it. A
language without patterns gets no hint but the one about names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a hint is about; those before come first when there is more than a person should be told."""

    NAME = "name"
    DIAGNOSIS = "diagnosis"
    JUDGEMENT = "judgement"
    FOR_ALL = "for-all"
    ADVICE = "advice"
    NO_I = "no-i"


@dataclass(frozen=True, slots=True)
class Language:
    """The patterns of one language.

    `reported` is what stands before words that the writer only repeats; `myself` what shows the writer in a
    text, `addressed` what shows that it speaks to somebody, `thanks` what needs no "I" to be about oneself.
    """

    kinds: Mapping[Kind, re.Pattern[str]]
    reported: re.Pattern[str]
    myself: re.Pattern[str]
    addressed: re.Pattern[str]
    thanks: re.Pattern[str]


def _any(start: str, *patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns).replace("START", start))


_EN_START: Final = (
    r"^(?:(?:so|and|but|also|then|just|please|maybe|perhaps|well|ok|okay|instead|yes|no|again|first|next time"
    r"|honestly|really|sometimes|i think|i guess),? +)*"
)
_EN_CLAUSE: Final = (
    r"(?:START|[,:] +|\b(?:i|i'd|i would|i just|i really) (?:think|believe|feel|find|guess|say)(?: that)? +"
    r"|\b(?:maybe|perhaps|and|but|so|then) +)"
)
_EN_DISORDER: Final = (
    r"(?:narcissis\w*|borderline|bipolar|psycho(?:path|tic)\w*|sociopath\w*|schizo\w+|co-?dependent|paranoid"
    r"|hysteric\w*|neurotic|histrionic|manic|delusional|an? addict|an? alcoholic|personality disorder)"
)
_EN_SOFTER: Final = (
    r"(?:depress(?:ed|ion)|ptsd|adhd|ocd|autis(?:m|tic)|anxiety|trauma|an? (?:\w+ )?(?:disorder|complex))"
)
_EN_HARSH: Final = (
    r"(?:selfish|self-centred|self-centered|cold|lazy|dramatic|needy|weak|arrogant|rude|fake|childish"
    r"|immature"
    r"|controlling|manipulative|aggressive|passive|naive|stubborn|negative|annoying|boring|pathetic|stupid"
    r"|ridiculous|difficult|defensive|judgemental|judgmental|ungrateful|oversensitive|sensitive|closed)"
)
_EN_KIND: Final = (
    r"(?:\w+ ){0,4}?(?:kind\w*|listen\w*|help\w*|smil\w+|welcom\w+|warm\w*|gentle|caring|cared?|there|safe\w*"
    r"|laugh with|encourag\w+|support\w*|patient|honest\w*|open|understand|understood|understanding|notice\w*"
    r"|remember\w*|ask\w*|thank\w*|friendly|generous|brave|calm\w*|good|nice|lovely|wonderful|brought"
    r"|bring)\b"
)
_EN_SPARED: Final = (
    r"(?:have|had|need|needed|make|made|judge\w*|laugh\w* at|g[ai]ve up|pressur\w*|push\w*|forg[oe]t\w*"
    r"|turn\w* away|complain\w*|interrupt\w*|doubt\w*|be|feel|felt|know|knew|thought|got to)\b"
)
_EN_DO: Final = (
    r"(?:try\b|(?:talk|speak) (?:to|with) (?!me\b|us\b|you\b)|(?:tell|ask|give|call|show) (?!me\b|us\b"
    r"|you\b)\w"
    r"|(?:stop|start|quit) \w+ing|start (?:by|with|small|to)"
    r"|get (?!well|ready|it\b|what|that you|you\b|why|how|me\b|us\b)"
    r"|take (?!care|it\b|heart|me\b|us\b)|go (?:to|and|for|out|see|back|talk|get|on a|with)\b"
    r"|find (?:an?|some\w*|ways|time|out|your|people|the|other)\b|look (?:for(?!ward)|at|into|up)\b"
    r"|make (?:sure|an?|time|your|some|the|her|him|them)\b|(?:focus|work) on\b|(?:learn|consider|explain"
    r"|check|contact)\b"
    r"|let (?:go|yourself|him|her|them|it|your|people|others)\b|remember to|reach out|open up|speak up"
    r"|be (?:more|less|kind\w*|honest|patient|gentle|gentler|careful|firm|yourself|proud|open)\b"
    r"|(?:allow|forgive|love|respect|trust|believe in|ask|put) yourself|listen to (?!me\b|us\b)"
    r"|set (?:an?|some|your|clear|boundaries|limits)\b|think about (?!you\b|it\b)"
    r"|do(?:n't| not) (?:let|be|give|blame|tell|try|ever|listen|hide|wait|stop|go|take|make|push|beat"
    r"|compare|apologi[sz]e|run|keep|do|put|expect|punish)\b)"
)
_EN: Final = Language(
    kinds={
        Kind.DIAGNOSIS: _any(
            _EN_START,
            rf"\byou(?:'re| are| seem| sound| might be| may be| could be| must be| have)(?: \w+ly| just| so)?"
            rf"(?: like)?(?: an?| the)?(?: bit)? {_EN_DISORDER}\b",
            r"\byour (?:narcissism|borderline|codependency|psychosis|paranoia|neurosis|abandonment issues"
            r"|attachment (?:issues|style)|mother issues|father issues|(?:mommy|daddy) issues)\b",
            rf"\byou(?:'re| are| have)? (?:probably|clearly|obviously|certainly)(?: are"
            rf"| have)? {_EN_SOFTER}\b",
            r"\byou(?:'re| are) in denial\b",
        ),
        Kind.JUDGEMENT: _any(
            _EN_START,
            rf"\byou(?:'re| are| do| were)? (?:always|constantly) (?!{_EN_KIND})\w",
            rf"\byou(?:'ve|'re| have| are)? never (?!{_EN_SPARED})\w",
            rf"\byou(?:'re| are| were)(?: being)? (?:so|too|just|such an?|really|very|quite|pretty|an?)"
            rf"(?: so| too)? {_EN_HARSH}\b",
            rf"\byou(?:'re| are) {_EN_HARSH}(?: person)?$",
            r"\byour (?:whole )?problem is\b|\bthe (?:problem|trouble) with you\b|\bwhat(?:'s"
            r"| is) wrong with you\b",
            r"\btypical of you\b|\bthe (?:kind|sort|type) of person who\b|\byou (?:just )?want attention\b",
            r"\byou (?:just )?don't care\b|START(?:grow up|get over (?:it|yourself))\b",
        ),
        Kind.FOR_ALL: _any(
            _EN_START,
            r"\bwe(?: all|'re all| are all|'ve all| have all) (?:think|feel|felt|know|see|noticed?|agree\w*"
            r"|want|wish"
            r"|find|believe|tired|annoyed|worried)\b",
            r"(?:START|\b(?:that|because|but|and|say|think|feel) )(?:everyone|everybody|all of us|the"
            r" (?:whole )?group)(?: here)?"
            r" (?:thinks?|feels?|felt|knows?|agrees?|sees?|can see|finds?|believes?|wants?)\b",
            r"\b(?:nobody|no one|none of us) (?:here )?(?:likes|thinks|wants|believes|understands|can stand"
            r"|feels)\b",
        ),
        Kind.ADVICE: _any(
            _EN_START,
            rf"{_EN_CLAUSE}you (?:really |just |probably |definitely |maybe )?(?:should|ought to|need to|must"
            r"|just have to|'d better|had better)(?: really| just| probably| definitely| try to| maybe)?"
            r" (?!not\b|have\b|be\b|feel\b|know\b|never\b)\w",
            rf"{_EN_CLAUSE}you (?:should|need to) be (?:more|less|kinder|a bit|a little)\b|\byou'd better \w",
            r"\byou (?:should not|shouldn't|mustn't) (?:be so|let|blame|give|do|say|tell|take|keep|go"
            r"|hide)\b",
            r"START(?:have you (?:ever |already )?(?:tried|considered|thought (?:about|of))|why (?:don't"
            r"|not) you\b"
            r"|why not \w+|how about \w+ing)\b",
            r"\b(?:if i (?:were|was) you|in your (?:shoes|place|position),? i(?:'d| would))\b",
            r"\bi(?:'d| would)? (?:strongly |really |highly )?(?:suggest|recommend|advise)\b"
            r"|\bmy (?:advice|suggestion|recommendation)\b",
            r"\byou (?:could|can) (?:maybe |just |always |also )?try\b|\b(?:maybe|perhaps) you could\b"
            r"|\byou (?:might|may) want to\b|\bit (?:would|might) be (?:better|best|good) (?:if you"
            r"|for you)\b",
            rf"START{_EN_DO}",
        ),
    },
    reported=re.compile(
        r"(?:\byou(?:r|'ve| have|'re| are)?(?: \w+){0,2} (?:said|say|saying|think|thought|thinking|fear\w*"
        r"|feel|felt|believed?|worry|worried|call(?:ed)?|mention\w*|describ\w*|shared?|wrote|realis\w*"
        r"|realiz\w*"
        r"|notic\w*)\b[^,;]{0,25}"
        r"|(?<!\bi )(?<!must )(?<!\bi'd )(?<!would )(?<!to )\bsay\b[^,;]{0,20}"
        r"|\b(?:says|said|tell|tells|told|telling|wonder\w*|whether|if)\b[^,;]{0,20})$"
    ),
    myself=re.compile(r"\b(?:i|im|ive|id|me|my|mine|myself)\b"),
    addressed=re.compile(r"\byou(?:r|rs|rself)?\b"),
    thanks=re.compile(r"\b(?:thanks?|grateful|glad)\b"),
)

_ES_START: Final = (
    r"^(?:(?:y|pero|entonces|pues|bueno|quiza|quizas|tal vez|mejor|por favor|simplemente|solo|si|ademas"
    r"|la proxima vez|a veces|mira),? +)*"
)
_ES_CLAUSE: Final = r"(?:START(?:tu +)?|[,:] +(?:tu +)?|\b(?:creo|pienso|siento|opino) que +(?:tu +)?)"
_ES_DISORDER: Final = (
    r"(?:narcisista|bipolar|borderline|psicopat\w+|sociopat\w+|psicotic[oa]|esquizo\w+|codependiente"
    r"|paranoic[oa]|histeric[oa]|neurotic[oa]|adict[oa]|alcoholic[oa]|maniac[oa])"
)
_ES_HARSH: Final = (
    r"(?:egoista|fri[oa]|vag[oa]|perezos[oa]|dramatic[oa]|debil|arrogante|maleducad[oa]|fals[oa]|infantil"
    r"|inmadur[oa]|controlador[a]?|manipulador[a]?|agresiv[oa]|pasiv[oa]|ingenu[oa]|negativ[oa]|pesad[oa]"
    r"|aburrid[oa]|patetic[oa]|tont[oa]|ridicul[oa]|dificil|desagradecid[oa]|sensible|cerrad[oa]|cabezota"
    r"|terc[oa])"
)
_ES_KIND: Final = (
    r"(?:me |nos |te |lo |la |has |haces )?(?:\w+ ){0,3}?(?:escuch\w+|ayud\w+|sonri\w+|acompan\w+|apoy\w+"
    r"|cuid\w+"
    r"|ahi|pregunt\w+|anim\w+|amable\w*|carin\w+|reir|buen\w+|bien|segur\w+|acog\w+|entiend\w+|comprend\w+"
    r"|recuerd\w+|acuerd\w+|paciente|honest\w+|sincer\w+|generos\w+|valiente|agradec\w+)\b"
)
_ES_SECOND: Final = (
    r"(?!las\b|los\b|mis\b|tus\b|sus\b|nos\b|les\b|mas\b|dos\b|tres\b|antes\b|unas\b)\w{2,}[ae]s\b"
)
_ES: Final = Language(
    kinds={
        Kind.DIAGNOSIS: _any(
            _ES_START,
            rf"\b(?:eres|sos|estas|pareces|suenas)(?: un| una)?(?: muy| tan| un poco"
            rf"| bastante)? {_ES_DISORDER}\b",
            r"\b(?:tienes|tenes) (?:un |el |una )?(?:trastorno|tlp|tdah|tept|toc|complejo|psicosis"
            r"|personalidad"
            r" (?:limite|narcisista))\b",
            r"\btu (?:narcisismo|trastorno limite|bipolaridad|paranoia|codependencia|neurosis|borderline)\b",
            r"\bestas en negacion\b",
        ),
        Kind.JUDGEMENT: _any(
            _ES_START,
            rf"(?<!como )(?<!que )\bsiempre (?:(?:te|lo|la|me|nos|le|les) )?(?!{_ES_KIND}){_ES_SECOND}",
            rf"\bnunca (?:(?:te|lo|la|me|nos|le|les) )?(?!juzgas|presionas|haces|has|tienes|interrumpes|ries"
            rf"|olvidas){_ES_SECOND}",
            rf"\b(?:eres|sos)(?: una persona)?(?: muy| tan| demasiado| un| una| bastante) {_ES_HARSH}\b",
            rf"\b(?:eres|sos) {_ES_HARSH}$",
            r"\btu problema es\b|\bel problema contigo\b|\bes tipico de ti\b|\bsolo quieres"
            r" (?:llamar la )?atencion\b",
            r"\bno te importa(?:n|mos)? (?:nada|nadie|los demas)\b|START(?:madura|superalo)\b",
        ),
        Kind.FOR_ALL: _any(
            _ES_START,
            r"\btod[oa]s(?: nosotr[oa]s| aqui)? (?:pensamos|creemos|sentimos|sabemos|vemos|opinamos|notamos"
            r"|queremos)\b",
            r"\b(?:el grupo(?: entero)?|todo el (?:mundo|grupo)) (?:piensa|cree|siente|opina|sabe|ve|nota"
            r"|quiere)\b",
            r"\b(?:nadie|ningun[oa] de nosotr[oa]s) (?:aqui )?(?:te )?(?:quiere|cree|piensa|entiende"
            r"|soporta|aguanta)\b",
        ),
        Kind.ADVICE: _any(
            _ES_START,
            r"\b(?:deberias|tendrias que|te convendria|mas te vale)\b(?! haber| estar| sentir)",
            rf"{_ES_CLAUSE}(?:debes (?!de\b|estar|haber|sentir|tener|ser)|(?:solo "
            rf"|simplemente )?no debes \w)",
            r"\b(?:creo|pienso|opino) que (?:tienes|tenes) que\b|\blo que (?:tienes|tenes) que hacer es\b",
            r"\b(?:has|habeis) (?:probado|intentado|considerado|pensado en)\b.*\?$",
            r"START¿?por que no (?:te |le |lo )?(?:pruebas|hablas|intentas|vas|haces|llamas|dejas|dices"
            r"|tomas|buscas"
            r"|pides|tratas|cuentas)\b",
            r"\byo que (?:tu|vos)\b|\bsi (?:yo )?fuera (?:tu|vos)\b|\ben tu lugar,? (?:yo\b|\w+ria\b)"
            r"|\bsi (?:yo )?estuviera en tu lugar\b",
            r"\bte (?:recomiendo|aconsejo|sugiero|recomendaria|aconsejaria|sugeriria)\b|\bmi (?:consejo"
            r"|recomendacion)\b",
            r"\bpodrias (?:probar|intentar|tratar)\b|\b(?:lo mejor (?:es|seria)|seria mejor) que"
            r" (?:te )?\w+[ae]s\b",
            r"START(?:intenta|prueba a|habla con|deja de|no dejes|aprende a|dile|pidele|cuentale|hazle|haz"
            r"|ve a"
            r"|date (?:tiempo|permiso)|tomate|ponte|trata de|piensa en ti|no te (?:rindas|culpes|castigues"
            r"|compares"
            r"|calles|dejes|escondas))\b",
        ),
    },
    reported=re.compile(
        r"(?:\b(?:dij\w+|dices|decias|dice[ns]?|decirte|contaste|contabas|cuentas|piensas|pensabas|crees"
        r"|creias"
        r"|sientes|sentias|temes|escribiste|si|llamaste|preguntas|preguntabas)\b[^,;]{0,25})$"
    ),
    myself=re.compile(
        r"\b(?:yo|me|mi|mis|mio|mia|conmigo|senti|siento|vi|veo|oi|oigo|escuche|escucho|note|noto|pense"
        r"|pienso|creo"
        r"|quiero|quise|agradezco|necesito|tuve|tengo|estuve|estoy|soy|fui|deseo|espero|recuerdo|entiendo"
        r"|quede"
        r"|puedo|pude|hice|supe|estaba|tenia|queria|sentia|admiro|aprecio)\b"
    ),
    addressed=re.compile(
        r"\b(?:tu|tus|te|ti|contigo|vos|usted|eres|estas|tienes|haces|dices|hablas|dijiste|hiciste)\b"
    ),
    thanks=re.compile(r"\bgracias\b"),
)

LANGUAGES: Final[Mapping[str, Language]] = {"en": _EN, "es": _ES}
