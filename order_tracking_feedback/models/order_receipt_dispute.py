from odoo import fields, models


class OrderReceiptDispute(models.Model):
    """What a customer said about a receipt is kept no longer than what they say here."""

    _name = "order.receipt.dispute"
    _inherit = ["order.receipt.dispute", "order.personal"]
    _personal_words = ("proposed", "note", "author_name", "decision_note")
    _personal_since = "decided_at"
    _personal_over = "state <> 'open'"

    partner_id = fields.Many2one(store=True, index="btree_not_null")

    _changed_idx = models.Index("(company_id, write_date)")
    _words_idx = models.Index("(company_id, decided_at) WHERE words_erased_at IS NULL")
    _photos_idx = models.Index("(company_id, decided_at) WHERE photos_erased_at IS NULL")
