"""What everybody may read: how data of people are kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from betang.accounts import privacy
from betang.kernel.pages import kept


@kept()
def notice(request: HttpRequest) -> HttpResponse:
    """The privacy notice. Law: UU 27/2022 art. 21(1)"""
    return render(request, "accounts/privacy.html", {"notice": privacy.current_notice()})
