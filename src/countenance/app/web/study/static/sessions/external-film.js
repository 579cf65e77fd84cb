/** A film that another camera recorded beside a session: in which part, and which of its frames show what the session logged. */

import { asVisitor } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";
import { onSubmit } from "/static/common/once.js";
import { clock, counted } from "./words.js";

/**
 * @typedef {{ms: number, at: string, kind: string, clip: string | null, take: number | null}} Moment
 * @typedef {{number: number, segment: number, began: string, ended: string, n_clips: number, moments: Moment[]}} Part
 */

export class ExternalFilm {
  /** @param {string} session */
  constructor(session) {
    this.session = session;
    /** @type {Part[]} */
    this.parts = [];
    this.form = byId("external", HTMLFormElement);
    this.part = byId("external-part", HTMLSelectElement);
    this.frames = byId("external-frames", HTMLElement);
    this.part.addEventListener("change", () => this.frames.replaceChildren(this.frame()));
    byId("external-more", HTMLButtonElement).addEventListener("click", () => this.frames.append(this.frame()));
    onSubmit(this.form, async () => {
      await this.upload();
      return false;
    });
  }

  /**
   * Offers the parts of a session; what is filled in stays while they are the same.
   * @param {Part[]} parts
   */
  offer(parts) {
    byId("external-place", HTMLElement).hidden = !parts.length;
    if (JSON.stringify(parts) === JSON.stringify(this.parts)) return;
    const chosen = this.part.value;
    const before = this.moments.length;
    this.parts = parts;
    this.part.replaceChildren(...parts.map((one) => element("option", { value: one.segment, selected: String(one.segment) === chosen }, titleOf(one))));
    if (this.part.value !== chosen || this.moments.length !== before) this.frames.replaceChildren(this.frame());
  }

  /** What a camera may have seen in the chosen part. */
  get moments() {
    return this.parts.find((one) => String(one.segment) === this.part.value)?.moments ?? [];
  }

  /** A frame, and what it shows. */
  frame() {
    const number = element("input", { type: "number", min: 0, max: 100_000_000, step: 1, required: true, "aria-label": "Frame of the film, from 0" });
    const shows = element("select", { required: true, "aria-label": "Event that it shows" }, element("option", { value: "" }, "choose an event"));
    shows.append(...this.moments.map((one) => element("option", { value: one.ms }, momentIn(one))));
    return element("div", { class: "frame" }, "Frame ", number, " is the first that shows ", shows);
  }

  /** @param {string} sentence @param {"" | "problem" | "note"} kind */
  tell(sentence, kind) {
    const told = byId("external-told", HTMLElement);
    told.textContent = sentence;
    told.className = kind || "aside";
  }

  async upload() {
    const file = byId("external-file", HTMLInputElement).files?.[0];
    if (!file) return;
    const asked = new URLSearchParams({ segment: this.part.value, file: file.name, name: byId("external-name", HTMLInputElement).value });
    for (const row of this.frames.children) asked.append("sync", `${row.querySelector("input")?.value}:${row.querySelector("select")?.value}`);
    this.tell("It is being sent and looked at.", "");
    try {
      const answer = await fetch(`/api/captures/${this.session}/film?${asked}`, { method: "POST", body: file, headers: { accept: "application/json", ...asVisitor() } });
      const content = await answer.json();
      if (!answer.ok) return this.tell(content.error, "problem");
      this.tell(`It is the recording ${content.name}. ${content.warnings.join(". ")}`, content.warnings.length ? "note" : "");
      this.form.reset();
      this.frames.replaceChildren(this.frame());
    } catch {
      this.tell("The server does not answer. Is it still running?", "problem");
    }
  }
}

/** @param {Part} part */
function titleOf({ number, began, ended, n_clips: clips }) {
  return `Part ${number}: ${clock(began)} to ${clock(ended)}, ${counted(clips, "clip")}`;
}

/** @param {Moment} moment */
function momentIn({ at, kind, clip, take }) {
  const [what, side] = kind.split(" ");
  const appears = side === "onset" ? "appears" : "goes";
  return `${clock(at)} ${what === "clip" ? `${clip}, take ${take},` : "the cross"} ${appears}`;
}
