/** What one page did, said by the next one, which may be the same page loaded anew. */

import { element } from "./elements.js";

const PLACE = "countenance/said";

/** @param {string} sentence */
export function sayNext(sentence) {
  sessionStorage.setItem(PLACE, sentence);
}

const said = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
const title = document.querySelector("main h1");
if (said) (title?.closest(".bar") ?? title)?.after(element("p", { class: "note done", role: "status" }, said));
