/**
 * One expression in the list: when, what kind, onset, apex and offset as pictures.
 * @module
 */

/**
 * @typedef {object} Mark
 * @property {number} id
 * @property {"macro" | "micro"} kind
 * @property {number} onset seconds
 * @property {number} apex
 * @property {number} offset
 * @property {number} score
 * @property {string[]} regions
 * @property {string[]} action_units
 * @property {string[]} co_occurring
 * @property {number} pictures
 * @property {number} from_apex seconds from the apex to the mark
 * @property {number} from_offset
 */

/** @param {number} seconds @param {number} [digits] */
export function clock(seconds, digits = 1) {
  const parts = 10 ** digits;
  const rounded = Math.round(seconds * parts);
  const minutes = Math.floor(rounded / (60 * parts));
  return `${minutes}:${((rounded % (60 * parts)) / parts).toFixed(digits).padStart(3 + digits, "0")}`;
}

/** A region's name as words. @param {string} name */
function inWords(name) {
  return name.replaceAll("_", " ");
}

/** Everything that a card says, for who hears it. @param {Mark} mark */
function spelledOut(mark) {
  const units = mark.action_units.length ? `, perhaps action unit ${mark.action_units.join(", ")}` : "";
  const beside = mark.co_occurring.length ? `, with ${mark.co_occurring.join(", ")}` : "";
  return `${sentence(mark)}, ${milliseconds(mark)} milliseconds${units}, score ${mark.score.toFixed(2)}${beside}`;
}

/** @param {Mark} mark */
function milliseconds(mark) {
  return Math.round((mark.offset - mark.onset) * 1000);
}

/** @param {Mark} mark */
export function sentence(mark) {
  const where = mark.regions.length ? `, ${mark.regions.slice(0, 2).map(inWords).join(", ")}` : "";
  return `${mark.kind === "micro" ? "Micro" : "Macro"}-expression at ${clock(mark.onset)}${where}`;
}

/** @param {string} name @param {string} text @param {string} [className] */
function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

export class SpottedExpression extends HTMLElement {
  /** @param {Mark} mark @returns {SpottedExpression} */
  static of(mark) {
    const made = /** @type {SpottedExpression} */ (document.createElement("spotted-expression"));
    made.mark = mark;
    return made;
  }

  constructor() {
    super();
    /** @type {Mark | null} */
    this.mark = null;
  }

  connectedCallback() {
    const mark = this.mark;
    if (!mark || this.childElementCount) return;
    this.tabIndex = 0;
    this.setAttribute("role", "button");
    this.setAttribute("kind", mark.kind);
    this.setAttribute("aria-label", spelledOut(mark));
    const head = element("p", `${mark.kind}-expression `, "kind");
    head.append(element("span", `${clock(mark.onset)}, ${milliseconds(mark)} ms`, "when"));
    const units = mark.action_units.map((unit) => `AU ${unit}?`);
    const where = element("p", [...units, ...mark.regions.slice(0, 3).map(inWords)].join(" · ") || "\u00a0");
    const told = [`score ${mark.score.toFixed(2)}`, `marked ${mark.from_apex.toFixed(1)} s after the apex`];
    if (mark.co_occurring.length) told.push(`with ${mark.co_occurring.join(", ")}`);
    this.append(this.#strip(mark), head, where, element("p", told.join(" · "), "small"));
  }

  /** @param {Mark} mark */
  #strip(mark) {
    const strip = element("div", "", "strip");
    for (const moment of /** @type {const} */ (["onset", "apex", "offset"])) {
      const figure = document.createElement("figure");
      if (mark.pictures) {
        const image = new Image();
        image.src = `marks/${mark.id}/${moment}.jpg`;
        image.alt = "";
        figure.append(image);
      }
      const caption = element("figcaption", moment);
      caption.append(element("span", clock(mark[moment], 2), "at"));
      figure.append(caption);
      strip.append(figure);
    }
    return strip;
  }
}

customElements.define("spotted-expression", SpottedExpression);
