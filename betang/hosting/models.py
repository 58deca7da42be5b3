from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betang.hosting.terms import HostKind, Motif, Rest, SiteStatus
from betang.kernel.models import Identified


class Site(Identified):
    """A group's site: the room behind the fence. Its key stands on every fenced row."""

    group = models.OneToOneField("communities.Group", on_delete=models.PROTECT, related_name="site")
    slug = models.SlugField(max_length=63, unique=True)
    title = models.CharField(_("title"), max_length=120)
    hue = models.PositiveSmallIntegerField(_("hue"), default=165, help_text=_("0 to 359, an OKLCH hue angle in degrees."))
    motif = models.CharField(_("motif"), max_length=20, choices=Motif, default=Motif.ANYAM)
    logo = models.CharField(max_length=200, blank=True, help_text=_("Path of the checked logo in media storage."))
    sections = models.JSONField(_("order of sections"), default=list, blank=True)
    status = models.CharField(max_length=10, choices=SiteStatus, default=SiteStatus.OPEN)
    status_reason = models.TextField(blank=True)
    rest = models.CharField(
        max_length=10, choices=Rest, default=Rest.AWAKE, help_text="Set when the group is silent; waking up is one tap of its own people."
    )
    rested_on = models.DateField(null=True, blank=True, help_text="The day on which it came to rest as it rests now.")
    needs_approval = models.BooleanField(_("an editor approves before publication"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hue__lte=359), name="site_hue_is_an_angle"),
            models.CheckConstraint(condition=Q(rest=Rest.AWAKE) | Q(rested_on__isnull=False), name="resting_site_says_since_when"),
        ]

    def __str__(self) -> str:
        return self.title


class HostName(Identified):
    """A host name that leads to a site. One lookup by `host` answers a request, whatever the number of sites."""

    host = models.CharField(max_length=253, unique=True, help_text=_("Lower case, without port."))
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="host_names")
    kind = models.CharField(max_length=10, choices=HostKind, default=HostKind.PRIMARY)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], condition=Q(kind="primary"), name="one_primary_host_a_site")]
