import { _t } from "@web/core/l10n/translation";

/** A quantity without needless zeros. */
export const shown = (quantity) => String(Math.round(quantity * 1000) / 1000);

/**
 * What a person reads after a scan: `{ tone, title, text }`.
 *
 * @param {Object} outcome of the rules
 * @param {Object} session
 * @param {Object} scan
 */
export function describe(outcome, session, scan) {
    const product = session.products[outcome.product];
    const names = {
        item: product?.name || _t("this item"),
        unit: product?.unit || "",
        code: scan.code || "",
        lot: outcome.lot || "",
        parcel: outcome.parcel?.startsWith("new:") ? "" : outcome.parcel || "",
        quantity: shown(outcome.quantity),
        weight: scan.weight ? shown(scan.weight) : "",
        expected: outcome.expected ? shown(outcome.expected) : "",
    };
    return WORDS[outcome.code](names, outcome);
}

const good = (title, text) => ({ tone: "good", title, text });
const ask = (title, text) => ({ tone: "ask", title, text });
const bad = (title, text) => ({ tone: "bad", title, text });

const WORDS = {
    ok: (n, outcome) => {
        if (!outcome.takes.length) {
            return good(_t("Parcel packed"), n.parcel);
        }
        return outcome.packs.length
            ? good(_t("Parcel taken"), n.parcel)
            : good(_t("Correct item"), [`${n.quantity} × ${n.item}`, n.lot].filter(Boolean).join(" · "));
    },
    undone: (n) => ask(_t("Taken back"), n.parcel || `${n.quantity} × ${n.item}`),
    closed: () => ({ tone: "done", title: _t("Transfer done"), text: "" }),
    lot_missing: (n) => ask(_t("Scan the lot"), n.item),
    item_missing: (n) =>
        bad(_t("Which item?"), _t("Several items have the lot %(lot)s. Scan the item first.", n)),
    unknown_barcode: (n) =>
        bad(
            _t("Unknown barcode"),
            _t("“%(code)s” does not belong to this transfer. Put it back and take the item shown.", n)
        ),
    wrong_item: (n) =>
        bad(
            _t("Wrong item"),
            _t("“%(code)s” is not in this transfer. Put it back and take the item shown.", n)
        ),
    too_many: (n) => bad(_t("Too many"), _t("%(quantity)s too many of %(item)s. Put them back.", n)),
    wrong_lot: (n) =>
        bad(_t("Wrong lot"), _t("%(lot)s of %(item)s is not reserved. Take the lot shown.", n)),
    wrong_parcel: (n) =>
        n.lot
            ? bad(_t("Wrong parcel"), _t("These items belong in %(lot)s. Use that parcel.", n))
            : bad(
                  _t("Wrong parcel"),
                  _t("%(parcel)s does not belong to this transfer. Take another one.", n)
              ),
    already_packed: (n) =>
        bad(
            _t("Already packed"),
            n.parcel
                ? _t("%s was scanned before. Put it aside.", n.parcel)
                : _t("%s was scanned before, or is in a packed parcel.", n.lot || n.item)
        ),
    wrong_weight: (n) =>
        bad(
            _t("Wrong weight"),
            _t(
                "The parcel weighs %(weight)s kg and should weigh %(expected)s kg. Check what is in it.",
                n
            )
        ),
    incomplete: (n) => ask(_t("Something is missing"), _t("%s still to pick.", n.quantity)),
    nothing: () => ask(_t("Nothing to do"), _t("Scan an item first.")),
    refused: (n) => bad(_t("Odoo refused this"), n.lot),
};
