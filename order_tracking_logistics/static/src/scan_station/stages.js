import { browser } from "@web/core/browser/browser";
import { newId } from "./transfer";

const KEY = "scan_station.stages";
const SHOWN = 8;

/** Stages marked by scanning orders: kept in the browser until the server has answered. */
export class StageScans {
    /** @param {Function} send of (stage, scans, device), gives `{ scan id: { ok, text } }` */
    constructor(send) {
        this.send = send;
        this.queue = JSON.parse(browser.localStorage.getItem(KEY) || "[]");
        this.marks = [];
    }

    add(stage, code, device) {
        const scan = { id: newId(), code, stage, device };
        this.queue.push(scan);
        this.marks = [{ id: scan.id, code, text: "" }, ...this.marks].slice(0, SHOWN);
        this.keep();
    }

    /** Sends what waits, one by one and in order. Gives the latest marks. */
    async sync() {
        while (this.queue.length) {
            const [{ id, code, stage, device }] = this.queue;
            const answers = await this.send(stage, [{ id, code }], device);
            this.queue.shift();
            this.keep();
            this.marks = this.marks.map((m) => (m.id === id ? { ...m, ...answers[id] } : m));
        }
        return this.marks;
    }

    keep() {
        browser.localStorage.setItem(KEY, JSON.stringify(this.queue));
    }
}
