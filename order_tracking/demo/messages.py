"""Orders that another system has sent: one was taken in, one is refused and waits for a person."""

MESSAGES = (
    {
        "reference": "WEB-3051",
        "sender": "shop-north",
        "customer": {"email": "studio@maplefinch.example.com"},
        "lines": [{"code": "OT-LAMP", "quantity": 4}],
        "special_requests": "Please call before you come.",
    },
    {
        "reference": "WEB-3052",
        "sender": "shop-north",
        "customer": {"email": "ella.marsh@example.com"},
        # two letters are swapped
        "lines": [{"code": "OT-CHIAR", "quantity": 2}, {"code": "OT-LAMP", "quantity": 1}],
    },
)


def take_in(env):
    staff = env.ref("base.user_admin")
    orders = env(user=staff, context={**env.context, "allowed_company_ids": staff.company_id.ids})
    orders["sale.order"].tracking_intake(list(MESSAGES))
