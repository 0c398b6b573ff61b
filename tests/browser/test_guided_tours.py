"""The guided tours in a real browser, each as somebody of its role: in a company that works, in an
empty one, and by hand, as people take them."""

import json

from odoo.tests import HttpCase, new_test_user, tagged

from tests.order_tracking_logistics.common import ShipmentCase

SALES, CONTACTS = "sales_team.group_sale_salesman", "base.group_partner_manager"
USER, MANAGER = "order_tracking.group_user", "order_tracking.group_manager"
ROLES = {
    "salesperson": SALES,
    "warehouse": f"stock.group_stock_user,{USER}",
    "dispatcher": f"stock.group_stock_user,{USER}",
    "member": USER,
    "service": USER,
    "manager": MANAGER,
    "administrator": f"base.group_system,{MANAGER}",
}
# Every tour has its five things, and says in Chinese what is to be pressed and what for.
_READ = """
const { registry } = odoo.loader.modules.get("@web/core/registry");
const wrong = [];
for (const name of %s) {
    const steps = registry.category("web_tour.tours").get(name).steps();
    const things = new Set(steps.map((step) => step.id.split("_")[1]));
    if ([...things].join() !== "1,2,3,4,5") wrong.push(`${name} has the things ${[...things]}`);
    for (const { id, content, run } of steps.filter((step) => typeof step.run === "string")) {
        if (run !== "click") wrong.push(`${name} ${id}: ${run}`);
        if (!/[\u4e00-\u9fff]/.test(content)) wrong.push(`${name} ${id}: ${content}`);
    }
}
if (wrong.length) console.error(wrong.join("; "));
else console.log("test successful");
"""
# A hand that presses what the pointer of a tour stands at, until Odoo says that the tour is over.
_HAND = """
const { registry } = odoo.loader.modules.get("@web/core/registry");
const { tourState } = odoo.loader.modules.get("@web_tour/js/tour_state");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const steps = registry.category("web_tour.tours").get("%s").steps();
const seen = (trigger) => trigger.split(/,\\s*(?![^(]*\\))/)
    .flatMap((part) => [...document.querySelectorAll(part)])
    .find((element) => element.getClientRects().length);
const press = async (last) => {
    const index = tourState.getCurrentIndex();
    const target = seen(steps[index].trigger);
    if (!document.querySelector(".o_tour_pointer") || !target || index === last) return last;
    (target.querySelector(".o_data_cell:not(.o_handle_cell), .o_kanban_record") || target).click();
    return index;
};
const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
const taken = async () =>
    (await orm.searchRead("web_tour.tour", [["name", "=", "%s"]], ["order_taken"]))[0].order_taken;
(async () => {
    await odoo.startTour("%s", { mode: "manual", fromDB: true });
    let last = -1, done = false;
    for (let turn = 0; turn < 900 && !done; turn++) {
        await pause(100);
        if (tourState.getCurrentTour()) last = await press(last);
        else done = await taken();
    }
    if (done) console.log("test successful");
    else console.error(`stuck at ${JSON.stringify(steps[last + 1])}`);
})();
"""


@tagged("-at_install", "post_install")
class TestGuidedTours(HttpCase, ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.users = {
            role: new_test_user(cls.env, f"guided_{role}", groups=groups, lang="en_US")
            for role, groups in ROLES.items()
        }

    def take(self, role):
        self.env.flush_all()
        user, name = self.users[role], f"order_tracking_guide_{role}"
        self.start_tour("/odoo/order-tracking", name, login=user.login, timeout=600)
        self.env.invalidate_all()

    def test_in_an_empty_company(self):
        """No order, parcel, complaint or review: every text for an empty page leads on."""
        company = self.env["res.company"].create({"name": "Just founded"})
        for user in self.users.values():
            user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for role in ROLES:
            with self.subTest(role):
                self.take(role)

    def stopped(self, seller):
        """A quotation of ``seller`` that is stopped for a phone number which can be put right."""
        self.env.company.order_verification_mode = "enforce"
        rules = self.env["order.verification.rule"]
        rules.search([("code", "=", "phone_format")]).severity = "block"
        self.customer.write(
            {
                "street": "5 Foundry Court",
                "city": "San Jose",
                "zip": "95110",
                "state_id": self.env.ref("base.state_us_5").id,
                "country_id": self.env.ref("base.us").id,
                "email": "customer@example.com",
                "phone": "(408) 555-0130",
            }
        )
        self.stock(self.chair, 10)
        order = self.order((self.chair, 5), confirm=False, user_id=seller.id)
        order.action_verify()
        self.assertEqual(order.verification_state, "blocked")
        return order

    def test_the_salesperson_puts_an_order_right_and_confirms_it(self):
        seller = self.users["salesperson"]
        seller.group_ids += self.env.ref(CONTACTS)
        quotation = self.stopped(seller)
        self.take("salesperson")
        self.assertEqual(quotation.state, "sale")
        self.assertEqual(self.customer.phone, "+14085550130")

    def test_the_salesperson_may_not_correct_contacts(self):
        """The way is led to its end; what they may not do is neither offered nor done."""
        quotation = self.stopped(self.users["salesperson"])
        self.take("salesperson")
        self.assertEqual((quotation.state, quotation.verification_state), ("draft", "blocked"))
        self.assertEqual(self.customer.phone, "(408) 555-0130")

    def test_in_a_company_at_work(self):
        """Records are opened where there are some."""
        self.env.ref("order_tracking.team_warehouse").member_ids = self.users["warehouse"]
        order = self.order((self.chair, 4))
        shipped = self.shipped("EZ1")
        late = self.env.ref("order_tracking_feedback.category_late")
        self.env["order.complaint"]._open(shipped, late, {}, [])
        for role in ("member", "warehouse", "dispatcher", "service", "manager", "administrator"):
            with self.subTest(role):
                self.take(role)
        self.assertEqual(order.state, "sale")  # looking changes nothing

    def test_by_hand(self):
        """Taken by pressing what the pointer stands at; nobody is led into other tours then."""
        name, user = "order_tracking_guide_dispatcher", self.users["dispatcher"]
        self.env.flush_all()
        self.browser_js(
            "/odoo/order-tours",
            _HAND % (name, name, name),
            ready=f"!!document.querySelector('[data-tour={name}]')",
            login=user.login,
            timeout=300,
        )
        self.env.invalidate_all()
        tour = self.env["web_tour.tour"].search([("name", "=", name)])
        self.assertIn(user, tour.user_consumed_ids)
        self.assertFalse(user.tour_enabled)

    def test_five_things_in_words_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        user = self.users["administrator"]
        user.lang = "zh_CN"
        self.env.flush_all()
        names = [f"order_tracking_guide_{role}" for role in ROLES]
        self.browser_js(
            "/odoo/order-tours",
            _READ % json.dumps(names),
            ready="!!document.querySelector('.o_order_tour_start')",
            login=user.login,
            timeout=300,
        )
