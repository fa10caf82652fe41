"""The documents of a dossier: adding one, taking it along, taking back a mistake, and a letter from a template."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import files, retention, search, words
from cases.actions import documents as acts
from cases.actions.requests import sender_of
from cases.document_forms import DocumentForm, LetterForm
from cases.letters import page as paper
from cases.letters import standard
from cases.letters.standard import LetterKind, NothingToTell, Sender, Talk
from cases.models import Document, DocumentKind, Media, Placement, WswEmployee
from cases.models.document import TERMS, USUAL_TERM
from cases.models.retention import RetentionTerm
from cases.opening import opens
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act

MISTAKE = timedelta(days=1)  # within which who added a document takes it back; the wall says it too


def _mine(request: PortalRequest, employee: WswEmployee) -> QuerySet[Document]:
    found = Document.objects.visible_to(request.membership).filter(employee=employee)
    return found.select_related("added_by", "replaced_by", "words").defer("words__words")


@requires(Permission.DOCUMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def documents(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    mine, posted = _mine(request, employee), request.method == "POST"
    form = DocumentForm(
        request.POST if posted else None, request.FILES if posted else None, documents=mine,
        role=request.membership.role, today=today(),
    )  # fmt: skip
    if posted and form.is_valid() and _added(form, employee, request):
        messages.success(request, "Het document is bewaard.")
        return redirect("documents", key=employee.key)
    return _page(request, employee, form, mine, status=form.status if posted else 200)


@require_POST
@requires(Permission.DOCUMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def documents_find(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """Those of this dossier that have all the words. By POST: what is looked for is in no address and no log."""
    typed = search.cleaned(request.POST.get("q", ""))
    mine = _mine(request, employee)
    form = DocumentForm(None, None, documents=mine, role=request.membership.role, today=today())
    has = words.documents_with(typed, request.membership, employee).values_list("pk", flat=True)
    found = mine.filter(pk__in=list(has)) if typed else mine
    shown = typed if search.may_come_back(typed) else ""
    tells_nothing = words.tells_nothing(typed) if typed else ""
    return _page(request, employee, form, found, typed=shown, asked=bool(typed), tells_nothing=tells_nothing)


def _page(
    request: PortalRequest, employee: WswEmployee, form: DocumentForm, shown: QuerySet[Document], *,
    status: int = 200, typed: str = "", asked: bool = False, tells_nothing: str = "",
) -> HttpResponse:  # fmt: skip
    terms = {term.kind: term for term in RetentionTerm.objects.running_on(today())}
    rows = [_shown(each, request, terms) for each in shown]
    context = {
        "person": employee, "form": form, "rows": rows, "scans": bool(settings.CLAMD), "typed": typed, "asked": asked,
        "tells_nothing": tells_nothing,
    }  # fmt: skip
    return render(request, "cases/documents.html", context, status=status)


def _added(form: DocumentForm, employee: WswEmployee, request: PortalRequest) -> bool:
    said = dict(form.cleaned_data)
    try:
        acts.add(employee=employee, content=said.pop("file"), by=request.user, **said)
    except files.NotAccepted as refusal:
        form.add_error("file", str(refusal))
        return False
    form.count_overridden(request.user)
    return True


def _shown(document: Document, request: PortalRequest, terms: dict[str, RetentionTerm]) -> dict[str, Any]:
    term = terms[TERMS.get(DocumentKind(document.kind), USUAL_TERM)]
    fresh = timezone.now() - document.added_at < MISTAKE
    return {
        "document": document,
        "replaced": hasattr(document, "replaced_by") and document.replaced_by is not None,
        "over": document.valid_until is not None and document.valid_until < today(),
        "words": document.words.get_state_display() if hasattr(document, "words") else "nog niet doorzoekbaar",
        "size": f"{max(document.size // 1024, 1)} kB",
        "kept": _kept(document, term),
        "may_drop": fresh and document.added_by_id == request.user.pk and not hasattr(document, "replaced_by"),
    }


def _kept(document: Document, term: RetentionTerm) -> str:
    """How long: from the end of its validity where it has one, else as long as the dossier."""
    if term.kind != USUAL_TERM and document.valid_until:
        first = retention.due_on(term, document.valid_until)
        return f"bewaren tot {first:%d-%m-%Y}" if first else "blijvend bewaren"
    return f"bewaren: {term.term} na {term.begins}"


@require_safe
@requires(Permission.DOCUMENT_CHANGE)
@opens(Act.DOCUMENT_OPENED)
def document(request: PortalRequest, employee: WswEmployee, document: uuid.UUID) -> HttpResponse:
    """The file, to take along and never to show in the portal's own pages."""
    found = get_object_or_404(_mine(request, employee).select_related("content"), key=document)
    response = HttpResponse(acts.read(found), content_type=Media(found.media).label)
    response["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    return response


@require_POST
@requires(Permission.DOCUMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def document_drop(request: PortalRequest, employee: WswEmployee, document: uuid.UUID) -> HttpResponse:
    """A mistake goes, within a day, by who made it."""
    found = get_object_or_404(_mine(request, employee).filter(added_by=request.user, replaced_by=None), key=document)
    if timezone.now() - found.added_at < MISTAKE:
        acts.drop(document=found)
        messages.success(request, "Het document is weggehaald.")
    else:
        messages.error(request, "Weghalen kan alleen op de dag zelf.")
    return redirect("documents", key=employee.key)


@requires(Permission.DOCUMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def letter_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """A letter from a template, filled from the dossier, kept as a document."""
    posted = request.method == "POST"
    form = LetterForm(request.POST if posted else None, today=today())
    if posted and form.is_valid() and (made := _letter(form, employee, request)):
        messages.success(request, "De brief is gemaakt en staat bij de documenten.")
        return redirect("documents", key=made.employee.key)
    context = {"person": employee, "form": form}
    return render(request, "cases/letter_new.html", context, status=form.status if posted else 200)


def _letter(form: LetterForm, employee: WswEmployee, request: PortalRequest) -> Document | None:
    said = form.cleaned_data
    kind = LetterKind(said["kind"])
    invited = kind == LetterKind.UITNODIGING
    sender = Sender(sender_of(employee), request.user.name, request.membership.role_label)
    try:
        written = standard.letter(
            kind, name=employee.full_name, sender=sender, day=today(), reference=uuid.uuid4().hex[:8].upper(),
            talk=Talk(said["on"], said["at"], said["place"], said["about_what"]) if invited else None,
            work=None if invited else _work(employee, kind),
        )  # fmt: skip
    except NothingToTell as refusal:
        form.add_error("kind", str(refusal))
        return None
    form.count_overridden(request.user)
    return acts.add_own(
        employee=employee, content=paper.pdf(written), by=request.user, kind=DocumentKind.BRIEF,
        title=str(kind.label), dated_on=today(),
    )  # fmt: skip


def _work(employee: WswEmployee, kind: LetterKind) -> Placement | None:
    """The placement a letter is about: the latest, or the latest that has a last day."""
    found = Placement.objects.filter(employee=employee).select_related("hirer").order_by("-starts_on", "-hours")
    return found.exclude(ends_on=None).first() or found.first() if kind == LetterKind.EINDE else found.first()
