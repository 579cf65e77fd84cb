/** The queue of what is open: filters at once, figures that follow, and what a policy settles. */

import { ApiError, call } from "../common/api.js";
import { LivePage } from "./live-page.js";

/** @typedef {{policy: string, settled: number, left: number, recordings: Record<string, number>}} Would */

const filters = document.querySelector("form[data-filters]");
if (filters instanceof HTMLFormElement) filters.addEventListener("change", () => filters.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
  const first = document.querySelector("a[data-first]");
  if (first instanceof HTMLAnchorElement) first.click();
});

class SettleAutomatically extends HTMLElement {
  /** @type {Would | null} */
  #would = null;

  connectedCallback() {
    this.#part("[data-look]").addEventListener("click", () => this.#try(() => this.#look()));
    this.#part("[data-settle]").addEventListener("click", () => this.#try(() => this.#settle()));
    this.addEventListener("input", () => this.#forget());
    this.#forget();
  }

  #policy() {
    const identical = this.#box("[data-identical]").checked;
    const within = identical ? null : Number(this.#box("[data-within]").value);
    return { within, exclusions: this.#box("[data-exclusions]").checked, film: this.dataset.film ?? "" };
  }

  #forget() {
    this.#would = null;
    this.#part("[data-settle]").hidden = true;
    this.#part("[data-told]").textContent = "";
    this.#box("[data-within]").disabled = this.#box("[data-identical]").checked;
  }

  async #look() {
    const { within, exclusions, film } = this.#policy();
    const query = new URLSearchParams({ exclusions: String(exclusions), film });
    if (within !== null) query.set("within", String(within));
    this.#would = await call(`/api/compare/automatic?${query}`);
    this.#tell();
  }

  #tell() {
    const would = this.#would;
    if (!would) return;
    const where = Object.entries(would.recordings).map(([name, n]) => `${n} in ${name}`);
    const settle = this.#part("[data-settle]");
    settle.hidden = would.settled === 0;
    settle.textContent = `Settle ${would.settled}`;
    const shown = where.length > 4 ? [...where.slice(0, 3), `${where.length - 3} recordings more`] : where;
    this.#say(would.settled ? `${would.policy}: ${shown.join(", ")}. ${would.left} left to you.` : `${would.policy}: nothing. ${would.left} left to you.`);
  }

  async #settle() {
    if (!this.#would) return;
    const done = /** @type {Would} */ (await call("/api/compare/automatic", { method: "POST", body: { ...this.#policy(), expected: this.#would.settled } }));
    this.#forget();
    this.#say(`${done.settled} settled, ${done.left} left.`);
    const page = this.closest("live-page");
    if (page instanceof LivePage) await page.refresh();
  }

  /** @param {() => Promise<void>} work */
  async #try(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#forget();
      this.#say(error.message);
    }
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#part("[data-told]").textContent = sentence;
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} selector */
  #box(selector) {
    return /** @type {HTMLInputElement} */ (this.querySelector(selector));
  }
}

customElements.define("settle-automatically", SettleAutomatically);
