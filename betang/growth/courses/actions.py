"""Loading the courses that ship with the program, and finishing one."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from betang.accounts.actors import NOBODY, Actor
from betang.audit import trail
from betang.communities.models import Group
from betang.communities.rules import name_problem
from betang.communities.terms import REGISTERED
from betang.growth import certificates
from betang.growth.courses import rules
from betang.growth.models import Completion, Course, Lesson
from betang.growth.terms import CertificateKind
from betang.guard import text as guard
from betang.kernel import clock
from betang.kernel.errors import InvalidInput

SHELF: Traversable = resources.files("betang.growth.data").joinpath("courses")


def built_in() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The courses of the shelf, each with its lessons in order. Raises `InvalidInput` for a quiz that cannot be asked."""
    found = []
    for folder in sorted((one for one in SHELF.iterdir() if one.joinpath("course.toml").is_file()), key=lambda one: one.name):
        course = tomllib.loads(folder.joinpath("course.toml").read_text(encoding="utf-8"))
        files = sorted(
            (one for one in folder.iterdir() if one.name.endswith(".toml") and one.name != "course.toml"), key=lambda one: one.name
        )
        lessons = [tomllib.loads(one.read_text(encoding="utf-8")) for one in files]
        for lesson in lessons:
            if problem := rules.problem_of(lesson):
                raise InvalidInput(f"{folder.name}/{lesson.get('slug')}: {problem}")
        found.append((course, lessons))
    return found


def drawing(course: str, name: str) -> str:
    """The drawing of a lesson as SVG; nothing where the shelf has none. What lies there is ours."""
    if not name.replace("-", "").isalnum() or not course.replace("-", "").isalnum():
        return ""
    file = SHELF.joinpath(course).joinpath(f"{name}.svg")
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


@transaction.atomic
def load_built_in(*, actor: Actor, at: datetime) -> list[Course]:
    """Put the shelf's courses into the database, and bring those that are there up to date. Told twice, nothing changes."""
    made = []
    for told, lessons in built_in():
        course = Course.objects.filter(slug=told["slug"]).first()
        if course is not None and course.version >= told["version"] and course.lessons.count() == len(lessons):
            made.append(course)
            continue
        course = course or Course(slug=told["slug"], published_at=at, is_built_in=True)
        course.title, course.about, course.order, course.version = told["title"], told["about"].strip(), told["order"], told["version"]
        course.save()
        course.lessons.all().delete()
        Lesson.objects.bulk_create(
            Lesson(
                course=course, slug=one["slug"], order=one["order"], title=one["title"], minutes=one["minutes"], body=one["body"].strip(),
                picture=one.get("picture", ""), quiz=one["quiz"],
            )
            for one in lessons
        )  # fmt: skip
        trail.record("growth.course.loaded", course, actor=actor, at=at, public=True, data={"slug": course.slug, "version": course.version})
        made.append(course)
    return made


@transaction.atomic
def finish_course(
    *, course: Course, answers: Mapping[str, Sequence[Any]], name: str, group_name: str = "", sending_key: str, at: datetime
) -> Completion:
    """Somebody finished a course: every answer is checked again here, then the certificate is issued. Sent twice it is kept once.

    Raises `InvalidInput` by field: `answers` where too few are right. The certificate is the province's, or of the kabupaten of the group.
    """
    sending_key = sending_key or f"{at.isoformat()} {name}"
    digest = hashlib.sha256(f"{course.pk}:{sending_key}".encode()).hexdigest()
    before: Completion | None = Completion.objects.filter(sending_key=digest).select_related("certificate").first()
    if before is not None:
        return before
    quizzes = dict(course.lessons.values_list("slug", "quiz"))
    score = rules.score(quizzes, answers)
    wrong: dict[str, str] = {}
    if score.unanswered:
        wrong["answers"] = gettext("Some questions are not answered yet. Finish every lesson first.")
    elif not score.is_passed:
        words = gettext("%(right)d of %(all)d answers are right; a certificate needs %(least)d percent. Try the lessons again.")
        wrong["answers"] = words % {"right": score.right, "all": score.questions, "least": rules.PASS_PERCENT}
    holder = " ".join(name.split())
    if len(holder) < 3:
        wrong["name"] = gettext("Write your name as it shall stand on the certificate.")
    elif problem := name_problem(holder):
        wrong["name"] = problem
    else:
        for finding in guard.check_text(holder):
            if finding.is_refused or finding.kind in guard.PERSONAL:
                wrong["name"] = finding.explanation
    group = _group(group_name, wrong)
    if wrong:
        raise InvalidInput(
            gettext("It was not kept yet. Look at what is marked."), fields=wrong, hint=gettext("Everything that you typed is still here.")
        )
    region = certificates.issuer_of(group.region.code if group else settings.PROVINCE_CODE)
    row = Completion.objects.create(
        course=course, course_version=course.version, group=group, answers={slug: list(answers[slug]) for slug in quizzes},
        score_percent=score.percent, sending_key=digest, at=at,
    )  # fmt: skip
    row.certificate = certificates.issue(
        kind=CertificateKind.COURSE, holder=holder, title=course.title, region=region, group=group, signer="", signer_post="",
        on=at.astimezone(clock.zone()).date(), at=at, actor=NOBODY,
    )  # fmt: skip
    row.save(update_fields=["certificate"])
    data = {"slug": course.slug, "version": course.version, "group_id": str(group.pk) if group else None, "percent": score.percent}
    trail.record("growth.course.finished", row, actor=NOBODY, at=at, data=data)
    return row


def _group(text: str, wrong: dict[str, str]) -> Group | None:
    words = " ".join(text.split())
    if not words:
        return None
    rows = Group.objects.filter(standing__in=REGISTERED).select_related("region")
    found = list(rows.filter(name__iexact=words)[:2]) or list(rows.filter(slug=words.lower())[:1])
    found = found or (list(rows.filter(name__icontains=words)[:6]) if len(words) >= 4 else [])
    if len(found) == 1:
        return found[0]
    wrong["group_name"] = (
        gettext("Which one do you mean: %(names)s?") % {"names": "; ".join(one.name for one in found)}
        if found
        else gettext("We find no group of this name. Leave it empty if you belong to none.")
    )
    return None
