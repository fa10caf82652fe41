"""What is kept about colleagues with an account, and which tables are about nobody (municipalities/processing.py)."""

from municipalities.activities import ACCESS
from municipalities.models import Board, BoardSeat, Membership, Municipality, Organisation, User
from municipalities.processing import USERS, Nobody, People, Use

ACCOUNT = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "rol")

DECLARED = (
    People(
        User, USERS, "Accounts", "de gemeente of organisatie waar iemand werkt",
        {ACCOUNT: "key email name password last_login is_active created_at"},
    ),
    People(
        Membership, USERS, "Rollen", "de gemeente of organisatie waar iemand werkt",
        {ACCOUNT: "user role municipality organisation starts_on ends_on"},
    ),
    Nobody(Municipality, "Gemeenten."),
    Nobody(Organisation, "Werkgevers en uitvoerders."),
    Nobody(Board, "Het bestuur als orgaan. Wie erin zit, is een rol."),
    Nobody(BoardSeat, "Een zetel per gemeente. Wie erop zit, is een rol."),
)  # fmt: skip
