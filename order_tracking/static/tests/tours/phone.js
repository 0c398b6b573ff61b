/**
 * The customer's pages have no scripts and allow none. A tour works on them through a frame of a
 * phone's size that it puts over a page of Odoo's portal.
 */

/** Each step may take a minute: a busy machine is no failure. */
export const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
export const click = (trigger) => ({ trigger, run: "click" });
export const sees = (trigger) => ({ trigger });

/** Opens a page of the order whose portal page the tour begins on, e.g. "receipt". */
export const openOnPhone = (page) => ({
    content: `Open the ${page} on a phone`,
    trigger: "body",
    run() {
        const frame = document.createElement("iframe");
        frame.style.cssText =
            "position:fixed;inset:0;z-index:9999;width:390px;height:844px;border:0;background:#fff";
        frame.className = "o_phone";
        frame.src = `${window.location.pathname}/${page}${window.location.search}`;
        document.body.append(frame);
    },
});
export const onPhone = (selector) => `.o_phone:iframe ${selector}`;
export const reads = (text, where = "main") => ({
    content: `The customer reads: ${text}`,
    trigger: onPhone(`${where}:contains("${text}")`),
});

/** A small picture, as a phone's camera would give it. */
export const takePhoto = (field) => ({
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
export const press = (selector) => ({
    trigger: onPhone(selector),
    run() {
        this.anchor.click();
    },
});
/** Fills in without moving the focus: in a frame Odoo's own helpers look for it without end. */
export const fill = (field, value) => ({
    content: `Fill in ${value}`,
    trigger: onPhone(field),
    run() {
        const input = this.anchor;
        const option = [...(input.options || [])].find(({ label }) => label.trim() === value);
        input.value = option ? option.value : value;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});
export const fitsThePhone = () => ({
    content: "Nothing is wider than the screen",
    trigger: onPhone("main"),
    run() {
        const { scrollWidth, clientWidth } = this.anchor.ownerDocument.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`The page is ${scrollWidth} wide on a screen of ${clientWidth}`);
        }
    },
});
