/** The page of a recording: puts together the picture, the timeline, the movement that is edited and the keys. */

import { call } from "../common/api.js";
import { end, isGone, PAUSE } from "../viewing/gone.js";
import { actionsOf, EDITS, REPEATS } from "./actions.js";
import { Desk } from "./desk.js";
import { Editing } from "./editing.js";
import { Journal } from "./journal.js";
import { Keymap, keyOf, shownKey } from "./keymap.js";
import { KeysDialog } from "./keys-dialog.js";
import { askConflict } from "./dialogs.js";
import { framesOf, problemOf } from "./movement.js";
import { Panel } from "./panel.js";
import { Player } from "./player.js";
import { Safe } from "./safekeeping.js";

/** @typedef {import("./movement.js").Draft} Draft */
/** @typedef {import("./movement.js").Mark} Mark */

export class MovementCoder extends HTMLElement {
  film = this.getAttribute("film") ?? "";
  #account = this.getAttribute("account") ?? "";
  #words = /** @type {import("./journal.js").Words} */ (JSON.parse(this.querySelector("template")?.content.textContent ?? "{}"));
  /** Whether the recording is submitted. */
  locked = false;
  /** Whether it is being submitted just now. */
  isSubmitting = false;
  /** What the coder calls the recording. */
  called = "";
  journal = new Journal(this.film);
  keymap = new Keymap(this.#account);
  editing = new Editing(this.#words);
  panel = new Panel(this.find("[data-movement]"), this.editing, this.#words);
  player = new Player(this);
  desk = new Desk(this);
  keys = new KeysDialog(this.dialog("keys"), this.keymap, () => this.#showKeys());
  #safe = new Safe(this.#account, this.film);
  #actions = actionsOf(this);
  #channel = new BroadcastChannel("countenance/coding");
  /** @type {Draft[]} unfinished movements of windows that are gone */
  #left = [];
  /** Code of the key that is held down for the baseline. */
  #held = "";

  async connectedCallback() {
    try {
      const [{ recording }, left] = await Promise.all([this.journal.load(), this.#safe.inherit()]);
      this.called = `recording ${recording.number}`;
      this.#listen();
      this.#showKeys();
      if (recording.submitted_at) this.lock();
      else this.editing.open(null);
      this.#inherit(left);
      this.stage.focus({ preventScroll: true });
      await this.player.begin(`countenance/coding/${this.#account}`);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message, true);
      throw error;
    }
    this.setAttribute("ready", "");
  }

  #listen() {
    const { editing, journal, desk } = this;
    editing.addEventListener("change", () => this.#edited());
    journal.addEventListener("change", () => this.#follow());
    journal.addEventListener("state", () => this.#keep());
    journal.addEventListener("sent", () => this.#channel.postMessage(this.film));
    journal.addEventListener("conflict", () => void this.#settle());
    journal.addEventListener("refused", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
    this.#channel.addEventListener("message", ({ data }) => data === this.film && void this.refresh());
    document.addEventListener("visibilitychange", () => document.hidden || void this.refresh());
    setInterval(() => document.hidden || void this.ask(), PAUSE);
    addEventListener("keydown", (event) => this.#pressed(event));
    addEventListener("keyup", (event) => event.code === this.#held && this.#release());
    addEventListener("blur", () => this.#release());
    addEventListener("beforeunload", (event) => this.isConnected && (journal.edits.length || editing.isChanged) && event.preventDefault());
    // The keyboard stays with the film when the mouse presses something.
    this.addEventListener("mousedown", (event) => event.target instanceof Element && event.target.closest("button") && !event.target.closest("dialog") && event.preventDefault());
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (button instanceof HTMLElement && button.dataset.do) this.run(button.dataset.do);
    });
    desk.listen();
  }

  /** @param {import("./safekeeping.js").Kept[]} left */
  #inherit(left) {
    this.journal.inherit(left.flatMap((kept) => kept.edits));
    this.#left = left.flatMap((kept) => (kept.draft ? [kept.draft] : []));
    this.offerLeft();
  }

  /** Goes on with what a window that is gone has left unfinished, unless something else is being edited. */
  offerLeft() {
    if (this.editing.isChanged || this.locked) return;
    const draft = this.#left.shift();
    if (!draft) return;
    this.editing.resume(draft, this.journal.marks.get(draft.id) ?? null);
    const how = draft.onset === null ? `It has no onset yet (${this.keyFor("onset")})` : `${this.keyFor("commit")} keeps it`;
    this.say(`An unfinished movement was left here (${framesOf(draft)}). ${how}, ${this.keyFor("leave")} leaves it.`);
    if (draft.onset !== null) this.player.show(draft.onset);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || !this.isConnected || this.querySelector("dialog[open]")) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.matches("input, select, textarea")) {
      this.#pressedInField(event, target);
      return;
    }
    const key = keyOf(event);
    const isOnButton = target instanceof HTMLElement && target.matches("button, a");
    if (!key || (isOnButton && (key === "Enter" || key === "Space"))) return;
    if (/^\d$/.test(key)) this.#typed(event, key);
    else if (!this.#enteredUnit(event, key)) this.#commanded(event, key);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} field
   */
  #pressedInField(event, field) {
    const leaves = event.key === "Escape" || (event.key === "Enter" && !event.shiftKey);
    if (!leaves || event.isComposing) return;
    event.preventDefault();
    field.blur();
    this.stage.focus({ preventScroll: true });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} digit
   */
  #typed(event, digit) {
    event.preventDefault();
    if (this.locked) this.#sayLocked();
    else this.say(this.editing.type(digit) || this.editing.remark, true);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} key
   * @returns {boolean} whether the key was about the action unit that is being typed
   */
  #enteredUnit(event, key) {
    if (!this.editing.isEntering) return false;
    const command = this.keymap.commandFor(key, "unit");
    if (!command) {
      this.say(this.editing.close() || this.editing.remark, true);
      return false;
    }
    event.preventDefault();
    this.run(command.id);
    return true;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} key
   */
  #commanded(event, key) {
    const command = this.keymap.commandFor(key, "film");
    if (!command) return;
    event.preventDefault();
    if (event.repeat && !REPEATS.has(command.id)) return;
    if (command.id === "flicker") this.#held = event.code;
    this.run(command.id);
  }

  #release() {
    if (!this.#held) return;
    this.#held = "";
    this.player.look.flicker(false);
  }

  /** @param {string} id of a command */
  run(id) {
    if (this.locked && EDITS.has(id)) this.#sayLocked();
    else this.#actions[id]?.();
  }

  #edited() {
    const { draft } = this.editing;
    const problem = problemOf(draft);
    if (problem && draft.onset !== null) this.say(problem, true);
    else if (this.find("[data-told]").classList.contains("alarm")) this.say("");
    this.#keep();
    this.desk.show();
  }

  /** What is shown follows what is kept, unless it is being edited. */
  #follow() {
    const { draft, isChanged, isNew } = this.editing;
    const mark = this.journal.marks.get(draft.id) ?? null;
    if (!isNew && !isChanged && mark?.version !== draft.version) this.editing.open(mark);
    else this.desk.show();
  }

  #keep() {
    this.#safe.keep({ draft: this.editing.isChanged ? this.editing.draft : null, edits: this.journal.edits });
    this.desk.showSaved();
  }

  async #settle() {
    const { conflict } = this.journal;
    if (!conflict) return;
    const undo = this.keyFor("undo");
    const choice = await askConflict(this.dialog("conflict"), conflict, undo);
    if (choice === "mine") this.journal.keepMine();
    else this.journal.keepTheirs();
    this.stage.focus({ preventScroll: true });
    const [done, other] = choice === "mine" ? ["Kept what was here", "there"] : ["Loaded what is there", "here"];
    this.say(`${done}; ${undo || "Undo"} brings back what was ${other}.`);
  }

  /** @param {{edit: import("./journal.js").Edit, sentence: string}} refused */
  #refused({ edit, sentence }) {
    const { content } = edit;
    if (content && !this.editing.isChanged)
      this.editing.resume({ ...content, id: edit.kind === "add" ? "" : edit.id, version: edit.version }, this.journal.marks.get(edit.id) ?? null);
    this.say(`This was not taken: ${sentence}`, true);
    void this.ask();
    void this.refresh();
  }

  /** Asks whether the recording is still there, and to be coded by this coder; where it is not, the page goes. */
  async ask() {
    try {
      if (this.isConnected) await this.journal.ask();
    } catch (error) {
      this.#endIf(error);
    }
  }

  /** @param {unknown} error */
  #endIf(error) {
    if (!isGone(error)) return;
    if ([404, 410].includes(error.status)) this.#safe.forget(); // what is not his to code now may be so again
    end(this, error, { href: "/coding", title: "Your recordings" });
  }

  /** Looks what other windows have done. */
  async refresh() {
    try {
      const opened = await this.journal.refresh();
      if (opened?.recording.submitted_at) this.lock();
    } catch (error) {
      this.desk.showSaved(); // looked at again with the next edit
      this.#endIf(error);
    }
  }

  /** Nothing changes any longer. */
  lock() {
    this.locked = true;
    this.panel.locked = true;
    this.classList.add("locked");
    this.editing.open(null);
    this.desk.showSaved();
    this.find("[data-following]").hidden = false;
    this.find("[data-do=submit]").hidden = true;
  }

  /** @returns {Promise<void>} */
  async submit() {
    const marks = Object.fromEntries([...this.journal.marks.values()].map((mark) => [mark.id, mark.version]));
    this.isSubmitting = true;
    try {
      await call(`/api/coding/${this.film}/submit`, { method: "POST", body: { marks } });
    } finally {
      this.isSubmitting = false;
    }
    this.#channel.postMessage(this.film);
    this.lock();
    this.say("Submitted. Thank you.");
    this.find("[data-following]").focus(); // Enter leads on
  }

  /** Why what is being edited has to be kept or left first. */
  sayUnfinished() {
    const problem = problemOf(this.editing.draft);
    if (problem) this.say(`${problem} Mend that, or leave the movement (${this.keyFor("leave")}).`, true);
    else this.say(`Keep this movement first (${this.keyFor("commit")}), or leave it (${this.keyFor("leave")}).`, true);
  }

  #sayLocked() {
    this.say("This recording is submitted: nothing changes any longer.", true);
  }

  /**
   * @param {string} sentence
   * @param {boolean} [alarm]
   */
  say(sentence, alarm = false) {
    const told = this.find("[data-told]");
    told.textContent = sentence;
    told.classList.toggle("alarm", alarm && sentence !== "");
  }

  /** @param {string} id */
  keyFor(id) {
    return shownKey(this.keymap.keysOf(id)[0] ?? "");
  }

  #showKeys() {
    for (const shown of this.findAll("kbd[data-key]")) {
      const key = this.keyFor(shown.dataset.key ?? "");
      shown.textContent = key;
      shown.hidden = key === "";
    }
  }

  /** Where keys belong to the film. */
  get stage() {
    return this.find("[data-stage]");
  }

  /** @param {string} name */
  dialog(name) {
    return /** @type {HTMLDialogElement} */ (this.find(`[data-dialog=${name}]`));
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} selector */
  findAll(selector) {
    return /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll(selector));
  }
}

customElements.define("movement-coder", MovementCoder);
