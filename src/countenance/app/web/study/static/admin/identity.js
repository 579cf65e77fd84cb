/** Who a participant is: fetched when somebody asks for it, which the server writes into its log. */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";
import { tell } from "../common/forms.js";

/** @typedef {{name: string, contact: string, payment: string, version: number}} Person */

class SecretIdentity extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-look]")?.addEventListener("click", () => this.#look());
  }

  async #look() {
    try {
      this.#show(/** @type {Person} */ (await call(`${this.getAttribute("path")}/look`, { method: "POST" })));
    } catch (error) {
      tell(this, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Person} person */
  #show(person) {
    const fields = /** @type {["name" | "contact" | "payment", string][]} */ ([
      ["name", "Name"],
      ["contact", "Contact"],
      ["payment", "Payment"],
    ]).map(([name, title]) => element("label", {}, `${title} `, element("input", { name, value: person[name], autocomplete: "off", maxlength: 300 })));
    const form = element(
      "form",
      { class: "stack", method: "post", action: `${this.getAttribute("path")}/identity`, "data-send": true },
      element("input", { type: "hidden", name: "version", value: person.version }),
      ...fields,
      element("div", {}, element("button", {}, "Save")),
    );
    this.replaceChildren(form);
    fields[0].querySelector("input")?.focus();
  }
}

customElements.define("secret-identity", SecretIdentity);
