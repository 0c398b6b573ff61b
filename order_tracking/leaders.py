"""Leaders of teams are told of what nobody did in time."""


def tell(late, activity):
    """An activity for the leader of each record's team, in a fixed number of queries.

    :param late: records with ``team_id``, ``company_id`` and ``_prepare_activity(user, type id)``.
    :param activity: external id of the type of activity.
    """
    env = late.env
    type_id = env["ir.model.data"]._xmlid_to_res_id(activity)
    managers = env.ref("order_tracking.group_manager").all_user_ids
    told = [(record, _leader(record, managers)) for record in late]
    rows = [record._prepare_activity(user, type_id) for record, user in told if user]
    env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)


def _leader(record, managers):
    """The leader of the team, else one of ``managers``; maybe nobody."""
    company, leader = record.company_id, record.team_id.leader_id
    able = (leader | managers).filtered(lambda u: u.active and company in u.company_ids)
    return leader if leader in able else able[:1]
