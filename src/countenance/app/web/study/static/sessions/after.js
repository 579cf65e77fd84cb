/** What comes after the films: the review, what it was all about, payment, and the end. */

import { element } from "/static/common/elements.js";
import { askWhetherFinished } from "./leaving.js";
import { ReviewDrafts } from "./review-drafts.js";
import { FilmReview } from "./review.js";
import { button, heading, paragraph } from "./screens.js";
import { happens, orLeft } from "./waiting.js";

/** @typedef {import("./session.js").ParticipantSession} App */

/** Status by which the server says that it does not know whose page this is. */
export const SIGNED_OUT = 401;

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function review(app, signal) {
  for (;;) {
    const bar = element("progress", { max: 1, "aria-label": "Your recording is being prepared" });
    app.show(element("section", { class: "screen middle" }, heading("One moment"), paragraph("Your recording is being prepared."), bar));
    const problem = await orLeft(prepared(app, bar), signal);
    /** @type {import("./review.js").Reviewed} */
    const reviewed = await orLeft(app.ask("/api/session/review"), signal);
    if (reviewed.clips.length) {
      const shown = new FilmReview(app.script, reviewed, new ReviewDrafts(app.course.session), (kind, data) => app.record(kind, { data }));
      app.show(shown);
      app.leaveFull();
      do await happens(shown, "finished", signal);
      while (shown.forgotten && !(await askWhetherFinished(shown.forgotten, signal)));
      break;
    }
    const again = button("Look again");
    const on = button("Go on without it", { primary: true });
    app.show(element("section", { class: "screen middle" }, heading("There is no recording to look at"), paragraph(problem || "Please call the experimenter."), element("div", { class: "buttons" }, again, on)));
    const pressed = await Promise.race([happens(again, "click", signal).then(() => false), happens(on, "click", signal).then(() => true)]);
    if (pressed) break;
  }
  await app.record("review done");
}

/**
 * @param {App} app
 * @param {HTMLProgressElement} bar
 * @returns {Promise<string>} what went wrong, or nothing
 */
async function prepared(app, bar) {
  try {
    await app.camera.finish(app.queue, (share) => (bar.value = share));
    await app.earlier;
    return "";
  } catch (error) {
    return `${error instanceof Error ? error.message : error} Please call the experimenter.`;
  } finally {
    app.camera.close();
  }
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function ended(app, signal) {
  app.leaveFull();
  // Nothing is made of what was recorded of somebody who withdraws.
  if (app.course.ended === "withdrawn") app.camera.close();
  else prepared(app, element("progress"));
  if (app.course.consented) await app.record("debrief begun");
  else await farewell(app, signal);
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function debrief(app, signal) {
  const next = button("Continue", { primary: true });
  const withdraw = button("Withdraw my recording");
  const hasWithdrawn = app.course.ended === "withdrawn";
  const choice = hasWithdrawn
    ? element("p", { class: "note" }, "You have withdrawn. The experimenter will have everything removed that was recorded of you.")
    : element("div", { class: "choice" }, paragraph("Now that you know this, you may withdraw your recording. You need not say why."), withdraw);
  withdraw.addEventListener("click", () => app.askToLeave("withdrawn"), { signal });
  app.show(
    element(
      "section",
      { class: "screen" },
      heading("What this was about"),
      paragraph(app.texts.debrief),
      ...(app.texts.paid_in_full ? [paragraph(app.texts.paid_in_full, "strong")] : []),
      choice,
      paragraph(`Questions about the study: ${app.script.review_board}`, "muted"),
      next,
    ),
  );
  await happens(next, "click", signal);
  await app.record("debrief read");
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function payment(app, signal) {
  const next = button("I have been paid", { primary: true });
  const { paid_in_full: full } = app.texts;
  app.show(element("section", { class: "screen middle" }, heading("Your payment"), ...(full ? [paragraph(full, "strong")] : []), paragraph("Please call the experimenter, who will pay you now."), next));
  await happens(next, "click", signal);
  await app.record("paid");
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function farewell(app, signal) {
  app.leaveFull();
  const gone = app.course.ended === "withdrawn" ? "The experimenter will have everything removed that was recorded of you." : "";
  const text = app.course.consented ? `Thank you for taking part. ${gone}` : "Nothing was recorded. Thank you for coming. Please tell the experimenter that you are finished.";
  app.show(element("section", { class: "screen middle" }, heading("This is the end"), paragraph(text), paragraph("You can close this window.", "muted")));
  await happens(app, "never", signal);
}

/**
 * The end of somebody who withdrew, and of whom nothing is kept by now: what he is owed is here already.
 * @param {App} app
 */
export function removed(app) {
  const { debrief: about, paid_in_full: full } = app.texts;
  return element(
    "section",
    { class: "screen" },
    heading("This is the end"),
    paragraph("Thank you for coming. You have withdrawn, and what was recorded of you is removed."),
    ...(app.course.consented ? [element("h2", {}, "What this was about"), paragraph(about), ...(full ? [paragraph(full, "strong")] : [])] : []),
    paragraph("Please tell the experimenter that you are finished. If you have not been paid yet, you will be paid now."),
  );
}

/**
 * @param {string} sentence
 * @param {number} status of the answer by which the server refused
 */
export function refused(sentence, status) {
  if (status === SIGNED_OUT) return told("Please call the experimenter", "The experimenter will give you a new address, with which the session goes on from where it stopped.");
  const again = button("Go on here", { primary: true });
  again.addEventListener("click", () => location.reload());
  if (status === 409) return told("This session goes on elsewhere", sentence, again);
  return told("The session has to be opened again", "Something went wrong. Press the button, and the session goes on from where it stopped.", again);
}

/**
 * @param {string} title
 * @param {string} text
 * @param {...HTMLElement} others
 */
function told(title, text, ...others) {
  return element("section", { class: "screen middle" }, heading(title), paragraph(text), ...others);
}
