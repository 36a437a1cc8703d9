"""Short forms and other spellings of given names of many languages; lines as in `nicknames_west`."""

from __future__ import annotations

TABLE = """
aaliyah: liyah
abdullah: abdul abed
adaeze: ada
agnieszka: aga
ahmed: ahmad ahmet hamada
aikaterini: katerina
ainhoa: ain
aisha: aysha ayesha aicha
aleksander: olek alek
aleksandr: sasha sanya shura alexander alex
aleksandra: sasha shura ola alexandra alex
alessandro: ale sandro
alexandros: alekos alex
alexei: alyosha lyosha alex aleksei
aleksei: alyosha lyosha alex
anastasia: nastya stasya ana asya
anastasiya: nastya stasya asya
anselm: selm
antje: anni
apinya: pim
arturo: turo
augusto: guto
bartholomew: bart
bartosz: bartek
beatrix: bea trix
bogdan: bodya
boris: borya
bronwyn: bron
calvin: cal
carlos: carlitos charly cacho
carmen: carmencita menchu mamen
catalina: cata
catarina: cata
chidi: chichi
chidiebere: chidi
chimamanda: chima amanda
chinedu: nedu edu
christos: chris
chukwuemeka: emeka chuks
claudia: clau
daria: dasha
deborah: debs
delores: lola dee
dimitrios: dimitris mitsos jimmy
dimitri: dima mitya
dmitri: dima mitya
dmitry: dima mitya
edilberto: edi beto
ekaterina: katya katyusha kate
eleni: lena elena helen
elizaveta: liza
emmanuel: manny emman manu
encarnacion: encarna
esther: essie
evangelia: eva litsa
evelyn: evie eve
evgeny: zhenya
evgenia: zhenya
federico: fede rico
felipe: pipe lipe
filomena: mena
folasade: sade
friedrich: fritz fred
fyodor: fedya
galina: galya
georgios: giorgos george yorgos
giovanni: gianni vanni
giuseppe: beppe peppe pino
grzegorz: grzesiek greg
hans: hansi
heinrich: heinz heini
hussein: husain hussain
ibrahim: ibro ibra brahim
ikechukwu: ike
inmaculada: inma macu
ioannis: yannis giannis john
irina: ira irinka
isaac: ike zac
isadora: isa dora
ivan: vanya
jadwiga: jadzia
jamal: jay
joao: joaozinho jota
johannes: hans hannes jo
jolanta: jola
joyce: joy
julieta: juli
kamala: kam
karolina: karo
katarzyna: kasia kaska
khadija: khadijah dija
konstantin: kostya
konstantinos: kostas
krzysztof: krzys krzysiek
krishnan: krish
krishna: krish
lakshmi: laks
leopold: leo poldi
liudmila: lyuda mila
ludmila: luda mila
lyudmila: lyuda mila
maciej: maciek
malgorzata: gosia malgosia
manjunath: manju
maria: maruja mari marisa mary masha marusya marichu maryam mariam
maribel: mari
mateo: teo
mehmet: memo muhammad
mikhail: misha mishka michael
mohammed: mohammad muhammad mohamed mo hamada
muhammad: mohammed mohamed mo
nadezhda: nadya
natalya: natasha nata
natalia: natasha
nguyen: win
nikolai: kolya nick
nikolaos: nikos nick
nkechi: kechi
noelle: noe
norberto: beto
oksana: ksyusha
olamide: ola
olga: olya
oluwaseun: seun olu
oluwaseyi: seyi olu
oluwatobi: tobi olu
oluwadamilola: dami damilola
olufemi: femi
omowunmi: wunmi
panagiotis: panos takis
pawel: pawelek
pavel: pasha
piotr: piotrek
polina: polya
prakash: prak
rajesh: raj
rajendra: raj
refugio: cuca
reinaldo: rey
remedios: reme
roman: roma
rosalia: rosa lia
sakura: saku
sergei: seryozha
sergey: seryozha
siddharth: sid
siobhan: shiv
sophie: soph
srinivasan: srini vasan
stanislav: stas slava
svetlana: sveta
svitlana: svita sveta
tatiana: tanya tania
tatyana: tanya
temitope: temi tope
thandiwe: thandi
thi: ty
tomasz: tomek
ursula: uschi ursi ulla
vasily: vasya
venkatesh: venkat
venkataraman: venkat raman
viktor: vitya
vladimir: volodya vova vlad
volodymyr: volodya vova
wilhelm: willi helmut
wojciech: wojtek
xiomara: xio mara
yekaterina: katya
yevgeny: zhenya
yohannes: yoni
youssef: yusuf joseph
yulia: yulya julia
zbigniew: zbyszek
zofia: zosia
александр: саша шура саня
александра: саша шура
алексей: алеша леша
анастасия: настя
анна: аня анюта нюра
борис: боря
валентина: валя
василий: вася
виктор: витя
владимир: вова володя
галина: галя
дарья: даша
дмитрий: дима митя
евгений: женя
евгения: женя
екатерина: катя
елена: лена алена
елизавета: лиза
иван: ваня
ирина: ира
константин: костя
людмила: люда мила
мария: маша маруся
михаил: миша
надежда: надя
наталья: наташа ната
николай: коля
ольга: оля
павел: паша
петр: петя
светлана: света
сергей: сережа
софия: соня софья
татьяна: таня
юлия: юля
юрий: юра
олександр: сашко саша
олена: оленка лена
"""
