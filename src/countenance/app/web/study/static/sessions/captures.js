/** What the camera recorded in a session and is no recording yet. */

import { ApiError, call } from "/static/common/api.js";
import { element } from "/static/common/elements.js";

/** @typedef {{session: string, segment: number, part: number, bytes: number, problem: string, is_growing: boolean}} Open */

const EVERY = 5;

export class Captures {
  /**
   * @param {string} session
   * @param {HTMLElement} place
   */
  constructor(session, place) {
    this.session = session;
    this.place = place;
    this.looked = 0;
    /** Segments of which a recording is being made. @type {Set<number>} */
    this.finishing = new Set();
  }

  async look() {
    if (this.looked++ % EVERY) return;
    const all = /** @type {Open[]} */ (await call("/api/captures"));
    this.place.replaceChildren(...all.filter((one) => one.session === this.session).map((one) => this.line(one)));
  }

  /** @param {Open} one */
  line(one) {
    const size = `${(one.bytes / 1e6).toFixed(1)} MB`;
    const text = element("span", {}, `Part ${one.part}: ${size}. `, one.is_growing ? "It is being recorded." : one.problem);
    const finish = element("button", { type: "button", disabled: one.is_growing || this.finishing.has(one.segment) }, "Make a recording of it");
    finish.addEventListener("click", async () => {
      finish.disabled = true;
      this.finishing.add(one.segment);
      try {
        await call(`/api/captures/${this.session}/${one.segment}/finish`, { method: "POST" });
      } catch (error) {
        text.textContent = error instanceof ApiError ? error.message : String(error);
      }
      this.finishing.delete(one.segment);
      this.looked = 0;
    });
    return element("li", { class: "bar" }, text, finish);
  }
}
