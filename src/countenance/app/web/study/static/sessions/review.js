/** The review: face and film side by side, moved together; the participant marks what he did, and says what it was. */

import "/static/viewing/frame-viewer.js";
import { call } from "/static/common/api.js";
import { element } from "/static/common/elements.js";
import { onPress } from "/static/common/once.js";
import { ReportForm } from "./report-form.js";
import { ReviewTimeline } from "./review-timeline.js";
import { button, heading } from "./screens.js";

/**
 * @typedef {{stimulus: string, take: number, film: string, onset: number, offset: number, moments_ms: number[]}} Clip
 * @typedef {{id: string, version: number, film: string, onset: number, offset: number, emotion: string | null,
 *   intensity: number | null, text: string, not_emotional: string}} Report
 * @typedef {{clips: Clip[], reports: Report[]}} Reviewed
 * @typedef {import("./shapes.js").Script} Script
 * @typedef {import("./review-drafts.js").ReviewDrafts} ReviewDrafts
 * @typedef {import("./review-drafts.js").Draft} Draft
 */

const FAR = 10;
const RATES = [1, 0.5, 0.25];

/** Asks to be left by the event `finished`. */
export class FilmReview extends HTMLElement {
  /**
   * @param {Script} script
   * @param {Reviewed} reviewed
   * @param {ReviewDrafts} drafts
   * @param {(kind: string, data: Record<string, string | number | boolean>) => void} log
   */
  constructor(script, reviewed, drafts, log) {
    super();
    this.script = script;
    this.reviewed = reviewed;
    this.drafts = drafts;
    this.log = log;
    this.clip = reviewed.clips.find((clip) => drafts.of(clip)) ?? reviewed.clips[0];
    /** Place in the clip, in frames after its onset. */
    this.place = 0;
    this.rate = 0;
    /** @type {{clip: Clip, draft: Draft | null} | null} what is being saved, and of which clip */
    this.saving = null;
    /** @param {KeyboardEvent} event */
    this.pressed = (event) => this.press(event);
    this.viewer = viewerOf(this.clip.film);
    this.video = element("video", { playsinline: true, disablepictureinpicture: true, "aria-label": "The film" });
    this.timeline = new ReviewTimeline();
    this.form = new ReportForm(script);
    this.films = element("div", { class: "films", role: "group", "aria-label": "Films" });
    this.list = element("ol", { class: "said-list", "aria-label": "Movements that you marked" });
    this.playing = button("Play", { kind: "button" });
    this.slower = button("Normal speed", { kind: "button" });
    this.told = element("p", { class: "muted place", "aria-live": "off" });
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
      element("p", { class: "said" }, "Play each film. Wherever your face moved, mark where the movement begins and ends, and say what it was."),
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
    finished.addEventListener("click", () => this.dispatchEvent(new CustomEvent("finished")));
    this.video.addEventListener("ended", () => this.paused());
    this.video.addEventListener("pause", () => this.paused());
    this.timeline.addEventListener("moved", () => this.go(this.timeline.place));
    this.form.addEventListener("changed", () => this.keepDraft());
    this.form.addEventListener("saved", () => this.save());
    this.form.addEventListener("left", () => this.choose(null));
    document.addEventListener("keydown", this.pressed);
    this.turnTo(this.clip);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  /** @param {Clip} clip */
  turnTo(clip) {
    this.video.pause();
    // No event tells it of a film that is taken away.
    this.paused();
    this.clip = clip;
    this.video.src = this.script.clips[clip.stimulus].url;
    if (this.viewer.getAttribute("recording") !== clip.film) {
      const viewer = viewerOf(clip.film);
      this.viewer.replaceWith(viewer);
      this.viewer = viewer;
    }
    this.viewer.ready.then(() => this.viewer.show(this.clip.onset + this.place));
    this.timeline.length = clip.moments_ms.length;
    this.offerDraft();
    this.go(this.form.places(clip).onset ?? 0);
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
    this.video.play().then(() => this.played(), () => this.paused());
  }

  slow() {
    this.rate = (this.rate + 1) % RATES.length;
    this.video.playbackRate = RATES[this.rate];
    this.slower.textContent = ["Normal speed", "Half speed", "Quarter speed"][this.rate];
  }

  played() {
    this.drafts.notePlayed(this.clip);
    this.follow();
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
    this.form.mark(which, this.clip.onset + this.place);
    this.timeline.draft = this.form.places(this.clip);
  }

  keepDraft() {
    const { draft } = this.form;
    if (draft) this.drafts.keep(this.clip, draft);
    else this.drafts.forget(this.clip);
  }

  /** What was begun in this film and not saved is in the form again. */
  offerDraft() {
    const draft = this.drafts.of(this.clip);
    this.form.begin(this.reviewed.reports.find((one) => one.id === draft?.report) ?? null, draft);
    this.timeline.draft = this.form.places(this.clip);
    this.drawList();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    // What had the focus may be gone: then the keys are the page's.
    if (target !== document.body && !this.contains(target)) return;
    if (document.querySelector("dialog[open]") || (isOwnKey(target, event.key) && !event.altKey)) return;
    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowLeft: () => this.step(event.shiftKey ? -FAR : -1),
      ArrowRight: () => this.step(event.shiftKey ? FAR : 1),
      " ": () => this.toggle(),
      b: () => this.mark("onset"),
      e: () => this.mark("offset"),
      Escape: () => this.contains(target) && !event.repeat && this.choose(null),
    };
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  }

  /** @param {Report | null} report that is changed; a new one otherwise */
  choose(report) {
    const sent = this.saving?.draft;
    // What is being saved of it is what it says: it would be lost if the form began with what it said before.
    const isSent = report !== null && sent?.report === report.id;
    this.drafts.forget(this.clip);
    this.form.begin(report, isSent ? { ...sent, made: crypto.randomUUID() } : null);
    this.timeline.draft = this.form.places(this.clip);
    this.drawList();
  }

  async save() {
    const { clip } = this;
    if (this.saving && this.saving.clip !== clip) this.form.tell("What you said of another film is still being saved: press Save again in a moment.", false);
    const said = this.saving ? null : this.form.said();
    if (!said) return;
    const { report, draft } = this.form;
    this.saving = { clip, draft };
    const body = { film: clip.film, ...said };
    try {
      const kept = /** @type {Report} */ (
        await (report
          ? call(`/api/session/reports/${report.id}`, { method: "PUT", body: { ...body, version: report.version } })
          : call("/api/session/reports", { method: "POST", body }))
      );
      this.reviewed.reports = [...this.reviewed.reports.filter((one) => one.id !== kept.id), kept];
      this.log("self-report", { onset: kept.onset, offset: kept.offset, changed: report !== null });
      this.settle(clip, draft, kept);
      this.drawFilms();
    } catch (error) {
      const told = error instanceof Error ? error.message : String(error);
      this.form.tell(clip === this.clip ? told : `What you said of another film is not saved: ${told}`, false);
    } finally {
      this.saving = null;
    }
  }

  /**
   * What was sent is kept, and its form is emptied; what was changed meanwhile changes what is kept when it is saved.
   * @param {Clip} clip
   * @param {Draft | null} sent
   * @param {Report} kept
   */
  settle(clip, sent, kept) {
    const isShown = clip === this.clip;
    const now = isShown ? this.form.draft : this.drafts.of(clip);
    if (JSON.stringify(now) === JSON.stringify(sent)) {
      this.drafts.forget(clip);
      if (!isShown) return;
      this.choose(null);
      return this.form.finish();
    }
    if (now && now.made === sent?.made) this.drafts.keep(clip, { ...now, report: kept.id });
    if (!isShown) return;
    if (now?.made === sent?.made) this.form.goOn(kept);
    else if (this.form.report?.id === kept.id) this.again(kept);
    this.drawList();
  }

  /** What was chosen again while it was saved is changed from what is kept now. @param {Report} kept */
  again(kept) {
    if (this.drafts.of(this.clip)) this.form.goOn(kept);
    else this.form.begin(kept);
  }

  /** @param {Report} report */
  async takeBack(report) {
    try {
      await call(`/api/session/reports/${report.id}`, { method: "DELETE" });
      this.reviewed.reports = this.reviewed.reports.filter((one) => one.id !== report.id);
      this.log("self-report", { onset: report.onset, offset: report.offset, removed: true });
      if (this.form.report?.id === report.id) this.choose(null);
      else this.drawList();
      this.drawFilms();
    } catch (error) {
      this.form.tell(error instanceof Error ? error.message : String(error), false);
    }
  }

  /** What somebody may have forgotten who is finished, in sentences; empty where there is nothing. */
  get forgotten() {
    const { clips, reports } = this.reviewed;
    const unplayed = clips.filter((clip) => !this.drafts.wasPlayed(clip));
    const unsaved = clips.filter((clip) => this.drafts.of(clip));
    const which = unplayed.length === clips.length ? (clips.length > 1 ? "any film" : "the film") : this.named(unplayed);
    const sentences = [
      reports.length ? "" : "You have marked no movement.",
      unplayed.length ? `You have not played ${which}.` : "",
      unsaved.length ? `What you began in ${this.named(unsaved)} is not saved.` : "",
    ];
    return sentences.filter(Boolean).join(" ");
  }

  /** @param {Clip[]} clips */
  named(clips) {
    return new Intl.ListFormat("en").format(clips.map((clip) => `film ${this.reviewed.clips.indexOf(clip) + 1}`));
  }

  /** @param {Clip} clip */
  ownOf(clip) {
    return this.reviewed.reports
      .filter((one) => one.film === clip.film && one.onset >= clip.onset && one.onset <= clip.offset)
      .sort((one, other) => one.onset - other.onset);
  }

  drawFilms() {
    const hadFocus = this.films.contains(document.activeElement);
    this.films.replaceChildren(
      ...this.reviewed.clips.map((clip, index) => {
        const count = this.ownOf(clip).length;
        const shown = element("button", { type: "button", "aria-pressed": String(clip === this.clip), "aria-label": `Film ${index + 1}, ${count} marked` }, `Film ${index + 1}`, element("small", {}, count ? `${count} marked` : ""));
        shown.addEventListener("click", () => this.turnTo(clip));
        return shown;
      }),
    );
    const chosen = this.films.querySelector("[aria-pressed=true]");
    if (hadFocus && chosen instanceof HTMLElement) chosen.focus();
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
        onPress(remove, () => this.takeBack(one));
        const seconds = (this.clip.moments_ms[one.onset - this.clip.onset] / 1000).toFixed(1);
        const what = one.not_emotional || [one.emotion, one.intensity && `strength ${one.intensity}`].filter(Boolean).join(", ");
        const words = one.text ? element("q", {}, one.text) : "";
        return element("li", { class: one === this.form.report ? "chosen" : "" }, element("span", { class: "mono" }, `at\u00a0${seconds}\u00a0s`), element("span", { class: "what" }, what, " ", words), change, remove);
      }),
    );
    if (!own.length) this.list.append(element("li", { class: "muted" }, "Nothing yet."));
  }
}

/**
 * Whether a key does something to what has the focus; on the film that is chosen already, the space bar plays.
 * @param {HTMLElement} target
 * @param {string} key
 */
function isOwnKey(target, key) {
  if (target.matches("textarea, input[type=text]")) return key !== "Escape";
  if (target.matches("input[type=radio]")) return key === " " || key.startsWith("Arrow");
  return key === " " && target.matches("button:not([aria-pressed=true])");
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
