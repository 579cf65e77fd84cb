/** What is marked, as a list and on the timeline, and whether all of it is saved. */

import { element } from "../common/elements.js";
import { counted, framesOf, inOrder } from "./movement.js";

/**
 * @typedef {import("./coder.js").MovementCoder} MovementCoder
 * @typedef {import("./movement.js").Draft} Draft
 * @typedef {import("./movement.js").Mark} Mark
 * @typedef {import("../viewing/event-timeline.js").EventTimeline} EventTimeline
 */

export class Desk {
  #coder;
  #timeline;

  /** @param {MovementCoder} coder */
  constructor(coder) {
    this.#coder = coder;
    this.#timeline = /** @type {EventTimeline} */ (coder.find("event-timeline"));
  }

  listen() {
    const { player } = this.#coder;
    this.#timeline.addEventListener("seek", (event) => player.show(/** @type {CustomEvent} */ (event).detail.index));
    this.#timeline.addEventListener("adjust", (event) => this.#adjust(/** @type {CustomEvent} */ (event).detail));
    this.#timeline.addEventListener("choose", (event) => this.choose(/** @type {CustomEvent} */ (event).detail.id));
    this.#coder.find("[data-list]").addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
      if (row instanceof HTMLElement) this.choose(row.dataset.mark ?? "");
    });
  }

  /**
   * The picture goes along with an edge that is dragged; the movement takes it over when it is let go.
   * @param {{id: string, edge: import("../viewing/timeline-pointer.js").Edge, index: number, done: boolean}} how
   */
  #adjust({ id, edge, index, done }) {
    const { player, editing, locked } = this.#coder;
    if (locked || id !== (editing.draft.id || "draft")) return;
    player.show(index);
    if (done) editing.set({ [edge]: index });
  }

  /**
   * Goes to a movement, unless another one is being edited.
   * @param {string} id
   */
  choose(id) {
    const { editing, journal, player } = this.#coder;
    const mark = journal.marks.get(id);
    if (!mark || id === editing.draft.id) return;
    if (editing.isChanged) {
      this.#coder.sayUnfinished();
      return;
    }
    editing.open(mark);
    this.#coder.say("");
    player.show(mark.onset);
    this.#coder.find(`[data-mark="${id}"]`).scrollIntoView({ block: "nearest" });
  }

  /** Everything that is marked, and what is being edited. */
  show() {
    const { editing, journal, panel, locked } = this.#coder;
    const marks = inOrder(journal.marks.values());
    const at = marks.findIndex((mark) => mark.id === editing.draft.id);
    panel.show(at >= 0 ? `Movement ${at + 1} of ${marks.length}` : locked ? "Choose a movement to look at it" : "New movement");
    this.#showDuration();
    this.#enable("undo", !locked && (editing.canUndo || journal.canUndo));
    this.#enable("redo", !locked && (editing.canRedo || journal.canRedo));
    this.#enable("history", at >= 0);
    this.#enable("remove", at >= 0 && !locked);
    this.#enable("submit", !locked);
    this.#coder.find("[data-count]").textContent = String(marks.length);
    this.#coder.find("[data-list]").replaceChildren(...marks.map((mark, index) => this.#row(mark, index)));
    this.#draw(marks);
  }

  /** How long the movement lasts, from its onset to its offset. */
  #showDuration() {
    const { editing, player } = this.#coder;
    const { onset, offset } = editing.draft;
    const from = player.seconds[onset ?? -1];
    const to = player.seconds[offset ?? -1];
    const isKnown = from !== undefined && to !== undefined && to >= from;
    this.#coder.find("[data-duration]").textContent = isKnown ? `${Math.round(1000 * (to - from))} ms` : "";
  }

  showSaved() {
    const { journal, locked } = this.#coder;
    const shown = this.#coder.find("[data-saved]");
    const n = journal.edits.length;
    shown.classList.toggle("trouble", Boolean(journal.trouble));
    shown.classList.toggle("waiting", n > 0);
    if (!journal.trouble || !n) {
      shown.textContent = n ? "Saving" : locked ? "Submitted and locked" : "All saved";
      return;
    }
    shown.textContent = `${journal.trouble} ${counted(n, "edit")} kept in this browser, sent as soon as that is over. `;
    if (journal.trouble.includes("signed out")) shown.append(element("a", { href: "/sign-in", target: "_blank" }, "Sign in"));
  }

  /**
   * @param {Mark} mark
   * @param {number} index
   */
  #row(mark, index) {
    const { editing, journal } = this.#coder;
    const waits = journal.edits.some((edit) => edit.id === mark.id);
    const what = mark.excluded ? element("em", {}, mark.excluded) : element("b", {}, mark.action_units.replaceAll("+", " + ") || "no action unit");
    const read = [mark.upper, mark.lower].filter(Boolean).join(" / ");
    const aside = [read, mark.confidence ? `sure ${mark.confidence}` : "", mark.note && "note", waits ? "saving" : ""].filter(Boolean).join(" · ");
    const button = element("button", { type: "button", title: aside || null, "data-mark": mark.id, "aria-current": mark.id === editing.draft.id ? "true" : null },
      element("span", { class: "place" }, String(index + 1)), element("span", { class: "mono" }, framesOf(mark)), what,
      element("small", {}, aside));
    return element("li", {}, button);
  }

  /** @param {Mark[]} marks */
  #draw(marks) {
    const { draft, isChanged } = this.#coder.editing;
    const kept = marks.filter((mark) => !(isChanged && mark.id === draft.id)).map((mark) => drawn(mark, false));
    const edited = isChanged && draft.onset !== null ? [drawn({ ...draft, id: draft.id || "draft" }, true)] : [];
    this.#timeline.lanes = [{ id: "own", name: "Movements", events: [...kept, ...edited] }];
    this.#timeline.adjustable = !this.#coder.locked;
    this.#timeline.chosen = draft.id || (edited.length ? "draft" : null);
  }

  /**
   * @param {string} name
   * @param {boolean} enabled
   */
  #enable(name, enabled) {
    this.#coder.find(`[data-do=${name}]`).toggleAttribute("disabled", !enabled);
  }
}

/**
 * @param {Draft} of
 * @param {boolean} dashed
 */
function drawn({ id, onset, apex, offset, action_units, excluded }, dashed) {
  return { id, onset: onset ?? 0, apex, offset, kind: excluded ? "excluded" : offset === null ? "open" : "video", label: excluded ?? action_units, dashed };
}
