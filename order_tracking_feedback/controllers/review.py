from odoo import http
from odoo.http import content_disposition, request

_TYPES = {
    "csv": "text/csv;charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class OrderReviewExport(http.Controller):
    @http.route(
        "/order_review/<int:review_id>/figures.<any(csv, xlsx):kind>",
        type="page",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def figures(self, review_id, kind):
        name, content = request.env["order.review"].browse(review_id)._export(kind)
        headers = [
            ("Content-Type", _TYPES[kind]),
            ("Content-Disposition", content_disposition(f"{name}.{kind}")),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
