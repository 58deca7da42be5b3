"""What a policy answers: a yes, or a no with a reason for people."""

from __future__ import annotations

from dataclasses import dataclass

from betang.kernel.errors import NotAllowed, NotFound, SecondFactorNeeded


@dataclass(frozen=True, slots=True)
class Verdict:
    """`allowed`, and where it is a no, the `reason` in words a person understands.

    `hidden` tells that even the existence of the thing must not show: `require` then raises `NotFound`.
    """

    allowed: bool
    reason: str = ""
    hidden: bool = False
    needs_second_factor: bool = False

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise `NotFound`, `SecondFactorNeeded` or `NotAllowed` unless this is a yes."""
        if self.allowed:
            return
        if self.hidden:
            raise NotFound(self.reason)
        if self.needs_second_factor:
            raise SecondFactorNeeded(self.reason)
        raise NotAllowed(self.reason)


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """A no that may be explained."""
    return Verdict(False, reason)


def hidden() -> Verdict:
    """A no that must look like «there is no such thing»."""
    from django.utils.translation import gettext

    return Verdict(False, gettext("This page does not exist."), hidden=True)


def second_factor() -> Verdict:
    """A no that turns into a yes once the person shows a second factor."""
    from django.utils.translation import gettext

    return Verdict(False, gettext("Confirm with your second factor first."), needs_second_factor=True)
