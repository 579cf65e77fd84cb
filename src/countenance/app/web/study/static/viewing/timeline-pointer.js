/** What a mouse, a pen or a finger does on a timeline: look at another time, choose a movement, move an edge of the chosen one. */

import { endOf } from "./timeline-rows.js";

/**
 * @typedef {import("./event-timeline.js").TimelineEvent} TimelineEvent
 * @typedef {"onset" | "apex" | "offset"} Edge
 * @typedef {{event: TimelineEvent, edge: Edge}} Grip
 * @typedef {(frame: number) => number} Place where a frame begins, in CSS pixels
 */

/**
 * What pointing at a timeline leads to. Moments are frames and parts of them.
 * @typedef {object} Pointed
 * @property {(x: number, y: number) => Grip | null} gripAt
 * @property {(x: number) => number} momentAt
 * @property {(grip: Grip, index: number) => void} hold an edge goes along, and is not let go yet
 * @property {(grip: Grip, index: number) => void} release it there
 * @property {() => void} abandon leave it as it was
 * @property {() => [number, number]} range
 * @property {(first: number, last: number) => void} show
 * @property {(x: number, y: number) => void} click
 */

/** Pixels by which a hand may miss what it means. */
const REACH = 5;
/** Pixels by which a hand that means to click may slip. */
const SLIP = 4;

/**
 * Whether a movement is drawn, or nearly, where somebody points.
 * @param {TimelineEvent} event
 * @param {number} x
 * @param {Place} place
 */
export function isNear(event, x, place) {
  return place(event.onset) - REACH <= x && x <= place(endOf(event) + 1) + REACH;
}

/**
 * The edge of a movement that somebody points at. Of two as near it is the outer one, so that a movement of few pixels can still be
 * made longer.
 * @param {TimelineEvent} event
 * @param {number} x
 * @param {Place} place
 * @returns {Edge | null}
 */
export function edgeAt({ onset, apex, offset }, x, place) {
  /** @type {[Edge, number][]} */
  const edges = [["onset", place(onset)]];
  if (offset !== null) edges.push(["offset", place(offset + 1)]);
  if (apex !== null) edges.push(["apex", place(apex + 0.5)]);
  const near = edges.map(([edge, at]) => ({ edge, far: Math.abs(x - at) })).filter(({ far }) => far <= REACH);
  return near.sort((one, other) => one.far - other.far)[0]?.edge ?? null;
}

/**
 * The frame to which an edge goes: the nearest one, with the onset kept before the apex and the apex before the offset.
 * @param {Grip} grip
 * @param {number} moment
 */
export function frameFor({ event, edge }, moment) {
  const { onset, apex, offset } = event;
  if (edge === "onset") return Math.min(Math.round(moment), apex ?? offset ?? Infinity);
  if (edge === "offset") return Math.max(Math.round(moment) - 1, apex ?? onset);
  return Math.max(onset, Math.min(Math.floor(moment), offset ?? Infinity));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Pointed} timeline
 * @returns {() => void} leaves whatever is held as it was
 */
export function listenToPointers(canvas, timeline) {
  /** @type {{x: number, range: [number, number], grip: Grip | null, isMoving: boolean, index: number | null} | null} */
  let drag = null;
  let isClick = true;
  const leave = () => {
    if (drag?.grip) timeline.abandon();
    drag = null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    leave();
    canvas.setPointerCapture(event.pointerId);
    const grip = timeline.gripAt(event.offsetX, event.offsetY);
    drag = { x: event.clientX, range: timeline.range(), grip, isMoving: false, index: null };
    isClick = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    if (!(event.buttons & 1)) leave(); // it was let go where nobody told
    if (!drag) {
      canvas.style.cursor = timeline.gripAt(event.offsetX, event.offsetY) ? "ew-resize" : "";
      return;
    }
    drag.isMoving ||= Math.abs(event.clientX - drag.x) > SLIP;
    if (!drag.isMoving) return;
    isClick = false;
    if (drag.grip) {
      drag.index = frameFor(drag.grip, timeline.momentAt(event.offsetX));
      timeline.hold(drag.grip, drag.index);
    } else {
      const by = timeline.momentAt(0) - timeline.momentAt(event.clientX - drag.x);
      timeline.show(drag.range[0] + by, drag.range[1] + by);
    }
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!event.isPrimary) return;
    // Where it was held last: the time that is shown may have moved since, and the frame that was seen counts.
    if (drag?.grip && drag.index !== null) timeline.release(drag.grip, drag.index);
    drag = null;
  });
  canvas.addEventListener("pointercancel", leave);
  canvas.addEventListener("lostpointercapture", leave);
  canvas.addEventListener("click", (event) => isClick && timeline.click(event.offsetX, event.offsetY));
  return leave;
}
