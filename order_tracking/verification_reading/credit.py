"""What customers owe, of companies that use Odoo's credit limit."""

from __future__ import annotations

from odoo.tools import SQL

from ..verification.values import Credit

# As res.partner's ``credit`` and ``credit_to_invoice``: open receivables, and of confirmed orders
# what no posted invoice covers. Amounts in the company's currency; an order's at its own rate.
_USED = """
WITH asked AS (SELECT * FROM unnest(%(customers)s, %(companies)s) AS a (customer, company))
SELECT a.customer, a.company, sum(l.amount_residual)::float AS used
  FROM asked a
  JOIN res_company c ON c.id = a.company
  JOIN res_company branch ON branch.parent_path LIKE split_part(c.parent_path, '/', 1) || '/%%'
  JOIN account_move_line l ON l.partner_id = a.customer AND l.company_id = branch.id
  JOIN account_account acc ON acc.id = l.account_id AND acc.account_type = 'asset_receivable'
 WHERE l.parent_state = 'posted' AND l.reconciled IS NOT TRUE
 GROUP BY 1, 2
 UNION ALL
SELECT a.customer, a.company, sum(
           l.price_total / l.product_uom_qty / COALESCE(NULLIF(o.currency_rate, 0), 1)
           * (CASE WHEN t.invoice_policy = 'delivery' THEN l.qty_delivered
                   ELSE l.product_uom_qty END - COALESCE(billed.quantity, 0)))::float
  FROM asked a
  JOIN res_partner p ON p.commercial_partner_id = a.customer
  JOIN sale_order o ON o.partner_invoice_id = p.id AND o.company_id = a.company
  JOIN sale_order_line l ON l.order_id = o.id AND l.product_uom_qty != 0
  LEFT JOIN product_product product ON product.id = l.product_id
  LEFT JOIN product_template t ON t.id = product.product_tmpl_id
  LEFT JOIN LATERAL (
      SELECT sum(b.quantity * bu.factor / su.factor
                 * CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END) AS quantity
        FROM sale_order_line_invoice_rel rel
        JOIN account_move_line b ON b.id = rel.invoice_line_id
        JOIN account_move m ON m.id = b.move_id
        JOIN uom_uom bu ON bu.id = COALESCE(b.product_uom_id, l.product_uom_id)
        JOIN uom_uom su ON su.id = l.product_uom_id
       WHERE rel.order_line_id = l.id
         AND (m.state = 'posted' OR m.payment_state = 'invoicing_legacy')) billed ON TRUE
 WHERE o.state = 'sale' AND o.id NOT IN %(orders)s
   AND EXISTS (SELECT FROM sale_order_line open
                WHERE open.order_id = o.id AND open.untaxed_amount_to_invoice > 0)
 GROUP BY 1, 2
"""


def read_credit(env, headers: dict[int, dict]) -> dict[int, Credit]:
    """By order id, of orders whose customer has a limit."""
    limits = {order: _limit(env, row) for order, row in headers.items() if row["uses_credit_limit"]}
    limits = {order: limit for order, limit in limits.items() if limit}
    if not limits:
        return {}
    pairs = sorted({_pair(headers[order]) for order in limits})
    used = dict.fromkeys(pairs, 0.0)
    query = SQL(
        _USED,
        customers=[customer for customer, _company in pairs],
        companies=[company for _customer, company in pairs],
        orders=tuple(headers),
    )
    for customer, company, amount in env.execute_query(query):
        used[customer, company] += amount or 0.0
    return {
        order: Credit(limit=limit, used=used[_pair(headers[order])])
        for order, limit in limits.items()
    }


def _pair(row: dict) -> tuple[int, int]:
    return row["commercial_partner_id"], row["company_id"]


def _limit(env, row: dict) -> float:
    """The customer's own limit, else the company's default; zero is no limit, as in Odoo."""
    if row["credit_limit"] is not None:
        return row["credit_limit"]
    partners = env["res.partner"].with_company(row["company_id"])
    # the field itself is for accountants; the limit only says yes or no here
    return partners.sudo()._fields["credit_limit"].get_company_dependent_fallback(partners) or 0.0
