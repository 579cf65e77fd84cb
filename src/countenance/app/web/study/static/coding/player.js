/** The picture: where it is, how it plays, and how it is looked at. */

import { call } from "../common/api.js";
import { element } from "../common/elements.js";
import { isGone } from "../viewing/gone.js";
import { Looking, motionOf } from "../viewing/looking.js";
import { press } from "./panel.js";
import "../viewing/event-timeline.js";
import "../viewing/frame-viewer.js";

/**
 * @typedef {import("./coder.js").MovementCoder} MovementCoder
 * @typedef {import("../viewing/frame-viewer.js").FrameViewer} FrameViewer
 * @typedef {import("../viewing/event-timeline.js").EventTimeline} EventTimeline
 */

const SPEEDS = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16];
const SHOWN = ["1", "½", "¼", "⅛", "1/16"];

export class Player {
  #coder;
  #viewer;
  #timeline;
  #speed = 0;
  #looping = false;
  /** Whether the coder wants to see the motion curve. */
  #wanted = false;
  /** Where this browser keeps whether the curve is wanted. */
  #curvePlace = "";
  /** Where it keeps the frame and the baseline of this recording; empty until it was looked there. */
  #filmPlace = "";

  /** @param {MovementCoder} coder */
  constructor(coder) {
    this.#coder = coder;
    this.#viewer = /** @type {FrameViewer} */ (coder.find("frame-viewer"));
    this.#timeline = /** @type {EventTimeline} */ (coder.find("event-timeline"));
    this.look = new Looking(coder, this.#viewer, (command) => coder.keyFor(command));
    coder.find("[data-speeds]").append(...SPEEDS.map((_, index) => {
      const button = element("button", { type: "button", "aria-pressed": String(index === 0) }, SHOWN[index]);
      button.addEventListener("click", () => this.#setSpeed(index));
      return button;
    }));
  }

  /** @param {string} place where this browser keeps what is the account's */
  async begin(place) {
    this.#curvePlace = `${place}/curve`;
    const viewer = this.#viewer;
    viewer.addEventListener("framechange", () => this.#moved());
    viewer.addEventListener("playchange", () => this.#showPlaying());
    viewer.addEventListener("problem", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    await viewer.ready;
    this.#timeline.nFrames = viewer.nFrames;
    this.#timeline.seconds = viewer.seconds;
    await this.#goOn(`${place}/place/${this.#coder.film}`);
    this.#coder.find("[data-last]").textContent = String(viewer.nFrames - 1);
    this.#moved();
    this.look.show();
    this.#timeline.curveShown = false;
    if (localStorage.getItem(this.#curvePlace) !== "hidden") void this.showCurve(true);
  }

  /**
   * Goes to where the recording was left in this browser.
   * @param {string} place
   */
  async #goOn(place) {
    const kept = /^(\d+) (\d+)$/.exec(localStorage.getItem(place) ?? "") ?? [];
    const [frame, baseline] = [Number(kept[1] ?? 0), Number(kept[2] ?? 0)];
    this.#viewer.baseline = Math.min(baseline, this.last);
    await this.#viewer.show(frame);
    this.#filmPlace = place;
  }

  /** @param {{sentence: string, isGone: boolean}} problem of the picture */
  #failed({ sentence, isGone }) {
    this.#coder.say(sentence, true);
    if (isGone) void this.#coder.ask();
  }

  #keepPlace() {
    if (this.#coder.isConnected && this.#filmPlace && !this.#viewer.playing) localStorage.setItem(this.#filmPlace, `${this.index} ${this.#viewer.baseline ?? 0}`);
  }

  /** The frame that commands mean: the one that was asked for last. */
  get index() {
    return this.#viewer.wanted;
  }

  get last() {
    return this.#viewer.nFrames - 1;
  }

  /** When each frame is shown. */
  get seconds() {
    return this.#viewer.seconds;
  }

  /** @param {number} frame */
  show(frame) {
    this.#viewer.pause();
    void this.#viewer.show(frame);
  }

  /** @param {number} n */
  step(n) {
    this.show(this.index + n);
  }

  /** @param {boolean} backwards */
  toggle(backwards) {
    if (this.#viewer.playing) this.#viewer.pause();
    else this.#play(backwards);
  }

  /** @param {number} by */
  changeSpeed(by) {
    this.#setSpeed(Math.max(0, Math.min(this.#speed + by, SPEEDS.length - 1)));
  }

  toggleLoop() {
    this.#looping = !this.#looping;
    press(this.#coder.find("[data-do=loop]"), this.#looping);
    if (this.#looping && !this.#range()) this.#coder.say("There is nothing to loop on yet: the whole recording plays.");
    if (this.#looping || this.#viewer.playing) this.#play(false);
  }

  setBaseline() {
    this.look.setBaseline(this.index);
    this.#keepPlace();
  }

  /** Shows or hides the motion curve; one that is still being measured comes by itself, and is not hidden before. */
  toggleCurve() {
    if (this.#wanted && !this.#timeline.curve) this.#coder.say("The motion curve is still being measured: it comes as soon as it is there.");
    else void this.showCurve(!this.#wanted);
  }

  /**
   * Shows or hides the motion curve, once the study's log says so.
   * @param {boolean} shown
   */
  async showCurve(shown) {
    const { film } = this.#coder;
    this.#wanted = shown;
    press(this.#coder.find("[data-do=curve]"), shown && this.#timeline.curveShown);
    try {
      if (shown && !this.#timeline.curve) this.#timeline.curve = await this.#measured(film);
      if (shown !== this.#wanted) return;
      if (!this.#coder.locked) await call(`/api/coding/${film}/curve`, { method: "POST", body: { shown } });
    } catch (error) {
      const { locked, isSubmitting } = this.#coder;
      if (shown === this.#wanted) this.#wanted = this.#timeline.curveShown; // so that the key asks for it again
      press(this.#coder.find("[data-do=curve]"), this.#timeline.curveShown);
      if (isGone(error)) void this.#coder.ask();
      if (locked || isSubmitting) return; // what is submitted is no longer coded, with a curve or without
      this.#coder.say(`The motion curve stays as it is: ${/** @type {Error} */ (error).message}`, true);
      return;
    }
    this.#timeline.curveShown = shown;
    localStorage.setItem(this.#curvePlace, shown ? "shown" : "hidden");
    press(this.#coder.find("[data-do=curve]"), shown);
  }

  /**
   * @param {string} film
   * @returns {Promise<number[] | null>}
   */
  async #measured(film) {
    const told = this.#coder.find("[data-measuring]");
    try {
      return await motionOf(film, () => this.#wanted, () => (told.textContent = "Motion curve: being measured …"));
    } finally {
      told.textContent = "";
    }
  }

  /** @param {number} factor */
  zoom(factor) {
    this.#viewer.zoom(factor);
  }

  /** @param {number} factor */
  zoomTime(factor) {
    this.#timeline.zoomBy(factor);
  }

  /** @param {boolean} backwards */
  #play(backwards) {
    const loop = this.#looping ? this.#range() : null;
    void this.#viewer.play({ speed: SPEEDS[this.#speed], loop, backwards });
  }

  /** @returns {[number, number] | null} */
  #range() {
    const { onset, apex, offset } = this.#coder.editing.draft;
    const end = offset ?? apex;
    if (onset !== null && end !== null && end > onset) return [onset, end];
    return this.#timeline.selection;
  }

  /** @param {number} index */
  #setSpeed(index) {
    this.#speed = index;
    for (const [at, button] of [...this.#coder.find("[data-speeds]").children].entries()) press(/** @type {HTMLElement} */ (button), at === index);
    if (this.#viewer.playing) this.#play(false);
  }

  #moved() {
    const { index } = this.#viewer;
    this.#timeline.index = index;
    this.#timeline.reveal(index);
    this.#keepPlace();
    this.#coder.find("[data-frame]").textContent = String(index);
    this.#coder.find("[data-seconds]").textContent = `${(this.#viewer.seconds[index] ?? 0).toFixed(3)} s`;
  }

  #showPlaying() {
    const { playing } = this.#viewer;
    const button = this.#coder.find("[data-do=play]");
    button.textContent = playing ? "❚❚" : "▶";
    press(button, playing);
    this.#keepPlace();
  }
}
