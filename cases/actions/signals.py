"""Putting a signal off for a while, with a reason. It cannot be closed by hand: the fact does that."""

from datetime import date

from cases.models import Signal
from municipalities.models import User


def put_off(*, signal: Signal, until: date, because: str, by: User) -> None:
    """Not shown up to and including `until`; then it asks again, if the fact is still there."""
    signal.put_off_until, signal.put_off_because, signal.put_off_by = until, because, by
    signal.save(update_fields=["put_off_until", "put_off_because", "put_off_by"])


def take_back(*, signal: Signal) -> None:
    """It asks for attention again."""
    signal.put_off_until, signal.put_off_because, signal.put_off_by = None, "", None
    signal.save(update_fields=["put_off_until", "put_off_because", "put_off_by"])
