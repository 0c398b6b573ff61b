import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { browser } from "@web/core/browser/browser";
import { isMobileOS } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { loadParser, partsOf } from "./gs1";
import { expectedWeight, looseOf, missingOf, roomOf } from "./rules";
import { play } from "./sound";
import { StageScans } from "./stages";
import { sendLeftovers, Transfer } from "./transfer";
import { describe, shown } from "./words";

const AGAIN = 3000; // ms until the network is tried again
const PATIENCE = 20000; // ms that an answer may take; what is sent again counts once
const GLOW = 1200; // ms that a right scan colours the screen
const DEVICE = "scan_station.device";

/** Scan an order or a transfer, then its items, then its parcels. Made for a phone or a scanner. */
export class ScanStation extends Component {
    static template = "order_tracking_logistics.ScanStation";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.transfer = null;
        this.stages = new StageScans((...args) => this.call("sale.order", "scan_station_mark", args));
        this.state = useState({
            mode: "transfer",
            online: true,
            waiting: 0,
            busy: false,
            code: "",
            weight: "",
            times: 1,
            ask: null,
            signal: null,
            view: null,
            finished: null,
            differences: [],
            stage: "",
            stageList: [],
            marks: [],
            device: browser.localStorage.getItem(DEVICE) || "",
        });
        useBus(useService("barcode").bus, "barcode_scanned", ({ detail }) =>
            this.onCode(detail.barcode)
        );
        this.onOnline = () => this.sync();
        onWillStart(() => this.start());
        onMounted(() => browser.addEventListener("online", this.onOnline));
        onWillUnmount(() => {
            browser.removeEventListener("online", this.onOnline);
            browser.clearTimeout(this.retry);
            browser.clearTimeout(this.fade);
        });
        this.hasCamera = isBarcodeScannerSupported();
        this.lacksCamera = isMobileOS() && !this.hasCamera; // browsers lend it to https alone
    }

    async start() {
        const id = this.props.action.context?.active_id;
        try {
            await sendLeftovers((...args) => this.send(...args));
            this.state.stageList = await this.call("sale.order", "scan_station_stages", []);
            if (id) {
                await this.open("scan_station_load", [[id]]);
            }
        } catch (error) {
            this.fail(error);
        }
    }

    /** A network that swallows a request says nothing: after a while it counts as lost. */
    call(model, method, args) {
        let timer;
        const lost = new Promise((_resolve, reject) => {
            timer = browser.setTimeout(() => reject(new ConnectionLostError(method)), PATIENCE);
        });
        const answer = this.orm.silent.call(model, method, args);
        return Promise.race([answer, lost]).finally(() => browser.clearTimeout(timer));
    }

    send(id, scans) {
        const args = [[id], scans, this.state.device];
        return this.call("stock.picking", "scan_station_take", args);
    }

    // ----------------------------------------------------------------- what comes in

    /** A barcode, whatever read it. */
    async onCode(text) {
        const code = text.trim();
        if (!code || this.state.busy) {
            return;
        }
        this.state.ask = null;
        if (this.state.mode === "stage") {
            return this.mark(code);
        }
        if (!this.transfer) {
            return this.openByCode(code);
        }
        const quantity = Math.max(1, Number(this.state.times) || 1);
        this.state.times = 1;
        this.scan({ code, quantity, parts: partsOf(this.parser, code), ...this.weighed(code) });
    }

    /** The weight belongs to the label of the parcel that it was typed for. */
    weighed(code) {
        const isParcel = this.transfer.session.codes[code]?.some((meaning) => meaning.parcel);
        return isParcel ? { weight: this.weight } : {};
    }

    get weight() {
        return Number(String(this.state.weight).replace(",", ".")) || null;
    }

    onTyped(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.takeTyped();
        }
    }

    takeTyped() {
        const code = this.state.code;
        this.state.code = "";
        this.onCode(code);
    }

    /** Odoo's own dialog; it says itself why there is no picture. */
    async openCamera() {
        const code = await scanBarcode(this.env);
        this.onCode(code);
    }

    // ----------------------------------------------------------------- a transfer

    async openByCode(code) {
        this.state.busy = true;
        try {
            await this.open("scan_station_open", [code]);
        } catch (error) {
            this.fail(error);
        } finally {
            this.state.busy = false;
        }
    }

    async open(method, args) {
        const values = await this.call("stock.picking", method, args);
        this.parser = await loadParser(this.orm, values.nomenclature);
        this.transfer = new Transfer(values, {
            send: (...sent) => this.send(...sent),
            load: (id) => this.call("stock.picking", "scan_station_load", [[id]]),
        });
        this.state.online = true;
        this.state.finished = null;
        this.show();
        const { state, name } = this.transfer.info;
        if (state === "done" || state === "cancel") {
            this.leave();
            this.signal({ tone: "bad", title: name, text: _t("This transfer is finished.") });
        } else if (!this.transfer.session.lines.length) {
            this.leave();
            const text = _t("Nothing is reserved for it. Check its availability first.");
            this.signal({ tone: "bad", title: name, text });
        } else {
            this.signal({ tone: "good", title: name, text: _t("Scan the items.") });
        }
    }

    /** One scan or keystroke: decided here, sent as soon as the network is there. */
    scan(values) {
        const { scan, outcome } = this.transfer.scan(values);
        if (["incomplete", "wrong_weight"].includes(outcome.code)) {
            this.state.ask = { code: outcome.code, values: { ...values, accepted: true } };
        }
        if (outcome.packs.length) {
            this.state.weight = "";
        }
        const asks = ["lot_missing", "wrong_lot"].includes(outcome.code);
        this.wanted = asks ? outcome.product : null;
        this.show();
        this.signal(describe(outcome, this.transfer.session, scan));
        this.sync();
    }

    undo() {
        const [target] = this.transfer.lastCounted || [null];
        this.state.ask = null;
        this.scan({ kind: "undo", target });
    }

    seal() {
        this.scan({ kind: "seal", weight: this.weight });
    }

    close() {
        this.scan({ kind: "close" });
    }

    goOn() {
        const { values } = this.state.ask;
        this.state.ask = null;
        this.scan(values);
    }

    /** @param {"picking_list"|"packing_slip"} document */
    print(document) {
        const { id } = this.transfer ? this.transfer.info : this.state.finished;
        const report = `order_tracking_logistics.report_${document}`;
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: `${report}/${id}`,
            report_file: report,
        });
    }

    back() {
        this.leave();
        this.dismiss();
    }

    leave() {
        this.transfer = null;
        this.wanted = null;
        this.state.ask = null;
        this.state.view = null;
    }

    // ----------------------------------------------------------------- the network

    async sync() {
        if (this.sending) {
            return;
        }
        browser.clearTimeout(this.retry);
        this.sending = true;
        try {
            await this.transfer?.sync();
            await sendLeftovers((...args) => this.send(...args), this.transfer?.device);
            this.state.marks = await this.stages.sync();
            this.state.online = true;
        } catch (error) {
            this.postpone(error);
        } finally {
            this.sending = false;
        }
        this.settle();
    }

    /** Without the network, or while another device is served, it is tried again soon. */
    postpone(error) {
        const isBusy = error.exceptionName === "odoo.exceptions.LockError";
        this.state.online = !(error instanceof ConnectionLostError);
        if (this.state.online && !isBusy) {
            this.fail(error);
        }
        this.retry = browser.setTimeout(() => this.sync(), AGAIN);
    }

    settle() {
        if (this.transfer) {
            this.state.differences.push(...this.transfer.differences.splice(0).map((d) => this.told(d)));
            this.show();
            if (this.transfer.info.state === "done" && !this.transfer.queue.length) {
                this.finish();
            }
            if (this.transfer?.queue.length && this.state.online) {
                this.retry = browser.setTimeout(() => this.sync(), AGAIN);
            }
        }
    }

    /** The server knows more (another device, another barcode): it has the last word. */
    told({ scan, told }) {
        const words = describe(told, this.transfer.session, scan);
        this.signal(words);
        const { title, text } = words;
        const line = _t("%(code)s – %(title)s: %(text)s", { code: scan.code, title, text });
        return { id: scan.id, line };
    }

    finish() {
        const { name } = this.transfer.info;
        const { action } = this.transfer;
        this.state.finished = this.transfer.info;
        this.leave();
        this.signal({ tone: "done", title: name, text: _t("Done. Scan the next transfer.") });
        if (action) {
            this.action.doAction(action);
        }
    }

    fail(error) {
        if (error instanceof ConnectionLostError) {
            this.state.online = false;
            const text = _t("No network. Try again when it is back.");
            return this.signal({ tone: "bad", title: _t("No network"), text });
        }
        const text = error.data?.message || error.message;
        this.signal({ tone: "bad", title: _t("This did not work"), text });
    }

    // ----------------------------------------------------------------- stages

    toggleMode() {
        this.state.mode = this.state.mode === "stage" ? "transfer" : "stage";
        this.state.signal = null;
    }

    mark(code) {
        if (!this.state.stage) {
            const text = _t("Choose the stage that is done.");
            return this.signal({ tone: "bad", title: _t("Which stage?"), text });
        }
        this.stages.add(Number(this.state.stage), code, this.state.device);
        this.state.marks = this.stages.marks;
        this.signal({ tone: "ask", title: code, text: _t("Sending…") });
        this.sync().then(() => this.marked());
    }

    marked() {
        const [last] = this.state.marks;
        if (last?.text) {
            const title = last.ok ? _t("Marked") : _t("Not marked");
            this.signal({ tone: last.ok ? "good" : "bad", title, text: last.text });
        }
    }

    // ----------------------------------------------------------------- what is seen

    signal(words) {
        this.state.signal = words;
        play(words.tone);
        browser.clearTimeout(this.fade);
        if (words.tone === "good" || words.tone === "done") {
            this.fade = browser.setTimeout(() => (this.state.signal = null), GLOW);
        }
    }

    get offlineText() {
        const { waiting } = this.state;
        return waiting ? _t("Offline · %(count)s", { count: waiting }) : _t("Offline");
    }

    get finishedText() {
        return _t("%(transfer)s is done.", { transfer: this.state.finished.name });
    }

    get weightText() {
        const { weight } = this.state.view;
        return weight ? _t("Weight (should be %(weight)s kg)", { weight }) : _t("Weight");
    }

    dismiss() {
        this.state.signal = null;
    }

    nameDevice(ev) {
        this.state.device = ev.target.value.trim().slice(0, 64);
        browser.localStorage.setItem(DEVICE, this.state.device);
    }

    /** Makes what the template shows from the session. */
    show() {
        const { session, info, queue } = this.transfer;
        const rows = session.lines.map((line) => this.row(line, session));
        const open = rows.filter((row) => !row.complete);
        const loose = session.lines.reduce((sum, line) => sum + looseOf(line), 0);
        const expected = expectedWeight(session);
        this.state.waiting = queue.length;
        this.state.view = {
            info,
            rows: [...open, ...rows.filter((row) => row.complete)],
            next: this.next(open, session),
            done: shown(session.lines.reduce((sum, line) => sum + line.done, 0)),
            total: _t("of %(total)s", { total: shown(total(session.lines)) }),
            missing: missingOf(session) > 1e-6,
            loose: loose > 1e-6 ? shown(loose) : "",
            weight: loose > 1e-6 && expected !== null ? shown(expected) : "",
            canUndo: Boolean(this.transfer.lastCounted),
            closed: session.closed,
        };
    }

    row(line, session) {
        const product = session.products[line.product];
        return {
            id: line.id,
            product: line.product,
            name: product?.name,
            unit: product?.unit,
            tracking: line.tracking,
            lot: line.lot,
            source: line.source,
            parcel: line.parcel,
            place: session.places[line.id],
            done: shown(line.done),
            expected: shown(line.expected),
            left: shown(roomOf(line)),
            complete: roomOf(line) < 1e-6,
            packed: roomOf(line) < 1e-6 && looseOf(line) < 1e-6,
        };
    }

    /** The item to take next: the one whose lot is wanted, else the first one open. */
    next(open, session) {
        const row = open.find(({ product }) => product === this.wanted) || open[0];
        return row && { ...row, hints: hintsOf(row), awaitsLot: Boolean(session.pending) };
    }
}

const total = (lines) => lines.reduce((sum, line) => sum + line.expected, 0);

/** Where an item lies and where it must go. */
function hintsOf({ lot, source, parcel }) {
    return [
        lot && _t("Lot %(lot)s", { lot }),
        source && _t("In %(package)s", { package: source }),
        parcel && _t("Into %(parcel)s", { parcel }),
    ].filter(Boolean);
}

registry.category("actions").add("order_tracking_logistics.scan_station", ScanStation);
