/** Questions that the coder's page asks. */

import { ApiError, call } from "../common/api.js";
import { element } from "../common/elements.js";
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
    dialog.addEventListener("close", () => resolve(given?.get("answer") === "close" ? null : given), { once: true });
    dialog.showModal();
  });
}

/** @param {string} text */
const closing = (text = "Close") => element("button", { class: "quiet", value: "close", formnovalidate: true }, text);

/**
 * @param {HTMLDialogElement} dialog
 * @param {number} last
 * @returns {Promise<number | null>}
 */
export async function askFrame(dialog, last) {
  const field = element("input", { name: "frame", type: "number", min: 0, max: last, step: 1, required: true, autofocus: true });
  const given = await ask(
    dialog,
    element("label", {}, `Go to frame (0 to ${last})`, field),
    element("div", { class: "row" }, element("button", { class: "primary", value: "go" }, "Go"), closing()),
  );
  return given ? Number(given.get("frame")) : null;
}

/**
 * What a movement was; resolves to the content that is to be taken back.
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
    await ask(dialog, element("p", {}, error.message), closing());
    return null;
  }
  const rows = states.map(({ at, who, mark }, index) =>
    element("tr", {},
      element("td", {}, new Date(at).toLocaleString()), element("td", {}, who), element("td", { class: "mono" }, framesOf(mark)),
      element("td", {}, told(mark)),
      element("td", {}, index && !locked && !sameContent(mark, states[0].mark) ? element("button", { value: String(index) }, "Take back") : index ? "" : element("small", {}, "now"))));
  const given = await ask(
    dialog,
    element("h2", {}, "History of this movement"),
    element("table", {}, element("thead", {}, element("tr", {}, ...["When", "Who", "Onset, apex, offset", "What", ""].map((title) => element("th", {}, title)))), element("tbody", {}, ...rows)),
    closing(),
  );
  const index = given && Number(given.get("answer"));
  return index ? states[index].mark : null;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("./journal.js").Conflict} conflict
 * @returns {Promise<"mine" | "theirs">}
 */
export async function askConflict(dialog, { edit, theirs, sentence }) {
  const refuse = (/** @type {Event} */ event) => event.preventDefault();
  dialog.addEventListener("cancel", refuse);
  const given = await ask(
    dialog,
    element("h2", {}, theirs ? "This movement was changed elsewhere" : "This movement was removed elsewhere"),
    element("p", {}, `The server says: ${sentence}.`),
    element("dl", { class: "versus" },
      element("dt", {}, "Here"), element("dd", {}, edit.content ? summary(edit.content) : "deleted"),
      element("dt", {}, "There"), element("dd", {}, theirs ? summary(theirs) : "removed")),
    element("div", { class: "row" },
      element("button", { class: "primary", value: "theirs", autofocus: true }, "Load what is there"),
      element("button", { value: "mine" }, "Keep what is here")),
  );
  dialog.removeEventListener("cancel", refuse);
  return given?.get("answer") === "mine" ? "mine" : "theirs";
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
  /** @type {[string, number][]} */
  const figures = [
    ["movements", marks.length],
    ["expressions", expressions.length],
    ["excluded (blink, swallow …)", marks.length - expressions.length],
    ["expressions without an offset", open],
    ["expressions without action units", bare],
  ];
  const given = await ask(
    dialog,
    element("h2", {}, `Submit ${title}?`),
    element("dl", { class: "counts" }, ...figures.map(([name, n]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(n))))),
    ...(marks.length ? [] : [element("p", { class: "note" }, "You have marked nothing: you say that nothing moves in this recording.")]),
    ...(open ? [element("p", { class: "note" }, "A movement without an offset cannot become an expression.")] : []),
    element("p", {}, "What is submitted does not change any longer, and others may see it."),
    element("div", { class: "row" }, element("button", { class: "primary", value: "submit", autofocus: true }, "Submit"), closing("Not yet")),
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
