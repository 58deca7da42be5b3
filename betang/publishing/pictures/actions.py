"""Taking pictures in, making their sizes, saying what can be seen on them, removing them."""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betang.accounts.actors import SYSTEM, Actor
from betang.audit import trail
from betang.guard import making, saving
from betang.guard.actions import report_file
from betang.guard.files import CheckedFile, DangerousFile, check_upload
from betang.guard.words import tidy_line
from betang.hosting import files
from betang.hosting.models import Site
from betang.kernel import clock
from betang.kernel.errors import InvalidInput, NotFound, Refused
from betang.kernel.ids import uuid7
from betang.publishing import policies
from betang.publishing.actions import guarding
from betang.publishing.models import Picture
from betang.publishing.pictures import jobs, queries
from betang.publishing.terms import PictureState

ALT_LENGTH = 300
CREDIT_LENGTH = 120


def _words(actor: Actor, *, alt: str, caption: str, credit: str) -> dict[str, str]:
    """The words beside a picture, tidied and looked at by the guard."""
    words = {"alt": tidy_line(alt), "caption": tidy_line(caption), "credit": tidy_line(credit)}
    limits = {"alt": ALT_LENGTH, "caption": ALT_LENGTH, "credit": CREDIT_LENGTH}
    too_long = {
        name: _("At most %(limit)s letters; this has %(count)s.") % {"limit": limits[name], "count": len(text)}
        for name, text in words.items()
        if len(text) > limits[name]
    }
    if too_long:
        raise InvalidInput(_("This is too long."), fields=too_long)
    guarding.refuse_gambling({name: text for name, text in words.items() if text}, actor=actor, where="publishing.picture")
    return words


def _data(picture: Picture, site: Site, **more: Any) -> dict[str, Any]:
    return {"group_id": str(site.group_id), "picture": str(picture.pk), **more}


def check_picture(*, actor: Actor, site: Site, file: IO[bytes] | Any, name: str) -> CheckedFile:
    """What a photo truly is; one that could run something is noted for the coordinator before it is refused."""
    try:
        return check_upload(file, accept=frozenset({"image"}))
    except DangerousFile:
        report_file(actor=actor, where="publishing.picture", name=name, site_id=site.pk)
        raise


def add_picture(
    *, actor: Actor, site: Site, file: IO[bytes] | Any, name: str = "", alt: str = "", caption: str = "", credit: str = "", at: datetime
) -> Picture:
    """Take a photo in. The same photo twice is one picture. Its sizes are made by a job.

    Raises `InvalidInput` with what is wrong with the file, `Unavailable` when the disk is full; nothing is left then.
    """
    policies.may_write(actor, site).require()
    checked = check_picture(actor=actor, site=site, file=file, name=name)
    words = _words(actor, alt=alt, caption=caption, credit=credit)
    there = Picture.objects.filter(sha256=checked.sha256).first()
    if there is not None:
        return _again(actor, site, there, words, at)
    key = uuid7()
    path = files.original_of(site.pk, key, checked.extension)
    files.keep(files.private(path), file)
    try:
        with transaction.atomic():
            picture: Picture = Picture.objects.create(
                id=key, path=path, sha256=checked.sha256, media_type=checked.media_type, size_bytes=checked.size_bytes,
                width=checked.width, height=checked.height, added_by_id=actor.id, added_at=at, **words,
            )  # fmt: skip
            trail.record("publishing.picture.added", picture, actor=actor, at=at, data=_data(picture, site, bytes=checked.size_bytes))
            jobs.make_sizes.enqueue(picture_id=str(key))
    except IntegrityError:
        files.private(path).unlink(missing_ok=True)
        there = Picture.objects.filter(sha256=checked.sha256).first()
        if there is None:
            raise
        return _again(actor, site, there, words, at)
    except BaseException:
        files.private(path).unlink(missing_ok=True)
        raise
    return picture


def _again(actor: Actor, site: Site, picture: Picture, words: dict[str, str], at: datetime) -> Picture:
    """The photo is here already: keep its words, and take new ones where it had none."""
    new = {name: text for name, text in words.items() if text and not getattr(picture, name)}
    if new:
        words = {name: new.get(name, getattr(picture, name)) for name in words}
        return describe_picture(actor=actor, site=site, picture=picture, at=at, **words)
    return picture


def make_sizes(picture_id: UUID, *, at: datetime | None = None) -> bool:
    """Make the sizes of a waiting picture of the open site; False where there is nothing to do.

    May be killed anywhere and run again: sizes are written whole and under the same names; the row changes after the last of
    them; the original goes after the row. A photo that cannot be decoded is marked so; a full disk raises, to be tried again.
    """
    picture = Picture.objects.select_related("site").filter(pk=picture_id).first()
    if picture is None:
        return False
    original = files.private(picture.path)
    if picture.state == PictureState.READY:
        original.unlink(missing_ok=True)
        return False
    site, folder = picture.site, files.folder_of(picture.site_id, picture.pk)
    now = at or clock.now()
    variants: list[dict[str, Any]] = []
    try:
        upright = making.open_upright(original)
    except (making.NotAPicture, FileNotFoundError) as error:
        _give_up(picture, site, str(error), now)
        return False
    for size in making.sizes(upright):
        saving.write(folder / size.name, size.fill)
        variants.append(
            {"path": files.public_path(picture.pk, size.name), "width": size.width, "height": size.height, "media_type": size.media_type}
        )
    with transaction.atomic():
        row = Picture.objects.select_for_update(of=("self",)).filter(pk=picture_id).first()
        if row is None or row.state == PictureState.READY:
            if row is None:
                files.remove_folder(folder)
            return False
        row.variants, row.state = variants, PictureState.READY
        row.width, row.height = variants[-1]["width"], variants[-1]["height"]
        row.save(update_fields=["variants", "state", "width", "height"])
        trail.record("publishing.picture.ready", row, actor=SYSTEM, at=now, data=_data(row, site, sizes=len(variants)), public=False)
        transaction.on_commit(lambda: original.unlink(missing_ok=True))
    return True


@transaction.atomic
def _give_up(picture: Picture, site: Site, why: str, at: datetime) -> None:
    if not Picture.objects.filter(pk=picture.pk).exclude(state=PictureState.FAILED).update(state=PictureState.FAILED):
        return
    trail.record("publishing.picture.failed", picture, actor=SYSTEM, at=at, reason=why[:200], data=_data(picture, site))


@transaction.atomic
def describe_picture(*, actor: Actor, site: Site, picture: Picture, alt: str, caption: str, credit: str, at: datetime) -> Picture:
    """Say what can be seen, what it is, who took it. Every page that shows the picture has the new words with the commit."""
    policies.may_write(actor, site).require()
    row: Picture | None = Picture.objects.select_for_update(of=("self",)).filter(pk=picture.pk).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    words = _words(actor, alt=alt, caption=caption, credit=credit)
    for name, text in words.items():
        setattr(row, name, text)
    row.save(update_fields=list(words))
    trail.record("publishing.picture.described", row, actor=actor, at=at, data=_data(row, site))
    return row


@transaction.atomic
def try_again(*, actor: Actor, site: Site, picture: Picture, at: datetime) -> None:
    """Queue the making of sizes once more (the disk was full, the worker was gone)."""
    policies.may_write(actor, site).require()
    if picture.state == PictureState.READY:
        return
    Picture.objects.filter(pk=picture.pk).update(state=PictureState.WAITING)
    trail.record("publishing.picture.tried_again", picture, actor=actor, at=at, data=_data(picture, site))
    jobs.make_sizes.enqueue(picture_id=str(picture.pk))


@transaction.atomic
def remove_picture(*, actor: Actor, site: Site, picture: Picture, at: datetime) -> None:
    """Remove a picture that nothing shows. Raises `Refused` with where it is still used."""
    policies.may_write(actor, site).require()
    row: Picture | None = Picture.objects.select_for_update(of=("self",)).filter(pk=picture.pk).first()
    if row is None:
        raise NotFound(_("This page does not exist."))
    uses = queries.uses_of(row)
    if uses:
        raise Refused(
            _("This picture is still used: %(where)s.") % {"where": ", ".join(use.title for use in uses[:5])},
            hint=_("Take it out there first, then remove it here."),
        )
    original, folder = files.private(row.path), files.folder_of(row.site_id, row.pk)
    trail.record("publishing.picture.removed", row, actor=actor, at=at, data=_data(row, site, sha256=row.sha256))
    row.delete()

    def clear() -> None:
        original.unlink(missing_ok=True)
        files.remove_folder(folder)

    transaction.on_commit(clear)
