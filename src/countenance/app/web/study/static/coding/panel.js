/** The movement that is edited, as the right-hand side of the page shows it. */

import { element } from "../common/elements.js";
import { formatUnit, problemOf } from "./movement.js";

/**
 * @typedef {import("./editing.js").Editing} Editing
 * @typedef {import("./journal.js").Words} Words
 */

export class Panel {
  #root;
  #editing;
  #names;
  #exclusions;
  /** Whether nothing may be changed any longer. */
  locked = false;

  /**
   * @param {HTMLElement} root
   * @param {Editing} editing
   * @param {Words} words
   */
  constructor(root, editing, words) {
    this.#root = root;
    this.#editing = editing;
    this.#names = new Map(words.units.map((unit) => [unit.number, unit.name]));
    this.#exclusions = words.exclusions;
    editing.addEventListener("change", () => this.show());
    root.addEventListener("click", (event) => this.#clicked(event));
    for (const field of ["upper", "lower"]) this.#select(field).addEventListener("change", () => this.#pickRegion(field));
    this.#select("excluded").addEventListener("change", () => this.#pickExclusion());
    this.#other.addEventListener("input", () => editing.set({ excluded: this.#other.value.trim() || "other" }));
    this.#note.addEventListener("input", () => editing.set({ note: this.#note.value }));
  }

  /**
   * Lets the keyboard write into a field.
   * @param {string} name
   */
  focus(name) {
    const field = name === "note" ? this.#note : this.#select(name);
    field.focus();
  }

  /** @param {string} [title] */
  show(title) {
    const { draft } = this.#editing;
    if (title !== undefined) this.#part("[data-title]").textContent = title;
    for (const name of /** @type {const} */ (["onset", "apex", "offset"])) {
      const shown = this.#part(`[data-frame-of=${name}] b`);
      shown.textContent = draft[name] === null ? "–" : String(draft[name]);
    }
    this.#root.classList.toggle("wrong", Boolean(problemOf(draft)) && draft.onset !== null);
    this.#root.classList.toggle("excluded", draft.excluded !== null);
    this.#root.classList.toggle("changed", this.#editing.isChanged);
    this.#showUnits();
    for (const field of /** @type {const} */ (["upper", "lower"])) this.#showRegion(field, draft[field]);
    this.#showExclusion(draft.excluded);
    for (const button of this.#buttons("[data-confidence]")) press(button, Number(button.dataset.confidence) === draft.confidence);
    if (this.#note.value !== draft.note) this.#note.value = draft.note;
    for (const control of this.#root.querySelectorAll("button, select, input, textarea"))
      if (!control.matches("[data-do=history], [data-do=remove], [data-do=leave], [data-grades] button")) control.toggleAttribute("disabled", this.locked);
  }

  #showUnits() {
    const { units, unit, typed, isEntering } = this.#editing;
    const chips = units.map((one, index) =>
      element("button", {
        type: "button", class: "chip", "data-chip": index, "aria-pressed": String(index === unit),
        title: this.#names.get(one.number) ?? "", "aria-label": `Action unit ${formatUnit(one)}, ${this.#names.get(one.number) ?? ""}`,
      }, formatUnit(one), ...(this.#editing.isOnPad(one.number) ? [] : [element("small", {}, ` ${this.#names.get(one.number) ?? ""}`)])));
    const hint = typed
      ? element("span", { class: "typing" }, `${typed}_`)
      : element("span", { class: "hint" }, unit >= 0 ? (this.#names.get(units[unit]?.number) ?? "") : units.length ? "" : "Type the numbers of action units");
    const place = this.#part("[data-units]");
    place.replaceChildren(...chips, hint);
    place.classList.toggle("entering", isEntering);
    const chosen = units[unit];
    const there = new Set(units.map((one) => one.number));
    for (const button of this.#buttons("[data-unit]")) press(button, there.has(Number(button.dataset.unit)));
    for (const button of this.#buttons("[data-intensity]")) press(button, chosen !== undefined && chosen.intensity === button.dataset.intensity);
    for (const button of this.#buttons("[data-side]")) press(button, chosen !== undefined && chosen.side === button.dataset.side);
    for (const button of this.#part("[data-grades]").querySelectorAll("button")) button.disabled = this.locked || !chosen;
  }

  /**
   * @param {"upper" | "lower"} field
   * @param {string | null} word
   */
  #showRegion(field, word) {
    const select = this.#select(field);
    if (word && ![...select.options].some((option) => option.value === word)) select.add(new Option(word, word));
    select.value = word ?? "none";
  }

  /** @param {string | null} why */
  #showExclusion(why) {
    const isOther = why !== null && !this.#exclusions.includes(why);
    this.#select("excluded").value = why === null ? "none" : isOther ? "" : why;
    this.#other.hidden = !isOther;
    if (isOther && document.activeElement !== this.#other) this.#other.value = why;
  }

  /** @param {string} field */
  #pickRegion(field) {
    const { value } = this.#select(field);
    this.#editing.set({ [field]: value === "none" ? null : value });
  }

  #pickExclusion() {
    const { value } = this.#select("excluded");
    this.#editing.set({ excluded: value === "none" ? null : value || "other" });
    if (value === "") {
      this.#other.focus();
      this.#other.select();
    }
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || this.locked) return;
    const { unit, intensity, side, chip, confidence, drop } = button.dataset;
    const editing = this.#editing;
    const chosen = editing.units[editing.unit];
    if (unit !== undefined) editing.choose(Number(unit));
    else if (chip !== undefined) editing.chooseAt(Number(chip));
    else if (intensity !== undefined && chosen) editing.grade({ intensity: chosen.intensity === intensity ? "" : intensity });
    else if (side !== undefined) editing.grade({ side });
    else if (confidence !== undefined) this.#rate(Number(confidence));
    else if (drop !== undefined && chosen) editing.drop();
  }

  /** @param {number} confidence */
  #rate(confidence) {
    this.#editing.set({ confidence: this.#editing.draft.confidence === confidence ? null : confidence });
  }

  /** @param {string} field */
  #select(field) {
    return /** @type {HTMLSelectElement} */ (this.#part(`select[data-field=${field}]`));
  }

  get #other() {
    return /** @type {HTMLInputElement} */ (this.#part("[data-field=excluded-other]"));
  }

  get #note() {
    return /** @type {HTMLTextAreaElement} */ (this.#part("[data-field=note]"));
  }

  /** @param {string} selector */
  #buttons(selector) {
    return /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(selector));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(selector));
  }
}

/**
 * @param {HTMLElement} button
 * @param {boolean} pressed
 */
export function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}
