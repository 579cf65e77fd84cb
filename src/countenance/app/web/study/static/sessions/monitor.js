/** A session as it is at this moment: asked for once a second, new events at the top. */

import { ApiError, call } from "/static/common/api.js";
import { byId, element } from "/static/common/elements.js";
import { offerAddress } from "./address.js";
import { Captures } from "./captures.js";

/**
 * @typedef {{sequence: number, time: string, kind: string, clip: string | null, take: number | null, frame: number | null,
 *   told: string, odd: boolean}} Happening
 * @typedef {{id: string, name: string, frames: number, fps: number, clips: string[], warnings: string[]}} Recording
 * @typedef {import("./review.js").Report} Report
 * @typedef {{state: string, ended: string, clip: string | null, take: number, position: number, clips: number, segment: number,
 *   events: Happening[], n_events: number, counts: Record<string, number>, figures: Record<string, string | number | boolean>,
 *   is_there: boolean, seconds_ago: number | null, recordings: Recording[], reports: Report[], problems: string[]}} Watched
 */

const PAUSE_MS = 1000;
const OVER = new Set(["done", "stopped", "withdrawn"]);

class SessionMonitor extends HTMLElement {
  session = this.dataset.session ?? "";
  since = 0;
  captures = new Captures(this.session, byId("captures", HTMLElement));

  connectedCallback() {
    for (const button of this.querySelectorAll("[data-wish]")) button.addEventListener("click", () => this.wish(/** @type {HTMLElement} */ (button)));
    byId("address", HTMLButtonElement).addEventListener("click", () => offerAddress(this.session));
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
        this.tell(error instanceof ApiError ? error.message : String(error));
      }
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }

  /** @param {HTMLElement} button */
  async wish(button) {
    const { wish, sure } = button.dataset;
    if (sure && !(await asked(sure, button.textContent ?? ""))) return;
    try {
      await call(`/api/sessions/${this.session}/wishes`, { method: "POST", body: { what: wish } });
      this.done("The participant's page is told.");
    } catch (error) {
      this.tell(error instanceof ApiError ? error.message : String(error));
    }
  }

  /** @param {Watched} now */
  draw(now) {
    this.since = now.n_events;
    const isOver = OVER.has(now.state);
    const there = byId("there", HTMLElement);
    there.textContent = now.is_there ? "page open" : "page closed";
    there.className = `tag ${now.is_there ? "good" : isOver ? "" : "bad"}`;
    byId("state", HTMLElement).textContent = now.state + (now.ended && now.state !== now.ended ? ` (${now.ended})` : "");
    const clip = now.clip === null ? "all seen" : `${now.clip}, take ${now.take}`;
    const { figures, counts } = now;
    /** @type {Record<string, [string, boolean]>} */
    const told = {
      clip: [clip + (figures.clip_s ? `, ${figures.clip_s} s` : ""), false],
      left: [`${now.clips - now.position} of ${now.clips}`, false],
      fps: [figures.fps === undefined ? "not measured" : `${figures.fps} frames/s`, Number(figures.fps) < 29.5],
      dropped: [figures.frames === undefined ? "nothing recorded yet" : `${figures.dropped} of ${figures.frames}`, Number(figures.dropped) > 0],
      light: [figures.brightness === undefined ? "seen in the camera check" : `${figures.brightness} of 255`, false],
      gaps: [String(counts["camera gap"]), counts["camera gap"] > 0],
      focus: [String(counts["focus lost"]), counts["focus lost"] > 0],
      full: [figures.full_screen ? "yes" : `no, left ${counts["full screen left"]} times`, counts["full screen left"] > 0],
      stalls: [String(counts.stall), counts.stall > 0],
      resumed: [String(Math.max(0, now.segment - 1)), now.segment > 1],
      check: [String(figures.check ?? figures.camera ?? ""), false],
    };
    for (const [name, [text, odd]] of Object.entries(told)) {
      const place = byId(`figure-${name}`, HTMLElement);
      place.textContent = text;
      place.classList.toggle("odd", odd);
    }
    byId("check", HTMLElement).hidden = now.state !== "camera check";
    byId("ending", HTMLElement).hidden = now.state === "done" || now.state === "withdrawn";
    byId("withdrawn", HTMLElement).hidden = now.ended !== "withdrawn";
    byId("log", HTMLElement).prepend(...now.events.map(line).reverse());
    byId("problems", HTMLElement).replaceChildren(...now.problems.map((one) => element("p", { class: "note" }, one)));
    this.drawResults(now);
  }

  /** @param {Watched} now */
  drawResults({ recordings, reports }) {
    byId("recordings", HTMLElement).replaceChildren(
      ...recordings.map((one) =>
        element(
          "li",
          {},
          element("a", { href: `/recordings/${one.id}` }, one.name),
          ` ${one.frames} frames at ${one.fps}/s`,
          element("details", {}, element("summary", {}, `${one.clips.length} clips, ${one.warnings.length} remarks`), ...[...one.clips, ...one.warnings].map((text) => element("p", { class: "aside" }, text))),
        ),
      ),
    );
    byId("reports", HTMLElement).replaceChildren(
      ...reports.map((one) =>
        element("tr", {}, element("td", { class: "number" }, `${one.onset} to ${one.offset}`), element("td", {}, one.not_emotional || one.emotion || ""), element("td", { class: "number" }, String(one.intensity ?? "")), element("td", {}, one.text)),
      ),
    );
    byId("no-reports", HTMLElement).hidden = reports.length > 0;
    byId("no-recordings", HTMLElement).hidden = recordings.length > 0;
  }

  /** @param {string} sentence */
  tell(sentence) {
    const place = byId("trouble", HTMLElement);
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  /** @param {string} sentence */
  done(sentence) {
    byId("done", HTMLElement).textContent = sentence;
    setTimeout(() => (byId("done", HTMLElement).textContent = ""), 4000);
  }
}

/** @param {Happening} one */
function line(one) {
  const where = one.clip ? `${one.clip}${one.take ? `, take ${one.take}` : ""}` : "";
  const told = [where, one.frame === null ? "" : `frame ${one.frame}`, one.told].filter(Boolean).join(" · ");
  return element("li", { class: one.odd ? "odd" : "" }, element("time", { class: "mono" }, one.time), element("span", {}, element("b", {}, one.kind), told ? ` ${told}` : ""));
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
