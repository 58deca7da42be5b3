"""What happens by the clock. Packages say so in `AppConfig.ready()`; the worker starts each turn once (`audit.clockwork`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from betang.kernel import clock
from betang.kernel.jobs import Job


@dataclass(frozen=True, slots=True)
class Turn(ABC):
    """A job that comes round."""

    job: Job

    @property
    def name(self) -> str:
        """The job's name: one job has one schedule."""
        return self.job.name

    @abstractmethod
    def begin(self, now: datetime) -> datetime:
        """What counts as the last time of a job that was never started."""

    @abstractmethod
    def is_due(self, last: datetime, now: datetime) -> bool:
        """Has the turn come, when it last came at `last`?"""


@dataclass(frozen=True, slots=True)
class Every(Turn):
    """Comes `seconds` after it last came, and at once the first time."""

    seconds: int

    def begin(self, now: datetime) -> datetime:
        return datetime(2000, 1, 1, tzinfo=UTC)

    def is_due(self, last: datetime, now: datetime) -> bool:
        return now - last >= timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Daily(Turn):
    """Comes once a day at a time of the installation's zone; a day on which no worker ran is made up for once."""

    at: time

    def begin(self, now: datetime) -> datetime:
        return now

    def is_due(self, last: datetime, now: datetime) -> bool:
        local = now.astimezone(clock.zone())
        slot = datetime.combine(local.date(), self.at, tzinfo=clock.zone())
        if local < slot:
            slot -= timedelta(days=1)
        return last < slot


_turns: dict[str, Turn] = {}


def every(seconds: int, job: Job) -> None:
    """Have `job` started every so many seconds."""
    _turns[job.name] = Every(job, seconds)


def daily(at: str, job: Job) -> None:
    """Have `job` started each day at `at` (`"03:20"`, the installation's time)."""
    _turns[job.name] = Daily(job, time.fromisoformat(at))


def turns() -> tuple[Turn, ...]:
    """Everything that is scheduled."""
    return tuple(_turns.values())
