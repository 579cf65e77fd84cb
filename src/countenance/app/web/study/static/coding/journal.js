/** The movements of a recording, every edit of them, and how far the edits have come on their way to the server. */

import { ApiError, call } from "../common/api.js";
import { contentOf, newId } from "./movement.js";

/**
 * @typedef {import("./movement.js").Content} Content
 * @typedef {import("./movement.js").Mark} Mark
 * @typedef {{kind: "add" | "change" | "remove", id: string, version: number, content: Content | null}} Edit
 *   `version` is the one that was before the coder; a new movement has 0
 * @typedef {{id: string, before: Content | null, after: Content | null}} Step what can be undone
 * @typedef {{edit: Edit, mine: Content | null, theirs: Mark | null}} Conflict `edit` is the first one that clashed, `mine` what all
 *   of them lead to
 * @typedef {{recording: {film: string, number: number, of: number, n_frames: number, seconds: number,
 *   submitted_at: string | null, n_marks: number}, marks: Mark[]}} Opened
 * @typedef {{units: {number: number, name: string, face: string}[], emotions: string[], exclusions: string[]}} Words
 */

const SHORTEST = 1000;
const LONGEST = 8000;

/**
 * Tells by events: `change` when movements differ, `state` when more or less waits, `conflict` with a {@link Conflict},
 * `refused` with the {@link Edit} and a sentence, `sent` when the server has something new.
 */
export class Journal extends EventTarget {
  /** @type {Map<string, Mark>} */
  marks = new Map();
  /** @type {Edit[]} */
  edits = [];
  /** Why edits wait; empty where they are on their way. */
  trouble = "";
  /** @type {Conflict | null} */
  conflict = null;
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  #path;
  #isSending = false;
  #pause = SHORTEST;

  /** @param {string} film */
  constructor(film) {
    super();
    this.#path = `/api/coding/${film}`;
  }

  /** @returns {Promise<Opened>} */
  async load() {
    const opened = /** @type {Opened} */ (await call(this.#path));
    this.#take(opened.marks);
    return opened;
  }

  /**
   * Edits that another window could not send any longer.
   * @param {Edit[]} edits
   */
  inherit(edits) {
    for (const edit of edits) this.#enter(edit);
  }

  /** @param {Content} content */
  add(content) {
    const id = newId();
    this.#step({ id, before: null, after: content });
    this.#enter({ kind: "add", id, version: 0, content });
    return id;
  }

  /**
   * @param {string} id
   * @param {number} version that the coder saw
   * @param {Content} content
   */
  change(id, version, content) {
    const mark = this.marks.get(id);
    this.#step({ id, before: mark ? contentOf(mark) : null, after: content });
    this.#enter({ kind: "change", id, version, content });
  }

  /** @param {string} id */
  remove(id) {
    const mark = this.marks.get(id);
    if (!mark) return;
    this.#step({ id, before: contentOf(mark), after: null });
    this.#enter({ kind: "remove", id, version: mark.version, content: null });
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Takes back the latest step; the id of the movement that it was about, empty where there is none. */
  undo() {
    return this.#replay(this.#done, this.#undone, "before");
  }

  redo() {
    return this.#replay(this.#undone, this.#done, "after");
  }

  /** The conflict is settled: what is there stays; `undo` brings back what the coder did here. */
  keepTheirs() {
    if (!this.conflict) return;
    const { edit: { id }, mine, theirs } = this.conflict;
    this.edits = this.edits.filter((edit) => edit.id !== id);
    if (theirs) this.marks.set(id, theirs);
    else this.marks.delete(id);
    this.#step({ id, before: mine, after: theirs && contentOf(theirs) });
    this.#goOn();
  }

  /** The conflict is settled: what the coder did here is done on top of what is there, which `undo` brings back. */
  keepMine() {
    if (!this.conflict) return;
    const { edit, mine, theirs } = this.conflict;
    let { id } = edit;
    if (theirs) this.#rebase(id, theirs.version);
    else if (edit.kind === "remove") this.edits.shift();
    else id = this.#renew(edit);
    this.#step({ id, before: theirs && contentOf(theirs), after: mine });
    this.#goOn();
  }

  /** Sends what waits, now. */
  send() {
    if (!this.#isSending) void this.#sendAll();
  }

  /**
   * Asks whether the recording is still there.
   * @returns {Promise<unknown>} rejected where it is not, or the server does not say
   */
  ask() {
    return call(this.#path);
  }

  /** Looks again what the server has, unless something waits that it has not. */
  async refresh() {
    if (this.edits.length || this.#isSending) return null;
    const opened = /** @type {Opened} */ (await call(this.#path));
    if (!this.edits.length) this.#take(opened.marks);
    return opened;
  }

  /** @param {Mark[]} marks */
  #take(marks) {
    this.marks = new Map(marks.map((mark) => [mark.id, mark]));
    this.#tell("change");
  }

  /** @param {Step} step */
  #step(step) {
    this.#done.push(step);
    this.#undone = [];
  }

  /** @param {Edit} edit */
  #enter(edit) {
    this.edits.push(edit);
    if (edit.content) this.marks.set(edit.id, { ...edit.content, id: edit.id, version: edit.version + 1 });
    else this.marks.delete(edit.id);
    this.#tell("change");
    this.#tell("state");
    this.send();
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   * @param {"before" | "after"} side
   */
  #replay(from, to, side) {
    const step = from.pop();
    if (!step) return "";
    to.push(step);
    const target = step[side];
    const mark = this.marks.get(step.id);
    if (target && mark) this.#enter({ kind: "change", id: step.id, version: mark.version, content: target });
    else if (target) {
      this.#rename(step.id, newId()); // an id that was removed is never given again
      this.#enter({ kind: "add", id: step.id, version: 0, content: target });
    } else if (mark) this.#enter({ kind: "remove", id: step.id, version: mark.version, content: null });
    return step.id;
  }

  /**
   * @param {string} before
   * @param {string} after
   */
  #rename(before, after) {
    for (const step of [...this.#done, ...this.#undone]) if (step.id === before) step.id = after;
  }

  /** @param {string} id */
  #forget(id) {
    this.#done = this.#done.filter((step) => step.id !== id);
    this.#undone = this.#undone.filter((step) => step.id !== id);
  }

  async #sendAll() {
    this.#isSending = true;
    try {
      while (this.edits.length && !this.conflict) {
        const edit = this.edits[0];
        try {
          const kept = await this.#request(edit);
          this.#arrived(edit, kept);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.status === 409) await this.#clash(edit);
          else if ([400, 403, 404, 410, 422].includes(error.status)) await this.#refused(edit, error.message);
          else await this.#wait(error);
        }
      }
    } finally {
      this.#isSending = false;
    }
  }

  /**
   * @param {Edit} edit
   * @returns {Promise<Mark | undefined>}
   */
  #request({ kind, id, version, content }) {
    const path = `${this.#path}/marks`;
    // Alive for longer than the page: an edit that is on its way arrives although the window is closed.
    if (kind === "add") return call(path, { method: "POST", body: { ...content, id }, keepalive: true });
    if (kind === "change") return call(`${path}/${id}`, { method: "PUT", body: { ...content, version }, keepalive: true });
    return call(`${path}/${id}?version=${version}`, { method: "DELETE", keepalive: true });
  }

  /**
   * @param {Edit} edit
   * @param {Mark | undefined} kept
   */
  #arrived(edit, kept) {
    this.edits.shift();
    this.trouble = "";
    this.#pause = SHORTEST;
    if (kept && !this.edits.some((later) => later.id === edit.id)) this.marks.set(kept.id, kept);
    this.#tell("change");
    this.#tell("state");
    this.#tell("sent");
  }

  /** @param {ApiError} error */
  async #wait(error) {
    this.trouble = error.status === 401 ? "You are signed out." : "The server does not answer.";
    this.#tell("state");
    await new Promise((resolve) => {
      setTimeout(resolve, this.#pause);
      addEventListener("online", resolve, { once: true });
      addEventListener("focus", resolve, { once: true }); // who signed in in another window comes back
    });
    this.#pause = Math.min(2 * this.#pause, LONGEST);
  }

  /** @param {Edit} edit */
  async #clash(edit) {
    try {
      const { marks } = /** @type {Opened} */ (await call(this.#path));
      const theirs = marks.find((mark) => mark.id === edit.id) ?? null;
      const mine = this.edits.findLast((one) => one.id === edit.id)?.content ?? null;
      this.conflict = { edit, mine, theirs };
      this.dispatchEvent(new CustomEvent("conflict", { detail: this.conflict }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await this.#wait(error);
    }
  }

  /**
   * @param {Edit} edit
   * @param {string} sentence
   */
  async #refused(edit, sentence) {
    this.edits = this.edits.filter((one) => one.id !== edit.id);
    this.#forget(edit.id);
    const { marks } = /** @type {Opened} */ (await call(this.#path).catch(() => ({ marks: [] })));
    const there = marks.find((mark) => mark.id === edit.id);
    if (there) this.marks.set(edit.id, there);
    else this.marks.delete(edit.id);
    this.#tell("change");
    this.#tell("state");
    this.dispatchEvent(new CustomEvent("refused", { detail: { edit, sentence } }));
  }

  /**
   * Lets what waits follow upon a version.
   * @param {string} id
   * @param {number} version
   */
  #rebase(id, version) {
    let next = version;
    this.edits = this.edits.map((edit) => (edit.id === id ? { ...edit, version: next++ } : edit));
    const mark = this.marks.get(id);
    if (mark) this.marks.set(id, { ...mark, version: next });
  }

  /**
   * A movement that was removed elsewhere is marked anew.
   * @param {Edit} edit
   * @returns {string} its id from now on
   */
  #renew(edit) {
    const id = newId();
    let version = 0;
    this.edits = this.edits.map((one) => {
      if (one.id !== edit.id) return one;
      const kind = one === edit ? "add" : one.kind;
      return { ...one, kind, id, version: version++ };
    });
    this.#rename(edit.id, id);
    const mark = this.marks.get(edit.id);
    this.marks.delete(edit.id);
    if (mark) this.marks.set(id, { ...mark, id, version });
    return id;
  }

  #goOn() {
    this.conflict = null;
    this.#tell("change");
    this.#tell("state");
    this.send();
  }

  /** @param {string} what */
  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
