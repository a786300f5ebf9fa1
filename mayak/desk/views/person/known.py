"""What is kept beside the person's own fields: phones and mailboxes, own tax regimes, consents (C4)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.clients.models import Consent, ConsentPurpose, Person
from mayak.clients.person_forms import ConsentForm, MailboxForm, PointForm, RegimeForm, WithdrawalForm
from mayak.clients.services.consents import Given, give_consent, withdraw_consent
from mayak.clients.services.contact_points import (
    KINDS,
    Point,
    Reach,
    confirm_contact_point,
    remove_contact_point,
    save_contact_point,
)
from mayak.clients.services.rubrics import add_tax_regime, remove_tax_regime
from mayak.desk.views.person.edit import back, saved_or_shown
from mayak.desk.views.person.page import person_of


@staff_only
@require_http_methods(["GET", "POST"])
def person_point_add(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A new phone or mailbox."""
    one = person_of(request, pk, person)
    form = PointForm(request.POST or None)
    return saved_or_shown(
        request,
        one,
        "point",
        form,
        lambda user: save_contact_point(user=user, person_id=one.pk, reach=Reach(**form.whole)),
    )


@staff_only
@require_http_methods(["GET", "POST"])
def person_point(request: HttpRequest, pk: int, person: int, table: str, point: int) -> HttpResponse:
    """Change a phone or mailbox; buttons: it works (``confirm``), it was never hers (``remove``)."""
    one = person_of(request, pk, person)
    user = logged_in(request)
    row = _point_of(one, table, point)
    if request.method == "POST" and "confirm" in request.POST:
        confirm_contact_point(user=user, person_id=one.pk, table=table, point_id=point)
        return back(one)
    if request.method == "POST" and "remove" in request.POST:
        remove_contact_point(user=user, person_id=one.pk, table=table, point_id=point)
        return back(one)
    form = (MailboxForm if table == "email" else PointForm)(request.POST or None, instance=row)
    return saved_or_shown(
        request,
        one,
        "point",
        form,
        lambda user: save_contact_point(
            user=user, person_id=one.pk, reach=Reach(**form.whole), table=table, point_id=point
        ),
        point=row,
        point_table=table,
    )


def _point_of(person: Person, table: str, point_id: int) -> Point:
    model: type[Point] | None = KINDS.get(table)
    row = model._default_manager.filter(person=person, pk=point_id).first() if model else None
    if row is None:
        raise Http404
    return row


@staff_only
@require_http_methods(["GET", "POST"])
def person_regime_add(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A tax regime of the person's own."""
    one = person_of(request, pk, person)
    form = RegimeForm(request.POST or None)
    return saved_or_shown(
        request, one, "regime", form, lambda user: add_tax_regime(user=user, person_id=one.pk, **form.cleaned_data)
    )


@staff_only
@require_POST
def person_regime_remove(request: HttpRequest, pk: int, person: int, regime: int) -> HttpResponse:
    """The person deals with it no more."""
    one = person_of(request, pk, person)
    remove_tax_regime(user=logged_in(request), person_id=one.pk, regime_id=regime)
    return back(one)


@staff_only
@require_http_methods(["GET", "POST"])
def person_consent(request: HttpRequest, pk: int, person: int, purpose: int) -> HttpResponse:
    """Record that the person agreed to the text in force."""
    one = person_of(request, pk, person)
    asked = get_object_or_404(ConsentPurpose, pk=purpose)
    text = asked.texts.filter(is_active=True).first()
    if text is None:
        raise Http404
    form = ConsentForm(request.POST or None)

    def save(user: Staff) -> Consent:
        typed = form.cleaned_data
        given = Given(text.pk, typed["at"], typed["source"], typed["evidence"])
        return give_consent(user=user, person_id=one.pk, given=given)

    return saved_or_shown(request, one, "consent", form, save, purpose=asked, consent_text=text)


@staff_only
@require_http_methods(["GET", "POST"])
def person_withdrawal(request: HttpRequest, pk: int, person: int, consent: int) -> HttpResponse:
    """Record that the person withdrew a consent."""
    one = person_of(request, pk, person)
    given = get_object_or_404(Consent.objects.filter(person=one, withdrawn_date=None), pk=consent)
    form = WithdrawalForm(request.POST or None)
    return saved_or_shown(
        request,
        one,
        "withdrawal",
        form,
        lambda user: withdraw_consent(user=user, person_id=one.pk, consent_id=given.pk, **form.cleaned_data),
        consent=given,
    )
