/**
 * The page of a live session.
 * @module
 */

import { SpottedExpression, clock, sentence } from "./expression.js";
import { listen } from "./stream.js";
import { LiveTimeline, reasonInWords } from "./timeline.js";

/** @typedef {import("./stream.js").Message} Message */
/** @typedef {import("./expression.js").Mark} Mark */

const MOST_CARDS = 200;
const SLOW = 0.05; // share of dropped frames that is told
const SLOW_SECONDS = 10;
const PLAYED = "played" in document.body.dataset; // a film, and no camera
const IN_STUDY = "study" in document.body.dataset; // begun and stopped on a page of a study
const STATES = {
  connecting: "Connecting",
  running: "Live",
  paused: "Paused",
  ended: "Ended",
  lost: PLAYED ? "Film cut short" : "Camera lost",
  failed: "Stopped",
  gone: IN_STUDY ? "Session ended" : "Program ended",
};

const AGAIN = IN_STUDY ? "to go on, begin another session." : "to go on, end the program with Ctrl-C and start it again.";
const AFTERWARDS = PLAYED ? "What was found stays on this page." : `What was found stays on this page; ${AGAIN}`;

/** @param {string} id */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

const timeline = /** @type {LiveTimeline} */ (byId("timeline"));
const picture = /** @type {HTMLCanvasElement} */ (byId("picture"));
const pauseButton = /** @type {HTMLButtonElement} */ (byId("pause"));
const stopButton = document.getElementById("stop"); // only on the page of a session of a study
const help = /** @type {HTMLDialogElement} */ (byId("help"));
/** @type {Map<string, number>} */
const reasons = new Map();
const counts = { macro: 0, micro: 0 };
/** @type {Mark[]} */
let marks = [];
/** @type {Mark | null} */
let chosen = null;
/** @type {Blob | null} */
let next = null;
let drawing = false;
/** @type {{at: number, dropped: number, seen: number}[]} */
let recent = [];

/** @param {keyof typeof STATES} state */
function setState(state) {
  if (document.body.dataset.state === state && byId("state").textContent === STATES[state]) return;
  document.body.dataset.state = state;
  byId("state").textContent = STATES[state];
  byId("veil").textContent = STATES[state];
  timeline.running = state === "running";
  pauseButton.textContent = state === "paused" ? "Go on" : "Pause";
  pauseButton.disabled = state !== "running" && state !== "paused";
  const over = ["ended", "lost", "failed", "gone"].includes(state);
  if (over) suspect([]);
  if (stopButton) stopButton.textContent = over ? "Close" : "Stop";
  if (stopButton) stopButton.hidden = state === "gone"; // somebody may have begun another one
  byId("empty").textContent = over ? "No expression was found." : "Expressions appear here when they are over.";
}

/** @param {{onset: number, offset: number}[]} spans */
function suspect(spans) {
  timeline.suspect(spans);
  byId("suspected").hidden = !spans.length;
  if (spans.length) byId("suspected").textContent = `perhaps one at ${clock(spans[spans.length - 1].onset, 1)}`;
}

/** Share of the frames of the last seconds that were dropped. @param {number} dropped @param {number} seen */
function lately(dropped, seen) {
  const at = performance.now() / 1000;
  recent.push({ at, dropped, seen });
  while (recent[0].at < at - SLOW_SECONDS) recent.shift();
  const missed = dropped - recent[0].dropped;
  return missed / Math.max(1, missed + seen - recent[0].seen);
}

/** @param {string} text */
function setProblem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

/** @type {Record<string, (message: Message) => void>} */
const receivers = {
  about(message) {
    timeline.begin(message.curves);
    timeline.add(message.rows);
    marks = [];
    chosen = null;
    recent = [];
    counts.macro = counts.micro = 0;
    suspect([]);
    reasons.clear();
    for (const id of ["marks", "reasons", "remarks"]) byId(id).replaceChildren();
    for (const id of ["n-macro", "n-micro"]) byId(id).textContent = "0";
    byId("empty").hidden = false;
    byId("excluded").hidden = true;
    setProblem("");
  },

  curves(message) {
    timeline.add(message.rows);
  },

  mark(message) {
    const mark = /** @type {Mark} */ (/** @type {unknown} */ (message));
    marks.push(mark);
    counts[mark.kind] += 1;
    byId(`n-${mark.kind}`).textContent = String(counts[mark.kind]);
    timeline.mark(mark);
    const item = document.createElement("li");
    item.append(SpottedExpression.of(mark));
    const list = byId("marks");
    list.prepend(item);
    while (list.childElementCount > MOST_CARDS) list.lastElementChild?.remove();
    byId("empty").hidden = true;
    byId("spoken").textContent = sentence(mark);
  },

  suspected(message) {
    suspect(message.spans);
  },

  excluded(message) {
    timeline.exclude(/** @type {any} */ (message));
    reasons.set(message.reason, (reasons.get(message.reason) ?? 0) + 1);
    byId("excluded").hidden = false;
    byId("reasons").replaceChildren(
      ...[...reasons].sort().map(([reason, times]) => {
        const item = document.createElement("li");
        item.textContent = `${reasonInWords(reason)} ${times}×`;
        return item;
      }),
    );
  },

  remark(message) {
    const item = document.createElement("li");
    item.textContent = message.text;
    byId("remarks").append(item);
  },

  status(message) {
    setState(message.state);
    setProblem(message.problem && message.state !== "running" ? `${message.problem}. ${AFTERWARDS}` : message.problem);
    byId("lost").textContent = message.face_lost ? "No face to be measured" : "";
    const behind = message.spotted_fps < 0.9 * message.fps;
    byId("fps").textContent =
      message.state !== "running" ? "–" : behind ? `${message.fps}, ${message.spotted_fps} spotted` : String(message.fps);
    byId("dropped").textContent = `${message.dropped} (${(100 * message.dropped_share).toFixed(1)}%)`;
    byId("dropped").classList.toggle("bad", message.dropped_share > SLOW);
    byId("hint").hidden = message.state !== "running" || lately(message.dropped, message.seen) <= SLOW;
    byId("delay").textContent = message.delay === null ? "–" : `${Math.round(1000 * message.delay)} ms`;
    const recording = document.getElementById("recording"); // only on the page of a session that is recorded
    if (recording) recording.hidden = !message.recording || message.state === "paused";
  },
};

/** Decodes the newest picture only: what came while another was being decoded is out of date. */
async function show() {
  if (drawing) return;
  drawing = true;
  while (next) {
    const jpeg = next;
    next = null;
    const bitmap = await createImageBitmap(jpeg);
    if (picture.width !== bitmap.width || picture.height !== bitmap.height) {
      picture.width = bitmap.width;
      picture.height = bitmap.height;
    }
    picture.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
  }
  drawing = false;
}

/** @param {Mark} mark */
function choose(mark) {
  chosen = mark;
  timeline.choose(mark);
  for (const card of document.querySelectorAll("spotted-expression")) {
    const its = /** @type {SpottedExpression} */ (card).mark === mark;
    card.classList.toggle("chosen", its);
    if (its) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
    if (its) card.scrollIntoView({ block: "nearest" });
  }
}

/** @param {number} step */
function chooseNeighbour(step) {
  if (!marks.length) return;
  const place = chosen ? marks.indexOf(chosen) + step : step < 0 ? marks.length - 1 : 0;
  choose(marks[Math.min(marks.length - 1, Math.max(0, place))]);
}

async function togglePause() {
  if (pauseButton.disabled) return;
  await fetch(document.body.dataset.state === "paused" ? "resume" : "pause", { method: "POST" });
}

/** @type {Record<string, () => void>} */
const keys = {
  " ": togglePause,
  "+": () => timeline.zoom(-1),
  "=": () => timeline.zoom(-1),
  "-": () => timeline.zoom(1),
  ArrowLeft: () => timeline.move(-0.25),
  ArrowRight: () => timeline.move(0.25),
  l: () => timeline.toLive(),
  j: () => chooseNeighbour(-1),
  k: () => chooseNeighbour(1),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const presses = event.key === " " || event.key === "Enter";
  const card = target.closest("spotted-expression");
  if (help.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (presses && card) choose(/** @type {Mark} */ (/** @type {SpottedExpression} */ (card).mark));
  else if (presses && target.closest("button")) return;
  else {
    const action = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!action) return;
    action();
  }
  event.preventDefault();
});
pauseButton.addEventListener("click", togglePause);
byId("keys").addEventListener("click", () => help.showModal());
byId("live").addEventListener("click", () => timeline.toLive());
byId("earlier").addEventListener("click", () => timeline.move(-0.25));
byId("later").addEventListener("click", () => timeline.move(0.25));
byId("shorter").addEventListener("click", () => timeline.zoom(-1));
byId("longer").addEventListener("click", () => timeline.zoom(1));
byId("marks").addEventListener("click", (event) => {
  const card = /** @type {Element} */ (event.target).closest("spotted-expression");
  if (card) choose(/** @type {Mark} */ (/** @type {SpottedExpression} */ (card).mark));
});
timeline.addEventListener("chosen", (event) => choose(/** @type {CustomEvent} */ (event).detail));
timeline.addEventListener("moved", () => {
  byId("live").hidden = timeline.live;
  /** @type {HTMLButtonElement} */ (byId("later")).disabled = timeline.live;
  byId("span").textContent = `${timeline.seconds} s`;
});

listen({
  packet(packet) {
    for (const message of packet.messages ?? []) receivers[message.type]?.(message);
    if (packet.jpeg) {
      next = packet.jpeg;
      show();
    }
  },
  gone() {
    setState("gone");
    byId("lost").textContent = "";
    byId("fps").textContent = "–";
    byId("hint").hidden = true;
    setProblem(`${IN_STUDY ? "The session" : "The program"} has ended or cannot be reached. What was found stays on this page until it is closed.`);
  },
});
