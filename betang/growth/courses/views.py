"""`/belajar/`: courses, their lessons, and the end with its certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betang.casework.rules import token_shown
from betang.growth.courses import actions, progress, rules
from betang.growth.models import Course, Lesson
from betang.guard.forms import public_form
from betang.guard.html import render_markdown
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.pages import fresh, kept

_WORKER = Path(__file__).with_name("worker.js")


class FinishForm(forms.Form):
    """A name for the certificate, and the group one belongs to."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("As it shall stand on the certificate. Everybody who checks it sees it."),
    )  # fmt: skip
    group_name = forms.CharField(
        label=gettext_lazy("Your KIM"), max_length=160, required=False, help_text=gettext_lazy("Then it counts for your group’s next step.")
    )


def _course(slug: str) -> Course:
    found = Course.objects.prefetch_related("lessons").filter(slug=slug, published_at__isnull=False).first()
    if found is None:
        raise NotFound(_("There is no such course."))
    return found


def _url(name: str, **kwargs: Any) -> str:
    return reverse(f"growth:{name}", kwargs=kwargs)


@kept()
def worker(request: HttpRequest) -> HttpResponse:
    """`/belajar/pekerja.js`: its place is its reach, so it stands beside the courses."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@kept()
def courses(request: HttpRequest) -> HttpResponse:
    """`/belajar/`: all courses."""
    rows = list(Course.objects.prefetch_related("lessons").filter(published_at__isnull=False))
    return render(request, "growth/courses/list.html", {"courses": [(row, sum(one.minutes for one in row.lessons.all())) for row in rows]})


@kept()
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """`/belajar/<course>/`: its lessons; `maju` (signed) says which are done."""
    row = _course(slug)
    word = request.GET.get("maju", "")
    answers = progress.unpacked(slug, word)
    lessons = list(row.lessons.all())
    files = [_url("course", slug=slug), *(_url("lesson", slug=slug, lesson=one.slug) for one in lessons), _url("course_end", slug=slug)]
    context = {
        "course": row,
        "lessons": [(one, one.slug in answers) for one in lessons],
        "minutes": sum(one.minutes for one in lessons),
        "word": word if answers else "",
        "pages": " ".join(files),
        "worker_url": _url("course_worker"),
    }
    return render(request, "growth/courses/course.html", context)


@kept()
def lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """`/belajar/<course>/<lesson>/`: text and quiz. Answers (`j0`, `j1`, …) come in the address; then it says what was right, and why."""
    row = _course(slug)
    lessons = list(row.lessons.all())
    here = next((one for one in lessons if one.slug == lesson), None)
    if here is None:
        raise NotFound(_("There is no such lesson."))
    answers = progress.unpacked(slug, request.GET.get("maju", ""))
    chosen = [_number(request.GET.get(f"j{place}", "")) for place in range(len(here.quiz))]
    is_sent = any(one is not None for one in chosen)
    if not is_sent and here.slug in answers:
        chosen = [*answers[here.slug]]
    quiz = rules.answered(here.quiz, chosen)
    is_answered = all(one.chosen is not None for one in quiz)
    if is_sent and is_answered:
        answers[here.slug] = [one.chosen for one in quiz if one.chosen is not None]
    after = next((one for one in lessons if one.order > here.order), None)
    context = {
        "course": row,
        "lesson": here,
        "at": lessons.index(here) + 1,
        "count": len(lessons),
        "drawing": mark_safe(actions.drawing(slug, here.picture)),  # noqa: S308 - the shelf's drawings are ours
        "body": mark_safe(render_markdown(here.body)),  # noqa: S308 - sanitised
        "quiz": quiz,
        "right_count": sum(one.is_right for one in quiz),
        "is_checked": is_answered and bool(quiz),
        "is_incomplete": is_sent and not is_answered,
        "word": progress.packed(slug, answers),
        "next": after,
        "next_url": _url("lesson", slug=slug, lesson=after.slug) if after else _url("course_end", slug=slug),
        "worker_url": _url("course_worker"),
        "pages": " ".join(_pages(slug, lessons)),
    }
    return render(request, "growth/courses/lesson.html", context)


def _pages(slug: str, lessons: list[Lesson]) -> list[str]:
    return [_url("course", slug=slug), *(_url("lesson", slug=slug, lesson=one.slug) for one in lessons), _url("course_end", slug=slug)]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else None


@fresh
@public_form(rate="20/h")
def end(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/belajar/<course>/selesai/`: how much was right, and a name for the certificate. Every answer is checked again."""
    row = _course(slug)
    lessons = list(row.lessons.all())
    word = request.POST.get("maju", request.GET.get("maju", ""))
    answers = progress.from_phone(request.POST.get("jawaban", "")) or progress.unpacked(slug, word)
    score = rules.score({one.slug: one.quiz for one in lessons}, answers)
    form = FinishForm(request.POST or None, label_suffix="")
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.finish_course(
                course=row, answers=answers, name=form.cleaned_data["name"], group_name=form.cleaned_data["group_name"],
                sending_key=request.POST.get("kunci", "")[:80], at=clock.now(),
            )  # fmt: skip
            assert made.certificate is not None
            code = token_shown(made.certificate.code)
            return redirect(reverse("growth:certificate", urlconf=settings.ROOT_URLCONF, kwargs={"code": code}))
        except InvalidInput as error:
            problem = error.fields.get("answers", "")
            for field, words in error.fields.items():
                if field in form.fields:
                    form.add_error(field, words)
    context = {
        "course": row,
        "form": form,
        "score": score,
        "least": rules.PASS_PERCENT,
        "problem": problem,
        "missing": [one for one in lessons if one.slug in score.unanswered],
        "word": word,
        "phone": request.POST.get("jawaban", "")[: progress.LONGEST],
        "worker_url": _url("course_worker"),
        "pages": " ".join(_pages(slug, lessons)),
        "was_begun": bool(answers),
    }
    return render(request, "growth/courses/end.html", context, status=422 if form.errors or problem else 200)
