import { click, patient, sees } from "@order_tracking/../tests/tours/phone";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const stands = (state) => sees(`.o_statusbar_status .o_arrow_button_current:contains('${state}')`);
const button = (name) => click(`button[name='${name}']:enabled:visible`);
const goBack = () => click(".o_back_button a");
const chooses = (field, value) => [
    click(`${field} input`),
    click(`.o_select_menu_item:contains('${value}')`),
];

tours.add("feedback_staff_sees_accepted", {
    steps: () => patient([sees(".o_order_timeline .o_stage_reached:contains('Accepted')")]),
});

tours.add("complaint_staff_resolves", {
    steps: () =>
        patient([
            stands("New"),
            // what the count has told already
            sees("[name='line_ids'] .o_data_row:contains('Chair'):contains('2'):contains('Damaged')"),
            sees("[name='photo_ids'] .o_attachment"),
            click(".o-mail-Chatter-sendMessage"),
            { trigger: ".o-mail-Composer-input", run: "edit What exactly is bent?" },
            click(".o-mail-Composer-send:enabled"),
            sees(".o-mail-Message:contains('What exactly is bent?')"),
            button("action_resolve"),
            ...chooses(".modal .o_field_widget[name='reason']", "Damage on the way"),
            {
                trigger: ".modal .o_field_widget[name='resolution'] textarea",
                run: "edit Two new chairs left today",
            },
            click(".modal button[name='action_resolve']"),
            sees("body:not(:has(.modal))"),
            stands("Resolved"),
        ]),
});

const approves = () => [stands("Requested"), button("action_approve"), stands("Approved")];
const validates = () => [button("button_validate"), stands("Done"), goBack()];
const receives = () => [
    click(".oe_stat_button:contains('Transfers')"),
    sees(".o_form_view [name='order_return_ids']"),
    ...validates(),
    stands("Received"),
];
const settles = () => [
    click("[name='line_ids'] .o_data_row td[name='grade']"),
    ...chooses(".o_selected_row .o_field_widget[name='grade']", "A: as new"),
    button("action_inspect"),
    stands("Inspected"),
    button("action_settle"),
    stands("Done"),
];

tours.add("return_staff_approves", { steps: () => patient(approves()) });
tours.add("return_staff_receives", { steps: () => patient(receives()) });
tours.add("return_staff_pays_back", {
    steps: () =>
        patient([
            ...settles(),
            click(".oe_stat_button:contains('Credit Notes')"),
            button("action_post"),
            stands("Posted"),
        ]),
});

tours.add("return_staff_replaces", {
    steps: () =>
        patient([
            ...approves(),
            ...receives(),
            ...settles(),
            click(".oe_stat_button:contains('Transfers')"),
            click(".o_data_row:contains('Ready') td[name='name']"),
            button("button_validate"),
            stands("Done"),
        ]),
});
