"""Courses: loaded from the shelf, learned page by page without script, finished with right answers alone."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from betang.accounts.actors import SYSTEM
from betang.growth.courses import actions
from betang.growth.models import Certificate, Completion, Course
from betang.growth.tests.worlds import AT
from betang.guard.forms import honest_fields
from betang.kernel import clock
from betang.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db
SLUG = "juru-kabar-desa"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(client):
    client.defaults["HTTP_HOST"] = "localhost"
    return client


@pytest.fixture
def course(db):
    return actions.load_built_in(actor=SYSTEM, at=AT)[0]


def right_answers(course) -> dict[str, list[int]]:
    return {one.slug: [question["right"] for question in one.quiz] for one in course.lessons.all()}


def test_loading_twice_changes_nothing_and_a_newer_version_replaces_the_lessons(course):
    keys = list(course.lessons.values_list("pk", flat=True))
    actions.load_built_in(actor=SYSTEM, at=AT)
    assert list(course.lessons.values_list("pk", flat=True)) == keys
    Course.objects.update(version=0)
    actions.load_built_in(actor=SYSTEM, at=AT)
    assert Course.objects.get().lessons.count() == 5
    assert Course.objects.get().version == 1


def test_somebody_without_script_learns_page_by_page_and_gets_a_certificate(course, client, house):
    page = client.get(reverse("growth:course", kwargs={"slug": SLUG})).content.decode()
    here = re.search(r'class="btn" href="([^"]+)"', page)[1]
    answers = right_answers(course)
    for lesson in course.lessons.all():
        here = html.unescape(here)
        assert lesson.slug in here
        text = client.get(here).content.decode()
        assert f'href="{reverse("growth:course_end", kwargs={"slug": SLUG})}' not in text.partition("data-next")[2].partition("hidden")[0]
        word = re.search(r'name="maju" value="([^"]*)"', text)
        sent = {f"j{place}": choice for place, choice in enumerate(answers[lesson.slug])}
        path = reverse("growth:lesson", kwargs={"slug": SLUG, "lesson": lesson.slug})
        missing = client.get(path, {"j0": 1})
        assert "note wait" in missing.content.decode(), "one answer is not all"
        checked = client.get(path, sent | ({"maju": word[1]} if word else {})).content.decode()
        assert checked.count('class="right"') == len(lesson.quiz)
        here = re.search(r'<p data-next><a class="btn" href="([^"]+)"', checked)[1]
    here = html.unescape(here)
    ready = client.get(here).content.decode()
    word = re.search(r'name="maju" value="([^"]+)"', ready)[1]
    typed = {**honest_fields(), "kunci": "a", "maju": word, "name": "Peserta Contoh", "group_name": "batang danum"}
    end = reverse("growth:course_end", kwargs={"slug": SLUG})
    answer = client.post(end, typed)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert client.post(end, typed)["Location"] == answer["Location"], "sent twice is kept once"
    made = Completion.objects.get()
    assert made.score_percent == 100
    assert made.certificate.group == house.group
    assert made.certificate.number.startswith("62.03/")
    shown = client.get(answer["Location"]).content.decode()
    assert "Peserta Contoh" in shown
    assert course.title in shown


def test_the_phones_answers_are_checked_again(course, client, house):
    end = reverse("growth:course_end", kwargs={"slug": SLUG})
    answers = right_answers(course)
    typed = {**honest_fields(), "kunci": "b", "name": "Peserta Contoh"}
    wrong = {slug: [(one + 1) % 2 for one in chosen] for slug, chosen in answers.items()}
    for given in (wrong, {}, {**answers, "memeriksa-kabar": answers["memeriksa-kabar"][:2]}, {"x": "y"}):
        assert client.post(end, typed | {"jawaban": json.dumps(given)}).status_code == 422
    assert client.post(end, typed | {"maju": "dibuat-sendiri"}).status_code == 422
    assert not Certificate.objects.exists()
    assert client.post(end, typed | {"jawaban": json.dumps(answers)}).status_code == 302
    assert Certificate.objects.get().holder == "Peserta Contoh"


def test_a_name_with_a_number_stands_on_no_certificate(course, house):
    for name in ("", "Ani 6203051234567890", "Slot gacor maxwin"):
        with pytest.raises(InvalidInput) as refused:
            actions.finish_course(course=course, answers=right_answers(course), name=name, sending_key="c", at=AT)
        assert "name" in refused.value.fields


def test_lessons_are_pages_that_can_be_kept_whole(course, client):
    for one in course.lessons.all():
        answer = client.get(reverse("growth:lesson", kwargs={"slug": SLUG, "lesson": one.slug}))
        assert "<svg" in answer.content.decode()
        assert not answer.cookies
    assert client.get(reverse("growth:lesson", kwargs={"slug": SLUG, "lesson": "tidak-ada"})).status_code == 404
    assert client.get(reverse("growth:course", kwargs={"slug": "tidak-ada"})).status_code == 404
    worker = client.get(reverse("growth:course_worker"))
    assert worker["Content-Type"].startswith("text/javascript")


def test_the_command_loads_them(db, capsys):
    from betang.config import cli

    assert cli.main(["growth", "courses"]) == 0
    assert "Juru kabar desa" in capsys.readouterr().out
