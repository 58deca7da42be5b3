"""The settings of the house with other pages: one shows a site's title, one does so slowly."""

from betang.config.settings import *  # noqa: F403

ROOT_URLCONF = "betang.edge.tests.race.urls"
SITE_URLCONF = "betang.edge.tests.race.urls"
