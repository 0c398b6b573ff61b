// Runs the cases of the scan station through the browser's rules: run_cases.mjs RULES.js CASES.json
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const [rulesFile, casesFile] = process.argv.slice(2);
const source = readFileSync(rulesFile, "utf8");
const { take } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const LINE = { done: 0, packed: 0, tracking: "none", lot: null, source: null, parcel: null };
for (const { name, lines, scans, counts, ...values } of JSON.parse(readFileSync(casesFile))) {
    const session = {
        ...{ codes: {}, parcels: [], weights: {}, packaging: 0, tolerance: 5 },
        ...{ pending: null, answers: {}, undone: [], closed: false },
        ...values,
        lines: lines.map((line) => ({ ...LINE, lots: {}, ...line })),
    };
    const told = scans.map(([scan], i) => take(session, { id: `scan ${i}`, kind: "code", ...scan }));
    assert.deepEqual(told.map(({ code }) => code), scans.map(([, code]) => code), name);
    const counted = session.lines.map(({ id, done, packed }) => [id, [done, packed]]);
    assert.deepEqual(Object.fromEntries(counted), counts, name);
}
