from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A browser at the portal's host; a site's host is given per request."""
    return Client(headers={"host": "localhost"})
