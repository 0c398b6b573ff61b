import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const CHAIR = "4006381333931";
const DESK = "5901234123457";

/** What a scanner does that is a keyboard: each key, then Enter, wherever the focus is. */
const scan = (code) => ({
    content: `scan ${code}`,
    trigger: ".o_scan_station",
    run: () => {
        document.activeElement?.blur();
        for (const key of [...code, "Enter"]) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
    },
});
const click = (trigger) => ({ trigger, run: "click" });
const sees = (trigger) => ({ trigger });
const signal = (tone, text) => sees(`.o_scan_${tone} .o_scan_signal:contains("${text}")`);
const count = (done, total) =>
    sees(`.o_scan_count:has(.o_scan_done:contains("${done}")):contains("of ${total}")`);
const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));

/** The network is `away` (nothing arrives), `mute` (it arrives, the answer is lost) or `back`. */
const Request = browser.XMLHttpRequest;
const network = (state) => ({
    content: `the network is ${state}`,
    trigger: ".o_scan_station",
    run: () => {
        const lose = (request) => request.dispatchEvent(new ProgressEvent("error"));
        class Away extends Request {
            open(method, url) {
                this.isOurs = url.includes("/scan_station_");
                super.open(method, url);
            }
            send(body) {
                this.isOurs ? setTimeout(() => lose(this), 10) : super.send(body);
            }
        }
        class Mute extends Away {
            constructor() {
                super();
                this.addEventListener("load", (ev) => {
                    if (this.isOurs) {
                        ev.stopImmediatePropagation();
                        lose(this);
                    }
                });
            }
            send(body) {
                Request.prototype.send.call(this, body);
            }
        }
        const states = { away: Away, mute: Mute, back: Request };
        browser.XMLHttpRequest = states[state];
    },
});

registry.category("web_tour.tours").add("scan_station_walk", {
    steps: () =>
        patient([
            signal("good", "Scan the items"),
            sees(`.o_scan_next h1:contains("Chair")`),
            scan(CHAIR),
            count(1, 3),
            scan("9780201379624"),
            signal("bad", "Unknown barcode"),
            count(1, 3),
            scan(CHAIR),
            count(2, 3),
            scan(CHAIR),
            signal("bad", "Too many"),
            click(".o_scan_undo"),
            signal("ask", "Taken back"),
            count(1, 3),
            scan(CHAIR),
            { trigger: ".o_scan_code", run: `edit ${DESK}` },
            { trigger: ".o_scan_code", run: "press Enter" },
            count(3, 3),
            click(".o_scan_seal:enabled"),
            signal("good", "Parcel packed"),
            click(".o_scan_close"),
            sees(".o_scan_welcome"),
        ]),
});

registry.category("web_tour.tours").add("scan_station_offline", {
    steps: () =>
        patient([
            signal("good", "Scan the items"),
            scan(CHAIR),
            count(1, 3),
            network("away"),
            scan(CHAIR),
            count(2, 3),
            sees(".o_scan_offline:contains('1')"),
            scan(CHAIR),
            signal("bad", "Too many"),
            scan(DESK),
            count(3, 3),
            sees(".o_scan_offline:contains('3')"),
            network("mute"),
            { content: "what is sent arrives, and is sent again", trigger: "body", run: () => new Promise((done) => setTimeout(done, 8000)) },
            sees(".o_scan_offline:contains('3')"),
            network("back"),
            { trigger: ".o_scan_bar:not(:has(.badge))" },
            click(".o_scan_close"),
            sees(".o_scan_welcome"),
        ]),
});

const FNC1 = "\u001d"; // what a scanner sends between two parts of a GS1 barcode

/** A phone whose camera shows the code; one without a camera for none. */
const media = navigator.mediaDevices;
const camera = (code) => ({
    content: code ? `the camera sees ${code}` : "there is no camera",
    trigger: ".o_scan_station",
    run: () => {
        const picture = document.createElement("canvas").getContext("2d");
        const anywhere = { x: NaN, y: NaN, width: NaN, height: NaN };
        window.BarcodeDetector = class {
            static getSupportedFormats = async () => [];
            detect = async () => [{ rawValue: code, boundingBox: anywhere }];
        };
        media.getUserMedia = async () => {
            if (!code) {
                throw new DOMException("none", "NotFoundError");
            }
            setInterval(() => picture.fillRect(0, 0, 9, 9), 50);
            return picture.canvas.captureStream(10);
        };
    },
});

registry.category("web_tour.tours").add("scan_station_gs1", {
    steps: () =>
        patient([
            signal("good", "Scan the items"),
            scan(`010${CHAIR}303${FNC1}10AB-7`),
            count(3, 29),
            scan(`]d2010${CHAIR}10AB-8`),
            signal("bad", "Wrong lot"),
            scan(`]d2010${CHAIR}302${FNC1}10AB-7`),
            count(5, 29),
            scan("0115901234123454"),
            count(17, 29),
            { trigger: ".o_scan_times", run: "edit 11" },
            scan(DESK),
            count(28, 29),
            camera(""),
            click(".o_scan_foot button:has(.fa-camera)"),
            sees(".o-barcode-modal:contains('Unable to access camera')"),
            click(".o-barcode-modal .btn-close, .modal .oi-arrow-left"),
            camera(DESK),
            click(".o_scan_foot button:has(.fa-camera)"),
            count(29, 29),
            click(".o_scan_close"),
            sees(".o_scan_welcome"),
        ]),
});
