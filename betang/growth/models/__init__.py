"""Every model of growth.

None is fenced: all of it concerns the province's programme, not the content of one site; `site_id` only leads to the site.
"""

from betang.growth.models.activities import Activity, ActivityPhoto
from betang.growth.models.care import Mentorship, Quiet, Task, Visit, VisitPhoto
from betang.growth.models.contests import Contest, ContestCriterion, ContestEntry, Judge, Score
from betang.growth.models.courses import Certificate, Completion, Course, Lesson
from betang.growth.models.ladder import Attestation, Climb, Criterion, Held, Ladder, Stage
from betang.growth.models.overview import BlankSpot, Measures, PeriodReport
from betang.growth.models.trainings import Evaluation, Material, Presence, Registration, Scanner, Session, Training

__all__ = [
    "Activity",
    "ActivityPhoto",
    "Attestation",
    "BlankSpot",
    "Certificate",
    "Climb",
    "Completion",
    "Contest",
    "ContestCriterion",
    "ContestEntry",
    "Course",
    "Criterion",
    "Evaluation",
    "Held",
    "Judge",
    "Ladder",
    "Lesson",
    "Material",
    "Measures",
    "Mentorship",
    "PeriodReport",
    "Presence",
    "Quiet",
    "Registration",
    "Scanner",
    "Score",
    "Session",
    "Stage",
    "Task",
    "Training",
    "Visit",
    "VisitPhoto",
]
