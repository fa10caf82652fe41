"""What the tests of proposals do and read."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cases import proposals
from cases.models import Placement, Proposal, WswEmployee
from municipalities.models import today
from tests import people
from tests.opened import text

TODAY = today()
A_WEEK, NIGHT = timedelta(days=7), timedelta(days=1)


def at(proposal: Proposal, name: str = "proposal") -> str:
    return reverse(name, args=[proposal.employee.key, proposal.key])


def work(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """Ten hours as packer on trial, from today for four weeks."""
    said = {
        "form": "IND", "hirer": "Bakkerij Bedacht", "function": "Inpakker", "hours": "10",
        "starts_on": TODAY.isoformat(), "ends_on": (TODAY + 4 * A_WEEK).isoformat(),
        "employment": person.employments.get().pk,
    }  # fmt: skip
    return {name: value for name, value in (said | changed).items() if value is not None}


def tried(client: Client, proposal: Proposal, **changed: Any) -> Placement:
    answer = client.post(at(proposal, "proposal_trial"), work(proposal.employee, **changed))
    assert answer.status_code == 302, text(answer)
    proposal.refresh_from_db()
    assert proposal.state == "proef"
    people.meanwhile()
    trial = proposal.trial
    assert trial is not None
    return trial


def line(proposal: Proposal) -> str:
    (row,) = proposals.shown(proposals.with_all(Proposal.objects.filter(pk=proposal.pk)), TODAY)
    return str(row["line"])
