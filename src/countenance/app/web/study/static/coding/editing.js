/** The movement that is being edited, step by step, and the action unit that is being typed. */

import { emptyDraft, formatUnits, parseUnits, sameContent } from "./movement.js";

/**
 * @typedef {import("./movement.js").Draft} Draft
 * @typedef {import("./movement.js").Mark} Mark
 * @typedef {import("./movement.js").Unit} Unit
 * @typedef {import("./journal.js").Words} Words
 */

/** Tells `change` whenever anything of it does. */
export class Editing extends EventTarget {
  /** @type {Draft} */
  draft = emptyDraft();
  /** As it was before anything was changed. */
  #origin = this.draft;
  /** @type {Draft[]} */
  #before = [];
  /** @type {Draft[]} */
  #after = [];
  /** @type {{draft: Draft, origin: Draft, before: Draft[]} | null} what was left unfinished right before, to be brought back */
  #left = null;
  /** Digits of an action unit so far. */
  typed = "";
  /** Which action unit the next letter is about; -1 for none. */
  unit = -1;
  /** What the action unit is that was typed last, where it is not on the pad. */
  remark = "";
  #faces;
  #names;

  /** @param {Words} words */
  constructor(words) {
    super();
    this.#faces = new Map(words.units.map((unit) => [unit.number, unit.face]));
    this.#names = new Map(words.units.map((unit) => [unit.number, unit.name]));
  }

  get isNew() {
    return this.draft.id === "";
  }

  get isChanged() {
    return !sameContent(this.draft, this.#origin);
  }

  get isEntering() {
    return this.typed !== "" || this.unit >= 0;
  }

  get units() {
    return parseUnits(this.draft.action_units);
  }

  get canUndo() {
    return this.#before.length > 0 || this.#left !== null;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  /**
   * Goes over to a movement, or to a new one.
   * @param {Mark | null} mark
   */
  open(mark) {
    this.#begin(mark ? { ...mark } : emptyDraft(), mark ? { ...mark } : emptyDraft());
  }

  /**
   * Takes up what was left unfinished.
   * @param {Draft} draft
   * @param {Mark | null} mark as it is kept
   */
  resume(draft, mark) {
    this.#begin(draft, mark ? { ...mark } : emptyDraft());
  }

  /**
   * Gives up what was changed; `undo` brings it back until something else is done.
   * @param {Mark | null} mark to go back to, as it is kept
   */
  leave(mark) {
    const left = { draft: this.draft, origin: this.#origin, before: this.#before };
    this.open(mark);
    this.#left = left;
    this.#tell();
  }

  /** @param {Partial<Draft>} fields */
  set(fields) {
    const changed = { ...this.draft, ...fields };
    if (sameContent(changed, this.draft)) return;
    this.#before.push(this.draft);
    this.#after = [];
    this.#left = null;
    this.draft = changed;
    this.#tell();
  }

  undo() {
    if (!this.#left) return this.#walk(this.#before, this.#after);
    const { draft, origin, before } = this.#left;
    this.#begin(draft, origin);
    this.#before = before;
    this.#tell();
  }

  redo() {
    this.#walk(this.#after, this.#before);
  }

  /**
   * A digit of an action unit; two are one.
   * @param {string} digit
   * @returns {string} why it is none; empty if it may be
   */
  type(digit) {
    if (!this.typed) this.remark = "";
    this.typed += digit;
    const problem = this.typed.length > 1 ? this.completed() : "";
    this.#tell();
    return problem;
  }

  /** What was typed is the action unit. */
  completed() {
    const number = Number(this.typed);
    const typed = this.typed;
    this.typed = "";
    if (!typed) return "";
    if (!this.#faces.has(number)) {
      this.#tell();
      return `There is no action unit ${number}.`;
    }
    this.choose(number);
    if (!this.isOnPad(number)) this.remark = `Action unit ${number}, which is not on the pad: ${this.#names.get(number)}.`;
    return "";
  }

  /**
   * Whether an action unit has a key on the pad; one that has none may be meant as two.
   * @param {number} number
   */
  isOnPad(number) {
    return this.#faces.get(number) !== "";
  }

  /**
   * Lets the next letters be about an action unit, which is added unless it is there.
   * @param {number} number
   */
  choose(number) {
    this.typed = "";
    this.remark = "";
    const there = this.units.findIndex((unit) => unit.number === number);
    this.unit = there < 0 ? this.units.length : there;
    if (there < 0) this.#add(number);
    else this.#tell();
  }

  /**
   * @param {number} index
   */
  chooseAt(index) {
    this.typed = "";
    this.remark = "";
    this.unit = index;
    this.#tell();
  }

  /** The letters are about the next one; after the last one, about none. */
  chooseNext() {
    this.typed = "";
    this.remark = "";
    this.unit = this.unit + 1 < this.units.length ? this.unit + 1 : -1;
    this.#tell();
  }

  /** @param {Partial<Unit>} fields */
  grade(fields) {
    const units = this.units;
    if (!units[this.unit]) return;
    units[this.unit] = { ...units[this.unit], ...fields };
    this.set({ action_units: formatUnits(units) });
  }

  drop() {
    const units = this.units;
    this.remark = "";
    if (this.typed) this.typed = "";
    else {
      units.splice(this.unit, 1);
      this.unit = -1;
    }
    this.set({ action_units: formatUnits(units) });
    this.#tell();
  }

  /** No letter is about an action unit any longer. */
  close() {
    const problem = this.completed();
    this.unit = -1;
    this.#tell();
    return problem;
  }

  /** @param {number} number */
  #add(number) {
    const units = [...this.units, { side: "", number, intensity: "", rest: "" }];
    const face = this.#faces.get(number);
    // A half in which an action unit is seen takes part, whether or not an emotion is read in it.
    const part = face === "upper" ? { upper: this.draft.upper ?? "" } : face === "lower" ? { lower: this.draft.lower ?? "" } : {};
    this.set({ action_units: formatUnits(units), ...part });
  }

  /**
   * @param {Draft} draft
   * @param {Draft} origin
   */
  #begin(draft, origin) {
    this.draft = draft;
    this.#origin = origin;
    this.#before = [];
    this.#after = [];
    this.#left = null;
    this.typed = "";
    this.unit = -1;
    this.remark = "";
    this.#tell();
  }

  /**
   * @param {Draft[]} from
   * @param {Draft[]} to
   */
  #walk(from, to) {
    const found = from.pop();
    if (!found) return;
    to.push(this.draft);
    this.draft = found;
    this.typed = "";
    this.unit = -1;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
