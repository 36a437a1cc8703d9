"""Ordinary words of English and Spanish notes, so that a word is not taken for a misspelt or a real name.

Written for this purpose: words that stand one letter away from people's names, and the vocabulary of
clinical notes. Completeness is not claimed; a missing word costs a question to the writer, nothing else.
Base forms only: `english()` adds the regular inflections. Names that are words stand here too: being
listed means that a capital in the middle of a sentence, or context, must show that a person is meant.
"""

from __future__ import annotations

from functools import cache

from holdspace.notes.rules.nicknames import NICKNAMES
from holdspace.notes.rules.words import word_set

NAMES_THAT_ARE_WORDS = """
carter mason fuller tanner sawyer thatcher spencer butler archer fletcher chandler ranger trader driver
ash rowan willow aspen laurel myrtle basil clover bay reef dune sterling vale brook moor christmas noel aria
lyric
cadence jazz chord opera viola bell bells rio sienna india china chelsea georgia dallas austin savannah
carolina
virginia sydney jordan israel america dakota denver phoenix london paris madison lincoln jackson kingston
christen clay bravery constance prudence felicity verity unity serene star sunshine precious gaiety lane
trip trey stoney rusty stormy savage swallow moody best strong banks rivers fields waters case cash ledger
major general sargent sergeant duke baron count prince princess queen lady jewel gem coral sable raven robin
abbot ace ally amber angel april art august autumn baker bank barb bass bean bell berry best bill bird bishop
black blessing bob bond book branch bridge bright brook brown buck bud buddy bull bush candy carol carpenter
cash chance charity chase cherry chip christian chuck church cliff colt comfort cook cooper coral crane cross
crow crystal daisy dale dawn day dean destiny dick don dot drake drew duke dusty earl earnest eve faith
farmer favor favour fern field finch fisher flint flower ford forest fox frank friday frost gale garland gate
gay gene genesis gift ginger glen glory gold good grace grant gray green grey guy hall hand happy hardy
harmony hawk haven hay hazel head heath heather heaven hill holly honey honor honour hope house hunter iris
iron ivy jade jasmine jay jet joy june junior justice keen king kit knight lace lake lamb lance lane lark
liberty light lily little long love luck mace major marine mark marsh marshal martial marvel mason mat max
may meadow melody mercy mike miles miller miracle misty monday moon moss noble norm nova olive opal page
paris park pat patience peace pearl peg penny pepper pierce pike pope poppy potter powers praise precious
price prince promise purity rain ray red reed rich river rob robin rock root rose ruby rush rusty sage sandy
self serenity shepherd short silver singer sky skip sloan small snow sonny spike star starling stew stone
storm story street strong sue summer sunday sunny swan sweet swift tab temple thorn tiger tom tower treasure
trinity true van victor violet wade walker wall ward water welcome wells west white wild will winner winter
wisdom wise wolf wood wren young guess skye
"""
"""Words that people are called."""

LOOK_INFLECTED = word_set(
    """
    anders barker bates bowers carter cody decker franks gaines glover harding hayes homer jared manning mays
    oliver palmer piper rudy sanders tracy turner warner weaver weber wheeler
    """
)
"""Names that only look like forms of a word."""

MASS = word_set(
    """
    alegria amor amparo caridad consuelo dolores esperanza fe gloria gracia libertad luz mar milagros paz
    piedad
    refugio remedios salud soledad socorro victoria vida luna cielo rocio aurora alba abril julio domingo
    chance clarity constance prudence charm drama felicity verity trust honesty unity passion
    april art august autumn charity comfort destiny faith friday glory grace harmony hope justice
    liberty light love luck may mercy monday patience peace praise serenity snow rain story summer
    sunday winter wisdom june joy young good best true happy welcome
    """
)
"""Those that begin a sentence without an article: "Hope was …" may be about hope, "Mark was …" is not."""

ENGLISH = """
min mins hr hrs wk wks mo mos yr yrs appt approx dept est incl max meds misc med psych rehab tel fax amp
bakery fallen gonna gotta hardcore lucky nanny wanna wasn
a abilify able about above abroad absence absent abuse abusive accept access accident account ache achieve
across act action active activity actual add adderall addict addiction address adjust admit adopt adult
advance advice advise affair affect afford afraid African after again against age agency agenda agent ago
agree ahead aid ails aim air alarm alcohol alert alien alike alive all allow almost alone along aloud already
also alter always am amaze ambien American amid among amount amuse an anchor and anger angle angry animal
ankle announce annoy annual another answer ant anxiety anxious any anyone anything anyway apart apologise
apologize apology appeal appear apple apply approach April are area areas argue argument arise arm army
around arouse arrange arrive article as ashamed Asian aside ask asleep aspect assault assert assess assign
assist assume assure at ate ativan attach attack attempt attend attitude August aunt author avoid await awake
award aware away awe awful awkward baby back bad badly bag bake balance bale ball ban band bar bare barely
bargain bark barrel barrier base basic basis basket bat batch bath bathe battle bay be beach beam bear beard
beat beautiful became because become bed been beer before began begin begun behave behind being belief
believe belong below belt bench bend beneath benefit bent beside bet betray better between beware beyond bias
big bike bind bit bite bitter blame bland blank blanket blast blend bless blind blink block blood blow blue
blunt blur blush boar board boast boat body boil bold bolt bomb bone bonus boost boot border bore bored born
borrow boss both bother bottle bottom bought bounce bound boundary bow bowl box boy boyfriend brace brain
brake brave bread break breakfast breast breath breathe breathing breed brick bride brief bring brisk broad
broke broken brother brought bruise brush bucket budget build built bulk bully bump bunch burden burn burnt
burst bury bus business busy but butter button buy by cab cable cafe cage cake call calm calmer came camp can
cancel cancer cane cap cape car card care career careful carer caring carry cart carve case cast casual cat
catch cater cause caution cave cease ceiling celebrate celexa cell cent center central centre certain chain
chair challenge champ change channel chaos chapter charge chart chat cheap cheat check cheek cheer cheese
cherish chest chew chief child childhood children chill chilly chin choice choir choke choose chore chose
chosen Christmas chunk cigarette circle circus city claim clan clarify clarity clash class clay clean clear
clerk clever client climb cling clinic clinical clip clock close closer cloth clothes cloud clue coach coast
coat cob code coffee cold collapse collar colleague college color colour column comb come common community
company compare compassion complain complete complex concern conclude condition confide conflict confront
confuse connect connection consent consider consist constant contact contain content context continue
contract control converse convey convince cope coping copy core corn corner correct cost cot couch cough
could council count country couple courage course court cousin cover cow crack craft cramp crash crave crawl
crazy cream create creed creep crew cried crime crisis critic critical criticise criticism crop crowd cruel
crush cry cue cup cure curious curl curls current curse curt cushion custody custom cut cycle dab dad daily
damage damp dance danger dare dark darling date daughter dead deaf deal dear dearly death debate debt
December decide decision deck decline deep defeat defend defer define degree delay deliver demand den denial
deny depart depend depress depressed depression depth describe desert deserve desire desk despair despite
detail develop device diagnose diagnosis dial dialogue did die diet differ difference different difficult
difficulty dig dim dinner dip direct dirt dirty disable disagree disappear disappoint discharge disclose
discover discuss discussion disease disgust dish dismiss display distance distract distress disturb dive
divide divorce Diwali do doctor document dog doll dollar done door dose double doubt dough down dozen draft
drag drain drama drank draw dread dream dress dried drift drill drink drive drop drove drown drug drum drunk
dry due dull dump dust duty dwell dying each eager ear early earn earns earth ease easier easily east Easter
easy eat echo edge edit effect effort eight either elbow elder elect else email embarrass embrace emerge
emotion emotional emotionally empathy employ employer empty enable encounter encourage end endless endure
enemy energy engage engaged engagement English enjoy enough ensure enter entire entry envy episode equal era
eras error escape essay establish estate esteem European evade even evening event ever every everyone
everything evidence evil exact exam examine example except exchange excite excuse exercise exhaust exist exit
expand expect explain explode explore expose express extend extent extra eye fab face facebook facilitate
facilitator fact factor fade fail failure faint fair fairly fake fall false fame family famous fan fancy far
fare farm fast fat fate father fault fear feast feature February fed fee feed feedback feel feeling feet fell
fellow felt female fence fever few fewer fiance fight figure file fill film final finally finance find fine
finger finish fire firm first fish fist fit five fix flag flame flare flash flashback flat flaw fled flee
flesh flew flight flip float flood floor flow flu fly focus fog fold folk follow food fool foot for force
forgave forget forgive forgot form formal former forth forty forward foster found four frame fraud free
freeze fresh Friday friend friendship fright from front froze fruit frustrate frustration fuel full fully fun
fund funeral funny further fury future gain gamble game gang gap garden gas gather gauge gave gaze gear
general gentle gently get giant girl girlfriend girls give given glad glance glare glass gleam glide global
gloom glove glow go goal god goes gone goodbye google gore got grab grade gradual grand grandfather grandma
grandmother grandson grape graph grasp grass grateful gratitude grave great greedy greet grew grief grieve
grim grin grip groan gross ground grounding group grow grown growth guard guest guide guilt guilty gut habit
had hail hair half Halloween halt hand handle hang Hanukkah happen happily harass hard hardly harm harsh has
haste hat hate hatred haul have he heal healing health healthy heap hear heard heart heat heavy heel height
held hell hello help helpful helping helpless hence her here hero hers herself hesitant hesitate hid hidden
hide high highlight hike him himself hint hip hire his hit hobby hog hold hole holiday hollow home homeless
homework honest honestly hook horror horse hospital host hostile hot hotel hour household housing how however
hug huge human humble humor humour hunger hungry hunt hurry hurt hurtful husband hush i ice icon idea ideal
ideas ideation idle if ignore ill illness image imagine impact imply impose impulse in inch incident include
income increase indeed indicate individual infant inform injury inner inpatient input inquire insane inside
insight insist insomnia instagram instead insult insurance intake intend intense intent interest intern
internet interrupt intervene intervention into introduce invite involve irritable irritate is island isolate
isolated isolation issue it item its itself jail jam January jar jaw jealous jealousy jeans job jog join
joint joke journal journey judge judgement judgment juice July jump June jury just keep kept key kick kid
kill kin kind kindly kindness kiss kitchen knee kneel knew knife knit knock knot know known lab label labor
labour lack lad lady laid land language lap lapse large last lastly late lately later latter laugh laughter
launch law lawn lawyer lay lazy lead leader leaf lean leap learn learns learnt least leather leave lecture
led left leg legal lend length less lesson let letter level lever lexapro liar library lid lie life lift like
likely limb limit limp line lines linger link lion lip list listen lit lithium live lively liver load loan
lob lobby local lock lodge log logic loneliness lonely look loop loose lord lose loss lost lot lotion loud
loudly lounge low lower loyal lump lunch lung lure lust lyrica mad made magic mail main mainly maintain make
male mall man manage manager mania manic manner many map mar march March marital marriage married marry
martial mask mass massive master mate matter mature maul May me meal mean meaning meant measure meat medal
media medication medicine meditate meditation meek meet meeting member memory men mental mention mere merely
merge merit merry mess message messy met method middle might mild mile milk mill mind mindful mindfulness
mine minor minute mirror miss mistake mistrust misuse mix moan mob mode model modest mom moment Monday money
monitor month mood moral more moreover morning mortgage most mother motion motivate motivation motive mount
mourn mouse mouth move movie much mud multiple mum murder muscle music must mute mutual my myself nail naive
naked name nap narrow nasty nation nature naughty near nearby nearly neat neck need needle negative neglect
neighbor neighbour neither nerve nervous nest net netflix network neutral never new news next nice niece
night nightmare nine no nobody nod noise none noon nor normal north nose not note nothing notice notion
November now numb number numbness nurse nut oath obey object observe obtain obvious occur October odd of off
offend offer office officer often oil okay old older on once one only onset onto open openly openness opinion
oppose option or orange order organ origin other others ought our ours out outcome outer outline outpatient
outside oven over overall overcome overdose overeat overwhelm overwhelmed owe owed own owner pace pack pact
pad paid pail pain painful paint pair pale palm pan panel panic panics pants paper parent parenting parish
part partial participate participation partly partner party pass passage passion passive past paste path
patient pattern pause paxil pay peak pearl peel peer pen people per perceive perfect perform perhaps period
perish permit person personal persuade pet phase phone phrase physical pick picture piece pile pill pillow
pin pink pint pipe pit pity place plain plan plane planned planning plant plate play plead pleasant please
pleased pleasure plenty plot plow plus pocket poem poet point poison pole police policy polish polite poll
pond pool poor pop portion pose positive possible post postpone pot pour poverty power practice practise pray
prayer prefer pregnant prepare prescribe presence present press pressure pretend pretty prevent previous
pride primary principle print prior prison private prize problem process processing produce profit program
programme progress project prolong prompt proof proper propose protect proud prove provide provoke prozac
psychiatrist psychoeducation public pull pulse pump punch punish pure purpose purse push put puzzle quest
question quick quickly quiet quietly quit quite quiz quote race rage raid rail rain raise Ramadan ran rang
range rank rape rapid rapport rare rarely rash rate rather rating raw reach react reaction read readily ready
real realise realize really rear reason reassure rebuild recall receive recent recently reckon recover
recovery reduce refer reflect reflection refuse regain regard region regret regular reject relapse relate
relation relationship relax release relief relieve religion religious reluctant rely remain remark remember
remind remove rent repair repeat replace reply report represent request require rescue resent resentment
resist resolve resource respect respond response responsible rest restless result resume retreat return
reveal review reward rice rid ride ridge right rigid ring rinse rise risk ritalin ritual road roam roar roast
robe role roll romance romantic roof room rope rough round route routine row rub rude ruin rule ruminate
rumination run rupture rural sack sad sadder sadness safe safely safer safety said sail sake salad sale salt
same sample sand sane sang sank sari sat satisfy Saturday save saw say scale scan scar scarce scare scared
scatter scene schedule scheme school science scold scope score scream screen script scrub sea seal seam
search season seat second secret section secure security see seed seek seem seen seize select sell send
senior sense sensitive sent sentence separate separation September series serious seriously seroquel serve
service session set settle seven sever several severe severity sex sexual shade shadow shake shaky shall
shallow shame shape share sharing sharp she shed sheet shelf shelter shift shine ship shirt shock shoe shook
shoot shop shore shot should shoulder shout shove show shower shut shy sibling sick side sigh sight sign
signal silence silent silly similar simple simply sin since sing single sink sip sister sit site situation
six size skill skin skirt slap slave sleep sleepy slept slice slid slide slight slightly slim slip slow
slowly smart smell smile smoke smooth snack snap snore so soak soar sob sober sobriety soccer social soft
soften soil sold soldier sole solid solve some somebody someone something sometimes somewhat son song soon
soothe sore sorrow sorry sort sought soul sound soup sour source south space Spanish spar spare spark speak
special speech speed spell spend spent spin spirit spiritual spite split spoil spoke spoken spot spouse
spread spring square stab stable staff stage stain stair stake stale stamp stand standard stare start starve
state station status stay steady steal steel steep steer stem step stick sticky stiff still sting stir stock
stole stolen stomach stood stop store stove straight strain strange stranger strap strategy stray stream
strength stress stretch strict strike string strip strive stroke struck structure struggle stuck student
study stuff stumble stupid style subject submit substance succeed success such sudden suddenly suffer suggest
suggestion suicidal suicide suit sum sun Sunday super supervise supervision support supportive suppose
suppress sure surface surgery surprise surround survive survivor suspect swear sweat sweep swell swim swing
swirl sympathy symptom system tab table tail take taken tale talent talk tall tap tape tar target task taste
taught tax tea teach teacher team tear tearful tears tease teen teenage teeth tell temper ten tend tender
tense tension term terms terrible terrify test text than thank Thanksgiving that the theft their theirs them
theme themselves then therapist therapy there these they thick thief thin thing think third this those though
thought thread threat threaten three threw throat through throw thrown Thursday thus ticket tide tidy tie
tied tight till tilt time timid tin tiny tip tire tired to toast today together toilet told tolerance
tolerate tomorrow tone tongue tonight too took tool tooth top topic tore torn toss total touch tough tour
toward town toy trace track trade tradition traffic train trait transfer transition trap trash trauma
traumatic travel treat treatment tree tremble trend trial tribe trick tried trigger trip trouble truck truly
trunk trust truth try tub Tuesday tug tune turn twelve twenty twice twin twist twitter two type ugly ultimate
unable uncertain uncle under understand underwent unfair unhappy union unit unite unless unlike unsafe until
up upon upper upset urge us use used useful user usual usually vague vain valid validate validation valium
value various vary vast vein vent version versus very via victim video view village violence violent virtual
visible vision visit visual vital voice void volume vomit vote vow vulnerable wage wail wait wake walk wander
want war warm warmly warmth warn warning wary was wash waste watch wave way we weak weapon wear weary weather
weave web wedding Wednesday week weekend weep weigh weight weird welfare well went wept were wet what
whatever wheel when where whereas whether which while whirl whisper who whole whom whose why wide wife win
wind window wine wing wipe wire wish with withdraw withdrawal withdrawn within without witness woke woman
women wonder wooden word wore work worker workplace world worn worry worse worsen worst worth worthless would
wound wrap wrist write wrong wrote xanax yard yawn yeah year yearly yearn yell yellow yes yesterday yet yield
yoga you your yours youth youtube zero zoloft zone zoom
"""

SPANISH = """
angel angeles esmeralda gema ambar dalia hortensia oliva marina brisa nube asuncion inmaculada trinidad maximo
prudencia ventura fortuna olmo roble pino peña rocha lago laguna bosque crespo pardo prieto pinto zapatero
molinero
molina carpintero barbero caballero caballeros hidalgo conde duque marques ballesteros cordero toro lobo
gallo gato
aguila palomo olivares naranjo manzano cerezo parra vidal alegre valiente cortes franco leal casado casada
soltero
nieto nieta hermoso gordo medina puente torre palacio palacios villa rincon correa barrera banderas sal
salas sabio
serrano salado santiago
cree creen dios eran era orar
a abajo abierta abierto abrazo abrir acaso acompañar acto acuerdo adelante ademas adios afuera agua ahi ahora
aire al alba alegre alegria algo alguien algun alguna alguno alla alli alma alta alto amable ambas ambos
amiga amigo amor amparo ana anda animo ante antes aqui arroyo arte asi atras aun aunque aurora ausente ayer
ayuda ayudar azucena azul año baja bajo barrio bastante bella bello bien blanca blanco boca bonita bravo buen
buena bueno busca buscar cabello cabeza cada calle calma calvo cama cambiar cambio camino campo campos cano
cansada cansado cara caridad cariño casa casas casi caso castillo causa celeste cerca cerrar cielo cien
cierto cinco clara claro clase clemente coger comer comida como compañero con concepcion consuelo contar
contra coral corazon corta cosa costa crecer creer cruz cual cuando cuanto cuarto cuatro cuello cuenta cuerpo
cuesta cuidar culpa dar de debe deber decir dejar del delgado demas dentro desde despues dia dias dice dicho
dificil dijo dios distinto dolor dolores domingo don donde dormir dos doña duelo dueño dulce dura duran
durante duro e edad el ella ellas ellos embargo emocion en encarnacion encima enero enfado enfermo enojo
entonces entrar entre era es escuchar escuela ese eso espacio espera esperanza esperar esposa esposo esta
estaba estado estar este esto estrella estuvo exito expreso familia favor fe feliz fidel fiesta fin final
flor flores fondo forma frente fue fuego fuente fuentes fuera fuerte fuerza futuro ganas gente gloria gracia
gracias gran grande gris grupo guapa guerra guerrero gusto haber habia habla hablar hablo hace hacer hacia
hambre hasta hay hecho herida hermana hermano herrero hija hijo hogar hola hombre hora hoy hubo idea iglesia
iglesias igual inocencio ir ira jamas jazmin jefe joven juego julio junio junta juntos justo la lado las le
leer lejos lento leon les letra libre libro linda lista llama llamar llanto llegar lleno llevar llora llorar
lloro lo loca loco logro los lucha luego lugar luna luz madre mal mala malo mano mar marcha margarita margen
marido marin mas mayo mayor mañana me medio mejor memoria menos mente mercado mercedes mes mesa meta miedo
mientras milagros mira mirar misma mismo modesto modo momento montes mora moreno morir mostrar mover mucha
mucho muerte mujer mundo musica muy nada nadie necesita negra negro ni nieves niña niño no noche nombre
normal nos nosotros nuestra nuestro nueva nuevo nunca o obra odio oir ojo ojos olmos opinion orden otra otro
padre padres pagar pais palabra paloma para parece pared paredes parque parte participa pasa pasado pasar
paseo paso pastor paz pecho pedir pelo pena pensar peor pequeño perder perdida perdon perla pero perro
persona pie piel pilar plaza poca poco poder pon por porque prado presente primero primo propio prospero
prueba pudo pueblo puede puerta pues punto que quedar querer quien quiere quiza rabia rama ramos rapido razon
recuerdo reflexion remedios reunion rey reyes rica rico riesgo rio rios risa robles rocio rojo romero ropa
rosa rosales roto rubio ruido saber sala salas salida salir salud salvador sangre santa santo santos se sea
seguir segun segundo seguro seis semana sensible sentido sentir ser seria señor señora si siempre sierra
siete siguiente silla sin sino sitio sobre socorro sol sola soledad solo son soto su suave suerte sueño
sueños sus tal tambien tampoco tan tanto tapia tarde te tema temor tener terapia tercera ti tia tiempo tiene
tierra tio tirar toda todas todo todos tomar torres trabajo traer tras trata tres triste tristeza tu tuvo u
ultima ultimo un una unas uno unos usted va valle valor vamos varios veces vecino vega veia venir ver verano
verdad verde vez via viaje victoria vida vieja viejo vino violeta virtudes vista viva vivir voluntad volver
voy voz ya yo zapata
"""

ENGLISH_SIGNS = word_set(
    """
    the and of to was with for that she he his her is in it they as not but had be on
    """
)
SPANISH_SIGNS = word_set(
    """
    el la los las que y en un una por con para se su es del lo muy pero fue ella este le al
    """
)
"""Words that give a text's language away; each is rare in the other one."""


@cache
def english() -> frozenset[str]:
    """English words with their regular inflections, folded; Peter is a name, although pets are pet."""
    base = word_set(f"{ENGLISH} {NAMES_THAT_ARE_WORDS}".casefold())
    formed = {form for word in base if len(word) > 2 for form in _inflected(word)}
    return base | (formed - NICKNAMES.keys() - LOOK_INFLECTED)


@cache
def spanish() -> frozenset[str]:
    """Spanish words, folded (without accents, ñ as n), with their plurals."""
    base = SPANISH.replace("ñ", "n").split()
    return frozenset([*base, *(f"{word}s" for word in base if word[-1] in "aeiou")])


def ordinary(keys: set[str]) -> frozenset[str]:
    """The words of the languages in which a text with these folded words seems to be written."""
    seems_spanish = len(keys & SPANISH_SIGNS) > len(keys & ENGLISH_SIGNS)
    mixed = bool(keys & SPANISH_SIGNS) and bool(keys & ENGLISH_SIGNS)
    if mixed:
        return _both()
    return spanish() if seems_spanish else english()


def languages(keys: set[str]) -> tuple[str, ...]:
    """The languages in which such a text may be written: "en", "es" or both."""
    spanish_signs, english_signs = len(keys & SPANISH_SIGNS), len(keys & ENGLISH_SIGNS)
    if spanish_signs and not english_signs:
        return ("es",)
    return ("en",) if english_signs and not spanish_signs else ("en", "es")


@cache
def _both() -> frozenset[str]:
    return english() | spanish()


def _inflected(word: str) -> list[str]:
    """Regular forms: plural, third person, past, -ing, -er, -ly. Some are no words; that does no harm."""
    stem = word[:-1]
    forms = [word, f"{word}s", f"{word}es", f"{word}ed", f"{word}ing", f"{word}er", f"{word}ers", f"{word}ly"]
    if word.endswith("e"):
        forms += [f"{word}d", f"{stem}ing", f"{word}r", f"{word}rs", f"{stem}y"]
    elif word.endswith("y"):
        forms += [f"{stem}ies", f"{stem}ied", f"{stem}ily", f"{stem}ier"]
    elif len(word) >= 3:
        forms += [f"{word}{word[-1]}ed", f"{word}{word[-1]}ing", f"{word}{word[-1]}er"]
    return forms
