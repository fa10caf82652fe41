"""How the rows of each file become rows of the register: which table, which row is which, and what they refer to.

Each `select` reads the staged file `in_<file>` and gives `row`, `id`, `is_new` and the table's columns. In this order
the files build on each other: people before their employments, employments before their hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cases.register.format import ABROAD, FILES, File

BY_NAME = {file.name: file for file in FILES}


@dataclass(frozen=True)
class Reference:
    """A cell that names another row. `resolved` is the id found for it; `key` the columns it was found by in `file`."""

    column: str
    resolved: str
    reason: str
    file: str
    key: tuple[str, ...]
    given: str = "1"  # SQL that is null when the cell was left empty


@dataclass(frozen=True)
class Clash:
    """SQL that gives the row and the value of rows that cannot stand beside what is there."""

    column: str
    sql: str
    reason: str


@dataclass(frozen=True)
class Merge:
    file: File
    table: str
    columns: tuple[str, ...]
    select: str
    references: tuple[Reference, ...] = ()
    before: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    on_insert: dict[str, str] = field(default_factory=dict)
    not_compared: tuple[str, ...] = ()

    @property
    def compared(self) -> Sequence[str]:
        """The columns that make a row changed."""
        return [column for column in self.columns if column not in self.not_compared]


def identity(table: str, found: str) -> str:
    """Columns `id` and `is_new`: the row found, or the next number."""
    return f"coalesce({found}, nextval(pg_get_serial_sequence('{table}', 'id'))) AS id, {found} IS NULL AS is_new"


PERSON = Reference(
    "personeelsnummer", "employee_id", "Deze persoon staat niet in personen.csv en niet in het register.",
    "personen", ("personeelsnummer",),
)  # fmt: skip
EMPLOYMENT = Reference(
    "dienstverband", "employment_id", "Deze persoon heeft geen dienstverband met dit nummer.",
    "dienstverbanden", ("personeelsnummer", "dienstverband"),
)  # fmt: skip
COACH = Reference(
    "jobcoach",
    "coach_id",
    "Er is geen gebruiker met dit e-mailadres.",
    "gebruikers",
    ("jobcoach",),
    given="coach_given",
)
_NO_ORGANISATION = "Deze organisatie staat niet in organisaties.csv en niet in het register."

# Somebody may live in any Dutch municipality; one we did not know yet is known by its code.
_MUNICIPALITIES = """
INSERT INTO municipalities_municipality (cbs_code, name, slug, takes_part)
SELECT DISTINCT gemeente, gemeente, lower(gemeente), false FROM in_{0} s
WHERE gemeente LIKE 'GM%' AND NOT EXISTS (SELECT 1 FROM municipalities_municipality m WHERE m.cbs_code = s.gemeente)
""".format

_OF_EMPLOYMENT = """
    LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
    LEFT JOIN cases_employment e ON e.employee_id = p.id AND e.number = s.dienstverband
"""

_ALIKE = "PARTITION BY employment_id, starts_on, form, hirer_id, location, function"

MERGES: dict[str, Merge] = {
    merge.file.name: merge
    for merge in (
        Merge(
            BY_NAME["organisaties"],
            "municipalities_organisation",
            ("name", "kind", "municipality_id", "starts_on", "ends_on"),
            f"""SELECT s.row, {identity("municipalities_organisation", "o.id")}, s.naam AS name, s.soort AS kind,
                m.id AS municipality_id, s.van AS starts_on, s.tot AS ends_on
            FROM in_organisaties s LEFT JOIN municipalities_organisation o ON o.name = s.naam
            LEFT JOIN municipalities_municipality m ON m.cbs_code = s.gemeente""",
            before=(_MUNICIPALITIES("organisaties"),),
        ),
        Merge(
            BY_NAME["personen"],
            "cases_wswemployee",
            (
                "personnel_number", "bsn", "bsn_hash", "bsn_encrypted", "first_name", "prefix", "last_name",
                "birth_date", "sex", "died_on", "in_service_1997",
            ),
            f"""SELECT s.row, {identity("cases_wswemployee", "p.id")}, s.personeelsnummer AS personnel_number,
                s.bsn, s.bsn_hash,
                CASE WHEN s.bsn_hash IS NOT NULL THEN coalesce(s.bsn_encrypted, owner.bsn_encrypted) END
                    AS bsn_encrypted,
                owner.id AS bsn_owner, p.bsn_hash IS NOT DISTINCT FROM s.bsn_hash AS bsn_kept,
                s.voornaam AS first_name, coalesce(s.tussenvoegsel, '') AS prefix,
                s.achternaam AS last_name, s.geboortedatum AS birth_date, coalesce(s.geslacht, '') AS sex,
                s.overlijdensdatum AS died_on, s.in_dienst_1997 AS in_service_1997
            FROM in_personen s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            -- Two municipalities may unknowingly have given one number; who has it, keeps it.
            LEFT JOIN LATERAL (SELECT o.id, o.bsn_encrypted FROM cases_wswemployee o WHERE o.bsn_hash = s.bsn_hash
                ORDER BY (o.id = p.id) DESC NULLS LAST LIMIT 1) owner ON true""",
            clashes=(
                Clash(
                    "bsn",
                    """SELECT row, '••••••' || right(bsn, 3) FROM new_personen WHERE bsn_owner <> id
                       UNION
                       SELECT row, '••••••' || right(bsn, 3) FROM (
                           SELECT row, bsn, bsn_kept,
                               row_number() OVER (PARTITION BY bsn_hash ORDER BY bsn_kept DESC, row) AS place
                           FROM new_personen WHERE bsn_hash IS NOT NULL) twice WHERE place > 1 AND NOT bsn_kept""",
                    "Dit burgerservicenummer hoort al bij een ander personeelsnummer.",
                ),
            ),
            on_insert={"key": "gen_random_uuid()"},
            not_compared=("bsn", "bsn_encrypted"),
        ),
        Merge(
            BY_NAME["inleners"],
            "cases_hirer",
            ("name", "kvk", "city", "sbi", "in_region"),
            f"""SELECT s.row, {identity("cases_hirer", "h.id")}, s.naam AS name, coalesce(s.kvk, '') AS kvk,
                coalesce(s.plaats, '') AS city, coalesce(s.sbi, '') AS sbi, s.in_regio AS in_region
            FROM in_inleners s LEFT JOIN cases_hirer h ON h.name = s.naam""",
        ),
        Merge(
            BY_NAME["gebruikers"],
            "municipalities_membership",
            ("user_id", "role", "municipality_id", "starts_on", "ends_on"),
            f"""SELECT s.row, {identity("municipalities_membership", "k.id")}, u.id AS user_id, s.rol AS role,
                m.id AS municipality_id, k.organisation_id, s.van AS starts_on, s.tot AS ends_on
            FROM in_gebruikers s JOIN municipalities_user u ON u.email = s.email
            LEFT JOIN municipalities_municipality m ON m.cbs_code = s.gemeente
            LEFT JOIN LATERAL (
                SELECT k.id, k.organisation_id FROM municipalities_membership k
                WHERE k.user_id = u.id AND k.role = s.rol AND k.starts_on = s.van
                    AND k.municipality_id IS NOT DISTINCT FROM m.id
                ORDER BY k.organisation_id NULLS FIRST LIMIT 1) k ON true""",
            # An account without a password: its owner sets one. The name in the file is the name from now on.
            before=(
                _MUNICIPALITIES("gebruikers"),
                """INSERT INTO municipalities_user (key, email, name, password, is_active, created_at)
                   SELECT DISTINCT ON (email) gen_random_uuid(), email, naam, '!' || gen_random_uuid(), true, now()
                   FROM in_gebruikers s WHERE NOT EXISTS (SELECT 1 FROM municipalities_user u WHERE u.email = s.email)
                   ORDER BY email, row""",
                """UPDATE municipalities_user u SET name = s.naam
                   FROM (SELECT DISTINCT ON (email) email, naam FROM in_gebruikers ORDER BY email, row DESC) s
                   WHERE s.email = u.email AND s.naam <> u.name""",
            ),
        ),
        Merge(
            BY_NAME["woonplaatsen"],
            "cases_residence",
            ("employee_id", "municipality_id", "starts_on", "ends_on", "source"),
            f"""SELECT s.row, {identity("cases_residence", "r.id")}, p.id AS employee_id, m.id AS municipality_id,
                s.van AS starts_on, s.tot AS ends_on, coalesce(s.bron, 'handmatig') AS source
            FROM in_woonplaatsen s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN municipalities_municipality m ON m.cbs_code = s.gemeente AND s.gemeente <> '{ABROAD}'
            LEFT JOIN cases_residence r ON r.employee_id = p.id AND r.starts_on = s.van""",
            references=(PERSON,),
            before=(_MUNICIPALITIES("woonplaatsen"),),
        ),
        Merge(
            BY_NAME["indicaties"],
            "cases_indication",
            ("employee_id", "decided_on", "starts_on", "valid_until", "category", "bw_advice", "withdrawn_on"),
            f"""SELECT s.row, {identity("cases_indication", "i.id")}, p.id AS employee_id, s.besluitdatum AS decided_on,
                s.ingang AS starts_on, s.geldig_tot AS valid_until, s.categorie AS category, s.bw_advies AS bw_advice,
                s.ingetrokken_per AS withdrawn_on
            FROM in_indicaties s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN cases_indication i ON i.employee_id = p.id AND i.starts_on = s.ingang
                AND i.decided_on = s.besluitdatum""",
            references=(PERSON,),
        ),
        Merge(
            BY_NAME["dienstverbanden"],
            "cases_employment",
            (
                "employee_id", "number", "kind", "employer_id", "executor_id", "cao", "starts_on", "ends_on",
                "outflow_reason",
            ),
            f"""SELECT s.row, {identity("cases_employment", "e.id")}, p.id AS employee_id, s.nummer AS number,
                s.soort AS kind, o.id AS employer_id, x.id AS executor_id, s.uitvoerder AS executor_given,
                coalesce(s.cao, '') AS cao, s.van AS starts_on, s.tot AS ends_on,
                coalesce(s.uitstroomreden, '') AS outflow_reason
            FROM in_dienstverbanden s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN municipalities_organisation o ON o.name = s.werkgever
            LEFT JOIN municipalities_organisation x ON x.name = s.uitvoerder
            LEFT JOIN cases_employment e ON e.employee_id = p.id AND e.number = s.nummer""",
            references=(
                PERSON,
                Reference("werkgever", "employer_id", _NO_ORGANISATION, "organisaties", ("werkgever",)),
                Reference(
                    "uitvoerder", "executor_id", _NO_ORGANISATION, "organisaties", ("uitvoerder",),
                    given="executor_given",
                ),
            ),
        ),
        Merge(
            BY_NAME["uren"],
            "cases_contracthours",
            ("employment_id", "hours", "starts_on", "ends_on"),
            f"""SELECT s.row, {identity("cases_contracthours", "h.id")}, e.id AS employment_id, p.id AS employee_id,
                s.uren AS hours, s.van AS starts_on, s.tot AS ends_on
            FROM in_uren s {_OF_EMPLOYMENT}
            LEFT JOIN cases_contracthours h ON h.employment_id = e.id AND h.starts_on = s.van""",
            references=(PERSON, EMPLOYMENT),
        ),
        Merge(
            BY_NAME["verlof"],
            "cases_leave",
            ("employment_id", "kind", "starts_on", "ends_on"),
            f"""SELECT s.row, {identity("cases_leave", "l.id")}, e.id AS employment_id, p.id AS employee_id,
                s.soort AS kind, s.van AS starts_on, s.tot AS ends_on
            FROM in_verlof s {_OF_EMPLOYMENT}
            LEFT JOIN cases_leave l ON l.employment_id = e.id AND l.starts_on = s.van""",
            references=(PERSON, EMPLOYMENT),
        ),
        Merge(
            BY_NAME["plaatsingen"],
            "cases_placement",
            (
                "employment_id", "form", "hours", "hirer_id", "location", "function", "starts_on", "ends_on",
                "end_reason", "coach_id",
            ),
            # Several placements may begin on one day. First those that are the same but for hours or end; then by turn.
            f"""WITH given AS (
                SELECT s.row, e.id AS employment_id, p.id AS employee_id, s.vorm AS form, s.uren AS hours,
                    i.id AS hirer_id, s.inlener AS hirer_given, coalesce(s.locatie, '') AS location,
                    coalesce(s.functie, '') AS function, s.van AS starts_on, s.tot AS ends_on,
                    coalesce(s.reden_einde, '') AS end_reason, c.id AS coach_id, s.jobcoach AS coach_given
                FROM in_plaatsingen s {_OF_EMPLOYMENT}
                LEFT JOIN cases_hirer i ON i.name = s.inlener
                LEFT JOIN municipalities_user c ON c.email = s.jobcoach
            ),
            there AS (SELECT t.* FROM cases_placement t WHERE t.employment_id IN (SELECT employment_id FROM given)),
            same AS (
                SELECT g.row, t.id
                FROM (SELECT given.*, row_number() OVER ({_ALIKE} ORDER BY ends_on, hours, row) AS turn FROM given) g
                JOIN (SELECT there.*, row_number() OVER ({_ALIKE} ORDER BY ends_on, hours, id) AS turn FROM there) t
                    ON t.employment_id = g.employment_id AND t.starts_on = g.starts_on AND t.turn = g.turn
                    AND t.form = g.form AND t.hirer_id IS NOT DISTINCT FROM g.hirer_id
                    AND t.location = g.location AND t.function = g.function
            ),
            by_turn AS (
                SELECT g.row, t.id
                FROM (SELECT g.row, g.employment_id, g.starts_on,
                          row_number() OVER (PARTITION BY g.employment_id, g.starts_on ORDER BY g.row) AS turn
                      FROM given g WHERE g.row NOT IN (SELECT row FROM same)) g
                JOIN (SELECT t.id, t.employment_id, t.starts_on,
                          row_number() OVER (PARTITION BY t.employment_id, t.starts_on ORDER BY t.id) AS turn
                      FROM there t WHERE t.id NOT IN (SELECT id FROM same)) t
                USING (employment_id, starts_on, turn)
            )
            SELECT g.*, {identity("cases_placement", "f.id")}
            FROM given g LEFT JOIN (SELECT * FROM same UNION ALL SELECT * FROM by_turn) f USING (row)""",
            references=(
                PERSON,
                EMPLOYMENT,
                Reference(
                    "inlener", "hirer_id", "Deze inlener staat niet in inleners.csv en niet in het register.",
                    "inleners", ("inlener",), given="hirer_given",
                ),
                COACH,
            ),
            on_insert={"key": "gen_random_uuid()"},
        ),
        Merge(
            BY_NAME["verzuim"],
            "cases_sickspell",
            ("employee_id", "starts_on", "recovered_on", "vangnet"),
            f"""SELECT s.row, {identity("cases_sickspell", "z.id")}, p.id AS employee_id, s.eerste_dag AS starts_on,
                s.hersteld_op AS recovered_on, s.vangnet
            FROM in_verzuim s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN cases_sickspell z ON z.employee_id = p.id AND z.starts_on = s.eerste_dag""",
            references=(PERSON,),
        ),
        Merge(
            BY_NAME["verzuimpercentages"],
            "cases_sickpercentage",
            ("spell_id", "starts_on", "percentage"),
            f"""SELECT s.row, {identity("cases_sickpercentage", "d.id")}, p.id AS employee_id, z.id AS spell_id,
                s.van AS starts_on, s.percentage
            FROM in_verzuimpercentages s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN cases_sickspell z ON z.employee_id = p.id AND z.starts_on = s.eerste_dag
            LEFT JOIN cases_sickpercentage d ON d.spell_id = z.id AND d.starts_on = s.van""",
            references=(
                PERSON,
                Reference(
                    "eerste_dag", "spell_id", "Deze persoon heeft geen verzuim met deze eerste dag.",
                    "verzuim", ("personeelsnummer", "eerste_dag"),
                ),
            ),
        ),
        Merge(
            BY_NAME["caseload"],
            "cases_caseload",
            ("employee_id", "coach_id", "starts_on", "ends_on"),
            f"""SELECT s.row, {identity("cases_caseload", "k.id")}, p.id AS employee_id, c.id AS coach_id,
                s.jobcoach AS coach_given, s.van AS starts_on, s.tot AS ends_on
            FROM in_caseload s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN municipalities_user c ON c.email = s.jobcoach
            LEFT JOIN cases_caseload k ON k.employee_id = p.id AND k.starts_on = s.van""",
            references=(PERSON, COACH),
        ),
        Merge(
            BY_NAME["wachtlijst"],
            "cases_waitingspell",
            ("employee_id", "scheme", "starts_on", "ends_on", "ended_by", "advice_asked_on", "advised_on"),
            f"""SELECT s.row, {identity("cases_waitingspell", "w.id")}, p.id AS employee_id, s.regeling AS scheme,
                s.van AS starts_on, least(s.tot, p.died_on) AS ends_on,
                CASE WHEN p.died_on < coalesce(s.tot, 'infinity') THEN 'overleden' ELSE coalesce(s.reden_einde, '')
                END AS ended_by, s.advies_gevraagd AS advice_asked_on, s.advies_gekregen AS advised_on
            FROM in_wachtlijst s LEFT JOIN cases_wswemployee p ON p.personnel_number = s.personeelsnummer
            LEFT JOIN cases_waitingspell w ON w.employee_id = p.id AND w.scheme = s.regeling AND w.starts_on = s.van""",
            references=(PERSON,),
            clashes=(
                Clash(
                    "van",
                    """SELECT n.row, n.starts_on::text FROM new_wachtlijst n
                    JOIN cases_wswemployee p ON p.id = n.employee_id AND p.died_on < n.starts_on""",
                    "Deze persoon was toen al overleden.",
                ),
            ),
            on_insert={"key": "gen_random_uuid()"},
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Overlap:
    """Rows of `file` that share a day with another of the same person or employment, as the register would become."""

    file: str
    table: str
    same: str  # SQL, the row of the file as `n` and any row of the register as `other`
    reason: str
    until: str = "coalesce({0}.ends_on, 'infinity')"
    column: str = "van"

    @property
    def sql(self) -> str:
        """Gives the row, its first day and the first column of its key."""
        return f"""
            SELECT n.row, n.starts_on, s.{BY_NAME[self.file].key[0]}
            FROM new_{self.file} n JOIN in_{self.file} s USING (row)
            WHERE EXISTS (
                SELECT 1 FROM {self.table} other WHERE {self.same} AND other.id <> n.id
                AND other.starts_on <= {self.until.format("n")} AND {self.until.format("other")} >= n.starts_on)"""


_SAME_PERSON = "other.employee_id = n.employee_id"
_SAME_EMPLOYMENT = "other.employment_id = n.employment_id"
_SAME_ROLE = (
    "other.user_id = n.user_id AND other.role = n.role"
    " AND coalesce(other.municipality_id, 0) = coalesce(n.municipality_id, 0)"
    " AND coalesce(other.organisation_id, 0) = coalesce(n.organisation_id, 0)"
)
OVERLAPS = (
    Overlap("gebruikers", "municipalities_membership", _SAME_ROLE, "Deze gebruiker heeft deze rol al in die periode."),
    Overlap("woonplaatsen", "cases_residence", _SAME_PERSON, "Op deze dagen staat al een andere woonplaats."),
    Overlap("uren", "cases_contracthours", _SAME_EMPLOYMENT, "Op deze dagen staan al andere uren."),
    Overlap("verlof", "cases_leave", _SAME_EMPLOYMENT, "Op deze dagen staat al ander verlof."),
    Overlap("caseload", "cases_caseload", _SAME_PERSON, "Op deze dagen staat al een andere jobcoach."),
    Overlap(
        "wachtlijst", "cases_waitingspell", f"{_SAME_PERSON} AND other.scheme = n.scheme",
        "Op deze dagen staat deze medewerker al op deze lijst.",
    ),
    Overlap(
        "verzuim", "cases_sickspell", _SAME_PERSON, "Op deze dagen staat al verzuim.",
        until="coalesce({0}.recovered_on - 1, 'infinity')", column="eerste_dag",
    ),
)  # fmt: skip
