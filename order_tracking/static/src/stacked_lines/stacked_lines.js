import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Rows whose cells know the name of their column: on a phone it stands before the value. */
export class StackedLinesRenderer extends ListRenderer {
    static recordRowTemplate = "order_tracking.StackedLinesRow";
}

export class StackedLinesField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: StackedLinesRenderer };
}

registry.category("fields").add("order_stacked_lines", {
    ...x2ManyField,
    component: StackedLinesField,
    additionalClasses: ["o_field_one2many", "o_stacked_lines"],
});
