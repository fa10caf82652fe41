"""The AOW date is computed in two places, for one person and for everybody at once: they agree."""

from datetime import timedelta

import pytest

from cases.aow import aow_on
from cases.models import AowAge
from reports.stands import aow_dates
from tests.people import day


@pytest.mark.django_db
def test_the_aow_date_here_and_in_the_stands_is_one():
    """The birthdays of R26 to R28b, and many more: month ends, leap days, each step of the table."""
    births = [day("22-11-1959"), day("31-12-1960"), day("01-01-1961"), day("29-02-1960"), day("30-11-1961")]
    births += [day("01-01-1940") + timedelta(days=17) * nth for nth in range(1500)]
    ages = list(AowAge.objects.values_list("year", "years", "months"))
    assert {born: aow_on(born, ages) for born in births} == aow_dates(births)


def test_without_a_table_there_is_no_date():
    assert aow_on(day("01-01-1960"), []) is None
