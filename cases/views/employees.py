"""The list of people, and the form with somebody's personal data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases import lists
from cases.forms import EmployeeForm
from cases.models import Caseload, PlacementForm, WswEmployee
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import Membership, User, today


class EmployeeFilter(forms.Form):
    """The sentence above the list. Whatever the address holds that it does not know is left out."""

    q = forms.CharField(
        label="Zoek op naam of personeelsnummer", required=False, max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Zoek op naam, een paar letters is genoeg"}),
    )  # fmt: skip
    show = forms.ChoiceField(
        label="Wie", required=False,
        choices=[("", "medewerkers in dienst"), ("uit_dienst", "medewerkers uit dienst"), ("alle", "alle medewerkers")],
    )  # fmt: skip
    form = forms.ChoiceField(
        label="Werkvorm", required=False,
        choices=[("", "elke werkvorm"), *PlacementForm.choices, (lists.WITHOUT_WORK, "geen werk")],
    )  # fmt: skip
    coach = forms.ChoiceField(label="Jobcoach", required=False)
    ends = forms.ChoiceField(
        label="Wat loopt af", required=False,
        choices=[
            ("", "van alles kan spelen"), ("iets", "iets afloopt binnen 90 dagen"),
            ("plaatsing", "een plaatsing afloopt binnen 90 dagen"), ("indicatie", "de indicatie afloopt binnen 90 dagen"),
            ("dienstverband", "het dienstverband afloopt binnen 90 dagen"),
        ],
    )  # fmt: skip

    def __init__(self, data: Any, *, membership: Membership) -> None:
        super().__init__(data)
        if membership.role == "jobcoach":
            del self.fields["coach"]
        else:
            coaches = User.objects.filter(pk__in=Caseload.objects.running_on(today()).values("coach"))
            self.fields["coach"].choices = [("", "elke jobcoach"), *coaches.values_list("key", "name")]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


@requires(Permission.EMPLOYEE_VIEW)
def employee_list(request: HttpRequest) -> HttpResponse:
    membership, day = request.membership, today()
    form = EmployeeFilter(request.GET, membership=membership)
    people = WswEmployee.objects.visible_to(membership)
    people = lists.filtered(people, form.wanted(), day)
    page = lists.page(people, request.GET, day)
    context = {
        "page": page,
        "columns": lists.columns(request.GET),
        "filter_form": form,
        "sentence_scope": "in uw caseload" if membership.role == "jobcoach" else f"van {membership.municipality}",
        "result": {"people": "1 medewerker" if page.total == 1 else f"{page.total} medewerkers"},
        "caption": "Medewerkers, met hun werk en wat het eerst afloopt",
    }
    return render(request, "cases/employee_list.html", context)


@requires(Permission.EMPLOYEE_CHANGE)
def employee_edit(request: HttpRequest, key: str) -> HttpResponse:
    employee = get_object_or_404(WswEmployee.objects.visible_to(request.membership), key=key)
    form = EmployeeForm(request.POST or None, instance=employee)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, "De gegevens zijn bewaard.")
        return redirect("employee", key=employee.key)
    context = {"person": WswEmployee.objects.get(pk=employee.pk), "form": form}
    return render(request, "cases/employee_edit.html", context, status=422 if request.method == "POST" else 200)


def _saved(form: EmployeeForm) -> bool:
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
