/** What a participant says of one movement. */

import { element } from "/static/common/elements.js";
import { button } from "./screens.js";

/** @typedef {import("./review.js").Report} Report */
/** @typedef {import("./review.js").Clip} Clip */
/** @typedef {import("./review-drafts.js").Draft} Draft */

const STRENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const TOO_EARLY = "The end must come after the beginning. Go on to where the movement ends, and press “Ends here”.";
const TOO_LATE = "The end that you marked comes before this beginning, and is not kept.";

/** Tells `changed` when something is filled in, `saved` when what it holds is to be kept, `left` when it is not. */
export class ReportForm extends HTMLElement {
  /** @param {import("./shapes.js").Script} script */
  constructor(script) {
    super();
    this.script = script;
    /** @type {Report | null} */
    this.report = null;
    /** @type {number | null} */
    this.onset = null;
    /** @type {number | null} */
    this.offset = null;
    /** Whether it is empty because what it held was just saved. */
    this.isSaved = false;
    /** Tells what is filled in from whatever is filled in before and after it. */
    this.made = "";
    this.where = element("p", { class: "where" });
    this.told = element("p", { class: "told", role: "status" });
    this.words = element("textarea", { rows: 2, maxlength: 1000, "aria-label": "In your own words" });
    this.form = element("form", { class: "report" });
    this.leave = element("button", { type: "button", class: "quiet" }, "Cancel");
  }

  connectedCallback() {
    if (this.form.isConnected) return;
    const felt = this.radios("emotion", this.script.emotions, "I felt");
    const strength = this.radios("intensity", STRENGTHS.map(String), "How strongly", "strength");
    const nothing = this.radios("not_emotional", this.script.not_emotional, "Or it was no feeling, but");
    this.form.append(
      this.where,
      felt,
      strength,
      nothing,
      element("label", {}, "In your own words", this.words),
      element("div", { class: "buttons" }, button("Save", { primary: true }), this.leave, this.told),
    );
    this.append(this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("saved"));
    });
    this.leave.addEventListener("click", () => this.dispatchEvent(new CustomEvent("left")));
    this.form.addEventListener("change", (event) => this.settle(/** @type {HTMLInputElement} */ (event.target)));
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.change());
    this.begin(null);
  }

  /**
   * @param {string} name
   * @param {string[]} words
   * @param {string} legend
   * @param {string} [kind]
   */
  radios(name, words, legend, kind = "") {
    return element(
      "fieldset",
      { class: `pills ${kind}` },
      element("legend", {}, legend),
      ...words.map((word) => element("label", {}, element("input", { type: "radio", name, value: word }), element("span", {}, word))),
    );
  }

  /** A movement is a feeling or it is none. @param {HTMLInputElement} changed */
  settle(changed) {
    if (changed.name === "not_emotional") this.clear("emotion", "intensity");
    if (changed.name === "emotion" || changed.name === "intensity") this.clear("not_emotional");
  }

  /** @param {...string} names */
  clear(...names) {
    for (const input of this.form.querySelectorAll("input")) if (names.includes(input.name)) input.checked = false;
  }

  change() {
    this.isSaved = false;
    this.draw();
    this.dispatchEvent(new CustomEvent("changed"));
  }

  /**
   * @param {Report | null} report that is changed; a new one otherwise
   * @param {Draft | null} [draft] what was filled in before, and not saved
   */
  begin(report, draft = null) {
    const said = draft ?? report;
    this.isSaved = false;
    this.report = report;
    this.made = draft?.made ?? crypto.randomUUID();
    this.onset = said?.onset ?? null;
    this.offset = said?.offset ?? null;
    this.form.reset();
    this.words.value = said?.text ?? "";
    for (const input of this.form.querySelectorAll("input"))
      input.checked = said !== null && String(said[/** @type {"emotion"} */ (input.name)] ?? "") === input.value;
    this.tell(draft ? "This is not saved yet." : "", true);
    this.draw();
  }

  /** What is filled in; null where nothing is. @returns {Draft | null} */
  get draft() {
    const given = new FormData(this.form);
    const [emotion, intensity, reason] = ["emotion", "intensity", "not_emotional"].map((name) => String(given.get(name) ?? ""));
    const text = this.words.value;
    if (!this.report && this.onset === null && !emotion && !intensity && !reason && !text.trim()) return null;
    return { report: this.report?.id ?? null, onset: this.onset, offset: this.offset, emotion, intensity, not_emotional: reason, text, made: this.made };
  }

  /**
   * No place is ever made up: an end before the beginning is refused, and a beginning after the end takes the end away.
   * @param {"onset" | "offset"} which
   * @param {number} frame
   */
  mark(which, frame) {
    if (which === "offset" && this.onset === null) return this.tell("First go to where the movement begins, and press “Begins here”.", false);
    if (which === "offset" && this.onset !== null && frame < this.onset) return this.tell(TOO_EARLY, false);
    const isEndBefore = which === "onset" && this.offset !== null && frame > this.offset;
    this[which] = frame;
    if (isEndBefore) this.offset = null;
    this.tell(isEndBefore ? TOO_LATE : "", !isEndBefore);
    this.change();
  }

  /** @param {Clip} clip */
  places(clip) {
    return { onset: this.onset === null ? null : this.onset - clip.onset, offset: this.offset === null ? null : this.offset - clip.onset };
  }

  draw() {
    const [begins, ends] = [this.onset !== null, this.offset !== null];
    this.where.textContent =
      begins && ends
        ? "A movement is marked. What was it?"
        : begins
          ? "Now go to where the movement ends, and press “Ends here”."
          : "Go to where a movement begins, and press “Begins here”.";
    this.leave.hidden = this.draft === null;
  }

  /** @returns {{onset: number, offset: number, emotion: string | null, intensity: number | null, text: string, not_emotional: string} | null} */
  said() {
    // Pressed once more, Save would speak of an empty form in place of what is kept.
    if (this.isSaved) return null;
    const given = new FormData(this.form);
    if (this.onset === null || this.offset === null) {
      this.tell("First mark where the movement begins and ends.", false);
      return null;
    }
    const [emotion, intensity, reason] = ["emotion", "intensity", "not_emotional"].map((name) => String(given.get(name) ?? ""));
    const text = this.words.value.trim();
    if (!emotion && !reason && !text) {
      this.tell("Say what it was: choose a word, or use your own.", false);
      return null;
    }
    if (emotion && !intensity) {
      this.tell("Say how strongly you felt it.", false);
      return null;
    }
    return { onset: this.onset, offset: this.offset, emotion: emotion || null, intensity: intensity ? Number(intensity) : null, text, not_emotional: reason };
  }

  /** What it held when it was sent is kept; what it holds now changes that. @param {Report} kept */
  goOn(kept) {
    this.report = kept;
    this.tell("Saved, but for what you changed since: press Save again.", true);
  }

  /** What it held is kept, and it is empty. */
  finish() {
    this.isSaved = true;
    this.tell("Saved.", true);
  }

  /**
   * @param {string} sentence
   * @param {boolean} isGood
   */
  tell(sentence, isGood) {
    this.told.textContent = sentence;
    this.told.classList.toggle("bad", !isGood);
  }
}

customElements.define("report-form", ReportForm);
