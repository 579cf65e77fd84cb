/** Questions that the coder's page asks. */

import { ApiError, call } from "../common/api.js";
import { element } from "../common/elements.js";
import { moment } from "../common/times.js";
import { framesOf, sameContent } from "./movement.js";

/**
 * @typedef {import("./movement.js").Content} Content
 * @typedef {import("./movement.js").Mark} Mark
 * @typedef {{at: string, who: string, mark: Mark}} Earlier
 */

/**
 * Opens a dialog with a form; what the form gives when it is sent, null when it is closed.
 * @param {HTMLDialogElement} dialog
 * @param {...(Node | string)} content
 * @returns {Promise<FormData | null>} with the value of the button as `answer`
 */
function ask(dialog, ...content) {
  const form = element("form", { method: "dialog", class: "stack" }, ...content);
  dialog.replaceChildren(form);
  dialog.returnValue = "";
  return new Promise((resolve) => {
    /** @type {FormData | null} */
    let given = null;
    form.addEventListener("submit", (event) => {
      const { submitter } = event;
      given = new FormData(form);
      given.set("answer", submitter instanceof HTMLButtonElement ? submitter.value : "");
    });
    const closed = () => {
      if (dialog.open) return; // it is told later, and somebody has opened the dialog again by then
      dialog.removeEventListener("close", closed);
      resolve(given?.get("answer") === "close" ? null : given);
    };
    dialog.addEventListener("close", closed);
    dialog.showModal();
  });
}

/**
 * @param {string} text
 * @param {boolean} autofocus
 */
const closing = (text = "Close", autofocus = false) => element("button", { class: "quiet", value: "close", formnovalidate: true, autofocus }, text);

/**
 * @param {HTMLDialogElement} dialog
 * @param {ArrayLike<number>} seconds when each frame is shown
 * @returns {Promise<number | null>}
 */
export async function askFrame(dialog, seconds) {
  const field = element("input", { name: "frame", autocomplete: "off", required: true, autofocus: true });
  const told = element("p", { class: "told", role: "status" });
  field.addEventListener("input", () => {
    const found = frameOf(field.value, seconds);
    field.setCustomValidity(typeof found === "string" ? found : "");
    told.textContent = typeof found === "number" && field.value.includes(":") ? `frame ${found}` : "";
  });
  const given = await ask(
    dialog,
    element("label", {}, `Go to frame (0 to ${seconds.length - 1}), or to a time (0:10)`, field),
    told,
    element("div", { class: "row" }, element("button", { class: "primary", value: "go" }, "Go"), closing()),
  );
  const frame = given && frameOf(String(given.get("frame")), seconds);
  return typeof frame === "number" ? frame : null;
}

/**
 * The frame that somebody means by its number, or by minutes and seconds; otherwise a sentence.
 * @param {string} text
 * @param {ArrayLike<number>} seconds when each frame is shown
 */
export function frameOf(text, seconds) {
  const last = seconds.length - 1;
  if (/^\d+$/.test(text.trim())) return Number(text) > last ? `The last frame is ${last}.` : Number(text);
  const [, minutes, rest] = /^(\d+):([0-5]?\d(?:[.,]\d+)?)$/.exec(text.trim()) ?? [];
  if (rest === undefined) return "Give the number of a frame, or a time in minutes and seconds, as 0:10.";
  const time = 60 * Number(minutes) + Number(rest.replace(",", "."));
  const next = Array.from(seconds).findIndex((one) => one > time + 1e-6);
  if (next < 0 && time > (seconds[last] ?? 0) + 1) return `The last frame, ${last}, is shown at ${(seconds[last] ?? 0).toFixed(3)} s.`;
  return next < 0 ? last : Math.max(0, next - 1);
}

/**
 * What a movement was; resolves to the content that is to be restored.
 * @param {HTMLDialogElement} dialog
 * @param {string} film
 * @param {string} id
 * @param {boolean} locked
 * @returns {Promise<Content | null>}
 */
export async function askHistory(dialog, film, id, locked) {
  /** @type {Earlier[]} */
  let states;
  try {
    states = await call(`/api/coding/${film}/marks/${id}/history`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await ask(dialog, element("p", {}, error.message), element("div", { class: "row" }, closing()));
    return null;
  }
  const rows = states.map(({ at, who, mark }, index) =>
    element("tr", {},
      element("td", {}, moment(at)), element("td", {}, who), element("td", { class: "mono" }, framesOf(mark)),
      element("td", {}, told(mark)),
      element("td", {}, index && !locked && !sameContent(mark, states[0].mark) ? element("button", { value: String(index) }, "Restore") : index ? "" : element("small", {}, "now"))));
  const given = await ask(
    dialog,
    element("h2", {}, "History of this movement"),
    element("table", {}, element("thead", {}, element("tr", {}, ...["When", "Who", "Onset, apex, offset", "What", ""].map((title) => element("th", {}, title)))), element("tbody", {}, ...rows)),
    element("div", { class: "row" }, closing("Close", true)),
  );
  const index = given && Number(given.get("answer"));
  return index ? states[index].mark : null;
}

/**
 * Asks until one of the two is chosen.
 * @param {HTMLDialogElement} dialog
 * @param {import("./journal.js").Conflict} conflict
 * @param {string} undo key that brings back what does not stay
 * @returns {Promise<"mine" | "theirs">}
 */
export async function askConflict(dialog, { mine, theirs }, undo) {
  const question = [
    element("h2", {}, theirs ? "This movement was changed elsewhere" : "This movement was removed elsewhere"),
    element("p", {}, `You did that in another window or browser. ${undo || "Undo"} brings back what does not stay, as long as this page is open.`),
    element("dl", { class: "versus" },
      element("dt", {}, "Here"), element("dd", {}, mine ? summary(mine) : "deleted"),
      element("dt", {}, "There"), element("dd", {}, theirs ? summary(theirs) : "removed")),
    element("div", { class: "row" },
      element("button", { class: "primary", value: "mine", autofocus: true }, "Keep what is here"),
      element("button", { value: "theirs" }, "Load what is there")),
  ];
  let given = await ask(dialog, ...question);
  while (!given) given = await ask(dialog, ...question); // closing it decides nothing
  return given.get("answer") === "mine" ? "mine" : "theirs";
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 * @param {Mark[]} marks
 * @returns {Promise<boolean>}
 */
export async function askSubmission(dialog, title, marks) {
  const expressions = marks.filter((mark) => mark.excluded === null);
  const open = expressions.filter((mark) => mark.offset === null).length;
  const bare = expressions.filter((mark) => mark.action_units === "").length;
  const unread = expressions.filter((mark) => !mark.upper && !mark.lower).length;
  /** @type {[string, number][]} */
  const figures = [
    ["movements", marks.length],
    ["expressions", expressions.length],
    ["excluded (blink, swallow …)", marks.length - expressions.length],
    ["expressions without an offset", open],
    ["expressions without action units", bare],
    ["expressions without an emotion", unread],
  ];
  const given = await ask(
    dialog,
    element("h2", {}, `Submit ${title}?`),
    element("dl", { class: "counts" }, ...figures.map(([name, n]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(n))))),
    ...(marks.length ? [] : [element("p", { class: "note" }, "You have marked nothing: you say that nothing moves in this recording.")]),
    ...(open ? [element("p", { class: "note" }, "A movement without an offset cannot become an expression.")] : []),
    element("p", {}, "What is submitted does not change any longer, and others may see it."),
    element("div", { class: "row" }, closing("Not yet", true), element("button", { class: "primary", value: "submit" }, "Submit")),
  );
  return given?.get("answer") === "submit";
}

/** @param {Content} of */
function summary(of) {
  return [framesOf(of), told(of)].filter(Boolean).join(" · ");
}

/**
 * Everything but the frames, in a few words.
 * @param {Content} of
 */
export function told({ action_units, upper, lower, excluded, confidence, note }) {
  const parts = [
    action_units, excluded ? `no expression: ${excluded}` : "", upper ? `upper ${upper}` : "", lower ? `lower ${lower}` : "",
    confidence ? `sure ${confidence}` : "", note,
  ];
  return parts.filter(Boolean).join(", ");
}
