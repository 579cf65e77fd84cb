/** Recordings, and runs of spotters over them. */

import { call } from "../common/api.js";
import { attempt } from "../common/attempts.js";
import { byId, element } from "../common/elements.js";
import { isActive, shown, watch } from "./progress.js";

/**
 * @typedef {import("./progress.js").Job} Job
 * @typedef {{key: string, method: string, settings: string, found: number | null, job: Job | null}} Run
 * @typedef {{id: string, title: string, seconds: number, hidden: string, runs: Run[]}} Recording
 */

const body = byId("recordings", HTMLTableSectionElement);
const form = byId("manner", HTMLFormElement);

/** @type {Recording[]} */
let known = [];
const look = watch(async () => {
  known = /** @type {Recording[]} */ (await call("/api/spotting"));
  for (const one of known) show(one);
  return known.some((one) => one.runs.some((run) => isActive(run.job)));
});

/** @param {Recording} recording */
function show(recording) {
  const row = body.querySelector(`[data-recording="${CSS.escape(recording.id)}"]`);
  const place = row?.querySelector("[data-runs]");
  if (!place || recording.hidden) return;
  const state = JSON.stringify(recording.runs);
  if (place.getAttribute("data-state") === state) return;
  place.setAttribute("data-state", state);
  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(...recording.runs.map((run) => told(recording, run)));
  if (!recording.runs.length) place.replaceChildren(element("span", { class: "muted" }, "Not searched yet"));
  if (hadFocus) /** @type {HTMLElement | null | undefined} */ (row?.querySelector("[data-run]"))?.focus();
}

/**
 * @param {Recording} recording
 * @param {Run} run
 */
function told(recording, run) {
  const line = element("div", { class: "run" });
  if (run.found !== null) {
    const n = run.found === 1 ? "1 suggestion" : `${run.found} suggestions`;
    line.append(element("a", { href: `/spotting/${recording.id}?run=${run.key}` }, n));
    line.append(element("small", {}, [run.method, run.settings].filter(Boolean).join(", ")));
  }
  if (run.job) line.append(...shown(run.job, `searching ${recording.title}`, () => stop(recording.id, run.key)));
  return line;
}

/**
 * @param {string} id
 * @param {string} key
 */
async function stop(id, key) {
  const place = body.querySelector(`[data-recording="${CSS.escape(id)}"] [data-run]`)?.parentElement ?? form; // which is not drawn anew
  if (await attempt(place, () => call(`/api/spotting/${id}/runs/${key}`, { method: "DELETE" }))) look();
}

/**
 * @param {string} id
 * @param {HTMLElement} place
 */
async function run(id, place) {
  const given = new FormData(form);
  const wish = Object.fromEntries(["method", "face", "parameters"].map((name) => [name, String(given.get(name) ?? "")]));
  const begun = await attempt(place, () => call(`/api/spotting/${id}/runs`, { method: "POST", body: wish }));
  if (begun) look();
  return begun;
}

body.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-run]");
  const [id, place] = [button?.closest("tr")?.dataset.recording, button?.closest("td")];
  if (id && place) run(id, place);
});
byId("all", HTMLButtonElement).addEventListener("click", async () => {
  for (const one of known) {
    if (one.hidden || one.runs.some((done) => done.found !== null || isActive(done.job))) continue;
    if (!(await run(one.id, form))) return;
  }
});
form.addEventListener("submit", (event) => event.preventDefault());
