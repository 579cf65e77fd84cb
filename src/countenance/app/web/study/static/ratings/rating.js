/**
 * One clip: watched to its end without stopping or seeking, then rated. By the keyboard alone: Space plays, R plays
 * again, letters choose emotions, digits the intensity, W a word of one's own, from which Enter goes on to the intensity
 * if none is chosen yet, Enter saves.
 */

import { call } from "../common/api.js";

/** @typedef {{version: number, next: string}} Saved */

class ClipRating extends HTMLElement {
  #version = 0;
  #isBusy = false;
  /** How far the clip was shown, in seconds: nobody skips beyond it. */
  #seen = 0;

  connectedCallback() {
    this.#version = Number(this.getAttribute("version"));
    const video = this.#video;
    this.#part("[data-play]").addEventListener("click", () => this.#play());
    this.#part("[data-replay]").addEventListener("click", () => this.#play());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    video.addEventListener("timeupdate", () => this.#follow());
    video.addEventListener("seeking", () => this.#holdBack());
    video.addEventListener("ended", () => this.#ended());
    video.addEventListener("pause", () => this.#paused());
    video.addEventListener("error", () => this.#broken());
    video.addEventListener("contextmenu", (event) => event.preventDefault());
    if (video.error) this.#broken();
    document.addEventListener("keydown", this.#key);
    addEventListener("pageshow", this.#shown);
    this.#part("[data-play]").focus({ preventScroll: true });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#key);
    removeEventListener("pageshow", this.#shown);
  }

  get #video() {
    return /** @type {HTMLVideoElement} */ (this.querySelector("video"));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("[data-form]"));
  }

  get #isOpen() {
    return !(/** @type {HTMLFieldSetElement} */ (this.#part("[data-answer]")).disabled);
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  async #play() {
    const video = this.#video;
    if (!video.paused && !video.ended) return;
    if (video.ended) this.#seen = 0;
    try {
      await video.play();
    } catch {
      if (!video.error) this.#part("[data-play]").hidden = false; // the browser wants another press
      return;
    }
    this.#part("[data-play]").hidden = true;
    this.#part("[data-replay]").hidden = true;
  }

  #follow() {
    const video = this.#video;
    if (!video.seeking) this.#seen = Math.max(this.#seen, video.currentTime);
    const bar = /** @type {HTMLProgressElement} */ (this.#part("[data-time]"));
    bar.value = video.duration ? video.currentTime / video.duration : 0;
  }

  #holdBack() {
    const video = this.#video;
    if (video.currentTime > this.#seen + 0.5) video.currentTime = this.#seen;
  }

  #paused() {
    // Keys of the machine may stop a clip; it goes on where it was.
    if (!this.#video.ended) this.#part("[data-play]").hidden = false;
  }

  #ended() {
    this.#follow();
    this.#part("[data-replay]").hidden = false;
    this.#open();
    this.#part("[data-wait]").textContent = "Say what you felt. You may play the clip again.";
    this.#focus("input[name=emotion]");
  }

  /** @param {string} selector */
  #focus(selector) {
    const found = this.querySelector(selector);
    if (found instanceof HTMLElement) found.focus({ preventScroll: true });
  }

  #open() {
    for (const one of this.querySelectorAll("[data-answer]")) if (one instanceof HTMLFieldSetElement) one.disabled = false;
    /** @type {HTMLButtonElement} */ (this.#part("[data-save]")).disabled = false;
  }

  #broken() {
    this.#part("[data-broken]").hidden = false;
    this.#part("[data-play]").hidden = true;
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target instanceof HTMLInputElement && target.name === "word") return this.#keyInWord(event, target);
    const isControl = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target instanceof HTMLInputElement;
    if (event.key === " " && !isControl) this.#handled(event, () => this.#play());
    else if (event.key === "Enter" && target instanceof HTMLInputElement && this.#isOpen) this.#handled(event, () => this.#save());
    else if (event.key === "Enter" && !isControl && this.#isOpen) this.#handled(event, () => this.#save());
    else if (event.key.toLowerCase() === "r" && this.#isOpen) this.#handled(event, () => this.#play());
    else if (event.key.toLowerCase() === "w" && this.#isOpen) this.#handled(event, () => this.#focus("input[name=word]"));
    else if (this.#isOpen) this.#choose(event);
  };

  /**
   * A word has no digits: they choose the intensity there, too.
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} word
   */
  #keyInWord(event, word) {
    if (event.isComposing) return; // digits and Enter choose among characters that are being composed
    if (event.key === "Escape") word.blur();
    else if (event.key === "Enter" && word.value.trim() && !this.#intensity) this.#handled(event, () => this.#askIntensity());
    else if (/^[1-9]$/.test(event.key)) this.#choose(event);
  }

  get #intensity() {
    return Number(new FormData(this.#form).get("intensity"));
  }

  #askIntensity() {
    this.#part("[data-problem]").hidden = true;
    this.#focus("input[name=intensity]");
  }

  /** A page that was left may be shown again as it was. */
  #shown = (/** @type {PageTransitionEvent} */ event) => {
    if (event.persisted) this.#isBusy = false;
  };

  /**
   * @param {KeyboardEvent} event
   * @param {() => void} does
   */
  #handled(event, does) {
    event.preventDefault();
    does();
  }

  /** @param {KeyboardEvent} event */
  #choose(event) {
    const key = event.key.toLowerCase();
    const selector = /^[1-9]$/.test(key) ? `input[name=intensity][value="${key}"]` : /^[a-z]$/.test(key) ? `input[data-key="${key}"]` : "";
    const found = selector ? this.querySelector(selector) : null;
    if (found instanceof HTMLInputElement) this.#handled(event, () => found.click());
  }

  async #save() {
    if (this.#isBusy) return;
    const data = new FormData(this.#form);
    const words = String(data.get("word") ?? "").split(/[;,/+&|]/).map((word) => word.trim()).filter(Boolean);
    const emotions = [...data.getAll("emotion").map(String), ...words];
    const intensity = this.#intensity;
    if (!emotions.length) return this.#tell("Choose an emotion, or write a word of your own.");
    if (words.some((word) => /\d/.test(word))) return this.#tell("A word of your own has no digits.");
    if (!intensity) return this.#tell("Choose how strong it was, from 1 to 9.");
    this.#isBusy = true;
    try {
      const saved = /** @type {Saved} */ (
        await call(this.getAttribute("path") ?? "", { method: "PUT", body: { emotions, intensity, version: this.#version } })
      );
      this.#version = saved.version;
      location.assign(this.hasAttribute("rated") ? "/ratings" : saved.next);
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : String(error));
      this.#isBusy = false;
    }
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const place = this.#part("[data-problem]");
    place.textContent = sentence;
    place.hidden = false;
  }
}

customElements.define("clip-rating", ClipRating);
