"""Tables that only grow, kept so by PostgreSQL itself: also against plain SQL.

Deleting is possible in one way: when Odoo deletes the order the rows belong to (only draft
and cancelled orders can be). That code opens a window for the running transaction with
:func:`allow`.

Personal data can be taken away, and nothing else be changed, in a window of its own: see
:func:`erasing`. Figures, dates and what happened stay. Whoever opens it leaves a trace elsewhere.

A third window, ``move``, is opened by a function of the database alone, which puts what it
deletes into another table in the same statement: see ``cold``.
"""

from collections.abc import Iterable
from contextlib import contextmanager

from odoo.tools import SQL

_FUNCTION = """
CREATE OR REPLACE FUNCTION order_tracking_append_only() RETURNS trigger AS $$
DECLARE
    personal CONSTANT text[] := TG_ARGV[0];
    keys CONSTANT text[] := TG_ARGV[1];
    name text;
    was jsonb;
    becomes jsonb;
BEGIN
    IF current_setting('order_tracking.allow', true) = 'on'
       OR TG_OP = 'DELETE' AND current_setting('order_tracking.allow', true) = 'move' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    -- Personal data: a column is emptied, or these keys are taken out of a document.
    IF TG_OP = 'UPDATE' AND current_setting('order_tracking.allow', true) = 'erase'
       AND to_jsonb(NEW) - personal = to_jsonb(OLD) - personal THEN
        FOREACH name IN ARRAY personal LOOP
            was := to_jsonb(OLD) -> name;
            becomes := to_jsonb(NEW) -> name;
            IF becomes <> was AND becomes <> 'null' AND NOT (jsonb_typeof(was) = 'object'
                AND becomes <@ was) OR jsonb_typeof(was) = 'object' AND was - keys <> becomes - keys
            THEN
                RAISE EXCEPTION 'Personal data of % can only be taken away.', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        RETURN NEW;
    END IF;
    -- The foreign key's own "set null" when a user is deleted.
    IF TG_OP = 'UPDATE' AND NEW.author_id IS NULL AND OLD.author_id IS NOT NULL
       AND to_jsonb(NEW) - 'author_id' = to_jsonb(OLD) - 'author_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Rows of % are never changed or deleted; record a new fact instead.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql
"""


def protect(cr, table: str, personal: Iterable[str] = (), keys: Iterable[str] = ()) -> None:
    """Installs the triggers on ``table`` (idempotent); it needs a column ``author_id``.

    :param personal: columns that :func:`erasing` may empty; of a document (JSON) only ``keys``.
    """
    arguments = (f"{{{','.join(names)}}}" for names in (personal, keys))
    arguments = SQL(", ").join(SQL("%s", argument) for argument in arguments)
    cr.execute(_FUNCTION)
    for suffix, event, level in (
        ("row", "UPDATE OR DELETE", "ROW"),
        ("truncate", "TRUNCATE", "STATEMENT"),
    ):
        name = SQL.identifier(f"{table}_append_only_{suffix}")
        cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s"
                " EXECUTE FUNCTION order_tracking_append_only(%s)",
                name,
                SQL(event),
                SQL.identifier(table),
                SQL(level),
                arguments,
            )
        )


_REFUSAL = """
CREATE OR REPLACE FUNCTION order_tracking_frozen() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'What % says was handed out: it is never changed or deleted.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$ LANGUAGE plpgsql
"""


def freeze(cr, table: str, columns: Iterable[str]) -> None:
    """Rows of ``table`` stay, and ``columns`` keep their values; other columns may change.

    Idempotent. There is no window for these: also :func:`allow` does not open one.
    """
    cr.execute(_REFUSAL)
    old, new = (
        SQL(", ").join(SQL("%s.%s", SQL(row), SQL.identifier(column)) for column in columns)
        for row in ("OLD", "NEW")
    )
    changed = SQL("WHEN ((%s) IS DISTINCT FROM (%s))", old, new)
    for suffix, event, level in (
        ("update", SQL("UPDATE"), SQL("ROW %s", changed)),
        ("delete", SQL("DELETE"), SQL("ROW")),
        ("truncate", SQL("TRUNCATE"), SQL("STATEMENT")),
    ):
        cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s"
                " EXECUTE FUNCTION order_tracking_frozen()",
                SQL.identifier(f"{table}_frozen_{suffix}"),
                event,
                SQL.identifier(table),
                level,
            )
        )


def release(cr) -> None:
    """Removes the functions and their triggers, at uninstallation."""
    for name in ("order_tracking_append_only", "order_tracking_frozen"):
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))


@contextmanager
def allow(cr):
    """Within this block of the present transaction rows may be deleted."""
    with _window(cr, "on"):
        yield


@contextmanager
def erasing(cr):
    """Within this block of the present transaction personal data may be taken out of rows."""
    with _window(cr, "erase"):
        yield


@contextmanager
def _window(cr, kind):
    cr.execute("SELECT set_config('order_tracking.allow', %s, true)", [kind])
    try:
        yield
    finally:
        cr.execute("SELECT set_config('order_tracking.allow', '', true)")
