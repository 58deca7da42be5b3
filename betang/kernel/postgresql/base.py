"""The fence's third wall: PostgreSQL knows which site is open and shows no other rows, whatever statement reaches it.

Two session settings carry the state: `betang.site` (a key, or nothing) and `betang.unfenced` (`on`, or nothing). The
policies of `kernel.walls` read them. They are sent only when a statement names a fenced table and the server may not
know the present state: once a request as a rule, 0.1 ms. A connection that nobody told anything sees no fenced row.

Behind PgBouncer in transaction pooling a session setting would stay with a server connection that the next client gets.
With `OPTIONS["fence"] = "transaction"` (`?fence=transaction` in the address) the settings are made for one transaction
only, and a statement outside of one gets a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.postgresql import base

from betang.kernel import fence

TELL = "SELECT set_config('betang.site', %s, %s), set_config('betang.unfenced', %s, %s)"


def tell_fence(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A database execute wrapper: bring the session's settings in step before a statement on a fenced table."""
    connection: DatabaseWrapper = context["connection"]
    text = sql if isinstance(sql, str) else sql.as_string(connection.connection)
    if not fence.names_fenced_table(text):
        return execute(sql, params, many, context)
    if connection.tells_each_transaction and not connection.in_atomic_block:
        with transaction.atomic(using=connection.alias):
            connection.tell_fence()
            return execute(sql, params, many, context)
    connection.tell_fence()
    return execute(sql, params, many, context)


class DatabaseWrapper(base.DatabaseWrapper):
    """`betang.kernel.postgresql`: the backend of `DATABASES` where `BETANG_DATABASE_URL` names a PostgreSQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: tuple[str, str] | None = None
        self.execute_wrappers.append(tell_fence)

    @property
    def tells_each_transaction(self) -> bool:
        """Are settings made for one transaction only (a pooler stands between)?"""
        return bool(self.settings_dict["OPTIONS"].get("fence") == "transaction")

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.pop("fence", None)
        return params

    def tell_fence(self) -> None:
        """Send the fence's state unless the server knows it. The statement is not counted among the queries of a page."""
        current = fence.state()
        match current:
            case fence.OpenSite(site_id=site_id):
                wanted = (str(site_id), "")
            case fence.Unfenced():
                wanted = ("", "on")
            case _:
                wanted = ("", "")
        if wanted == self._told:
            return
        self.validate_no_broken_transaction()
        only_here = self.tells_each_transaction
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(TELL, [wanted[0], only_here, wanted[1], only_here])
        self._told = wanted

    def init_connection_state(self) -> None:
        self._told = None
        super().init_connection_state()

    def _close(self) -> Any:
        self._told = None
        return super()._close()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self._told = None  # a setting made in the transaction went with it
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self._told = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _commit(self) -> Any:
        if self.tells_each_transaction:
            self._told = None
        return super()._commit()  # type: ignore[misc]
