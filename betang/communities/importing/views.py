"""Taking a register over at the desk: choose the table, see what each row becomes, say yes."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from betang.accounts.desk import desk_page
from betang.accounts.terms import APPROVING_POSTS
from betang.audit import trail
from betang.communities import policies
from betang.communities.desk import actor_of
from betang.communities.importing import actions
from betang.communities.terms import Standing
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused, TooLarge

AT_ONCE = 500
"""Groups that one press of the button brings: some seconds. More of them come by `betang import register`."""
SHOWN = 100
_SHA = re.compile(r"[0-9a-f]{64}")
EXAMPLE = (
    ("Nama KIM", "Kecamatan", "Desa/Kelurahan", "Kedudukan", "Jenis", "Nomor SK", "Tanggal SK", "Penandatangan", "Ketua", "Sekretaris",
     "Bendahara", "Nomor KIM.ID"),
)  # fmt: skip


class StandingForm(forms.Form):
    """How the groups stand from now on."""

    standing = forms.ChoiceField(
        label=gettext_lazy("How do these groups stand?"),
        choices=[(Standing.VERIFIED, gettext_lazy("verified: in the register")), (Standing.ACTIVE, gettext_lazy("active: they also work"))],
        initial=Standing.VERIFIED,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A verified group becomes active by itself with its first news."),
    )


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """`/meja/register/impor/`: choose the table; it is read and shown before anything is written."""
    actor = actor_of(request)
    policies.may_take_register_over(actor).require()
    error: InvalidInput | TooLarge | None = None
    if request.method == "POST":
        sent = request.FILES.get("berkas")
        try:
            if sent is None:
                raise InvalidInput(_("No file was chosen."), hint=_("Choose the Excel, ODS or CSV file of your register."))
            received = actions.keep(actor=actor, file=sent)
            return redirect("communities_desk:register_confirm", sha256=received.sha256)
        except (InvalidInput, TooLarge) as refused:
            error = refused
    return render(request, "communities/importing/bring.html", {"error": error, "example": EXAMPLE[0]}, status=422 if error else 200)


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD"])
def example(request: HttpRequest) -> HttpResponse:
    """`/meja/register/impor/contoh.csv`: the headings, to fill in a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(EXAMPLE)
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="register-kim.csv"'},
    )


@desk_page(*APPROVING_POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """`/meja/register/impor/<file>/`: what each row becomes; the yes brings them."""
    actor = actor_of(request)
    policies.may_take_register_over(actor).require()
    if not _SHA.fullmatch(sha256):
        raise NotFound(_("This file is no longer here."), hint=_("Choose it once more."))
    form = StandingForm(request.POST or None, label_suffix="")
    if request.method == "POST":
        with trail.once(request.POST.get("kunci", ""), scope=f"register:{actor.id}") as asked:
            if asked.repeated:
                return redirect(asked.location or reverse("communities_desk:groups"))
            if request.POST.get("aksi") == "tidak":
                actions.forget(sha256)
                messages.info(request, _("The file is gone again; nothing of it was taken over."))
                return redirect("communities_desk:register_import")
            found = actions.preview(actor=actor, sha256=sha256, today=clock.today())
            if len(found.ready) > AT_ONCE:
                raise Refused(
                    _("These are more than %(most)s groups at once.") % {"most": AT_ONCE},
                    hint=_("Split the table, or have the operator run «betang import register»."),
                )
            if form.is_valid():
                groups = list(actions.take_over(actor=actor, sha256=sha256, standing=form.cleaned_data["standing"], at=clock.now()))
                asked.location = reverse("communities_desk:groups")
        if asked.location:
            if not found.stopped:
                actions.forget(sha256)
            told = ngettext(
                "%(count)d group was taken over, with its site.", "%(count)d groups were taken over, with their sites.", len(groups)
            )
            messages.success(request, told % {"count": len(groups)})
            return redirect(asked.location)
    found = actions.preview(actor=actor, sha256=sha256, today=clock.today())
    context: dict[str, Any] = {
        "preview": found,
        "form": form,
        "shown": SHOWN,
        "at_once": AT_ONCE,
        "left": [one for table in found.tables for one in table.left],
        "private": [one for table in found.tables for one in table.private],
    }
    return render(request, "communities/importing/confirm.html", context, status=422 if request.method == "POST" else 200)
