"""The inbox at the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from betang.accounts.desk import desk_page
from betang.accounts.models import Person
from betang.kernel import clock
from betang.kernel.errors import NotFound
from betang.notices import actions, queries
from betang.notices.forms import PaceForm
from betang.notices.models import Notice
from betang.notices.terms import Pace


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("hal", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@desk_page()
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    page = queries.inbox(_me(request).pk, _page_number(request))
    return render(
        request,
        "notices/inbox.html",
        {
            "page": page,
            "newer_url": f"?hal={page.number - 1}" if page.number > 1 else "",
            "older_url": f"?hal={page.number + 1}" if page.has_older else "",
            "until": page.notices[0].created_at.isoformat() if page.notices else "",
        },
    )


@desk_page()
@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one as read and go where it points. Somebody else's is as unknown as one that does not exist."""
    person = _me(request)
    notice = Notice.objects.filter(pk=notice_id, person=person).first()
    if notice is None:
        raise NotFound(gettext("This page does not exist."))
    actions.mark_read(person_id=person.pk, notice_id=notice_id, at=clock.now())
    return redirect(notice.url or "notices_desk:inbox")


@desk_page()
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was there when the page was made."""
    until = parse_datetime(request.POST.get("sampai", "")) or clock.now()
    actions.mark_all_read(person_id=_me(request).pk, until=until, at=clock.now())
    back = request.POST.get("kembali", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "notices_desk:inbox")


@desk_page()
def ways(request: HttpRequest) -> HttpResponse:
    """How one wants to hear of each kind of thing by e-mail."""
    person = _me(request)
    form = PaceForm(request.POST or None, topics=queries.paces(person.pk))
    if request.method == "POST" and form.is_valid():
        actions.choose_pace(person=person, paces={topic: Pace(pace) for topic, pace in form.cleaned_data.items()})
        messages.success(request, gettext("Saved."))
        return redirect("notices_desk:ways")
    return render(request, "notices/ways.html", {"form": form, "has_email": bool(person.email)}, status=422 if form.errors else 200)
