/** The cheat sheet, in which every key can be changed. */

import { element } from "../common/elements.js";
import { GROUPS } from "./commands.js";
import { keyOf, shownKey } from "./keymap.js";

/**
 * @typedef {import("./commands.js").Command} Command
 * @typedef {import("./keymap.js").Keymap} Keymap
 */

export class KeysDialog {
  #dialog;
  #keymap;
  #changed;
  #said = element("p", { class: "told", role: "status" });
  /** @type {Command | null} whose key is waited for */
  #waiting = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Keymap} keymap
   * @param {() => void} changed
   */
  constructor(dialog, keymap, changed) {
    this.#dialog = dialog;
    this.#keymap = keymap;
    this.#changed = changed;
    dialog.addEventListener("keydown", (event) => this.#pressed(event));
    dialog.addEventListener("cancel", (event) => {
      if (this.#waiting) event.preventDefault();
    });
  }

  open() {
    this.#waiting = null;
    this.#say("Enter on a key changes it. Digits type the numbers of action units: two digits, or one and Enter.");
    this.#draw();
    this.#dialog.showModal();
  }

  #draw() {
    const columns = GROUPS.map((group) =>
      element("section", {}, element("h3", {}, group.title), element("dl", {}, ...group.commands.map((command) => this.#row(command)))));
    const file = element("input", { type: "file", accept: "application/json", hidden: true });
    file.addEventListener("change", () => void this.#import(file));
    this.#dialog.replaceChildren(
      element("div", { class: "bar" },
        element("h2", {}, "Keys"), this.#said,
        button("Export", () => this.#export()), button("Import", () => file.click()), file,
        button("As they came", () => this.#reset()), button("Close", () => this.#dialog.close())),
      element("div", { class: "sheet" }, ...columns));
  }

  /** @param {Command} command */
  #row(command) {
    const keys = this.#keymap.keysOf(command.id);
    const isWaiting = this.#waiting === command;
    const shown = isWaiting ? ["press a key"] : keys.length ? keys.map(shownKey) : ["none"];
    const change = element("button", {
      type: "button", "data-command": command.id, class: this.#keymap.isOwn(command.id) ? "own" : "",
      "aria-label": `${command.title}: ${shown.join(" or ")}. Change`,
    }, ...shown.map((key) => element("kbd", {}, key)));
    change.addEventListener("click", () => this.#wait(command));
    return element("div", { class: isWaiting ? "waiting" : "" }, element("dt", {}, command.title), element("dd", {}, change));
  }

  /** @param {Command | null} command */
  #wait(command) {
    this.#waiting = command;
    if (command) this.#say(`Press the key for "${command.title}". Tab leaves it as it is.`);
    this.#redraw(command?.id);
  }

  /** @param {string} [id] */
  #redraw(id) {
    const focused = id ?? (document.activeElement instanceof HTMLElement ? document.activeElement.dataset.command : undefined);
    this.#draw();
    if (focused) /** @type {HTMLElement | null} */ (this.#dialog.querySelector(`[data-command="${focused}"]`))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const command = this.#waiting;
    if (!command) {
      event.stopPropagation();
      return;
    }
    const key = keyOf(event);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    this.#waiting = null;
    if (key === "Tab" || key === "Shift+Tab") this.#say("Nothing was changed.");
    else this.#give(command, key);
    this.#redraw(command.id);
  }

  /**
   * @param {Command} command
   * @param {string} key
   */
  #give(command, key) {
    const refusal = this.#keymap.refusal(key);
    const rival = this.#keymap.rival(command.id, key);
    if (refusal) this.#say(refusal, true);
    else if (rival) this.#offer(command, key, rival);
    else this.#settle(command, key, `${shownKey(key)} now means "${command.title}".`);
  }

  /**
   * @param {Command} command
   * @param {string} key
   * @param {Command} rival
   */
  #offer(command, key, rival) {
    this.#say(`${shownKey(key)} means "${rival.title}" already. `, true);
    this.#said.append(button("Take it from there", () => {
      this.#settle(command, key, `${shownKey(key)} now means "${command.title}"; give "${rival.title}" another key.`);
      this.#redraw(rival.id);
    }));
  }

  /**
   * @param {Command} command
   * @param {string} key
   * @param {string} sentence
   */
  #settle(command, key, sentence) {
    this.#keymap.give(command.id, key);
    this.#say(sentence);
    this.#changed();
  }

  #reset() {
    this.#keymap.reset();
    this.#say("All keys are as they came.");
    this.#changed();
    this.#redraw();
  }

  #export() {
    const url = URL.createObjectURL(new Blob([this.#keymap.write()], { type: "application/json" }));
    element("a", { href: url, download: "countenance-keys.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  /** @param {HTMLInputElement} field */
  async #import(field) {
    const text = await field.files?.[0]?.text();
    if (text === undefined) return;
    try {
      this.#keymap.take(text);
      this.#say("These are your keys now.");
      this.#changed();
    } catch (error) {
      this.#say(error instanceof SyntaxError ? "This file holds no keys." : /** @type {Error} */ (error).message, true);
    }
    this.#redraw();
  }

  /**
   * @param {string} sentence
   * @param {boolean} [alarm]
   */
  #say(sentence, alarm = false) {
    this.#said.replaceChildren(sentence);
    this.#said.classList.toggle("alarm", alarm);
  }
}

/**
 * @param {string} text
 * @param {() => void} clicked
 */
function button(text, clicked) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", clicked);
  return made;
}
