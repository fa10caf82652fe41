"""For what we use personal data, and why we may: the processing activities (AVG art. 30).

A log line names one of these, and so does the register of processing. An activity that is not here cannot be logged.
Its id never changes: lines of years ago carry it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Activity:
    """`ground` is the article that allows it, `purpose` what it is for, in words for the person concerned."""

    id: str
    name: str
    ground: str
    purpose: str


DOSSIER = Activity(
    "wsw-dossier",
    "Wsw uitvoeren: het dossier bijhouden",
    "AVG art. 6 lid 1 onder c en e; Wsw art. 1, 2 en 7",
    "Weten wie waar werkt, voor hoeveel uur en op grond van welke indicatie, en daarvoor zorgen.",
)
REPORTING = Activity(
    "wsw-verantwoording",
    "Verantwoorden wat met de Wsw is gedaan",
    "AVG art. 6 lid 1 onder c en e; Wsw art. 13; Wgr art. 34b",
    "Tellen hoeveel mensen werken en wat het kost, voor de gemeenten, het bestuur en het Rijk.",
)
DATA_RIGHTS = Activity(
    "rechten-betrokkene",
    "Vragen van mensen over hun eigen gegevens beantwoorden",
    "AVG art. 6 lid 1 onder c; AVG art. 12, 15, 16, 17, 18 en 21",
    "Laten zien wat over iemand is vastgelegd, en verbeteren wat niet klopt.",
)
ARCHIVE = Activity(
    "archief",
    "Bewaren zolang het moet, daarna vernietigen",
    "AVG art. 6 lid 1 onder c; Archiefwet 1995 art. 3 en 5",
    "Niets langer bewaren dan de selectielijst zegt, en kunnen aantonen wat is vernietigd.",
)
HANDOVER = Activity(
    "overdracht",
    "Een dossier overdragen na een verhuizing",
    "AVG art. 6 lid 1 onder e; Wsw art. 1 en 7",
    "De nieuwe gemeente laten voortzetten wat de vorige deed.",
)
SUPERVISION = Activity(
    "toezicht",
    "Nagaan wie gegevens heeft gebruikt",
    "AVG art. 6 lid 1 onder c; AVG art. 5 lid 2, 24, 32 en 39",
    "Kunnen uitleggen wie wanneer welk dossier bekeek, en misbruik ontdekken.",
)
ACCESS = Activity(
    "toegang",
    "Accounts en rollen beheren",
    "AVG art. 6 lid 1 onder e; AVG art. 32",
    "Alleen wie het nodig heeft toegang geven, en alleen zolang.",
)
EXCHANGE = Activity(
    "gegevenslevering",
    "Het register innemen of uitgeven",
    "AVG art. 6 lid 1 onder c en e; Wsw art. 1 en 2",
    "Gegevens overnemen uit een vorig systeem, of meegeven aan een volgend.",
)

ACTIVITIES: dict[str, Activity] = {
    each.id: each for each in (DOSSIER, REPORTING, DATA_RIGHTS, ARCHIVE, HANDOVER, SUPERVISION, ACCESS, EXCHANGE)
}
