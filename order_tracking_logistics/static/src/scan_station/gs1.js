import { BarcodeParser } from "@barcodes/js/barcode_parser";

const NAMES = { product: "product", lot: "lot", package: "parcel", quantity: "quantity" };

/** What a GS1 barcode holds, read by Odoo's own parser; null of any other barcode. */
export function partsOf(parser, code) {
    if (!parser) {
        return null;
    }
    let found;
    try {
        found = parser.parse_barcode(code);
    } catch {
        return null; // the parser throws for a barcode that is not GS1
    }
    const parts = {};
    for (const { type, rule, value } of Array.isArray(found) ? found : []) {
        if (NAMES[type] && !rule?.associated_uom_id) {
            parts[NAMES[type]] = value; // weights and lengths are no counts
        }
    }
    return Object.keys(parts).length ? parts : null;
}

/** Odoo's parser for the nomenclature with this id; null where there is none to use. */
export async function loadParser(orm, id) {
    const nomenclature = id && (await BarcodeParser.fetchNomenclature(orm, id));
    return nomenclature ? new BarcodeParser({ nomenclature }) : null;
}
