import { registry } from "@web/core/registry";
import {
    click,
    fill,
    fitsThePhone,
    openOnPhone,
    patient,
    press,
    reads,
    takePhoto,
} from "./phone";

registry.category("web_tour.tours").add("receipt_customer_disputes", {
    steps: () =>
        patient([
            openOnPhone("receipt"),
            reads("Please check what we agreed", "h1"),
            reads("10 Units"),
            fitsThePhone(),
            press("li:contains('Chair') a:contains('Something wrong here?')"),
            reads("What is wrong?", "h1"),
            fitsThePhone(),
            fill("details[open] select", "Quantity"),
            fill("details[open] input[type='text']", "a dozen"),
            fill("details[open] textarea", "We said twelve on the phone"),
            press("button[type='submit']"),
            reads("Nothing was sent yet", "[role='alert']"),
            reads("Write a number", ".wrong"),
            fitsThePhone(),
            // what was typed is still there
            fill("details[open] input[type='text']:value('a dozen')", "12"),
            takePhoto("details[open] input[type='file']"),
            press("button[type='submit']"),
            reads("We are checking what you told us", "h1"),
            reads("Should be: 12"),
            reads("We said twelve on the phone"),
            reads("Photos: 1"),
            reads("Being checked"),
            fitsThePhone(),
        ]),
});

registry.category("web_tour.tours").add("receipt_staff_corrects", {
    steps: () =>
        patient([
            click(".o_kanban_record:contains('Chair'):contains('12')"),
            { trigger: ".o_form_view .o_field_widget[name='stated']:contains('10 Units')" },
            { trigger: ".o_form_view .o_field_widget[name='note']:contains('twelve')" },
            { trigger: ".o_form_view .o_field_widget[name='photo_ids'] img" },
            click("button[name='action_apply']:visible"),
            { trigger: ".o_arrow_button_current:contains('Accepted')" },
            click("button[name='action_open_order']"),
            { trigger: ".o_form_view .o_data_row:contains('Chair'):contains('12')" },
        ]),
});

registry.category("web_tour.tours").add("receipt_customer_accepts", {
    steps: () =>
        patient([
            openOnPhone("receipt"),
            reads("Please check what has changed", "h1"),
            reads("Revision 2"),
            reads("Corrected as you asked: Chair, Quantity: 12", "#changes ~ ul"),
            reads("Chair, quantity: 12 (was: 10)", "#changes ~ ul"),
            reads("12 Units"),
            fitsThePhone(),
            press("a:contains('Revision 1')"),
            reads("This receipt has been replaced", "h1"),
            reads("10 Units"),
            fitsThePhone(),
            press("a:contains('Show the receipt that counts')"),
            press("button:contains('Everything is right')"),
            reads("You accepted this receipt", "h1"),
            fitsThePhone(),
        ]),
});
