"""Short forms of English and Spanish given names. One line a name; its short forms after the colon."""

from __future__ import annotations

TABLE = """
abigail: abby abbie gail
abraham: abe
adriana: adri
agustin: tin
albert: al bert bertie
alberto: beto tito
alejandra: ale alex jandra sandra
alejandro: ale alex jandro
alexander: alex al xander sandy lex sasha
alexandra: alex sandra sandy lexi sasha
alfonso: poncho fonso
alfredo: fredo alf
alice: ali allie
amanda: mandy
ana: anita
andrea: andie andy
andrew: andy drew
angela: angie
anna: annie
anne: annie
anthony: tony ant
antonia: toni tonia
antonio: toni tonio toño
arthur: art artie
barbara: barb barbie babs
beatrice: bea trixie
beatriz: bea betty
benjamin: ben benny benji
bernard: bernie
bradley: brad
cameron: cam
carolina: caro carol
caroline: carrie carol caro
catherine: cathy kate katie cat kitty
cecilia: ceci cecy
charles: charlie chuck chas
charlotte: charlie lottie
christian: chris
christina: chris chrissy tina
christine: chris chrissy tina
christopher: chris kit topher
clifford: cliff
concepcion: concha conchita
consuelo: chelo
cristina: cris tina
cynthia: cindy
daniel: dan danny dani
daniela: dani
danielle: dani
david: dave davy davey
deborah: deb debbie
diego: dieguito
dolores: lola loli
dominic: dom nick
donald: don donnie
dorothy: dot dottie dolly
douglas: doug
edgar: ed
eduardo: edu lalo
edward: ed eddie ted teddy ned
eleanor: ellie nell nora
elena: lena nena
elizabeth: liz lizzie beth betty eliza lisa libby betsy
emily: em emmy
emilia: emi mila
enrique: quique kike
ernesto: neto
esperanza: espe
eugene: gene
fernanda: fer nanda
fernando: fer nando
florence: flo
frances: fran frankie
francis: frank frankie
francisca: paca paqui
francisco: paco pancho fran curro
franklin: frank
frederick: fred freddie
gabriel: gabe gabi
gabriela: gabi gaby
gabrielle: gabby elle
george: georgie
gerald: gerry jerry
gerardo: gera
gertrude: trudy
gloria: glo
gonzalo: gonza
graciela: chela grace
gregory: greg
gregorio: goyo
guadalupe: lupe lupita
guillermo: memo guille
gustavo: gus tavo
harold: harry hal
harriet: hattie
hector: tito
helen: nell nellie
henry: hank harry hal
ignacio: nacho
isabel: isa chabela bel
isabella: bella izzy isa
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janet: jan
javier: javi
jeffrey: jeff
jennifer: jen jenny
jeremy: jerry
jessica: jess jessie
jesus: chuy chucho
joaquin: quino
john: jack johnny
jonathan: jon jonny nathan
jorge: jorgito coque
jose: pepe joselito chepe
josefa: pepa pepita
josefina: fina jose
joseph: joe joey
josephine: jo josie
joshua: josh
juan: juanito juancho
juana: juanita
judith: judy
julia: juli jules
julian: juli jules
julio: julito
katherine: kathy kate katie kat kitty
kathleen: kathy kath
kenneth: ken kenny
kimberly: kim
laura: lau laurie
lawrence: larry
leonard: leo len lenny
leonardo: leo nardo
leticia: lety
lillian: lil lily
lorenzo: loren lencho
louis: lou louie
louise: lou
lucas: luke
lucia: luci lucy
luis: lucho luisito
luisa: luisita
madeline: maddie
magdalena: magda lena malena
manuel: manolo manny manu
manuela: manoli manu
marcela: marce
margaret: maggie meg peggy peg marge margie greta
margarita: marga rita
maria: mari mary maruja
mariana: mari nana
martha: marty
martin: marty
matilda: tilly mattie
matthew: matt matty
maximilian: max
melissa: mel missy
mercedes: merche meche
michael: mike mikey mick mickey
micaela: mica
michelle: shelly mich
miguel: migue
miriam: miri
monica: moni
montserrat: montse
nancy: nan
natalia: nati nata talia
natalie: nat nattie
nathaniel: nate nat nathan
nicholas: nick nicky nico
nicolas: nico
nicole: nikki nicky
octavio: tavio
olivia: liv livvy
oscar: ozzie
pablo: pablito
pamela: pam
patricia: pat patty trish tricia pati
patricio: pato
patrick: pat paddy
paula: pau
pedro: perico pedrito
penelope: penny nell
peter: pete
philip: phil pip
phillip: phil
pilar: pili
priscilla: cilla
rachel: rach
rafael: rafa rafi
ramon: moncho
ramona: mona
raymond: ray
rebecca: becky becca
ricardo: ricky richi
richard: rich rick ricky dick richie
robert: rob bob bobby robbie bert
roberto: beto rober
rocio: chio
rodrigo: rodri
ronald: ron ronnie
rosa: rosita
rosalind: roz
rosario: charo chayo
roxanne: roxy
russell: russ
salvador: salva chava
samantha: sam sammy
samuel: sam sammy
sandra: sandy
sarah: sally sadie
sebastian: seb bas sebas
sergio: checo
silvia: sil
simone: sim
sofia: sofi
sophia: sophie
soledad: sole
stephanie: steph stephie
stephen: steve stevie
steven: steve stevie
susan: sue susie suzie
susana: susi
teresa: tere teresita terry
teodoro: teo
theodore: ted teddy theo
theresa: terry tess
thomas: tom tommy
timothy: tim timmy
tomas: tomasito
valentina: vale tina
valeria: vale
vanessa: nessa
veronica: vero ronnie
vicente: chente
victor: vic
victoria: vicky tori vic
vincent: vince vinny
virginia: ginny ginger
walter: walt wally
william: will bill billy willie liam
ximena: xime
yolanda: yoli
zachary: zach zack
"""
