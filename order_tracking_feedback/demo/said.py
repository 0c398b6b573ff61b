"""What customers of delivered demo orders said, some days after the goods had arrived."""

from datetime import timedelta

from ..voice import Said

# (channel, product, delivery, service, NPS, text); 0: no answer, NPS None: no answer
SAID = (
    ("page", 5, 5, 5, 10, "Exactly what we wanted, and two days early."),
    ("page", 4, 2, 4, 7, "Good desks. The driver did not call before he came."),
    ("mail", 0, 0, 0, None, "All chairs have arrived, thank you. One armrest squeaks a little."),
    ("phone", 4, 4, 5, 9, "Wants to order the same again for the second floor."),
    ("page", 5, 5, 4, 9, "送货很快，桌子很稳。"),
    ("survey", 3, 3, 3, 6, ""),
    ("page", 2, 4, 3, 4, "The colour is not the one of the catalogue."),
    ("phone", 0, 1, 3, 3, "Delivery came on a Saturday, nobody was there."),
    ("page", 5, 4, 5, 10, ""),
    ("rating", 0, 5, 0, None, "Friendly people, carried everything upstairs."),
    ("survey", 4, 5, 4, 8, "An invoice in the parcel would be nice."),
    ("chat", 0, 0, 5, None, "Quick answer, thanks!"),
)


def create_all(env):
    """One feedback for each delivered demo order, as far as :data:`SAID` goes."""
    arrivals = env["order.tracking.event"].search(
        [("kind", "=", "delivered")], order="occurred_at, id"
    )
    arrived = {event.order_id: event.occurred_at for event in arrivals}
    told = zip(SAID, arrived.items(), strict=False)
    for number, (said, (order, at)) in enumerate(told):
        channel, product, delivery, service, nps, text = said
        scores = {"product": product, "delivery": delivery, "service": service}
        env["order.feedback"]._record(
            Said({name: score for name, score in scores.items() if score}, nps, text),
            channel,
            f"demo:{number}",
            order=order,
            told_at=at + timedelta(days=3, hours=number),
            author_name=order.partner_id.name,
            lang=order.partner_id.lang,
        )
