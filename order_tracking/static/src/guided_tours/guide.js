import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * What the guided tours are made of. A tour leads through the five first things of a role; a thing is a
 * list of steps. Each works in a company without any order: where a page has no record yet, its text for
 * empty pages takes the record's place, and the steps that need an open record are passed over.
 */

// examples that Odoo shows on empty pages are no records
const HERE = ".o_action:not(:has(.o_view_sample_data))";
const LISTED = `${HERE} .o_list_table tbody:has(.o_data_row)`;
const CARDS = `${HERE} .o_kanban_renderer:has(.o_kanban_record:not(.o_kanban_ghost))`;
const CELL = `${HERE} .o_data_row .o_data_cell:not(.o_handle_cell)`;
const CARD = `${HERE} .o_kanban_record:not(.o_kanban_ghost)`;
const EMPTY = ".o_view_nocontent";
// asked in the moment in which the step before was done: the empty page is then still there
const OPENED = `body:not(:has(${EMPTY}))`;
const LEFT = "o_order_guide_left";

/** Opens `entry` of the menu's `section` (external ids); `content` says what for. */
export function menu(section, entry, content) {
    return [
        // for the tests: the page that is left, so that nothing of it is taken for the next one
        { isActive: ["auto"], trigger: ".o_action_manager > *", run: markLeft },
        { isActive: ["mobile"], trigger: ".o_menu_toggle", content, tooltipPosition: "bottom", run: "click" },
        {
            isActive: ["desktop"],
            // on a narrow screen the section may be behind the plus sign
            trigger: `.o_menu_sections button[data-menu-xmlid="${section}"], .o_menu_sections_more button`,
            content,
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: `.o-dropdown--menu [data-menu-xmlid="${entry}"], .o_app_menu_sidebar [data-menu-xmlid="${entry}"]`,
            content: _t("Open this page."),
            tooltipPosition: "right",
            run: "click",
        },
        { isActive: ["auto"], trigger: `.o_action_manager > :not(.${LEFT}), .modal .o_form_view` },
    ];
}

function markLeft() {
    this.anchor.classList.add(LEFT);
}

/** Opens a record of the page; on an empty page its text is pressed instead. */
export function first(content) {
    const step = { content, tooltipPosition: "top", run: "click" };
    return [
        // people may choose any record, tests press the first
        { ...step, isActive: ["manual"], trigger: `${LISTED}, ${CARDS}, ${EMPTY}` },
        { ...step, isActive: ["auto"], trigger: `${CELL}, ${CARD}, ${EMPTY}` },
    ];
}

/** Something of the record that is open; passed over where there was none. */
export function onRecord(trigger, content, tooltipPosition = "bottom") {
    return [{ isActive: [OPENED], trigger, content, tooltipPosition, run: "click" }];
}

/** For the tests: what shows that the step before was carried out; people see it themselves. */
export function settled(trigger) {
    return [{ isActive: ["auto", OPENED], trigger }];
}

/** Something that is always on the page. */
export function onPage(trigger, content, tooltipPosition = "bottom") {
    return [{ trigger, content, tooltipPosition, run: "click" }];
}

/** Registers the tour `name`; `things` gives the five lists of steps when texts can be translated. */
export function guidedTour(name, things) {
    registry.category("web_tour.tours").add(name, {
        url: "/odoo/order-tracking",
        steps: () => things().flatMap(numbered),
    });
}

/** The steps of one thing, each with an id that tells which of the five it belongs to. */
function numbered(steps, thing) {
    return steps.map((step, index) => ({ id: `thing_${thing + 1}_${index}`, ...step }));
}
