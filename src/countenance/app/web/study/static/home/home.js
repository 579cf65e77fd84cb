/** Figures of the study that follow what happens, without the page being loaded again. */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";

/**
 * @typedef {{name: string, done: number, all: number | null, unit: string}} Stage
 * @typedef {{role: string, sentence: string, path: string}} Action
 * @typedef {{head: number, stages: Stage[], actions: Action[], counts: Record<string, number>}} Standing
 */

const PAUSE = 2000;

class StudyStanding extends HTMLElement {
  #head = -1;

  connectedCallback() {
    this.#head = Number(this.getAttribute("head"));
    setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    if (!this.isConnected) return;
    if (!document.hidden) {
      try {
        const standing = /** @type {Standing | undefined} */ (await call(`/api/standing?since=${this.#head}`));
        if (standing) this.#show(standing);
        this.removeAttribute("stale");
      } catch {
        this.setAttribute("stale", ""); // tried again soon
      }
    }
    setTimeout(() => this.#look(), PAUSE);
  }

  /** @param {Standing} standing */
  #show(standing) {
    this.#head = standing.head;
    for (const stage of standing.stages) {
      const shown = this.querySelector(`[data-stage="${stage.name}"]`);
      this.#write(shown?.querySelector("[data-done]"), stage.done);
      this.#write(shown?.querySelector("[data-all]"), stage.all ?? "");
      const bar = shown?.querySelector("progress");
      if (bar) [bar.max, bar.value] = [stage.all || 1, stage.done];
    }
    for (const [name, n] of Object.entries(standing.counts)) this.#write(this.querySelector(`[data-count="${CSS.escape(name)}"]`), n);
    this.querySelector("[data-actions]")?.replaceChildren(...standing.actions.map(told));
  }

  /**
   * @param {Element | null | undefined} place
   * @param {string | number} value
   */
  #write(place, value) {
    if (!place || place.textContent === String(value)) return;
    place.textContent = String(value);
    place.animate?.([{ background: "color-mix(in srgb, var(--video) 30%, transparent)" }, {}], 1200);
  }
}

/** @param {Action} action */
function told(action) {
  const what = action.path ? element("a", { href: action.path }, action.sentence) : element("span", { class: "muted" }, action.sentence);
  return element("li", {}, element("span", { class: "tag role" }, action.role), " ", what);
}

customElements.define("study-standing", StudyStanding);
