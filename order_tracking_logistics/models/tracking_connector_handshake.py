from datetime import UTC, datetime

from odoo import api, models

from .. import connectors
from ..connectors import Reply, handshake


class TrackingConnector(models.Model):
    """Sources that log in with us before they push (UPS): at the push address, followed by
    ``/token``, with the push secret."""

    _inherit = "tracking.connector"

    @api.model
    def _hand_out_token(self, code, token, body, headers):
        """``connectors.Reply`` to a request for an access token; 404 for an address that is
        nobody's, 401 for a wrong secret."""
        target = self._push_target(code, token)
        if not target or not connectors.get(code).logs_in:
            return Reply(status=404)
        return handshake.reply(body, headers, target[1], datetime.now(UTC))

    @api.model
    def _is_genuine(self, code, body, headers, secret):
        """Whether a push is from its source: by its signature, or by the token it was given.

        Sources that do neither, or for which no push secret is set, are known by the secret in
        their address alone.
        """
        source = connectors.get(code)
        if source.signed:
            return source.verify(body, headers, secret)
        now = datetime.now(UTC)
        return not (source.logs_in and secret) or handshake.valid(headers, secret, now)
