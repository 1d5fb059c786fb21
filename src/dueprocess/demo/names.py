"""Invented names of invented members, in the forms and scripts in which people write them.

Knows lists of given and family names and how each tradition puts them together; draws from no
directory. Must not know who holds an office or is party to a case. One seed gives the same names on
every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Name:
    """A whole name as its owner writes it; how they are called where others cannot read it; how it sorts.

    `also` are other names they have gone by: before a marriage, or in another script.
    """

    full: str
    known_as: str = ""
    sorts: str = ""
    language: str = "en"
    also: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read `script=Latin` pairs."""
    return tuple((one, other) for one, other in (word.split("=") for word in text.split()))


_ENGLISH_GIVEN = _words(
    "Agnes Alfie Alison Arthur Barnaby Beatrice Bernard Bridget Callum Carys Cecily Clement Connor Daphne "
    "Deborah Desmond Duncan Edith Eilidh Eleanor Euan Fergus Fiona Frances Gareth Georgina Gerald Gillian "
    "Graham Harriet Hazel Hector Hilary Hugh Imogen Isaac Isla Ivor Jemima Joan Jocelyn Judith Keith "
    "Kenneth Laurence Lesley Lionel Lorna Lucy Mabel Malcolm Marjorie Martha Maureen Miles Muriel Nathan "
    "Niamh Nigel Oisín Olive Oscar Patrick Pauline Percy Philippa Ralph Raymond Roisin Rosalind Rupert "
    "Sheila Sinéad Stanley Susannah Sybil Tabitha Theodore Thelma Una Ursula Vera Vincent Wallace Winifred"
)
_ENGLISH_FAMILY = _words(
    "Abernathy Ainscough Applegarth Arkwright Ashworth Attwater Barraclough Bickerstaffe Birtwhistle "
    "Blackadder Bothroyd Braithwaite Brocklebank Buckthorn Butterfield Cartwright Chadwick Clutterbuck "
    "Coldstream Crabtree Cruickshank Dalrymple Dewhurst Drinkwater Eastwick Entwistle Fairbairn "
    "Fairweather Fothergill Gathercole Gillespie Goodfellow Greenhalgh Grimshaw Haddow Hardcastle "
    "Hathersage Heathcote Heptonstall Higginbottom Holroyd Inglethorpe Jessop Kilbride Lathom Ledbetter "
    "Lightbody Lockwood Longbottom MacAskill MacIvor McCorquodale McGillivray Merriweather Micklethwaite "
    "Muirhead Murgatroyd Netherwood Nuttall O'Dwyer O'Halloran O'Shaughnessy Oldroyd Ormerod Pickersgill "
    "Postlethwaite Prendergast Quigley Ramsbottom Ravenscroft Rowbotham Sallow Satterthwaite Scattergood "
    "Shuttleworth Sidebottom Strachan Summersgill Tattersall Thistlethwaite Threlkeld Truelove Tunnicliffe "
    "Underhill Wadsworth Warburton Wetherby Whitelaw Winterbourne Wolstenholme Woodhouse Yarwood"
)
_WELSH_GIVEN = _words(
    "Aeron Angharad Anwen Bleddyn Branwen Bronwen Cadi Ceinwen Cledwyn Dafydd Dilwyn Efa Eirlys Elin Eluned "
    "Emrys Ffion Geraint Gethin Glesni Gruffudd Gwenllian Gwilym Heledd Hywel Idris Ifan Iolo Iwan Llinos "
    "Llŷr Lowri Macsen Mair Mared Meinir Meurig Nerys Nia Non Osian Rhiannon Rhys Sioned Siwan Steffan Tegwen"
)
_WELSH_FAMILY = _words(
    "Bevan Bowen Cadwaladr Ellis-Pugh Gittins Gwynne Howells Llwyd Maddocks Parry Pritchard Probert Prothero Rees Treharne Vaughan"
)
_ARABIC_MEN = _pairs(
    "أحمد=Ahmad إبراهيم=Ibrahim بلال=Bilal حسام=Husam خالد=Khalid رشيد=Rashid زياد=Ziyad سامي=Sami طارق=Tariq "
    "عمر=Umar فارس=Faris كريم=Karim مازن=Mazin نبيل=Nabil هشام=Hisham وليد=Walid ياسر=Yasir يوسف=Yusuf"
)
_ARABIC_WOMEN = _pairs(
    "أمينة=Amina بسمة=Basma جميلة=Jamila حنان=Hanan دلال=Dalal رانيا=Rania زينب=Zaynab سلمى=Salma عائشة=Aisha "
    "فاطمة=Fatima لينا=Lina مريم=Maryam نادية=Nadia هالة=Hala ياسمين=Yasmin"
)
_ARABIC_FAMILY = _pairs(
    "الحداد=al-Haddad الخطيب=al-Khatib الراوي=al-Rawi الزهراني=al-Zahrani السقاف=al-Saqqaf الشامي=al-Shami "
    "الصباغ=al-Sabbagh العطار=al-Attar القاضي=al-Qadi المنصوري=al-Mansuri النجار=al-Najjar بنعلي=Benali "
    "بوزيد=Bouzid حمدان=Hamdan درويش=Darwish شرقاوي=Sharqawi"
)
_CHINESE_FAMILY = _pairs(
    "陳=Chan 李=Li 王=Wang 張=Zhang 劉=Liu 楊=Yang 黃=Wong 趙=Zhao 周=Zhou 吳=Wu 徐=Xu 孫=Sun 歐陽=Ouyang 司徒=Szeto 林=Lam 何=Ho"
)
_CHINESE_GIVEN = _pairs(
    "秀英=Xiuying 美玲=Meiling 志明=Zhiming 建國=Jianguo 雅婷=Yating 家豪=Jiahao 淑芬=Shufen 俊傑=Junjie 曉雯=Xiaowen 子軒=Zixuan 麗華=Lihua 文彬=Wenbin 思琪=Siqi 國強=Guoqiang 詠詩=Wing-sze 浩然=Haoran"
)
_KOREAN_FAMILY = _pairs("김=Kim 이=Lee 박=Park 최=Choi 정=Jung 강=Kang 조=Cho 윤=Yoon 남궁=Namgung 한=Han")
_KOREAN_GIVEN = _pairs(
    "민준=Min-jun 서연=Seo-yeon 지훈=Ji-hoon 하은=Ha-eun 현우=Hyun-woo 수빈=Su-bin 영희=Young-hee 준호=Jun-ho 은지=Eun-ji 태윤=Tae-yoon"
)
_JAPANESE_FAMILY = _pairs(
    "佐藤=Satō 高橋=Takahashi 渡辺=Watanabe 小川=Ogawa 井上=Inoue 松田=Matsuda 森本=Morimoto 西村=Nishimura 藤田=Fujita 大野=Ōno"
)
_JAPANESE_GIVEN = _pairs(
    "陽子=Yōko 健太=Kenta 美咲=Misaki 直樹=Naoki 由紀=Yuki 大輔=Daisuke 千尋=Chihiro 翔太=Shōta 恵子=Keiko 拓海=Takumi"
)
_RUSSIAN_MEN = _pairs(
    "Алексей=Aleksei Борис=Boris Виктор=Viktor Глеб=Gleb Дмитрий=Dmitrii Илья=Ilya Кирилл=Kirill Лев=Lev Матвей=Matvei Павел=Pavel Роман=Roman Тимур=Timur"
)
_RUSSIAN_WOMEN = _pairs(
    "Анна=Anna Вера=Vera Галина=Galina Дарья=Darya Елена=Elena Зоя=Zoya Ирина=Irina Ксения=Kseniya Лидия=Lidiya Марина=Marina Нина=Nina Полина=Polina"
)
_RUSSIAN_FATHERS = _pairs(
    "Андреев=Andreev Борисов=Borisov Викторов=Viktorov Иванов=Ivanov Олегов=Olegov Павлов=Pavlov Петров=Petrov Романов=Romanov Сергеев=Sergeev Фёдоров=Fyodorov"
)
_RUSSIAN_FAMILY = _pairs(
    "Белов=Belov Воронин=Voronin Громов=Gromov Ершов=Yershov Зимин=Zimin Киселёв=Kiselyov Лукин=Lukin Орлов=Orlov Панин=Panin Серов=Serov Тихонов=Tikhonov Щукин=Shchukin"
)
_UKRAINIAN = _pairs(
    "Оксана=Oksana Тарас=Taras Богдан=Bohdan Соломія=Solomiia Остап=Ostap Ярина=Yaryna Данило=Danylo Мирослава=Myroslava"
)
_UKRAINIAN_FAMILY = _pairs(
    "Бондаренко=Bondarenko Гончар=Honchar Заєць=Zaiets Кравець=Kravets Лисенко=Lysenko Мельник=Melnyk Тесля=Teslia Швець=Shvets"
)
_GREEK = _pairs(
    "Αλέξανδρος=Alexandros Βασιλική=Vasiliki Δέσποινα=Despina Ελένη=Eleni Θανάσης=Thanasis Κώστας=Kostas Μαρία=Maria Νίκος=Nikos Σοφία=Sofia Χρήστος=Christos"
)
_GREEK_FAMILY = _pairs(
    "Αγγελόπουλος=Angelopoulos Βλάχος=Vlachos Γεωργίου=Georgiou Δημητρίου=Dimitriou Καρράς=Karras Λάμπρου=Lamprou Μακρής=Makris Παππάς=Pappas"
)
_HEBREW = _pairs(
    "נועה=Noa איתן=Eitan תמר=Tamar גיל=Gil יעל=Yael אורי=Uri שירה=Shira עמית=Amit מיכל=Michal רון=Ron"
)
_HEBREW_FAMILY = _pairs("אלון=Alon ברק=Barak גולן=Golan דגן=Dagan הראל=Harel זמיר=Zamir כרמי=Karmi שגב=Segev")
_HINDI = _pairs(
    "अमित=Amit अनीता=Anita दीपक=Deepak गीता=Geeta हर्ष=Harsh कविता=Kavita मनोज=Manoj नेहा=Neha प्रिया=Priya राहुल=Rahul सुनील=Sunil वंदना=Vandana"
)
_HINDI_FAMILY = _pairs(
    "अग्रवाल=Agarwal चौहान=Chauhan दुबे=Dubey गुप्ता=Gupta जोशी=Joshi मिश्रा=Mishra पाठक=Pathak राठौर=Rathore सक्सेना=Saxena तिवारी=Tiwari"
)
_TAMIL_FATHERS = _words(
    "Arumugam Balasubramaniam Chelliah Duraisamy Ganesan Kandiah Murugesan Nadarajah Palaniappan Rajendran Selvarajah Thangavel Velusamy"
)
_TAMIL_GIVEN = _pairs(
    "அருள்=Arul கவிதா=Kavitha குமரன்=Kumaran செல்வி=Selvi தமிழ்=Thamizh நிலா=Nila பாரதி=Bharathi மாலா=Mala முத்து=Muthu வாணி=Vaani யாழினி=Yazhini கண்ணன்=Kannan"
)
_PUNJABI_GIVEN = _words(
    "Amarjit Balwinder Gurpreet Harjinder Jasleen Kirandeep Manpreet Navdeep Parminder Rajwinder Sukhdeep Tejinder"
)
_BENGALI = _words("Anwar Farzana Habib Jahanara Kamrul Mitali Nasrin Rafiq Shirin Tanvir Rokeya Sabbir")
_BENGALI_FAMILY = _words("Begum Bhuiyan Chowdhury Haque Khatun Miah Mollah Sarkar Talukdar Uddin")
_SPANISH_GIVEN = (
    "María José",
    "Álvaro",
    "Begoña",
    "Ignacio",
    "Lucía",
    "Joaquín",
    "Inés",
    "Rafael",
    "Núria",
    "Iñaki",
    "Xoán",
    "Pilar",
    "Andrés",
    "Consuelo",
    "Martín",
    "Leire",
)
_SPANISH_FAMILY = (
    "Fernández",
    "de la Fuente",
    "Ibáñez",
    "Núñez",
    "Etxeberria",
    "Soler",
    "Quintana",
    "Peña",
    "Carvajal",
    "del Río",
    "Zubiri",
    "Montalbán",
    "Ordóñez",
    "Puig",
)
_PORTUGUESE_GIVEN = (
    "Ana Beatriz",
    "João",
    "Conceição",
    "Tiago",
    "Inês",
    "Luís Filipe",
    "Graça",
    "Nuno",
    "Marta",
    "Duarte",
    "Leonor",
    "Vasco",
)
_PORTUGUESE_FAMILY = (
    "da Silva",
    "e Sousa",
    "Gonçalves",
    "dos Anjos",
    "Figueiredo",
    "Brandão",
    "Magalhães",
    "do Vale",
    "Teixeira",
    "Lacerda",
)
_FRENCH = (
    "Anne-Laure",
    "Benoît",
    "Célestine",
    "Étienne",
    "Geneviève",
    "Jean-Baptiste",
    "Maëlle",
    "Noémie",
    "Rémi",
    "Solène",
    "Thibault",
    "Yannick",
)
_FRENCH_FAMILY = (
    "Aubert",
    "Beaulieu",
    "Cazenave",
    "d'Aubigny",
    "Delacroix-Meunier",
    "Fauré",
    "Guérin",
    "L'Hermite",
    "Le Goff",
    "Pélissier",
    "Rousselot",
    "Vaillant",
)
_GERMAN = (
    "Anneliese",
    "Bärbel",
    "Detlef",
    "Friedhelm",
    "Gisela",
    "Heinrich",
    "Ingeborg",
    "Jörg",
    "Käthe",
    "Lothar",
    "Sönke",
    "Wiebke",
)
_GERMAN_FAMILY = (
    "Ackermann",
    "Brüggemann",
    "Dohrmann",
    "Eßlinger",
    "von der Heide",
    "Kästner",
    "Löwenstein",
    "Möhring",
    "Pfannenschmidt",
    "Schröter",
    "Wüstefeld",
    "zu Rantzow",
)
_DUTCH = (
    "Anneke",
    "Bram",
    "Cornelis",
    "Femke",
    "Gerrit",
    "Hanneke",
    "Joost",
    "Lieke",
    "Maarten",
    "Sjoerd",
    "Tjitske",
    "Willemijn",
)
_DUTCH_FAMILY = (
    "van den Berg",
    "de Wit",
    "van der Meulen",
    "'t Hart",
    "ter Horst",
    "Dijkstra",
    "Hoekstra",
    "IJsselstein",
    "op den Camp",
    "Zijlstra",
)
_POLISH = _words(
    "Agnieszka Bożena Grażyna Jadwiga Łucja Małgorzata Stanisława Wiesława Bogusław Czesław Grzegorz Jerzy Kazimierz Łukasz Radosław Zdzisław"
)
_POLISH_STEMS = _words(
    "Wierzbick Zieleńsk Jabłońsk Kwiatkowsk Maliszewsk Ostrowsk Sadowsk Trzebińsk Wyszyńsk Żurawsk"
)
_ICELANDIC_WOMEN = _words("Guðrún Sigríður Þórdís Ásta Hrafnhildur Ragnheiður Sólveig Ylfa")
_ICELANDIC_MEN = _words("Björn Einar Þorsteinn Ólafur Gunnar Hallgrímur Örn Ísleifur")
_ICELANDIC_FATHERS = _words("Jóns Einars Gunnars Helga Sigurðar Magnúsar Þórðar Arnars")
_NORDIC = (
    "Åse",
    "Bjarte",
    "Eirik",
    "Frøydis",
    "Gøran",
    "Håkon",
    "Ingrid",
    "Kåre",
    "Liv",
    "Märta",
    "Öyvind",
    "Sølvi",
)
_NORDIC_FAMILY = (
    "Aakre",
    "Bjørnstad",
    "Dahlström",
    "Fjeldheim",
    "Grønlie",
    "Håland",
    "Lindqvist",
    "Mørkved",
    "Nygård",
    "Østby",
    "Sjöberg",
    "Tveit",
)
_FINNISH = ("Aino", "Eero", "Ilmari", "Kaisa", "Lauri", "Päivi", "Tuomo", "Väinö")
_FINNISH_FAMILY = (
    "Hämäläinen",
    "Järvelä",
    "Koskela",
    "Mäkitalo",
    "Niinistönen",
    "Pöyhönen",
    "Rantala",
    "Ylitalo",
)
_HUNGARIAN = ("Ágnes", "Balázs", "Csilla", "Dezső", "Erzsébet", "Győző", "Márton", "Zsófia")
_HUNGARIAN_FAMILY = ("Bíró", "Csonka", "Fekete", "Gulyás", "Kőműves", "Őry", "Szűcs", "Vörös")
_TURKISH = (
    "Ayşe",
    "Barış",
    "Çiğdem",
    "Doğan",
    "Gülşen",
    "Hüseyin",
    "İpek",
    "Nuri",
    "Özge",
    "Şule",
    "Tuğba",
    "Ümit",
)
_TURKISH_FAMILY = (
    "Açıkgöz",
    "Bozdağ",
    "Çelikkan",
    "Demirtaşoğlu",
    "Gökçe",
    "İnceoğlu",
    "Karabulut",
    "Özyürek",
    "Şimşekler",
    "Yıldırım",
)
_VIETNAMESE_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi", "Đỗ", "Võ")
_VIETNAMESE_GIVEN = (
    "Thị Hạnh",
    "Văn Đức",
    "Ngọc Ánh",
    "Quốc Bảo",
    "Thu Hà",
    "Hữu Phước",
    "Mỹ Linh",
    "Xuân Trường",
)
_YORUBA = ("Adébáyọ̀", "Folákẹ́", "Olúwaṣeun", "Títílayọ̀", "Babátúndé", "Yétúndé", "Kọ́láwọlé", "Modúpẹ́")
_YORUBA_FAMILY = ("Adéyẹmí", "Ọládélé", "Akíntọ́lá", "Ògúnlẹ́yẹ", "Fáshọlá-Bello", "Ọ̀ṣúnbọ̀wálé")
_IGBO = ("Adaeze", "Chidi", "Ifeoma", "Kelechi", "Nnamdi", "Obioma", "Uchenna", "Zikora")
_IGBO_FAMILY = ("Anyanwu", "Chukwuemeka", "Eze", "Nwachukwu", "Okonjo-Eke", "Umeh")
_ETHIOPIAN = _pairs(
    "ሰላም=Selam በቀለ=Bekele ተስፋዬ=Tesfaye አበበ=Abebe ሙሉ=Mulu ገነት=Genet ዳዊት=Dawit ሃና=Hana ከበደ=Kebede ታደሰ=Tadesse ብርሃን=Birhan ማርታ=Marta"
)
_SOMALI = _words(
    "Abdirahman Asha Cabdi Faduma Hodan Ifrah Jamaal Liban Maxamed Nimco Sahra Warsame Xaliimo Yuusuf"
)
_KENYAN = _words(
    "Achieng Barasa Chebet Gathoni Jelagat Kamau Kiprono Makena Mumbua Mutiso Njoki Odhiambo Wanjiru Wekesa"
)
_KENYAN_GIVEN = _words("Beatrice Caleb Esther Gideon Grace Hosea Lydia Mercy Naomi Silas")
_GHANAIAN = _words("Abena Akua Ama Efua Kofi Kojo Kwabena Kwame Yaa Yaw")
_GHANAIAN_FAMILY = ("Agyeman", "Asante-Boadu", "Boateng", "Dankwa", "Mensah", "Ofori", "Quaye", "Tetteh")
_MALAY_MEN = _words("Azman Fikri Hafiz Iskandar Rosli Zulkifli")
_MALAY_WOMEN = ("Nurul Hidayah", "Siti Mariam", "Noraini", "Aishah", "Rohana", "Zaleha")
_ONE_NAME = _words(
    "Wibowo Sumarni Suharti Hartono Gunadi Sulastri Kartika Slamet Winarno Yuliani Paijo Sutini Bambang "
    "Ngatiyem Darsono Legiman Zarghuna Nazifa Palwasha Rohullah Mirwais Gulalai Tenzin Pasang Dorji Karma "
    "Mahavir Sujata Revathi Anandhi Chellappa Thiri"
)  # fmt: skip
_BURMESE = (
    "Khin Htwe",
    "Aung Zaw",
    "Thiri Mon",
    "Kyaw Lin Oo",
    "May Zin Phyo",
    "Nay Htet",
    "Su Su Nwe Lay",
    "Zeya Hein",
)
_MAORI = ("Aroha", "Hēmi", "Kahurangi", "Manaia", "Ngaire", "Rāwiri", "Tāne", "Whetū")
_MAORI_FAMILY = ("Apatū", "Kēpa", "Ngātai", "Parāone", "Te Awhe", "Wīrihana")
_HAWAIIAN = ("Kaleo", "Leilani", "Nālani", "Keoki")
_HAWAIIAN_FAMILY = ("Kaʻahanui", "Kealoha", "Māhoe", "ʻAkaka-Pua")


def _two(given: tuple[str, ...], family: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Given name, then family name, in Latin letters."""

    def draw(random: Random) -> Name:
        one, other = random.choice(given), random.choice(family)
        return Name(f"{one} {other}", sorts=f"{other}, {one}", language=language)

    return draw


def _two_scripts(
    given: tuple[tuple[str, str], ...],
    family: tuple[tuple[str, str], ...],
    language: str,
    *,
    family_first: bool = False,
    joined: bool = False,
) -> Callable[[Random], Name]:
    """Written in their own script, called by the Latin form; some write the Latin form themselves."""

    def draw(random: Random) -> Name:
        (own_given, given_), (own_family, family_) = random.choice(given), random.choice(family)
        order = [own_family, own_given] if family_first else [own_given, own_family]
        own = ("" if joined else " ").join(order)
        latin = f"{family_} {given_}" if family_first else f"{given_} {family_}"
        sorts = f"{family_}, {given_}"
        if random.random() < 0.5:
            return Name(own, known_as=latin, sorts=sorts, language=language)
        return Name(latin, sorts=sorts, language=language, also=(own,))

    return draw


def _english(random: Random) -> Name:
    given, family = random.choice(_ENGLISH_GIVEN), random.choice(_ENGLISH_FAMILY)
    roll = random.random()
    if roll < 0.06:
        family = f"{family}-{random.choice(_ENGLISH_FAMILY)}"
    if roll > 0.95:
        former = random.choice(_ENGLISH_FAMILY)
        return Name(f"{given} {family}", sorts=f"{family}, {given}", also=(f"{given} {former}",))
    if roll > 0.80:
        given = f"{given} {random.choice(_ENGLISH_GIVEN)}"
    return Name(f"{given} {family}", sorts=f"{family}, {given}")


def _welsh(random: Random) -> Name:
    given = random.choice(_WELSH_GIVEN)
    if random.random() < 0.3:
        father = random.choice(_WELSH_GIVEN)
        word = random.choice(("ap", "ferch"))
        return Name(f"{given} {word} {father}", sorts=f"{given} {word} {father}", language="cy")
    family = random.choice(_WELSH_FAMILY)
    return Name(f"{given} {family}", sorts=f"{family}, {given}", language="cy")


def _arabic(random: Random) -> Name:
    woman = random.random() < 0.5
    own, latin = random.choice(_ARABIC_WOMEN if woman else _ARABIC_MEN)
    own_father, father = random.choice(_ARABIC_MEN)
    own_family, family = random.choice(_ARABIC_FAMILY)
    sorts = f"{family.removeprefix('al-')}, {latin}"
    if random.random() < 0.5:
        link = "بنت" if woman else "بن"
        return Name(f"{own} {link} {own_father} {own_family}", f"{latin} {family}", sorts, "ar")
    return Name(
        f"{latin} {father} {family}", sorts=sorts, language="ar", also=(f"{own} {own_father} {own_family}",)
    )


def _russian(random: Random) -> Name:
    woman = random.random() < 0.5
    own, latin = random.choice(_RUSSIAN_WOMEN if woman else _RUSSIAN_MEN)
    own_father, _ = random.choice(_RUSSIAN_FATHERS)
    own_family, family = random.choice(_RUSSIAN_FAMILY)
    patronymic = own_father + ("на" if woman else "ич")
    ending, latin_ending = ("а", "a") if woman else ("", "")
    return Name(
        f"{own} {patronymic} {own_family}{ending}",
        f"{latin} {family}{latin_ending}",
        f"{family}{latin_ending}, {latin}",
        "ru",
    )


def _tamil(random: Random) -> Name:
    own, latin = random.choice(_TAMIL_GIVEN)
    father = random.choice(_TAMIL_FATHERS)
    if random.random() < 0.3:
        return Name(own, latin, latin, "ta", also=(f"{father[0]}. {latin}",))
    if random.random() < 0.5:
        return Name(f"{father[0]}. {latin}", sorts=latin, language="ta", also=(f"{latin} {father}",))
    return Name(f"{latin} {father}", sorts=latin, language="ta")


def _punjabi(random: Random) -> Name:
    given, last = random.choice(_PUNJABI_GIVEN), random.choice(("Singh", "Kaur"))
    return Name(f"{given} {last}", sorts=f"{given} {last}", language="pa")


def _iberian(given: tuple[str, ...], family: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Two family names: Spanish sorts by the first, Portuguese by the last."""

    def draw(random: Random) -> Name:
        one = random.choice(given)
        first, second = random.sample(family, 2)
        sorts = f"{first} {second}, {one}" if language == "es" else f"{second}, {one} {first}"
        return Name(f"{one} {first} {second}", sorts=sorts, language=language)

    return draw


def _polish(random: Random) -> Name:
    given, stem = random.choice(_POLISH), random.choice(_POLISH_STEMS)
    family = stem + ("a" if given.endswith("a") else "i")
    return Name(f"{given} {family}", sorts=f"{family}, {given}", language="pl")


def _icelandic(random: Random) -> Name:
    woman = random.random() < 0.5
    given = random.choice(_ICELANDIC_WOMEN if woman else _ICELANDIC_MEN)
    last = random.choice(_ICELANDIC_FATHERS) + ("dóttir" if woman else "son")
    return Name(f"{given} {last}", sorts=f"{given} {last}", language="is")


def _hungarian(random: Random) -> Name:
    family, given = random.choice(_HUNGARIAN_FAMILY), random.choice(_HUNGARIAN)
    return Name(f"{family} {given}", sorts=f"{family} {given}", language="hu")


def _vietnamese(random: Random) -> Name:
    family, given = random.choice(_VIETNAMESE_FAMILY), random.choice(_VIETNAMESE_GIVEN)
    return Name(f"{family} {given}", sorts=f"{family} {given}", language="vi")


def _ethiopian(random: Random) -> Name:
    (own, latin), (own_father, father) = random.sample(_ETHIOPIAN, 2)
    if random.random() < 0.5:
        return Name(f"{own} {own_father}", f"{latin} {father}", f"{latin} {father}", "am")
    return Name(f"{latin} {father}", sorts=f"{latin} {father}", language="am", also=(f"{own} {own_father}",))


def _somali(random: Random) -> Name:
    parts = random.sample(_SOMALI, 3)
    return Name(" ".join(parts), sorts=" ".join(parts), language="so")


def _malay(random: Random) -> Name:
    father = random.choice(_MALAY_MEN)
    if random.random() < 0.5:
        given, link = random.choice(_MALAY_WOMEN), "binti"
    else:
        given, link = random.choice(_MALAY_MEN), "bin"
    return Name(f"{given} {link} {father}", sorts=f"{given} {link} {father}", language="ms")


def _one_name(random: Random) -> Name:
    return Name(random.choice(_ONE_NAME), language="id")


def _whole(names: tuple[str, ...], language: str) -> Callable[[Random], Name]:
    """Names that are not split into parts."""

    def draw(random: Random) -> Name:
        return Name(random.choice(names), language=language)

    return draw


# How often each tradition is drawn, out of the sum of the weights.
TRADITIONS: tuple[tuple[int, Callable[[Random], Name]], ...] = (
    (300, _english),
    (60, _welsh),
    (45, _arabic),
    (35, _two_scripts(_CHINESE_GIVEN, _CHINESE_FAMILY, "zh", family_first=True, joined=True)),
    (15, _two_scripts(_KOREAN_GIVEN, _KOREAN_FAMILY, "ko", family_first=True, joined=True)),
    (15, _two_scripts(_JAPANESE_GIVEN, _JAPANESE_FAMILY, "ja", family_first=True, joined=True)),
    (30, _russian),
    (20, _two_scripts(_UKRAINIAN, _UKRAINIAN_FAMILY, "uk")),
    (20, _two_scripts(_GREEK, _GREEK_FAMILY, "el")),
    (12, _two_scripts(_HEBREW, _HEBREW_FAMILY, "he")),
    (40, _two_scripts(_HINDI, _HINDI_FAMILY, "hi")),
    (35, _tamil),
    (30, _punjabi),
    (30, _two(_BENGALI, _BENGALI_FAMILY, "bn")),
    (35, _iberian(_SPANISH_GIVEN, _SPANISH_FAMILY, "es")),
    (25, _iberian(_PORTUGUESE_GIVEN, _PORTUGUESE_FAMILY, "pt")),
    (30, _two(_FRENCH, _FRENCH_FAMILY, "fr")),
    (30, _two(_GERMAN, _GERMAN_FAMILY, "de")),
    (25, _two(_DUTCH, _DUTCH_FAMILY, "nl")),
    (40, _polish),
    (12, _icelandic),
    (25, _two(_NORDIC, _NORDIC_FAMILY, "nb")),
    (15, _two(_FINNISH, _FINNISH_FAMILY, "fi")),
    (12, _hungarian),
    (25, _two(_TURKISH, _TURKISH_FAMILY, "tr")),
    (20, _vietnamese),
    (25, _two(_YORUBA, _YORUBA_FAMILY, "yo")),
    (20, _two(_IGBO, _IGBO_FAMILY, "ig")),
    (15, _ethiopian),
    (20, _somali),
    (25, _two(_KENYAN_GIVEN, _KENYAN, "sw")),
    (20, _two(_GHANAIAN, _GHANAIAN_FAMILY, "ak")),
    (15, _malay),
    (15, _one_name),
    (8, _whole(_BURMESE, "my")),
    (10, _two(_MAORI, _MAORI_FAMILY, "mi")),
    (5, _two(_HAWAIIAN, _HAWAIIAN_FAMILY, "haw")),
)


def drawn(random: Random) -> Iterator[Name]:
    """Yield invented names without end. Some come twice, as they do in any register of thousands."""
    weights = [weight for weight, _ in TRADITIONS]
    draws = [draw for _, draw in TRADITIONS]
    while True:
        yield random.choices(draws, weights)[0](random)


def _plain(text: str) -> tuple[Name, ...]:
    """Read one name a line: `full`, then after `|` how they are called and how the name sorts."""
    names = []
    for line in text.strip().splitlines():
        full, known_as, sorts = (*(part.strip() for part in line.split("|")), "", "")[:3]
        given, _, family = full.rpartition(" ")
        usual = f"{family}, {given}" if given else full
        names.append(Name(full, known_as, sorts or known_as or usual))
    return tuple(names)


# People whom the stories speak of, in the order in which they are asked for.
HE = _plain(
    """
    Callum Threlkeld
    طارق بن زياد الحداد | Tariq al-Haddad | Haddad, Tariq
    Dilwyn Maddocks
    Rafael Ordóñez Peña | | Ordóñez Peña, Rafael
    Kwabena Ofori
    Матвей Сергеевич Лукин | Matvei Lukin | Lukin, Matvei
    Percy Gathercole
    Harjinder Singh | | Harjinder Singh
    王志明 | Wang Zhiming | Wang, Zhiming
    Joost van der Meulen | | van der Meulen, Joost
    Fergus Strachan
    Hartono
    Emrys ap Gethin | | Emrys ap Gethin
    Kazimierz Trzebiński
    N. Kumaran | | Kumaran
    Lothar Pfannenschmidt
    Oisín O'Halloran
    Nnamdi Chukwuemeka
    Κώστας Λάμπρου | Kostas Lamprou | Lamprou, Kostas
    Gerald Wolstenholme
    Hafiz bin Iskandar | | Hafiz bin Iskandar
    Þorsteinn Gunnarsson | | Þorsteinn Gunnarsson
    Benoît Le Goff | | Le Goff, Benoît
    Desmond Barraclough
    Liban Jamaal Warsame | | Liban Jamaal Warsame
    दीपक जोशी | Deepak Joshi | Joshi, Deepak
    Iolo Prothero
    Håkon Bjørnstad
    Kofi Asante-Boadu
    Barnaby Micklethwaite
    Nuno dos Anjos Figueiredo | | Figueiredo, Nuno dos Anjos
    Тарас Гончар | Taras Honchar | Honchar, Taras
    Clement Postlethwaite
    Đặng Quốc Bảo | | Đặng Quốc Bảo
    Yusuf Benali
    Gwilym Llwyd
    박준호 | Park Jun-ho | Park, Jun-ho
    Silas Mutiso
    Raymond Clutterbuck
    Barış Demirtaşoğlu
    ዳዊት ተስፋዬ | Dawit Tesfaye | Dawit Tesfaye
    Hector McGillivray
    Tiago Brandão Lacerda | | Lacerda, Tiago Brandão
    Rafiq Miah
    Duncan Muirhead
    אורי גולן | Uri Golan | Golan, Uri
    Väinö Koskela
    Babátúndé Akíntọ́lá
    Szűcs Balázs | | Szűcs Balázs
    Euan Dalrymple
    Rohullah
    Friedhelm Möhring
    Meurig Vaughan
    Balwinder Singh | | Balwinder Singh
    森本 拓海 | Takumi Morimoto | Morimoto, Takumi
    Étienne Cazenave
    Ralph Scattergood
    Chelliah Arul | | Arul
    Sjoerd Zijlstra
    Lionel Fothergill
    Ibrahim Darwish
    Hēmi Parāone
    Steffan Gittins
    Graham Ledbetter
    """
)
SHE = _plain(
    """
    Bridget Applegarth
    Nurul Hidayah binti Azman | | Nurul Hidayah binti Azman
    Sioned Treharne
    陳雅婷 | Chan Ngar-ting | Chan, Ngar-ting
    Зоя Павловна Орлова | Zoya Orlova | Orlova, Zoya
    Folákẹ́ Ọládélé
    Begoña Etxeberria Soler | | Etxeberria Soler, Begoña
    Winifred Ormerod
    Jasleen Kaur | | Jasleen Kaur
    سلمى بنت خالد الصباغ | Salma al-Sabbagh | Sabbagh, Salma
    Małgorzata Jabłońska
    Sólveig Magnúsdóttir | | Sólveig Magnúsdóttir
    Nasrin Chowdhury
    Tabitha Shuttleworth
    Sumarni
    Abena Quaye
    Geneviève Delacroix-Meunier
    P. Kavitha | | Kavitha
    Eluned ferch Hywel | | Eluned ferch Hywel
    Solomiia Melnyk
    Naomi Gathoni
    Wiebke von der Heide | | von der Heide, Wiebke
    Ángela Carvajal Ibáñez | | Carvajal Ibáñez, Ángela
    Lorna Whitelaw
    Trần Mỹ Linh | | Trần Mỹ Linh
    गीता दुबे | Geeta Dubey | Dubey, Geeta
    Çiğdem Özyürek
    Frøydis Aakre
    Ifeoma Nwachukwu
    Cecily Ravenscroft
    Δέσποινα Γεωργίου | Despina Georgiou | Georgiou, Despina
    Hodan Faduma Yuusuf | | Hodan Faduma Yuusuf
    Leonor do Vale Teixeira | | Teixeira, Leonor do Vale
    Una Prendergast
    Ngaire Kēpa
    김은지 | Kim Eun-ji | Kim, Eun-ji
    Selam Bekele
    Philippa Sidebottom
    Palwasha
    Päivi Niinistönen
    Angharad Rees
    תמר הראל | Tamar Harel | Harel, Tamar
    """
)
