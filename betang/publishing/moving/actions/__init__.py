"""Moving in: an export is looked through, started, carried on, and never taken twice."""

from betang.publishing.moving.actions.looking import drop, look_through, push, start
from betang.publishing.moving.actions.running import carry_on

__all__ = ["carry_on", "drop", "look_through", "push", "start"]
