import { registry } from "@web/core/registry";

/** Each step may take a minute: a busy machine is no failure. */
const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
const click = (trigger) => ({ trigger, run: "click" });

/**
 * The customer's pages have no scripts and allow none. A tour works on them through a frame of a
 * phone's size that it puts over a page of Odoo's portal.
 */
const openOnPhone = () => ({
    content: "Open the receipt on a phone",
    trigger: "body",
    run() {
        const frame = document.createElement("iframe");
        frame.style.cssText =
            "position:fixed;inset:0;z-index:9999;width:390px;height:844px;border:0;background:#fff";
        frame.className = "o_phone";
        frame.src = `${window.location.pathname}/receipt${window.location.search}`;
        document.body.append(frame);
    },
});
const onPhone = (selector) => `.o_phone:iframe ${selector}`;
const reads = (text, where = "main") => ({
    content: `The customer reads: ${text}`,
    trigger: onPhone(`${where}:contains("${text}")`),
});

/** A small picture, as a phone's camera would give it. */
const takePhoto = (field) => ({
    content: "Add a photo",
    trigger: onPhone(field),
    async run() {
        const input = this.anchor;
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 32;
        const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
        const files = new DataTransfer();
        files.items.add(new File([blob], "parcel.png", { type: "image/png" }));
        input.files = files.files;
    },
});
const press = (selector) => ({
    trigger: onPhone(selector),
    run() {
        this.anchor.click();
    },
});
/** Fills in without moving the focus: in a frame Odoo's own helpers look for it without end. */
const fill = (field, value) => ({
    content: `Fill in ${value}`,
    trigger: onPhone(field),
    run() {
        const input = this.anchor;
        const option = [...(input.options || [])].find(({ label }) => label.trim() === value);
        input.value = option ? option.value : value;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});
const fitsThePhone = () => ({
    content: "Nothing is wider than the screen",
    trigger: onPhone("main"),
    run() {
        const { scrollWidth, clientWidth } = this.anchor.ownerDocument.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`The page is ${scrollWidth} wide on a screen of ${clientWidth}`);
        }
    },
});

registry.category("web_tour.tours").add("receipt_customer_disputes", {
    steps: () =>
        patient([
            openOnPhone(),
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
            openOnPhone(),
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
