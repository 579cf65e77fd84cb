/**
 * `<frame-viewer recording="ID">`: a recording frame by frame, each exactly the one that its number says.
 *
 * Properties: `ready` (promise), `nFrames`, `seconds` (when each frame is shown), `index` (of the frame that is drawn), `wanted` (of the
 * one that was asked for last, and is drawn in a moment), `playing`, `magnification` (1 where all of the picture is seen),
 * `brightness` and `contrast` (1 changes nothing), `baseline` (index or null), `flicker` (whether the baseline is drawn in place of
 * the frame), `difference` (gain; 0 draws the frame itself).
 * Methods: `show(index)`, `step(n)`, `play({speed, loop, backwards})`, `pause()`, `zoom(factor)`, `pan(dx, dy)`, `resetView()`.
 * Events: `framechange` ({index}, after drawing), `lookchange` (zoom, brightness or contrast), `playchange`, `problem` ({sentence, isGone};
 * of a recording that is gone nothing stays in sight).
 */

import { ApiError, call } from "../common/api.js";
import { FrameStore } from "./frame-store.js";
import { isGone } from "./gone.js";
import { Difference, View, draw } from "./picture.js";
import { Playing } from "./playing.js";

/** @typedef {{n_frames: number, seconds: number[], width: number, height: number, fps: number}} Facts */

/** Frames up to which somebody goes on rather than elsewhere. */
const FARTHEST_STEP = 10;

export class FrameViewer extends HTMLElement {
  /** @type {Promise<void>} */
  ready;
  /** @type {(value: void) => void} */
  #isReady = () => {};
  #canvas = document.createElement("canvas");
  /** @type {FrameStore | null} */
  #store = null;
  /** @type {View | null} */
  #view = null;
  /** @type {Difference | null} */
  #differences = null;
  /** @type {Playing | null} */
  #play = null;
  #index = 0;
  #wanted = 0;
  #wish = 0;
  #look = { brightness: 1, contrast: 1, difference: 0, flicker: false };
  /** @type {number | null} */
  #baseline = null;
  /** @type {ImageBitmap | null} a copy of its own, which no cache closes */
  #baselinePicture = null;
  #seconds = new Float64Array();
  #sizes = new ResizeObserver(() => this.#redraw());

  constructor() {
    super();
    this.ready = new Promise((resolve) => (this.#isReady = resolve));
  }

  connectedCallback() {
    this.style.display ||= "block";
    this.style.position ||= "relative";
    this.#canvas.setAttribute("role", "img");
    this.#canvas.ariaLabel ??= "The frame is being loaded";
    Object.assign(this.#canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%", touchAction: "none" });
    if (!this.#canvas.isConnected) {
      this.replaceChildren(this.#canvas);
      this.#listen();
    }
    this.#sizes.observe(this);
    if (!this.#store) void this.#begin();
  }

  disconnectedCallback() {
    this.pause();
    this.#sizes.disconnect();
    this.#store?.close();
    this.#store = null;
  }

  get nFrames() {
    return this.#seconds.length;
  }

  get seconds() {
    return this.#seconds;
  }

  get index() {
    return this.#index;
  }

  /** The frame from which commands count: who presses a key twice goes two frames, however late the first one is drawn. */
  get wanted() {
    return this.#wanted;
  }

  get playing() {
    return this.#play !== null;
  }

  get magnification() {
    return this.#view?.zoom ?? 1;
  }

  get brightness() {
    return this.#look.brightness;
  }

  set brightness(value) {
    this.#look.brightness = value;
    this.#looksOtherwise();
  }

  get contrast() {
    return this.#look.contrast;
  }

  set contrast(value) {
    this.#look.contrast = value;
    this.#looksOtherwise();
  }

  get difference() {
    return this.#look.difference;
  }

  set difference(gain) {
    this.#look.difference = gain;
    this.#redraw();
  }

  get flicker() {
    return this.#look.flicker;
  }

  set flicker(shown) {
    this.#look.flicker = shown;
    this.#redraw();
  }

  get baseline() {
    return this.#baseline;
  }

  set baseline(index) {
    this.#baseline = index;
    this.#baselinePicture?.close();
    this.#baselinePicture = null;
    if (index !== null) void this.#keepBaseline(index);
  }

  /**
   * Shows a frame; the newest wish counts.
   * @param {number} index
   * @returns {Promise<void>} fulfilled when this frame is drawn, or another one was wished for
   */
  async show(index) {
    if (!this.#store || !this.nFrames) return;
    const wanted = Math.max(0, Math.min(Math.round(index), this.nFrames - 1));
    const direction = wanted < this.#index ? -1 : 1;
    const isStep = Math.abs(wanted - this.#index) <= FARTHEST_STEP;
    const wish = ++this.#wish;
    this.#wanted = wanted;
    const there = this.#store.ready(wanted);
    if (there) {
      this.#drawn(wanted, there);
      this.#store.aim(wanted, direction);
      return;
    }
    this.#store.onlyNow(wanted);
    try {
      const picture = await this.#store.get(wanted);
      if (wish !== this.#wish) return;
      this.#drawn(wanted, picture);
      // Not before: what may come next would share the way with what is wanted now.
      if (isStep) this.#store?.aim(wanted, direction);
      else this.#store?.aimSoon(wanted, direction);
    } catch (error) {
      if (wish !== this.#wish || isAbort(error)) return;
      this.#wanted = this.#index;
      this.#tell(error);
    }
  }

  /** @param {number} n frames forwards, or backwards where it is negative */
  step(n) {
    return this.show(this.#wanted + n);
  }

  /** @param {{speed?: number, loop?: [number, number] | null, backwards?: boolean}} [how] */
  play({ speed = 1, loop = null, backwards = false } = {}) {
    if (!this.#store || this.nFrames < 2) return;
    this.#play?.stop();
    const [first, last] = loop ?? [0, this.nFrames - 1];
    const start = this.#index < first || this.#index > last || (!loop && this.#index === (backwards ? first : last));
    this.#play = new Playing(this.#seconds, { first, last, speed, backwards, isLoop: loop !== null }, {
      from: start ? (backwards ? last : first) : this.#index,
      draw: (index) => this.#drawPlayed(index, backwards),
      ended: () => this.pause(),
    });
    this.dispatchEvent(new Event("playchange"));
  }

  pause() {
    if (!this.#play) return;
    this.#play.stop();
    this.#play = null;
    this.dispatchEvent(new Event("playchange"));
  }

  /**
   * @param {number} factor
   * @param {number} [left] CSS pixels from the middle, which stay where they are
   * @param {number} [top]
   */
  zoom(factor, left = 0, top = 0) {
    this.#view?.zoomBy(this.#canvas, factor, left * devicePixelRatio, top * devicePixelRatio);
    this.#looksOtherwise();
  }

  /**
   * Moves the picture.
   * @param {number} dx CSS pixels to the right
   * @param {number} dy and down
   */
  pan(dx, dy) {
    if (!this.#view) return;
    const scale = this.#view.scale(this.#canvas) / devicePixelRatio;
    this.#view.move(-dx / scale, -dy / scale);
    this.#redraw();
  }

  resetView() {
    this.#view?.reset();
    this.#looksOtherwise();
  }

  #looksOtherwise() {
    this.#redraw();
    this.dispatchEvent(new Event("lookchange"));
  }

  async #begin() {
    const recording = encodeURIComponent(this.getAttribute("recording") ?? "");
    try {
      const facts = /** @type {Facts} */ (await call(`/recordings/${recording}/frames.json`));
      this.#seconds = Float64Array.from(facts.seconds);
      this.#view = new View(facts.width, facts.height);
      this.#differences = new Difference(facts.width, facts.height);
      const address = (/** @type {number} */ n) => `/recordings/${recording}/frames/${n}.jpg`;
      this.#store = new FrameStore(address, facts.n_frames, 4 * facts.width * facts.height, (error) => this.#tell(error));
      await this.show(this.#index);
      this.#isReady();
    } catch (error) {
      this.#tell(error);
    }
  }

  /**
   * @param {number} index
   * @param {boolean} backwards
   * @returns {boolean | Promise<unknown>} true where it was drawn; what to wait for otherwise
   */
  #drawPlayed(index, backwards) {
    const there = this.#store?.ready(index);
    if (!there || !this.#store) return this.#store?.get(index).catch((error) => this.#tell(error)) ?? true;
    this.#wish++;
    this.#wanted = index;
    if (index !== this.#index) {
      this.#drawn(index, there);
      this.#store.aim(index, backwards ? -1 : 1);
    }
    return true;
  }

  /**
   * @param {number} index
   * @param {ImageBitmap} picture
   */
  #drawn(index, picture) {
    this.#index = index;
    this.#draw(picture);
    this.#canvas.setAttribute("aria-label", `Frame ${index} of 0 to ${this.nFrames - 1}`);
    this.dispatchEvent(new CustomEvent("framechange", { detail: { index } }));
  }

  #redraw() {
    const there = this.#store?.ready(this.#index);
    if (there) this.#draw(there);
    else if (this.#store && this.nFrames) void this.#store.get(this.#index).then((picture) => this.#draw(picture), () => {});
  }

  /** @param {ImageBitmap} picture */
  #draw(picture) {
    if (!this.#view || !this.#fit()) return;
    const { brightness, contrast, difference, flicker } = this.#look;
    const filter = brightness === 1 && contrast === 1 ? "none" : `brightness(${brightness}) contrast(${contrast})`;
    const baseline = this.#baselinePicture;
    if (flicker && baseline) draw(this.#canvas, baseline, this.#view, filter);
    else if (difference && baseline && this.#differences && this.#baseline !== null)
      draw(this.#canvas, this.#differences.of(picture, baseline, this.#baseline, difference), this.#view, "none");
    else draw(this.#canvas, picture, this.#view, filter);
  }

  /** Gives the canvas as many pixels as the screen has for it; whether there are any. */
  #fit() {
    const width = Math.round(this.clientWidth * devicePixelRatio);
    const height = Math.round(this.clientHeight * devicePixelRatio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) [this.#canvas.width, this.#canvas.height] = [width, height];
    return width > 0 && height > 0;
  }

  /** @param {number} index */
  async #keepBaseline(index) {
    await this.ready;
    if (!this.#store) return;
    try {
      const copy = await createImageBitmap(await this.#store.get(index));
      if (this.#baseline !== index) {
        copy.close();
        return;
      }
      this.#baselinePicture = copy;
      this.#redraw();
    } catch (error) {
      if (!isAbort(error)) this.#tell(error);
      else if (this.#baseline === index) void this.#keepBaseline(index);
    }
  }

  /** @param {unknown} error */
  #tell(error) {
    if (isAbort(error)) return;
    const sentence = error instanceof ApiError || error instanceof Error ? error.message : String(error);
    if (isGone(error)) this.#clear();
    this.#canvas.setAttribute("aria-label", sentence);
    this.dispatchEvent(new CustomEvent("problem", { detail: { sentence, isGone: isGone(error) } }));
  }

  /** Forgets every picture of the recording, the one in sight included. */
  #clear() {
    this.pause();
    this.#store?.close();
    this.#baselinePicture?.close();
    this.#baselinePicture = null;
    this.#canvas.width = 0; // as large again as soon as there is something to draw
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      const [left, top] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
      this.zoom(2 ** (-event.deltaY / 300), left, top);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) this.pan(event.movementX, event.movementY);
    });
    canvas.addEventListener("dblclick", () => this.resetView());
  }
}

/** @param {unknown} error */
function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

customElements.define("frame-viewer", FrameViewer);
