/** What the camera recorded in a session and is no recording yet, and files that another program recorded. */

import { ApiError, call } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";

/** @typedef {{session: string, segment: number, bytes: number, problem: string, is_growing: boolean}} Open */

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
    byId("external", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.upload(/** @type {HTMLFormElement} */ (event.target));
    });
  }

  async look() {
    if (this.looked++ % EVERY) return;
    const all = /** @type {Open[]} */ (await call("/api/captures"));
    this.place.replaceChildren(...all.filter((one) => one.session === this.session).map((one) => this.line(one)));
  }

  /** @param {Open} one */
  line(one) {
    const size = `${(one.bytes / 1e6).toFixed(1)} MB`;
    const text = element("span", {}, `Part ${one.segment}: ${size}. `, one.is_growing ? "It is being recorded." : one.problem);
    const finish = element("button", { type: "button", disabled: one.is_growing }, "Make a recording of it");
    finish.addEventListener("click", async () => {
      finish.disabled = true;
      try {
        await call(`/api/captures/${this.session}/${one.segment}/finish`, { method: "POST" });
      } catch (error) {
        text.textContent = error instanceof ApiError ? error.message : String(error);
      }
      this.looked = 0;
    });
    return element("li", { class: "bar" }, text, finish);
  }

  /** @param {HTMLFormElement} form */
  async upload(form) {
    const told = byId("external-told", HTMLElement);
    const file = byId("external-file", HTMLInputElement).files?.[0];
    if (!file) return;
    const segment = byId("external-segment", HTMLInputElement).value;
    told.textContent = "It is being sent and looked at.";
    try {
      const address = `/api/captures/${this.session}/film?segment=${segment}&file=${encodeURIComponent(file.name)}`;
      const answer = await fetch(address, { method: "POST", body: file, headers: { accept: "application/json" } });
      const content = await answer.json();
      told.textContent = answer.ok ? `It is the recording ${content.name}. ${content.warnings.join(" ")}` : content.error;
      if (answer.ok) form.reset();
    } catch {
      told.textContent = "The server does not answer. Is it still running?";
    }
  }
}
