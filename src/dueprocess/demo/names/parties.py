"""The people of whom the stories speak, by the word the stories use for them."""

from __future__ import annotations

from dueprocess.demo.names.name import Name


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
