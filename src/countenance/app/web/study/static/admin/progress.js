/** Work that goes on in the background: begun by a button, told until it is done. */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";

/** @typedef {{state: string, who: string, stage: string, done: number, total: number, sentence: string, details: string[]}} Standing */

const PAUSE = 400;

class WorkProgress extends HTMLElement {
  #was = "";

  connectedCallback() {
    this.querySelector("[data-begin]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask("POST");
    });
    if (this.getAttribute("state") !== "never") this.#ask("GET");
  }

  /** @param {"GET" | "POST"} method */
  async #ask(method) {
    if (!this.isConnected) return;
    try {
      this.#show(/** @type {Standing} */ (await call(this.getAttribute("path") ?? "", { method })));
    } catch (error) {
      this.#tell(element("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** @param {Standing} standing */
  #show(standing) {
    const isActive = standing.state === "waiting" || standing.state === "running";
    const button = this.querySelector("[data-begin] button");
    if (button instanceof HTMLButtonElement) button.disabled = isActive;
    if (isActive) {
      const stage = standing.state === "waiting" ? "Waits for other work" : standing.stage;
      const bar = element("progress", { "aria-label": stage, max: standing.total || 1 });
      if (standing.total) bar.value = standing.done;
      this.#tell(element("p", { class: "aside" }, `${stage}${standing.total ? `, ${standing.done} of ${standing.total}` : ""}`), bar);
      setTimeout(() => this.#ask("GET"), PAUSE);
    } else if (standing.state === "done" && this.hasAttribute("reload") && this.#was) {
      location.reload();
    } else {
      const items = standing.details.map((text) => element("li", {}, text));
      const line = element("p", { class: standing.state === "failed" ? "problem" : "" }, standing.sentence);
      this.#tell(line, ...(items.length ? [element("ul", {}, ...items)] : []));
    }
    this.#was = standing.state;
  }

  /** @param {...HTMLElement} what */
  #tell(...what) {
    this.querySelector("[data-told]")?.replaceChildren(...what);
  }
}

customElements.define("work-progress", WorkProgress);
