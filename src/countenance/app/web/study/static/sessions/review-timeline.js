/** The time of a clip, with what was marked in it. */

import { element } from "/static/common/elements.js";

/**
 * @typedef {{onset: number, offset: number, chosen: boolean}} Marked
 * @typedef {{onset: number | null, offset: number | null}} Draft
 */

const HEIGHT = 12;

/** Tells `moved` when the place was moved by hand. */
export class ReviewTimeline extends HTMLElement {
  constructor() {
    super();
    this.range = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Place in the film" });
    this.drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.drawing.setAttribute("preserveAspectRatio", "none");
    this.drawing.setAttribute("aria-hidden", "true");
    /** @type {Marked[]} */
    this.marked = [];
    /** @type {Draft} */
    this.drafted = { onset: null, offset: null };
  }

  connectedCallback() {
    this.replaceChildren(this.drawing, this.range);
    this.range.addEventListener("input", () => this.dispatchEvent(new CustomEvent("moved")));
  }

  get place() {
    return Number(this.range.value);
  }

  set place(place) {
    this.range.value = String(place);
  }

  /** @param {number} length frames */
  set length(length) {
    this.range.max = String(length - 1);
    this.draw();
  }

  /** @param {Marked[]} marks */
  set marks(marks) {
    this.marked = marks;
    this.draw();
  }

  /** @param {Draft} draft */
  set draft(draft) {
    this.drafted = draft;
    this.draw();
  }

  draw() {
    this.drawing.setAttribute("viewBox", `0 0 ${Math.max(1, Number(this.range.max) + 1)} ${HEIGHT}`);
    const { onset, offset } = this.drafted;
    const bars = this.marked.map((one) => bar(one.onset, one.offset, one.chosen ? "chosen" : ""));
    if (onset !== null) bars.push(bar(onset, offset ?? onset, "draft"));
    this.drawing.replaceChildren(...bars);
  }
}

/**
 * @param {number} from
 * @param {number} to
 * @param {string} kind
 */
function bar(from, to, kind) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const attributes = { x: from, y: 0, width: to - from + 1, height: HEIGHT, class: kind };
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  return drawn;
}

customElements.define("review-timeline", ReviewTimeline);
