"""The words of verification: names of rules, what they do, what they found.

An addon that registers a rule adds its words to these tables.
"""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
CONSEQUENCES = {
    "off": _lt("It is switched off."),
    "note": _lt("It is shown with the order and stops nothing."),
    "warning": _lt("The order gets a warning and can be confirmed."),
    "audit": _lt("Somebody of the audit team has to approve the order first."),
    "block": _lt("The order is not confirmed until it is corrected or overridden with a reason."),
}
HOLDS = {
    "signature": _lt("The customer has signed: correct the order and confirm it"),
    "payment": _lt("The customer has paid: correct the order and confirm it"),
    "checkout": _lt("Ordered on the website: correct the order and confirm it"),
}
FAILED = _lt("This could not be checked (%(found)s). Tell your administrator.")
UNKNOWN = _lt("Found: %(found)s. Expected: %(expected)s.")
ERASED = _lt("What was found was erased with the customer's data.")
UNTOLD = _lt("Found later by people: %(note)s")
WHOSE = {"customer": _lt("this customer"), "product": _lt("all customers")}
# By rule code.
TITLES = {
    "customer_name": _lt("Customer's name"),
    "contact_unreachable": _lt("Customer can be reached"),
    "contact_archived": _lt("Archived contact"),
    "email_syntax": _lt("E-mail address"),
    "email_domain": _lt("Likely slip in the e-mail address"),
    "phone_number": _lt("Phone number"),
    "phone_format": _lt("International phone format"),
    "stray_blanks": _lt("Stray blanks"),
    "address_country": _lt("Country of delivery"),
    "address_incomplete": _lt("Street and city of delivery"),
    "address_postcode_missing": _lt("Postcode is there"),
    "address_postcode_advised": _lt("Postcode is there where it is usual"),
    "address_postcode": _lt("Postcode of the country"),
    "address_postcode_format": _lt("Format of the postcode"),
    "address_state": _lt("State or province"),
    "product_unknown": _lt("Known product"),
    "product_archived": _lt("Archived product"),
    "product_not_saleable": _lt("Product can be sold"),
    "product_company": _lt("Product of this company"),
    "product_unit": _lt("Unit of measure"),
    "quantity_positive": _lt("Quantity is positive"),
    "quantity_high": _lt("Unusually high quantity"),
    "quantity_low": _lt("Unusually low quantity"),
    "quantity_packs": _lt("Whole packs"),
    "price_zero": _lt("Price is positive"),
    "price_below_cost": _lt("Price below cost"),
    "price_off_list": _lt("Price off the pricelist"),
    "price_discount": _lt("Discount over the limit"),
    "price_currency": _lt("Currency"),
    "date_commitment_past": _lt("Promised date in the past"),
    "date_requested_past": _lt("Requested date in the past"),
    "date_too_soon": _lt("Promised sooner than feasible"),
    "stock_promised": _lt("Goods there by the promised date"),
    "stock_expected": _lt("Goods there by the usual date"),
    "duplicate_reference": _lt("Customer's reference used before"),
    "duplicate_content": _lt("Same order again"),
    "credit_limit": _lt("Credit limit"),
    "risk_first_order": _lt("First order of high value"),
    "risk_countries": _lt("Billed and delivered in different countries"),
    "risk_burst": _lt("Unusually many orders"),
}
# What a rule does with its numbers, by rule code.
EXPLANATIONS = {
    "customer_name": _lt(
        "Finds customers without a name, or with a word of a trial, a mail address or a phone "
        "number in its place."
    ),
    "contact_unreachable": _lt(
        "Finds customers with neither an e-mail address nor a phone number."
    ),
    "contact_archived": _lt("Finds orders for contacts that are archived."),
    "email_syntax": _lt("Finds e-mail addresses that mail cannot go to."),
    "email_domain": _lt("Finds e-mail domains that look like a slip of a well-known one."),
    "phone_number": _lt("Finds phone numbers that do not exist in their country."),
    "phone_format": _lt("Finds phone numbers that are not written as +, country, number."),
    "stray_blanks": _lt("Finds needless blanks and invisible characters in names and addresses."),
    "address_country": _lt("Finds delivery addresses without a country."),
    "address_incomplete": _lt(
        "Finds delivery addresses without the street or city that their country needs."
    ),
    "address_postcode_missing": _lt(
        "Finds delivery addresses without a postcode where the country needs one."
    ),
    "address_postcode_advised": _lt(
        "Finds delivery addresses without a postcode where the country has them."
    ),
    "address_postcode": _lt(
        "Finds postcodes that the country or the state of the delivery address does not have."
    ),
    "address_postcode_format": _lt(
        "Finds postcodes that are not written as their country writes them."
    ),
    "address_state": _lt(
        "Finds states or provinces that are missing or belong to another country."
    ),
    "product_unknown": _lt("Finds lines whose product is not known."),
    "product_archived": _lt("Finds archived products."),
    "product_not_saleable": _lt("Finds products that are not for sale."),
    "product_company": _lt("Finds products of another company."),
    "product_unit": _lt("Finds units that do not convert into the product's unit."),
    "quantity_positive": _lt("Finds lines that order nothing, or less than nothing."),
    "quantity_high": _lt(
        "Finds quantities far above what the customer (from %(count)s orders on), or else "
        "everybody, orders of the product: above %(factor)s times the usual and with an "
        "outlier score above %(score)s, and always above %(percent)s%% of the largest so far. "
        "Of a product that is new to the customer: above %(factor)s times the usual and more than "
        "anybody ordered."
    ),
    "quantity_low": _lt(
        "Finds quantities far below what the customer (from %(count)s orders on), or else "
        "everybody, orders of the product: less than the usual divided by %(factor)s, "
        "with an outlier score above %(score)s."
    ),
    "quantity_packs": _lt("Finds quantities that are no whole number of the product's packs."),
    "price_zero": _lt("Finds prices of zero and negative prices."),
    "price_below_cost": _lt(
        "Finds prices, after discount, more than %(percent)s%% below the cost."
    ),
    "price_off_list": _lt(
        "Finds prices more than %(percent)s%% above the pricelist, or more than %(factor)s times "
        "that below it."
    ),
    "price_discount": _lt("Finds discounts over %(percent)s%% that the pricelist does not grant."),
    "price_currency": _lt(
        "Finds orders in another currency than their pricelist, the customer's pricelist, or all "
        "earlier orders of the customer (from %(count)s on)."
    ),
    "date_commitment_past": _lt(
        "Finds promised dates that are over for more than %(hours)s hours."
    ),
    "date_requested_past": _lt(
        "Finds requested dates that are over for more than %(hours)s hours."
    ),
    "date_too_soon": _lt(
        "Finds promised dates more than %(hours)s hours before the lead times of the goods allow."
    ),
    "stock_promised": _lt("Finds goods that are not in stock by the promised date."),
    "stock_expected": _lt(
        "Finds goods that are not in stock by the usual date, where none was promised."
    ),
    "duplicate_reference": _lt(
        "Finds orders with the same customer reference as one of the last %(days)s days."
    ),
    "duplicate_content": _lt(
        "Finds orders for the same goods and amount as one of the last %(hours)s hours."
    ),
    "credit_limit": _lt("Finds orders that take the customer over the credit limit."),
    "risk_first_order": _lt("Finds first orders of a customer for more than %(amount)s."),
    "risk_countries": _lt(
        "Finds new customers who are billed in one country and get the goods in another."
    ),
    "risk_burst": _lt(
        "Finds customers with more than %(count)s orders within an hour, and more than %(factor)s "
        "times their busiest hour of the last 90 days."
    ),
}
_PHONE = _lt("“%(found)s” is no phone number of %(expected)s. Correct it.")
_STOCK = _lt(
    "%(found)s of %(expected)s are there in time; %(shortage)s are missing. Choose a later date, "
    "split the order or offer something else."
)
_POSTCODE = _lt("There is no postcode. Enter it, for example %(expected)s.")
# By rule code and problem.
SENTENCES = {
    ("customer_name", "name_missing"): _lt("The customer has no name. Enter it."),
    ("customer_name", "name_is_none"): _lt(
        "“%(found)s” is no name of a person or company. Enter who orders."
    ),
    ("contact_unreachable", "email_and_phone_missing"): _lt(
        "There is neither an e-mail address nor a phone number. Enter one of them."
    ),
    ("contact_archived", "contact_archived"): _lt(
        "%(found)s is archived. Choose another contact or bring this one back."
    ),
    ("email_syntax", "email_invalid"): _lt(
        "“%(found)s” is not an e-mail address. Correct it, for example name@company.com."
    ),
    ("email_domain", "email_domain_unlikely"): _lt(
        "“%(found)s” looks like a slip: did they mean “%(expected)s”?"
    ),
    ("phone_number", "phone_invalid"): _PHONE,
    ("phone_format", "phone_not_e164"): _lt(
        "“%(found)s” is right, but cannot be called from everywhere. Write “%(expected)s”."
    ),
    ("stray_blanks", "stray_blanks"): _lt(
        "There are needless blanks or invisible characters. Write “%(expected)s”."
    ),
    ("address_country", "country_missing"): _lt("The delivery address has no country. Choose it."),
    ("address_incomplete", "street_missing"): _lt("The delivery address has no street. Enter it."),
    ("address_incomplete", "city_missing"): _lt("The delivery address has no city. Enter it."),
    ("address_postcode_missing", "postcode_missing"): _POSTCODE,
    ("address_postcode_advised", "postcode_missing"): _POSTCODE,
    ("address_postcode", "postcode_invalid"): _lt(
        "“%(found)s” is no postcode of %(country)s. Correct it; one looks like %(expected)s."
    ),
    ("address_postcode", "postcode_of_other_state"): _lt(
        "“%(found)s” is no postcode of %(state)s. Correct the postcode or the state."
    ),
    ("address_postcode_format", "postcode_format"): _lt(
        "“%(found)s” is written “%(expected)s” in this country."
    ),
    ("address_state", "state_missing"): _lt(
        "The delivery address has no state or province. Choose it."
    ),
    ("address_state", "state_unknown"): _lt(
        "%(found)s is not known as a state or province of this country. Choose another one."
    ),
    ("address_state", "state_of_other_country"): _lt(
        "%(found)s lies in another country. Correct the state or the country."
    ),
    ("product_unknown", "product_missing"): _lt(
        "The line has no product. Choose one or remove the line."
    ),
    ("product_unknown", "product_code_unknown"): _lt(
        "No product has the code “%(found)s”. Choose the product that is meant."
    ),
    ("product_archived", "product_archived"): _lt(
        "%(found)s is archived. Choose another product or bring it back."
    ),
    ("product_not_saleable", "product_not_saleable"): _lt(
        "%(found)s is not for sale. Choose another product, or allow its sale."
    ),
    ("product_company", "product_of_other_company"): _lt(
        "%(found)s belongs to another company. Choose a product of this one."
    ),
    ("product_unit", "unit_of_other_kind"): _lt(
        "The product is not sold in %(found)s. Choose %(expected)s or a unit that converts into it."
    ),
    ("quantity_positive", "quantity_zero"): _lt(
        "Nothing is ordered. Enter a quantity or remove the line."
    ),
    ("quantity_positive", "quantity_negative"): _lt(
        "%(found)s is less than nothing. Enter a quantity above zero or remove the line."
    ),
    ("quantity_high", "quantity_too_high"): _lt(
        "%(found)s is far more than usual: %(whose)s ordered %(usual)s as a rule in %(orders)s "
        "orders; up to %(expected)s is not unusual. Ask the customer, or correct the quantity."
    ),
    ("quantity_low", "quantity_too_low"): _lt(
        "%(found)s is far less than usual: %(whose)s ordered %(usual)s as a rule in %(orders)s "
        "orders. Ask the customer, or correct the quantity."
    ),
    ("quantity_packs", "quantity_not_in_packs"): _lt(
        "%(found)s are no whole packs (of %(packs)s). Order %(expected)s."
    ),
    ("price_zero", "price_zero"): _lt("The price is zero. Enter the price."),
    ("price_zero", "price_negative"): _lt("The price %(found)s is negative. Correct it."),
    ("price_below_cost", "price_below_cost"): _lt(
        "%(found)s is below the cost of %(expected)s. Raise the price or lower the discount."
    ),
    ("price_off_list", "price_off_list"): _lt(
        "%(found)s differs by %(percent)s%% from the pricelist, which says %(expected)s. Correct "
        "one of them."
    ),
    ("price_discount", "discount_over_limit"): _lt(
        "%(found)s%% is more discount than the %(expected)s%% that are allowed. Lower it."
    ),
    ("price_currency", "currency_of_pricelist"): _lt(
        "The order is in %(found)s, its pricelist in %(expected)s. Choose a pricelist in the right "
        "currency and update the prices."
    ),
    ("price_currency", "currency_of_customer"): _lt(
        "The order is in %(found)s, but the customer's pricelist is in %(expected)s. Choose that "
        "pricelist and update the prices."
    ),
    ("price_currency", "currency_of_history"): _lt(
        "The order is in %(found)s, but the customer always ordered in %(expected)s. Choose a "
        "pricelist in that currency, or ask the customer."
    ),
    ("date_commitment_past", "commitment_past"): _lt(
        "%(found)s is in the past. Promise a date that is still to come."
    ),
    ("date_requested_past", "requested_past"): _lt(
        "%(found)s is in the past. Ask the customer when they want the goods."
    ),
    ("date_too_soon", "commitment_too_soon"): _lt(
        "%(found)s is too soon: lines %(lines)s take %(days)s days. Promise %(expected)s or later."
    ),
    ("stock_promised", "stock_short"): _STOCK,
    ("stock_expected", "stock_short"): _STOCK,
    ("duplicate_reference", "reference_repeated"): _lt(
        "“%(found)s” is already on order %(name)s. If it is the same order, cancel one of them."
    ),
    ("duplicate_content", "content_repeated"): _lt(
        "Order %(name)s has the same goods and amount. If it is the same order, cancel one of them."
    ),
    ("credit_limit", "credit_exceeded"): _lt(
        "With this order the customer owes %(found)s, over the credit limit of %(expected)s. Ask "
        "for a payment first, or raise the limit."
    ),
    ("risk_first_order", "first_order_high"): _lt(
        "It is the customer's first order, for %(found)s; audited from %(expected)s on."
    ),
    ("risk_countries", "countries_differ"): _lt(
        "A new customer is billed in %(expected)s and wants the goods in %(found)s."
    ),
    ("risk_burst", "orders_in_burst"): _lt(
        "%(found)s orders within an hour; the busiest hour so far had %(expected)s."
    ),
}
# How values are said that are no plain numbers or texts, by rule and value: an amount in the
# company's or the order's currency, the name of a record, of a country by its code, or a word.
KINDS = {
    ("phone_number", "expected"): "country",
    ("address_postcode", "country"): "country",
    ("product_unit", "found"): "uom.uom",
    ("product_unit", "expected"): "uom.uom",
    ("quantity_high", "whose"): "whose",
    ("quantity_low", "whose"): "whose",
    ("price_zero", "found"): "own amount",
    ("price_zero", "expected"): "own amount",
    ("price_below_cost", "found"): "amount",
    ("price_below_cost", "expected"): "amount",
    ("price_off_list", "found"): "own amount",
    ("price_off_list", "expected"): "own amount",
    ("price_currency", "found"): "res.currency",
    ("price_currency", "expected"): "res.currency",
    ("credit_limit", "found"): "amount",
    ("credit_limit", "expected"): "amount",
    ("credit_limit", "used"): "amount",
    ("risk_first_order", "found"): "amount",
    ("risk_first_order", "expected"): "amount",
    ("risk_countries", "found"): "country",
    ("risk_countries", "expected"): "country",
}
SHORTAGES = {"stock_promised", "stock_expected"}  # rules about goods that are not there in time
