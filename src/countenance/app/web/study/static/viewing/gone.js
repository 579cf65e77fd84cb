/** What a page shows of a recording goes as soon as the server says that it is no longer there, or no longer to be seen. */

import { ApiError } from "../common/api.js";
import { element } from "../common/elements.js";

/** Milliseconds until a page asks again whether its recording is still there. */
export const PAUSE = 15_000;

/**
 * Whether something is not there, or not for this visitor.
 * @param {unknown} error
 * @returns {error is ApiError}
 */
export function isGone(error) {
  return error instanceof ApiError && [403, 404, 410].includes(error.status);
}

/**
 * Puts one sentence in the place of everything that is shown of a recording, with a way back.
 * @param {HTMLElement} page
 * @param {ApiError} error what the server said
 * @param {{href: string, title: string}} back
 */
export function end(page, error, { href, title }) {
  if (!page.isConnected) return;
  const sentence = error.status === 404 ? "This recording is no longer in the study." : error.message;
  document.title = sentence;
  // The way back has no focus: a key that was pressed for what is gone would take it, and nobody would have read why.
  const way = element("p", {}, element("a", { href }, title));
  page.replaceWith(element("section", { class: "card gone", role: "alert" }, element("p", {}, sentence), way));
}
