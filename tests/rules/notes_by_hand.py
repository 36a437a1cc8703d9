"""Sentences written by hand in the manner of progress notes, before the check had seen any of them.

`[words|id]` marks who stands where; a line without a mark names nobody who may not stand in it. A line begins with
whose note it is. Invented people; the numbers are of blocks kept for fiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from holdspace.notes.rules.record import Entry, Field, Person

_F = Field


def _person(id: str, **record: str | tuple[str, ...]) -> Person:
    entries = [
        Entry(Field(field), text)
        for field, value in record.items()
        for text in ((value,) if isinstance(value, str) else value)
    ]
    return Person(id, record=tuple(entries))


LEADERS = ("Hannah Brightman, LPC", "Dr. Osei")

PEOPLE = (
    _person("rk", chosen_name="Rob", legal_first="Robert", legal_last="Kessler", nickname=("Robbie", "Kess"), email="rkessler77@example.com", phone="(312) 555-0188", handle="@kess_builds", address="4417 N Ashland Ave, Unit 2, Chicago, IL", employer="Lakeshore Transit", partner="Denise Kessler", emergency_contact=("Walt Kessler", "312-555-0119")),
    _person("mt", chosen_name="Maritza", legal_first="Maritza", legal_last="Trujillo", nickname="Mari", email="maritza.trujillo@example.org", phone="773-555-0102", handle="@mari.tru", address="1902 W 21st Place, Chicago, IL", employer="Panadería La Central", partner="Chuy Medrano", emergency_contact=("Altagracia Trujillo", "773-555-0131")),
    _person("hv", chosen_name="Hope", legal_first="Esperanza", legal_last="Villareal", nickname="Espe", email="hopeful.v@example.net", phone="630-555-0140", handle="@hopeful_v", address="88 Willow Court, Aurora, IL", employer="Fox Valley Hospice", partner="Neil", emergency_contact=("Rosa Villareal", "630-555-0141")),
    _person("wd", chosen_name="Will", legal_first="Wilfred", legal_last="Dunmore", nickname=("Fred",), email="wdunmore@example.com", phone="+1 847 555 0173", handle="@willd", address="7 Grove Terrace, Evanston, IL", employer="Dunmore & Pratt Architects", partner="Lucy Pratt", emergency_contact=("Simon Dunmore", "847-555-0174")),
    _person("gs", chosen_name="Grace", legal_first="Eun-hye", legal_last="Seo", nickname="Gracie", email="grace.seo@example.org", phone="224-555-0166", handle="@eunhyes", address="530 Hibbard Road, Wilmette, IL", employer="Northshore Dental", partner="Daniel Yoon", emergency_contact=("Seo Jihye", "224-555-0167")),
    _person("oa", chosen_name="Olu", legal_first="Oluwatoyin", legal_last="Akinwale", nickname="Toyin", email="toyin.akinwale@example.org", phone="708-555-0155", handle="@olu_a", address="216 Lathrop Ave, Oak Park, IL", employer="Cook County Jail", partner="Bisi", emergency_contact=("Bisi Akinwale", "708-555-0156")),
    _person("jp", chosen_name="Jo", legal_first="Joseph", legal_last="Pellegrino", nickname="Joey", email="jopell@example.net", phone="815-555-0109", handle="@jo.pell", address="41 Depot Street, Joliet, IL", employer="Rialto Theatre", partner="Kit Marlow", emergency_contact=("Concetta Pellegrino", "815-555-0110")),
    _person("nz", chosen_name="Nadia", legal_first="Nadezhda", legal_last="Zhukova", nickname="Nadya", email="nzhukova@example.com", phone="312-555-0127", handle="@nadiazh", address="1250 S Michigan Ave, Apt 1907, Chicago, IL", employer="Pulaski Savings Bank", partner="Oleg", emergency_contact=("Tamara Zhukova", "312-555-0128")),
)  # fmt: skip

TEXT = """
rk: Rob presented as guarded but warmed up once [Maritza|mt] disclosed her relapse.
rk: Client challenged by [Will|wd] re: minimizing; tolerated it without leaving his seat.
rk: Pt states "[Hope|hv] gets me in a way my wife doesn't."
rk: Pt processed envy toward [Grace|gs]'s promotion.
rk: He exchanged numbers with [Olu|oa] ([708 555 0155|oa]) against group agreement; reviewed policy.
rk: [Nadia|nz] reached out to him on Instagram ([@nadiazh|nz]) after last session.
rk: [W.D.|wd] gave feedback that Rob "goes quiet when it gets real."
rk: Rob reported seeing [Jo|jp] outside the [Rialto|jp] on Saturday.
rk: Denise called to say he will be late; Rob arrived 18:12.
rk: Rob said he hopes to return to Lakeshore Transit by June.
rk: Confronted [mari|mt] about missing group, then apologized.
rk: Linked his grief to what [Espe|hv] shared about hospice work.
rk: Gave [Gracie|gs] a handshake at the close.
rk: Rob will practise urge surfing; will bring log. May add individual session.
rk: Hope was present in his voice for the first time since March.
rk: He marked the anniversary of his father's death with a walk along the lake.
rk: Insight: "I rob myself of good days."
rk: Affect full range, mood "ok", thought process linear, no SI/HI/AVH.
rk: Plan: cont. weekly IOP group, f/u w/ PCP 4/18, UDS pending.
rk: Offered [Toyin|oa] a ride, and they discussed boundaries.
rk: Talked over [Eun-hye|gs] twice; accepted redirection from Hannah.
rk: He thinks [Fred|wd] is "the only honest guy in here."
rk: Dr. Osei adjusted gabapentin to 300 mg TID.
rk: [Zhukova|nz] and he are both first responders' kids, he noted.
rk: [Maritsa|mt] laughed at his joke, which he took as rejection.
rk: [Nadiia|nz] mentioned the snow; he mentioned his knee.
rk: Rob: "I don't want to end up like [Joe Pellegrino|jp]."
rk: Per Walt, client has been sober 41 days.
mt: Maritza was tearful recalling the shelter; [Rob|rk] passed the tissues.
mt: Maritza identified with [Nadya|nz]'s account of leaving home at 17.
mt: [Kessler|rk] interrupted and she held her ground.
mt: Pt. asked [R. Kessler|rk] to lower his voice.
mt: Pt. reports that [Kess|rk] texted her at 2am from [312.555.0188|rk].
mt: Chuy attends Al-Anon on Thursdays.
mt: She works the early shift at Panadería La Central and naps before group.
mt: Rosa, her neighbor, watched the kids.
mt: She and [Bisi|oa], partner of a peer, know each other from church.
mt: Will need letter for court by 5/2. Will fax Monday.
mt: May 2 court date; may need transportation.
mt: Grace given for late arrival per policy.
mt: Grief work: wrote to her grandmother Altagracia.
mt: Art project: collage on safety. Chose a rose, a door, a bridge.
mt: Joyful when describing baptism.
mt: Felt supported by [Oluwatoyin|oa]'s story.
mt: Said to [Jo P.|jp], "you remind me of my brother."
mt: [HV|hv] and [GS|gs] gave her positive feedback.
mt: DBT skills: TIPP, STOP, ACCEPTS; practiced paced breathing.
mt: Rode home with [wil|wd]; reminded of guidelines.
mt: [Olu|oa] and [Nadia|nz] both noticed she sat closer this week.
mt: [Hope|hv] nodded along while she spoke.
mt: [Grace|gs], who rarely speaks, thanked her.
mt: She found [Grace|gs]’s silence hard.
mt: Clinician reviewed safety plan, including call to 988.
mt: Attendance 8/8; absent: none.
mt: PHQ-9 17→12. GAD-7 10. C-SSRS neg.
mt: Weekend plan: church, laundromat, call sponsor.
mt: [hopeful.v at example dot net|hv] is the address she was given, she said.
mt: She asked whether [Neil|hv] would mind if they met for coffee.
mt: [Dunmore|wd] offered to review her lease.
mt: A peer's employer, [Pulaski Savings|nz], turned her down for a loan.
mt: A peer lives near [Hibbard Rd|gs]; she used to clean there.
mt: Her mother-in-law said no. Her mother said maybe.
hv: Hope explored anticipatory grief at work; Fox Valley Hospice is short-staffed.
hv: Hope said "hope is a muscle."
hv: Hope Villareal consented to telehealth.
hv: Neil joined for the last five minutes with consent.
hv: [Will|wd] was encouraging; [Will|wd]'s tone softened.
hv: Will explore schema work next time.
hv: She told [will|wd] that he sounds like her father.
hv: [Jo|jp] leaned in. She leaned back.
hv: [Joey|jp] cried; she cried.
hv: [Joseph|jp] is the name on the sign-in sheet, she noticed, and asked why.
hv: She bristled at [Rob K.|rk] when he joked about hospice.
hv: [Robbie|rk] apologised.
hv: Said goodbye to [Nadezhda|nz], whose last group this was.
hv: Client dreamt of [N. Zhukova|nz] on a train.
hv: Practiced assertiveness: "No, I can't cover Sunday."
hv: Faith remains central; parish priest visits monthly.
hv: Pearl earrings from her late aunt grounded her.
hv: Sky was grey, she said, and so was she.
hv: Trigger: the song "Amazing Grace" at bedside.
hv: Rose early, ate breakfast, took sertraline as prescribed.
hv: Mark as completed: goal 3.
hv: [Marítza|mt] brought pan dulce.
hv: [TRUJILLO|mt] brought pan dulce again.
hv: [Ola|oa] offered silence; it helped.
hv: Her contact with [oluwatoyin|oa] outside group was discussed.
hv: The number [224-555-0166|gs] was on a sticky note in her bag.
hv: She walked down [Depot St.|jp] to clear her head and met a peer.
hv: [Denise|rk], a peer's wife, came up at the bakery.
wd: Will agreed to attend twice weekly.
wd: Will's partner Lucy is supportive.
wd: Will be discharged when PHQ-9 < 5.
wd: Felt seen by [Hope|hv]; said so.
wd: [Hope|hv] and I spoke to him after group about dosing.
wd: He found [Esperanza|hv]'s tears hard to bear.
wd: [Gace|gs] asked him to say more.
wd: Grace under fire is his family's motto.
wd: He owes [Rob Kessler|rk] an apology.
wd: He owes [Kessler, Rob|rk] an apology, he repeated.
wd: Wilfred is what his mother calls him.
wd: Drew a genogram: two siblings, father deceased, drinking on both sides.
wd: Billed 90853 x1, 90 min, modifier 95.
wd: Chase Bank foreclosure still looming.
wd: His dean extended the deadline. His knee is sore.
wd: Summer plans: none. Autumn: maybe Michigan.
wd: [Mari & Olu|mt] sat on either side of him.
wd: [SEO|gs] came in wet from the rain, he noted, and laughed.
wd: Thinks of [Jo/Joey|jp] as a brother.
wd: [Maritzza|mt] and he compared notes on court.
wd: Insisted [Naida|nz] was angry; she wasn't.
wd: Met [Kit|jp] at a bar, knew him from a peer's stories.
wd: He saved the number 8155550109 under "group": [8155550109|jp].
gs: Grace reported three panic-free days.
gs: Grace's dentist colleagues at Northshore Dental threw a party.
gs: Grace: "I had to be perfect in Korean school."
gs: Daniel called during group; phone was off.
gs: [Hope|hv]: "You don't have to be perfect here."
gs: [Hope|hv], [Will|wd] and [Rob|rk] laughed.
gs: Hope, will and effort: her three words.
gs: She is afraid of [Rob|rk] yet drawn to him.
gs: She texted [773 555-0102|mt] by mistake.
gs: [M.T.|mt] responded, "no worries."
gs: [Nadya Zhukova|nz] translated an idiom for her.
gs: [Толя|-] is not in the group.
oa: Olu discussed racism at Cook County Jail; several members validated.
oa: Bisi is expecting in October.
oa: Toyin is used at home; Olu here.
oa: [Will|wd] said it must be exhausting.
oa: [Maritza|mt] y él hablaron en el pasillo.
oa: Pt declined to answer [Grace|gs] and was ok with silence.
oa: MI used to explore ambivalence about transfer.
oa: CO on shift with him was assaulted; witnessed.
oa: [JP|jp] asked about the uniform.
oa: He went by [1250 S. Michigan|nz] to drop off a book.
oa: [88 Willow Ct|hv] was on the envelope he showed.
oa: An architect at [Dunmore & Pratt|wd] is designing the annex, small world.
oa: Psychoeducation on cortisol, sleep and night shifts.
oa: Ibuprofen prn for back; melatonin 5 mg qhs.
oa: He jokes that Illinois has two seasons.
jp: Jo uses they/them; group reminded of pronouns.
jp: [Rob|rk] misgendered them and corrected himself.
jp: Kit came to family night; Concetta did not.
jp: Jo spoke of rehearsal at the Rialto Theatre.
jp: [Olu|oa]'s hug at the end was asked for and welcome.
jp: [Nadia's|nz] cough distracted them.
jp: Jo named three safe people.
jp: [Trujillo|mt] apologised to them in Spanish.
jp: They avoided [Wil Dunmore|wd] after the remark.
jp: They keep a note from [ESPE|hv] in their wallet.
jp: Ginger tea, a heating pad, Norah Jones.
jp: Destiny is a word they distrust.
jp: They wept at [Grace Seo|gs]'s poem.
jp: "Will it ever stop?" they asked. No one answered. Then: "It will."
nz: Nadia compared group to a kitchen in Perm.
nz: Nadia joked in Russian; [Grace|gs] laughed without understanding.
nz: [Hopp|hv] sent her a card, she reported.
nz: [Роб|rk] написал ей письмо.
nz: She calls [Will|wd] "Uilyam."
nz: She has [Akinwale|oa]'s book.
nz: Her landlord on Michigan raised the rent.
nz: Oleg lost his job; Tamara moved in.
nz: Reports 6.5 h sleep, 2 coffees, 0 cigarettes.
nz: Bank holiday Monday: no group.
mt: La paciente refiere que [Rob|rk] la escuchó sin juzgar.
mt: [Esperanza|hv] le dio un abrazo al final.
mt: La esperanza, dice, se aprende.
mt: Con [Hope|hv] hablaron del duelo.
mt: [Nadia|nz] comentó que también extraña su tierra.
mt: Se molestó con [Kessler|rk], que la interrumpió dos veces.
mt: Trajo pan dulce de La Central para todos.
mt: Dolores musculares; duerme mal; niega ideación.
mt: Acordó no llamar a [Olú|oa] fuera del grupo.
mt: Chuy la espera en el coche.
mt: En mayo empieza el curso; su voluntad es firme.
mt: Recordó a su abuela Altagracia con gracia y humor.
mt: A [Grace|gs] le agradeció la paciencia.
mt: El número de [Toyin|oa], [708-555-0155|oa], quedó en su agenda.
mt: Ruiz Zafón es su autor preferido.
mt: Practicó con [Wil|wd] decir que no.
mt: Mejoró el sueño; apetito conservado; orientada.
mt: La terapeuta Hannah cerró con una respiración.
""".strip().splitlines()


@dataclass(frozen=True)
class Line:
    """A sentence of a note about `own`, and [start, end) of each person named in it."""

    own: str
    text: str
    named: tuple[tuple[int, int, str], ...]


def lines() -> Iterator[Line]:
    """Every line, its marks taken out."""
    for written in TEXT:
        own, _, marked = written.partition(": ")
        text, named, end = "", [], 0
        for mark in re.finditer(r"\[([^|\]]+)\|([\w-]+)\]", marked):
            text += marked[end : mark.start()]
            if mark[2] != "-":
                named.append((len(text), len(text) + len(mark[1]), mark[2]))
            text, end = text + mark[1], mark.end()
        yield Line(own, text + marked[end:], tuple(named))
