/**
 * The course of a session: marks above, curves below, the newest at the right edge.
 * @module
 */

/** @typedef {import("./expression.js").Mark} Mark */
/** @typedef {{onset: number, offset: number, reason: string}} Excluded */
/** @typedef {(number | null)[]} Row time and one value for each curve */

const SPANS = [5, 10, 20, 40, 60];
const MOST_ROWS = 24000;
const LANE = 20;
const EXCLUDED_LANE = 16;
const AXIS = 20;
const WIDEST_GUTTER = 130;
const STEPS = [1, 2, 5, 10, 20, 30]; // seconds from one label to the next
const LABEL = 56;
const NAME = 9; // px that a name needs
const TALLEST = 44; // a high curve may reach over the lane above it
const PER_FRAME = 33; // ms from one drawing to the next
const PER_FRAME_REDUCED = 1000; // for who wants little motion
const REASONS = new Map([["gap in the recording", "no frames"]]); // nothing need be recorded here
const QUIETEST = 0.15; // noise in a quiet stretch is not blown up to full height

/** A spotter's word for what is no expression, as the page says it. @param {string} reason */
export function reasonInWords(reason) {
  return REASONS.get(reason) ?? reason;
}

export class LiveTimeline extends HTMLElement {
  /** @type {string[]} */ #names = [];
  /** @type {Row[]} */ #rows = [];
  /** @type {Mark[]} */ #marks = [];
  /** @type {Excluded[]} */ #excluded = [];
  /** @type {{onset: number, offset: number}[]} */ #suspected = [];
  /** @type {number | null} */ #held = null;
  /** @type {Mark | null} */ #chosen = null;
  /** @type {Map<string, string>} */ #colours = new Map();
  #span = 2;
  #peak = 0;
  #arrived = 0;
  #runs = true;
  #asked = false;
  #last = 0;
  #gutter = WIDEST_GUTTER;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #canvas = document.createElement("canvas");

  connectedCallback() {
    this.#canvas.setAttribute("role", "img");
    this.append(this.#canvas);
    new ResizeObserver(() => this.#ask()).observe(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours.clear();
      this.#ask();
    });
    this.#canvas.addEventListener("click", (event) => this.#click(event));
    this.#describe();
  }

  /** @param {string[]} names */
  begin(names) {
    this.#names = names;
    this.#rows = [];
    this.#peak = 0;
    this.#marks = [];
    this.#excluded = [];
    this.#suspected = [];
    this.#chosen = null;
    this.#held = null;
    this.#describe();
    this.#ask();
  }

  /** @param {Row[]} rows */
  add(rows) {
    for (const row of rows) this.#rows.push(row);
    if (this.#rows.length > MOST_ROWS) this.#rows.splice(0, this.#rows.length - MOST_ROWS * 0.9);
    this.#arrived = performance.now();
    this.#askSoon();
  }

  /** @param {Mark} mark */
  mark(mark) {
    this.#marks.push(mark);
    this.#describe();
    this.#ask();
  }

  /** What may be an expression, in place of what may have been one. @param {{onset: number, offset: number}[]} spans */
  suspect(spans) {
    this.#suspected = spans;
    this.#ask();
  }

  /** @param {Excluded} excluded */
  exclude(excluded) {
    this.#excluded.push(excluded);
    this.#describe();
    this.#ask();
  }

  /** @param {boolean} runs */
  set running(runs) {
    this.#runs = runs;
    this.#ask();
  }

  get seconds() {
    return SPANS[this.#span];
  }

  get live() {
    return this.#held === null;
  }

  /** @param {number} step */
  zoom(step) {
    this.#span = Math.min(SPANS.length - 1, Math.max(0, this.#span + step));
    this.#changed();
  }

  /** Moves by a part of what is shown. @param {number} part */
  move(part) {
    const end = (this.#held ?? this.#newest()) + part * this.seconds;
    this.#held = end >= this.#newest() ? null : Math.max(end, this.seconds);
    this.#changed();
  }

  toLive() {
    this.#held = null;
    this.#changed();
  }

  /** Shows a mark in the middle. @param {Mark} mark */
  choose(mark) {
    this.#chosen = mark;
    const end = (mark.onset + mark.offset) / 2 + this.seconds / 2;
    this.#held = end >= this.#newest() ? null : Math.max(end, this.seconds);
    this.#changed();
  }

  #changed() {
    this.#ask();
    this.dispatchEvent(new Event("moved"));
  }

  #newest() {
    return this.#rows.length ? Number(this.#rows[this.#rows.length - 1][0]) : 0;
  }

  /** The time at the right edge; runs on between two frames so that nothing jerks. */
  #end() {
    if (this.#held !== null) return this.#held;
    const since = this.#runs && !this.#calm.matches ? Math.min(0.25, (performance.now() - this.#arrived) / 1000) : 0;
    return Math.max(this.#newest() + since, this.seconds);
  }

  #ask() {
    requestAnimationFrame(() => this.#draw());
  }

  /** Asks for a drawing that may wait a little: frames come more often than needs to be seen. */
  #askSoon() {
    if (this.#asked) return;
    this.#asked = true;
    const pause = this.#calm.matches ? PER_FRAME_REDUCED : PER_FRAME;
    setTimeout(
      () => {
        this.#asked = false;
        this.#ask();
      },
      Math.max(0, this.#last + pause - performance.now()),
    );
  }

  #describe() {
    const counted = (/** @type {number} */ n, /** @type {string} */ noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
    const n = (/** @type {string} */ kind) =>
      counted(this.#marks.filter((mark) => mark.kind === kind).length, `${kind}-expression`);
    this.#canvas.setAttribute(
      "aria-label",
      `Timeline: ${n("macro")}, ${n("micro")}, ${counted(this.#excluded.length, "time")} not counted, ` +
        counted(this.#names.length, "curve"),
    );
  }

  /** @param {string} name */
  #colour(name) {
    let colour = this.#colours.get(name);
    if (!colour) {
      colour = getComputedStyle(this).getPropertyValue(`--${name}`).trim();
      this.#colours.set(name, colour);
    }
    return colour;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const at = this.#end() - this.seconds + ((event.offsetX - this.#gutter) / (this.clientWidth - this.#gutter)) * this.seconds;
    const reach = (6 / (this.clientWidth - this.#gutter)) * this.seconds;
    const hit = this.#marks.find((mark) => mark.onset - reach <= at && at <= mark.offset + reach);
    if (hit) this.dispatchEvent(new CustomEvent("chosen", { detail: hit }));
  }

  #draw() {
    const [width, height] = [this.clientWidth, this.clientHeight];
    const ratio = devicePixelRatio || 1;
    if (this.#canvas.width !== Math.round(width * ratio) || this.#canvas.height !== Math.round(height * ratio)) {
      this.#canvas.width = Math.round(width * ratio);
      this.#canvas.height = Math.round(height * ratio);
    }
    const pen = this.#canvas.getContext("2d");
    this.#last = performance.now();
    this.#gutter = Math.min(WIDEST_GUTTER, Math.round(0.28 * width));
    if (!pen || !width) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = `11px system-ui, "DejaVu Sans", sans-serif`;
    pen.textBaseline = "middle";
    const end = this.#end();
    const start = end - this.seconds;
    const x = (/** @type {number} */ time) => this.#gutter + ((time - start) / this.seconds) * (width - this.#gutter);
    this.#drawAxis(pen, x, start, end, height);
    const reasons = [...new Set(this.#excluded.map((event) => event.reason))].slice(0, 6);
    const top = LANE + 8 + reasons.length * EXCLUDED_LANE + (reasons.length ? 6 : 0);
    pen.save();
    pen.beginPath();
    pen.rect(this.#gutter, 0, width - this.#gutter, height - AXIS);
    pen.clip();
    this.#drawCurves(pen, x, start, end, top, height - AXIS);
    for (const event of this.#excluded) {
      const lane = reasons.indexOf(event.reason);
      if (lane < 0 || event.offset < start || event.onset > end) continue;
      pen.fillStyle = this.#colour("other");
      const left = x(event.onset);
      const wide = Math.max(3, x(event.offset) - left);
      pen.fillRect(left, LANE + 8 + lane * EXCLUDED_LANE + 3, wide, EXCLUDED_LANE - 6);
    }
    for (const span of this.#suspected) this.#drawSuspected(pen, x, span);
    for (const mark of this.#marks) if (mark.offset >= start && mark.onset <= end) this.#drawMark(pen, x, mark, height - AXIS);
    pen.restore();
    this.#drawNames(pen, reasons, top, height - AXIS);
    if (this.live && this.#runs && this.#rows.length) this.#askSoon();
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {(time: number) => number} x
   * @param {number} start
   * @param {number} end
   * @param {number} height
   */
  #drawAxis(pen, x, start, end, height) {
    const wide = (this.clientWidth - this.#gutter) / this.seconds;
    const step = STEPS.find((seconds) => seconds * wide >= LABEL) ?? 60;
    pen.textAlign = "center";
    for (let time = Math.max(0, Math.ceil(start / step) * step); time <= end; time += step) {
      pen.fillStyle = this.#colour("line");
      pen.fillRect(Math.round(x(time)), 0, 1, height - AXIS);
      pen.fillStyle = this.#colour("muted");
      const label = `${Math.floor(time / 60)}:${String(Math.round(time % 60)).padStart(2, "0")}`;
      if (x(time) > this.#gutter + 8) pen.fillText(label, Math.min(x(time), this.clientWidth - 16), height - AXIS / 2);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {(time: number) => number} x
   * @param {number} start
   * @param {number} end
   * @param {number} top
   * @param {number} bottom
   */
  #drawCurves(pen, x, start, end, top, bottom) {
    const first = firstAfter(this.#rows, start - 0.5);
    const last = firstAfter(this.#rows, end + 0.5);
    let peak = 0;
    for (let i = first; i < last; i++) {
      for (let curve = 1; curve < this.#rows[i].length; curve++) peak = Math.max(peak, Math.abs(this.#rows[i][curve] ?? 0));
    }
    this.#peak = Math.max(this.#peak, peak);
    peak = Math.max(peak, QUIETEST * this.#peak);
    const lane = (bottom - top) / Math.max(1, this.#names.length);
    const high = Math.min(bottom - top, Math.max(lane, TALLEST)) - 5;
    pen.lineJoin = "round";
    for (let curve = 0; curve < this.#names.length; curve++) {
      const base = top + (curve + 1) * lane - 2;
      pen.fillStyle = this.#colour("line");
      pen.fillRect(this.#gutter, base + 1, this.clientWidth, 1);
      if (!peak) continue;
      pen.beginPath();
      let down = false;
      for (let i = first; i < last; i++) {
        const value = this.#rows[i][curve + 1];
        if (value === null || value === undefined) {
          down = false;
          continue;
        }
        const [px, py] = [x(Number(this.#rows[i][0])), base - (Math.abs(value) / peak) * high];
        if (down) pen.lineTo(px, py);
        else pen.moveTo(px, py);
        down = true;
      }
      pen.strokeStyle = this.#colour("video");
      pen.lineWidth = 1.4;
      pen.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {(time: number) => number} x
   * @param {Mark} mark
   * @param {number} bottom
   */
  #drawMark(pen, x, mark, bottom) {
    const colour = this.#colour(mark.kind);
    const left = x(mark.onset);
    const wide = Math.max(3, x(mark.offset) - left);
    pen.fillStyle = colour;
    pen.globalAlpha = mark === this.#chosen ? 0.22 : 0.1;
    pen.fillRect(left, 0, wide, bottom);
    pen.globalAlpha = 1;
    pen.save();
    pen.beginPath();
    pen.roundRect(left, 4, wide, LANE - 4, 3);
    if (mark.kind === "micro") {
      pen.strokeStyle = colour;
      pen.lineWidth = 1.2;
      pen.stroke();
      pen.clip();
      for (let at = left - LANE; at < left + wide; at += 4) {
        pen.beginPath();
        pen.moveTo(at, LANE);
        pen.lineTo(at + LANE, 0);
        pen.stroke();
      }
    } else {
      pen.fill();
      pen.strokeStyle = this.#colour("paper"); // two that overlap stay two
      pen.lineWidth = 1;
      pen.stroke();
    }
    pen.restore();
    const apex = x(mark.apex);
    pen.fillStyle = colour;
    pen.fillRect(apex - 0.5, LANE, 1, bottom - LANE);
    pen.beginPath();
    pen.moveTo(apex - 5, LANE + 1);
    pen.lineTo(apex + 5, LANE + 1);
    pen.lineTo(apex, LANE + 8);
    pen.fill();
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {(time: number) => number} x
   * @param {{onset: number, offset: number}} span
   */
  #drawSuspected(pen, x, span) {
    const left = x(span.onset);
    pen.save();
    pen.beginPath();
    pen.roundRect(left, 4, Math.max(3, x(span.offset) - left), LANE - 4, 3);
    pen.strokeStyle = this.#colour("muted");
    pen.setLineDash([4, 3]);
    pen.stroke();
    pen.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {string[]} reasons
   * @param {number} top
   * @param {number} bottom
   */
  #drawNames(pen, reasons, top, bottom) {
    pen.textAlign = "right";
    pen.fillStyle = this.#colour("ink");
    pen.fillText("expressions", this.#gutter - 10, 4 + LANE / 2);
    pen.fillStyle = this.#colour("muted");
    reasons.forEach((reason, lane) => {
      pen.fillText(reasonInWords(reason), this.#gutter - 10, LANE + 8 + (lane + 0.5) * EXCLUDED_LANE, this.#gutter - 14);
    });
    const lane = (bottom - top) / Math.max(1, this.#names.length);
    const every = Math.ceil(NAME / lane);
    pen.font = `${Math.min(11, Math.max(9, Math.floor(lane)))}px system-ui, "DejaVu Sans", sans-serif`;
    this.#names.forEach((name, curve) => {
      if (curve % every === 0) pen.fillText(name.replaceAll("_", " "), this.#gutter - 10, top + (curve + 0.6) * lane, this.#gutter - 14);
    });
  }
}

/**
 * Place of the first row after a time.
 * @param {Row[]} rows
 * @param {number} time
 */
function firstAfter(rows, time) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(rows[middle][0]) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

customElements.define("live-timeline", LiveTimeline);
