/** One recording: its frames, and the clips that were on the screen on a timeline. */

import { byId } from "../common/elements.js";
import { EventTimeline } from "../viewing/event-timeline.js";
import { FrameViewer } from "../viewing/frame-viewer.js";

/** @typedef {{title: string, onset: number | null, offset: number | null, remark: string}} Clip */

const facts = /** @type {{frames: number, fps: number, clips: Clip[]}} */ (JSON.parse(byId("facts", HTMLScriptElement).textContent ?? "{}"));
const viewer = byId("viewer", FrameViewer);
const timeline = byId("timeline", EventTimeline);
const problem = byId("problem", HTMLElement);
const FAR = 10;

timeline.nFrames = facts.frames;
const clips = facts.clips.flatMap(({ title, onset, offset }, index) => (onset === null ? [] : [{ id: `c${index}`, onset, apex: null, offset, kind: "video", label: title }]));
timeline.lanes = clips.length ? [{ id: "clips", name: "Clips", events: clips }] : [];

/** @param {number} index */
function go(index) {
  viewer.pause();
  void viewer.show(Math.min(facts.frames - 1, Math.max(0, Math.round(index))));
}

const playPause = () => (viewer.playing ? viewer.pause() : viewer.play());

function tell() {
  timeline.index = viewer.index;
  timeline.reveal(viewer.index);
  const seconds = viewer.seconds[viewer.index] ?? viewer.index / facts.fps;
  byId("at", HTMLOutputElement).textContent = `frame ${viewer.index} of ${facts.frames - 1}, ${seconds.toFixed(2)} s`;
}

/** @type {Record<string, (shift: boolean) => void>} */
const keys = {
  ArrowLeft: (shift) => go(viewer.wanted - (shift ? FAR : 1)),
  ArrowRight: (shift) => go(viewer.wanted + (shift ? FAR : 1)),
  Home: () => go(0),
  End: () => go(facts.frames - 1),
  " ": playPause,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {Element} */ (event.target);
  const action = keys[event.key];
  if (!action || (target.closest("a, button") && event.key === " ")) return;
  event.preventDefault();
  action(event.shiftKey);
});
for (const button of document.querySelectorAll("[data-frame]")) button.addEventListener("click", () => go(Number(/** @type {HTMLElement} */ (button).dataset.frame)));
byId("before", HTMLButtonElement).addEventListener("click", () => go(viewer.wanted - 1));
byId("play", HTMLButtonElement).addEventListener("click", playPause);
viewer.addEventListener("playchange", () => (byId("play", HTMLButtonElement).textContent = viewer.playing ? "Pause" : "Play"));
byId("after", HTMLButtonElement).addEventListener("click", () => go(viewer.wanted + 1));
timeline.addEventListener("seek", (event) => go(/** @type {CustomEvent<{index: number}>} */ (event).detail.index));
viewer.addEventListener("framechange", tell);
viewer.addEventListener("problem", (event) => {
  problem.textContent = /** @type {CustomEvent<{sentence: string}>} */ (event).detail.sentence;
  problem.hidden = false;
});
void viewer.ready.then(() => {
  timeline.seconds = viewer.seconds;
  tell();
});
