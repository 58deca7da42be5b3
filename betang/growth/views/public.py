"""For everybody: where a group stands with what it did, and whether a certificate is genuine."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.casework.rules import token_shown, token_typed
from betang.communities.links import sites_of
from betang.communities.models import Group
from betang.communities.queries import group_card
from betang.growth import certificates
from betang.growth.forms import CodeForm
from betang.growth.queries import activities, ladders
from betang.growth.tending.queries import shown_to_all
from betang.growth.terms import CertificateKind
from betang.guard.forms import public_form
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.pages import fresh, kept


@kept("setelah", "huruf")
def ladder(request: HttpRequest, slug: str) -> HttpResponse:
    """`/kim/<slug>/langkah/`: the stage that was granted, and what the group did, by the six letters."""
    card = group_card(slug)
    group = Group.objects.select_related("region").get(pk=card.id)
    stages = ladders.ladder_of(group.region.code)
    held = ladders.stage_held(group.pk)
    on_ladder = tuple(stages.stages.all()) if stages else ()
    letter = request.GET.get("huruf", "")
    page = activities.of_group(group.pk, letter=letter, after=request.GET.get("setelah", ""))
    here = reverse("growth:ladder", urlconf=settings.ROOT_URLCONF, kwargs={"slug": slug})
    site = sites_of([group.pk]).get(group.pk)
    mentor, mentoring = shown_to_all(group.pk)
    context = {
        "card": card,
        "stages": on_ladder,
        "stage": ladders.place_on(on_ladder, held) if on_ladder else None,
        "held": held,
        "code": token_shown(held.certificate.code) if held and held.certificate else "",
        "letters": activities.letters_of(group.pk),
        "letter": letter,
        "page": page,
        "site_url": site.url.rstrip("/") if site else "",
        "next_url": f"{here}?setelah={page.next_after}{f'&huruf={letter}' if letter else ''}" if page.next_after else "",
        "mentor": mentor,
        "mentoring": mentoring,
        "is_sample": any(row.is_sample for row in page.rows),
    }
    return render(request, "growth/public_ladder.html", context)


@fresh
def check(request: HttpRequest) -> HttpResponseBase:
    """`/sertifikat/`: type the code; a GET with `kode` leads to the certificate's page."""
    typed = request.GET.get("kode", "")
    form = CodeForm(request.GET if typed else None, label_suffix="")
    if typed:
        try:
            row = certificates.by_typed_code(typed)
        except NotFound as error:
            form.add_error("kode", f"{error.message} {error.hint}")
            return render(request, "growth/certificate_check.html", {"form": form}, status=404)
        return redirect(reverse("growth:certificate", urlconf=settings.ROOT_URLCONF, kwargs={"code": token_shown(row.code)}))
    return render(request, "growth/certificate_check.html", {"form": form})


@public_form(rate="30/h")
@fresh
def certificate(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/sertifikat/<code>/`: what it says, whether it stands, and (POST) whether a file is the one that was made here."""
    row = certificates.by_typed_code(code)
    if token_typed(code) != code.replace("-", "") or "-" not in code:
        return redirect(reverse("growth:certificate", urlconf=settings.ROOT_URLCONF, kwargs={"code": token_shown(row.code)}))
    result, status = "", 200
    if request.method == "POST":
        upload = request.FILES.get("berkas")
        if upload is None:
            result, status = "none", 422
        elif (upload.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            raise InvalidInput(_("This file is too large to be a certificate of this house."))
        else:
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            result = "genuine" if certificates.is_genuine(row, digest.hexdigest()) else "other"
    context = {
        "row": row,
        "sentence": certificates.SENTENCES[CertificateKind(row.kind)],
        "code": token_shown(row.code),
        "result": result,
        "group_url": reverse("communities:group", urlconf=settings.ROOT_URLCONF, kwargs={"slug": row.group.slug}) if row.group else "",
    }
    return render(request, "growth/certificate.html", context, status=status)


@kept()
def certificate_file(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF as it was made."""
    row = certificates.by_typed_code(code)
    body = certificates.body_of(row)
    if body is None:
        raise NotFound(_("The file of this certificate is being made."), hint=_("Try again in a minute. Its page stands already."))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="sertifikat-{row.code}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
