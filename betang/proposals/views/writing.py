"""Proposing without an account: a draft at a secret link, part by part, a look at what is alike, and sending it once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from betang.accounts.actors import NOBODY
from betang.accounts.tokens import full_url, whatsapp_url
from betang.guard.forms import public_form
from betang.hosting.queries import site_card
from betang.kernel import clock, fence
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.kernel.pages import fresh, private
from betang.proposals import actions, forms, queries
from betang.proposals.actions.retention import contact_days
from betang.proposals.actions.sending import token_shown
from betang.proposals.calendar.queries import open_in_province, open_now
from betang.proposals.forms import PARTS, STEPS
from betang.proposals.models import PriceEntry, Proposal
from betang.proposals.rules import Values
from betang.proposals.spot import told
from betang.proposals.terms import TOKEN_SHOWN_HOURS, AttachmentKind, LandStatus, Sector
from betang.proposals.uploads import PAPERS, keep_uploads
from betang.proposals.views.reading import picture
from betang.regions.models import Office
from betang.regions.queries import place_line
from betang.regions.spots import in_words

SENDING = "kirim"


def _fence() -> str:
    """Where a village is looked for: in the kabupaten of the group whose site is open, or in the province."""
    site_id = fence.current_site_id()
    code = site_card(site_id).region_code if site_id is not None else ""
    return ".".join(code.split(".")[:2]) or settings.PROVINCE_CODE


@fresh
@public_form(rate="30/h")
def begin(request: HttpRequest) -> HttpResponse:
    """`/usulan/tulis/`: the first question, and what happens with the answer. Sending it makes a draft and its link."""
    site_id = fence.current_site_id()
    problem = request.POST.get("problem", "").strip() if request.method == "POST" else ""
    error = ""
    if request.method == "POST":
        if len(problem) >= 5:
            typed = {"problem": problem}
            place = request.POST.get("wilayah", "")[:13]
            if place.count(".") == 3 and place_line(place):
                typed["village"] = place
            _draft, token = actions.start_draft(
                actor=NOBODY,
                key=request.POST.get("kunci", "")[:64],
                typed=typed,
                site_id=site_id,
                language=get_language() or "id",
                at=clock.now(),
            )
            return redirect("proposals:part", token=token, step=STEPS[0])
        error = gettext("Say what the problem is, in one or two sentences.")
    place = request.GET.get("wilayah", "")[:13]
    if site_id is not None and not place:
        code = site_card(site_id).region_code
        place = code if code.count(".") == 3 else ""
    return render(
        request,
        "proposals/begin.html",
        {
            "problem": problem,
            "error": error,
            "place_code": place,
            "place": place_line(place) if place else "",
            "now": open_now(place or _fence()) if place or site_id is not None else None,
            "everywhere": None if place or site_id is not None else open_in_province(),
            "portal": full_url("") if site_id is not None else "",
        },
        status=422 if error else 200,
    )


@private
def draft(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/usulan/tulis/<token>/`: what is still to fill; once it is sent, its number and, for a day, its secret code."""
    found = queries.by_draft_token(token)
    if found.matter is None:
        done = parts_done(found)
        return redirect("proposals:part", token=token, step=next((step for step in STEPS if not done[step]), SENDING))
    assert found.sent_at is not None
    shows_code = clock.now() - found.sent_at < timedelta(hours=TOKEN_SHOWN_HOURS)
    secret = token_shown(found) if shows_code else ""
    link = (
        full_url(reverse("proposals:mine", kwargs={"address": found.matter.address, "token": secret}, urlconf=settings.ROOT_URLCONF))
        if secret
        else ""
    )
    page = full_url(reverse("proposals:proposal", kwargs={"address": found.matter.address}, urlconf=settings.ROOT_URLCONF))
    text = gettext("My proposal %(number)s (%(title)s). Secret link, only for me: %(link)s") % {
        "number": found.matter.number,
        "title": found.title,
        "link": link,
    }
    return render(
        request,
        "proposals/sent.html",
        {"proposal": found, "matter": found.matter, "secret": secret, "link": link, "page_url": page, "whatsapp_url": whatsapp_url(text)},
    )


def parts_done(found: Proposal) -> dict[str, bool]:
    """Which parts of a draft hold what they must."""
    return {part.step: part(found.typed, proposal=found).is_valid() for part in PARTS}


@private
@public_form(rate="200/h", shortest_s=0)
def part(request: HttpRequest, token: str, step: str) -> HttpResponseBase:
    """`/usulan/tulis/<token>/<part>/`: one part. Whatever button is pressed, what was typed is kept first."""
    found = queries.by_draft_token(token)
    if found.matter is not None:
        return redirect("proposals:draft", token=token)
    if step == SENDING:
        return _sending(request, token, found)
    if step not in STEPS:
        raise NotFound(gettext("This page does not exist."))
    kind = forms.part_of(step)
    file_error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in kind.base_fields if name in request.POST or name == "consent"}
        found = actions.save_draft(proposal=found, typed=typed, at=clock.now())
        file_error = " ".join(keep_uploads(request, found, at=clock.now()))
        act = request.POST.get("aksi", "lanjut")
        if act == "kembali" and not file_error:
            return redirect("proposals:part", token=token, step=STEPS[max(0, STEPS.index(step) - 1)])
        if act.startswith("hapus-"):
            actions.detach(proposal=found, attachment_id=_uuid(act.removeprefix("hapus-")), at=clock.now())
            return redirect("proposals:part", token=token, step=step)
        if act == "simpan" and not file_error:
            return redirect("proposals:part", token=token, step=step)
        form = kind(found.typed, proposal=found, fence=_fence())
        if act not in ("cari", "hitung") and form.is_valid() and not file_error:
            after = STEPS.index(step) + 1
            return redirect("proposals:part", token=token, step=STEPS[after] if after < len(STEPS) else SENDING)
        if act in ("cari", "hitung"):
            form = kind(proposal=found, initial=found.typed, fence=_fence())
            return _show(request, token, found, form)
        return _show(request, token, found, form, file_error=file_error, status=422)
    data = found.typed if "periksa" in request.GET else None
    return _show(request, token, found, kind(data, proposal=found, initial=found.typed, fence=_fence()))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(gettext("This page does not exist.")) from None


def _show(request: HttpRequest, token: str, found: Proposal, form: forms.Part, *, file_error: str = "", status: int = 200) -> HttpResponse:
    at = STEPS.index(form.step)
    kept = list(found.attachments.all())
    values = forms.read(found.typed)
    entry = PriceEntry.objects.filter(pk=values.price_entry_id).first() if values.price_entry_id else None
    return render(
        request,
        "proposals/part.html",
        {
            "proposal": found,
            "token": token,
            "form": form,
            "step": form.step,
            "number": at + 1,
            "count": len(STEPS) + 1,
            "previous": STEPS[at - 1] if at else "",
            "photos": [one for one in kept if one.kind == AttachmentKind.PHOTO] if form.step == "apa" else [],
            "files": [one for one in kept if one.kind != AttachmentKind.PHOTO] if form.step == "ukuran" else [],
            "papers": PAPERS,
            "file_error": file_error,
            "sum_words": forms.sum_words(values.volume, entry),
            "point_words": _point_words(values) if form.step in ("tempat", "ukuran") else "",
            "contact_days": contact_days(),
            "portal": full_url("") if fence.current_site_id() else "",
        },
        status=status,
    )


def _point_words(values: Values) -> str:
    """What the point that was typed means, so that a slip is seen before it is sent."""
    if values.latitude is None or values.longitude is None or not values.region_code:
        return ""
    at = (values.latitude, values.longitude)
    return " ".join(filter(None, (told(values.region_code, at), in_words(*at))))


def _sending(request: HttpRequest, token: str, found: Proposal) -> HttpResponseBase:
    """The last look: what stands there, what is alike, and the button. Sent twice, it is kept once."""
    problem: DomainError | None = None
    wrong: list[tuple[str, str]] = []
    if request.method == "POST":
        if request.POST.get("aksi") == "kembali":
            return redirect("proposals:part", token=token, step=STEPS[-1])
        try:
            actions.send_proposal(
                actor=NOBODY, proposal=found, values=forms.read(found.typed), at=clock.now(), has_consent=bool(found.typed.get("consent"))
            )
            return redirect("proposals:draft", token=token)
        except InvalidInput as error:
            problem = error
            wrong = [(message, forms.part_with(name)) for name, message in error.fields.items()]
    values = forms.read(found.typed)
    entry = PriceEntry.objects.filter(pk=values.price_entry_id).first() if values.price_entry_id else None
    done = parts_done(found)
    kept = list(found.attachments.all())
    return render(
        request,
        "proposals/check.html",
        {
            "proposal": found,
            "token": token,
            "values": values,
            "place": place_line(values.region_code) if values.region_code else "",
            "sector": Sector(values.field_code).label if values.field_code in Sector.values else "",
            "land": LandStatus(values.land_status).label if values.land_status in LandStatus.values else "",
            "office": Office.objects.filter(pk=values.office_id).values_list("name", flat=True).first() if values.office_id else "",
            "sum_words": forms.sum_words(values.volume, entry),
            "photos": [one for one in kept if one.kind == AttachmentKind.PHOTO],
            "files": [one for one in kept if one.kind != AttachmentKind.PHOTO],
            "similar": queries.similar(
                title=values.title, problem=values.problem, region_code=values.region_code, field_code=values.field_code
            ),
            "unready": [(part.step, part.title) for part in PARTS if not done[part.step]],
            "problem": problem,
            "wrong": wrong,
            "portal": full_url("") if fence.current_site_id() else "",
            "now": open_now(values.region_code) if values.region_code else None,
        },
        status=422 if problem else 200,
    )


@private
@public_form(rate="900/h", shortest_s=0)
def autosave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Keeps what is typed while it is typed. Answers in JSON with the moment; a draft that was sent answers 409."""
    if request.method != "POST":
        return redirect("proposals:draft", token=token)
    known = {name for part in PARTS for name in part.base_fields if name != "consent"}
    try:
        found = queries.by_draft_token(token)
        typed: dict[str, Any] = {name: value for name, value in request.POST.items() if name in known}
        saved = actions.save_draft(proposal=found, typed=typed, at=clock.now())
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=error.status)
    return JsonResponse({"saved_at": saved.changed_at.isoformat()})


@private
def draft_photo(request: HttpRequest, token: str, attachment_id: UUID) -> HttpResponse:
    """The sender looks at a photo of the draft."""
    return picture(queries.by_draft_token(token).attachments.filter(pk=attachment_id).first(), is_public=False)
