"""Whether a word that could be a name is one here: capitals, sentence starts, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from holdspace.notes.rules.folding import Token
from holdspace.notes.rules.ordinary_words import MASS
from holdspace.notes.rules.words import word_set

STARTERS = ".!?:…•·*|\n\t¿¡"
"""A capital after one of these says nothing."""
QUOTES = '"“”‘«»„'
SKIPPED = " \u00a0()[]#>'’" + QUOTES
DASHES = "-–—"
APOSTROPHES = "'’ʼ`´"

TITLES = word_set(
    """
    mr mrs ms miss mx dr sr sra srta don doña prof named called llamada llamado
    """
)
SAYS = word_set(
    """
    agradecio apologised apologized asked asks comparte compartio conto cried cries cuenta dice dijo
    expreso hablo laughed lloro pregunta pregunto replied replies reported reports responde respondio
    said says shared shares speaks spoke tells thanked told whispered
    """
)
ONLY_PEOPLE = SAYS | word_set(
    """
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
DOES = ONLY_PEOPLE | word_set(
    """
    appeared appears arrived arrives became becomes began begins brings brought called calls came comes
    completed continued continues did didn does doesn drew drove esta estaba estuvo fell finds found
    gave gets gives goes got grew had hadn has hasn helped helps initiated isn keeps kept leaves left
    let lets lived lives looked looks lost made makes meets met moved named necesita needed needs noted
    offered offers opened parece parecio pays pees picked plays presented presents pulled put puts ran
    read received remained remains resisted runs salio sang saw seemed seems sees sends sent showed
    shows spends spent started starts stayed stays stood stopped stops stuck takes tends tiene took
    tried tries turned tuvo used uses vino wasn went wore worked works writes wrote
    """
)
IS = word_set(
    """
    is was has had seems seemed looks looked appears appeared felt feels remains remained became es esta
    estaba estuvo fue parece parecia
    """
)
MODAL = IS | word_set(
    "will would can could should may might won wouldn couldn shouldn did does who whom chose"
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
    triste ansiosa ansioso tranquila tranquilo presente nerviosa nervioso enojada enojado cansada
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
ADDRESSED = word_set("told thanked hugged interrupted asked abrazo")
PRONOUNS = word_set("i he she they we")
MONTHS = word_set("april may june august march")
BEFORE_MONTH = word_set("in since until till last next this early late mid during through throughout past")
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


class Case(Enum):
    """What a word's letters say; a capital says nothing where every word would have one."""

    LOWER = "lower"
    CAPITAL = "capital"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Context:
    """A text and its words; all questions are about the word with a given index, or a run of words."""

    text: str
    tokens: Sequence[Token]

    def case(self, index: int) -> Case:
        token = self.tokens[index]
        if not token.capital:
            return Case.LOWER
        if token.shouted or self.starts_sentence(index):
            return Case.UNTOLD
        return Case.CAPITAL

    def starts_sentence(self, index: int) -> bool:
        """Whether the word begins the text, a sentence, a quotation, a line, or the point of a list."""
        place = self.tokens[index].start - 1
        if place >= 0 and self.text[place] in QUOTES:
            return True
        while place >= 0 and self.text[place] in SKIPPED:
            place -= 1
        if place >= 0 and self.text[place] in DASHES:  # the point of a list, if nothing stands before it
            line = self.text.rfind("\n", 0, place) + 1
            return not self.text[line:place].strip()
        return place < 0 or self.text[place] in STARTERS

    def key(self, index: int) -> str:
        """The folded word at `index`, or nothing beyond the ends of the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def between(self, index: int) -> str:
        """What stands between the word at `index` and the next one."""
        if not 0 <= index < len(self.tokens) - 1:
            return "\n"
        return self.text[self.tokens[index].end : self.tokens[index + 1].start]

    def apostrophe_after(self, index: int) -> str:
        """The word that hangs on this one by an apostrophe: "s" in "Ana's", "t" in "don't"."""
        between = self.between(index)
        return self.key(index + 1) if len(between) == 1 and between in APOSTROPHES else ""

    def contraction(self, index: int) -> bool:
        """Whether it is the front of "don't" or the tail of "she'd", "it's"."""
        if self.apostrophe_after(index) == "t":
            return True
        return len(self.key(index)) <= 2 and self.apostrophe_after(index - 1) != ""

    def place_or_phrase(self, index: int) -> bool:
        """Hope House, Amazing Grace, in May, May 4: capitals that name no person."""
        if self.key(index + 1) in PLACE_NOUNS and self.tokens[index + 1].capital:
            return self.between(index).isspace()
        if (self.key(index - 1), self.key(index)) in PHRASES:
            return True
        return self.key(index) in MONTHS and self._month(index)

    def _month(self, index: int) -> bool:
        token = self.tokens[index]
        if re.match(r"[\s,]*\d", self.text[token.end : token.end + 4]):
            return True
        if self.key(index - 1) == "of":
            return self.key(index - 2) in PART_OF_MONTH
        before = self.key(index - 1) in BEFORE_MONTH and self.between(index - 1).isspace()
        return before and self.key(index - 2) not in TRUSTING and not self.acts(index)

    def titled(self, index: int) -> bool:
        """Mr, Dr., named …"""
        titled = self.key(index - 1) in TITLES and self.between(index - 1).strip(". ") == ""
        return titled and self.tokens[index].capital

    def acts(self, last: int) -> bool:
        """Whether what follows the word `last` is what people do or are: "… said", "… was tearful"."""
        if self.apostrophe_after(last) in {"s", "d", "ll"}:
            return True
        if self.between(last).strip(" ,") != "":
            return False
        verb = self._past_adverbs(last + 1)
        if self.key(verb) == "and" and self.key(verb + 1) in PRONOUNS:
            return True
        return self.key(verb) in DOES or self.key(verb) in MODAL or _past_tense(self.key(verb))

    def may_be_about_the_thing(self, last: int) -> bool:
        """Whether "hope" is followed by a verb that is not about people: "Hope was …", not "Hope nodded"."""
        verb = self._past_adverbs(last + 1)
        human = self.key(verb) in IS and self.key(self._past_adverbs(verb + 1)) in STATES
        return self.key(last) in MASS and not human and self.key(verb) not in ONLY_PEOPLE

    def _past_adverbs(self, index: int) -> int:
        while self.key(index) in ADVERBS or (len(self.key(index)) > 5 and self.key(index).endswith("ly")):
            index += 1
        return index

    def says(self, index: int) -> bool:
        """The same in small letters: only what nothing but a person does, and no "the" before it."""
        before = self.key(index - 1)
        if before in ADDRESSED and self.key(index) not in {"will", "may"}:
            return self.between(index - 1).isspace()
        begins = self.starts_sentence(index) or before in CLAUSE_STARTS
        return begins and self.between(index).isspace() and self.key(index + 1) in SAYS


def _past_tense(key: str) -> bool:
    return len(key) > 4 and key.endswith("ed")
