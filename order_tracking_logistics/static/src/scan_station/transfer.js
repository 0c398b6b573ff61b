import { browser } from "@web/core/browser/browser";
import { isGood, record, take } from "./rules";

const PREFIX = "scan_station.transfer.";
const MOST = 200; // scans in one message

/** A random identifier; `randomUUID` is there only where the page came over https. */
export function newId() {
    if (browser.crypto?.randomUUID) {
        return browser.crypto.randomUUID();
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Unsent scans of all transfers in this browser: `[{ id, device, queue }]`. */
export function unsent() {
    return Object.keys(browser.localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => JSON.parse(browser.localStorage.getItem(key)))
        .filter(({ queue }) => queue.length);
}

/**
 * One transfer on this device: decides at once, sends what was scanned in order, and compares.
 *
 * `confirmed` is the session as the server knows it; `session` has the unsent scans on top. What
 * was not sent is kept in the browser's storage, so that closing the page loses nothing.
 */
export class Transfer {
    /**
     * @param {Object} values of `scan_station_load`
     * @param {{send: Function, load: Function}} server each takes the id of the transfer
     */
    constructor(values, server) {
        this.server = server;
        this.device = newId();
        this.number = 0;
        this.answered = 0;
        this.queue = [];
        this.differences = [];
        this.adopt(values);
    }

    adopt(values) {
        this.info = values.transfer;
        this.confirmed = values;
        this.replay();
    }

    /** Puts what was not sent yet on top of what the server knows. */
    replay() {
        this.session = structuredClone(this.confirmed);
        for (const scan of this.queue) {
            take(this.session, scan);
        }
    }

    /** Decides about a scan and queues it. */
    scan(values) {
        this.number += 1;
        const scan = {
            id: newId(),
            device: this.device,
            number: this.number,
            at: new Date().toISOString(),
            kind: "code",
            quantity: 1,
            ...values,
        };
        const outcome = take(this.session, scan);
        this.queue.push(scan);
        this.keep();
        return { scan, outcome };
    }

    /** The last scan that still counts: the one that “Undo last scan” takes back. */
    get lastCounted() {
        const { answers, undone } = this.session;
        const counts = ([id, o]) => (o.takes.length || o.packs.length) && !undone.includes(id);
        return Object.entries(answers).filter(counts).at(-1);
    }

    /** Sends what is queued. Throws what the network throws; nothing is lost then. */
    async sync() {
        let isMoving = true;
        while (this.queue.length && isMoving) {
            const batch = this.queue.slice(0, MOST);
            const before = this.answered;
            await this.settle(batch, await this.server.send(this.info.id, batch));
            isMoving = this.answered > before; // else it is tried again later
        }
    }

    async settle(batch, { answers, counts, transfer, action }) {
        const sent = batch.filter(({ id }) => id in answers);
        this.answered += sent.length;
        let same = sent.length > 0;
        for (const scan of sent) {
            same = this.compare(scan, answers[scan.id]) && same;
        }
        this.queue = this.queue.filter(({ id }) => !(id in answers));
        this.info = transfer;
        this.action = action || this.action;
        same &&= Object.keys(counts).length === this.confirmed.lines.length;
        same &&= this.confirmed.lines.every((line) => agree(line, counts[line.id]));
        if (!same) {
            this.adopt(await this.server.load(this.info.id));
        } else {
            this.replay();
        }
        this.keep();
    }

    /** Takes the server's answer over; whether what it counts is known here. */
    compare(scan, told) {
        const local = this.session.answers[scan.id];
        if (local && isGood(local) !== isGood(told)) {
            this.differences.push({ scan, local, told });
        }
        const { lines, answers } = this.confirmed;
        const known = told.takes.concat(told.packs).every(([id]) => lines.some((l) => l.id === id));
        const target = !told.undoes || told.undoes in answers;
        if (known && target && !(scan.id in answers)) {
            record(this.confirmed, scan.id, told);
        }
        return known && target;
    }

    keep() {
        const key = `${PREFIX}${this.info.id}.${this.device}`;
        if (this.queue.length) {
            const { id } = this.info;
            const kept = { id, device: this.device, queue: this.queue };
            browser.localStorage.setItem(key, JSON.stringify(kept));
        } else {
            browser.localStorage.removeItem(key);
        }
    }
}

/**
 * Sends what was left behind: by another visit of this page, or by a transfer that is not open.
 *
 * @param {Function} send takes the id of the transfer and scans
 * @param {string} but the device whose transfer is open and sends itself
 */
export async function sendLeftovers(send, but) {
    for (const { id, device, queue } of unsent().filter(({ device }) => device !== but)) {
        const left = [...queue];
        while (left.length) {
            await send(id, left.splice(0, MOST));
        }
        browser.localStorage.removeItem(`${PREFIX}${id}.${device}`);
    }
}

function agree(line, counts) {
    const own = [line.expected, line.done, line.packed];
    return Boolean(counts) && own.every((value, i) => Math.abs(value - counts[i]) < 1e-6);
}
