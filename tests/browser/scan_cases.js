// Runs the table of cases through the browser's rules of the scan station, in any page of Odoo.
(async () => {
    const addon = "/order_tracking_logistics/static";
    const { take } = await import(`${addon}/src/scan_station/rules.js`);
    const cases = await (await fetch(`${addon}/tests/scan_cases.json`)).json();
    const LINE = { done: 0, packed: 0, tracking: "none", lot: null, source: null, parcel: null };
    const differs = (a, b) => JSON.stringify(a) !== JSON.stringify(b);
    for (const { name, lines, scans, counts, ...values } of cases) {
        const session = {
            ...{ codes: {}, parcels: [], weights: {}, packaging: 0, tolerance: 5 },
            ...{ pending: null, answers: {}, undone: [], closed: false },
            ...values,
            lines: lines.map((line) => ({ ...LINE, lots: {}, ...line })),
        };
        const scanned = scans.map(([scan], i) => ({ id: `scan ${i}`, kind: "code", ...scan }));
        const told = scanned.map((scan) => take(session, scan).code);
        const counted = session.lines.map(({ id, done, packed }) => [id, [done, packed]]);
        const wanted = scans.map(([, code]) => code);
        if (differs(told, wanted) || differs(Object.fromEntries(counted), counts)) {
            throw new Error(`${name}: ${told}, ${JSON.stringify(counted)}`);
        }
    }
    console.log(cases.length ? "test successful" : "there are no cases");
})().catch((error) => console.error(error.message));
