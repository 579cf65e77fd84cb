/** A session as it is at this moment: asked for once a second, new events at the top. */

import { ApiError, call } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";
import { closeAddress, offerAddress } from "./address.js";
import { Captures } from "./captures.js";
import { ExternalFilm } from "./external-film.js";
import { figuresOf } from "./monitor-figures.js";
import { onPress } from "/static/common/once.js";
import { clock, counted } from "./words.js";

/**
 * @typedef {{sequence: number, at: string, kind: string, clip: string | null, take: number | null, frame: number | null,
 *   told: string, odd: boolean}} Happening
 * @typedef {{id: string, name: string, frames: number, missing: number, fps: number, part: number | null, clips: string[],
 *   n_interrupted: number, warnings: string[]}} Recording
 * @typedef {import("./review.js").Report & {recording: string, clip: string}} Reported
 * @typedef {{state: string, ended: string, owed: boolean, clip: string | null, take: number, position: number, clips: number,
 *   camera: boolean, checked: Record<string, string | number | boolean>, events: Happening[], n_events: number,
 *   counts: Record<string, number>, figures: Record<string, string | number | boolean>, is_there: boolean,
 *   seconds_ago: number | null, parts: import("./external-film.js").Part[], recordings: Recording[], reports: Reported[],
 *   problems: string[]}} Watched
 */

const PAUSE_MS = 1000;
const OVER = new Set(["done", "stopped", "withdrawn"]);
const TOLD_AFTERWARDS = new Set(["debrief", "payment", "done"]);
/** Answers after which asking again is of no use. */
const FINAL = new Set([401, 403, 404]);

class SessionMonitor extends HTMLElement {
  session = this.dataset.session ?? "";
  since = 0;
  /** How often the session's page was opened, as far as is known. */
  opened = Infinity;
  captures = new Captures(this.session, byId("captures", HTMLElement));
  external = new ExternalFilm(this.session);

  connectedCallback() {
    for (const button of this.querySelectorAll("[data-wish]")) if (button instanceof HTMLElement) onPress(button, () => this.wish(button));
    onPress(byId("address", HTMLButtonElement), () => offerAddress(this.session));
    this.watch();
  }

  async watch() {
    while (this.isConnected) {
      try {
        /** @type {Watched} */
        const now = await call(`/api/sessions/${this.session}?since=${this.since}`);
        this.draw(now);
        await this.captures.look();
        this.tell("");
      } catch (error) {
        if (error instanceof ApiError && FINAL.has(error.status)) return this.leave(error);
        this.tell(error instanceof ApiError ? error.message : String(error));
      }
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }

  /**
   * Nothing more is to be seen here.
   * @param {ApiError} why
   */
  leave({ status, message }) {
    const gone = "This session is not there any more: everything of its participant was removed.";
    this.replaceChildren(element("p", { class: "problem", role: "alert" }, status === 404 ? gone : message), element("p", {}, element("a", { href: "/sessions" }, "To the sessions")));
  }

  /** @param {HTMLElement} button */
  async wish(button) {
    const { wish, sure } = button.dataset;
    if (sure && !(await asked(sure, button.textContent ?? ""))) return;
    try {
      /** @type {{told: boolean}} */
      const { told } = await call(`/api/sessions/${this.session}/wishes`, { method: "POST", body: { what: wish } });
      const done = wish === "settled" ? "It is noted." : "The participant's page is closed, so that the session was ended here.";
      this.answer(told ? "The participant's page is told." : done, true);
    } catch (error) {
      this.answer(error instanceof ApiError ? error.message : String(error), false);
    }
  }

  /** @param {Watched} now */
  draw(now) {
    this.since = now.n_events;
    if (now.parts.length > this.opened) closeAddress();
    this.opened = now.parts.length;
    const { state, ended, owed, is_there: isThere } = now;
    const there = byId("there", HTMLElement);
    there.textContent = isThere ? "page open" : "page closed";
    there.className = `tag ${isThere ? "good" : OVER.has(state) ? "" : "bad"}`;
    byId("state", HTMLElement).textContent = state + (ended && state !== ended ? ` (${ended})` : "");
    for (const [name, [text, odd]] of Object.entries(figuresOf(now))) {
      const place = byId(`figure-${name}`, HTMLElement);
      place.textContent = text;
      place.classList.toggle("odd", odd);
    }
    byId("check", HTMLElement).hidden = state !== "camera check";
    byId("stop", HTMLElement).hidden = ended !== "" || TOLD_AFTERWARDS.has(state);
    byId("withdraw", HTMLElement).hidden = ended === "withdrawn";
    byId("address", HTMLElement).hidden = state === "done";
    byId("withdrawn", HTMLElement).hidden = ended !== "withdrawn";
    byId("first", HTMLElement).hidden = !owed;
    byId("owed", HTMLElement).hidden = !owed || isThere;
    byId("pay", HTMLElement).hidden = state !== "payment" || !isThere;
    byId("log", HTMLElement).prepend(...now.events.map(line).reverse());
    byId("problems", HTMLElement).replaceChildren(...now.problems.map((one) => element("p", { class: "note" }, one)));
    this.external.offer(ended === "withdrawn" ? [] : now.parts);
    this.drawResults(now);
  }

  /** @param {Watched} now */
  drawResults({ state, recordings, reports }) {
    const place = byId("recordings", HTMLElement);
    const drawn = JSON.stringify(recordings);
    if (place.dataset.drawn !== drawn) place.replaceChildren(...recordings.map(recorded));
    place.dataset.drawn = drawn;
    byId("reports", HTMLElement).replaceChildren(...reports.map(reported));
    byId("said", HTMLElement).hidden = !reports.length;
    const none = { reports: reports.length, recordings: recordings.length };
    for (const [what, n] of Object.entries(none)) {
      const told = byId(`no-${what}`, HTMLElement);
      told.hidden = n > 0;
      if (OVER.has(state) && told.dataset.over) told.textContent = told.dataset.over;
    }
  }

  /** @param {string} sentence */
  tell(sentence) {
    const place = byId("trouble", HTMLElement);
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  /** @param {string} sentence @param {boolean} isGood */
  answer(sentence, isGood) {
    const place = byId("done", HTMLElement);
    place.textContent = sentence;
    place.classList.toggle("bad", !isGood);
  }
}

/** @param {Happening} one */
function line(one) {
  const where = one.clip ? `${one.clip}${one.take ? `, take ${one.take}` : ""}` : "";
  const told = [where, one.frame === null ? "" : `frame ${one.frame}`, one.told].filter(Boolean).join(" · ");
  return element("li", { class: one.odd ? "odd" : "" }, element("time", { class: "mono", datetime: one.at }, clock(one.at)), element("span", {}, element("b", {}, one.kind), told ? ` ${told}` : ""));
}

/** @param {Recording} one */
function recorded(one) {
  const interrupted = one.n_interrupted ? `, ${one.n_interrupted} interrupted` : "";
  const summary = `${counted(one.clips.length, "clip")}${interrupted}, ${counted(one.warnings.length, "remark")}`;
  return element(
    "li",
    {},
    element("a", { href: `/recordings/${one.id}` }, one.name),
    ` ${one.frames} frames at ${one.fps}/s`,
    element("details", {}, element("summary", {}, summary), ...[...one.clips, ...one.warnings].map((text) => element("p", { class: "aside" }, text))),
  );
}

/** @param {Reported} one */
function reported(one) {
  const what = one.not_emotional || one.emotion || "";
  return element("tr", {}, element("td", {}, one.clip || one.recording), element("td", { class: "number" }, `${one.onset} to ${one.offset}`), element("td", {}, what), element("td", { class: "number" }, String(one.intensity ?? "")), element("td", { class: "words" }, one.text));
}

/**
 * @param {string} question
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
function asked(question, yes) {
  const dialog = element("dialog", { "aria-label": yes }, element("form", { method: "dialog", class: "stack" }, element("p", {}, question), element("div", { class: "bar" }, element("button", { value: "", autofocus: true }, "Leave it"), element("button", { value: "yes", class: "danger" }, yes))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    }),
  );
}

customElements.define("session-monitor", SessionMonitor);
