/** Suggestions, marks and what is not counted on one axis of frames. */

/**
 * @typedef {{id: string, onset: number, apex?: number | null, offset: number, kind: string, label?: string, match?: string}} Event
 * @typedef {{name: string, events: Event[]}} Layer
 */

const WIDTH = 1120;
const LEFT = 130;
const LANE = 26;
const FOOT = 24;
const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function drawn(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text) made.textContent = text;
  return made;
}

/** Emits `frame` with the frame that was pointed at, and `chosen` with the id of an event. */
export class SuggestionTimeline extends HTMLElement {
  /** @type {Layer[]} */
  #layers = [];
  #frames = 1;
  #fps = 30;
  /** @type {Element | null} */
  #head = null;

  /**
   * @param {Layer[]} layers
   * @param {number} frames
   * @param {number} fps
   */
  show(layers, frames, fps) {
    [this.#layers, this.#frames, this.#fps] = [layers, frames, fps];
    this.#draw();
  }

  /** @param {number} frame */
  set frame(frame) {
    this.#head?.setAttribute("transform", `translate(${this.#x(frame + 0.5)} 0)`);
  }

  /** @param {string} id */
  set chosen(id) {
    for (const one of this.querySelectorAll(".event")) one.classList.toggle("chosen", one.getAttribute("data-event") === id);
  }

  /** @param {number} frame */
  #x(frame) {
    return LEFT + ((WIDTH - LEFT - 8) * frame) / this.#frames;
  }

  #draw() {
    const height = this.#layers.length * LANE + FOOT;
    const picture = drawn("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": this.#told() });
    picture.append(...this.#ticks(height));
    this.#layers.forEach((layer, place) => {
      const y = place * LANE;
      const name = layer.name.length > 19 ? `${layer.name.slice(0, 18)}…` : layer.name;
      picture.append(drawn("text", { x: 0, y: y + 17 }, name), drawn("line", { class: "lane", x1: LEFT, x2: WIDTH, y1: y + LANE, y2: y + LANE }));
      for (const event of layer.events) picture.append(...this.#event(event, y));
    });
    this.#head = drawn("g", {});
    this.#head.append(drawn("line", { class: "head", x1: 0, x2: 0, y1: 0, y2: height - FOOT + 4 }));
    picture.append(this.#head);
    picture.addEventListener("pointerdown", (pressed) => this.#point(/** @type {SVGSVGElement} */ (picture), /** @type {PointerEvent} */ (pressed)));
    picture.addEventListener("pointermove", (moved) => {
      if (/** @type {PointerEvent} */ (moved).buttons & 1) this.#point(/** @type {SVGSVGElement} */ (picture), /** @type {PointerEvent} */ (moved));
    });
    this.replaceChildren(picture);
    this.frame = 0;
  }

  #told() {
    return this.#layers.map((layer) => `${layer.name}: ${layer.events.length}`).join("; ");
  }

  /** @param {number} height */
  #ticks(height) {
    const seconds = this.#frames / this.#fps;
    const step = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((one) => seconds / one <= 12) ?? 1800;
    const made = [];
    for (let at = 0; at <= seconds; at += step) {
      const x = this.#x(at * this.#fps);
      made.push(drawn("line", { class: "tick", x1: x, x2: x, y1: 0, y2: height - FOOT + 5 }));
      made.push(drawn("text", { x, y: height - 5, "text-anchor": at ? "middle" : "start" }, `${Number(at.toFixed(1))} s`));
    }
    return made;
  }

  /**
   * @param {Event} event
   * @param {number} y
   */
  #event(event, y) {
    const [x1, x2] = [this.#x(event.onset), this.#x(event.offset + 1)];
    const box = drawn("rect", {
      class: `event ${event.kind}`, "data-event": event.id, x: x1, y: y + 5, width: Math.max(2, x2 - x1), height: LANE - 10, rx: 3,
    });
    if (event.kind === "micro") box.setAttribute("stroke-dasharray", "4 2");
    box.append(drawn("title", {}, event.label ?? `${event.kind}, frames ${event.onset} to ${event.offset}`));
    const made = [box];
    if (typeof event.apex === "number") {
      const x = this.#x(event.apex + 0.5);
      made.push(drawn("line", { class: "apex", x1: x, x2: x, y1: y + 3, y2: y + LANE - 3 }));
    }
    return made;
  }

  /**
   * @param {SVGSVGElement} picture
   * @param {PointerEvent} pointed
   */
  #point(picture, pointed) {
    const box = picture.getBoundingClientRect();
    const x = ((pointed.clientX - box.left) / box.width) * WIDTH;
    const frame = Math.floor(((x - LEFT) / (WIDTH - LEFT - 8)) * this.#frames);
    const id = pointed.type === "pointerdown" && pointed.target instanceof Element ? pointed.target.getAttribute("data-event") : null;
    if (id?.startsWith("s")) this.dispatchEvent(new CustomEvent("chosen", { detail: id }));
    else this.dispatchEvent(new CustomEvent("frame", { detail: Math.min(this.#frames - 1, Math.max(0, frame)) }));
  }
}

customElements.define("suggestion-timeline", SuggestionTimeline);
