"""Who gets what at each address of this package."""

from __future__ import annotations

from betang.planning.tests.access_duties import DUTIES
from betang.planning.tests.access_imports import IMPORTS
from betang.planning.tests.access_lines import LINES
from betang.planning.tests.access_papers import PAPERS
from betang.planning.tests.access_public import ROWS as PUBLIC
from tests.access import Row

ROWS: list[Row] = [*LINES, *IMPORTS, *PUBLIC, *PAPERS, *DUTIES]
