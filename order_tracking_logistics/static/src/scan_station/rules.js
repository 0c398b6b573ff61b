/**
 * What a scan means: the twin of the Python package `scanning`, so that the browser can decide
 * while the network is away. It imports nothing. Both are run through `static/tests/scan_cases.json`.
 *
 * A session is the plain object that the server sends: `lines`, `codes`, `parcels`, `weights`,
 * `packaging`, `tolerance`, `answers` (outcome by scan id), `undone` (scan ids), `pending`, `closed`.
 * The meaning of each field stands in `scanning/session.py`.
 */
const EPSILON = 1e-6;
const SMALLEST = 0.05; // kg
const GOOD = new Set(["ok", "undone", "lot_missing", "closed"]);

export const isGood = (outcome) => GOOD.has(outcome.code);
export const roomOf = (line) => Math.max(0, line.expected - line.done);
export const looseOf = (line) => Math.max(0, line.done - line.packed);
export const missingOf = (session) => total(session.lines, roomOf);

const total = (rows, value) => rows.reduce((sum, row) => sum + value(row), 0);
const lineById = (session, id) => session.lines.find((line) => line.id === id);
const outcomeOf = (code, values = {}) => ({
    code,
    product: null,
    lot: null,
    parcel: null,
    quantity: 0,
    takes: [],
    packs: [],
    undoes: null,
    expected: null,
    ...values,
});

/** Decides about a scan and counts it; a repeated one gets its first answer again. */
export function take(session, scan) {
    if (scan.id in session.answers) {
        return { ...session.answers[scan.id], repeated: true };
    }
    const outcome = decide(session, scan);
    record(session, scan.id, outcome);
    return outcome;
}

/** What a scan means now; changes nothing. */
export function decide(session, scan) {
    if (session.closed) {
        return outcomeOf("nothing");
    }
    switch (scan.kind) {
        case "undo":
            return undo(session, scan.target);
        case "seal":
            return seal(session, scan, scan.parcel || null);
        case "close":
            return close(session, scan);
        default:
            return read(session, scan);
    }
}

/** Counts what was decided. */
export function record(session, id, outcome) {
    session.answers[id] = outcome;
    let [sign, counted] = [1, outcome];
    if (outcome.undoes) {
        session.undone.push(outcome.undoes);
        [sign, counted] = [-1, session.answers[outcome.undoes]];
    }
    const waits = outcome.code === "lot_missing";
    session.pending = waits ? [outcome.product, outcome.quantity] : null;
    session.closed = outcome.code === "closed";
    for (const [id, quantity, lot] of counted.takes) {
        const line = lineById(session, id);
        line.done += sign * quantity;
        if (lot) {
            line.lots[lot] = (line.lots[lot] || 0) + sign * quantity;
        }
    }
    for (const [id, quantity] of counted.packs) {
        lineById(session, id).packed += sign * quantity;
    }
}

// --------------------------------------------------------------------- barcodes

function read(session, scan) {
    const meaning = meaningOf(session, scan);
    if (!meaning) {
        return unknown(session, scan);
    }
    if (meaning === "item_missing") {
        return outcomeOf("item_missing", { lot: scan.code });
    }
    if (meaning.parcel) {
        return parcelScanned(session, scan, meaning.parcel);
    }
    let quantity = (scan.quantity ?? 1) * (meaning.quantity ?? 1);
    if (meaning.lot && !meaning.quantity && awaits(session, meaning.product)) {
        quantity = session.pending[1];
    }
    return itemScanned(session, meaning.product, meaning.lot || null, quantity);
}

function meaningOf(session, scan) {
    if (scan.parts) {
        return partsMeaning(session, scan.parts);
    }
    const found = session.codes[scan.code] || [];
    const awaited = found.filter((m) => m.lot && awaits(session, m.product));
    const plain = found.filter((m) => !m.lot);
    const chosen = [awaited, plain, found].find((some) => some.length) || [];
    return chosen.length > 1 ? "item_missing" : chosen[0];
}

function partsMeaning(session, parts) {
    if (parts.parcel) {
        return { parcel: parts.parcel };
    }
    if (!parts.product) {
        return parts.lot && session.pending
            ? { product: session.pending[0], lot: parts.lot }
            : null;
    }
    const item = (session.codes[parts.product] || []).find((m) => !m.lot && !m.parcel);
    if (!item) {
        return null;
    }
    const quantity = (parts.quantity || 1) * (item.quantity ?? 1);
    return { product: item.product, quantity, lot: parts.lot };
}

const awaits = (session, product) => Boolean(session.pending) && session.pending[0] === product;

/** A barcode of nothing: after a tracked item it is the name of a lot. */
function unknown(session, scan) {
    if (!session.pending) {
        return outcomeOf("unknown_barcode");
    }
    const [product, quantity] = session.pending;
    return itemScanned(session, product, scan.parts?.lot || scan.code, quantity);
}

// --------------------------------------------------------------------- items

function itemScanned(session, product, lot, quantity) {
    const ofProduct = session.lines.filter((line) => line.product === product);
    const about = { product, lot, quantity };
    if (!ofProduct.length) {
        return outcomeOf("wrong_item", about);
    }
    if (ofProduct[0].tracking === "none") {
        lot = null;
    } else if (!lot) {
        return awaiting(ofProduct, about);
    }
    const fitting = ofProduct.filter((line) => line.lot === null || line.lot === lot);
    if (!fitting.length) {
        return outcomeOf("wrong_lot", about);
    }
    if (ofProduct[0].tracking === "serial") {
        if (ofProduct.some((line) => (line.lots[lot] || 0) > EPSILON)) {
            return outcomeOf("already_packed", about);
        }
        about.quantity = quantity = 1;
    }
    return count(fitting, lot, quantity, about);
}

function awaiting(lines, about) {
    const over = about.quantity - total(lines, roomOf);
    return over > EPSILON
        ? outcomeOf("too_many", { ...about, quantity: over })
        : outcomeOf("lot_missing", about);
}

function count(lines, lot, quantity, about) {
    const takes = [];
    let left = quantity;
    const free = (line) => Number(line.lot === null);
    for (const line of [...lines].sort((a, b) => free(a) - free(b))) {
        const part = Math.min(roomOf(line), left);
        if (part > EPSILON) {
            takes.push([line.id, part, lot]);
            left -= part;
        }
    }
    return left > EPSILON
        ? outcomeOf("too_many", { ...about, quantity: left })
        : outcomeOf("ok", { ...about, takes });
}

// --------------------------------------------------------------------- parcels

/** A package's label: goods lying in it are taken whole, else it is filled and full. */
function parcelScanned(session, scan, name) {
    const inside = session.lines.filter((line) => line.source === name);
    if (inside.length) {
        return load(name, inside);
    }
    return session.parcels.includes(name)
        ? seal(session, scan, name)
        : outcomeOf("wrong_parcel", { parcel: name });
}

function load(name, inside) {
    const open = inside.filter((line) => roomOf(line) > EPSILON);
    if (!open.length) {
        return outcomeOf("already_packed", { parcel: name });
    }
    return outcomeOf("ok", {
        parcel: name,
        quantity: total(open, roomOf),
        takes: open.map((line) => [line.id, roomOf(line), line.lot]),
        packs: open.map((line) => [line.id, roomOf(line)]),
    });
}

function seal(session, scan, name) {
    const loose = session.lines.filter((line) => looseOf(line) > EPSILON);
    if (!loose.length) {
        const packed = Object.entries(session.answers).some(
            ([id, o]) => name && o.parcel === name && o.packs.length && !session.undone.includes(id)
        );
        return outcomeOf(packed ? "already_packed" : "nothing", { parcel: name });
    }
    const stray = loose.find((line) => line.parcel !== null && line.parcel !== name);
    if (stray) {
        return outcomeOf("wrong_parcel", { parcel: name, lot: stray.parcel });
    }
    const expected = expectedWeight(session, loose);
    if (!scan.accepted && !weightFits(expected, scan.weight, session.tolerance)) {
        return outcomeOf("wrong_weight", { parcel: name, expected });
    }
    return outcomeOf("ok", {
        parcel: name || `new:${scan.id}`,
        quantity: total(loose, looseOf),
        packs: loose.map((line) => [line.id, looseOf(line)]),
    });
}

/** kg of a parcel with all that is loose now; null where a weight is not known. */
export function expectedWeight(session, loose = session.lines.filter((l) => looseOf(l) > EPSILON)) {
    let sum = session.packaging;
    for (const line of loose) {
        const weight = session.weights[line.product] || 0;
        if (weight <= 0) {
            return null;
        }
        sum += looseOf(line) * weight;
    }
    return sum;
}

export function weightFits(expected, measured, percent) {
    if (expected === null || measured === null || measured === undefined) {
        return true;
    }
    return Math.abs(measured - expected) <= Math.max(SMALLEST, (expected * percent) / 100);
}

// --------------------------------------------------------------------- back and end

function undo(session, target) {
    const counted = session.answers[target];
    const counts = counted && (counted.takes.length || counted.packs.length);
    if (!counts || session.undone.includes(target)) {
        return outcomeOf("nothing");
    }
    const { product, lot, parcel, quantity } = counted;
    const packed = counted.takes.some(
        ([id, part]) => looseOf(lineById(session, id)) < part - EPSILON
    );
    if (!counted.packs.length && packed) {
        return outcomeOf("already_packed", { product });
    }
    return outcomeOf("undone", { product, lot, parcel, quantity, undoes: target });
}

function close(session, scan) {
    if (!session.lines.some((line) => line.done > EPSILON)) {
        return outcomeOf("nothing");
    }
    const quantity = missingOf(session);
    const missing = quantity > EPSILON && !scan.accepted;
    return outcomeOf(missing ? "incomplete" : "closed", { quantity });
}
