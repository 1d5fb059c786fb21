"""Given and family names of many traditions, in their scripts and in Latin letters. Only lists."""


def words(text: str) -> tuple[str, ...]:
    """Read names that stand between spaces."""
    return tuple(text.split())


def split(text: str) -> tuple[str, ...]:
    """Read names that stand between bars."""
    return tuple(text.split(" | "))


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Read `script=Latin` pairs."""
    return tuple((one, other) for one, other in (word.split("=") for word in text.split()))


ENGLISH_GIVEN = words(
    "Agnes Alfie Alison Arthur Barnaby Beatrice Bernard Bridget Callum Carys Cecily Clement Connor Daphne "
    "Deborah Desmond Duncan Edith Eilidh Eleanor Euan Fergus Fiona Frances Gareth Georgina Gerald Gillian "
    "Graham Harriet Hazel Hector Hilary Hugh Imogen Isaac Isla Ivor Jemima Joan Jocelyn Judith Keith "
    "Kenneth Laurence Lesley Lionel Lorna Lucy Mabel Malcolm Marjorie Martha Maureen Miles Muriel Nathan "
    "Niamh Nigel Oisín Olive Oscar Patrick Pauline Percy Philippa Ralph Raymond Roisin Rosalind Rupert "
    "Sheila Sinéad Stanley Susannah Sybil Tabitha Theodore Thelma Una Ursula Vera Vincent Wallace Winifred"
)
ENGLISH_FAMILY = words(
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
WELSH_GIVEN = words(
    "Aeron Angharad Anwen Bleddyn Branwen Bronwen Cadi Ceinwen Cledwyn Dafydd Dilwyn Efa Eirlys Elin Eluned "
    "Emrys Ffion Geraint Gethin Glesni Gruffudd Gwenllian Gwilym Heledd Hywel Idris Ifan Iolo Iwan Llinos "
    "Llŷr Lowri Macsen Mair Mared Meinir Meurig Nerys Nia Non Osian Rhiannon Rhys Sioned Siwan Steffan Tegwen"
)
WELSH_FAMILY = words(
    "Bevan Bowen Cadwaladr Ellis-Pugh Gittins Gwynne Howells Llwyd Maddocks Parry Pritchard "
    "Probert Prothero Rees Treharne Vaughan"
)
ARABIC_MEN = pairs(
    "أحمد=Ahmad إبراهيم=Ibrahim بلال=Bilal حسام=Husam خالد=Khalid رشيد=Rashid زياد=Ziyad "
    "سامي=Sami طارق=Tariq "
    "عمر=Umar فارس=Faris كريم=Karim مازن=Mazin نبيل=Nabil هشام=Hisham وليد=Walid ياسر=Yasir يوسف=Yusuf"
)
ARABIC_WOMEN = pairs(
    "أمينة=Amina بسمة=Basma جميلة=Jamila حنان=Hanan دلال=Dalal رانيا=Rania زينب=Zaynab "
    "سلمى=Salma عائشة=Aisha "
    "فاطمة=Fatima لينا=Lina مريم=Maryam نادية=Nadia هالة=Hala ياسمين=Yasmin"
)
ARABIC_FAMILY = pairs(
    "الحداد=al-Haddad الخطيب=al-Khatib الراوي=al-Rawi الزهراني=al-Zahrani السقاف=al-Saqqaf الشامي=al-Shami "
    "الصباغ=al-Sabbagh العطار=al-Attar القاضي=al-Qadi المنصوري=al-Mansuri النجار=al-Najjar بنعلي=Benali "
    "بوزيد=Bouzid حمدان=Hamdan درويش=Darwish شرقاوي=Sharqawi"
)
CHINESE_FAMILY = pairs(
    "陳=Chan 李=Li 王=Wang 張=Zhang 劉=Liu 楊=Yang 黃=Wong 趙=Zhao 周=Zhou 吳=Wu 徐=Xu 孫=Sun 歐陽=Ouyang "
    "司徒=Szeto 林=Lam 何=Ho"
)
CHINESE_GIVEN = pairs(
    "秀英=Xiuying 美玲=Meiling 志明=Zhiming 建國=Jianguo 雅婷=Yating 家豪=Jiahao 淑芬=Shufen 俊傑=Junjie "
    "曉雯=Xiaowen 子軒=Zixuan 麗華=Lihua 文彬=Wenbin 思琪=Siqi 國強=Guoqiang 詠詩=Wing-sze 浩然=Haoran"
)
KOREAN_FAMILY = pairs("김=Kim 이=Lee 박=Park 최=Choi 정=Jung 강=Kang 조=Cho 윤=Yoon 남궁=Namgung 한=Han")
KOREAN_GIVEN = pairs(
    "민준=Min-jun 서연=Seo-yeon 지훈=Ji-hoon 하은=Ha-eun 현우=Hyun-woo 수빈=Su-bin 영희=Young-hee "
    "준호=Jun-ho 은지=Eun-ji 태윤=Tae-yoon"
)
JAPANESE_FAMILY = pairs(
    "佐藤=Satō 高橋=Takahashi 渡辺=Watanabe 小川=Ogawa 井上=Inoue 松田=Matsuda 森本=Morimoto "
    "西村=Nishimura 藤田=Fujita 大野=Ōno"
)
JAPANESE_GIVEN = pairs(
    "陽子=Yōko 健太=Kenta 美咲=Misaki 直樹=Naoki 由紀=Yuki 大輔=Daisuke 千尋=Chihiro "
    "翔太=Shōta 恵子=Keiko 拓海=Takumi"
)
RUSSIAN_MEN = pairs(
    "Алексей=Aleksei Борис=Boris Виктор=Viktor Глеб=Gleb Дмитрий=Dmitrii Илья=Ilya Кирилл=Kirill "
    "Лев=Lev Матвей=Matvei Павел=Pavel Роман=Roman Тимур=Timur"
)
RUSSIAN_WOMEN = pairs(
    "Анна=Anna Вера=Vera Галина=Galina Дарья=Darya Елена=Elena Зоя=Zoya Ирина=Irina "
    "Ксения=Kseniya Лидия=Lidiya Марина=Marina Нина=Nina Полина=Polina"
)
RUSSIAN_FATHERS = pairs(
    "Андреев=Andreev Борисов=Borisov Викторов=Viktorov Иванов=Ivanov Олегов=Olegov Павлов=Pavlov "
    "Петров=Petrov Романов=Romanov Сергеев=Sergeev Фёдоров=Fyodorov"
)
RUSSIAN_FAMILY = pairs(
    "Белов=Belov Воронин=Voronin Громов=Gromov Ершов=Yershov Зимин=Zimin Киселёв=Kiselyov "
    "Лукин=Lukin Орлов=Orlov Панин=Panin Серов=Serov Тихонов=Tikhonov Щукин=Shchukin"
)
UKRAINIAN = pairs(
    "Оксана=Oksana Тарас=Taras Богдан=Bohdan Соломія=Solomiia Остап=Ostap Ярина=Yaryna "
    "Данило=Danylo Мирослава=Myroslava"
)
UKRAINIAN_FAMILY = pairs(
    "Бондаренко=Bondarenko Гончар=Honchar Заєць=Zaiets Кравець=Kravets Лисенко=Lysenko "
    "Мельник=Melnyk Тесля=Teslia Швець=Shvets"
)
GREEK = pairs(
    "Αλέξανδρος=Alexandros Βασιλική=Vasiliki Δέσποινα=Despina Ελένη=Eleni Θανάσης=Thanasis "
    "Κώστας=Kostas Μαρία=Maria Νίκος=Nikos Σοφία=Sofia Χρήστος=Christos"
)
GREEK_FAMILY = pairs(
    "Αγγελόπουλος=Angelopoulos Βλάχος=Vlachos Γεωργίου=Georgiou Δημητρίου=Dimitriou "
    "Καρράς=Karras Λάμπρου=Lamprou Μακρής=Makris Παππάς=Pappas"
)
HEBREW = pairs(
    "נועה=Noa איתן=Eitan תמר=Tamar גיל=Gil יעל=Yael אורי=Uri שירה=Shira עמית=Amit מיכל=Michal רון=Ron"
)
HEBREW_FAMILY = pairs("אלון=Alon ברק=Barak גולן=Golan דגן=Dagan הראל=Harel זמיר=Zamir כרמי=Karmi שגב=Segev")
HINDI = pairs(
    "अमित=Amit अनीता=Anita दीपक=Deepak गीता=Geeta हर्ष=Harsh कविता=Kavita मनोज=Manoj नेहा=Neha "
    "प्रिया=Priya राहुल=Rahul सुनील=Sunil वंदना=Vandana"
)
HINDI_FAMILY = pairs(
    "अग्रवाल=Agarwal चौहान=Chauhan दुबे=Dubey गुप्ता=Gupta जोशी=Joshi मिश्रा=Mishra पाठक=Pathak "
    "राठौर=Rathore सक्सेना=Saxena तिवारी=Tiwari"
)
TAMIL_FATHERS = words(
    "Arumugam Balasubramaniam Chelliah Duraisamy Ganesan Kandiah Murugesan Nadarajah Palaniappan "
    "Rajendran Selvarajah Thangavel Velusamy"
)
TAMIL_GIVEN = pairs(
    "அருள்=Arul கவிதா=Kavitha குமரன்=Kumaran செல்வி=Selvi தமிழ்=Thamizh நிலா=Nila பாரதி=Bharathi "
    "மாலா=Mala முத்து=Muthu வாணி=Vaani யாழினி=Yazhini கண்ணன்=Kannan"
)
PUNJABI_GIVEN = words(
    "Amarjit Balwinder Gurpreet Harjinder Jasleen Kirandeep Manpreet Navdeep Parminder Rajwinder "
    "Sukhdeep Tejinder"
)
BENGALI = words("Anwar Farzana Habib Jahanara Kamrul Mitali Nasrin Rafiq Shirin Tanvir Rokeya Sabbir")
BENGALI_FAMILY = words("Begum Bhuiyan Chowdhury Haque Khatun Miah Mollah Sarkar Talukdar Uddin")
SPANISH_GIVEN = (
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
SPANISH_FAMILY = (
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
PORTUGUESE_GIVEN = (
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
PORTUGUESE_FAMILY = (
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
FRENCH = (
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
FRENCH_FAMILY = (
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
GERMAN = (
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
GERMAN_FAMILY = (
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
DUTCH = (
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
DUTCH_FAMILY = (
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
POLISH = words(
    "Agnieszka Bożena Grażyna Jadwiga Łucja Małgorzata Stanisława Wiesława Bogusław Czesław "
    "Grzegorz Jerzy Kazimierz Łukasz Radosław Zdzisław"
)
POLISH_STEMS = words(
    "Wierzbick Zieleńsk Jabłońsk Kwiatkowsk Maliszewsk Ostrowsk Sadowsk Trzebińsk Wyszyńsk Żurawsk"
)
ICELANDIC_WOMEN = words("Guðrún Sigríður Þórdís Ásta Hrafnhildur Ragnheiður Sólveig Ylfa")
ICELANDIC_MEN = words("Björn Einar Þorsteinn Ólafur Gunnar Hallgrímur Örn Ísleifur")
ICELANDIC_FATHERS = words("Jóns Einars Gunnars Helga Sigurðar Magnúsar Þórðar Arnars")
NORDIC = split(
    "Åse | Bjarte | Eirik | Frøydis | Gøran | Håkon | Ingrid | Kåre | Liv | Märta | Öyvind | Sølvi"
)
NORDIC_FAMILY = (
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
FINNISH = ("Aino", "Eero", "Ilmari", "Kaisa", "Lauri", "Päivi", "Tuomo", "Väinö")
FINNISH_FAMILY = split(
    "Hämäläinen | Järvelä | Koskela | Mäkitalo | Niinistönen | Pöyhönen | Rantala | Ylitalo"
)
HUNGARIAN = ("Ágnes", "Balázs", "Csilla", "Dezső", "Erzsébet", "Győző", "Márton", "Zsófia")
HUNGARIAN_FAMILY = ("Bíró", "Csonka", "Fekete", "Gulyás", "Kőműves", "Őry", "Szűcs", "Vörös")
TURKISH = split("Ayşe | Barış | Çiğdem | Doğan | Gülşen | Hüseyin | İpek | Nuri | Özge | Şule | Tuğba | Ümit")
TURKISH_FAMILY = (
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
VIETNAMESE_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Bùi", "Đỗ", "Võ")
VIETNAMESE_GIVEN = split(
    "Thị Hạnh | Văn Đức | Ngọc Ánh | Quốc Bảo | Thu Hà | Hữu Phước | Mỹ Linh | Xuân Trường"
)
YORUBA = ("Adébáyọ̀", "Folákẹ́", "Olúwaṣeun", "Títílayọ̀", "Babátúndé", "Yétúndé", "Kọ́láwọlé", "Modúpẹ́")
YORUBA_FAMILY = ("Adéyẹmí", "Ọládélé", "Akíntọ́lá", "Ògúnlẹ́yẹ", "Fáshọlá-Bello", "Ọ̀ṣúnbọ̀wálé")
IGBO = ("Adaeze", "Chidi", "Ifeoma", "Kelechi", "Nnamdi", "Obioma", "Uchenna", "Zikora")
IGBO_FAMILY = ("Anyanwu", "Chukwuemeka", "Eze", "Nwachukwu", "Okonjo-Eke", "Umeh")
ETHIOPIAN = pairs(
    "ሰላም=Selam በቀለ=Bekele ተስፋዬ=Tesfaye አበበ=Abebe ሙሉ=Mulu ገነት=Genet ዳዊት=Dawit ሃና=Hana ከበደ=Kebede "
    "ታደሰ=Tadesse ብርሃን=Birhan ማርታ=Marta"
)
SOMALI = words(
    "Abdirahman Asha Cabdi Faduma Hodan Ifrah Jamaal Liban Maxamed Nimco Sahra Warsame Xaliimo Yuusuf"
)
KENYAN = words(
    "Achieng Barasa Chebet Gathoni Jelagat Kamau Kiprono Makena Mumbua Mutiso Njoki Odhiambo Wanjiru Wekesa"
)
KENYAN_GIVEN = words("Beatrice Caleb Esther Gideon Grace Hosea Lydia Mercy Naomi Silas")
GHANAIAN = words("Abena Akua Ama Efua Kofi Kojo Kwabena Kwame Yaa Yaw")
GHANAIAN_FAMILY = ("Agyeman", "Asante-Boadu", "Boateng", "Dankwa", "Mensah", "Ofori", "Quaye", "Tetteh")
MALAY_MEN = words("Azman Fikri Hafiz Iskandar Rosli Zulkifli")
MALAY_WOMEN = ("Nurul Hidayah", "Siti Mariam", "Noraini", "Aishah", "Rohana", "Zaleha")
ONE_NAME = words(
    "Wibowo Sumarni Suharti Hartono Gunadi Sulastri Kartika Slamet Winarno Yuliani Paijo Sutini Bambang "
    "Ngatiyem Darsono Legiman Zarghuna Nazifa Palwasha Rohullah Mirwais Gulalai Tenzin Pasang Dorji Karma "
    "Mahavir Sujata Revathi Anandhi Chellappa Thiri"
)  # fmt: skip
BURMESE = (
    "Khin Htwe",
    "Aung Zaw",
    "Thiri Mon",
    "Kyaw Lin Oo",
    "May Zin Phyo",
    "Nay Htet",
    "Su Su Nwe Lay",
    "Zeya Hein",
)
MAORI = ("Aroha", "Hēmi", "Kahurangi", "Manaia", "Ngaire", "Rāwiri", "Tāne", "Whetū")
MAORI_FAMILY = ("Apatū", "Kēpa", "Ngātai", "Parāone", "Te Awhe", "Wīrihana")
HAWAIIAN = ("Kaleo", "Leilani", "Nālani", "Keoki")
HAWAIIAN_FAMILY = ("Kaʻahanui", "Kealoha", "Māhoe", "ʻAkaka-Pua")
