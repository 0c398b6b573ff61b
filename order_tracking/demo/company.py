"""What the orders need beside plain records: languages, accounts and stock."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo import Command

from .words import CHINESE

CUSTOMERS_ZH = ("zh_design", "zh_design_site", "zh_school", "zh_books", "zh_lin")
STOCKED = ("desk", "chair", "lamp", "cabinet")
PIECES = 400
SPARE_FRAMES, ORDERED_FRAMES, ORDERED_FOR_DAYS = 12, 40, 9


def prepare(env):
    speak(env)
    if "zh_CN" in dict(env["res.lang"].get_installed()):
        speak_chinese(env)
    keep_accounts(env, env.ref("order_tracking.demo_company_chenlu"))
    for warehouse in warehouses(env).values():
        fill(warehouse)


def warehouses(env):
    """The main company's one- and three-step warehouses, the other company's two-step one."""
    return {
        "main": env.ref("stock.warehouse0"),
        "bayside": env.ref("order_tracking.demo_warehouse_bayside"),
        "pudong": env.ref("order_tracking.demo_warehouse_pudong"),
    }


def speak(env):
    """Odoo loads an addon's translations after its demo data. Orders freeze the texts of their
    flow, so they are needed now."""
    languages = [code for code, _name in env["res.lang"].get_installed()]
    env["ir.module.module"]._load_module_terms(["order_tracking"], languages)
    env.registry.clear_cache()


def speak_chinese(env):
    for name in CUSTOMERS_ZH:
        env.ref(f"order_tracking.demo_customer_{name}").lang = "zh_CN"
    for xmlid, texts in CHINESE.items():
        record = env.ref(f"order_tracking.{xmlid}")
        for field, text in texts.items():
            record.update_field_translations(field, {"zh_CN": text})
    env.registry.clear_cache()


def keep_accounts(env, company):
    """The second company gets a chart of accounts, the main one has its own in Odoo's demo data."""
    if not company.chart_template:
        # try_loading() only adds a warning: the registry is not complete yet
        env["account.chart.template"]._load("generic_coa", company, install_demo=False)
        company.currency_id = env.ref("base.CNY")  # the chart has made it the dollar


def fill(warehouse):
    quants = warehouse.env["stock.quant"].with_company(warehouse.company_id)
    for name in STOCKED:
        product = warehouse.env.ref(f"order_tracking.demo_product_{name}")
        quants._update_available_quantity(product, warehouse.lot_stock_id, PIECES)


def expect(env):
    """The scarce product: some of it is in the other warehouse, more comes from the supplier.
    Told last, so that no order of the past takes it."""
    frame = env.ref("order_tracking.demo_product_frame")
    houses = warehouses(env)
    main, bayside = houses["main"], houses["bayside"]
    env["stock.quant"]._update_available_quantity(frame, main.lot_stock_id, SPARE_FRAMES)
    places = {
        "location_id": env.ref("stock.stock_location_suppliers").id,
        "location_dest_id": bayside.lot_stock_id.id,
        "picking_type_id": bayside.in_type_id.id,
    }
    move = {**places, "product_id": frame.id, "product_uom_qty": ORDERED_FRAMES}
    picking = env["stock.picking"].create({**places, "move_ids": [Command.create(move)]})
    picking.action_confirm()
    now = datetime.now().replace(microsecond=0)
    picking.scheduled_date = now + timedelta(days=ORDERED_FOR_DAYS)


@contextmanager
def unverified(env):
    """Verification looks at the present: what is told of the past is not stopped by it."""
    companies = {house.company_id for house in warehouses(env).values()}
    modes = {company: company.order_verification_mode for company in companies}
    for company in companies:
        company.order_verification_mode = "off"
    yield
    for company, mode in modes.items():
        company.order_verification_mode = mode


def let_go(env):
    """Uninstalling the addon leaves companies, products and orders of the demo data behind:
    accounting rests on them. Only what belongs to the addon's own models goes with it."""
    names = env["ir.model.data"].search(
        [("module", "=", "order_tracking"), ("name", "=like", r"demo\_%")]
    )
    names.filtered(lambda name: not name.model.startswith("order.")).unlink()
