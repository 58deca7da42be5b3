"""Photos of products: taken in, made in every size by a job, shown. They lie with the site's other pictures and answer where those do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.guard import making, saving
from betang.guard.actions import report_file
from betang.guard.files import DangerousFile, check_upload
from betang.guard.words import tidy_line
from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound
from betang.kernel.ids import uuid7
from betang.market import policies
from betang.market.models import Product, ProductPhoto
from betang.market.terms import PHOTO_LIMIT, PictureState
from betang.ui.pictures import Picture, shown


def _data(photo: ProductPhoto, site: Site, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "product": str(photo.product_id), "photo": str(photo.pk), **more}


def add_photo(*, actor: Actor, site: Site, product: Product, file: IO[bytes] | Any, alt: str = "", at: datetime) -> ProductPhoto:
    """Take a photo in; its sizes are made by a job. The same photo twice is one. Raises `InvalidInput` with what is wrong with it."""
    from betang.market import jobs

    policies.may_keep(actor, site, product.seller).require()
    if product.photos.count() >= PHOTO_LIMIT:
        raise InvalidInput(_("A product shows at most %(limit)s photos. Take one away first.") % {"limit": PHOTO_LIMIT})
    try:
        checked = check_upload(file, accept=frozenset({"image"}))
    except DangerousFile:
        report_file(actor=actor, where="market.photo", name=str(getattr(file, "name", "")), site_id=site.pk)
        raise
    there: ProductPhoto | None = product.photos.filter(sha256=checked.sha256).first()
    if there is not None:
        return there
    key = uuid7()
    path = files.original_of(site.pk, key, checked.extension)
    files.keep(files.private(path), file)
    try:
        with transaction.atomic():
            last = product.photos.order_by("-position").values_list("position", flat=True).first()
            photo: ProductPhoto = ProductPhoto.objects.create(
                id=key,
                product=product,
                position=0 if last is None else last + 1,
                alt=tidy_line(alt)[:300] or product.name,
                path=path,
                sha256=checked.sha256,
                media_type=checked.media_type,
                width=checked.width,
                height=checked.height,
                added_at=at,
                added_by_id=actor.id,
            )
            trail.record("market.photo.added", photo, actor=actor, at=at, data=_data(photo, site, bytes=checked.size_bytes))
            jobs.make_sizes.enqueue(photo_id=str(key))
    except IntegrityError:
        files.private(path).unlink(missing_ok=True)
        same: ProductPhoto = ProductPhoto.objects.get(product=product, sha256=checked.sha256)
        return same
    except BaseException:
        files.private(path).unlink(missing_ok=True)
        raise
    return photo


def make_sizes(photo_id: UUID, *, at: datetime | None = None) -> bool:
    """Make the sizes of a waiting photo of the open site; False where there is nothing to do. May be killed anywhere and run again."""
    photo = ProductPhoto.objects.select_related("site").filter(pk=photo_id).first()
    if photo is None or photo.state == PictureState.READY:
        return False
    original, folder = files.private(photo.path), files.folder_of(photo.site_id, photo.pk)
    now = at or clock.now()
    try:
        upright = making.open_upright(original)
    except (making.NotAPicture, FileNotFoundError) as error:
        with transaction.atomic():
            if ProductPhoto.objects.filter(pk=photo.pk).exclude(state=PictureState.FAILED).update(state=PictureState.FAILED):
                trail.record("market.photo.failed", photo, actor=SYSTEM, at=now, reason=str(error)[:200], data=_data(photo, photo.site))
        return False
    variants: list[dict[str, Any]] = []
    for size in making.sizes(upright):
        saving.write(folder / size.name, size.fill)
        variants.append(
            {"path": files.public_path(photo.pk, size.name), "width": size.width, "height": size.height, "media_type": size.media_type}
        )
    with transaction.atomic():
        row = ProductPhoto.objects.select_for_update(of=("self",)).filter(pk=photo_id).first()
        if row is None:
            files.remove_folder(folder)
            return False
        row.variants, row.state = variants, PictureState.READY
        row.width, row.height = variants[-1]["width"], variants[-1]["height"]
        row.save(update_fields=["variants", "state", "width", "height"])
        refresh_cover(row.product_id)
        trail.record("market.photo.ready", row, actor=SYSTEM, at=now, data=_data(row, photo.site, sizes=len(variants)))
        transaction.on_commit(lambda: original.unlink(missing_ok=True))
    return True


def refresh_cover(product_id: UUID) -> None:
    """Repeat the first ready photo on its product, for lists. Two queries."""
    first = ProductPhoto.objects.filter(product_id=product_id, state=PictureState.READY).order_by("position", "id").first()
    Product.objects.filter(pk=product_id).update(cover=first.variants if first else [], cover_alt=first.alt if first else "")


@transaction.atomic
def change_photo(
    *,
    actor: Actor,
    site: Site,
    product: Product,
    photo_id: UUID,
    alt: str | None = None,
    is_first: bool = False,
    removes: bool = False,
    at: datetime,
) -> None:
    """Say what can be seen, let it stand first, or take it away."""
    policies.may_keep(actor, site, product.seller).require()
    photo = ProductPhoto.objects.select_for_update(of=("self",)).filter(pk=photo_id, product=product).first()
    if photo is None:
        raise NotFound(_("This page does not exist."))
    if removes:
        original, folder = files.private(photo.path), files.folder_of(photo.site_id, photo.pk)
        trail.record("market.photo.removed", photo, actor=actor, at=at, data=_data(photo, site, sha256=photo.sha256))
        photo.delete()

        def clear() -> None:
            original.unlink(missing_ok=True)
            files.remove_folder(folder)

        transaction.on_commit(clear)
    else:
        if alt is not None:
            photo.alt = tidy_line(alt)[:300] or product.name
            photo.save(update_fields=["alt"])
        if is_first:
            others = product.photos.exclude(pk=photo.pk).order_by("position", "id")
            for position, one in enumerate([photo, *others]):
                ProductPhoto.objects.filter(pk=one.pk).update(position=position)
        trail.record("market.photo.changed", photo, actor=actor, at=at, data=_data(photo, site))
    refresh_cover(product.pk)


def portal_path(site_id: UUID, path: str) -> str:
    """Where the portal shows a size of a photo: on its own host, so that a page of many villages opens one connection."""
    name = path.removeprefix(files.PUBLIC)
    return reverse("market:photo", urlconf=settings.ROOT_URLCONF, kwargs={"site_key": site_id.hex, "name": name})


def as_picture(variants: Sequence[Mapping[str, Any]], alt: str, *, site_id: UUID | None = None, widest: int = 0) -> Picture | None:
    """What a template draws of a photo's sizes; from the portal's host where a site is named. `widest` leaves out larger ones."""
    if not variants:
        return None
    chosen = [one for one in variants if not widest or int(one["width"]) <= widest] or [
        one for one in variants if int(one["width"]) == min(int(other["width"]) for other in variants)
    ]
    sizes = [{**one, "path": portal_path(site_id, str(one["path"]))} for one in chosen] if site_id else chosen
    return shown(_Sized(sizes, alt))


class _Sized:
    """What `ui.pictures.shown` understands."""

    def __init__(self, variants: Sequence[Mapping[str, Any]], alt: str) -> None:
        self.variants, self.alt = variants, alt
        self.width, self.height = int(variants[-1]["width"]), int(variants[-1]["height"])


def largest_plain(variants: Sequence[Mapping[str, Any]]) -> str:
    """The path of the largest JPEG, for whoever shows it elsewhere; empty where there is none."""
    plain = [one for one in variants if one["media_type"] == "image/jpeg"] or list(variants)
    return str(max(plain, key=lambda one: int(one["width"]))["path"]) if plain else ""
