"""Owners of what needs somebody have an activity for it, as long as it is theirs to do."""

from odoo import fields


def follow(records, owned, over, activity, late_activity):
    """Exactly the owners of ``owned`` have an activity, one each; the leader's is gone with what
    is over. Set-based.

    :param records: of one model, with ``user_id`` and ``_prepare_activity(user, type id)``.
    :param owned: those of ``records`` that wait for us. :param over: those that wait for nobody.
    :param activity: external id of the type of the owner's. :param late_activity: of the leader's.
    :return: those of ``records`` whose owners were told now.
    """
    type_id, late_id = map(records.env["ir.model.data"]._xmlid_to_res_id, (activity, late_activity))
    # sudo: whoever may give a record away need not own its activity
    Activity = records.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
    found = Activity.search(
        [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("activity_type_id", "in", (type_id, late_id)),
        ]
    )
    owners = {record.id: record.user_id for record in owned if record.user_id}
    kept = found.filtered(lambda a: a.activity_type_id.id == type_id)
    gone = kept.filtered(lambda a: owners.get(a.res_id) != a.user_id)
    (gone | (found - kept).filtered(lambda a: a.res_id in over.ids)).unlink()
    told = set((kept - gone).mapped("res_id"))
    missing = records.filtered(lambda record: record.id in owners and record.id not in told)
    Activity.create([record._prepare_activity(record.user_id, type_id) for record in missing])
    return missing


def activity_of(record, user, type_id, summary, due):
    """Values of an activity of ``user`` about ``record``, due on the day of ``due`` (naive UTC;
    False: now) where the user is.

    :param summary: what it is about; what the record is called stands beside it everywhere.
        Empty: the words of its type.
    """
    kind = record.env["mail.activity.type"].with_context(lang=user.lang).browse(type_id)
    due = fields.Datetime.context_timestamp(record.with_user(user), due or fields.Datetime.now())
    return {
        "activity_type_id": type_id,
        "res_model_id": record.env["ir.model"]._get_id(record._name),
        "res_id": record.id,
        "user_id": user.id,
        "summary": summary or kind.summary,
        "date_deadline": due.date(),
    }
