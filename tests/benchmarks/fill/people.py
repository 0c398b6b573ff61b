"""Customers of ten countries, and products."""

from __future__ import annotations

from .bulk import copies
from .world import PRODUCTS

TABLES = ("res_partner",)
_CUSTOMERS = """(
    SELECT %(far)s + k AS id, c.id AS country, k
      FROM generate_series(0, greatest(200, %(size)s / 20) - 1) k
      JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS at FROM res_country) c
        ON c.at = k %% 97 %% 10) h"""
_PARTNER = {
    "id": "h.id",
    "commercial_partner_id": "h.id",
    "country_id": "h.country",
    "parent_path": "NULL",
    "name": "'Customer ' || h.k",
    "complete_name": "'Customer ' || h.k",
    "email": "'customer' || h.k || '@example.com'",
    "email_normalized": "'customer' || h.k || '@example.com'",
    "phone": "'+49 30 ' || 100000 + h.k",
    "street": "'Street ' || h.k %% 900",
    "city": "'City'",
    "zip": "(10000 + h.k %% 80000)::text",
    "lang": "'en_US'",
    "company_id": "NULL",
}
_PRODUCTS = f"(SELECT %(far)s + k AS id, k FROM generate_series(0, {PRODUCTS} - 1) k) h"
_TEMPLATE = {
    "id": "h.id",
    "name": """jsonb_build_object('en_US', 'Product ' || h.k)""",
    "company_id": "NULL",
}
_PRODUCT = {
    "id": "h.id",
    "product_tmpl_id": "h.id",
    "default_code": "'P' || h.k",
    "combination_indices": "NULL",
}


def make(env, values: dict) -> None:
    copies(env, "res_partner", _CUSTOMERS, "%(partner)s", _PARTNER, values)
    copies(env, "product_template", _PRODUCTS, "%(template)s", _TEMPLATE, values)
    copies(env, "product_product", _PRODUCTS, "%(product)s", _PRODUCT, values)
