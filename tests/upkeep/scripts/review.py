# What a frozen review says is counted once more: outcomes from orders and journal, figures from
# outcomes as of then. What is stored is what comes out.
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
 WHERE table_name = 'order_review_figure' AND column_name NOT IN ('id', 'review_id')"""
_DIFFERENT = """
WITH a AS (SELECT {0} FROM order_review_figure WHERE review_id = %(first)s),
     b AS (SELECT {0} FROM order_review_figure WHERE review_id = %(second)s)
(SELECT 'stored', * FROM (TABLE a EXCEPT TABLE b) x) UNION ALL
(SELECT 'again', * FROM (TABLE b EXCEPT TABLE a) y)"""


def recount():
    review = env["order.review"].search([("state", "=", "frozen")], order="id desc", limit=1)
    orders = env["order.outcome"].search([]).order_id
    assert review.figure_ids and orders, "nothing to compare"
    assert not env["order.outcome"]._refresh(orders.ids), "outcomes differ from orders and journal"
    span = (review.company_id, review.date_from, review.date_to)
    twin = env["order.review"].create(
        {
            "company_id": review.company_id.id,
            "kind": review.kind,
            "date_from": review.date_from,
            "date_to": review.date_to,
        }
    )
    again = review._compute(*span, review.as_of, None)
    env["order.review.figure"]._store(twin, again)
    env.cr.flush()
    env.cr.execute(_COLUMNS)
    statement = _DIFFERENT.format(env.cr.fetchone()[0])
    env.cr.execute(statement, {"first": review.id, "second": twin.id})
    assert not env.cr.rowcount, env.cr.fetchmany(5)
    env.cr.rollback()


if "order.review" in env:
    recount()
