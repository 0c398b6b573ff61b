import { BarcodeParser } from "@barcodes/js/barcode_parser";

const NAMES = { product: "product", lot: "lot", package: "parcel", quantity: "quantity" };
const COUNTS = ["30", "37"]; // numbers of pieces; other quantities are weights and lengths
const SYMBOLOGY = /^\](C1|e0|d2|Q3|J1)/; // which kind of GS1 code it was; cameras tell it, too

/** What a GS1 barcode holds, read by Odoo's own parser; null of any other barcode. */
export function partsOf(parser, code) {
    if (!parser) {
        return null;
    }
    let found;
    try {
        found = parser.parse_barcode(code.replace(SYMBOLOGY, ""));
    } catch {
        return null; // the parser throws for a barcode that is not GS1
    }
    const parts = {};
    for (const { ai, type, value } of Array.isArray(found) ? found : []) {
        if (NAMES[type] && (type !== "quantity" || COUNTS.includes(ai))) {
            parts[NAMES[type]] = value;
        }
    }
    return Object.keys(parts).length ? parts : null;
}

/** Odoo's parser for the nomenclature with this id; null where there is none to use. */
export async function loadParser(orm, id) {
    const nomenclature = id && (await BarcodeParser.fetchNomenclature(orm, id));
    return nomenclature ? new BarcodeParser({ nomenclature }) : null;
}
