"""Short forms and other forms of given names that are not seen from the spelling. An own list, of common
knowledge in several languages, far from whole: whoever goes by another name has it among their aliases.

Knows names that many people bear; must not know anybody's.
"""

from __future__ import annotations

from functools import cache
from typing import Final

# A full name, then its short forms. A short form may stand in several lines: its full names are no kin.
SHORT: Final = """
aaron ron ronnie | abigail abby gail | abraham abe bram ibrahim | adalbert bert | adelaide addie adele
heidi | agnes aggie nessa | albert al bert bertie albie | alberto beto berto | alejandra ale sandra |
alejandro ale | aleksander olek sasha | aleksandr sasha sanya shura alex | aleksandra sasha ola alex |
aleksei alyosha lyosha | alexander alex al sandy xander lex sasha sascha alec alek alexei | alexandra
alex sandra sasha alexa lexi | alfred al fred alfie freddie | alice allie | alison ali allie | amanda
mandy | anastasia nastya stacey stacy | andrea andi | andrew andy drew andre | angela angie | angelica
angie | ann annie nan | anna ania anya annie anja | anneliese anne lise liese | annette annie anne |
antonia toni tonia | antonio toni tonio nino | anthony tony ant | anton toni tony | antonina tonya nina |
archibald archie | arnold arnie | arthur art artie | artem tyoma | augustus gus august | augustin gus |
barbara barb babs barbie basia bobbie | bartholomew bart | bartholomaus bart | bartosz bartek | beatrice
bea trixie | benedict ben | benjamin ben benny benji | bernadette bernie detta | bernard bernie bernd |
bernhard bernd | bohdan danya | boris borya | bradley brad | brigitte gitte gitta | bronislaw bronek |
bryan | caroline carrie caro lina carol | cassandra cass cassie sandra | catherine cathy cate kate kitty
katie cat cath | cecilia cece celia cilla | charles charlie chuck chas chip | charlotte charlie lottie
lotte | christian chris | christina tina chris chrissy christie | christine chris tina chrissy christy |
christopher chris kit topher kris | christoph chris | christiane christel | clara | clarence clare |
clemens clem | clifford cliff | clinton clint | constance connie | cornelia nelly conny | cornelis kees
cor | cornelius corny neil | curtis curt | cynthia cindy | daniel dan danny | daniela dani ela | danielle
dani | david dave davey davy | deborah deb debbie debby debra | dennis den denny | derrick | diana di |
dimitrios dimitris jim | dmitri dima mitya | dmitry dima mitya | dolores lola lolita | dominic dom nick |
dominik dom nik | donald don donnie donny | dorothea dora thea doro | dorothy dot dottie dolly dora |
douglas doug dougie | edgar ed eddie | edmund ed eddie ned ted | eduardo edu lalo | edward ed eddie ned
ted teddy ward | edwin ed eddie win | ekaterina katya katia kate | elena lena lenka helen | eleanor ellie
nell nora nellie | eleonora nora | elisabeth lisa liesl elsa lis betty else beth sissi bettina |
elizabeth liz lizzie beth betsy betty eliza libby lisa bess ellie liza bessie elsie buffy | ella ellie |
ellen nell | emanuel manny manu | emily em emmy millie | emma em | enrique quique kike | erich | eric
rick | ernest ernie | esther essie | eugene gene | eugenia genie zhenya | evgeni zhenya | evgeny zhenya |
evelyn eve evie | ezekiel zeke | fedor fedya | ferdinand ferdi | fernando nando fer | florence flo
florrie | frances fran frankie fanny | francesca fran cesca franca | francesco franco cecco | francis
frank fran frankie | francisca paca paquita fran | francisco paco pancho kiko fran cisco | franciszek
franek | franklin frank | franz franzl | frederick fred freddie freddy rick fritz | friedrich fritz fred
fiete | gabriel gabe gabi | gabriela gabi gaby | gabriele gabi | galina galya | genevieve gen | geoffrey
geoff jeff | georg schorsch jorg | george georgie | gerald gerry jerry | gerard gerry ger | gerhard gerd
hardy | gertrude gertie trude trudy | gervase gerry | giovanni gianni nino vanni | giuseppe beppe peppe
pino | grace gracie | grigori grisha | gregory greg gregg | gregorio goyo | grzegorz grzesiek | guadalupe
lupe | guillermo memo guille | gunther | gustav gus | gwendolyn gwen wendy | hannah hanna | hannelore
hanne lore | harold harry hal | harriet hattie | heinrich heinz heiner heini hinnerk | helen nell nellie
| helena lena hela leni | helene leni lena | henrietta hettie etta | hendrik henk rik | henryk heniek |
henry harry hank hal | herbert herb bert | hermann manni | herman herm | hildegard hilde hilda | howard
howie | hubert hugh bert | humphrey | ida | ignacio nacho | ignatius iggy | igor gosha | ilya ilyusha |
ingeborg inge | ingrid inga | irina ira irka | irene rene | isaac ike zak | isabel isa bella izzy chabela
| isabella bella izzy isa | isidore izzy | ivan vanya | jacob jake jack coby | jacqueline jackie jacqui |
jadwiga jadzia | jakob jak jockel | jakub kuba | james jim jimmy jamie jem | jan janek | jane janie jenny
| janet jan | jaroslav jarek | jean jeannie | jedediah jed | jeffrey jeff | jennifer jen jenny jenna |
jeremiah jerry jem | jeremy jerry jez | jerome jerry | jerzy jurek | jessica jess jessie | joachim jochen
achim jo | joan joanie | joanna asia jo joasia | joanne jo | joao joaozinho | johannes hans jan johann
hannes jo | johann hans | john jack johnny jon | jonathan jon jonny nathan | jorg | jose pepe chepe che |
josefa pepa pepita | josef sepp jupp pepi | joseph joe joey jo | josephine jo josie fina | joshua josh |
josip joza | juan juanito | judith judy jutta | julia julie jules | julian jules | juliana liana | julius
jules | jurgen | justin | kajetan | karl kalle | karoline karo lina line | katarzyna kasia | katharina
kathi kathe katja trina kathrin | katherine kate kathy katie kit kitty kath kat katy | kathleen kathy
kate katie kath | kathryn kathy kate katie | kazimierz kazik | kenneth ken kenny | kimberly kim | klaus |
konrad kurt conny | konstantin kostya kosta | konstantinos kostas dinos | krzysztof krzysiek | larisa
lara | laurence larry laurie | lawrence larry laurie law | leonard len lenny leo | leonardo leo nardo |
leopold leo poldi | leslie les | leticia lety | lillian lily lil | lilian lily lil | linda lindy |
lorenzo enzo renzo | louis lou louie | louisa lou | louise lou | lucas luke | lucia lucy | lucille lucy |
ludmila lyuda mila | ludwig lutz wiggerl | luis lucho | lydia | lyubov lyuba | lyudmila lyuda mila |
maciej maciek | madeleine maddy | madeline maddy | magdalena magda lena leni | malcolm mal | malgorzata
gosia malgosia | manfred manni fred | manuel manolo manu | marcus marc | margaret maggie meg peggy madge
marge margie greta daisy rita peg mag | margarete grete gretchen greta gretel margret | margarita rita
margo | margherita rita | maria mary mia masha marusya mitzi marie ria mimi maja | maria teresa maite |
mariana | marianne | marilyn | mario | mark | martha marty | martin marty | mary molly polly mamie may |
mateusz mati | matthew matt matty | matthias matze hias | maurice moe mo | maximilian max | maxim max |
maxwell max | melanie mel | melissa mel lissa missy | melvin mel | mercedes merche | michael mike mick
mickey mikey mitch michi | michaela micki michi | michal | michele | micheal mike mick | michelle shelly
shell chelle | miguel migue | mikhail misha | mikolaj miki | mildred millie | mitchell mitch | mohammed
mo hamo | monica moni | montgomery monty | morris mo | nadezhda nadia nadya | natalia natasha nata talia
| natalie nat | natalya natasha | nathan nate nat | nathaniel nate nat nathan | nicholas nick nicky nico
| nicole nicky nikki nic | nicolas nico nick | nikolai kolya | nikolaus klaus niko nick niklas | nikolaos
nikos | norman norm | oleg | olga olya | oliver ollie | olivia liv livvy | oscar ozzie | oswald oz ozzie
| pamela pam | panagiotis panos takis | patricia pat patty tricia trish patsy pati | patrick pat paddy |
paul pauli paulie | paulina paula | pavel pasha | pavlo pasha | penelope penny | percival percy | peter
pete petey petya | petra | philip phil pip | phillip phil pip | philippa pippa | philipp phil lipp |
phyllis phyl | pieter piet | piotr piotrek petya | priscilla cilla prissy | prudence prue | rachel rach
rae | raimund | ralph | ramon moncho | randall randy | randolph randy rand dolph | raphael rafa rafe |
rafael rafa rafi | raymond ray | rebecca becky bec becca beck | reginald reg reggie rex | regina gina |
reinhard | reinhold | rene | ricardo rick ricky richie | richard rick dick rich richie ricky dickie |
robert bob bobby rob robbie bert robin | roberta bobbie | roberto beto berto tito | roderick rod rick |
rodney rod | rodrigo rodri | roger rog | roland rolly | roman roma | ronald ron ronnie ronny | rosa rosie
| rosalind roz | rosario charo | rosemary rose rosie romy | rosemarie rosi romy | roxana roxy | rudolf
rudi rolf | rudolph rudy rolf | russell russ rusty | ryszard rysiek | salvador chava | salvatore salvo
toto turi | samantha sam sammy | samuel sam sammy | sandra sandy | santiago santi | sarah sally sadie |
sara sally | sebastian seb bastian basti wastl | sebastiao tiao | semyon syoma | sergei seryozha | sergio
checho | sharon shari | sheila | shirley shirl | sigmund siggi | siegfried siggi | sigrid siri |
silvester | simon si | sophia sophie | sofia sonya | stanislav stas slava | stanislaw staszek stach |
stanley stan | stefan steffen | stefanie steffi | stefano | stephanie steph steffi | stephen steve stevie
steph | steven steve stevie | stuart stu | susan sue susie suzy sukie | susanna sue susie | susanne susi
sanne | suzanne sue suzy | svetlana sveta lana | sylvester sly | sylvia syl | tadeusz tadek | tamara toma
| tatiana tanya | tatyana tanya | teresa tere terry tess tessa | terence terry | theodor theo | theodore
ted teddy theo | theresa terry tess tessa tracy resi | theresia resi | therese resi | thomas tom tommy
thom | tiffany tiff | timothy tim timmy | tobias tobi toby | tomas tom tomek | tomasz tomek | ulrich uli
ulli | ulrike uli rike | ursula uschi ursel | vadim vadik | valentin valya val | valentina valya tina |
valeria lera | valerie val | vasili vasya | vasily vasya | veronica ronnie vero nica | veronika nika
vroni | viatcheslav slava | victor vic vitya | victoria vicky tori vic | viktor vitya | vincent vince
vinny vin | vincenzo enzo | violet vi | virginia ginny ginger | vitali vitya | vladimir vova volodya vlad
| vladislav vlad slava vladik | vyacheslav slava | wallace wally | walter walt wally wat | waldemar waldi
| wilfred will fred wilf | wilhelm willi willy helmut | wilhelmina mina minna billie wilma | willem wim |
william bill billy will willie liam willy wills | winifred winnie fred | winston win | wojciech wojtek |
wolfgang wolf | xavier javi | yaroslav slava | yekaterina katya | yevgeni zhenya | yevgeny zhenya | yuri
yura | zachary zach zack zak | zachariah zach zack | zbigniew zbyszek | zofia zosia | benedikt ben |
kamila kama | theodora dora thea | jacek | janusz | karolina lina karo | ignacy | mikael micke | lars
lasse | nils nisse | bengt | gunnar | erik | karin | margareta greta | kristina stina tina | ingemar ingo
| ebenezer ben | eliana ana | elijah eli | elisha eli | emilia mila emmy | oluwaseun seun | oluwatobi
tobi | oluwakemi kemi | oluwatosin tosin | babatunde tunde | olubunmi bunmi | adebayo bayo | chukwuemeka
emeka | nnamdi | chidiebere chidi | ngozichukwuka ngozi | ikechukwu ike | bertrand bert | leroy lee roy |
marvin marv | milton milt | nelson nels | norbert bert | orlando lando | preston pres | quentin quin |
rosalie rose | seymour sy | sherman sherm | sidney sid | solomon sol | spencer spence | thaddeus thad tad
| tobiah toby | trevor trev | vivian viv | wesley wes | woodrow woody | gilbert gil bert | gordon gordy |
harvey harv | irving irv | jerald jerry | jesse jess | julio | lester les | lloyd | luther | cameron cam
| cecil cece | chester chet | clayton clay | clement clem | dale | delbert bert | dominick dom nick |
dwight | elbert bert | elliot | elmer | ernesto neto | eugenio geno | everett | garfield gary | gareth
gary gaz | garrett gary | gavin gav | nigel nige | duncan | fiona fi | jocelyn joss | katrina trina kat |
lucinda cindy lucy | marjorie marge margie | maureen mo | miranda mandy | natasha tasha | nora | rosamund
roz | selina lina | tabitha tabby | teodoro teo | tomaso | valentino tino | agostino tino | augusto tino
| costantino tino | martino tino | alessandro sandro ale | alessandra sandra ale | domenico mimmo |
francesca checca | gaetano tano | gennaro | luigi gigi gino | pasquale lino | raffaele lello | antonella
| filippo pippo | jacopo | lodovico vico | antoine toine | francois | genevieve ginette | jacques jacquot
| jeanne jeannette | madeleine mado | marguerite margot | mathieu mat | mathilde tilde | matilda tilda
tilly | nicolette colette | stephane steph | therese | caitlin cait | siobhan | padraig podge | seamus |
diarmuid dermot | mairead mairi | anneke | gerrit | jacobus jaap koos | johanna hanna joke jo | maarten |
marijke | petronella nel | theodorus theo dirk | wilhelmus wim | adrianus adri arie | antonius ton toon |
franciscus frans | gerardus gerard | hendrikus henk | lambertus bert | nicolaas klaas nico | petrus piet
| bartholomeus bart | elizaveta liza | ioannis yannis giannis | georgios giorgos yorgos | vasilios
vasilis | emmanouil manolis | athanasios thanasis | evangelos vangelis | eleftherios lefteris |
aikaterini katerina | mehmet memo | mustafa musti | ibrahim ibo | suleyman sulo | huseyin huso | hasan
haso | ismail
"""

# Forms of one name in several scripts, languages or manners of writing it in Latin letters.
SAME: Final = """
mohammed mohamed muhammad muhammed mohammad mohamad muhamad mohamed mahomed mahomet mohd muhamed mohamet
mouhamed mouhammad | ahmed ahmad ahmet akhmed ahmet | hussein hussain husain husayn husein hossein hosain
hoseyn hussayn housein | hassan hasan hassane hasen | ali aly | abdullah abdallah abdulla abdalla
abdoullah abdellah | ibrahim ebrahim ibraheem brahim | yusuf yousef youssef yousuf yusef yosef jusuf
youssouf yousif | yahya yehia jahja yahia | khalid khaled halid chalid | said saeed sayed saeid saied |
umar omar omer oumar | usama osama oussama | uthman othman osman usman ousmane | tariq tarek tarik tareq
| jamal gamal djamel jamel cemal | jafar gaafar djafar cafer | qasim kassem kasim qassem gasim qasem
ghassem | mustafa mostafa moustafa moustapha mustapha | muhsin mohsen | mahmoud mahmud mahmood | salih
saleh salah | rashid rachid rasheed | sulayman suleiman sulaiman soliman suleyman | yaqub yacoub yakub
jakub yaqoub yakoub | ismail esmail ismael | ishaq isaac ishak | musa moussa mousa | isa issa eisa |
nasir nasser naser nassir | zayn zain zein zeyn | shaykh sheikh shaikh sheik cheikh shekh | bakr bakar
bekr baker | walid waleed oualid | fuad fouad foad | hadi | hamid hameed | karim kareem | majid majeed |
nabil nabeel | rafiq rafik | sadiq sadik sadeq | tawfiq tewfik tawfik toufik | zakariya zakaria zakarya |
ayman aiman aymen | faysal faisal feisal faycal | fatima fatimah fatma fateme | aisha aicha ayesha aysha
| khadija khadijah hatice | zaynab zainab zeinab zeynep | maryam mariam meryem miriam | laila leila layla
leyla | amina aminah emine | alexander aleksandr aleksander alexandr oleksandr aliaksandr alejandro
alessandro alexandre iskandar aleksandar | sergei sergey sergej serhii serhiy siarhei sergii syarhei
sergejs sergiy | vladimir volodymyr uladzimir wladimir volodimir vladimirs | nikolai nikolay mykola
mikalai nikolaj mykolai | yuri yury yurii yuriy iurii juri jurij iouri | evgeny evgeni yevgeny yevgeniy
yevhen evgeniy yevgeni yauhen eugen | dmitri dmitry dmitriy dmytro dzmitry dimitri dmitrii | andrei
andrey andrii andriy andrej | alexei aleksei aleksey oleksii alexey oleksiy alexej | mikhail mykhailo
michail mikhael mihail | pavel pavlo | petr piotr petro pyotr | ivan iwan | igor ihor | oleg oleh aleh |
vasily vasili vasiliy vasyl vassily | grigori grigory grigoriy hryhoriy | gennady gennadi gennadiy henadz
hennadiy | vitaly vitali vitaliy vital | anatoly anatoli anatoliy anatol | valery valeri valeriy valerii
| viacheslav vyacheslav viatcheslav | konstantin kostiantyn | ekaterina yekaterina katerina kateryna
katsiaryna | elena yelena olena alena | natalia natalya nataliya natallia nataliia | tatiana tatyana
tetiana | irina iryna | olga olha volha | svetlana svitlana sviatlana | anastasia anastasiya anastasiia |
ksenia xenia kseniya oksana | joseph yosef josef jozef iosif jose giuseppe josip | jan johan | george
georg giorgio jorge georges georgi georgy giorgi | john juan jean giovanni joao | james jaime diego
jacques giacomo | peter pedro pierre pietro petros | paul paulo pablo paolo | michael miguel michel
michele mikael mikhail | francis francisco francois francesco | louis luis luigi ludwig | henry henri
enrique heinrich enrico | charles carlos karl carlo karel | william guillermo guillaume wilhelm guglielmo
| stephen steven stefan esteban etienne stefano stephan | catherine katherine kathryn catharine katharina
katarina catarina caterina | elizabeth elisabeth isabel elisabetta | philip phillip philippe felipe filip
filippo philipp | geoffrey jeffrey jeffery | frederick frederic friedrich federico frederik fredrik |
christopher christoph cristobal cristoforo kristoffer | theresa teresa therese | ann anne anna | john jon
| sara sarah | mark marc marco marcus markus | erik eric erich | lucas lukas luke luca | matthew mathew
matthias mateo matteo mathieu | nicholas nicolas nikolaus nikolaos niccolo | thomas tomas tommaso |
anthony antonio anton antoine antonius | andrew andreas andres andre andrea andrei | laurence lawrence
lorenzo laurent lorenz | lee yi rhee ri | lee li | park pak bak | choi choe | kim gim | jung jeong chung
chong jong | kang gang | cho jo | yoon yun | shin sin | lim im rim | roh noh no | woo u | ryu yoo | han |
kwon gwon | hyun hyon | young yong yeong | myung myong myeong | suk sok seok | chul chol cheol | jun chun
joon | xi hsi | zhang chang cheung | zhou chou chow | zhao chao | chen chan | wang wong | huang wong |
guo kuo kwok | liu lau | wu ng | xu hsu | xie hsieh tse | cai tsai | zheng cheng | nguyen nguyn | wasili
wasyl | jesus | philippe phillippe
"""


@cache
def _groups() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    return _read(SHORT), _read(SAME)


def _read(text: str) -> dict[str, frozenset[str]]:
    """Return of each word the first words of its lines: two words are of one line where they share one."""
    found: dict[str, set[str]] = {}
    for n, line in enumerate(text.split("|")):
        for word in line.split():
            found.setdefault(word, set()).add(f"{line.split()[0]} {n}")
    return {word: frozenset(heads) for word, heads in found.items()}


def short(one: str, other: str) -> bool:
    """Tell whether two words are a given name and a short form of it, or two short forms of one."""
    own = _groups()[0]
    return one in own and other in own and not own[one].isdisjoint(own[other])


def same(one: str, other: str) -> bool:
    """Tell whether two words are one name in two languages or two manners of writing it."""
    own = _groups()[1]
    return one in own and other in own and not own[one].isdisjoint(own[other])


@cache
def others(word: str) -> tuple[str, ...]:
    """Return the other forms of a word that the list knows, in alphabetical order."""
    found: set[str] = set()
    for text, own in zip((SHORT, SAME), _groups(), strict=True):
        if word in own:
            for line in text.split("|"):
                if word in (members := line.split()):
                    found.update(members)
    return tuple(sorted(found - {word}))
