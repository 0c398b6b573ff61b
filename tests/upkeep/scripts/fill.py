# Fills a database through the addons' own ways, as far as they are installed: runs with every
# release. Orders in all states, receipts with real PDFs, parcels, words of customers, figures.
from datetime import datetime, timedelta

from odoo import Command

env["res.company"].search([]).write(
    {"order_verification_mode": "off"} if "order.verification.rule" in env else {}
)
company = env.company
company.write({"email": "seller@example.com"})
customer = env["res.partner"].create(
    {
        "name": "Filled Customer",
        "lang": "en_US",
        "email": "buyer@example.com",
        "phone": "+32 470 12 34 56",
        "street": "1 Long Road",
        "city": "Gent",
        "zip": "9000",
        "country_id": env.ref("base.be").id,
    }
)
chair, desk = env["product.product"].create(
    [
        {"name": name, "is_storable": True, "list_price": price, "taxes_id": False}
        for name, price in (("Filled Chair", 10), ("Filled Desk", 20))
    ]
)
warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
for product in (chair, desk):
    env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 500)


def sell(*lines, confirm=True, **values):
    order = env["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
                for product, quantity in lines
            ],
            **values,
        }
    )
    if confirm:
        order.action_confirm()
    env.cr.flush()
    return order


def ship(order, share=1):
    while ready := order.picking_ids.filtered(lambda p: p.state == "assigned").sorted("id")[:1]:
        for move in ready.move_ids:
            move.quantity = move.product_uom_qty * share
            move.picked = True
        ready.with_context(skip_backorder=True, skip_sms=True).button_validate()
        env.cr.flush()
        assert ready.state == "done", ready.state
        if share < 1:
            break


def mark(order, trigger):
    found = order.milestone_ids.filtered(lambda m: m.stage_id.trigger == trigger)
    order._tracking_mark(found.stage_id)
    env.cr.flush()


def fill_core():
    delivered = sell((chair, 2), (desk, 1))
    ship(delivered)
    mark(delivered, "delivered")
    delivered._create_invoices().action_post()
    env.cr.flush()
    part = sell((chair, 10))
    ship(part, 0.5)
    later = sell((desk, 3), commitment_date=datetime.now() + timedelta(days=5))
    env["order.tracking.repromise"].create(
        {
            "order_id": later.id,
            "date": datetime.now() + timedelta(days=9),
            "reason": "The truck broke down",
        }
    ).action_promise()
    wrong = sell((chair, 1))
    ship(wrong)
    mark(wrong, "delivered")
    event = env["order.tracking.event"].search(
        [("order_id", "=", wrong.id), ("evidence", "=", "staff")], limit=1
    )
    env["order.tracking.void"].create(
        {"event_id": event.id, "reason": "Another order was meant"}
    ).action_void()
    sell((chair, 4))._action_cancel()
    sell((chair, 5), confirm=False)
    env["order.tracking.link"].create({"order_id": part.id, "partner_id": customer.id})
    env.cr.flush()
    return delivered | part | later | wrong


def fill_receipts(orders):
    for order in orders[:2]:
        order._receipt_prepare()
        env.cr.flush()
    orders[1].order_line[:1].product_uom_qty += 1  # a second revision
    env.cr.flush()
    orders[1]._receipt_prepare()
    env.cr.flush()


def fill_logistics():
    import json

    source = env["tracking.connector"].create(
        {"name": "Filled Source", "code": "easypost", "push_secret": "secret"}
    )
    fee = env["product.product"].create({"name": "Filled Delivery", "type": "service"})
    carrier = env["delivery.carrier"].create(
        {"name": "Filled Parcels", "product_id": fee.id, "tracking_connector_id": source.id}
    )
    order = sell((chair, 3))
    order.picking_ids.carrier_id = carrier
    ship(order)
    order.picking_ids.carrier_tracking_ref = "FILLED0001,FILLED0002"
    env.cr.flush()
    for number, status in (("FILLED0001", "delivered"), ("FILLED0002", "in_transit")):
        scan = {
            "object": "TrackingDetail",
            "status": status,
            "datetime": (datetime.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "message": "Scanned",
            "tracking_location": {"city": "Berlin", "country": "DE"},
        }
        told = {"object": "Tracker", "id": f"trk_{number}", "tracking_code": number}
        told |= {"status": status, "tracking_details": [scan]}
        body = json.dumps({"description": "tracker.updated", "result": told}).encode()
        env["tracking.message"]._receive(source.id, "push", body)
    env["tracking.message"]._receive(source.id, "push", b"nonsense")
    env["tracking.message"].search([("state", "=", "received")])._process()
    env.cr.flush()
    source.state = "paused"  # nobody outside is asked
    return order


def fill_feedback():
    public = env["sale.order"].with_user(env.ref("base.public_user"))
    whole, broken = sell((chair, 2)), sell((chair, 8))
    for order in (whole, broken):
        ship(order)
        mark(order, "delivered")
    broken._create_invoices().action_post()
    env.cr.flush()
    env["order.tracking.watch"]._look((whole | broken).ids)
    env.cr.flush()
    env.invalidate_all()
    for order, answer in ((whole, {"everything": "1"}), (broken, None)):
        found = order.acceptance_ids.filtered(lambda a: a.state == "open")
        line = f"line{found.line_ids.id}"
        answer = answer or {
            f"{line}-good": "6",
            f"{line}-problem": "damaged",
            f"{line}-note": "Scratched on the left",
        }
        sent = {"access_token": order._portal_ensure_token(), "acceptance": str(found.id)}
        refused = public._acceptance_answer(order.id, sent | answer, {}, trusted=False)
        assert refused is None, refused
        env.cr.flush()
        env.invalidate_all()
    [goods] = [g for g in broken._return_goods() if g.left]
    reason = env.ref("order_tracking_feedback.return_reason_defective")
    asked = {
        "access_token": broken._portal_ensure_token(),
        "step": "ask",
        f"{goods.key}-quantity": "2",
        f"{goods.key}-reason": str(reason.id),
        f"{goods.key}-wish": "refund",
    }
    refused = public._return_tell(broken.id, asked, {}, trusted=False)
    assert refused is None, refused
    env.cr.flush()
    return whole | broken


def fill_review(orders):
    env["order.outcome"]._refresh(orders.ids)
    today = datetime.now().date()
    review = env["order.review"].create(
        {
            "company_id": company.id,
            "kind": "month",
            "date_from": today.replace(day=1),
            "date_to": today,
        }
    )
    review.action_freeze()
    env.cr.flush()


filled = fill_core()
if "order.receipt" in env:
    fill_receipts(filled)
if "order.shipment" in env:
    filled |= fill_logistics()
if "order.acceptance" in env:
    filled |= fill_feedback()
if "order.review" in env:
    fill_review(filled)
env.cr.commit()
