/** The library: filters at once, and an expression played in a dialog. */

import { element } from "../common/elements.js";
import { FrameViewer } from "../viewing/frame-viewer.js";

/**
 * @typedef {{clip: string, decision: string, movement: string, film: string, recording: string, participant: string, onset: number, apex: number | null,
 *   offset: number | null, exact_onset: number, exact_offset: number | null, seconds: number | null, kind: string | null, category: string | null, automatic: string | null,
 *   action_units: string, upper: string | null, lower: string | null, stimulus: string | null, self_report: string | null,
 *   rule: string, why: string, questions: string[], left_out: string | null}} Strip
 */

const SPEEDS = /** @type {const} */ ([[1, "1"], [0.5, "1/2"], [0.25, "1/4"]]);
/** Between pictures that flicker, in ms. */
const FLICKER = 350;

const filters = document.querySelector("form[data-filters]");
if (filters instanceof HTMLFormElement) {
  filters.addEventListener("change", (event) => event.target instanceof HTMLSelectElement && filters.requestSubmit());
  // Addresses of what is found stay short.
  filters.addEventListener("submit", () => {
    for (const field of filters.elements) if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = !field.value;
  });
  addEventListener("pageshow", () => {
    for (const field of filters.elements) if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = false;
  });
}

class ExpressionLibrary extends HTMLElement {
  /** @type {Strip[]} */
  #strips = [];

  connectedCallback() {
    this.#strips = JSON.parse(this.querySelector("[data-strips]")?.textContent ?? "[]");
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-strip]") : null;
      const strip = button instanceof HTMLElement ? this.#strips[Number(button.dataset.strip)] : undefined;
      if (strip) new Player(strip).open();
    });
  }
}

class Player {
  #speed = 0.5;
  #flicker = 0;

  /** @param {Strip} strip */
  constructor(strip) {
    this.strip = strip;
    this.dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-player]"));
    this.viewer = new FrameViewer();
    this.viewer.setAttribute("recording", strip.film);
    this.where = element("span", { class: "mono", role: "status" });
  }

  async open() {
    const { dialog, strip, viewer } = this;
    dialog.className = "player";
    dialog.replaceChildren(this.#title(), viewer, this.#controls(), facts(strip));
    dialog.addEventListener("close", () => this.#close(), { once: true });
    dialog.addEventListener("keydown", (event) => this.#key(event), { signal: this.#ended.signal });
    viewer.addEventListener("framechange", () => (this.where.textContent = `frame ${viewer.index}`));
    viewer.addEventListener("playchange", () => this.#tell());
    dialog.showModal();
    await viewer.ready;
    if (dialog.open && viewer.isConnected) this.#play();
  }

  #ended = new AbortController();

  #close() {
    this.#ended.abort();
    this.#stop();
    this.dialog.replaceChildren();
  }

  /** Onset to offset; to the apex, or a second, where there is no offset. */
  get #loop() {
    const { onset, apex, offset } = this.strip;
    return /** @type {[number, number]} */ ([onset, Math.max(onset + 1, offset ?? apex ?? onset)]);
  }

  #play() {
    this.#stop();
    this.viewer.play({ speed: this.#speed, loop: this.#loop });
    this.#tell();
  }

  #stop() {
    clearInterval(this.#flicker);
    this.#flicker = 0;
    if (this.viewer.playing) this.viewer.pause();
    this.#tell();
  }

  #toggleFlicker() {
    const was = this.#flicker;
    this.#stop();
    const { onset, apex } = this.strip;
    if (was || apex === null) return;
    this.viewer.show(apex);
    this.#flicker = setInterval(() => this.viewer.show(this.viewer.index === apex ? onset : apex), FLICKER);
    this.#tell();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (step) {
      event.preventDefault();
      this.#stop();
      void this.viewer.step(step * (event.shiftKey ? 10 : 1));
    } else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      if (this.viewer.playing) this.#stop();
      else this.#play();
    }
  }

  #title() {
    const close = element("button", { class: "quiet", "aria-label": "Close" }, "Close");
    close.addEventListener("click", () => this.dialog.close());
    const { strip } = this;
    const compares = this.dialog.dataset.compares;
    const tags = [strip.kind && element("span", { class: `tag ${strip.kind}` }, strip.kind), strip.category && element("span", { class: "tag" }, strip.category)];
    const compare = compares ? [element("a", { class: "button", href: `/compare/${strip.film}#${strip.movement}` }, "Compare the codings")] : [];
    return element("div", { class: "bar" }, element("h2", { id: "player-title" }, strip.clip), ...tags.filter((one) => one instanceof Node), ...compare, close);
  }

  #controls() {
    const bar = element("div", { class: "bar", role: "toolbar", "aria-label": "Playing" });
    for (const [speed, name] of SPEEDS) {
      const button = element("button", { "data-speed": String(speed), "aria-pressed": "false", "aria-label": `Play at speed ${name}` }, name);
      button.addEventListener("click", () => {
        this.#speed = speed;
        this.#play();
      });
      bar.append(button);
    }
    const pause = element("button", { "data-pause": true }, "Pause");
    pause.addEventListener("click", () => (this.viewer.playing || this.#flicker ? this.#stop() : this.#play()));
    const flicker = element("button", { "data-flicker": true, "aria-pressed": "false" }, "Flicker onset and apex");
    flicker.disabled = this.strip.apex === null;
    flicker.addEventListener("click", () => this.#toggleFlicker());
    bar.append(pause, flicker, this.where);
    return bar;
  }

  #tell() {
    for (const button of this.dialog.querySelectorAll("[data-speed]")) {
      button.setAttribute("aria-pressed", String(this.viewer.playing && Number(button.getAttribute("data-speed")) === this.#speed));
    }
    this.dialog.querySelector("[data-flicker]")?.setAttribute("aria-pressed", String(this.#flicker !== 0));
    const pause = this.dialog.querySelector("[data-pause]");
    if (pause) pause.textContent = this.viewer.playing || this.#flicker ? "Pause" : "Play";
  }
}

/** @param {Strip} strip */
function facts(strip) {
  const { onset, apex, offset, exact_onset, exact_offset, seconds, upper, lower } = strip;
  const halves = onset === exact_onset && offset === exact_offset ? "" : ` (frames ${exact_onset} to ${exact_offset})`;
  const read = [upper && `${upper} (upper)`, lower && `${lower} (lower)`].filter(Boolean).join(", ");
  /** @type {[string, string | null][]} */
  const told = [
    ["Frames", `${onset} – ${apex ?? "?"} – ${offset ?? "?"}`],
    ["Duration", seconds === null ? null : `${Math.round(seconds * 1000)} ms${halves}`],
    ["Action units", strip.action_units],
    ["Read", read],
    ["Participant", strip.participant],
    ["Recording", strip.recording],
    ["To evoke", strip.stimulus],
    ["Reported", strip.self_report],
    ["Rule", strip.rule],
    ["By the rules", strip.automatic],
    ["Reason", strip.why],
    ["Left out", strip.left_out],
    ["In doubt", strip.questions.join("; ")],
  ];
  const shown = told.filter((one) => one[1]).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value ?? "")));
  return element("dl", {}, ...shown);
}

customElements.define("expression-library", ExpressionLibrary);
