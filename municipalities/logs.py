"""The two logs (domain.md 6.4), their chain and its head. Written by `municipalities/traces.py`, changed by nobody.

The audit log knows who; the processing log (the form of Logboek dataverwerkingen) knows what was processed of whom, and
not by which user. Only `trace_id` joins them. Neither holds personal data of the people concerned: a person is a
surrogate key, in the processing log an encrypted one, so that a dossier can be destroyed and the chain stays valid.

No foreign keys: a line outlives the row it is about, and arrows run from the cases to here.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now


class ClockNow(Func):
    """The moment itself, not the beginning of the transaction."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


class Status(models.TextChoices):
    OK = "ok", "gelukt"
    REFUSED = "refused", "geweigerd"
    ERROR = "error", "mislukt"


class AuditEntry(models.Model):
    """Who did what, when, for which purpose. `moment` and `asker` are filled by the database, whatever is written."""

    trace_id = models.UUIDField("spoor")
    moment = models.DateTimeField("moment", db_default=ClockNow())
    asker = models.CharField("wie", max_length=64, db_default="")  # a user's key, a process, or empty: not logged in
    membership = models.BigIntegerField("lidmaatschap", null=True)
    role = models.CharField("rol", max_length=20, blank=True)
    municipality = models.CharField("gemeente", max_length=6, blank=True)  # CBS code
    act = models.CharField("handeling", max_length=30)
    activity = models.CharField("verwerking", max_length=30)
    subjects = ArrayField(models.UUIDField(), verbose_name="over wie", default=list)  # keys of employees
    account = models.UUIDField("over welk account", null=True)  # key of a user
    purpose = models.CharField("doel", max_length=300, blank=True)
    status = models.CharField("uitkomst", max_length=10, choices=Status)
    detail = models.CharField("toelichting", max_length=300, blank=True)  # never personal data

    class Meta:
        verbose_name = "regel in het auditlog"
        verbose_name_plural = "auditlog"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["moment"], name="audit_by_moment"),
            models.Index(fields=["asker", "moment"], name="audit_by_asker"),
            GinIndex(fields=["subjects"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.moment}"


class ProcessingEntry(models.Model):
    """One operation of a processing activity, in the form of Logboek dataverwerkingen. It knows no user.

    The moments are filled by the database.
    """

    trace_id = models.UUIDField("spoor")
    operation_id = models.BigIntegerField("verwerking")  # eight bytes
    status = models.CharField("status", max_length=10, choices=Status)
    name = models.CharField("naam", max_length=120)
    started_at = models.DateTimeField("begin", db_default=Now())  # of the transaction
    ended_at = models.DateTimeField("einde", db_default=ClockNow())
    activity = models.CharField("verwerkingsactiviteit", max_length=30)
    data_subjects = ArrayField(models.CharField(max_length=64), verbose_name="betrokkenen, versleuteld", default=list)

    class Meta:
        verbose_name = "regel in het verwerkingenlog"
        verbose_name_plural = "verwerkingenlog"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["started_at"], name="processing_by_moment"),
            GinIndex(fields=["data_subjects"], name="processing_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at}"

    def as_logboek(self) -> list[dict[str, Any]]:
        """The lines of the standard: one for each person concerned, times in milliseconds since 1970."""
        status = {Status.OK: "STATUS_CODE_OK", Status.ERROR: "STATUS_CODE_ERROR"}
        return [
            {
                "trace_id": self.trace_id.hex,
                "operation_id": f"{self.operation_id & 0xFFFFFFFFFFFFFFFF:016x}",
                "status_code": status.get(Status(self.status), "STATUS_CODE_ERROR"),
                "name": self.name,
                "start_time": int(self.started_at.timestamp() * 1000),
                "end_time": int(self.ended_at.timestamp() * 1000),
                "attributes": {
                    "dpl.core.processing_activity_id": self.activity,
                    "dpl.core.data_subject_id": subject,
                },
            }
            for subject in self.data_subjects
        ]


class ChainLink(models.Model):
    """One entry of either log in its place in the chain: the hash of its content and of all that came before."""

    position = models.BigIntegerField("plaats", primary_key=True)
    log = models.CharField("log", max_length=1)  # a: audit, p: processing
    entry = models.BigIntegerField("regel")
    hash = models.BinaryField("hash")

    class Meta:
        verbose_name = "schakel"
        verbose_name_plural = "schakels"
        constraints = [models.UniqueConstraint(fields=["log", "entry"], name="one_link_per_entry")]

    def __str__(self) -> str:
        return f"schakel {self.position}"


class ChainHead(models.Model):
    """The end of the chain: one row, kept apart from it. Copies leave the database (`municipalities/chain.py`)."""

    position = models.BigIntegerField("aantal schakels")
    hash = models.BinaryField("hash")
    moved_at = models.DateTimeField("moment")

    class Meta:
        verbose_name = "kop van de keten"
        verbose_name_plural = "kop van de keten"

    def __str__(self) -> str:
        return f"{self.position} {bytes(self.hash).hex()}"


class ChainCheck(models.Model):
    """When the chain was verified, up to where, and what was wrong first; no fault is an empty text."""

    checked_at = models.DateTimeField("nagerekend op", db_default=Now())
    position = models.BigIntegerField("tot en met schakel")
    fault = models.CharField("eerste fout", max_length=300, blank=True)

    class Meta:
        verbose_name = "controle van de keten"
        verbose_name_plural = "controles van de keten"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.fault or f"in orde tot en met {self.position}"
