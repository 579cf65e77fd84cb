/** What one page did, said by the next one, which may be the same page loaded anew. */

import { element } from "./elements.js";

const PLACE = "countenance/said";

/** @param {string} sentence */
export function sayNext(sentence) {
  sessionStorage.setItem(PLACE, sentence);
}

/** @param {string} sentence */
function say(sentence) {
  const title = document.querySelector("main h1");
  const told = element("p", { class: "note done", role: "status" });
  (title?.closest(".bar") ?? title)?.after(told);
  setTimeout(() => told.append(sentence)); // what is filled in is read out, what is there from the beginning is not
}

const said = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (said) say(said);
