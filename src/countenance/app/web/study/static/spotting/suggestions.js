/** Suggestions for one recording beside its pictures: a table, a timeline and keys that jump. */

import { byId } from "../common/elements.js";
import { EventTimeline } from "../viewing/event-timeline.js";
import { FrameViewer } from "../viewing/frame-viewer.js";

/** @typedef {{onset: number, apex: number, offset: number}} Moments */

const page = byId("suggestions", HTMLElement);
const facts = /** @type {{frames: number, fps: number, lanes: import("../viewing/event-timeline.js").Lane[]}} */ (
  JSON.parse(byId("facts", HTMLScriptElement).textContent ?? "{}")
);
const viewer = byId("viewer", FrameViewer);
const timeline = byId("timeline", EventTimeline);
const problem = byId("problem", HTMLElement);
const at = byId("at", HTMLOutputElement);
const rows = [.../** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll("tr[data-onset]"))];

let frame = 0;
let chosen = -1;

timeline.style.setProperty("--lanes", String(facts.lanes.length));
timeline.nFrames = facts.frames;
timeline.lanes = facts.lanes;

/** @param {number} wanted */
function go(wanted) {
  viewer.pause();
  frame = Math.min(facts.frames - 1, Math.max(0, Math.round(wanted)));
  tell();
  void viewer.show(frame);
}

function tell() {
  timeline.index = frame;
  timeline.reveal(frame);
  at.textContent = `frame ${frame} of ${facts.frames - 1}, ${(viewer.seconds[frame] ?? frame / facts.fps).toFixed(2)} s`;
}

/** @param {HTMLTableRowElement} row @returns {Moments} */
function moments(row) {
  return { onset: Number(row.dataset.onset), apex: Number(row.dataset.apex), offset: Number(row.dataset.offset) };
}

/**
 * Marks a suggestion as the one that keys are about.
 * @param {number} place
 */
function mark(place) {
  chosen = place;
  rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === chosen)));
  rows[chosen].scrollIntoView({ block: "nearest" });
  timeline.chosen = `s${chosen}`;
}

/** @param {number} place */
function choose(place) {
  if (!rows.length) return;
  mark(Math.min(rows.length - 1, Math.max(0, place)));
  const { onset, apex, offset } = moments(rows[chosen]);
  timeline.reveal(onset, offset);
  go(apex);
}

/** @param {keyof Moments} which */
function jump(which) {
  if (chosen >= 0) go(moments(rows[chosen])[which]);
}

/** @type {Record<string, (shift: boolean) => void>} */
const keys = {
  ArrowLeft: (shift) => go(frame - (shift ? 10 : 1)),
  ArrowRight: (shift) => go(frame + (shift ? 10 : 1)),
  Home: () => go(0),
  End: () => go(facts.frames - 1),
  j: () => choose(chosen < 0 ? 0 : chosen - 1),
  k: () => choose(chosen + 1),
  o: () => jump("onset"),
  a: () => jump("apex"),
  f: () => jump("offset"),
  "+": () => timeline.zoomBy(2),
  "-": () => timeline.zoomBy(0.5),
  " ": () => (viewer.playing ? viewer.pause() : viewer.play()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {Element} */ (event.target);
  if (target.closest("input, select, textarea") || (target.closest("a, button") && [" ", "Enter"].includes(event.key))) return;
  const action = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action(event.shiftKey);
});
rows.forEach((row, place) => row.addEventListener("click", () => choose(place)));
viewer.addEventListener("framechange", () => {
  frame = viewer.index;
  tell();
});
viewer.addEventListener("problem", (event) => {
  problem.textContent = /** @type {CustomEvent<{sentence: string}>} */ (event).detail.sentence;
  problem.hidden = false;
});
timeline.addEventListener("choose", (event) => {
  const { id } = /** @type {CustomEvent<{id: string}>} */ (event).detail;
  if (id.startsWith("s")) mark(Number(id.slice(1)));
});
timeline.addEventListener("seek", (event) => go(/** @type {CustomEvent<{index: number}>} */ (event).detail.index));
byId("before", HTMLButtonElement).addEventListener("click", () => go(frame - 1));
byId("after", HTMLButtonElement).addEventListener("click", () => go(frame + 1));
document.getElementById("run")?.addEventListener("change", (event) => {
  location.search = `?run=${/** @type {HTMLSelectElement} */ (event.target).value}`;
});
void viewer.ready.then(() => {
  timeline.seconds = viewer.seconds;
  if (rows.length) choose(0);
  else go(0);
  page.dataset.ready = "";
});
