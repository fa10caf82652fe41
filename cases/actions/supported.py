"""Begeleid werken: what is agreed with an employer begins, and what was agreed before ends on the eve."""

from datetime import date, timedelta

from django.db import transaction

from cases.models import SupportedContract
from cases.work_lock import hold_work


@transaction.atomic
def agree(contract: SupportedContract) -> None:
    """Save a contract not saved before; the one that runs ends the day before. IntegrityError where others overlap."""
    hold_work([contract.employee_id])
    running = SupportedContract.objects.filter(employee=contract.employee).running_on(contract.starts_on)
    for former in running.filter(starts_on__lt=contract.starts_on):
        end(contract=former, on=contract.starts_on - timedelta(days=1))
    contract.save()


@transaction.atomic
def end(*, contract: SupportedContract, on: date) -> None:
    """The last day `on` still counts."""
    hold_work([contract.employee_id])
    contract.ends_on = on
    contract.save(update_fields=["ends_on"])
