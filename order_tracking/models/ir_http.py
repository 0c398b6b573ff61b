from odoo import models
from odoo.http import request
from odoo.tools import config


class IrHttp(models.AbstractModel):
    """Links that were just sent lead somewhere although a replica does not know it yet.

    Routes with ``may_be_new=True`` are read from the replica; before one of them says that there
    is nothing, the primary database is asked.
    """

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        answer = super()._dispatch(endpoint)
        nothing = getattr(answer, "status_code", None) == 404
        if not nothing or not endpoint.routing.get("may_be_new") or not cls._reads_replica():
            return answer
        env = request.env
        with env.registry.cursor() as cr:
            request.env = env(cr=cr)
            try:
                return super()._dispatch(endpoint)
            finally:
                request.env = env

    @classmethod
    def _reads_replica(cls):
        return request.env.cr.readonly and bool(config["db_replica_host"])
