"""Build the bundles that the tests' pages load; otherwise every run builds them and rolls back.

Runs inside `odoo shell`, which provides `env`.
"""

STYLES_ONLY = ("web.assets_frontend",)
BUNDLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
)
# of the web client's tests: once, with the add-ons' own among them
TESTS = ("web.assets_unit_tests_setup", "web.assets_unit_tests")

with_addons = env["ir.module.module"]._get("order_tracking").state == "installed"
bundles = (*BUNDLES, *TESTS) if with_addons else BUNDLES
for bundle in (*STYLES_ONLY, *bundles):
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
for bundle in bundles:
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
env.cr.commit()
