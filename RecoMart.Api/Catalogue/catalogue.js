// Keeps the page's figures up to date while somebody looks. Without it the page works, too, and is read anew now and then.
"use strict";

const interval = 2000;
const timeout = 10000;
const flow = document.getElementById("flow");
const lake = document.getElementById("lake");
const offline = document.getElementById("offline");
let seen = new Date();
let timer = 0;

async function refresh() {
    clearTimeout(timer);
    if (document.hidden) {
        return;
    }
    try {
        await update(flow);
        if (flow.querySelector("[data-lake]").dataset.lake !== lake.querySelector("[data-version]").dataset.version) {
            await update(lake);
        }
        seen = new Date();
        offline.hidden = true;
    } catch {
        // The API is away, or answers with an error: said on the page, and tried again.
        document.getElementById("seen").textContent = seen.toISOString().slice(11, 19);
        offline.hidden = false;
    }
    clearTimeout(timer);
    timer = setTimeout(refresh, interval);
}

async function update(part) {
    const answer = await fetch(part.dataset.live, { signal: AbortSignal.timeout(timeout), cache: "no-store" });
    if (!answer.ok) {
        throw new Error(answer.statusText);
    }
    const text = await answer.text();
    if (isBeingRead(part)) {
        return;
    }
    const open = [...part.querySelectorAll("details[open]")].map((details) => details.id);
    const focused = document.activeElement?.closest("details")?.id;
    const before = figuresOf(part);
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    for (const id of open) {
        document.getElementById(id)?.setAttribute("open", "");
    }
    if (focused) {
        document.getElementById(focused)?.querySelector("summary").focus({ preventScroll: true });
    }
    for (const [name, figure] of figuresOf(part)) {
        figure.classList.toggle("changed", before.has(name) && before.get(name).textContent !== figure.textContent);
    }
}

// Somebody has marked text in it, perhaps to copy it.
function isBeingRead(part) {
    const selection = getSelection();
    return !selection.isCollapsed && part.contains(selection.anchorNode);
}

function figuresOf(part) {
    return new Map([...part.querySelectorAll("[data-figure]")].map((figure) => [figure.dataset.figure, figure]));
}

document.addEventListener("visibilitychange", refresh);
timer = setTimeout(refresh, interval);
