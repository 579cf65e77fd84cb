/** What is recorded: a neutral face, and nine films with a rest after each. */

import { element } from "/static/common/elements.js";
import { button, heading, paragraph } from "./screens.js";
import { happens, orLeft, passes, until } from "./waiting.js";

/** @typedef {import("./session.js").ParticipantSession} App */

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function baseline(app, signal) {
  const start = button("Start", { primary: true });
  const seconds = Math.round(app.script.baseline_s);
  app.show(element("section", { class: "screen middle" }, heading("First, a neutral face"), paragraph(`Please look at the cross for ${seconds} seconds, with a neutral face.`), start), { calm: true });
  await begun(app, start, signal);
  app.show(element("div", { class: "dim", role: "img", "aria-label": "A cross to look at" }, element("span", { class: "cross" })), { bare: true });
  await app.record("baseline onset");
  app.camera.tie(app.queue);
  await passes(app.script.baseline_s, signal);
  await app.record("baseline offset");
  app.camera.tie(app.queue);
}

/**
 * Waits for the button, then records in full screen.
 * @param {App} app
 * @param {HTMLButtonElement} start
 * @param {AbortSignal} signal
 */
async function begun(app, start, signal) {
  for (;;) {
    start.focus();
    await happens(start, "click", signal);
    start.disabled = true;
    app.fill();
    if (!app.course.camera) return;
    try {
      await orLeft(app.camera.record(app.queue), signal);
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      app.complain(error instanceof Error ? error.message : String(error));
      start.disabled = false;
    }
  }
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function film(app, signal) {
  const { clip, take, position, clips } = app.course;
  if (clip === null) return;
  if (app.camera.isBroken) await app.reopen();
  const start = button("Start the film", { primary: true });
  start.disabled = true;
  const told = paragraph("One moment, the film is being prepared.", "muted");
  app.show(element("section", { class: "screen middle" }, heading(`Film ${position + 1} of ${clips}`), paragraph(app.texts.neutralisation), start, told), { calm: true });
  const url = await orLeft(app.clip(clip), signal);
  told.textContent = "The film begins as soon as you press the button. It cannot be paused.";
  start.disabled = false;
  await begun(app, start, signal);
  const video = element("video", { class: "film", playsinline: true, disablepictureinpicture: true, disableremoteplayback: true, "aria-label": "The film" });
  try {
    video.src = url;
    app.show(video, { bare: true });
    await shown(app, video, { clip, take }, signal);
  } finally {
    video.pause();
    video.removeAttribute("src");
    video.load();
  }
}

/**
 * @param {App} app
 * @param {HTMLVideoElement} video
 * @param {{clip: string, take: number}} which
 * @param {AbortSignal} signal
 */
async function shown(app, video, which, signal) {
  const first = until(signal, (/** @type {(at: number) => void} */ done) => video.requestVideoFrameCallback((_, frame) => done(frame.presentationTime)));
  const end = happens(video, "ended", signal);
  const failing = until(signal, (_, fail) => video.addEventListener("error", () => fail(new Error("The film cannot be shown. Please call the experimenter.")), { signal }));
  first.catch(() => {});
  end.catch(() => {});
  failing.catch(() => {});
  await Promise.race([video.play(), failing]);
  const onset = await Promise.race([first, failing]);
  app.record("clip onset", { ...which, at: onset });
  app.camera.tie(app.queue);
  guard(app, video, which, signal);
  await Promise.race([end, failing]);
  await app.record("clip offset", which);
  app.camera.tie(app.queue);
}

/**
 * A film that stops by itself is told, and goes on.
 * @param {App} app
 * @param {HTMLVideoElement} video
 * @param {{clip: string, take: number}} which
 * @param {AbortSignal} signal
 */
function guard(app, video, which, signal) {
  /** @param {string} reason */
  const tell = (reason) => app.record("stall", { ...which, data: { reason, at_s: Math.round(video.currentTime * 1000) / 1000 } });
  video.addEventListener("waiting", () => tell("waiting"), { signal });
  video.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  video.addEventListener(
    "pause",
    () => {
      if (video.ended || signal.aborted) return;
      tell("paused");
      video.play().catch(() => {});
    },
    { signal },
  );
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function rest(app, signal) {
  const left = element("p", { class: "countdown", "aria-hidden": "true" });
  const next = app.course.clip === null ? "That was the last film." : "The next film follows.";
  app.show(element("section", { class: "screen middle" }, heading("Rest"), left, paragraph(`Relax your face. ${next}`)), { calm: true });
  app.preload();
  await passes(app.script.rest_s, signal, (seconds) => (left.textContent = String(Math.ceil(seconds))));
  await app.record("rest over");
  app.camera.tie(app.queue);
}
