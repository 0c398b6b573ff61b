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

for bundle in (*STYLES_ONLY, *BUNDLES):
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
for bundle in BUNDLES:
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
env.cr.commit()
