"""Invented groups of people of many places, for a second corpus. Nobody in them exists.

A line a person: chosen name | legal first | legal last | nicknames on record | a short form that is not on
record, or "-" | partner | emergency contact | employer | address | own script, or "-".
"""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.notes.rules.record import Entry, Field, Person

LINES = """
Ignacio|Ignacio|Beltrán|Nachito|Nacho|Lorena Beltrán|Graciela Montes|Panadería Los Olmos|Calle del Carmen 18, 2ºB, Zaragoza|-
Guadalupe|María Guadalupe|de la Cruz|Lupe|Lupita|Efraín|Rosalba Nieto|Tortillería La Estrella|Avenida Juárez 402, Puebla|-
Xochitl|Xochitl|Ramírez|Xochi|-|Tonatiuh Vela|Citlali Ramírez|Colegio Monte Albán|Privada Azucenas 9, Oaxaca|-
Concepción|Concepción|Iglesias|Concha|Conchita|Fermín Otero|Begoña Iglesias|Ferretería Otero|Rúa Nova 31, Lugo|-
Federico|Federico|Ángeles|Fede|Rico|Noelia Prat|Jacinto Ángeles|Talleres Ebro|Paseo de Gracia 77, 4º, Barcelona|-
Milagros|Milagros|Reyes|Mili|-|Hernán Soto|Nidia Reyes|Clínica San Telmo|Calle Sol 5, Sevilla|-
Joaquín|Joaquín|Echeverría|Joaco|Quino|Maite Urrutia|Itziar Echeverría|Astilleros Norte|Calle Mayor 120, Bilbao|-
Luz|Luz Marina|Cárdenas|Lucecita|-|Wilmer Cárdenas|Yurany Pabón|Flores del Valle|Carrera 15 # 88-21, Bogotá|-
Hope|Hope Elizabeth|Lindgren|Hopie|-|Carl Lindgren|Inga Solberg|Northfield Dairy|214 Birch Street, Apt 3, Duluth, MN|-
Will|William|Hargreaves|Billy|Bill|Tamsin Hargreaves|Percy Hargreaves|Hargreaves Joinery|7 Mill Lane, Otley|-
Grace|Grace|Oyelaran|Gracie|-|Tunde Oyelaran|Folasade Oyelaran|St. Brigid's Hospital|58 Wexford Road, Leeds|-
Mark|Marcus|Fontaine|Marky|-|Delphine Roy|Odette Fontaine|Fontaine Motors|1190 Cedar Avenue, Portland|-
May|May-Ling|Tanaka|Mayling|-|Hiro Tanaka|Setsuko Mori|Bluebell Florist|33 Orchard Way, Sacramento|-
Rose|Rosemary|Delgado|Rosie|-|Ivor Delgado|Mabel Crane|Crane & Daughters|5 Harbour View, Whitby|-
Joy|Joyce|McAllister|Joycie|-|Fergus McAllister|Isla McAllister|Glen Torrin Distillery|2/1 Argyle Street, Glasgow|-
Art|Arthur|Pemberley|Artie|-|Louisa Pemberley|Edwin Pemberley|Pemberley Books|90 Rectory Road, Oxford|-
Faith|Faith|Nkosi|Fay|-|Sipho Nkosi|Zanele Khumalo|Umlazi Primary School|14 Acacia Drive, Durban|-
Dawn|Dawn|Whitfield|Dawnie|-|Gary Whitfield|Pauline Marsh|Whitfield Haulage|16 Station Road, Derby|-
Chase|Chase|Montgomery|CJ|-|Brianna Cole|Dolly Montgomery|Lone Star Feed Supply|820 Pecan Street, Waco, TX|-
Summer|Summer|Bianchi|Sums|-|Luca Bianchi|Carla Bianchi|Trattoria Bianchi|410 Vine St, Napa|-
Christian|Christian|Vogt|Chrissi|Chris|Anke Vogt|Gerda Vogt|Schreinerei Vogt|Lindenstraße 44, Bremen|-
Angel|Ángel|Quintero|Angelito|-|Damaris Quintero|Osvaldo Quintero|Quintero Roofing|66 W Palm Blvd, Tampa, FL|-
Destiny|Destiny|Broadnax|Dee|-|Jamal Broadnax|Lorraine Tibbs|Tibbs Daycare|3301 Peachtree Ct, Macon, GA|-
Ivy|Ivy|Okonjo|Vee|-|Emeka Okonjo|Ifeoma Okonjo|Lagos Island Clinic|9 Marina Close, Lagos|-
Frank|Francis|Abernethy|Frankie|-|Moira Abernethy|Hamish Abernethy|Abernethy & Sons Plumbing|12 Kirk Wynd, Fife|-
Jürgen|Jürgen|Weißmüller|Jürgi|-|Heike Weißmüller|Klaus Böhm|Böhm Maschinenbau GmbH|Goethestr. 8, Kassel|-
Søren|Søren|Kjærgaard|Sølle|-|Maren Kjærgaard|Asta Bruun|Bruun Møbler|Nørregade 25, Aarhus|-
Zoë|Zoë|van den Heuvel|Zo|-|Bram van den Heuvel|Truus Dekker|Bakkerij Dekker|Kerkstraat 19, Utrecht|-
Łucja|Łucja|Wróblewska|Lusia|-|Kazimierz Wróblewski|Bronisława Gajda|Piekarnia Gajda|ul. Polna 6, Kielce|-
Siobhán|Siobhán|O'Driscoll|Shiv|-|Cormac O'Driscoll|Nuala O'Driscoll|Skellig Ferries|3 Quay Terrace, Cobh|-
Jean-Luc|Jean-Luc|Thibodeaux|JL|-|Mireille Thibodeaux|Octave Thibodeaux|Bayou Boat Works|712 Rue Dauphine, Lafayette, LA|-
Anaïs|Anaïs|Desrosiers|Nana|-|Théo Marchand|Colette Desrosiers|Librairie Marchand|24 rue des Lilas, Lyon|-
Françoise|Françoise|Lefèvre|Fanfan|-|Guy Lefèvre|Solange Petit|Mairie de Saint-Aubin|8 place du Marché, Saint-Aubin|-
Tiago|Tiago|Gonçalves|Ti|-|Inês Gonçalves|Fátima Lobo|Padaria Lobo|Rua das Flores 52, Porto|-
João|João Pedro|Figueira|Joãozinho|-|Beatriz Figueira|Amália Figueira|Quinta da Serra|Travessa do Forno 3, Évora|-
Giulia|Giulia|Santoro|Giuli|-|Matteo Santoro|Assunta Greco|Farmacia Greco|Via Garibaldi 61, Bari|-
Aleksandr|Aleksandr|Volkov|Sanya|Sasha|Irina Volkova|Galina Volkova|Volkov Auto Repair|1480 Ocean Parkway, Brooklyn|Александр Волков
Yulia|Yulia|Shevchenko|Yulya|-|Bohdan Shevchenko|Oksana Tkachenko|Dnipro Bakery|77 Kyivska St, Chicago|Юлия Шевченко
Дмитрий|Дмитрий|Соколов|Димон|Дима|Марина Соколова|Вера Ильинична|Завод Прогресс|улица Лесная 12, Тверь|-
Олена|Олена|Коваленко|Леночка|-|Тарас Коваленко|Ганна Мельник|Кав'ярня Мрія|вул. Шевченка 7, Львів|-
Eleni|Eleni|Papadopoulou|Lenaki|-|Stavros Papadopoulos|Despina Papadopoulou|Taverna Aegean|18 Thessaloniki Street, Melbourne|Ελένη Παπαδοπούλου
Γιώργος|Γεώργιος|Νικολαΐδης|Γιωργάκης|-|Μαρία Νικολαΐδου|Σοφία Λάμπρου|Φαρμακείο Λάμπρου|Οδός Ερμού 22, Πάτρα|-
Amina|Amina|Al-Rashid|Mina|-|Tariq Al-Rashid|Huda Al-Rashid|Rashid Carpets|39 Edgware Road, London|أمينة الرشيد
Khalid|Khalid|Haddad|Khalo|-|Samira Haddad|Nabil Haddad|Haddad Electronics|101 Warren Ave, Dearborn, MI|خالد حداد
ليلى|ليلى|المنصوري|لولو|-|فؤاد المنصوري|نجاة المنصوري|مدرسة النور|شارع الحرية 14، تونس|-
Noa|Noa|Ben-David|Noale|-|Eitan Ben-David|Shoshana Katz|Katz Kosher Deli|5 Herzl Street, Haifa|נועה בן דוד
דוד|דוד|לוי|דודי|-|מיכל לוי|רחל לוי|מאפיית לוי|רחוב הגפן 4, חיפה|-
Xiaoming|Xiaoming|Zhao|Ming Ming|-|Zhao Lihua|Sun Meiling|Golden Lantern Restaurant|260 Mott Street, New York|赵晓明
晓雯|晓雯|陈|小雯|-|陈国强|林秀珍|和平医院|南京路 88 号|-
Minjun|Min-jun|Park|MJ|-|Park Seoyeon|Choi Yuna|Hanok Tea House|4120 Wilshire Blvd, Los Angeles|박민준
서연|서연|김|연이|-|김도윤|이정희|한빛출판사|종로구 삼청로 30|-
Haruka|Haruka|Nishimura|Haru|-|Kenta Nishimura|Michiko Abe|Nishimura Ceramics|15 Sakura Court, San Jose|ハルカ
さくら|さくら|田中|さっちゃん|-|田中健太|田中美智子|青葉書店|青葉町 3-12|-
Priya|Priya|Raghunathan|Pri|-|Arvind Raghunathan|Kamala Raghunathan|Sunrise Diagnostics|27 Gandhi Nagar, Chennai|प्रिया
अंजलि|अंजलि|वर्मा|अंजू|-|रोहित वर्मा|सुनीता वर्मा|वर्मा वस्त्रालय|गली नंबर 5, जयपुर|-
Harpreet|Harpreet|Singh|Harry|-|Jasleen Kaur|Gurmeet Singh|Singh Transport|81 Soho Road, Birmingham|-
Nguyễn|Nguyễn Thị|Hương|Hường|-|Trần Văn Bảo|Lê Thu Hà|Phở Saigon|950 Bolsa Ave, Westminster, CA|-
Thảo|Thảo|Phạm|Bé|-|Quang Phạm|Mai Phạm|Lotus Nails|43 Dorchester Ave, Boston|-
Chukwuemeka|Chukwuemeka|Nwosu|Chuks|Emeka|Adaora Nwosu|Ngozi Nwosu|Zenith Freight|11 Broad Street, Enugu|-
Thandeka|Thandeka|Dlamini|Thandi|-|Sibusiso Dlamini|Nomvula Dlamini|Ubuntu Legal Aid|6 Protea Road, Soweto|-
Kwame|Kwame|Asante-Boateng|Kojo|-|Abena Asante-Boateng|Yaw Boateng|Volta Textiles|28 Ring Road, Accra|-
Oluwaseun|Oluwaseun|Adebayo|Seun|-|Yetunde Adebayo|Kehinde Adebayo|Adebayo Pharmacy|70 Allen Avenue, Ikeja|-
Mehmet|Mehmet|Yıldırım|Memo|-|Ayşe Yıldırım|Şükran Yıldırım|Yıldız Kuaför|Atatürk Caddesi 16, Bursa|-
Béla|Béla|Szűcs|Bélus|-|Ágnes Szűcs|Katalin Nagyné|Szűcs Pékség|Petőfi utca 3, Szeged|-
Björk|Björk|Guðmundsdóttir|Bökki|-|Einar Þórsson|Sigríður Jónsdóttir|Hafnarbakarí|Laugavegur 60, Reykjavík|-
Tāne|Tāne|Ngata|Tee|-|Aroha Ngata|Hine Parata|Parata Orchards|21 Kauri Street, Gisborne|-
Leilani|Leilani|Kealoha|Lani|-|Kimo Kealoha|Nalani Akana|Akana Surf School|404 Plumeria Place, Hilo|-
DeShawn|DeShawn|Witherspoon|Shawn|-|Keisha Witherspoon|Earline Witherspoon|Witherspoon Barbers|1822 MLK Jr Drive, Atlanta|-
Mary Ann|Mary Ann|Kowalski|Mae|-|Stanley Kowalski|Wanda Kowalski|Kowalski Meats|53 Pulaski Road, Toledo|-
Bo|Boaz|Sternfeld|Bobo|-|Yael Sternfeld|Miriam Sternfeld|Sternfeld Optics|8 Carmel Close, Leeds|-
Ty|Tyrone|Gallagher|T|-|Shona Gallagher|Brendan Gallagher|Gallagher Scaffolding|40 Castle Street, Belfast|-
Ana|Ana Sofía|Montalvo|Anita|-|Iván Montalvo|Rebeca Montalvo|Hotel Miramar|Calle Luna 12, San Juan|-
Ximena|Alejandro|Fuentes|Xime|-|Camila Rincón|Patricia Fuentes|Editorial Fuentes|Insurgentes Sur 1500, Ciudad de México|-
Kai|Katherine|Brooks|K|-|Robin Ellery|Denise Brooks|Ellery Landscaping|9 Fern Hollow, Asheville, NC|-
Robin|Roberta|Day|Rob|-|Simone Day|Vernon Day|Day & Knight Solicitors|31 Market Street, Ely|-
Penny|Penelope|Carter|Pen|-|Rufus Carter|Agatha Carter|Carter Veterinary Surgery|17 Dovecote Lane, York|-
Reed|Reed|Savage|Reedy|-|Nina Savage|Hal Savage|Savage Garden Centre|2250 Aspen Drive, Boulder, CO|-
Jade|Jade|Stone|JJ|-|Callum Stone|Beryl Stone|Stonebridge Nursery|64 Quarry Road, Bath|-
Miles|Miles|Bishop|Milo|-|Petra Bishop|Conrad Bishop|Bishop Analytics|700 Congress Avenue, Austin|-
Harmony|Harmony|Price|Harms|-|Devon Price|Lucille Price|Second Chance Thrift|129 Juniper Court, Reno|-
"""

LEADERS = ("Dr. Ruth Ashdown, LCSW", "Tomás Arregui")


@dataclass(frozen=True)
class Invented:
    """Somebody of the corpus, by the columns above."""

    id: str
    chosen: str
    first: str
    last: str
    nickname: str
    short: str
    partner: str
    emergency: str
    employer: str
    address: str
    script: str
    phone: str
    email: str
    handle: str

    def person(self) -> Person:
        """As the discretion check is given them."""
        fields = (
            (Field.CHOSEN_NAME, self.chosen), (Field.LEGAL_FIRST, self.first), (Field.LEGAL_LAST, self.last),
            (Field.NICKNAME, self.nickname), (Field.EMAIL, self.email), (Field.PHONE, self.phone),
            (Field.HANDLE, self.handle), (Field.ADDRESS, self.address), (Field.EMPLOYER, self.employer),
            (Field.PARTNER, self.partner), (Field.EMERGENCY_CONTACT, self.emergency),
        )  # fmt: skip
        return Person(self.id, record=tuple(Entry(field, text) for field, text in fields))


def invented() -> tuple[Invented, ...]:
    """Everybody, with numbers (of the blocks kept for fiction), addresses and accounts."""
    lines = LINES.strip().splitlines()
    return tuple(_invented(number, line.split("|")) for number, line in enumerate(lines))


def _invented(number: int, columns: list[str]) -> Invented:
    chosen, first, last, nickname, short, partner, emergency, employer, address, script = columns
    area = 205 + number * 7 % 400
    phone = f"+1 {area}-555-{100 + number:04d}" if number % 5 else f"+44 20 7946 {number:04d}"
    words = ("birch", "mosaic", "tandem", "quartz", "pebble", "lantern", "meadow", "orbit")
    account = f"{words[number % 8]}{words[(number * 3 + 1) % 8]}_{number + 11}"
    mail = f"{words[(number * 5 + 2) % 8]}.{words[number % 8]}{number}@example.{('org', 'net', 'com')[number % 3]}"
    return Invented(f"p{number}", chosen, first, last, nickname, "" if short == "-" else short, partner, emergency,
                    employer, address, "" if script == "-" else script, phone, mail, f"@{account}")  # fmt: skip
