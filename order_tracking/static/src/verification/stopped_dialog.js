import { onWillUnmount } from "@odoo/owl";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

/** Says why an order was not confirmed; the order behind it shows the findings afterwards. */
export class OrderStoppedDialog extends WarningDialog {
    setup() {
        super.setup();
        const action = useService("action");
        // on the way to another page Odoo closes it: reloading would lead back to the order
        let leaving = false;
        useBus(this.env.bus, "ACTION_MANAGER:UPDATE", () => (leaving = true));
        onWillUnmount(() => leaving || action.doAction("soft_reload"));
    }

    inferTitle() {
        return _t("Not confirmed");
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.order_tracking.exceptions.OrderStopped", OrderStoppedDialog);
