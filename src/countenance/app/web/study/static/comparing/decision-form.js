/** The fields of a decision: what an arbiter takes of whom, codes anew, or rejects. */

import { inForce, LANDMARKS } from "./movements.js";

/** @typedef {import("./movements.js").Movement} Movement */
/** @typedef {import("./movements.js").Landmark} Landmark */
/** @typedef {"edit" | "reject"} Panel */

export class DecisionForm {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Which panel is open. */
  get panel() {
    const open = this.form.querySelector("fieldset:not([hidden])");
    return open instanceof HTMLElement ? /** @type {Panel} */ (open.dataset.panel) : null;
  }

  /**
   * Opens one panel, or none; the reason for what is left is none for what follows.
   * @param {Panel | null} panel
   */
  open(panel) {
    if (this.panel !== null && this.panel !== panel) this.#field("reason").value = "";
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll("[data-panel]"))) one.hidden = one.dataset.panel !== panel;
    // Neither an edit nor a rejection takes anything of a coder.
    this.form.querySelector("[data-whose]")?.toggleAttribute("hidden", panel !== null);
    for (const name of ["edit", "reject"]) this.form.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-expanded", String(name === panel));
  }

  /**
   * Fills the fields with what there is of a movement.
   * @param {Movement} movement
   */
  fill(movement) {
    this.form.hidden = false;
    this.open(null);
    this.form.reset();
    const made = inForce(movement);
    const source = made?.settled ?? movement.first ?? movement.second;
    if (!source) return;
    for (const name of LANDMARKS) {
      const frame = made ? made.settled[`${name}_frame`] : source[name];
      this.#field(name).value = frame === null ? "" : String(frame);
    }
    this.#field("edited_units").value = source.action_units;
    this.#field("edited_excluded").value = source.excluded ?? "";
    for (const half of /** @type {const} */ (["upper", "lower"])) this.#read(half, source[half]);
    for (const [name, has] of /** @type {const} */ ([["coder1", movement.first], ["coder2", movement.second], ["mean", movement.first && movement.second]])) {
      const button = /** @type {HTMLButtonElement} */ (this.form.querySelector(`[data-do="${name}"]`));
      button.disabled = !has;
    }
    for (const button of this.form.querySelectorAll("button[data-do]")) {
      button.toggleAttribute("data-in-force", made !== null && button.getAttribute("data-do") === made.action);
    }
    for (const name of ["action_units", "emotion"]) this.#field(name).disabled = !(movement.first && movement.second);
  }

  /**
   * Takes a frame as onset, apex or offset.
   * @param {Landmark} name
   * @param {number} frame
   */
  take(name, frame) {
    this.#field(name).value = String(frame);
  }

  /**
   * Puts the keyboard into a field.
   * @param {string} name
   */
  focus(name) {
    this.#field(name).focus();
  }

  get reason() {
    return this.#field("reason").value.trim();
  }

  /**
   * What is to be said of a mean before it can be taken; null where nothing is missing.
   * @param {Movement} movement
   * @returns {{field: string, sentence: string} | null}
   */
  missing(movement) {
    for (const [field, what] of /** @type {const} */ ([["action_units", "action units"], ["emotion", "emotions"]])) {
      const select = /** @type {HTMLSelectElement} */ (this.#field(field));
      if (select.value || !movement.open_to_a_mean.includes(field)) continue;
      const choices = [...select.options].filter((one) => one.value).map((one) => one.text);
      return { field, sentence: `The coders' ${what} differ: say whose the mean takes, ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}.` };
    }
    return null;
  }

  /** What is taken of whom, beside the frames. */
  choices() {
    return { action_units: this.#field("action_units").value || null, emotion: this.#field("emotion").value || null };
  }

  /** The movement as it is coded anew; null where there is no onset. */
  edited() {
    const [onset, apex, offset] = LANDMARKS.map((name) => frameIn(this.#field(name).value));
    if (onset === null || onset === undefined) return null;
    return {
      onset,
      apex,
      offset,
      action_units: this.#field("edited_units").value.trim(),
      upper: half(this.#field("upper").value),
      lower: half(this.#field("lower").value),
      excluded: this.#field("edited_excluded").value.trim(),
    };
  }

  get excluded() {
    return this.#field("excluded").value.trim();
  }

  /**
   * Chooses what is read in half of the face; a coder's own word is offered, too.
   * @param {"upper" | "lower"} name
   * @param {string | null} word
   */
  #read(name, word) {
    const select = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem(name));
    for (const own of select.querySelectorAll("[data-own]")) own.remove();
    const value = word ?? "-";
    if (![...select.options].some((one) => one.value === value)) {
      const own = new Option(value, value);
      own.dataset.own = "";
      select.add(own);
    }
    select.value = value;
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.form.elements.namedItem(name));
  }
}

/** @param {string} text */
function frameIn(text) {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}

/** @param {string} value */
function half(value) {
  return value === "-" ? null : value;
}
