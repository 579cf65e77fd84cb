/** Parts of a timeline as they are drawn. */

/**
 * @typedef {import("./event-timeline.js").TimelineEvent} TimelineEvent
 * @typedef {{pen: CanvasRenderingContext2D, x: (frame: number) => number, colour: (name: string) => string, left: number,
 *   right: number, range: [number, number]}} Stage
 */

const FONT = `11px system-ui, "DejaVu Sans", sans-serif`;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600];
const LABEL = 92;
const NARROW = 7;
/** Pixels below which a movement is a plain bar. */

const KINDS = new Map([["macro", "macro"], ["micro", "micro"], ["video", "video"], ["open", "video"]]);
/** Token of the colour of each kind; "other" for the rest. */

/**
 * Seconds and frames along the bottom.
 * @param {Stage} stage
 * @param {ArrayLike<number>} seconds
 * @param {number} nFrames
 * @param {number} top
 * @param {number} height
 */
export function drawAxis({ pen, x, colour, left, right, range }, seconds, nFrames, top, height) {
  pen.font = FONT;
  pen.fillStyle = colour("line");
  pen.fillRect(left, top, right - left, 1);
  if (seconds.length < nFrames || nFrames < 2) return;
  const at = (/** @type {number} */ frame) => Number(seconds[Math.max(0, Math.min(nFrames - 1, Math.round(frame)))]);
  const [start, end] = [at(range[0]), at(range[1])];
  const wide = (right - left) / Math.max(1e-3, end - start);
  const step = STEPS.find((one) => one * wide >= LABEL) ?? 3600;
  pen.textAlign = "center";
  for (let n = Math.ceil(start / step - 1e-9); n * step <= end; n++) {
    const frame = firstFrom(seconds, n * step - 1e-6, nFrames);
    const place = x(frame);
    pen.fillStyle = colour("line");
    pen.fillRect(Math.round(place), 0, 1, top + 3);
    pen.fillStyle = colour("muted");
    const text = `${clock(n * step, step)} · ${frame}`;
    const half = pen.measureText(text).width / 2;
    pen.fillText(text, Math.max(left + half, Math.min(right - half - 2, place)), top + height / 2 + 1);
  }
}

/**
 * @param {number} time
 * @param {number} step
 */
function clock(time, step) {
  const minutes = Math.floor(time / 60 + 1e-9);
  const rest = time - 60 * minutes;
  return `${minutes}:${step < 1 ? rest.toFixed(1).padStart(4, "0") : String(Math.round(rest)).padStart(2, "0")}`;
}

/**
 * The first frame that is shown at a time or later.
 * @param {ArrayLike<number>} seconds
 * @param {number} time
 * @param {number} nFrames
 */
function firstFrom(seconds, time, nFrames) {
  let [low, high] = [0, nFrames - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(seconds[middle]) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One movement: onset to offset as a bar, the apex as a notch, an unknown offset as a fading end. A micro-expression is hatched
 * and a dashed one has no filling, so that colour is not the only sign.
 * @param {Stage} stage
 * @param {TimelineEvent} event
 * @param {number} top
 * @param {number} height
 * @param {boolean} isChosen
 * @param {[number, number]} room where the last label of the lane ends, and where the next movement begins
 * @returns {number} where the label ends now
 */
export function drawEvent({ pen, x, colour }, event, top, height, isChosen, [labelEnd, next]) {
  const tint = colour(KINDS.get(event.kind) ?? "other");
  const left = x(event.onset);
  const end = event.offset ?? event.apex ?? event.onset;
  const wide = Math.max(3, x(end + 1) - left);
  const [y, tall] = [top + 3, Math.max(5, height - 6)];
  if (wide < NARROW && event.offset !== null && !isChosen) {
    drawNarrow(pen, tint, event, left, wide, y, tall);
    return labelEnd;
  }
  pen.save();
  pen.beginPath();
  pen.roundRect(left, y, wide, tall, 3);
  pen.globalAlpha = isChosen ? 0.55 : event.dashed ? 0.08 : 0.32;
  pen.fillStyle = tint;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = isChosen ? colour("ink") : tint;
  pen.lineWidth = isChosen ? 2 : 1;
  if (event.dashed || event.offset === null) pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
  pen.clip();
  if (event.kind === "micro") hatch(pen, tint, left, y, wide, tall);
  if (event.apex !== null) {
    pen.fillStyle = isChosen ? colour("ink") : tint;
    pen.fillRect(x(event.apex + 0.5) - 1, y, 2, tall);
  }
  pen.restore();
  if (!event.label) return labelEnd;
  const found = placeLabel(pen, event.label, [left, left + wide], [labelEnd, next]);
  if (!found) return labelEnd;
  pen.fillStyle = colour("ink");
  pen.textAlign = "left";
  pen.fillText(found.text, found.from, y + tall / 2);
  return found.from + widthOf(pen, found.text) + 4;
}

/**
 * Grips at the edges of a movement, where they can be dragged.
 * @param {Stage} stage
 * @param {TimelineEvent} event
 * @param {number} top
 * @param {number} height
 */
export function drawGrips({ pen, x, colour }, { onset, apex, offset }, top, height) {
  pen.fillStyle = colour("ink");
  const tall = Math.max(5, height - 6);
  for (const at of [x(onset), ...(offset === null ? [] : [x(offset + 1)])]) {
    pen.beginPath();
    pen.roundRect(at - 2.5, top + 3 + tall * 0.2, 5, tall * 0.6, 2.5);
    pen.fill();
  }
  if (apex === null) return;
  pen.beginPath();
  pen.arc(x(apex + 0.5), top + 3 + tall - 1, 3, 0, 2 * Math.PI);
  pen.fill();
}

/**
 * A movement too short on the screen for a frame, an apex or a label: half as high where it is a micro-expression.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} tint
 * @param {TimelineEvent} event
 * @param {number} left
 * @param {number} wide
 * @param {number} top
 * @param {number} tall
 */
function drawNarrow(pen, tint, event, left, wide, top, tall) {
  pen.fillStyle = tint;
  pen.globalAlpha = event.dashed ? 0.3 : 0.8;
  const high = event.kind === "micro" ? tall / 2 : tall;
  pen.fillRect(left, top + (tall - high) / 2, wide, high);
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} tint
 * @param {number} left
 * @param {number} top
 * @param {number} wide
 * @param {number} tall
 */
function hatch(pen, tint, left, top, wide, tall) {
  pen.strokeStyle = tint;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = left - tall; at < left + wide; at += 5) {
    pen.moveTo(at, top + tall);
    pen.lineTo(at + tall, top);
  }
  pen.stroke();
}

/**
 * Where a label goes: into its movement, behind it, or shortened into it, and never onto another movement.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} label
 * @param {[number, number]} bar where the movement begins and ends
 * @param {[number, number]} room where the last label of the lane ends, and where the next movement begins
 * @returns {{text: string, from: number} | null}
 */
export function placeLabel(pen, label, [left, right], [labelEnd, next]) {
  pen.font = FONT;
  const inside = { from: Math.max(left + 4, labelEnd), to: Math.min(right - 4, next - 2) };
  const behind = { from: right + 3, to: next - 3 };
  const long = widthOf(pen, label);
  const whole = [inside, behind].find(({ from, to }) => from >= labelEnd && long <= to - from);
  if (whole) return { text: label, from: whole.from };
  for (let n = label.length - 1; n > 0; n--) {
    const text = `${label.slice(0, n)}…`;
    if (widthOf(pen, text) <= inside.to - inside.from) return { text, from: inside.from };
  }
  return null;
}

/** @type {Map<string, number>} */
const widths = new Map();

/**
 * The width of a text in the font of labels; measuring costs more than drawing.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 */
function widthOf(pen, text) {
  let width = widths.get(text);
  if (width === undefined) {
    width = pen.measureText(text).width;
    widths.set(text, width);
  }
  return width;
}

/**
 * @param {Stage} stage
 * @param {[number, number]} selection
 * @param {number} bottom
 */
export function drawSelection({ pen, x, colour }, [first, last], bottom) {
  const left = x(first);
  pen.globalAlpha = 0.14;
  pen.fillStyle = colour("video");
  pen.fillRect(left, 0, Math.max(1, x(last + 1) - left), bottom);
  pen.globalAlpha = 1;
}

/**
 * How much moves: the highest value of each column of the screen, so that no peak is lost where many frames share one.
 * @param {Stage} stage
 * @param {ArrayLike<number>} curve
 * @param {number} top
 * @param {number} bottom
 */
export function drawCurve({ pen, x, colour, range }, curve, top, bottom) {
  const [first, last] = [Math.max(0, Math.floor(range[0]) - 1), Math.min(curve.length - 1, Math.ceil(range[1]) + 1)];
  const peak = highest(curve, first, last) || 1;
  const y = (/** @type {number} */ value) => bottom - (value / peak) * (bottom - top);
  pen.beginPath();
  let [column, high] = [Math.round(x(first + 0.5)), 0];
  for (let frame = first; frame <= last; frame++) {
    const place = Math.round(x(frame + 0.5));
    if (place !== column) {
      pen.lineTo(column, y(high));
      [column, high] = [place, 0];
    }
    high = Math.max(high, Number(curve[frame]) || 0);
  }
  pen.lineTo(column, y(high));
  pen.strokeStyle = colour("video");
  pen.lineWidth = 1.2;
  pen.lineJoin = "round";
  pen.stroke();
}

/**
 * @param {ArrayLike<number>} curve
 * @param {number} first
 * @param {number} last
 */
function highest(curve, first, last) {
  let peak = 0;
  for (let frame = first; frame <= last; frame++) peak = Math.max(peak, Number(curve[frame]) || 0);
  return peak;
}

/**
 * @param {Stage} stage
 * @param {number} index
 * @param {number} bottom
 */
export function drawPlayhead({ pen, x, colour }, index, bottom) {
  const [left, right] = [x(index), x(index + 1)];
  pen.fillStyle = colour("alarm");
  pen.globalAlpha = 0.25;
  pen.fillRect(left, 0, Math.max(0, right - left), bottom);
  pen.globalAlpha = 1;
  pen.fillRect((left + right) / 2 - 0.75, 0, 1.5, bottom);
}

/**
 * @param {Stage} stage
 * @param {string} name
 * @param {number} y
 */
export function drawLaneName({ pen, colour, left }, name, y) {
  pen.font = FONT;
  pen.textAlign = "right";
  pen.fillStyle = colour("muted");
  pen.fillText(name, left - 8, y, left - 12);
}
