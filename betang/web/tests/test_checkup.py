"""What `betang check` says of a house that is well, and of one that is not."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from betang.web import checkup

pytestmark = pytest.mark.django_db


def said(part) -> str:
    return "\n".join(f"{line.state} {line.said} {line.todo}" for line in part())


def test_a_house_for_real_people_wants_https_letters_and_no_demo(settings, tmp_path):
    settings.BASE_DOMAIN, settings.PUBLIC_SCHEME, settings.TRUSTED_PROXIES = "kim.contoh.test", "http", ()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}}
    settings.IS_DEMO = lambda: True
    lines = list(checkup.settings_lines())
    assert [line.state for line in lines] == ["stop", "stop", "warn", "stop"]
    assert "BETANG_MAIL_URL" in said(checkup.settings_lines)
    settings.PUBLIC_SCHEME, settings.TRUSTED_PROXIES, settings.IS_DEMO = "https", ("127.0.0.1",), lambda: False
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "surat.contoh.test"}}}
    assert not list(checkup.settings_lines())


def test_a_worker_that_is_silent_and_a_disk_that_is_full_are_said(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    assert "stop" in said(checkup.machine_lines)
    (tmp_path / "worker.heartbeat").touch()
    assert "stop" not in said(checkup.machine_lines)
    monkeypatch.setattr(checkup.health, "free_bytes", lambda: 10)
    assert next(checkup.machine_lines()).state == "stop"


def test_a_job_that_waits_too_long_is_said(settings, tmp_path, monkeypatch):
    from datetime import timedelta

    from betang.kernel.tests.jobs_for_tests import note

    settings.HOME = tmp_path
    note.enqueue(value="satu")
    assert "warn" not in said(checkup.machine_lines)
    later = checkup.clock.now() + timedelta(hours=2)
    monkeypatch.setattr(checkup.clock, "now", lambda: later)
    assert "warn" in said(checkup.machine_lines)


def test_a_file_that_is_gone_and_one_that_was_changed_are_named(house):
    from betang.planning.models import SourceFile

    name = storages["private"].save("asal/periksa.csv", ContentFile(b"kode,uraian"))
    made = SourceFile.objects.create(sha256="0" * 64, name="periksa.csv", path=name, size_bytes=11, received_at=checkup.clock.now())
    assert "stop" in said(checkup.file_lines)
    made.sha256 = checkup._sha256("private", name)
    made.save()
    assert [line.state for line in checkup.file_lines()] == ["good"]
    storages["private"].delete(name)
    assert "periksa" in said(checkup.file_lines)


def test_every_model_that_names_a_private_file_is_looked_at():
    """A model with a path and no line here would lose files silently."""
    from django.apps import apps

    listed = {label for label, _field, _storage, _digest in checkup.FILES} | set(checkup.VARIANTS)
    known_otherwise = {
        "growth.Activity", "search.Document", "accounts.Stash", "publishing.Redirect", "publishing.ImportRun", "proposals.ExchangeRun",
    }  # fmt: skip
    with_a_path = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("betang.")
        and any(field.name in ("path", "file_path", "evidence_path") for field in model._meta.fields)
    }
    assert with_a_path - listed - known_otherwise == set()


def test_a_sum_and_a_trail_that_are_right_are_said_to_be(house):
    assert [line.state for line in checkup.sum_lines()] == ["good", "good"]
    assert [line.state for line in checkup.trail_lines()] == ["good"]


def test_what_breaks_while_it_is_looked_at_is_a_line(monkeypatch):
    def broken():
        raise RuntimeError("patah")
        yield

    monkeypatch.setattr(checkup, "QUICK", (broken,))
    assert [(line.state, line.said) for line in checkup.lines(everything=False)] == [("stop", "broken: RuntimeError: patah")]
