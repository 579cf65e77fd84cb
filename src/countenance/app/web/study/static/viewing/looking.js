/**
 * How a picture is looked at: against a baseline, as the difference to it, nearer, brighter. Whatever changes the picture
 * leaves a sign on it, with a way back.
 *
 * The page has `[data-badges]` over the picture, `[data-baseline]` and `[data-gain]` for what is chosen, and a button
 * `[data-do=difference]`.
 */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";

/** @typedef {import("./frame-viewer.js").FrameViewer} FrameViewer */

const PAN = 40;
const PAUSE = 300;
const GAINS = [2, 4, 8, 16];

export class Looking {
  #page;
  #viewer;
  #keyFor;
  #gain = 1;

  /**
   * @param {HTMLElement} page
   * @param {FrameViewer} viewer
   * @param {(command: string) => string} keyFor a command, for people to read
   */
  constructor(page, viewer, keyFor) {
    this.#page = page;
    this.#viewer = viewer;
    this.#keyFor = keyFor;
    viewer.addEventListener("lookchange", () => this.show());
  }

  /** @param {number} frame */
  setBaseline(frame) {
    this.#viewer.baseline = frame;
    this.show();
  }

  /** @param {boolean} held */
  flicker(held) {
    this.#viewer.flicker = held;
    this.show();
  }

  toggleDifference() {
    this.#viewer.difference = this.#viewer.difference ? 0 : (GAINS[this.#gain] ?? 0);
    this.show();
  }

  nextGain() {
    this.#gain = (this.#gain + 1) % GAINS.length;
    this.#viewer.difference = GAINS[this.#gain] ?? 0;
    this.show();
  }

  /**
   * Looks elsewhere.
   * @param {number} right steps
   * @param {number} down
   */
  pan(right, down) {
    this.#viewer.pan(-PAN * right, -PAN * down);
  }

  /** @param {number} factor */
  brighten(factor) {
    this.#viewer.brightness = limited(this.#viewer.brightness * factor);
  }

  /** @param {number} factor */
  contrast(factor) {
    this.#viewer.contrast = limited(this.#viewer.contrast * factor);
  }

  reset() {
    this.#viewer.resetView();
    this.#viewer.brightness = 1;
    this.#viewer.contrast = 1;
    this.#viewer.difference = 0;
    this.show();
  }

  /** Signs of everything that is not as it was recorded. */
  show() {
    const { baseline, difference, flicker } = this.#viewer;
    this.#part("[data-baseline]").textContent = String(baseline ?? "–");
    this.#part("[data-gain]").textContent = `×${GAINS[this.#gain]}`;
    this.#part("[data-do=difference]").setAttribute("aria-pressed", String(Boolean(difference)));
    const altered = this.#altered();
    const signs = [flicker && `Baseline, frame ${baseline}`, difference && `Difference to frame ${baseline}, ×${difference}`, altered && `Not as recorded: ${altered}`];
    const back = altered ? [element("button", { type: "button", "data-do": "reset-view" }, `As recorded ${this.#keyFor("reset-view")}`)] : [];
    this.#part("[data-badges]").replaceChildren(...signs.filter(Boolean).map((text) => element("span", {}, String(text))), ...back);
  }

  #altered() {
    const { magnification, brightness, contrast } = this.#viewer;
    const told = [
      magnification > 1 && `zoom ×${magnification.toFixed(1)}`,
      brightness !== 1 && `brightness ${Math.round(100 * brightness)} %`,
      contrast !== 1 && `contrast ${Math.round(100 * contrast)} %`,
    ];
    return told.filter(Boolean).join(", ");
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#page.querySelector(selector));
  }
}

/** @param {number} value */
function limited(value) {
  return Math.max(0.25, Math.min(value, 4));
}

/**
 * The motion curve of a recording, which the server computes when it is asked for first; null where nobody waits any longer.
 * @param {string} recording
 * @param {() => boolean} isWanted
 * @param {() => void} [waits] told that it is being computed
 * @returns {Promise<number[] | null>}
 */
export async function motionOf(recording, isWanted, waits = () => {}) {
  for (;;) {
    const told = /** @type {{motion?: number[]}} */ (await call(`/recordings/${recording}/motion.json`));
    if (told.motion || !isWanted()) return told.motion ?? null;
    waits();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
