"""What hints look for in English, in our own choice; precision before recall."""

from __future__ import annotations

import re
from typing import Final

from holdspace.feedback.rules.hint_patterns import Kind, Language, any_of, words

_PIECES: Final = {
    "OPENER": r"""
        so|and|but|also|then|just|please|maybe|perhaps|well|ok|okay|instead|yes|no|again|first|next time
        honestly|really|sometimes|i think|i guess
    """,
    "START": r"^(?:{OPENER},? +)*",
    "CLAUSE": r"""
        {START}
        [,:] +
        \b(?:i|i'd|i would|i just|i really) (?:think|believe|feel|find|guess|say)(?: that)? +
        \b(?:maybe|perhaps|and|but|so|then) +
    """,
    "NOT_MINE": r"(?!me\b|us\b|you\b|my\b)",
    "DISORDER": r"""
        narcissis\w*|borderline|bipolar|psycho(?:path|tic)\w*|sociopath\w*|schizo\w+|co-?dependent|paranoid
        hysteric\w*|neurotic|histrionic|manic|delusional|an? addict|an? alcoholic|personality disorder
    """,
    "A_BIT": r"(?: \w+ly| just| so)?(?: like)?(?: an?| the)?(?: bit)?",
    "SOFTER_DISORDER": r"""
        depress(?:ed|ion)|ptsd|adhd|ocd|autis(?:m|tic)|anxiety|trauma|an? (?:\w+ )?(?:disorder|complex)
    """,
    "HARSH": r"""
        selfish|self-cent(?:red|ered)|cold|lazy|dramatic|needy|weak|arrogant|rude|fake|childish|immature
        controlling|manipulative|aggressive|passive|naive|stubborn|negative|annoying|boring|pathetic|stupid
        ridiculous|difficult|defensive|judge?mental|ungrateful|oversensitive|closed
    """,
    "KIND_WORD": r"""
        kind\w*|listen\w*|help\w*|smil\w+|welcom\w+|warm\w*|gentle|caring|cared?|there|safe\w*|laugh with
        encourag\w+|support\w*|patient|honest\w*|open|underst\w+|notice\w*|remember\w*|ask\w*|thank\w*
        friendly|generous|brave|calm\w*|good|nice|lovely|wonderful|brought|bring
    """,
    "A_KINDNESS": r"(?:\w+ ){0,4}?{KIND_WORD}\b",
    "SPARED": r"""
        (?:have|had|need|needed|make|made|judge\w*|laugh\w* at|g[ai]ve up|pressur\w*|push\w*|forg[oe]t\w*)\b
        (?:turn\w* away|complain\w*|interrupt\w*|doubt\w*|be|feel|felt|know|knew|thought|got to|alone)\b
        .*\bany ?more\b
    """,
    "A_CROWD": r"(?:everyone|everybody|all of us|the (?:whole )?group)(?: here)?",
    "A_VIEW": r"(?:thinks?|feels?|felt|knows?(?! better)|agrees?|sees?|can see|finds?|believes?|wants?)\b",
    "OUGHT": r"""
        (?:should|ought to|need to|must|'d better|had better)(?: really| just| probably| definitely| try to)?
        just have to
    """,
    "IMPERATIVE": r"""
        try\b
        (?:talk|speak) (?:to|with) {NOT_MINE}
        (?:tell|ask|give|call|show|listen to) {NOT_MINE}\w
        (?:stop|start|quit) \w+ing\b|start (?:by|with|small|to)\b
        get (?!well|ready|it\b|what|that you|why|how){NOT_MINE}
        take (?!care|it\b|heart|your time){NOT_MINE}
        go (?:to|and|for|out|see|back|talk|get|on a|with)\b
        find (?:an?|some\w*|ways|time|out|your|people|the|other)\b
        look (?:for(?!ward)|at|into|up)\b
        make (?:sure|an?|time|your|some|the|her|him|them)\b
        (?:focus|work) on\b|(?:learn|consider|explain|check|contact|reach out|open up|speak up|remember to)\b
        let (?:go|yourself|him|her|them|your|people|others)\b
        be (?:more|less|kind\w*|honest|patient|gentler?|careful|firm|yourself|proud|open)\b
        (?:allow|forgive|love|respect|trust|believe in|ask|put) yourself\b
        set (?:an?|some|your|clear|boundaries|limits)\b
        think about (?!you\b|it\b)
        do(?:n't| not) (?:let|be|give|blame|tell|try|ever|listen|hide|wait|stop|go|take|make|push|beat)\b
        do(?:n't| not) (?:compare|apologi[sz]e|run|keep|do|put|expect|punish)\b
    """,
}

_DIAGNOSIS: Final = r"""
    \byou(?:'re| are| seem| sound| might be| may be| could be| must be| have){A_BIT} {DISORDER}\b
    \byou(?:'re| are| have)? (?:probably|clearly|obviously|certainly)(?: are| have)? {SOFTER_DISORDER}\b
    \byour (?:narcissism|borderline|codependency|psychosis|paranoia|neurosis|attachment style)\b
    \byour (?:abandonment|attachment|mother|father|mommy|daddy) issues\b
    \byou(?:'re| are) in denial\b
"""

_JUDGEMENT: Final = r"""
    \byou(?:'re| are| do| were)? (?:always|constantly) (?!{A_KINDNESS})\w
    \byou(?:'ve|'re| have| are)? never (?!{SPARED})\w
    \byou(?:'re| are| were)(?: being)? (?:(?:so|too|just|really|very|quite|pretty) )+(?:an? )?{HARSH}\b
    \byou(?:'re| are| were)(?: being)? (?:such )?an? {HARSH}\b
    \byou(?:'re| are| were)(?: being)? (?:too|over|so|overly) sensitive\b(?! to)
    {CLAUSE}you(?:'re| are) {HARSH}(?: person)?$
    \byour (?:whole )?problem is\b|\bthe (?:problem|trouble) with you\b|\bwhat(?:'s| is) wrong with you\b
    \btypical of you\b|\bthe (?:kind|sort|type) of person who\b|\byou (?:just )?want attention\b
    \byou (?:just )?don't care\b
    {START}(?:grow up|get over (?:it|yourself))\b
"""

_FOR_ALL: Final = r"""
    \bwe(?: all|'re all| are all|'ve all| have all) (?:think|feel|felt|know|see|noticed?|agree\w*|want|wish)\b
    \bwe(?: all|'re all| are all|'ve all| have all) (?:find|believe|tired|annoyed|worried)\b
    (?:{START}|\b(?:that|because|but|and|say|think|feel) ){A_CROWD} {A_VIEW}
    \b(?:nobody|no one|none of us) (?:here )?(?:likes|thinks|wants|believes|understands|can stand|feels)\b
"""
_ADVICE: Final = r"""
    {CLAUSE}you(?: really| just| probably| definitely| maybe)? {OUGHT} (?!(?:not|have|be|feel|know|never)\b)\w
    {CLAUSE}you (?:should|need to) be (?:more|less|kinder|a bit|a little)\b
    \byou'd better \w
    \byou (?:should not|shouldn't|mustn't) (?:be so|let|blame|give|do|say|tell|take|keep|go|hide)\b
    {START}(?:have you (?:ever |already )?(?:tried|considered|thought (?:about|of))|why (?:don't|not) you)\b
    {START}(?:why not \w+|how about \w+ing)\b
    \bif i (?:were|was) you\b|\bin your (?:shoes|place|position),? i(?:'d| would)\b
    \bi(?:'d| would)? (?:strongly |really |highly )?(?:suggest|recommend|advise)\b
    \bmy (?:advice|suggestion|recommendation)\b
    \byou (?:could|can) (?:maybe |just |always |also )?try\b|\b(?:maybe|perhaps) you could\b
    \byou (?:might|may) want to\b(?! know)|\bit (?:would|might) be (?:better|best|good) (?:if|for) you\b
    {START}{IMPERATIVE}
"""
_REPORTED: Final = r"""
    \byou(?:r|'ve|'re)?(?: \w+){0,3} (?:said|say|saying|think|thought|thinking|fear|feel|felt)\b[^,;]{0,25}
    \byou(?:r|'ve|'re)?(?: \w+){0,3} (?:believed?|worry|worried|called?|wrote)\b[^,;]{0,25}
    \byou(?:r|'ve|'re)?(?: \w+){0,3} (?:mention|describ|share|reali[sz]|notic)\w*\b[^,;]{0,25}
    (?<!\bi )(?<!must )(?<!\bi'd )(?<!would )(?<!to )\bsay\b[^,;]{0,20}
    \b(?:says|said|tell|tells|told|telling|wonder\w*|whether|if)\b[^,;]{0,20}
"""

ENGLISH: Final = Language(
    kinds={
        Kind.DIAGNOSIS: re.compile(any_of(_DIAGNOSIS, _PIECES)),
        Kind.JUDGEMENT: re.compile(any_of(_JUDGEMENT, _PIECES)),
        Kind.FOR_ALL: re.compile(any_of(_FOR_ALL, _PIECES)),
        Kind.ADVICE: re.compile(any_of(_ADVICE, _PIECES)),
    },
    reported=re.compile(any_of(_REPORTED) + "$"),
    fond=words("love admire envy grateful thank* touch* moved moves glad"),
    myself=words("i im ive id me my mine myself"),
    addressed=words("you your yours yourself"),
    thanks=words("thank* grateful glad"),
)
