"""The coordinator's desk: applications, settings, the mapping report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from betang.accounts.actions import links_of
from betang.accounts.desk import desk_page
from betang.accounts.phones import shown_phone
from betang.accounts.queries import open_invitations
from betang.accounts.terms import APPROVING_POSTS, Post
from betang.audit import trail
from betang.audit.models import Entry
from betang.audit.queries import history
from betang.communities import actions, forms, links, policies, queries, rules, spreadsheets
from betang.communities.desk import actor_of
from betang.communities.files import send_private
from betang.communities.models import Application, Jurisdiction
from betang.communities.terms import WORDS, ApplicationStatus, Audience, DecreeSigner, GroupKind, ReportPeriod, Seat, Standing
from betang.kernel import clock
from betang.kernel.errors import DomainError, InvalidInput, NotFound
from betang.regions.queries import by_code, place_line

GROUPS_A_PAGE = 50
"""Groups on one page of the coordinator's list."""


@desk_page(*APPROVING_POSTS)
def applications(request: HttpRequest) -> HttpResponse:
    """`/meja/pendaftaran/`: what waits first."""
    status, words = request.GET.get("status", ""), request.GET.get("q", "").strip()[:80]
    page = queries.application_page(
        actor_of(request),
        status=status,
        q=words,
        after=request.GET.get("setelah", ""),
        before=request.GET.get("sebelum", ""),
        today=clock.today(),
    )
    return render(
        request,
        "communities/desk_applications.html",
        {
            "lines": page.lines,
            "status": status,
            "q": words,
            "waiting": page.waiting,
            "overdue": page.overdue,
            "statuses": [(value, label) for value, label in ApplicationStatus.choices if value != ApplicationStatus.DRAFT],
            **_pager_urls(page.previous_before, page.next_after, status=status, q=words),
        },
    )


def _pager_urls(previous_before: str, next_after: str, **filters: str) -> dict[str, str]:
    """The two links of the pager, with the filters of the list kept."""
    kept = {name: value for name, value in filters.items() if value}
    return {
        "previous_url": "?" + urlencode({**kept, "sebelum": previous_before}) if previous_before else "",
        "next_url": "?" + urlencode({**kept, "setelah": next_after}) if next_after else "",
    }


def _application(request: HttpRequest, application_id: UUID) -> Application:
    found = Application.objects.select_related("region", "group").filter(pk=application_id).first()
    if found is None or not policies.may_see_application(actor_of(request), found):
        raise NotFound(gettext("This page does not exist."))
    return found


@desk_page(*APPROVING_POSTS)
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application: everything at a glance, what is met and what not, and the three answers."""
    return _show_application(request, _application(request, application_id))


def _show_application(request: HttpRequest, found: Application, *, problem: DomainError | None = None, **bound: Form) -> HttpResponse:
    actor = actor_of(request)
    facts = queries.facts_of(found)
    asked = queries.requirements_of(found.region_code)
    day = found.submitted_at.astimezone(clock.zone()).date() if found.submitted_at else clock.today()
    may = policies.may_decide(actor, found)
    context: dict[str, Any] = {
        **WORDS,
        "application": found,
        "facts": facts,
        "place": place_line(found.region_code),
        "phone": shown_phone(facts.contact_phone) if facts.contact_phone else "",
        "findings": rules.findings(facts, asked, today=day),
        "members": rules.all_members(facts),
        "lookalikes": queries.lookalikes_of(found),
        "files": list(found.files.all()),
        "steps": list(found.steps.select_related("by")),
        "may_decide": may.allowed or may.needs_second_factor,
        "needs_second_factor": may.needs_second_factor,
        "may_words": may.reason,
        "is_waiting": found.status == ApplicationStatus.SUBMITTED,
        "problem": problem,
        "return_form": bound.get("return_form") or forms.ReturnForm(label_suffix=""),
        "refuse_form": bound.get("refuse_form") or forms.RefuseForm(label_suffix=""),
        "approve_form": bound.get("approve_form") or forms.ApproveForm(initial={"site_name": found.wished_name}, label_suffix=""),
        "titles": {part.step: part.title for part in forms.PARTS},
        "today": clock.today(),
    }
    if found.status == ApplicationStatus.SUBMITTED:
        context["name_state"] = queries.name_state(found.wished_name, region_code=found.region_code, apart_from=found.pk)
    if found.group is not None:
        context["invitations"] = [
            links_of(one) for one in open_invitations(at=clock.now(), group_id=found.group_id) if one.post == Post.CHAIR and may.allowed
        ]
        site = links.sites_of([found.group.pk]).get(found.group.pk)
        context["site_url"] = site.url if site else ""
    return render(request, "communities/desk_application.html", context, status=problem.status if problem else 200)


@desk_page(*APPROVING_POSTS)
def application_file(request: HttpRequest, application_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A document of an application, for the coordinators of its region alone."""
    file = _application(request, application_id).files.filter(pk=file_id).first()
    if file is None:
        raise NotFound(gettext("This page does not exist."))
    return send_private(file)


def _decide(request: HttpRequest, application_id: UUID, name: str, form: Form, act: Callable[[Application], str]) -> HttpResponseBase:
    """One answer to an application: parsed, carried out once, and shown again with what was typed where it cannot be."""
    found = _application(request, application_id)
    policies.may_decide(actor_of(request), found).require()
    here = reverse("communities_desk:application", kwargs={"application_id": found.pk})
    if request.method != "POST":
        return redirect(here)
    if not form.is_valid():
        error = InvalidInput(gettext("Something is not right yet. What you typed is still here."))
        return _show_application(request, found, problem=error, **{name: form})
    try:
        with trail.once(request.POST.get("kunci", ""), scope=f"communities.{actor_of(request).id}") as once:
            if not once.repeated:
                said = act(found)
                once.location = here
                messages.success(request, said)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _show_application(request, _application(request, application_id), problem=error, **{name: form})
    return redirect(here)


@desk_page(*APPROVING_POSTS)
def return_application(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """The coordinator asks for a correction."""
    form = forms.ReturnForm(request.POST, label_suffix="")

    def act(found: Application) -> str:
        actions.return_application(
            actor=actor_of(request),
            application=found,
            words=form.cleaned_data["words"],
            steps=form.cleaned_data["fields_to_correct"],
            at=clock.now(),
        )
        return gettext("The application was sent back with your question.")

    return _decide(request, application_id, "return_form", form, act)


@desk_page(*APPROVING_POSTS)
def refuse_application(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """The coordinator refuses, with a reason."""
    form = forms.RefuseForm(request.POST, label_suffix="")

    def act(found: Application) -> str:
        actions.refuse_application(
            actor=actor_of(request),
            application=found,
            code=form.cleaned_data["code"],
            words=form.cleaned_data["words"],
            at=clock.now(),
        )
        return gettext("The application was refused, and the applicant can read why.")

    return _decide(request, application_id, "refuse_form", form, act)


@desk_page(*APPROVING_POSTS)
def approve_application(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """The coordinator approves; the page then shows the chair's invitation."""
    form = forms.ApproveForm(request.POST, label_suffix="")

    def act(found: Application) -> str:
        made = actions.approve_application(
            actor=actor_of(request), application=found, site_name=form.cleaned_data["site_name"], at=clock.now()
        )
        return gettext("%(name)s is in the register as %(number)s. Now send the chair the link below.") % {
            "name": made.group.name,
            "number": made.group.register_number,
        }

    return _decide(request, application_id, "approve_form", form, act)


@desk_page(*APPROVING_POSTS)
def groups(request: HttpRequest) -> HttpResponse:
    """`/meja/register/`: the groups of my regions by name, a page at a time."""
    standing = request.GET.get("status", "")
    rows = queries.groups_of(actor_of(request))
    words = request.GET.get("q", "").strip()[:80]
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(register_number__icontains=word))
    if standing:
        rows = rows.filter(standing=standing)
    found, has_previous, has_next = queries.keyset(
        rows, after=request.GET.get("setelah", ""), before=request.GET.get("sebelum", ""), limit=GROUPS_A_PAGE
    )
    edges = (str(found[0].pk) if found and has_previous else "", str(found[-1].pk) if found and has_next else "")
    return render(
        request,
        "communities/desk_groups.html",
        {
            "lines": queries.group_lines(found),
            "groups": found,
            "status": standing,
            "q": words,
            "total": rows.count(),
            "standings": Standing.choices,
            **_pager_urls(*edges, status=standing, q=words),
        },
    )


@desk_page(*APPROVING_POSTS)
def settings_list(request: HttpRequest) -> HttpResponse:
    """`/meja/aturan/`: the regions whose settings I may read, and which of them set something of their own."""
    scopes = queries.mapping_scopes(actor_of(request))
    own = set(Jurisdiction.objects.filter(region__code__in=[code for code, _name in scopes]).values_list("region__code", flat=True))
    return render(request, "communities/desk_settings_list.html", {"scopes": [(code, name, code in own) for code, name in scopes]})


@desk_page(*APPROVING_POSTS)
def settings_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/meja/aturan/<code>/`: what a region asks of groups, from where each rule comes, and the form to change it."""
    actor = actor_of(request)
    if not policies.may_see_settings(actor, code):
        raise NotFound(gettext("This page does not exist."))
    region = by_code(code)
    row = Jurisdiction.objects.filter(region=region).first()
    may = policies.may_change_settings(actor, code)
    status = 200
    if request.method == "POST":
        may.require()
        form = forms.SettingsForm(request.POST)
        if form.is_valid():
            actions.change_settings(actor=actor, region=region, values=form.cleaned_data, at=clock.now())
            messages.success(request, gettext("The settings are kept."))
            return redirect("communities_desk:settings_page", code=code)
        status = 422
    else:
        form = forms.SettingsForm(initial=_settings_initial(row))
    asked = queries.requirements_of(code)
    names = {one: by_code(one).full_name for one in set(asked.origins.values())}
    return render(
        request,
        "communities/desk_settings.html",
        {
            "region": region,
            "form": form,
            "may": may,
            "rows": [
                (
                    form.fields[name].label,
                    _setting_words(name, getattr(asked, name)),
                    names.get(asked.origins.get(name, ""), gettext("as Betang begins")),
                    rules.SOURCES[name],
                )
                for name in rules.SETTING_NAMES
            ],
            "history": trail_of(row),
        },
        status=status,
    )


def trail_of(row: Jurisdiction | None) -> list[Entry]:
    """The newest changes of a region's settings."""
    return history(row, public_only=False)[::-1][:10] if row else []


def _settings_initial(row: Jurisdiction | None) -> dict[str, Any]:
    if row is None:
        return {}
    found = {name: getattr(row, name) for name in (*rules.SETTING_NAMES, "source_note")}
    for name in ("decree_required", "statutes_required"):
        found[name] = {True: "yes", False: "no"}.get(found[name], "")
    return found


def _setting_words(name: str, value: Any) -> str:
    """A setting as people read it."""
    choices = {"kinds": GroupKind, "seats": Seat, "signers": DecreeSigner}
    if name in choices:
        labels = dict(choices[name].choices)
        return ", ".join(str(labels[one]) for one in value)
    if name == "report_period":
        return str(ReportPeriod(value).label)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def _report(request: HttpRequest) -> tuple[queries.MappingReport, list[tuple[str, str]]]:
    scopes = queries.mapping_scopes(actor_of(request))
    code = request.GET.get("wilayah", "") or scopes[0][0]
    if not policies.may_see_settings(actor_of(request), code):
        raise NotFound(gettext("This page does not exist."))
    try:
        period = rules.period(request.GET.get("periode", ""))
    except ValueError:
        period = rules.period_of(clock.today(), queries.requirements_of(code).report_period)
    return queries.mapping_report(code, period), scopes


def period_choices(length: str) -> list[str]:
    """The keys of the last eight periods of a length, newest first, and of the whole years around them."""
    keys: list[str] = []
    found = rules.period_of(clock.today(), length)
    for _count in range(8):
        keys.append(found.key)
        found = rules.period_of(found.first - timedelta(days=1), length)
    year = clock.today().year
    return list(dict.fromkeys([*keys, str(year), str(year - 1)]))


@desk_page(*APPROVING_POSTS)
def mapping(request: HttpRequest) -> HttpResponseBase:
    """`/meja/laporan/pemetaan/`: the indicator, the categories, the issues, the groups."""
    report, scopes = _report(request)
    asked = queries.requirements_of(report.region_code)
    notes = {issue.audience: issue.text for issue in report.issues if issue.region_code == report.region_code}
    if request.method == "POST":
        form = forms.IssuesForm(request.POST)
        if form.is_valid():
            actions.write_issue_notes(
                actor=actor_of(request),
                region=by_code(report.region_code),
                year=report.period.last.year,
                notes={value: form.cleaned_data[f"isu_{value}"] for value in Audience.values},
                at=clock.now(),
            )
            messages.success(request, gettext("The notes are kept."))
            return redirect(f"{request.path}?wilayah={report.region_code}&periode={report.period.key}")
    else:
        form = forms.IssuesForm(initial={f"isu_{value}": text for value, text in notes.items()})
    return render(
        request,
        "communities/desk_mapping.html",
        {
            **WORDS,
            "report": report,
            "scopes": scopes,
            "periods": period_choices(asked.report_period),
            "form": form,
            "labels": spreadsheets.labels(),
            "tables": spreadsheets.category_tables(report),
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@desk_page(*APPROVING_POSTS)
def mapping_xlsx(request: HttpRequest) -> HttpResponse:
    """The same report as a workbook."""
    report, _scopes = _report(request)
    response = HttpResponse(spreadsheets.workbook(report), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = f'attachment; filename="pemetaan-kim-{report.region_code}-{report.period.key}.xlsx"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
