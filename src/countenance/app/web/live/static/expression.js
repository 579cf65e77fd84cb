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

/** @param {number} seconds */
export function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/** A region's name as words. @param {string} name */
function inWords(name) {
  return name.replaceAll("_", " ");
}

/** @param {Mark} mark */
export function sentence(mark) {
  const where = mark.regions.length ? `, ${mark.regions.slice(0, 2).map(inWords).join(", ")}` : "";
  return `${mark.kind === "micro" ? "Micro" : "Macro"}-expression at ${clock(mark.apex)}${where}`;
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
    this.setAttribute("aria-label", sentence(mark));
    const head = element("p", `${mark.kind}-expression `, "kind");
    const milliseconds = Math.round((mark.offset - mark.onset) * 1000);
    head.append(element("span", `${clock(mark.apex)}, ${milliseconds} ms`, "when"));
    const units = mark.action_units.map((unit) => `AU ${unit}?`);
    const where = element("p", [...units, ...mark.regions.slice(0, 3).map(inWords)].join(" · ") || "\u00a0");
    const told = [`score ${mark.score.toFixed(2)}`, `marked ${mark.from_apex.toFixed(1)} s after the apex`];
    if (mark.co_occurring.length) told.push(`with ${mark.co_occurring.join(", ")}`);
    this.append(this.#strip(mark), head, where, element("p", told.join(" · "), "small"));
  }

  /** @param {Mark} mark */
  #strip(mark) {
    const strip = element("div", "", "strip");
    if (!mark.pictures) return strip;
    for (const moment of ["onset", "apex", "offset"]) {
      const figure = document.createElement("figure");
      const image = new Image();
      image.src = `/marks/${mark.id}/${moment}.jpg`;
      image.alt = "";
      figure.append(image, element("figcaption", moment));
      strip.append(figure);
    }
    return strip;
  }
}

customElements.define("spotted-expression", SpottedExpression);
