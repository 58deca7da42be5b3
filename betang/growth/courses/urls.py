"""Addresses of courses, on the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from betang.growth.courses import views

portal: list[URLPattern | URLResolver] = [
    path("belajar/", views.courses, name="courses"),
    path("belajar/pekerja.js", views.worker, name="course_worker"),
    path("belajar/<slug:slug>/", views.course, name="course"),
    path("belajar/<slug:slug>/selesai/", views.end, name="course_end"),
    path("belajar/<slug:slug>/<slug:lesson>/", views.lesson, name="lesson"),
]
