"""What follows from other records is written by our own code, never by what a client sends."""

from odoo.exceptions import AccessError

_DEFAULT = "default_"  # how a client's context names the values of new records
# A client's context holds texts, numbers and lists of them: none of them is this very object.
_BY, _US = "made_by", object()


def refuse(records, vals_list, names):
    """
    :param records: those that a user writes; of a new one: the empty recordset.
    :param vals_list: what is to be written, one dictionary for each.
    :param names: the fields that follow from others.
    :raise AccessError: when one of these is told, by whomever but the superuser.
    """
    if records.env.su:
        return
    if told := names & set().union(*vals_list):
        _say(records, told)


def defaulted(records, names):
    """``records`` without the values that a client's context would give to new ones."""
    context = records.env.context
    told = {f"{_DEFAULT}{name}" for name in names} & context.keys()
    if records.env.su or not told:
        return records
    return records.with_context({key: it for key, it in context.items() if key not in told})


def by_us(records):
    """``records`` that our own code makes new ones of, with the user's rights."""
    return records.with_context(**{_BY: _US})


def is_by_us(records):
    """Whether it is our own code, or the superuser, that makes new records."""
    return records.env.su or records.env.context.get(_BY) is _US


def _say(records, told):
    fields = [records._fields[name]._description_string(records.env) for name in sorted(told)]
    raise AccessError(
        records.env._(
            "“%s” follows from what happens and is not entered by hand. Record what happened, or "
            "use the buttons.",
            ", ".join(fields),
        )
    )
