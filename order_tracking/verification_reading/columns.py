"""SQL for columns that exist only with another add-on."""

from odoo.tools import SQL


def optional(env, model: str, field: str, alias: str, otherwise: str = "NULL") -> SQL:
    """``alias.field`` where the model has that column, else the SQL text ``otherwise``."""
    known = env[model]._fields.get(field)
    if known is not None and known.store and known.column_type:
        return SQL("%s", SQL.identifier(alias, field))
    return SQL(otherwise)  # pylint: disable=sql-injection
