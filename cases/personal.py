"""What the dossiers hold about people: per table why each field may be kept, from whom it comes and for how long.

Read by the register of processing, by the inzage letter and by `manage.py check` (municipalities/processing.py). The
titles and sources are what the person concerned reads in the letter.
"""

from cases import bsn
from cases.models import (
    Ability,
    AbilityList,
    AbilityScore,
    Adaptation,
    AdaptationAdvice,
    Addendum,
    AowAge,
    Appointment,
    Assessment,
    Caseload,
    Certificate,
    CoachChange,
    Contact,
    Contract,
    ContractHours,
    Correction,
    Destroyed,
    DestructionItem,
    DestructionList,
    Digest,
    DismissalAdvice,
    Document,
    DocumentContent,
    DocumentWords,
    Door,
    Employment,
    Evaluation,
    Goal,
    GoalAction,
    Handover,
    Hirer,
    HirerContact,
    HirerSite,
    Indication,
    Leave,
    Limitation,
    Loonwaarde,
    OverriddenWarning,
    Parameter,
    PayrollDifference,
    PayrollUpload,
    PersonMerge,
    Pin,
    Placement,
    PlanApproval,
    PlanDecision,
    PoortwachterStep,
    PrivacyRequest,
    Proposal,
    Reindication,
    Representative,
    Residence,
    RetentionHold,
    RetentionTerm,
    SavedView,
    SickPercentage,
    SickSpell,
    Signal,
    StandIn,
    SupportedContract,
    SupportPlan,
    Terms,
    Todo,
    Transfer,
    TwoPeople,
    Vacancy,
    WaitingSpell,
    WswEmployee,
)
from cases.signals import rules
from municipalities.access import ROLES
from municipalities.activities import ARCHIVE, DATA_RIGHTS, DOSSIER, HANDOVER, REPORTING, SUPERVISION
from municipalities.processing import CONTACTS, EMPLOYEES, USERS, Nobody, People, Use

IN_SERVICE = Use(DOSSIER, "Wsw art. 2 en 7", "17.5")
WAITED = Use(DOSSIER, "Participatiewet art. 10b; Wsw (tot 2015)", "17.5")
MOVES = Use(DOSSIER, "Wsw art. 2 en 7", "17.3")
NUMBER = Use(DOSSIER, "Wsw art. 15 lid 5; UAVG art. 46", "17.5")
OLD_GROUP = Use(DOSSIER, "Besluit uitvoering Wsw art. 10", "17.5")
INDICATED = Use(DOSSIER, "Wsw art. 11; AVG art. 9 lid 2 onder b; UAVG art. 30 lid 1", "17.5")
DISMISSED = Use(DOSSIER, "Wsw art. 6 lid 3", "17.5")
PAID = Use(DOSSIER, "Wsw art. 2 en 7; AVG art. 5 lid 1 onder d (juistheid)", "loon")
READ_IN = Use(DOSSIER, "Wsw art. 2 en 7; AVG art. 5 lid 1 onder d (juistheid)", "loonbestand")
LIVES = Use(DOSSIER, "Wsw art. 1 lid 1 (ingezetene); Besluit uitvoering Wsw art. 5 lid 4", "17.5")
AT_AN_EMPLOYER = Use(DOSSIER, "Wsw art. 7; Besluit uitvoering Wsw art. 8 en 9", "17.3")
ADAPTED = Use(DOSSIER, "Wsw art. 3 lid 2; Besluit uitvoering Wsw art. 1 onder f", "17.3")
LENT = Use(DOSSIER, "Wsw art. 5; AVG art. 6 lid 1 onder e", "contract")
CALLED = Use(DOSSIER, "AVG art. 6 lid 1 onder e", "contactpersoon")
ABSENT = Use(DOSSIER, "BW art. 7:629 en 7:658a; AVG art. 9 lid 2 onder b; UAVG art. 30 lid 1", "3.1")
GATEKEEPER = Use(DOSSIER, "BW art. 7:658a; Wet WIA art. 25; AVG art. 9 lid 2 onder b; UAVG art. 30 lid 1", "3.1")
GUIDED = Use(DOSSIER, "Wsw art. 3 en 7", "gesprek")
TO_BE_DONE = Use(DOSSIER, "Wsw art. 3 en 7", "17.5")
REPRESENTED = Use(DOSSIER, "BW 1:381, 1:441 en 1:453; AVG art. 6 lid 1 onder d en e", "17.5")
PLANNED = Use(DOSSIER, "Wsw art. 3 en 7; cao SW (individueel ontwikkelingsplan)", "plan")
ON_THE_LIST = Use(DOSSIER, "Wsw art. 3 en 7; AVG art. 5 lid 2", "rol")
STATISTIC = Use(REPORTING, "Wsw art. 14; AVG art. 9 lid 2 onder b; UAVG art. 30 lid 1", "17.5")
ASKED = Use(DATA_RIGHTS, "AVG art. 12 en 15 t/m 21", "6.1")
HANDED_OVER = Use(HANDOVER, "Wsw art. 1 lid 1 (ingezetene)", "17.3")
HELD = Use(ARCHIVE, "AVG art. 17 lid 3 onder e; Archiefwet 1995 art. 3", "17.5")
TO_DESTROY = Use(ARCHIVE, "AVG art. 5 lid 1 onder e; Archiefwet 1995 art. 3", "lijst")
PROVES = Use(ARCHIVE, "Archiefbesluit 1995 art. 8", "verklaring")
WARNED = Use(SUPERVISION, "AVG art. 5 lid 1 onder c en art. 24", "4.1")
AT_HAND = Use(DOSSIER, "AVG art. 6 lid 1 onder e", "bij de hand")
TO_DO = Use(DOSSIER, "Wsw art. 2 en 7; AVG art. 6 lid 1 onder e", "signaal")
KEPT_APART = Use(DOSSIER, "AVG art. 5 lid 1 onder d", "17.5")
SEEN = Use(SUPERVISION, "AVG art. 5 lid 1 onder f en art. 32", "17.5")

HR = "uw werkgever of de salarisadministratie"
COLLEAGUE = "De naam van een collega die zijn werk deed (HvJ EU C-579/21)."
KEY = "Een willekeurig kenmerk voor adressen in het portaal. Het zegt niets over u."

TOGETHER = "Met wie u tegelijk een andere jobcoach of een waarnemer kreeg. Dat gaat over anderen."

DECLARED = (
    People(
        WswEmployee,
        EMPLOYEES,
        "Wie u bent",
        f"uzelf, de BRP en {HR}",
        {
            IN_SERVICE: "key personnel_number first_name prefix last_name sort_name name_sound birth_date sex"
            " died_on",
            NUMBER: "bsn bsn_encrypted bsn_hash",
            OLD_GROUP: "in_service_1997",
        },
        person="id",
        withheld={
            "key": KEY,
            "sort_name": "Uw naam nog eens, in de volgorde van het alfabet.",
            "name_sound": "Uw naam nog eens, zoals hij klinkt, om te zien of iemand er twee keer staat.",
            "bsn": "Hier komt uw nummer alleen langs. Het is altijd leeg; uw nummer staat versleuteld bewaard.",
            "bsn_hash": "Afgeleid van uw burgerservicenummer, om het te kunnen opzoeken.",
        },
        reads={"bsn_encrypted": bsn.decrypt},
        labels={"bsn": "burgerservicenummer, onderweg", "bsn_encrypted": "burgerservicenummer"},
    ),
    People(
        Residence, EMPLOYEES, "Waar u woont", "de BRP of de gemeente",
        {LIVES: "employee municipality starts_on ends_on source"}, person="employee",
    ),
    People(
        Indication, EMPLOYEES, "Uw indicatie", "UWV",
        {
            INDICATED: "employee decided_on number starts_on valid_until category bw_advice withdrawn_on"
            " withdrawal_ground uwv_copy_on"
        },
        person="employee",
    ),
    People(
        AdaptationAdvice, EMPLOYEES, "Wat UWV adviseert over uw werk", "UWV",
        {INDICATED: "indication employee kind text"}, person="employee",
    ),
    People(
        Reindication, EMPLOYEES, "Aanvragen om herindicatie", "de gemeente waar u woont en UWV",
        {
            INDICATED: "key employee municipality kind asked_on report_on reintegration_on consents received_on outcome"
            " decided_on final_on alternative"
        },
        person="employee", withheld={"key": KEY},
    ),
    People(
        DismissalAdvice, EMPLOYEES, "Advies van UWV over opzegging", "uw werkgever en UWV. Niet wat UWV adviseerde",
        {DISMISSED: "employee asked_on received_on"}, person="employee",
    ),
    People(
        Employment, EMPLOYEES, "Uw dienstverband", HR,
        {IN_SERVICE: "key employee number kind employer executor cao starts_on ends_on outflow_reason"
            " continues transfer"}, person="employee", withheld={"key": KEY},
    ),
    People(
        ContractHours, EMPLOYEES, "Uw uren", HR,
        {MOVES: "key employment employee hours starts_on ends_on"}, person="employee", withheld={"key": KEY},
    ),
    People(
        PayrollDifference, EMPLOYEES, "Waar uw loon en uw dossier verschilden",
        "de salarisadministratie van uw gemeente, en wie het uitzocht",
        {
            PAID: "key employee municipality kind first_month last_month payroll_hours register_hours paid_hours"
            " verdict note decided_by decided_on closed_on closed_because"
        },
        person="employee", withheld={"key": KEY, "decided_by": COLLEAGUE},
    ),
    People(
        PayrollUpload, USERS, "Ingelezen bestanden van de salarisadministratie", "wie het bestand inleest",
        {READ_IN: "key municipality month sha256 lines unknown uploaded_by uploaded_at"},
        labels={"sha256": "controlegetal"},
    ),
    People(
        Leave, EMPLOYEES, "Uw verlof", HR,
        {MOVES: "key employment employee kind starts_on ends_on"}, person="employee", withheld={"key": KEY},
    ),
    People(
        WaitingSpell, EMPLOYEES, "Wanneer u op een wachtlijst stond", "uzelf, uw gemeente en UWV",
        {WAITED: "key employee scheme starts_on ends_on ended_by advice_asked_on advised_on"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        Placement, EMPLOYEES, "Waar u werkt", "uw jobcoach, uw consulent of uw werkgever",
        {MOVES: "key employment employee form hours hirer contract location function starts_on ends_on end_reason"
            " coach"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        Proposal, EMPLOYEES, "Voor welk werk u bent voorgesteld, en wat het werd", "uw jobcoach of uw consulent",
        {
            MOVES: "key employee vacancy hirer site form function hours proposed_on proposed_by state trial placement"
            " settled_on reason"
        },
        person="employee",
        withheld={
            "key": KEY,
            "vacancy": "Welke open plek het was, als nummer. De inlener en het werk staan er wel.",
            "proposed_by": COLLEAGUE,
            "trial": "Welke plaatsing de proef was, als nummer. De plaatsing staat in deze brief.",
            "placement": "Welke plaatsing het werd, als nummer. De plaatsing staat in deze brief.",
        },
        printed="proposed_on hirer function state settled_on reason",
    ),
    People(
        Correction, EMPLOYEES, "Waarom er iets is verbeterd", "uw jobcoach of uw consulent",
        {MOVES: "key employee kind because reports starts_on ends_on closed_years verdict verdict_note"
            " decided_by decided_at"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        Caseload, EMPLOYEES, "Wie u begeleidt", "uw werkgever",
        {MOVES: "employee coach starts_on ends_on came_by"}, person="employee", withheld={"came_by": TOGETHER},
    ),
    People(
        StandIn, EMPLOYEES, "Wie uw jobcoach verving", "uw consulent of uw jobcoach",
        {MOVES: "employee coach instead_of starts_on ends_on came_by"}, person="employee",
        withheld={"came_by": TOGETHER},
    ),
    People(
        CoachChange, USERS, "Overdracht en waarneming van caseloads", "wie de overdracht of waarneming vastlegt",
        {MOVES: "key from_coach to_coach starts_on ends_on made_by made_on undone_on"},
    ),
    People(
        Handover, EMPLOYEES, "Overdracht van uw dossier na een verhuizing", "de gemeente waar u woonde",
        {
            HANDED_OVER: "key employee from_municipality to_municipality starts_on state proposed_by proposed_on"
            " decided_by decided_on reason"
        },
        person="employee",
        withheld={
            "key": KEY,
            "proposed_by": COLLEAGUE,
            "decided_by": COLLEAGUE,
        },
    ),
    People(
        SupportedContract, EMPLOYEES, "Uw begeleid-werkencontract", "uw werkgever, uw jobcoach of uw consulent",
        {
            AT_AN_EMPLOYER: "key employee hirer starts_on ends_on hours fulltime_hours cao wage subsidy subsidy_unit"
            " support support_asked_on choices_offered support_hours support_fee return_guarantee"
        },
        person="employee", withheld={"key": KEY},
    ),
    People(
        Loonwaarde, EMPLOYEES, "Uw loonwaarde", "wie haar heeft gemeten",
        {AT_AN_EMPLOYER: "key employee measured_on percentage method measured_by valid_until"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        Adaptation, EMPLOYEES, "Aanpassingen van uw werkplek", "uw jobcoach of uw consulent",
        {ADAPTED: "key employee kind what agreed_on delivered_on cost payer ends_on"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        SickSpell, EMPLOYEES, "Wanneer u ziek was", "uw werkgever. De oorzaak leggen wij nooit vast",
        {ABSENT: "key employee starts_on recovered_on vangnet"}, person="employee", withheld={"key": KEY},
    ),
    People(
        SickPercentage, EMPLOYEES, "Hoeveel u ziek was", "uw werkgever. De oorzaak leggen wij nooit vast",
        {ABSENT: "spell employee starts_on percentage"}, person="employee",
    ),
    People(
        PoortwachterStep, EMPLOYEES, "Stappen bij lang verzuim (Wet verbetering poortwachter)",
        "uw werkgever. Alleen dat de stap is gezet en wanneer, niet wat erin staat",
        {GATEKEEPER: "spell employee kind done_on"}, person="employee",
    ),
    People(
        Contact, EMPLOYEES, "Gesprekken en bezoeken", "uw jobcoach of uw consulent",
        {
            GUIDED: "key employee author kind held_on minutes text readers topics present follow_up once typed_at"
            " received_at"
        },
        person="employee",
        withheld={
            "key": KEY,
            "author": COLLEAGUE,
            "once": "Een willekeurig kenmerk, zodat iets niet twee keer wordt bewaard.",
        },
        printed="held_on kind minutes text readers follow_up",
    ),
    People(
        Addendum, EMPLOYEES, "Aanvullingen op gesprekken en bezoeken", "uw jobcoach of uw consulent",
        {GUIDED: "contact employee author text added_at"}, person="employee",
        withheld={"author": COLLEAGUE, "contact": "Bij welk gesprek het hoort, als nummer."},
    ),
    People(
        Appointment, EMPLOYEES, "Afspraken met u", "uw jobcoach, of het portaal volgens vaste afspraken",
        {GUIDED: "key employee planned_on kind because kept_by"}, person="employee",
        withheld={"key": KEY, "kept_by": "Welk gesprek erop volgde, als nummer."},
    ),
    People(
        Representative, EMPLOYEES, "Wie voor u beslist, en wie wij bellen", "uzelf of de rechtbank",
        {REPRESENTED: "key employee kind name phone email starts_on ends_on"},
        person="employee", withheld={"key": KEY},
    ),
    People(
        TwoPeople, EMPLOYEES, "Dat u niet dezelfde bent als iemand die op u lijkt", "een consulent die het nakeek",
        {KEPT_APART: "key employee other said_by said_on"},
        person="employee", also="other",
        withheld={
            "key": KEY,
            "other": "Wie op u lijkt. Dat gaat over iemand anders.",
            "said_by": COLLEAGUE,
        },
    ),
    People(
        PersonMerge, EMPLOYEES, "Dat uw twee dossiers één zijn geworden, of weer twee",
        "twee collega's van uw gemeente: een die het voorstelde en een die het uitvoerde",
        {
            KEPT_APART: "key kind employee gone numbers undoes name_of birth_date_of bsn_of number_of grounds reason"
            " because state proposed_by proposed_on decided_by decided_on refusal moved dropped carried_at in_force"
        },
        person="employee", also="gone",
        withheld={
            "key": KEY,
            "gone": "Uw andere dossier. Het nummer staat erbij.",
            "undoes": "Welke samenvoeging, als nummer.",
            "proposed_by": COLLEAGUE,
            "decided_by": COLLEAGUE,
            "moved": "Welke regels meegingen, als nummers. De regels zelf staan in deze brief.",
            "dropped": "Welke regels er twee keer waren, als nummers. De regels zelf staan in deze brief.",
        },
    ),
    People(
        Todo, EMPLOYEES, "Taken: wat collega's voor u zouden doen", "uw jobcoach of uw consulent",
        {TO_BE_DONE: "key employee what owner due_on noted_by noted_on done_on"},
        person="employee", withheld={"key": KEY, "noted_by": COLLEAGUE},
    ),
    People(
        SupportPlan, EMPLOYEES, "Uw begeleidingsplan", "uzelf en uw jobcoach",
        {
            PLANNED: "key employee version state starts_on ends_on abilities wishes domains domains_text advice_text"
            " employee_signed_on employee_signed_as coach_signed_on coach_signed_by employer_signed_on"
        },
        person="employee", withheld={"key": KEY, "coach_signed_by": COLLEAGUE},
        printed="version state starts_on ends_on abilities wishes",
    ),
    People(
        PlanDecision, EMPLOYEES, "Wat een tweede persoon van uw plan vond", "uw consulent",
        {PLANNED: "key plan employee approved reason decided_by decided_on"},
        person="employee",
        withheld={"key": KEY, "plan": "Bij welk plan het hoort, als nummer.", "decided_by": COLLEAGUE},
    ),
    Nobody(PlanApproval, "Welke gemeente wil dat een tweede persoon een plan goedkeurt, en sinds wanneer."),
    People(
        Goal, EMPLOYEES, "Doelen in uw plan", "uzelf en uw jobcoach",
        {PLANNED: "key origin plan employee number what result due_on step reached reached_text"},
        person="employee", withheld={"key": KEY, "origin": KEY, "plan": "Bij welk plan het hoort, als nummer."},
    ),
    People(
        GoalAction, EMPLOYEES, "Acties in uw plan", "uzelf en uw jobcoach",
        {PLANNED: "key goal employee what owner due_on hours done_on"},
        person="employee", withheld={"key": KEY, "goal": "Bij welk doel het hoort, als nummer."},
    ),
    People(
        Evaluation, EMPLOYEES, "Evaluaties van uw plan", "uzelf en uw jobcoach",
        {PLANNED: "key plan employee held_on own_words next_step"},
        person="employee", withheld={"key": KEY, "plan": "Bij welk plan het hoort, als nummer."},
    ),
    People(
        Assessment, EMPLOYEES, "Hoe uw werkvaardigheden zijn beoordeeld", "uw jobcoach of uw consulent, en uzelf",
        {
            PLANNED: "key plan employee ability_list assessed_on assessed_by remark own_words corrects because"
        },
        person="employee",
        withheld={
            "key": KEY,
            "plan": "Bij welk plan het hoort, als nummer.",
            "assessed_by": COLLEAGUE,
        },
        printed="assessed_on remark own_words corrects because",
    ),
    People(
        AbilityScore, EMPLOYEES, "De stappen bij die beoordelingen", "uw jobcoach of uw consulent, en uzelf",
        {PLANNED: "assessment employee ability step said own_step own_said note"},
        person="employee",
        printed="assessment ability said own_said note",
    ),
    People(
        AbilityList, USERS, "Lijsten van werkvaardigheden", "wie de lijst publiceert",
        {ON_THE_LIST: "key follows starts_on steps why published_by published_on"},
    ),
    Nobody(Ability, "Welke werkvaardigheden op een lijst staan. Wie hoe is beoordeeld, staat bij de beoordelingen."),
    People(
        Document, EMPLOYEES, "Documenten", "wie het toevoegde, of het portaal zelf (brieven)",
        {
            IN_SERVICE: "key employee kind title dated_on valid_until replaces media size sha256 scan added_by added_at"
        },
        person="employee",
        withheld={
            "key": KEY,
            "added_by": COLLEAGUE,
            "replaces": "Welk ouder document het vervangt, als nummer.",
            "sha256": "Een controlegetal van het bestand.",
        },
        printed="kind title dated_on valid_until media size",
    ),
    People(
        DocumentContent, EMPLOYEES, "De bestanden van die documenten", "wie het toevoegde, of het portaal zelf",
        {IN_SERVICE: "document employee sealed"}, person="employee",
        withheld={
            "document": "Bij welk document het hoort, als nummer.",
            "sealed": "Het bestand zelf, versleuteld. Vraag om een kopie; u krijgt die van uw jobcoach of consulent.",
        },
    ),
    People(
        DocumentWords, EMPLOYEES, "Woorden waarmee documenten te vinden zijn", "het portaal, uit het document",
        {IN_SERVICE: "document employee state words"}, person="employee",
        withheld={
            "document": "Bij welk document het hoort, als nummer.",
            "words": "Controlegetallen van de woorden. Er staat geen woord in, en er is geen woord uit te halen.",
        },
    ),
    People(
        Limitation, EMPLOYEES, "De aard van uw beperking",
        "het indicatiebesluit van UWV. Niemand ziet dit in het portaal; het is alleen voor de Wsw-statistiek",
        {STATISTIC: "employee nature"}, person="employee",
    ),
    People(
        PrivacyRequest, EMPLOYEES, "Uw verzoeken over uw gegevens", "uzelf of wie u vertegenwoordigt",
        {
            ASKED: "key employee kind received_on requester requested_by identified_by text concerns_from"
            " concerns_until extended_on extension_reason decision decision_reason decided_on decided_by answered_on"
            " registered_by registered_on seen_by seen_on"
        },
        person="employee",
        withheld={
            "key": KEY,
            "decided_by": f"{COLLEAGUE} De functie staat er wel.",
            "registered_by": COLLEAGUE,
            "seen_by": COLLEAGUE,
        },
    ),
    People(
        RetentionHold, EMPLOYEES, "Waarom uw dossier langer blijft", "de gemeente waar u woont",
        {HELD: "key employee reason placed_by starts_on ends_on"},
        person="employee", withheld={"key": KEY, "placed_by": COLLEAGUE},
    ),
    People(
        DestructionItem, EMPLOYEES, "Uw dossier op de lijst om te vernietigen", "het portaal zelf",
        {
            TO_DESTROY: "key list employee dossier kind ended_on due_on records rows exempted_because exempted_until"
            " exempted_by"
        },
        person="employee",
        withheld={
            "key": KEY,
            "records": "Welke regels van deze brief het zijn; kind zegt van welke soort.",
            "rows": "Hoeveel regels er over u zijn. Die regels staan in deze brief.",
            "exempted_by": COLLEAGUE,
        },
    ),
    People(
        Signal, EMPLOYEES, "Signalen: wat er voor u gedaan moet worden", "het portaal, uit wat in deze brief staat",
        {
            TO_DO: "key employee rule due_on roles made_on closed_on put_off_until put_off_because put_off_by"
        },
        person="employee",
        withheld={"key": KEY, "put_off_by": COLLEAGUE},
        reads={
            "rule": lambda number: rules.BY_NUMBER[number].what if number in rules.BY_NUMBER else number,
            "roles": lambda roles: ", ".join(ROLES[role].label for role in roles),
        },
    ),
    People(
        Pin, EMPLOYEES, "Dossiers die een collega bij de hand houdt", "een collega",
        {AT_HAND: "membership employee pinned_on"},
        left_out="Een lijstje van een collega om uw dossier snel te vinden. Er staat niets in over u.",
    ),
    People(
        SavedView, USERS, "Bewaarde weergaven van lijsten", "wie de weergave maakte",
        {AT_HAND: "key membership name query position is_start"},
    ),
    People(
        Digest, USERS, "Wie de dagelijkse mail wil", "wie de mail krijgt",
        {AT_HAND: "user wanted sent_on"},
    ),
    People(
        DestructionList, USERS, "Lijsten om te vernietigen", "wie de lijst voorstelt en wie akkoord geeft",
        {
            PROVES: "key municipality state due_on made_at fingerprint proposed_by proposed_at agreed_by agreed_at"
            " returned_because carried_out_at dossiers parts kept attempts claim lease_until"
        },
        labels={"claim": "kenmerk van de werker", "lease_until": "werker heeft het tot"},
    ),
    People(
        Certificate, USERS, "Verklaringen van vernietiging", "het portaal, uit de getekende lijst",
        {PROVES: "list content file sha256"}, labels={"sha256": "controlegetal"},
    ),
    People(
        OverriddenWarning, USERS, "Toch opgeslagen na een waarschuwing", "het portaal",
        {WARNED: "field saved_at saved_by"},
    ),
    People(
        Door, EMPLOYEES, "Welke gemeente en jobcoach u mogen zien", "het portaal zelf",
        {SEEN: "employee holder opens_on closes_on sees_from sees_until merged"},
        left_out="Afgeleid van waar u woont, bij wie u werkt en wie u begeleidt. Dat staat in deze brief.",
    ),
    People(
        HirerContact, CONTACTS, "Contactpersonen", "de inlener of de contactpersoon zelf",
        {CALLED: "key hirer site name function phone email ends_on"},
    ),
    People(
        Terms, USERS, "Voorwaarden van een contract", "wie ze voorstelt en wie ze vrijgeeft",
        {
            LENT: "key contract starts_on ends_on fee unit hours_rule indexation floor proposed_by released_by"
            " released_on"
        },
    ),
    People(
        Transfer, USERS, "Overgangen naar een andere werkgever", "wie de overgang vastlegt",
        {IN_SERVICE: "key municipality starts_on employer executor people done_by done_on undone_by undone_on"},
    ),
    Nobody(Hirer, "Bedrijven en instellingen waar mensen werken."),
    Nobody(HirerSite, "Vestigingen van bedrijven en instellingen."),
    Nobody(Vacancy, "Plekken die inleners open hebben. Mensen staan bij de plaatsingen en de voorstellen."),
    Nobody(Contract, "Afspraken met een inlener. Wie onder het contract werkt, staat bij de plaatsingen."),
    Nobody(Parameter, "Getallen uit de wet."),
    Nobody(AowAge, "De AOW-leeftijd per jaar."),
    Nobody(RetentionTerm, "Bewaartermijnen uit de selectielijst."),
    Nobody(Destroyed, "Hoeveel regels van welke soort zijn vernietigd. Niet van wie."),
)  # fmt: skip
