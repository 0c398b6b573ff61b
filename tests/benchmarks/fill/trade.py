"""Orders, lines, deliveries, receipts with their files, what checks found."""

from __future__ import annotations

from .bulk import chance, copies

TABLES = (
    *("sale_order", "sale_order_line", "stock_picking", "stock_move", "order_receipt"),
    *("ir_attachment", "order_verification_issue", "order_receipt_dispute", "order_audit"),
    *("order_intake_message",),
)
_FILLED = "filled f JOIN seeds s ON s.c = f.c JOIN filled_sums q ON q.order_id = f.id"
_FIRST = "f.t + interval '120 hours'"
_LATER = f"CASE WHEN {chance(31)} < 0.1 THEN f.t + interval '192 hours' ELSE {_FIRST} END"
_STATE = """CASE WHEN f.cancelled THEN 'cancelled' WHEN f.paid_at IS NOT NULL
            AND f.accepted_at IS NOT NULL THEN 'done' WHEN f.arrived_at IS NOT NULL THEN 'delivered'
            WHEN f.t < now() - interval '60 days' THEN 'done' ELSE 'running' END"""
_STAGE = """(SELECT m.stage_id FROM order_tracking_milestone m
    JOIN order_tracking_stage g ON g.id = m.stage_id WHERE m.order_id = s.sale AND g.trigger = CASE
         WHEN f.cancelled OR f.t < now() - interval '60 days' THEN NULL
         WHEN f.reserved_at IS NULL THEN 'stock_reserved' WHEN f.left_at IS NULL
         THEN 'left_warehouse' WHEN f.arrived_at IS NULL THEN 'delivered' WHEN f.accepted_at IS NULL
         THEN 'accepted' WHEN f.invoiced_at IS NULL THEN 'invoiced' WHEN f.paid_at IS NULL
         THEN 'paid' END)"""
_DUE_AT = f"CASE WHEN {_STATE} IN ('running', 'delivered') THEN {_FIRST} END"
_ORDER = {
    "id": "f.id",
    "name": "'S' || f.id",
    "access_token": "md5(f.id::text)",
    "client_order_ref": "'PO' || f.id * 7919 %% 1000003",
    **dict.fromkeys(
        ("partner_id", "partner_invoice_id", "partner_shipping_id"), "%(far)s + f.customer"
    ),
    "state": "CASE WHEN f.cancelled THEN 'cancel' ELSE 'sale' END",
    "date_order": "f.t",
    "create_date": "f.t",
    "write_date": "COALESCE(f.paid_at, f.arrived_at, f.left_at, f.t)",
    "order_channel": f"""(ARRAY['staff', 'staff', 'website', 'portal', 'edi', 'csv'])
                      [1 + floor(6 * {chance(32)})::int]""",
    "amount_untaxed": "q.amount",
    "amount_total": "q.amount",
    "currency_rate": "1",
    "verification_state": "'passed'",
    "verification_at": "f.t",
    "tracking_state": _STATE,
    "tracking_late": f"{_STATE} = 'running' AND {_FIRST} < now() AT TIME ZONE 'UTC'",
    "tracking_stage_id": _STAGE,
    "tracking_due_at": _DUE_AT,
    "promise_requested_at": f"CASE WHEN {chance(33)} < 0.3 THEN f.t + interval '144 hours' END",
    "promise_first_at": _FIRST,
    "promise_last_at": _LATER,
    "notice_due_at": "NULL",
    "receipt_due_at": "NULL",
    "receipt_retry_at": "NULL",
    "current_receipt_id": "f.id",
    "delivery_status": "CASE WHEN f.left_at IS NULL THEN 'pending' ELSE 'full' END",
    "invoice_status": "CASE WHEN f.invoiced_at IS NULL THEN 'to invoice' ELSE 'invoiced' END",
    "effective_date": "f.left_at",
    "commitment_date": "NULL",
}
_LINES = "filled_lines f JOIN seeds s ON s.c = f.c"
_DONE = "CASE WHEN f.left_at IS NULL THEN 0 ELSE f.quantity END"
_LINE = {
    "id": "f.id",
    "order_id": "f.order_id",
    "product_id": "f.product_id",
    "name": "'Product'",
    "product_uom_qty": "f.quantity",
    "price_unit": "f.price",
    "price_subtotal": "f.quantity * f.price",
    "price_total": "f.quantity * f.price",
    "qty_delivered": _DONE,
    "state": "CASE WHEN f.cancelled THEN 'cancel' ELSE 'sale' END",
    "create_date": "f.t",
    "write_date": "f.t",
}
_MOVED = """CASE WHEN f.cancelled THEN 'cancel' WHEN f.left_at IS NOT NULL THEN 'done'
            WHEN f.reserved_at IS NOT NULL THEN 'assigned' ELSE 'confirmed' END"""
_PICKING = {
    "id": "f.id",
    "name": "'OUT/' || f.id",
    "origin": "'S' || f.id",
    "sale_id": "f.id",
    "partner_id": "%(far)s + f.customer",
    "carrier_id": f"%(carrier)s + floor(4 * {chance(34)})::int",
    "state": _MOVED,
    "scheduled_date": "f.t + interval '1 day'",
    "date_deadline": _FIRST,
    "date_done": "f.left_at",
    "create_date": "f.t",
    "write_date": "COALESCE(f.left_at, f.t)",
}
_MOVE = {
    "id": "f.id",
    "picking_id": "f.order_id",
    "sale_line_id": "f.id",
    "product_id": "f.product_id",
    "product_uom_qty": "f.quantity",
    "product_qty": "f.quantity",
    "quantity": _DONE,
    "picked": "f.left_at IS NOT NULL",
    "state": "CASE WHEN f.cancelled THEN 'cancel' WHEN f.left_at IS NOT NULL THEN 'done'"
    " ELSE 'confirmed' END",
    "date": "COALESCE(f.left_at, f.t + interval '1 day')",
    "create_date": "f.t",
    "write_date": "COALESCE(f.left_at, f.t)",
}
_OF_ORDERS = "filled f JOIN seeds s ON s.c = f.c"
_SENT = f"f.t + 90 * {chance(35)} * interval '1 minute'"
_HOURS = f"1.5 * {chance(35)}"
_ANSWERED = f"{chance(36)} < 0.4"
_RECEIPT = {
    "id": "f.id",
    "number": "f.id",
    "name": "'R' || f.id",
    "order_id": "f.id",
    "company_id": "s.company",
    "token": "'r' || f.id",
    "pdf_attachment_id": "f.id",
    "content_hash": "md5(f.id::text) || md5('c' || f.id)",
    "agreement_hash": "md5('a' || f.id) || md5('b' || f.id)",
    "pdf_hash": "md5('p' || f.id) || md5('q' || f.id)",
    "seal": "md5('s' || f.id) || md5('t' || f.id)",
    "state": f"CASE WHEN {_ANSWERED} THEN 'answered' ELSE 'sent' END",
    "channel": "'mail'",
    "answer": f"CASE WHEN {_ANSWERED} THEN 'accepted' END",
    "answered_by": f"CASE WHEN {_ANSWERED} THEN 'Customer' END",
    "answered_via": f"CASE WHEN {_ANSWERED} THEN 'portal' END",
    "answered_at": f"CASE WHEN {_ANSWERED} THEN f.t + interval '5 hours' END",
    "confirmed_at": "f.t",
    "prepared_at": "f.t + interval '1 minute'",
    "sent_at": _SENT,
    "due_at": "f.t + interval '1 hour'",
    "hours": _HOURS,
    "in_time": f"{_HOURS} <= 1",
    "activity_id": "NULL",
    "previous_id": "NULL",
    "failures": "0",
}
_FILE = {
    "id": "f.id",
    "name": "'R' || f.id || '.pdf'",
    "res_id": "f.id",
    "company_id": "s.company",
    "create_date": "f.t",
}
_ISSUES = f"""
INSERT INTO order_verification_issue (order_id, company_id, rule, problem, field_name, line_key,
       severity, state, found_at, missed, overridden)
SELECT f.id, s.company, (ARRAY['quantity_high', 'price_off_list'])[1 + f.n %% 2], 'x', '', 0,
       CASE WHEN f.n %% 9 = 0 THEN 'warning' ELSE 'note' END,
       CASE WHEN f.left_at IS NULL THEN 'open' ELSE 'fixed' END, f.t, {chance(37)} < 0.02, FALSE
  FROM {_OF_ORDERS} WHERE {chance(38)} < 0.2"""
_DISPUTES = f"""
INSERT INTO order_receipt_dispute (receipt_id, order_id, company_id, place, form_key, subject,
       problem, proposed, author_name, via, state, partner_id, create_date, write_date, photo_count)
SELECT f.id, f.id, s.company, 'delivery', 'k' || f.id, 'Delivery', 'address', 'Street 5',
'Customer',
       'portal', CASE WHEN f.arrived_at IS NULL THEN 'open' WHEN f.n %% 3 = 0 THEN 'refused'
       ELSE 'accepted' END, %(far)s + f.customer, f.t, f.t, 0
  FROM {_OF_ORDERS} WHERE {chance(39)} < 0.01"""
_AUDITS = f"""
INSERT INTO order_audit (order_id, company_id, state, approval, content_hash, escalated, deadline,
       decided_at, create_date, write_date)
SELECT f.id, s.company, 'approved', 'known_customer', md5(f.id::text), FALSE,
       f.t + interval '4 hours', f.t + interval '2 hours', f.t, f.t
  FROM {_OF_ORDERS} WHERE {chance(40)} < 0.005"""
# What came in is kept for half a year, as the companies' setting has it.
_MESSAGES = f"""
INSERT INTO order_intake_message (company_id, order_id, size, error_count, attempts, partner_id,
       channel, reference, sender, state, raw_hash, raw, content, create_date, write_date)
SELECT s.company, f.id, 2000, 0, 1, %(far)s + f.customer, 'edi', 'PO' || f.id, 'x@example.com',
       CASE WHEN f.n %% 40 = 0 AND f.left_at IS NULL THEN 'refused' ELSE 'done' END,
       md5(f.id::text), repeat('line of an order ', 60), '{{}}', f.t, f.t
  FROM {_OF_ORDERS} WHERE {chance(32)} > 0.67 AND {chance(32)} <= 0.83
   AND f.t > now() - interval '180 days'"""


def make(env, values: dict) -> None:
    copies(env, "sale_order", _FILLED, "s.sale", _ORDER, values)
    copies(env, "sale_order_line", _LINES, "s.line", _LINE, values)
    copies(env, "stock_picking", _OF_ORDERS, "s.picking", _PICKING, values)
    copies(env, "stock_move", _LINES, "s.move", _MOVE, values)
    copies(env, "order_receipt", _OF_ORDERS, "%(receipt)s", _RECEIPT, values)
    copies(env, "ir_attachment", _OF_ORDERS, "%(file)s", _FILE, values)
    for query in (_ISSUES, _DISPUTES, _AUDITS, _MESSAGES):
        env.cr.execute(query, values)
