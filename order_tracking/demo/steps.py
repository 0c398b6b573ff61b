"""What can happen to a demo order. Each function does one step through Odoo's own methods.

They take the order and the instant (naive UTC) at which it happened. Only :func:`repromise`
returns something: the reason that the journal keeps.
"""

from io import BytesIO
from math import cos, floor, sin

from PIL import Image, ImageDraw

from odoo import fields


def find(env, kind, name):
    """A demo record by its short name; ``portal`` is the customer behind Odoo's portal login."""
    if name == "portal":
        return env.ref("base.partner_demo_portal")
    return env.ref(f"order_tracking.demo_{kind}_{name}")


def transfers(order):
    return order.order_line.move_ids.picking_id.sorted("id")


def send(order, at):
    order.action_quotation_sent()


def confirm(order, at, reserve=True):
    if order.state != "sale":
        order.action_confirm()
    order.date_order = at
    if not reserve:
        transfers(order).do_unreserve()


def receive(order, at, product, quantity):
    """Goods arrive from the supplier and are reserved for this order."""
    order.env["stock.quant"]._update_available_quantity(
        find(order.env, "product", product), order.warehouse_id.lot_stock_id, quantity
    )
    _open(order).action_assign()


def pick(order, at):
    _validate(_open(order, order.warehouse_id.pick_type_id), at)


def pack(order, at):
    _validate(_open(order, order.warehouse_id.pack_type_id), at)


def ship(order, at, share=1.0, signed=False):
    """The goods leave; with ``share`` below 1 the rest stays behind as a back-order.

    ``signed``: our own driver has the receiver sign for them.
    """
    pick(order, at)
    pack(order, at)
    leaving = _open(order, order.warehouse_id.out_type_id)
    _validate(leaving, at, share)
    if signed:
        _sign(leaving)


def _open(order, kind=None):
    return transfers(order).filtered(
        lambda p: p.state not in ("done", "cancel") and (not kind or p.picking_type_id == kind)
    )


def _validate(pickings, at, share=1.0):
    for picking in pickings:
        picking.action_assign()
        for move in picking.move_ids:
            wanted = floor(move.product_uom_qty * share)
            if move.quantity != wanted:
                move.quantity = wanted
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        picking.date_done = at
        picking.move_ids.move_line_ids.date = at


def _sign(pickings):
    # Writing picking.signature would render the delivery slip as a PDF, for each transfer.
    pickings.env["ir.attachment"].create(
        [
            {
                "name": "signature",
                "res_model": "stock.picking",
                "res_field": "signature",
                "res_id": picking.id,
                "raw": _pen_stroke(),
            }
            for picking in pickings
        ]
    )


def _pen_stroke():
    """A PNG such as the signature widget saves."""
    image, buffer = Image.new("RGB", (220, 80), "white"), BytesIO()
    stroke = [(x, 40 + 30 * sin(x / 7) * cos(x / 40)) for x in range(10, 210)]
    ImageDraw.Draw(image).line(stroke, fill="black", width=3)
    image.save(buffer, "PNG")
    return buffer.getvalue()


def deliver(order, at, note=""):
    """Staff have heard that the goods arrived."""
    stage = order.milestone_ids.stage_id.filtered(lambda stage: stage.trigger == "delivered")
    _staff(order)._tracking_mark(stage, at=at, note=note)


def mark(order, at, stage, note=""):
    _staff(order)._tracking_mark(order.env.ref(f"order_tracking.{stage}"), at=at, note=note)


def _staff(order):
    return order.with_user(order.user_id)


def repromise(order, at, hours, reason):
    clock = order.env["order.tracking.team"]._clocks(order.company_id)(None)
    order.commitment_date = clock.add(at, hours)
    return reason


def invoice(order, at):
    moves = order._create_invoices(final=True)
    moves.invoice_date = fields.Datetime.context_timestamp(order, at).date()
    moves.action_post()


def pay(order, at):
    moves = order.invoice_ids.filtered(lambda move: move.state == "posted")
    register = order.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=moves.ids
    )
    day = fields.Datetime.context_timestamp(order, at).date()
    register.create({"payment_date": day})._create_payments()


def cancel(order, at):
    order.action_cancel()


def confirm_again(order, at):
    order.action_draft()
    confirm(order, at)


def give_back(order, at, share=1.0):
    """Goods come back, by Odoo's return wizard."""
    left = transfers(order).filtered(
        lambda p: p.state == "done" and p.picking_type_id == order.warehouse_id.out_type_id
    )[-1:]
    wizard = order.env["stock.return.picking"].with_context(
        active_model="stock.picking", active_id=left.id, active_ids=left.ids
    )
    wizard = wizard.create({"picking_id": left.id})
    for line in wizard.product_return_moves:
        line.quantity = floor(line.move_id.quantity * share)
    returned = wizard.action_create_returns()["res_id"]
    _validate(order.env["stock.picking"].browse(returned), at)


def join(order, at, other):
    """One transfer for two orders of one customer."""
    target = _open(order.env.ref(f"order_tracking.demo_order_{other}"))[:1]
    own = _open(order)
    moves = own.move_ids
    moves.move_line_ids.picking_id = target
    moves.picking_id = target
    own.unlink()
