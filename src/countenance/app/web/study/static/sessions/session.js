/** A whole session on one page that never loads anew: what is shown is what the server says the session's state is. */

import { ApiError, call } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";
import { SIGNED_OUT, debrief, ended, farewell, payment, refused, removed, review } from "./after.js";
import { cameraCheck, comprehension, consent, instructions } from "./before.js";
import { SessionCamera, finishEarlier } from "./camera.js";
import { ClipStore } from "./clip-store.js";
import { EventQueue, leftBehind } from "./event-queue.js";
import { baseline, film, rest } from "./films.js";
import { askToLeave } from "./leaving.js";
import { forgetDrafts } from "./review-drafts.js";
import { button, heading, paragraph } from "./screens.js";
import { happens } from "./waiting.js";
import { watchScreen } from "./watching.js";

/** @typedef {import("./shapes.js").Course} Course */
/** @typedef {import("./shapes.js").Script} Script */

/** @type {Record<string, (app: ParticipantSession, signal: AbortSignal) => Promise<void>>} */
const STEPS = {
  consent,
  "camera check": cameraCheck,
  instructions,
  "comprehension check": comprehension,
  baseline,
  ready: film,
  rest,
  review,
  debrief,
  payment,
  done: farewell,
  stopped: ended,
  withdrawn: ended,
};
const BEGINS = new Set(["clip onset", "baseline onset"]);
const ENDS = new Set(["clip offset", "baseline offset", "interrupted", "stopped", "withdrawn"]);
const AFTERWARDS = new Set(["stopped", "withdrawn", "debrief", "payment", "done"]);
const LEAVINGS = /** @type {const} */ (["stopped", "withdrawn"]);
const PULSE_MS = 1000;
const LONGEST_FIGURE = 500;

/** The page of a participant. */
export class ParticipantSession extends HTMLElement {
  constructor() {
    super();
    this.stage = byId("stage", HTMLElement);
    this.camera = new SessionCamera();
    this.leaving = new AbortController();
    this.failed = false;
    /** Whether a film or the neutral face is on, as the log will have it. */
    this.isUnderWay = false;
    /** Whether the server takes nothing more of this page. */
    this.isRefused = false;
    /** What was shown when somebody pressed last. @type {Element | null} */
    this.pressedOn = null;
    /** @type {Promise<void>} */
    this.earlier = Promise.resolve();
    /** @type {Script} */
    this.script = /** @type {any} */ (null);
    /** @type {EventQueue} */
    this.queue = /** @type {any} */ (null);
    /** @type {ClipStore} */
    this.clips = /** @type {any} */ (null);
  }

  /** Where the session stands, as the server says. */
  get course() {
    return this.queue.course;
  }

  /** What the participant reads, in his language. */
  get texts() {
    return this.script.texts[this.course.language];
  }

  connectedCallback() {
    for (const how of LEAVINGS)
      byId(`leave-${how}`, HTMLButtonElement).addEventListener("click", () => this.askToLeave(how));
    this.stage.addEventListener("click", (event) => this.holdBack(event), { capture: true });
    addEventListener("pagehide", () => this.camera.close());
    watchScreen(this);
    this.run();
  }

  /** The second press of a double click is not meant for the screen that has come up meanwhile. @param {MouseEvent} event */
  holdBack(event) {
    const shown = this.stage.firstElementChild;
    if (event.detail < 2) this.pressedOn = shown;
    if (shown === this.pressedOn) return;
    event.preventDefault();
    event.stopPropagation();
  }

  async run() {
    try {
      await this.begin();
    } catch (error) {
      const again = button("Try again", { primary: true });
      this.show(element("section", { class: "screen middle" }, heading("The session cannot be opened"), paragraph(error instanceof Error ? error.message : String(error)), again));
      again.addEventListener("click", () => this.run(), { once: true });
      return;
    }
    this.pulse();
    this.clips = new ClipStore(this.script.clips);
    while (!this.isRefused) await this.step();
  }

  /** Opens the session, or opens it again after something broke: what was on is over, and another segment begins. */
  async begin() {
    const session = this.dataset.session ?? "";
    forgetDrafts(session);
    const now = { monotonic_ms: performance.now(), wall_time: new Date().toISOString() };
    const opened = /** @type {{course: Course, script: Script, unfinished: number[]}} */ (await call("/api/session/open", { method: "POST", body: { ...now, ...leftBehind(session) } }));
    this.script = opened.script;
    this.queue?.close();
    this.queue = new EventQueue(opened.course);
    this.isUnderWay = false;
    this.queue.lastMs = now.monotonic_ms;
    this.queue.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail.sentence));
    this.queue.addEventListener("refused", (event) => this.refuse(/** @type {CustomEvent} */ (event).detail));
    this.earlier = finishEarlier(session, opened.unfinished);
  }

  async reopen() {
    await this.queue.settled();
    this.camera.close();
    await this.begin();
  }

  async step() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.offerLeaving();
    if (AFTERWARDS.has(this.course.state)) forgetDrafts();
    try {
      await STEPS[this.course.state](this, signal);
    } catch (error) {
      if (!signal.aborted) await this.fail(error, signal).catch(() => {});
    }
    await this.queue.settled();
  }

  /**
   * @param {unknown} error
   * @param {AbortSignal} signal
   */
  async fail(error, signal) {
    this.record("note", { data: { failed: String(error instanceof Error ? error.message : error).slice(0, 500) } });
    const again = button("Try again", { primary: true });
    this.show(element("section", { class: "screen middle" }, heading("Something did not work"), paragraph(error instanceof Error ? error.message : String(error)), again));
    await happens(again, "click", signal);
    // What was on is kept as interrupted, and shown from its beginning.
    await this.reopen();
  }

  /**
   * Notes that something happened; leaving ends what is on the screen at once.
   * @type {EventQueue["record"]}
   */
  record(kind, about = {}) {
    const kept = this.queue.record(kind, about);
    if (BEGINS.has(kind)) this.isUnderWay = true;
    if (ENDS.has(kind)) this.isUnderWay = false;
    if (kind === "stopped" || kind === "withdrawn") this.leaving.abort();
    return kept;
  }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  ask(path, body) {
    return call(path, body === undefined ? {} : { method: "POST", body });
  }

  /**
   * Puts something on the screen.
   * @param {HTMLElement} what
   * @param {{bare?: boolean, calm?: boolean}} [how] bare: nothing but it; calm: dimmed
   */
  show(what, { bare = false, calm = false } = {}) {
    this.complain("");
    this.toggleAttribute("bare", bare);
    this.toggleAttribute("calm", calm);
    this.stage.replaceChildren(what);
    this.stage.scrollTop = 0;
    what.querySelector("h1")?.focus();
  }

  /** @param {string} sentence */
  complain(sentence) {
    const place = byId("trouble", HTMLElement);
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  /**
   * The server takes nothing more of this page. Who has withdrawn gets to his end all the same.
   * @param {{sentence: string, status: number}} why
   */
  refuse({ sentence, status }) {
    if (this.isRefused) return;
    this.isRefused = true;
    this.queue.close();
    this.leaving.abort();
    // What the camera has still to send may arrive once the participant is let in again.
    if (status === SIGNED_OUT && this.course.ended !== "withdrawn") this.camera.release();
    else this.camera.close();
    this.show(status === SIGNED_OUT && this.course.ended === "withdrawn" ? removed(this) : refused(sentence, status));
    this.offerLeaving();
  }

  /** Takes the whole screen, which only a press of a button may do. */
  fill() {
    if (!document.fullscreenElement) document.documentElement.requestFullscreen({ navigationUI: "hide" }).catch(() => this.record("note", { data: { full_screen: "refused" } }));
  }

  leaveFull() {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  /**
   * Asks once; a film that the question would cover is shown again from its beginning.
   * @param {"stopped" | "withdrawn"} how
   */
  async askToLeave(how) {
    this.record("note", { data: { asked_to_leave: how } });
    if (this.isUnderWay) this.record("interrupted", { data: { reason: "asked to leave" } });
    if (this.hasAttribute("bare")) this.leaving.abort();
    if ((await askToLeave(how, this.course.state !== "consent")) && this.mayLeave(how)) this.record(how);
  }

  /**
   * Whether the session can still be ended in a way: who is being told what it was about stops nothing.
   * @param {"stopped" | "withdrawn"} how
   */
  mayLeave(how) {
    if (this.isRefused) return false;
    const { ended, state } = this.course;
    return how === "withdrawn" ? ended !== "withdrawn" : !ended && !AFTERWARDS.has(state);
  }

  offerLeaving() {
    for (const how of LEAVINGS) byId(`leave-${how}`, HTMLButtonElement).hidden = !this.mayLeave(how);
  }

  preload() {
    const { position } = this.course;
    const order = Object.keys(this.script.clips);
    for (const name of order.slice(position, position + 2)) this.clip(name).catch(() => {});
  }

  /**
   * Address of a film that is here completely.
   * @param {string} name
   */
  clip(name) {
    return this.clips.get(name);
  }

  async pulse() {
    while (!this.isRefused) {
      const { state, clip } = this.course;
      const playing = this.stage.querySelector("video.film");
      const clip_s = playing instanceof HTMLVideoElement ? Math.round(playing.currentTime * 10) / 10 : 0;
      const screen = { visible: document.visibilityState === "visible", full_screen: document.fullscreenElement !== null };
      const figures = { state, clip: clip ?? "", clip_s, ...screen, recording: this.camera.isRecording, ...this.camera.figures };
      try {
        for (const one of await this.beat(figures)) this.obey(one);
      } catch (error) {
        // Otherwise the next pulse tells; events are kept and sent again by themselves.
        if (error instanceof ApiError && error.status === SIGNED_OUT) this.refuse({ sentence: error.message, status: SIGNED_OUT });
      }
      await new Promise((done) => setTimeout(done, PULSE_MS));
    }
  }

  /**
   * Tells what is measured; figures that the server does not take must not keep its orders from coming.
   * @param {Record<string, string | number | boolean>} figures
   * @returns {Promise<{what: string, by: string}[]>} orders
   */
  async beat(figures) {
    try {
      return (await this.ask("/api/session/pulse", { figures })).orders;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 422) throw error;
      const told = `The page's figures are refused: ${error.message}`;
      return (await this.ask("/api/session/pulse", { figures: { camera: told.slice(0, LONGEST_FIGURE) } })).orders;
    }
  }

  /** @param {{what: string, by: string}} order */
  obey({ what, by }) {
    if (what === "stopped" || what === "withdrawn") {
      if (this.mayLeave(what)) this.record(what, { data: { by } });
    } else this.dispatchEvent(new CustomEvent("allowed", { detail: { what, by } }));
  }
}

customElements.define("participant-session", ParticipantSession);
