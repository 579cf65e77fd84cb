/** Which key does what: as it comes, and as a coder wants it. */

import { COMMANDS } from "./commands.js";

/** @typedef {import("./commands.js").Command} Command */
/** @typedef {import("./commands.js").Context} Context */

const RESERVED = new Map([
  ["Tab", "Tab goes from field to field"],
  ...["W", "T", "N", "R", "Q", "L"].map((key) => /** @type {[string, string]} */ ([`Ctrl+${key}`, "the browser keeps it for itself"])),
  ...["F5", "F11", "F12"].map((key) => /** @type {[string, string]} */ ([key, "the browser keeps it for itself"])),
]);
const SHOWN = new Map([
  ["ArrowLeft", "←"], ["ArrowRight", "→"], ["ArrowUp", "↑"], ["ArrowDown", "↓"], ["Escape", "Esc"], ["Delete", "Del"],
  ["Backspace", "⌫"], ["-", "−"],
]);

/**
 * What a key event is called, empty where it is none by itself.
 * @param {KeyboardEvent} event
 */
export function keyOf(event) {
  let key = event.key;
  if (["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process", "Unidentified"].includes(key)) return "";
  const isSign = key.length === 1 && !/\p{L}/u.test(key) && key !== " ";
  if (key === " ") key = "Space";
  else if (key.length === 1) key = key.toUpperCase();
  const isGraph = event.getModifierState("AltGraph");
  const held = [
    (event.ctrlKey || event.metaKey) && !isGraph && "Ctrl",
    event.altKey && !isGraph && "Alt",
    event.shiftKey && !isSign && "Shift",
  ];
  return [...held.filter(Boolean), key].join("+");
}

/**
 * A key for people to read.
 * @param {string} key
 */
export function shownKey(key) {
  const parts = key === "+" ? ["+"] : key.split(/\+(?=.)/);
  return parts.map((part) => SHOWN.get(part) ?? part).join(" ");
}

export class Keymap {
  /** @type {Map<string, string[]>} */
  #own = new Map();
  #place;

  /** @param {string} account whose keys they are */
  constructor(account) {
    this.#place = `countenance/coding/${account}/keys`;
    try {
      this.read(localStorage.getItem(this.#place) ?? "{}");
    } catch {
      this.#own.clear(); // what cannot be read is none of ours
    }
  }

  /** @param {string} id of a command */
  keysOf(id) {
    const command = COMMANDS.find((one) => one.id === id);
    return this.#own.get(id) ?? command?.keys ?? [];
  }

  /** @param {string} id */
  isOwn(id) {
    return this.#own.has(id);
  }

  /**
   * @param {string} key
   * @param {Context} context
   * @returns {Command | undefined}
   */
  commandFor(key, context) {
    return COMMANDS.find((one) => one.context === context && this.keysOf(one.id).includes(key));
  }

  /**
   * Why a key cannot be given away at all; empty where it can.
   * @param {string} key
   */
  refusal(key) {
    if (/^\d$/.test(key)) return "Digits type action units.";
    const why = RESERVED.get(key);
    return why ? `${shownKey(key)} cannot be used: ${why}.` : "";
  }

  /**
   * Which other command has a key already.
   * @param {string} id
   * @param {string} key
   */
  rival(id, key) {
    const command = COMMANDS.find((one) => one.id === id);
    const found = command && this.commandFor(key, command.context);
    return found && found.id !== id ? found : undefined;
  }

  /**
   * Gives a command another key, and takes it from whichever had it.
   * @param {string} id
   * @param {string} key
   */
  give(id, key) {
    const rival = this.rival(id, key);
    if (rival) this.#own.set(rival.id, this.keysOf(rival.id).filter((one) => one !== key));
    this.#own.set(id, [key]);
    this.#keep();
  }

  reset() {
    this.#own.clear();
    this.#keep();
  }

  /** The keys of every command, to be looked at and changed in a file. */
  write() {
    return JSON.stringify(Object.fromEntries(COMMANDS.map(({ id }) => [id, this.keysOf(id)])), null, 1);
  }

  /**
   * Takes in what {@link write} wrote, or a part of it: all that is given, or nothing.
   * @param {string} text
   */
  read(text) {
    const given = JSON.parse(text);
    if (typeof given !== "object" || given === null || Array.isArray(given)) throw new Error("This file holds no keys.");
    const known = new Set(COMMANDS.map((one) => one.id));
    /** @type {Map<string, string[]>} */
    const own = new Map();
    for (const [id, keys] of Object.entries(given)) {
      const good = known.has(id) && Array.isArray(keys) && keys.every((key) => typeof key === "string" && key && !this.refusal(key));
      if (!good) throw new Error(`This file says nothing that can be used of "${id}".`);
      if (!isAsItComes(id, keys)) own.set(id, keys);
    }
    this.#check(own);
    this.#own = own;
  }

  /**
   * Reads a file and keeps what it says.
   * @param {string} text
   */
  take(text) {
    this.read(text);
    this.#keep();
  }

  /** @param {Map<string, string[]>} own */
  #check(own) {
    /** @type {Map<string, string>} */
    const taken = new Map();
    for (const { id, keys, context, title } of COMMANDS)
      for (const key of own.get(id) ?? keys) {
        const rival = taken.get(`${context} ${key}`);
        if (rival) throw new Error(`${shownKey(key)} would mean both "${rival}" and "${title}".`);
        taken.set(`${context} ${key}`, title);
      }
  }

  #keep() {
    localStorage.setItem(this.#place, JSON.stringify(Object.fromEntries(this.#own)));
  }
}

/**
 * @param {string} id of a command
 * @param {string[]} keys
 */
function isAsItComes(id, keys) {
  return JSON.stringify(COMMANDS.find((one) => one.id === id)?.keys) === JSON.stringify(keys);
}
