/**
 * `<event-timeline>`: movements of a recording in lanes, with an axis, a playhead and a motion curve.
 *
 * Properties: `nFrames`, `seconds` (when each frame is shown), `lanes` ([{id, name, events: [{id, onset, apex, offset, kind, label,
 * dashed}]}]; apex and offset are null while unknown; kind is "macro", "micro", "excluded", "open", "video" or "other"), `index`
 * (playhead), `chosen` (id of a movement, or null), `range` ([first, last] frames that are shown), `selection` ([first, last] or
 * null), `curve` (one value for each frame, or null), `curveShown`, `adjustable` (whether edges of the chosen movement can be dragged).
 * Methods: `zoomBy(factor)`, `scrollBy(part)`, `reveal(first, [last])`.
 * Events: `seek` ({index}), `choose` ({id}), `adjust` ({id, edge, index, done}, again and again while an edge is dragged; `done` when it
 * was let go), `rangechange` ({range}).
 */

import { drawAxis, drawCurve, drawEvent, drawGrips, drawLaneName, drawPlayhead, drawSelection } from "./timeline-drawing.js";
import { edgeAt, isNear, listenToPointers } from "./timeline-pointer.js";
import { endOf, inRows } from "./timeline-rows.js";

/**
 * @typedef {{id: string, onset: number, apex: number | null, offset: number | null, kind: string, label?: string, dashed?: boolean}} TimelineEvent
 * @typedef {{id: string, name: string, events: TimelineEvent[]}} Lane
 */

const GUTTER = 84;
const AXIS = 20;
const CURVE = 0.34;
const TALLEST = 34;
const FEWEST = 20;

export class EventTimeline extends HTMLElement {
  #canvas = document.createElement("canvas");
  #nFrames = 0;
  /** @type {ArrayLike<number>} */
  #seconds = [];
  /** @type {Lane[]} */
  #lanes = [];
  /** @type {ReturnType<typeof inRows>[]} of each lane */
  #rows = [];
  /** @type {[number, number]} */
  #range = [0, 0];
  #index = 0;
  /** @type {string | null} */
  #chosen = null;
  /** @type {[number, number] | null} */
  #selection = null;
  /** @type {ArrayLike<number> | null} */
  #curve = null;
  #curveShown = true;
  adjustable = false;
  /** @type {TimelineEvent | null} the chosen movement as it would be, while an edge of it is dragged */
  #adjusted = null;
  /** Leaves the edge that is dragged where it was. */
  #letGo = () => {};
  #isAsked = false;
  #sizes = new ResizeObserver(() => this.#ask());
  /** @type {Map<string, string>} */
  #colours = new Map();

  connectedCallback() {
    this.style.display ||= "block";
    this.style.position ||= "relative";
    Object.assign(this.#canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", touchAction: "pan-y" });
    this.#canvas.setAttribute("role", "img");
    this.#canvas.ariaLabel ??= "Timeline of movements";
    if (!this.#canvas.isConnected) {
      this.replaceChildren(this.#canvas);
      this.#listen();
    }
    this.#sizes.observe(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours.clear();
      this.#ask();
    });
    this.#describe();
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
  }

  get nFrames() {
    return this.#nFrames;
  }

  set nFrames(n) {
    this.#nFrames = n;
    this.#range = [0, Math.max(0, n - 1)];
    this.#ask();
  }

  get seconds() {
    return this.#seconds;
  }

  set seconds(seconds) {
    this.#seconds = seconds;
    this.#ask();
  }

  get lanes() {
    return this.#lanes;
  }

  set lanes(lanes) {
    // By onset, so that drawing can stop at the first one beyond the right edge.
    this.#lanes = lanes.map((lane) => ({ ...lane, events: [...lane.events].sort((a, b) => a.onset - b.onset) }));
    this.#rows = this.#lanes.map((lane) => inRows(lane.events));
    this.#describe();
    this.#ask();
  }

  get index() {
    return this.#index;
  }

  set index(index) {
    this.#index = index;
    this.#ask();
  }

  get chosen() {
    return this.#chosen;
  }

  set chosen(id) {
    if (this.#adjusted && this.#adjusted.id !== id) this.#letGo();
    this.#chosen = id;
    this.#ask();
  }

  get selection() {
    return this.#selection;
  }

  set selection(selection) {
    this.#selection = selection;
    this.#ask();
  }

  get curve() {
    return this.#curve;
  }

  set curve(curve) {
    this.#curve = curve;
    this.#ask();
  }

  get curveShown() {
    return this.#curveShown;
  }

  set curveShown(shown) {
    this.#curveShown = shown;
    this.#ask();
  }

  get range() {
    return this.#range;
  }

  set range(range) {
    this.#setRange(...range);
  }

  /**
   * Shows a shorter (factor above 1) or longer time around the playhead, or around a frame.
   * @param {number} factor
   * @param {number} [around]
   */
  zoomBy(factor, around = this.#index) {
    const [first, last] = this.#range;
    const long = Math.max(FEWEST, Math.min(this.#nFrames, (last - first + 1) / factor));
    const part = Math.max(0, Math.min(1, (around - first) / Math.max(1, last - first)));
    this.#setRange(around - part * (long - 1), around + (1 - part) * (long - 1));
  }

  /** @param {number} part of what is shown, to the right where it is positive */
  scrollBy(/** @type {any} */ part) {
    const [first, last] = this.#range;
    const by = Number(part) * (last - first + 1);
    this.#setRange(first + by, last + by);
  }

  /**
   * Makes frames visible, moving no more than needed.
   * @param {number} first
   * @param {number} [last]
   */
  reveal(first, last = first) {
    const [left, right] = this.#range;
    if (first >= left && last <= right) return;
    const long = Math.max(right - left, last - first);
    const from = first < left ? first - 0.15 * long : last - 0.85 * long;
    this.#setRange(from, from + long);
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  #setRange(first, last) {
    const end = Math.max(0, this.#nFrames - 1);
    const long = Math.min(end, Math.max(last - first, 0));
    const from = Math.max(0, Math.min(first, end - long));
    this.#range = [from, from + long];
    this.dispatchEvent(new CustomEvent("rangechange", { detail: { range: this.#range } }));
    this.#ask();
  }

  #ask() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#draw();
    });
  }

  #describe() {
    const told = this.#lanes.map((lane) => `${lane.name}: ${lane.events.length}`).join(", ");
    this.#canvas.setAttribute("aria-label", `Timeline of movements. ${told || "Nothing yet"}`);
  }

  /** Says where a frame begins, in CSS pixels; asked once for each drawing, because the page's layout is slow to read. */
  #places() {
    const [first, last] = this.#range;
    const wide = (this.clientWidth - GUTTER) / (last - first + 1);
    return (/** @type {number} */ frame) => GUTTER + (frame - first) * wide;
  }

  /** @param {number} x */
  #momentAt(x) {
    const [first, last] = this.#range;
    return first + ((x - GUTTER) / (this.clientWidth - GUTTER)) * (last - first + 1);
  }

  /** @param {number} x */
  #frameAt(x) {
    return this.#within(Math.floor(this.#momentAt(x)));
  }

  /** @param {number} frame */
  #within(frame) {
    return Math.max(0, Math.min(this.#nFrames - 1, frame));
  }

  /** Heights of everything. */
  #layout() {
    const room = this.clientHeight - AXIS;
    const hasCurve = this.#curve !== null && this.#curveShown;
    const forLanes = hasCurve ? room * (1 - CURVE) : room;
    const n = this.#rows.reduce((sum, { count }) => sum + count, 0);
    const row = Math.min(TALLEST, forLanes / Math.max(1, n));
    return { room, row, lanesEnd: Math.min(forLanes, row * n), hasCurve };
  }

  /**
   * Where each lane begins.
   * @param {number} row height of a row
   */
  #tops(row) {
    let top = 0;
    return this.#rows.map(({ count }) => (top += count * row) - count * row);
  }

  /** @param {string} name of a token */
  #colour = (name) => {
    let colour = this.#colours.get(name);
    if (!colour) {
      colour = getComputedStyle(this).getPropertyValue(`--${name}`).trim() || "#888";
      this.#colours.set(name, colour);
    }
    return colour;
  };

  #draw() {
    const [width, height] = [this.clientWidth, this.clientHeight];
    const ratio = devicePixelRatio || 1;
    if (!width || !height || !this.#nFrames) return;
    const canvas = this.#canvas;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    }
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.textBaseline = "middle";
    const { room, row, lanesEnd, hasCurve } = this.#layout();
    const tops = this.#tops(row);
    const stage = { pen, x: this.#places(), colour: this.#colour, left: GUTTER, right: width, range: this.#range };
    drawAxis(stage, this.#seconds, this.#nFrames, room, AXIS);
    pen.save();
    pen.beginPath();
    pen.rect(GUTTER, 0, width - GUTTER, height);
    pen.clip();
    if (this.#selection) drawSelection(stage, this.#selection, room);
    if (hasCurve && this.#curve) drawCurve(stage, this.#curve, lanesEnd + 4, room - 2);
    this.#lanes.forEach((_, n) => this.#drawLane(stage, n, tops[n] ?? 0, row));
    drawPlayhead(stage, this.#index, room);
    pen.restore();
    this.#lanes.forEach((one, n) => drawLaneName(stage, one.name, (tops[n] ?? 0) + ((this.#rows[n]?.count ?? 1) * row) / 2));
    if (hasCurve) drawLaneName(stage, "motion", (lanesEnd + room) / 2);
  }

  /**
   * @param {import("./timeline-drawing.js").Stage} stage
   * @param {number} n which lane
   * @param {number} top
   * @param {number} height of a row
   */
  #drawLane(stage, n, top, height) {
    const [first, last] = this.#range;
    const { rows, nexts } = this.#rows[n] ?? inRows([]);
    /** @type {number[]} */
    const labelEnds = [];
    for (const [place, kept] of (this.#lanes[n]?.events ?? []).entries()) {
      if (kept.onset > last + 1) break;
      const event = this.#adjusted?.id === kept.id ? this.#adjusted : kept;
      if (endOf(event) < first) continue;
      const row = rows[place] ?? 0;
      const room = /** @type {[number, number]} */ ([labelEnds[row] ?? -Infinity, stage.x(nexts[place] ?? Infinity)]);
      const isChosen = event.id === this.#chosen;
      labelEnds[row] = drawEvent(stage, event, top + row * height, height, isChosen, room);
      if (isChosen && this.adjustable) drawGrips(stage, event, top + row * height, height);
    }
  }

  /**
   * Movements at a place, the shortest first.
   * @param {number} x
   * @param {number} y
   */
  #eventsAt(x, y) {
    const { row, lanesEnd } = this.#layout();
    const tops = this.#tops(row);
    const n = y < lanesEnd ? tops.findLastIndex((top) => top <= y) : -1;
    const wanted = Math.floor((y - (tops[n] ?? 0)) / row);
    const place = this.#places();
    const hits = this.#lanes[n]?.events.filter((event, at) => this.#rows[n]?.rows[at] === wanted && isNear(event, x, place)) ?? [];
    return hits.sort((a, b) => endOf(a) - a.onset - (endOf(b) - b.onset));
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #gripAt(x, y) {
    const event = this.adjustable && x >= GUTTER ? this.#eventsAt(x, y).find(({ id }) => id === this.#chosen) : undefined;
    const edge = event && edgeAt(event, x, this.#places());
    return event && edge ? { event, edge } : null;
  }

  /**
   * @param {import("./timeline-pointer.js").Grip} grip
   * @param {number} frame
   * @param {boolean} done
   */
  #adjust({ event, edge }, frame, done) {
    const index = this.#within(frame);
    this.#adjusted = done ? null : { ...event, [edge]: index };
    this.dispatchEvent(new CustomEvent("adjust", { detail: { id: event.id, edge, index, done } }));
    this.#ask();
  }

  #listen() {
    this.#canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.scrollBy((event.deltaX || event.deltaY) / 800);
      else this.zoomBy(2 ** (-event.deltaY / 300), this.#frameAt(event.offsetX));
    }, { passive: false });
    this.#letGo = listenToPointers(this.#canvas, {
      range: () => this.#range,
      show: (first, last) => this.#setRange(first, last),
      momentAt: (x) => this.#momentAt(x),
      gripAt: (x, y) => this.#gripAt(x, y),
      hold: (grip, index) => this.#adjust(grip, index, false),
      release: (grip, index) => this.#adjust(grip, index, true),
      abandon: () => {
        this.#adjusted = null;
        this.#ask();
      },
      click: (x, y) => {
        if (x < GUTTER) return;
        const [hit] = this.#eventsAt(x, y);
        if (hit) this.dispatchEvent(new CustomEvent("choose", { detail: { id: hit.id } }));
        this.dispatchEvent(new CustomEvent("seek", { detail: { index: this.#frameAt(x) } }));
      },
    });
  }
}

customElements.define("event-timeline", EventTimeline);
