/** The picture and the timeline of a desk: one frame, for both codings at once. */

import { ApiError } from "../common/api.js";
import { Looking, motionOf } from "../viewing/looking.js";
import { LANDMARKS, lanesOf, span } from "./movements.js";

/**
 * @typedef {import("./movements.js").Desk} Desk
 * @typedef {import("./movements.js").Movement} Movement
 * @typedef {import("../viewing/frame-viewer.js").FrameViewer} Viewer
 * @typedef {import("../viewing/event-timeline.js").EventTimeline} Timeline
 */

/** Frames that are shown before and after a movement that is looped. */
const AROUND = 6;

export class DeskFilm {
  /** @type {Movement | null} */
  #movement = null;
  #isCurveWanted = false;
  #warn;

  /**
   * The film of a desk, once its elements are there; the film itself may come later.
   * @param {HTMLElement} desk
   * @param {(movement: string) => void} choose
   * @param {(sentence: string) => void} warn
   */
  static async of(desk, choose, warn) {
    await Promise.all(["frame-viewer", "event-timeline"].map((name) => customElements.whenDefined(name)));
    return new DeskFilm(desk, choose, warn);
  }

  /**
   * @param {HTMLElement} desk
   * @param {(movement: string) => void} choose
   * @param {(sentence: string) => void} warn
   */
  constructor(desk, choose, warn) {
    this.desk = desk;
    this.#warn = warn;
    this.viewer = /** @type {Viewer} */ (desk.querySelector("frame-viewer"));
    this.timeline = /** @type {Timeline} */ (desk.querySelector("event-timeline"));
    this.look = new Looking(desk, this.viewer, (command) => (command === "reset-view" ? "V" : ""));
    this.timeline.curveShown = false;
    void this.viewer.ready.then(() => this.look.setBaseline(0));
    this.viewer.addEventListener("framechange", () => this.#follow());
    this.viewer.addEventListener("playchange", () => this.#tellPlaying());
    this.viewer.addEventListener("problem", (event) => warn(/** @type {CustomEvent<{sentence: string}>} */ (event).detail.sentence));
    void this.viewer.ready.then(() => this.#movement && this.goTo(this.#movement));
    this.timeline.addEventListener("seek", (event) => this.show(/** @type {CustomEvent<{index: number}>} */ (event).detail.index));
    this.timeline.addEventListener("choose", (event) => {
      const id = /** @type {CustomEvent<{id: string | null}>} */ (event).detail.id;
      if (id) choose(id.split("/")[0] ?? "");
    });
    this.#part("[data-speed]").addEventListener("change", () => this.#again());
    this.#part("[data-loop]").addEventListener("change", () => this.#again());
  }

  /**
   * Shows what there is.
   * @param {Desk} desk
   */
  tell(desk) {
    // The timeline shows all of the film when it is told its length anew.
    if (this.nFrames !== desk.n_frames) this.timeline.nFrames = desk.n_frames;
    this.timeline.seconds = desk.seconds;
    this.timeline.lanes = lanesOf(desk);
    this.nFrames = desk.n_frames;
  }

  nFrames = 0;

  /**
   * Goes to a movement.
   * @param {Movement} movement
   */
  goTo(movement) {
    this.#movement = movement;
    const side = movement.first ? "first" : "second";
    this.timeline.chosen = `${movement.id}/${side}`;
    const [onset, offset] = span(movement);
    this.timeline.selection = [onset, offset];
    this.timeline.reveal(onset, offset);
    const coding = movement.first ?? movement.second;
    this.pause();
    this.show(coding?.apex ?? onset);
  }

  /** The frame that commands mean. */
  get index() {
    return this.viewer.wanted;
  }

  /** @param {number} frame */
  show(frame) {
    this.pause();
    this.viewer.show(Math.max(0, Math.min(this.nFrames - 1, frame)));
  }

  /** @param {number} n */
  step(n) {
    this.show(this.index + n);
  }

  pause() {
    if (this.viewer.playing) this.viewer.pause();
  }

  toggle() {
    if (this.viewer.playing) this.viewer.pause();
    else this.#play();
  }

  /**
   * Does what a key or a button asks for about the picture; false where it asks for nothing of it.
   * @param {string} action
   * @param {boolean} more with Shift
   */
  lookAs(action, more) {
    const { look } = this;
    switch (action) {
      case "baseline": look.setBaseline(this.index); return true;
      case "flicker": look.flicker(true); return true;
      case "difference": if (more) look.nextGain(); else look.toggleDifference(); return true;
      case "curve": void this.#toggleCurve(); return true;
      case "zoom": this.viewer.zoom(more ? 0.8 : 1.25); return true;
      case "brightness": look.brighten(more ? 1 / 1.15 : 1.15); return true;
      case "contrast": look.contrast(more ? 1 / 1.15 : 1.15); return true;
      case "reset-view": look.reset(); return true;
      default: return false;
    }
  }

  async #toggleCurve() {
    this.#isCurveWanted = !this.#isCurveWanted;
    this.#part("[data-do=curve]").setAttribute("aria-pressed", String(this.#isCurveWanted));
    try {
      if (this.#isCurveWanted) this.timeline.curve ??= await motionOf(this.desk.getAttribute("film") ?? "", () => this.#isCurveWanted);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#isCurveWanted = false;
      this.#warn(error.message);
    }
    this.timeline.curveShown = this.#isCurveWanted;
    this.#part("[data-do=curve]").setAttribute("aria-pressed", String(this.#isCurveWanted));
  }

  #play() {
    const isLooped = /** @type {HTMLInputElement} */ (this.#part("[data-loop]")).checked;
    const speed = Number(/** @type {HTMLSelectElement} */ (this.#part("[data-speed]")).value);
    /** @type {[number, number] | null} */
    let loop = null;
    if (isLooped && this.#movement) {
      const [onset, offset] = span(this.#movement);
      loop = [Math.max(0, onset - AROUND), Math.min(this.nFrames - 1, offset + AROUND)];
    }
    this.viewer.play({ speed, loop });
  }

  #again() {
    if (this.viewer.playing) this.#play();
  }

  #follow() {
    const { index } = this.viewer;
    this.timeline.index = index;
    const names = this.#movement ? LANDMARKS.filter((name) => [this.#movement?.first, this.#movement?.second].some((one) => one?.[name] === index)) : [];
    this.#part("[data-where]").textContent = `frame ${index}${names.length ? ` · ${names.join(", ")}` : ""}`;
  }

  #tellPlaying() {
    this.#part("[data-do=play]").setAttribute("aria-pressed", String(this.viewer.playing));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.desk.querySelector(selector));
  }
}
