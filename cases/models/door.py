"""Which door leads to whom: who may see which person, from which day, and over which period of that person's life.

Derived by the database (triggers on residence, employment, caseload, stand-in and organisation; `refresh_doors`), read
by both walls: `visible_to` in the code and row-level security (cases/walls.py). A municipality's door opens with a
residence or an employment there and stays, onto its own period (R70); a coach's door is the caseload, and closes with
it; a stand-in's is the part of the caseload of who is away that falls in those days.
"""

from django.db import models

from cases.models.employee import WswEmployee

DAYS = ("opens_on", "closes_on", "sees_from", "sees_until")


class Door(models.Model):
    """All days inclusive; `-infinity` and `infinity` in the database where there is no first or last one."""

    # Goes with the person by the database's own hand: nobody else may write here.
    employee = models.ForeignKey(
        WswEmployee,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="doors",
        verbose_name="medewerker",
    )
    holder = models.CharField("van wie", max_length=30)  # `gemeente:<id>` or `coach:<id of the user>`
    opens_on = models.DateField("open vanaf")
    closes_on = models.DateField("open tot en met")
    sees_from = models.DateField("ziet vanaf")
    sees_until = models.DateField("ziet tot en met")
    # Onto what was, of somebody merged into another (PersonMerge): nobody is found through it.
    merged = models.BooleanField("samengevoegd", default=False, db_default=False)

    class Meta:
        verbose_name = "deur"
        verbose_name_plural = "deuren"
        # With the days in them: the wall of every row is answered by the index alone. A third of the doors is shut for
        # good: who asks for all that a holder has, passes these by.
        indexes = [
            models.Index(fields=["employee", "holder"], include=DAYS, name="door_to"),
            models.Index(
                fields=["holder", "closes_on"],
                include=["employee", "opens_on", "sees_from", "sees_until", "merged"],
                name="door_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} naar {self.employee_id}"
