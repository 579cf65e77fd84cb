/** Parts of screens. */

import { element } from "/static/common/elements.js";

/** @param {string} text */
export function heading(text) {
  return element("h1", { tabindex: -1 }, text);
}

/**
 * @param {string} text
 * @param {string} [kind] a class
 */
export function paragraph(text, kind = "") {
  // Files of protocols break their lines where the editor was full; an empty line begins a new paragraph.
  return element("p", { class: `said ${kind}` }, text.replace(/([^\n])\n(?!\n)/g, "$1 "));
}

/**
 * @param {string} text
 * @param {{primary?: boolean, kind?: "button" | "submit"}} [how]
 */
export function button(text, { primary = false, kind = "submit" } = {}) {
  return element("button", { class: primary ? "primary large" : "large", type: kind }, text);
}

/**
 * A question of which one answer is chosen.
 * @param {string} name
 * @param {string} question
 * @param {string[]} answers
 */
export function choices(name, question, answers) {
  return element(
    "fieldset",
    { class: answers.length > 2 ? "choices long" : "choices" },
    element("legend", {}, question),
    element("div", {}, ...answers.map((answer) => element("label", { class: "check" }, element("input", { type: "radio", name, value: answer }), answer))),
  );
}
