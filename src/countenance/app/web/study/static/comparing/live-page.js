/** A page whose parts follow what happens: they are taken from the page as the server gives it now. */

import { call } from "../common/api.js";

const PAUSE = 2500;

export class LivePage extends HTMLElement {
  #head = -1;

  connectedCallback() {
    this.#head = Number(this.getAttribute("head"));
    setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    if (!this.isConnected) return;
    if (!document.hidden) {
      try {
        const { head } = /** @type {{head: number}} */ (await call("/api/compare/head"));
        if (head !== this.#head) await this.refresh();
        this.removeAttribute("stale");
      } catch {
        this.setAttribute("stale", ""); // tried again soon
      }
    }
    setTimeout(() => this.#look(), PAUSE);
  }

  /** Takes every part anew; who stands on a link there stays on it. */
  async refresh() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.#head = Number(fresh.querySelector("live-page")?.getAttribute("head") ?? this.#head);
    for (const part of this.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(part.id);
      if (!now) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      const open = part.querySelector("details")?.open ?? false;
      part.replaceChildren(...now.childNodes);
      const details = part.querySelector("details");
      if (details) details.open = open;
      if (focused) /** @type {HTMLElement | null} */ (part.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus();
    }
  }
}

customElements.define("live-page", LivePage);
