import { registry } from "@web/core/registry";

const click = (trigger) => ({ trigger, run: "click" });
const sees = (trigger) => ({ trigger });
const tile = (name, count) =>
    sees(`.o_dispatch_tiles .card:contains("${name}"):has(.fs-2:contains("${count}"))`);
const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));

registry.category("web_tour.tours").add("dispatch_board", {
    steps: () =>
        patient([
            sees(".o_dispatch_board h2:contains('Berlin')"),
            tile("Leave today", 3),
            tile("Late", 1),
            tile("Picked", 1),
            tile("Waiting for goods", 1),
            sees(".alert-danger:contains('3 orders for SF Express'):contains('2 not picked')"),
            sees(".card:contains('SF Express'):contains('1 of 3 picked') .badge:contains('1 late')"),
            sees(".o_dispatch_rows tbody tr:first-child:contains('Late')"),
            sees("div:contains('2 transfers')"),
            click(".btn:contains('Make Wave')"),
            sees(".o_form_view .o_statusbar_status .o_arrow_button_current:contains('In progress')"),
        ]),
});

registry.category("web_tour.tours").add("choose_carrier", {
    steps: () =>
        patient([
            click("button[name=action_choose_carrier]"),
            sees(".modal .alert-info:contains('SF Express'):contains('keeps')"),
            sees(".modal .o_data_row:nth-child(2):contains('DHL'):contains('Breaks the promise')"),
            click(".modal .o_data_row:nth-child(1) button[name=action_take]"),
            sees("body:not(:has(.modal))"),
            sees(".o_field_widget[name=order_line] .o_data_row:contains('SF Express')"),
        ]),
});
