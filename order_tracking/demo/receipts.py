"""Receipts of the demo orders.

The job prepares those of the newest orders as soon as a server runs: their customers agreed just
now. Older orders are from before there were receipts. One receipt is with the customer already, who
says that it is wrong.
"""

import logging

from odoo.exceptions import UserError

from ..models.order_receipt_answer import Teller
from ..receipt.dispute_form import Place, Proposal

_logger = logging.getLogger(__name__)
NEWEST = 8
DISPUTED = "demo_order_coworking_reserved"
ORDERED, MEANT = "chair", 8


def hand_out(orders):
    confirmed = orders.filtered(lambda order: order.state == "sale").sorted("date_order")
    orders.receipt_due_at = False
    newest = confirmed[-NEWEST:]
    newest.receipt_due_at = orders.env.cr.now()
    newest.flush_recordset()
    # nobody can have been told before this database was made: the clock of a receipt begins now
    orders.env.cr.execute(
        "UPDATE sale_order SET create_date = now() AT TIME ZONE 'UTC' WHERE id IN %s",
        [tuple(newest.ids)],
    )
    newest.invalidate_recordset(["create_date"])
    disputed = orders.env.ref(f"order_tracking.{DISPUTED}", raise_if_not_found=False)
    if disputed:
        dispute(disputed)


def dispute(order):
    """The customer got the receipt from staff, for nobody is written to while data load, and
    wants more chairs than it says."""
    try:
        with order.env.cr.savepoint():
            issued = order._receipt_prepare()
    except UserError as error:  # no program for PDF files: the job tells people about it
        _logger.info("no receipt of %s: %s", order.name, error)
        return
    issued.mail_id.cancel()
    issued.channel = "person"
    issued._handed_over(evidence="staff")
    product = order.env.ref(f"order_tracking.demo_product_{ORDERED}")
    line = order.order_line.filtered(lambda line: line.product_id == product)
    place = Place(f"line{line.id}", line=str(line.id), present={"quantity": line.product_uom_qty})
    proposal = Proposal(
        place,
        "quantity",
        str(MEANT),
        note="We need eight chairs, two for the meeting room.",
        number=float(MEANT),
    )
    customer = order.partner_id
    issued._customer_disputes((proposal,), "demo", Teller(customer.name, "link", customer))
    # records of one transaction are as old as its beginning, the receipt is as old as itself
    order.env.cr.execute(
        "UPDATE order_receipt_dispute SET create_date = %s WHERE receipt_id = %s",
        [issued.answered_at, issued.id],
    )
