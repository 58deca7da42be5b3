"""The portal shows a picture beside the news: the smallest size, from its site's own host, and only where the policy lets it in."""

from __future__ import annotations

import re

import pytest

from betang.hosting.models import HostName
from betang.kernel import fence
from betang.publishing.models import Article, Picture
from betang.publishing.tests import made
from betang.publishing.tests.access_files import PICTURE, picture

pytestmark = pytest.mark.django_db


def test_the_newest_news_has_its_picture_from_its_own_host(house, client):
    picture(house)
    article = made.make(house)
    with fence.open_site(house.site.pk):
        variants = [
            {"path": f"/-/berkas/{PICTURE.hex}/{width}.{kind}", "width": width, "height": width * 2 // 3, "media_type": f"image/{name}"}
            for width in (480, 960)
            for kind, name in (("avif", "avif"), ("jpg", "jpeg"))
        ]
        Picture.objects.filter(pk=PICTURE).update(variants=variants)
        Article.objects.filter(pk=article.pk).update(lead_picture=PICTURE)
    answer = client.get("/", headers={"host": "localhost"})
    html = answer.content.decode()
    image = re.search(r"<img[^>]*/-/berkas/[^>]*>", html)[0]
    assert re.search(r'src="http://batang-danum\.localhost(:\d+)?/-/berkas/', image)
    assert 'loading="lazy"' in image
    assert 'width="480" height="320"' in image
    assert 'alt="Dermaga rahasia"' in image
    assert "image/avif" in html
    assert "/960." not in html, "one small size is enough beside a headline"
    allowed = re.search(r"img-src ([^;]*)", answer.headers["Content-Security-Policy"])[1]
    assert "//*.localhost" in allowed
    for host, path in (
        ("localhost", "/kim/"),
        ("localhost", "/tidak-ada/"),
        ("batang-danum.localhost", "/"),
        ("localhost", "/meja/akun/masuk/"),
    ):
        elsewhere = client.get(path, headers={"host": host}).headers["Content-Security-Policy"]
        assert re.search(r"img-src ([^;]*)", elsewhere)[1] == "'self' data: blob:", "the policy is wide only where it must be"
    HostName.objects.filter(site=house.site, kind="primary").update(host="danum.contoh.test")
    assert "/-/berkas/" not in client.get("/?lain=1", headers={"host": "localhost"}).content.decode()
