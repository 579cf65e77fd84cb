/** The review: face and film side by side, moved together; the participant marks what he did, and says what it was. */

import "/static/viewing/frame-viewer.js";
import { call } from "/static/common/api.js";
import { element } from "/static/common/elements.js";
import { ReportForm } from "./report-form.js";
import { ReviewTimeline } from "./review-timeline.js";
import { button, heading } from "./screens.js";

/**
 * @typedef {{stimulus: string, take: number, film: string, onset: number, offset: number, moments_ms: number[]}} Clip
 * @typedef {{id: string, version: number, film: string, onset: number, offset: number, emotion: string | null,
 *   intensity: number | null, text: string, not_emotional: string}} Report
 * @typedef {{clips: Clip[], reports: Report[]}} Reviewed
 * @typedef {import("./shapes.js").Script} Script
 */

const FAR = 10;
const RATES = [1, 0.5, 0.25];

/** Asks to be left by the event `finished`. */
export class FilmReview extends HTMLElement {
  /**
   * @param {Script} script
   * @param {Reviewed} reviewed
   * @param {(kind: string, data: Record<string, string | number | boolean>) => void} log
   */
  constructor(script, reviewed, log) {
    super();
    this.script = script;
    this.reviewed = reviewed;
    this.log = log;
    this.clip = reviewed.clips[0];
    /** Place in the clip, in frames after its onset. */
    this.place = 0;
    this.rate = 0;
    this.viewer = viewerOf(this.clip.film);
    this.video = element("video", { playsinline: true, disablepictureinpicture: true, "aria-label": "The film" });
    this.timeline = new ReviewTimeline();
    this.form = new ReportForm(script);
    this.films = element("div", { class: "films", role: "group", "aria-label": "Films" });
    this.list = element("ol", { class: "said-list", "aria-label": "Movements that you marked" });
    this.playing = button("Play", { kind: "button" });
    this.slower = button("Normal speed", { kind: "button" });
    this.told = element("p", { class: "muted place", "aria-live": "off" });
    this.unseen = element("p", { class: "unseen", role: "alert", hidden: true }, "You have not looked at every film yet. Press once more if you are finished.");
    this.replaceChildren();
  }

  connectedCallback() {
    const begin = button("Begins here", { kind: "button" });
    const end = button("Ends here", { kind: "button" });
    const finished = button("I am finished", { primary: true, kind: "button" });
    const back = element("button", { type: "button", "aria-label": "One picture back" }, "◀");
    const on = element("button", { type: "button", "aria-label": "One picture on" }, "▶");
    this.append(
      element("div", { class: "bar" }, heading("What did your face do?"), this.films, finished),
      this.unseen,
      element("p", { class: "said" }, "Play each film. Whenever your face moved, mark where the movement begins and ends, and say what it was."),
      element("div", { class: "side-by-side" }, element("figure", {}, this.viewer, element("figcaption", {}, "You")), element("figure", {}, this.video, element("figcaption", {}, "The film"))),
      element("div", { class: "controls" }, this.playing, back, on, this.slower, this.told, begin, end),
      this.timeline,
      element("div", { class: "saying" }, this.form, element("section", {}, element("h2", {}, "What you marked in this film"), this.list)),
    );
    this.playing.addEventListener("click", () => this.toggle());
    this.slower.addEventListener("click", () => this.slow());
    back.addEventListener("click", () => this.step(-1));
    on.addEventListener("click", () => this.step(1));
    begin.addEventListener("click", () => this.mark("onset"));
    end.addEventListener("click", () => this.mark("offset"));
    finished.addEventListener("click", () => this.finish());
    this.video.addEventListener("ended", () => this.paused());
    this.video.addEventListener("pause", () => this.paused());
    this.timeline.addEventListener("moved", () => this.go(this.timeline.place));
    this.form.addEventListener("saved", () => this.save());
    this.form.addEventListener("left", () => this.choose(null));
    this.addEventListener("keydown", (event) => this.press(event));
    this.turnTo(this.clip);
  }

  /** @param {Clip} clip */
  turnTo(clip) {
    this.video.pause();
    this.clip = clip;
    this.video.src = this.script.clips[clip.stimulus].url;
    if (this.viewer.getAttribute("recording") !== clip.film) {
      const viewer = viewerOf(clip.film);
      this.viewer.replaceWith(viewer);
      this.viewer = viewer;
    }
    this.viewer.ready.then(() => this.viewer.show(this.clip.onset + this.place));
    this.timeline.length = clip.moments_ms.length;
    this.choose(null);
    this.go(0);
    this.drawFilms();
  }

  /** @param {number} place */
  go(place) {
    this.video.pause();
    this.showPlace(place);
    const moments = this.clip.moments_ms;
    const next = moments[this.place + 1] ?? moments[this.place];
    this.video.currentTime = (moments[this.place] + next) / 2000;
  }

  /** @param {number} place */
  showPlace(place) {
    const last = this.clip.moments_ms.length - 1;
    this.place = Math.max(0, Math.min(last, place));
    this.viewer.show(this.clip.onset + this.place);
    this.timeline.place = this.place;
    this.told.textContent = `${(this.clip.moments_ms[this.place] / 1000).toFixed(2)} s of ${(this.clip.moments_ms[last] / 1000).toFixed(1)} s`;
  }

  /** @param {number} by frames */
  step(by) {
    this.go(this.place + by);
  }

  toggle() {
    if (!this.video.paused) return this.video.pause();
    if (this.place >= this.clip.moments_ms.length - 1) this.go(0);
    this.video.playbackRate = RATES[this.rate];
    this.playing.textContent = "Pause";
    this.video.play().then(() => this.follow(), () => this.paused());
  }

  slow() {
    this.rate = (this.rate + 1) % RATES.length;
    this.video.playbackRate = RATES[this.rate];
    this.slower.textContent = ["Normal speed", "Half speed", "Quarter speed"][this.rate];
  }

  /** The face follows the film while it plays. */
  follow() {
    if (this.video.paused || !this.isConnected) return;
    this.showPlace(placeAt(this.clip.moments_ms, 1000 * this.video.currentTime));
    requestAnimationFrame(() => this.follow());
  }

  paused() {
    this.playing.textContent = "Play";
  }

  /** @param {"onset" | "offset"} which */
  mark(which) {
    this.video.pause();
    this.form.mark(which, this.clip.onset + this.place, this.clip);
    this.timeline.draft = this.form.places(this.clip);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("input, textarea, select, button") && event.key !== "Escape" && !event.altKey) {
      const isNeeded = target.matches("textarea, input[type=text]") || event.key === " " || event.key === "Enter" || target.matches("input[type=radio], select, input[type=range]");
      if (isNeeded) return;
    }
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.step(event.shiftKey ? -FAR : -1),
      ArrowRight: () => this.step(event.shiftKey ? FAR : 1),
      " ": () => this.toggle(),
      b: () => this.mark("onset"),
      e: () => this.mark("offset"),
      Escape: () => this.choose(null),
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  }

  /** @param {Report | null} report that is changed; a new one otherwise */
  choose(report) {
    this.form.begin(report);
    this.timeline.draft = this.form.places(this.clip);
    this.drawList();
  }

  async save() {
    const said = this.form.said();
    if (!said) return;
    const { report } = this.form;
    const body = { film: this.clip.film, ...said };
    try {
      const kept = /** @type {Report} */ (
        await (report
          ? call(`/api/session/reports/${report.id}`, { method: "PUT", body: { ...body, version: report.version } })
          : call("/api/session/reports", { method: "POST", body }))
      );
      this.reviewed.reports = [...this.reviewed.reports.filter((one) => one.id !== kept.id), kept];
      this.log("self-report", { onset: kept.onset, offset: kept.offset, changed: report !== null });
      this.choose(null);
      this.drawFilms();
      this.form.tell("Saved.", true);
    } catch (error) {
      this.form.tell(error instanceof Error ? error.message : String(error), false);
    }
  }

  /** @param {Report} report */
  async takeBack(report) {
    try {
      await call(`/api/session/reports/${report.id}`, { method: "DELETE" });
      this.reviewed.reports = this.reviewed.reports.filter((one) => one.id !== report.id);
      this.log("self-report", { onset: report.onset, offset: report.offset, removed: true });
      this.choose(null);
      this.drawFilms();
    } catch (error) {
      this.form.tell(error instanceof Error ? error.message : String(error), false);
    }
  }

  finish() {
    const first = this.reviewed.clips.length > 1 && this.reviewed.clips.find((clip) => !this.seen.has(clip));
    if (first && !this.warned) {
      this.warned = true;
      this.unseen.hidden = false;
      return;
    }
    this.dispatchEvent(new CustomEvent("finished"));
  }

  /** @param {Clip} clip */
  ownOf(clip) {
    return this.reviewed.reports
      .filter((one) => one.film === clip.film && one.onset >= clip.onset && one.onset <= clip.offset)
      .sort((one, other) => one.onset - other.onset);
  }

  seen = /** @type {Set<Clip>} */ (new Set());
  warned = false;

  drawFilms() {
    this.seen.add(this.clip);
    this.films.replaceChildren(
      ...this.reviewed.clips.map((clip, index) => {
        const count = this.ownOf(clip).length;
        const shown = element("button", { type: "button", "aria-pressed": String(clip === this.clip), "aria-label": `Film ${index + 1}, ${count} marked` }, `Film ${index + 1}`, element("small", {}, count ? `${count} marked` : ""));
        shown.addEventListener("click", () => this.turnTo(clip));
        return shown;
      }),
    );
  }

  drawList() {
    const own = this.ownOf(this.clip);
    this.timeline.marks = own.map((one) => ({ onset: one.onset - this.clip.onset, offset: one.offset - this.clip.onset, chosen: one === this.form.report }));
    this.list.replaceChildren(
      ...own.map((one) => {
        const change = element("button", { type: "button", class: "quiet" }, "Change");
        const remove = element("button", { type: "button", class: "quiet" }, "Remove");
        change.addEventListener("click", () => {
          this.go(one.onset - this.clip.onset);
          this.choose(one);
        });
        remove.addEventListener("click", () => this.takeBack(one));
        const seconds = (this.clip.moments_ms[one.onset - this.clip.onset] / 1000).toFixed(1);
        const what = one.not_emotional || [one.emotion, one.intensity && `strength ${one.intensity}`].filter(Boolean).join(", ");
        const words = one.text ? element("q", {}, one.text) : "";
        return element("li", { class: one === this.form.report ? "chosen" : "" }, element("span", { class: "mono" }, `${seconds}\u00a0s`), element("span", { class: "what" }, what, " ", words), change, remove);
      }),
    );
    if (!own.length) this.list.append(element("li", { class: "muted" }, "Nothing yet."));
  }
}

/** @param {string} film */
function viewerOf(film) {
  const viewer = /** @type {import("/static/viewing/frame-viewer.js").FrameViewer} */ (document.createElement("frame-viewer"));
  viewer.setAttribute("recording", film);
  return viewer;
}

/**
 * The picture that was taken at a moment of the clip.
 * @param {number[]} moments rising
 * @param {number} ms
 */
export function placeAt(moments, ms) {
  let [low, high] = [0, moments.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (moments[middle] <= ms) low = middle;
    else high = middle;
  }
  return low;
}

customElements.define("film-review", FilmReview);
