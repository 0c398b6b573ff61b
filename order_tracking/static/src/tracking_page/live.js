/* Keeps an open tracking page up to date. The page is complete without it; nothing moves. */
(() => {
    const POLL = 60000; // ms between two looks while no connection tells of news
    const SOONEST = 5000;
    const LATEST = 300000;
    const line = document.getElementById("live");
    const { channel, version, news, offline } = line.dataset;
    let main = document.querySelector("main");
    let known = main.innerHTML;
    let etag = "";
    let seen = new Date();
    let busy = false;
    let again = false;
    let wait = SOONEST;
    let socket = null;

    function say(text, visible) {
        line.textContent = text;
        line.className = visible ? "live" : "vh";
    }

    // What the reader has opened and where they are stays as it is.
    function swap(next) {
        const open = [...main.querySelectorAll("details")].map((part) => part.open);
        const places = () => [...main.querySelectorAll("a, summary")];
        const focus = places().indexOf(document.activeElement);
        main.replaceChildren(...next.childNodes);
        const parts = main.querySelectorAll("details");
        if (parts.length === open.length) {
            parts.forEach((part, index) => (part.open = open[index]));
        }
        if (focus >= 0) {
            places()[focus]?.focus({ preventScroll: true });
        }
    }

    function show(text) {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const next = fresh.querySelector("main");
        if (!next || next.innerHTML === known) {
            return false;
        }
        known = next.innerHTML;
        document.title = fresh.title;
        swap(next);
        return true;
    }

    async function look() {
        const headers = etag ? { "If-None-Match": etag } : {};
        const answer = await fetch(location.href, { cache: "no-store", headers });
        if (answer.status === 404 || answer.redirected) {
            location.reload(); // the link is not valid any more
        }
        const changed = answer.ok && show(await answer.text());
        if (answer.ok || answer.status === 304) {
            etag = answer.headers.get("ETag") || etag;
            seen = new Date();
            say(changed ? news : "", false);
        }
    }

    async function refresh() {
        again = busy;
        if (busy || document.hidden) {
            return;
        }
        busy = true;
        try {
            await look();
        } catch {
            const time = seen.toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
            say(offline.replace("{time}", time), true);
        }
        busy = false;
        if (again) {
            refresh();
        }
    }

    function listen() {
        socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/websocket?version=${version}`);
        socket.onopen = () => {
            wait = SOONEST;
            const data = { channels: [channel], last: 0 };
            socket.send(JSON.stringify({ event_name: "subscribe", data }));
        };
        socket.onmessage = (event) => {
            if (JSON.parse(event.data).some((item) => item.message.type === "order_tracking/news")) {
                refresh();
            }
        };
        socket.onclose = (event) => {
            socket = null;
            if (event.code !== 1000) {
                setTimeout(listen, wait);
                wait = Math.min(2 * wait, LATEST);
            }
        };
    }

    setInterval(() => socket?.readyState === 1 || refresh(), POLL);
    document.addEventListener("visibilitychange", refresh);
    addEventListener("online", refresh);
    addEventListener("offline", refresh);
    if (channel) {
        listen();
    }
})();
