"""German words that tell where a sentence ends; see `boundaries.py`."""

from __future__ import annotations

from typing import Final

from retrieval.segmentation.boundary_words import BoundaryWords

_TITLES = """
    Abg Adm Bez Bgdr Bgm Brig Capt Cdr Cmdr Col Dipl Dkfm Doz Dr Dres Exz Fa Fam Frhr Frl Ft Gde
    Gebr Gefr GenDir Gouv Gov Hl Hptm Hr Hrn Ing Insp Kard Kdt KommR Kplt Kpt KptLt Kt LAbg Ldm
    Lt Ltn Mag Maj MedR Mgr MinR Mlle Mme Mr Mrs Ms Msgr Mt NRAbg Oblt Obstlt OSR OStR Pfr Pres Präs
    Prof Prok Rev Sgt Sr St Sta Ste StR StS StudR Stv Uffz Univ VetR Vizebgm Vors Wr
"""

_INSIDE = """
    abds abg abgek abh Abk adj afrik äg ägypt ahd allg alphab altgr amerik amtl anat anon arab
    arch argent Art.-Nr ärztl austral bayer bayr beisp belg bes betr bez bezgl bibl biol böhm
    bras brasil brit bspw bulg bzgl bzw ca chem chin chines christl chron d.h dän ders desgl dgl
    dt dtsch durchschn ebd ehem eigtl einschl engl entspr erg erw estn etw europ ev evang evtl
    exkl finn fmdl fortl franz frühz frz geb gebr gegr geh gem gen geograf geol georg germ
    gesch geschl gesetzl gest getr gez ggf ggfs ggü grch griech hebr hl hpts hrsg ind indon inkl
    innerh insb insbes internat irak iran isl islam israel ital jap japan jew jord jüd jugosl
    jur kanad kath kaukas kirchl königl kroat kuban lat lett lfd libanes lit ltd luth m.E männl
    marokk math max med mhd milit min mind möbl mongol mtl mündl myth n.J nachm nat natl niederl
    niederösterr nordd nördl norw nwestl o.g oberösterr od öff öffentl orth örtl ostd öster
    österr päd pakist pers philos phys polit poln port portug preuß prot psych rd rechtl ref
    resp röm rumän russ s.o s.u sächs schott schriftl schwäb schwed schweiz serb slow slowak
    sog sogen sowj soz span staatl städt statist steir stellv stv südafrik südd südl syr tägl
    tatar techn teilw telef theol tschech türk u.a ugs ukr ukrain umg unbek undat ung ungar
    urspr usbek vereinb verh verm versch verst verw vgl vlg vmtl volkst vorl vorm vorw vorz vs
    wahrsch weibl westd westl wirtsch wiss wöchtl württ z.B zgl zit ztg zus zusätzl zw zzgl zzt
"""

_COUNTING = """
    Abb Abs Abschn Alin Anh Anl Anm Art Aufl Az Bd Bde Bl Blz Buchst Fax Fig Fn Kap Kl Lfg Lit
    Nr Nrn Nro Pkt Pos Randnr Rn Rz Sp Tab Tabb Taf Tel Telef Tit Vers Vol Zif Ziff Zl
"""

_EITHER = """
    a.D a.d.S a.M Abt Allg Apr Ass Aug Ausg Ausl Bhf Bj Bros Bsp Chr Cie Co Corp d.Ä D.C d.Gr
    d.J d.M Dez Di Dir Do Durchw e.h e.K e.V Eds f Feb Febr ff Fortf Forts Fr Gen Ges Gew h.c
    Hbf Hdb Hrsg i.A i.Br i.E i.R i.V Ill Inc Inh Inst Jan Jän Jg Jgg Jh Jhd Jhdt Jhdts Jhs Jr jr
    jun Kfm Kto Ltd Mi Mill Min Mio Mo Mrd Mrz MwSt Mwst n.Chr n.E n.V Nachf Nachm Nds Nov o.Ä o.ä
    o.J o.O Okt Ph.D PLZ ppa Rhld s.A Sa Sek sen Sep Sept Slg So Std Stdn Stk Str Tsd u.Ä u.ä u.a.m
    u.M ü.M u.U v.Chr v.H v.l v.l.n.r v.u.Z Verf Verl Verz Vorm Vorst Wwe Wz z.Hd z.T z.Z Zs Ztg
    Ztr
"""

_CLOSING = """
    etc usf usw
"""

_NUMBERED = """
    Abb. Abbildung Abs. Absatz Abschnitt Art. Artikel Aufgabe Band Bd. Block CHF EUR Euro
    Fassung Fig. Folge Formel Fr. Frage Gate Gleis Gruppe Halle Hausnummer ICE Jahr Jahre Kanal Kap.
    Kapitel Kategorie Lektion Linie Liste Modell Nr. Nummer Paragraf Paragraph Phase Platz Pos.
    Position Punkt Rang Raum Reaktor Rn. Rz. S. Saal Satz Seite Seiten Serie Staffel Station
    Strophe Stufe Tab. Tabelle Tag Teil Tel. Typ Vers Version Zeile Ziff. Ziffer Zimmer Zone §
    §§ €
"""

_LETTERED = """
    Abschnitt Block Buchstabe Buchstaben Gruppe Hepatitis Influenza Kategorie Klasse Kurve Liga
    Note Plan Punkt Serie Teil Typ Variante Vitamin
"""

_LEANING = """
    als am an auf aus bei beim bis das dem den der des die diese diesem diesen dieser dieses
    durch ein eine einem einen einer eines für gegen ihr ihre ihrem ihren im in ins kein keine
    keinen mein meine mit nach oder ohne sehr sein seine seinem seinen seit so über um und unser
    unsere unter vom von vor wegen wie zu zum zur zwischen
"""

_FUNCTION = """
    Abends Aber Alle Allein Allen Aller Allerdings Alles Als Also Am An Andererseits Anders
    Anfangs Angeblich Angesichts Anhand Anschließend Ansonsten Anstatt Anstelle Auch Auf
    Aufgrund Aus Ausserdem Ausserhalb Außer Außerdem Außerhalb Bald Bei Beide Beim Beinahe
    Bereits Besonders Bevor Bezüglich Binnen Bis Bisher Bitte Da Dabei Dadurch Dafür Dagegen
    Daher Dahinter Damals Damit Danach Daneben Dann Daran Darauf Daraufhin Daraus Darin Darüber
    Darum Darunter Das Dass Dasselbe Davon Davor Dazu Dein Deine Dem Demgegenüber Demnach
    Demnächst Demzufolge Den Denn Dennoch Der Deren Derjenige Derselbe Derweil Derweilen Derzeit
    Des Deshalb Dessen Deswegen Dich Die Diejenigen Dienstags Dies Diesbezüglich Diese Dieselbe
    Diesem Diesen Dieser Dieses Dir Doch Dort Drittens Du Durch Eben Ebenfalls Ebenso Ehe Ein
    Eine Einem Einen Einer Einerseits Eines Einige Einst Endlich Entlang Entweder Er Erst
    Erstens Es Etwa Etwas Euch Euer Eure Falls Fast Ferner Fortan Freilich Früher Frühestens Für
    Gar Gegen Gemäss Gemäß Gern Gerne Gestern Gleichwohl Gleichzeitig Haben Hat Hatte Hätte
    Heuer Heute Hier Hierauf Hierbei Hierfür Hierher Hierin Hierzu Hingegen Hinsichtlich Hinter
    Hinterher Hinzu Höchstens Ich Ihm Ihn Ihnen Ihr Ihre Ihrem Ihren Ihrer Ihres Im Immer
    Immerhin In Indem Indes Indessen Infolge Infolgedessen Innerhalb Insbesondere Insgesamt
    Insofern Inzwischen Irgendwann Ist Ja Jahrelang Jede Jedenfalls Jeder Jedes Jedoch Jemand
    Jene Jener Jenes Jenseits Jetzt Jeweils Kann Kaum Kein Keine Keinem Keinen Keiner
    Keinesfalls Keineswegs Können Könnte Künftig Längst Laut Lediglich Leider Letztlich Man
    Manche Mancher Manchmal Mangels Mehr Mein Meine Meinen Meist Meistens Mich Mindestens Mir
    Mit Mithilfe Mittlerweile Mitunter Möglicherweise Montags Morgens Muss Nach Nachdem Nachts
    Nämlich Natürlich Neben Nebenbei Nebenher Nein Nicht Nichts Nie Niemals Niemand Nirgends
    Noch Nochmals Nun Nunmehr Nur Ob Oberhalb Obgleich Obschon Obwohl Oder Offenbar Oft Oftmals
    Ohne Ohnehin Plötzlich Samstags Schliesslich Schließlich Schon Sei Seien Sein Seine Seinem
    Seinen Seiner Seines Seit Seitdem Seitens Seither Selbst Sie Sind So Sobald Sodann Sodass
    Soeben Sofern Sogar Sogleich Solange Solch Solche Solcher Solches Sollte Somit Sondern
    Sonntags Sonst Soviel Soweit Sowie Sowohl Später Spätestens Statt Stattdessen Stets
    Tatsächlich Teils Trotz Trotzdem Über Überall Überdies Übrigens Um Umso Umsonst Und Uns
    Unser Unsere Unter Unterdessen Unterhalb Vergebens Vermutlich Viele Vielleicht Vielmehr Vom
    Von Vor Voraussichtlich Vorerst Vorher Vorläufig Während Wahrscheinlich Wann War Wäre Waren
    Warum Was Weder Wegen Weil Weiters Welche Welcher Wem Wen Wenigstens Wenn Wenngleich Wer
    Werden Weshalb Wessen Weswegen Wie Wieder Wieso Wieviel Wir Wird Wo Wobei Wodurch Wofür
    Wogegen Woher Wohin Wohingegen Wohl Wohlgemerkt Womit Womöglich Woran Worauf Woraus Worüber
    Wozu Wurde Würde Wurden Zeitgleich Zeitweise Zu Zudem Zuerst Zugleich Zuletzt Zum Zumal
    Zumeist Zumindest Zunächst Zur Zusätzlich Zuvor Zuweilen Zwar Zwecks Zweitens Zwischen
    Zwischendurch
"""

GERMAN: Final = BoundaryWords(
    ordinals=True,
    titles=frozenset(_TITLES.split()),
    inside=frozenset(_INSIDE.split()),
    counting=frozenset(_COUNTING.split()),
    either=frozenset(_EITHER.split()),
    closing=frozenset(_CLOSING.split()),
    numbered=frozenset(_NUMBERED.split()),
    lettered=frozenset(_LETTERED.split()),
    leaning=frozenset(_LEANING.split()),
    function=frozenset(_FUNCTION.split()),
)
