import logging

from odoo import api, models

from .. import voice

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """What comes to the address for feedback is read as feedback; machines are not heard,
        and what they reply about a complaint is no word of the customer."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        about = any(route[0] == "order.complaint" for route in routes)
        if about and voice.automatic(message):
            message_dict["message_type"] = "out_of_office"
        ours = [route for route in routes if route[0] == "order.feedback" and not route[1]]
        if not ours:
            return routes
        mail = voice.read_mail(message)
        others = [route for route in routes if route not in ours]
        if mail.automatic:
            _logger.info(
                "No feedback: a program sent %s (%s)", message_dict["message_id"], mail.automatic
            )
            return others
        message_dict["attachments"] = _limited(message_dict.get("attachments") or [])
        told = {"told": mail}
        name, _thread, known, user, alias = ours[0]
        return [*others, (name, False, {**(known or {}), **told}, user, alias)]


def _limited(attachments):
    """The first of them that are not too big."""
    small = [found for found in attachments if len(found[1] or "") <= voice.FILE_BYTES]
    return small[: voice.FILES]
