"""What stands around people's names in English and Spanish notes, and around words that are none. Folded."""

from __future__ import annotations

import re

from holdspace.notes.rules.words import word_set

TITLES = word_set(
    """
    mr mrs ms miss mx dr sr sra srta don doña prof named called llamada llamado
    """
)
SAYS = word_set(
    """
    agradecio anadio aclaro admitio confeso declaro explico expuso grito manifesto narro nombro rio susurro
    verbaliza verbalizo refiere refirio menciona comenta explica relata relato afirma afirmo senala senalo
    apologised apologized asked asks comparte compartio conto cried cries cuenta dice dijo
    expreso hablo laughed lloro pregunta pregunto replied replies reported reports responde respondio
    said says shared shares speaks spoke tells thanked told whispered
    """
)
ONLY_PEOPLE = SAYS | word_set(
    """
    abrazo acudio apoyo asistio asiente asintio avergonzo bostezo callo cree discutio duda dudo escucha espera
    expresa interrumpe interrumpio invito lloraba llora logro miro nota noto olvido pensaba pensaba percibe
    piensa
    preguntaba propuso reacciono reconoce recordo rechaza rechazo respondia sabe sentia sonrie sugiere sugirio
    teme temia valida valido describe
    shouted snapped complained insisted promised swore yells blamed accused begged bragged boasted
    accepted acepto acknowledged acknowledges added admits admitted agreed agrees answered argued
    asserted attended attends avoided believes challenged clarified comento comforted commented
    confessed confided confronted confronts decided decides declined denied denies described describes
    describio disagreed disagrees disclosed discussed discusses drank dreams eats elaborated encouraged
    encourages endorsed endorses engaged engages enjoys escucho explained explains explico explored
    expressed expresses feels felt forgave forgives forgot frowned glanced greeted hates heard hears
    hesitated hugged identified identifies imagined interrupted interrupts invalidated invited invites
    joined joked jokes knew knows lied lies likes listened listens llego loves menciono mentioned
    mentions missed misses nego nodded nods noticed notices objected observed ofrecio participated
    participates participo paused pidio practiced practised processed processes questioned quiere quiso
    reacted realised realises realized realizes reassured recalled recalls recognised recognized
    reconocio reflected reflects refused refuses remarked remembered remembers requested resented
    responded responds sat shrugged siente sighed sintio sits slept smiled smiles sobbed sonrio stated
    states struggled struggles suggested suggests supported supports talked talks teased texted texts
    thanks thinks thought understands understood validated verbalised verbalized volunteered volunteers
    walked wanted wants wept wished wishes wondered wonders worried worries yawned yelled
    """
)
WHAT_PEOPLE_DO = """
accuse acknowledge admire admit advise agree annoy answer apologise apologize appreciate argue arrive ask
assist attend avoid
bargain beg blame blush boast borrow bother brag cancel challenge chat cheer choose clap comfort commit
complain compliment
concur confess confide confront consider contribute cook cope cough criticise criticize cry dance decide
decline deflect deny
describe disagree disclose discuss dislike dissociate dominate dream drink encourage engage enjoy explain
express fear fidget
fight flinch frown gesture giggle glance glare gossip greet grieve grin hesitate hug imagine insist insult
intend interrupt
invite isolate join joke journal judge kiss knit laugh lecture lie listen love minimise minimize mock
monologue mumble mutter
name nod notice object offer pace participate pause phone plan practise practice praise pray prefer process
promise propose
protest question rage react realise realize reassure recall recognise recognize recommend reflect refuse
regret reject relapse
relate remark remember remind reply report request reschedule resent resist respond rest retort ruminate
scoff scold scream
shout shrug sigh skip smile smirk smoke snap sob spiral stammer stare struggle stutter suggest support swear
sympathise
sympathize talk tease text thank tremble trust validate vent verbalise verbalize visit volunteer wait walk
want wave weep
whisper wish withdraw wonder worry yawn yell
"""
"""Verbs, in their base form, whose subject is somebody."""


def _regular(verb: str) -> tuple[str, ...]:
    """Third person and past of a regular verb; of an irregular one they are no words, and do no harm."""
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied"
    ending = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return f"{verb}{ending}", f"{verb}ed", f"{verb}{verb[-1]}ed"


ONLY_PEOPLE |= frozenset(form for verb in WHAT_PEOPLE_DO.split() for form in _regular(verb))
DOES = ONLY_PEOPLE | word_set(
    """
    appeared appears arrived arrives became becomes began begins brings brought called calls came comes
    completed continued continues did didn does doesn drew drove esta estaba estuvo fell finds found
    gave gets gives goes got grew had hadn has hasn helped helps initiated isn keeps kept leaves left
    let blew bought broke built caught chose clung dealt fed fled flew froze hid hit hung laid lent lit owes
    overheard
    paid quit rang rode shook shut slid spread stole struck swore taught tore threw won cut set burst owed
    dio hizo puso trajo supo vio leyo cayo fue da hace pone trae ve viene sale llega entra entro ofrece mira
    toma tomo
    llego salio pidio rompio guardo lleva trabaja vive vivia
    led lets lived lives looked looks lost made makes meets met moved named necesita needed needs noted
    offered offers opened parece parecio pays pees picked plays presented presents pulled put puts ran
    read received remained remains resisted runs salio sang saw seemed seems sees sends sent showed
    shows spends spent started starts stayed stays stood stopped stops stuck takes tends tiene took
    tried tries turned tuvo used uses vino wasn went wore worked works writes wrote
    """
)
THING_DONE = word_set(
    """
    discussed explored instilled expressed reinforced fostered mentioned named identified noted normalised
    normalized lost found restored renewed rekindled needed given used modeled modelled highlighted emphasised
    emphasized introduced reviewed defined cultivated built felt shaken tested important essential central
    evident missing possible due overdue high paid expensive gone back key necessary about
    """
)
"""After "was": what is said of a thing, not of somebody."""

THINGS_OF = word_set(
    "a an the what something everything nothing all one her his their its that not where when how"
)
WHO_ONE_IS = word_set(
    """
    member listener participant peer presence support friend person man woman listener one first last source
    voice
    role nurse teacher mother father leader quiet good
    """
)
THING_VERBS = word_set(
    """
    remains remain has helps keeps gives comes brings grows plays fades returns sustains guides carries makes
    means feels holds lives takes wins heals starts begins ends dies rises stays needs works
    """
)
"""In the present tense, which notes seldom use of people, what hope or faith does."""

IS = word_set(
    """
    is was has had seems seemed looks looked appears appeared felt feels remains remained became es esta
    estaba estuvo fue parece parecia
    """
)
MODAL = IS | word_set(
    """
    acaba va puede debe sigue suele pudo quien will would can could should may might won wouldn couldn
    shouldn did does who whom chose
    """
)
STATES = word_set(
    """
    absent agitated alert angry anxious apologetic appropriate ashamed asleep attentive aware calm
    cheerful confrontational cooperative crying defensive depressed detached distant distracted
    dysphoric embarrassed empathic empathetic encouraging engaged euthymic excited excused friendly
    frustrated gentle grateful guarded happy helpful here hesitant honest hostile hurt hypervigilant
    insightful irritable irritated jealous kind late lonely mostly nervous oriented overwhelmed pleasant
    pleased polite present proud punctual quiet quieter receptive relieved reluctant remorseful reserved
    resistant respectful restless sad scared shaking shy silent sleepy sober subdued supportive
    surprised talkative tearful tense terrified tired upset verbal visibly vulnerable warm welcoming
    withdrawn worried able trying going taking working willing unwilling ready ausente callada callado
    triste ansiosa ansioso animada animado atenta atento inquieta inquieto contenta contento molesta
    molesto emocionada emocionado preocupada preocupado distraida distraido retraida retraido participativa
    participativo abierta abierto aliviada aliviado dispuesta dispuesto triste tranquila tranquilo presente
    nerviosa nervioso enojada enojado cansada
    cansado llorando
    """
)
ADVERBS = word_set(
    """
    again also already always both briefly clearly deeply even finally first gently initially just later
    more much never not now often only openly quietly rather really repeatedly so sometimes somewhat
    soon spontaneously still then therefore today tonight too tearfully very visibly muy tambien luego
    hoy ya
    """
)
CLAUSE_STARTS = word_set(
    """
    and but when because as while then after before that if how what y pero cuando porque que
    """
)
ADDRESSED = word_set(
    """
    told thanked hugged interrupted asked abrazo called texted invited comforted confronted encouraged
    supported
    challenged praised greeted reminded helped between pregunto agradecio escucho
    """
)
BEFORE_SOMEBODY = ADDRESSED | word_set(
    """
    with from by to toward towards at that about for beside alongside like than when whether because where as
    gave give gives hear hears heard saw see sees met meet meets miss misses missed trust trusts likes loves
    hates
    envies avoids avoid resents admires mirar ver oir
    and between member peer client participant patient con de por para a que y e entre hacia sobre sin cuando
    porque via per through under versus vs
    """
)
"""After one of these a capital or a letter off may be somebody."""
AFTER_SOMEBODY = word_set(
    """
    around during after before in on again once twice today here there early late directly now too also who
    whose herself himself without within into until over since and or instead first privately tearfully openly
    hoy ayer despues antes en otra
    """
)
"""Words that may follow somebody's initials; another right after them makes them a thing: "AD pills"."""

PRONOUNS = word_set("i he she they we")
MONTHS = word_set("april may june august march")
BEFORE_MONTH = word_set("by in since until till last next this early late mid during through throughout past")
PART_OF_MONTH = word_set("end beginning middle start half most rest first month all")
TRUSTING = word_set(
    """
    confide confided confides trust trusts trusted believe believes believed interest interested
    """
)
PLACE_NOUNS = word_set(
    """
    house church chapel center centre hospital street avenue road clinic school college university park
    garden therapy group foundation program programme ministry prayer day fund line hotline society club
    project court lane bridge hall home hill valley lake beach method plan test scale workshop anonymous
    drive
    """
)
PHRASES = frozenset(
    {
        ("amazing", "grace"),
        ("living", "will"),
        ("free", "will"),
        ("good", "will"),
        ("last", "will"),
        ("new", "hope"),
    }
)
PLACE_PREFIXES = word_set(
    """
    camp project saint mount mt cape operation lake port fort san santa black white red the good happy big
    little
    south north east west downtown new old hotel cafe bar plaza calle avenida hospital clinica parque barrio
    playa
    """
)
NOT_A_SURNAME = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tomorrow i she he they we her his english spanish
    """
)
"""What may stand with a capital right after somebody's name and is not theirs."""

MEMBER_WORDS = word_set(
    "member peer client participant patient groupmate member's fellow miembro companero companera"
)
ARTICLES = word_set("a an the her his their my our such un una el la su mi nuestra")
PRESENT = word_set("is seems looks appears feels remains es esta parece")
FAMILY = word_set("family family's twins household brothers sisters boys girls couple")
CLITICS = word_set("se le les lo la me nos no te")
"""What stands between a Spanish subject and its verb."""

ANSWERS = word_set("you thank thanks i please can could would what how gracias tu and y")
PERSONAL_OBJECTS = word_set("her him them me us people everyone")
GIVEN = word_set(
    "feedback advice hug ride number tissue support space example reminder handout coffee compliment"
)
MEASURES = re.compile(r"\d\s?$")
TALKS = word_set(
    """
    talked spoke sat met meet talks speaks spoken worked paired partnered argued conflict identified
    connected laughed
    cried agreed disagreed discussed shared next close spoke said listened apologized apologised responded
    reacted
    explained turned wrote smiled nodded waved talking speaking sitting working arguing
    """
)
"""Before "with" or "to": what one does with somebody."""

WORDS_FROM = word_set(
    "feedback call text message letter note apology hug question comment support email invitation ride"
)
"""Before "from": what comes from somebody."""

NAMED_AFTER = word_set(
    """
    disease syndrome scale inventory test index method model criteria questionnaire coma interview day eve
    secret
    cathedral palsy law stages
    """
)
"""What is called after people who are long dead: Beck Depression Inventory, Parkinson's disease."""

PLACES_AFTER = word_set(
    """
    house church chapel center centre hospital street avenue road lane school college university park bridge
    lake
    valley hill beach foundation court square drive
    """
)
"""Places that are called after people."""

SAINTS = word_set("st saint san santa santo fort mount mt lake port camp cape los las")
"""Before a name: a place that is called after somebody."""
