"""Words that decide how a list of names is read.

Imports nothing of the package.  Invariant: every entry is lower case, except where its case is
what tells it from a name.  The lists were written by hand for this module: words that occur in
bibliographies, and given names that are frequent in their countries.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Between two names.  Lower case only: a capital "E" or "Y" is an initial.
CONNECTORS = _words(
    "and y und et e en i и och og ve ja és és și та і dan with con mit avec cum ed u a do"
)
#: The same where a list is printed in capitals.
CAPITAL_CONNECTORS = _words("AND UND And Und")
#: Connectors that also stand inside a double family name: "Ortega y Gasset".
INNER_CONNECTORS = _words("y i e")

#: Small words before a family name.  Capitalised they belong to the family name itself.
PARTICLES = _words(
    "van von der den de del della delle dello dei degli da das do dos di du des la las le les "
    "lo los ter ten te zu zum zur vom am im aus op af av ibn bin bint ben abu al el ul 't 's "
    "’t ’s à dal dalla dall' d' d’ dell' dell’ l' l’ af auf"
)
CAPITAL_PARTICLES = frozenset(
    word.capitalize() for word in PARTICLES if word[0].isalpha() and "'" not in word
) | _words("Mac Mc St St. San Santa Saint Sant' Dall'") | frozenset(
    "VAN VON DER DEN DE DEL DELLA DI DU DA DOS LA LE LO TER TEN EL AL SAN".split()
)  # fmt: skip

#: After a name; II and IV only in capitals.
SUFFIXES = _words("jr sr jnr snr 2nd 3rd 4th fils père")
ROMAN_SUFFIXES = _words("II III IV")
#: Family names that need the name before them (Portuguese).
LATE_FAMILY = _words("filho neto júnior junior sobrinho")

#: Shortened given names of more than one letter, without their dot.
ABBREVIATIONS = _words(
    "th ch ph chr yu ya ye yo ju ja je jo zh kh sh shch ts tz dzh dz sz zs gh gy cs ny ly st wm "
    "jos geo chas jas thos alex fred edw robt ant bart bern giov gius franc dom fr friedr wilh joh "
    "hch heinr herm ludw aug ad alb alf arth ed edm ernst ferd gust hub jac jul karl leop max "
    "nic nik osk ott paul phil rich rud sam seb sim steph theod vinc walt bd mich mart matth "
    "andr ang car ces em ev gab gugl lod lor lud marc nap pasq piet raff salv stan tom tomm vitt "
    "ю я е ж ч ш щ дж вл ал ст серг ник мих ив"
)

#: Said of the persons, not part of their names.
ROLES = _words(
    "ed eds edited editor editors éditeur éditeurs editore editori hrsg hg hgg hrg herausgeber "
    "herausgegeben bearb coord coords coordinador coordinadores coordinateur dir dirs comp comps "
    "compiler org orgs organizador organizadores red redd редактор изд сост пер trad transl trans "
    "cur translator translators tr übers contributor author authors autor autores auteur auteurs "
    "by par réf prof dr dott phd curatore curatori yay haz çev utg ред eda edd"
)
#: Phrases with the same use.
ROLE_PHRASES = (
    r"\bcon\s+la\s+collaborazione\s+di\b|\b(?:a|per)\s+c(?:ura|\.)\s+di\b|\bsous\s+la\s+dir(?:ection|\.)\s+d[e’']\s?|\bpod\s+red\.|"
    r"\bпод\s+ред(?:\.|акцией)|\b(?:edited|ed\.)(?:\s+and\s+translated)?\s+by\b"
    r"|\btranslated\s+by\b|\b[uü]bersetzt\s+von\b|\btraduit\s+par\b|\bdiretto\s+da\b"
    r"|\bherausgegeben\s+von\b|\bhrsg\.\s+v(?:on\b|\.)|\bonder\s+red(?:actie|\.)\s+van\b"
)

#: "And others", in the languages of the corpora.
ET_AL = (
    r"\b(?:e[tl]\.?\s*|E[tl]\.?\s+)a[lI1]\b\.?|\bET\s+AL\b\.?|\bet\s+alii\b|\b(?:et|ed|e)\s+(?:alii|autres|altri"
    r"|outros|coll|cols|col)\b\.?|\band\s+(?:others|colleagues)\b|\bu\.\s?a\.|\bund\s+andere\b"
    r"|\bu\.\s?M\.|\by\s+(?:otros|otras|cols?|colaboradores)\b\.?|\b[иі]\s+(?:др|ін)\b\.?"
    r"|\bи\s+другие\b|\bта\s+ін\b\.?|\ben\s+anderen\b|\be\.\s?a\.|\boch\s+andra\b|\bog\s+andre\b"
    r"|\bm\.\s?fl\.|\bi\s+(?:in|wsp|dr)\b\.|\bve\s+(?:ark|diğ|diger)\w*\.?|\bvd\.|\ba\s+kol\."
    r"|\betc\b\.?|\ba\s+(?:OTHERS|others)\b|\bet\s+[aA]l(?=[A-Z(])"
    r"|…|\.{3,}|(?:\.\s){2,}\.|等|ほか|他(?=\W*$)|외(?=\W*$|\s*\d*인)"
)

#: For the same person as before, or for many.
REPEATED = _words("id idem ead eadem ders dies dens eund iid iidem")

#: A word that no person is called; what holds it is an organisation.
ORGANISATION = _words(
    "organization organisation organizations organisations institute institutes institut "
    "institutet instituto istituto institutt instytut instituut enstitüsü институт institution "
    "institutions fakultät university universität universitat université universidad "
    "universidade università uniwersytet universiteit universitet üniversitesi университет college "
    "school faculty academy "
    "academies akademie académie academia accademia akademia академия collaboration group gruppe "
    "groupe gruppo grupo committee comité comitato comitê komitee commission commissione comisión "
    "comissão kommission комиссия council conseil consejo consiglio conselho rat bundesrat "
    "bundestag association associazione asociación associação verband verein society société "
    "società sociedad sociedade gesellschaft towarzystwo общество team consortium network netzwerk "
    "ministry ministère ministerio ministério ministero ministerium bundesministerium министерство "
    "department dept département departamento dipartimento abteilung division directorate "
    "direction direzione office uffizio ufficio bureau bundesamt amt agency agence agencia agência "
    "agenzia agentur service services servizio center centre centro zentrum centrum центр "
    "foundation fondation fundación fundação fondazione stiftung fund bank banque banco banca "
    "banka union unione unión federation confederation inc ltd gmbh llc corp corporation company "
    "co. spa s.p.a. cie ag press library bibliothek biblioteca bibliothèque archive archives "
    "archivio museum museo musée laboratory laboratories laboratorio government parliament "
    "congress senate republic republik república repubblica state states nations international "
    "internationale internacional national nationale nacional nazionale federal européenne "
    "european europea européen authority board panel initiative project projet programme program "
    "programma partnership alliance forum working task conference investigators trial study "
    "comune provincia regione gouvernement statistics statistik federación confindustria "
    "unternehmen landesamt statistisches kuruluşu bakanlığı kurumu derneği агентство комитет "
    "совет роспотребнадзор росстат administration survey trust industries systems health "
    "technologies research data software developers contributors members staff editorial"
)
#: Of these words no person has one beside initials either: "H.E.S.S. Collaboration".
ALWAYS_ORGANISATION = _words("collaboration consortium committee ministry university institute")
#: Short names of organisations, in the case they are printed in.
ACRONYMS = _words(
    "Istat ISTAT Eurostat Unesco UNESCO Unicef UNICEF OECD OCDE OCSE WHO OMS NATO UN ONU UNO IMF "
    "FMI ILO OIT FAO WTO EU UE CE EC INSEE Insee Destatis CEPAL ECLAC IBGE IPEA INE INEGI ISO DIN "
    "IEEE ACM W3C IETF NIST NASA ESA EPA CDC NIH FDA USDA USGS IPCC UNDP UNEP UNHCR RAND Google "
    "Microsoft OpenAI DeepMind Meta IBM Intel CERN IUPAC ICAO ITU UNCTAD UNODC ECB EZB BCE BIS "
    "ABNT ANVISA CNPq CAPES EMBRAPA Embrapa CGIL CISL UIL CENSIS Censis SVIMEZ ENEA CNR CNRS "
    "Collectif COLLECTIF Anonymous Anon Anonyme Anonymus Anonimo Anónimo Anônimo ANON "
    "INRA CEA ADEME AFNOR BMBF BMWi BSI DGB ETH EPFL TÜİK TÜBİTAK GUS ВОЗ ООН РАН"
)
#: Words inside names of organisations and titles, not of persons.
FUNCTION_WORDS = _words("of for für the on per pour para on against о об по für aan voor dla için")

#: Family names of which Spanish speakers carry two; those that end in -ez are not listed.
SPANISH_FAMILY = _words(
    "garcía garcia lópez lopez martín romero alonso torres ruiz serrano ramos moreno molina "
    "ortega delgado castro ortiz rubio marín sanz iglesias medina garrido cortés castillo santos "
    "guerrero lozano cano prieto calvo gallego vidal herrera peña flores cabrera campos vega "
    "fuentes carrasco reyes aguilar santana hidalgo montero ibáñez ferrer durán vargas mora "
    "soler rivera silva rojas navarro díaz diaz muñoz gil blanco suárez pastor márquez marquez "
    "llosa bolívar borges cela lorca rulfo sábato cortázar zapata salazar mejía ríos soto "
)

#: Given names: they tell "García Márquez, Gabriel José" from "Steven Bird, Robert Dale".
GIVEN_NAMES = _words(
    "aaron adam adele adrian agnes agnieszka ahmet alain alan albert alberto alejandra "
    "alejandro alessandra alessandro alessio alex alexander alexandra alexis alfonso alfred "
    "alfredo ali alice alison allan allen alvise amanda amelia amy ana anders andrea andreas "
    "andrei andrew andrzej andré andrés angela angelica angelo anita anja ann anna annamaria "
    "anne annette anthony antoine anton antonella antonietta antonio antónio aravind armando "
    "arnaldo arrigo arthur arto artur arturo attilio augusto aurelio aurélie aurélien ayşe "
    "barbara bartolomeo beatrice beatriz ben benjamin benoît bernadette bernard bernardo bernd "
    "bertrand bianca bill björn bob boris brett brian brigitte bruce bruno bryan camille carl "
    "carla carlo carlos carmelo carol caroline catherine cecilia cesare chantal charles chiara "
    "chris christian christiane christine christoph christophe christopher claire clara claude "
    "claudia claudio colin cornelia corrado craig cristina cécile dan daniel daniela daniele "
    "danielle dave david deborah denis dennis diana diane didier diego dieter dietrich dirk "
    "dmitri dmitry dominique donald donatella donato dorothy douglas edgar edith edoardo eduard "
    "eduardo edward eleanor elena eli elio elisa elisabeth elisabetta elizabeth ellen emil "
    "emilio emily emma emmanuel enrico enrique enzo eric erich erik ernesto ernst esther ettore "
    "eugene eugenio eva evelyn ezio fabien fabio fabrice fabrizio fatma fausto federico felix "
    "ferdinand fernando ferruccio filippa filippo flavio florence florian franca frances "
    "francesca francesco francis francisco franco frank franz françois françoise fred frederick "
    "friedrich frédéric fulvio gabriel gabriele gaetano gail gary gaston gastone geoffrey georg "
    "george georges gerald gerd gerhard giacomo gian giancarlo gianfranco gianluca gianni "
    "gilbert gilberto gilles ginette gino gioacchino giordano giorgio giovanni girolamo giulia "
    "giulio giuseppe gloria gonzalo goran gordon graham greg gregory guido guillermo gunther "
    "gustav gustave gustavo guy gérard günter hannah hans harald harold harry hartmut hasan "
    "heather heidi heiko heinrich heinz helen helena helmut henri henriette henry herbert "
    "hermann hervé hiroshi holger howard hubert hugh hugo hélène hüseyin ian ida ignacio igor "
    "ilaria ingrid irene isaac isabel isabelle istván ivan jack jacob jacqueline jacques jaime "
    "jakob james jan jane janet jason javier jay jean jean-paul jeanne jeff jeffrey jennifer "
    "jenny jens jeremy jerry jerzy jessica jill jim joachim joan joana joe johan johann "
    "johannes john jon jonathan jordi jorge josef joseph joshua josé jovan joyce joão joël juan "
    "juana judith julia julian julie julio jun jános józsef jörg jürgen kai karen karin karl "
    "karl-heinz katarzyna kate katharina katherine kathleen kathryn katja keith ken kenneth "
    "kevin kim klaus konrad kristina krzysztof kurt larry lars laura laurence laurent lawrence "
    "leo leon leonard leonardo letizia lia linda lionel lionello lisa livio loredana lorenzo "
    "louis louise luca lucia luciano lucien lucienne lucy ludovico ludwig luigi luis luisa "
    "lukas luís lászló léon madeleine manfred manlio manuel mara marc marcel marcello marcelo "
    "marco marcus marek margaret marguerite maria mariana mariano marie mariella marina marino "
    "mario marion mark markus marta martha martin martina martine mary maría massimiliano "
    "massimo mathieu matilde mats matteo matthew matthias maurice maurizio mauro max maxime "
    "małgorzata mehmet melissa michael michaël michał michel michela michele michelle miguel "
    "mihai mike mikhail mirella mohamed mohammad monica monika monique moritz muhammad mustafa "
    "nadia nancy natalia nathan neil nello nelson niccolò nicholas nick nicola nicolas nicole "
    "niels nigel nikolai nikolaus nina nino noam norbert norman noël odile olaf olga oliver "
    "olivier olympe orazio ornella oscar oskar otto pablo paola paolo pascal pascale patricia "
    "patrick patrizia paul paula paulo pedro peer per peter petra philip philippe phillip piero "
    "pierre pietra pietro piotr pompeo rachel rafael raffaele raffaella rainer ralf ralph raul "
    "ray raymond raúl rebecca regina reinhard renata renate renato rené ricardo riccardo "
    "richard rinaldo rita rob robert roberta roberto robin rodrigo roger roland rolf roman "
    "romano romeo romolo ronald rosa rosanna rose rosella roselyne ross roy rudolf rudolph "
    "ruggero ruth ryan régis sabina sabine sally salvatore sam samuel sandra sara sarah scott "
    "sean sebastian sebastiano sebastián serge sergei sergey sergio sharon silvana silvano "
    "silvia silvio simon simona simone sofia solange sonia sophie stanisław stanley stefan "
    "stefania stefano stephan stephanie stephen steve steven stuart stéphane susan susanna "
    "susanne suzanne sylvain sylvia sylvie sándor sébastien takeshi teresa terry theo theodor "
    "thierry thomas thérèse tim timothy tiziana tiziano tom tomasz tommaso tomás tony tullio "
    "ugo ulrich umberto ursula ute uwe valentina valeria valerio vera veronica vicente victor "
    "vincent vincenzo virgilio virginia vittore vittorio vivien vladimir walter werner wilfried "
    "wilhelm willem william wojciech wolfgang xavier yann yves yvonne zoe zoltán élisabeth "
    "émile étienne александр алексей андрей анна владимир дмитрий елена иван мария михаил "
    "наталья николай ольга сергей татьяна "
)
