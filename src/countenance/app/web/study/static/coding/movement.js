/** A movement: as it is kept, and as it is being edited. */

/**
 * @typedef {{onset: number, apex: number | null, offset: number | null, action_units: string, upper: string | null,
 *   lower: string | null, excluded: string | null, confidence: number | null, note: string}} Content
 * @typedef {Content & {id: string, version: number}} Mark
 * @typedef {{side: string, number: number, intensity: string, rest: string}} Unit
 * @typedef {Omit<Content, "onset"> & {onset: number | null, id: string, version: number}} Draft
 *   without an id where the movement is new
 */

const UNIT = /^([LRUTB]?)(\d{1,3})([A-E]?)(or\d{1,3})?$/;
const FIELDS = /** @type {const} */ (["onset", "apex", "offset", "action_units", "upper", "lower", "excluded", "confidence", "note"]);

/** @returns {Draft} */
export function emptyDraft() {
  return {
    id: "", version: 0, onset: null, apex: null, offset: null, action_units: "", upper: null, lower: null, excluded: null,
    confidence: null, note: "",
  };
}

/** An id that nothing has. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What of a movement is kept.
 * @param {Content} given
 * @returns {Content}
 */
export function contentOf(given) {
  return /** @type {Content} */ (Object.fromEntries(FIELDS.map((name) => [name, given[name]])));
}

/**
 * @param {Draft | Content} one
 * @param {Draft | Content} other
 */
export function sameContent(one, other) {
  return FIELDS.every((name) => one[name] === other[name]);
}

/**
 * Why a draft cannot be kept as it is, in a sentence; empty where it can.
 * @param {Draft} draft
 */
export function problemOf({ onset, apex, offset }) {
  if (onset === null) return apex === null && offset === null ? "" : "The onset is missing.";
  if (apex !== null && apex < onset) return `The apex, frame ${apex}, is before the onset, frame ${onset}.`;
  if (offset !== null && apex !== null && offset < apex) return `The offset, frame ${offset}, is before the apex, frame ${apex}.`;
  if (offset !== null && offset < onset) return `The offset, frame ${offset}, is before the onset, frame ${onset}.`;
  return "";
}

/**
 * Action units out of text as it is kept, for example "L6B+12C".
 * @param {string} text
 * @returns {Unit[]}
 */
export function parseUnits(text) {
  return text.split("+").filter(Boolean).map((part) => {
    const [, side = "", number = "0", intensity = "", rest = ""] = UNIT.exec(part) ?? [];
    return { side, number: Number(number), intensity, rest };
  });
}

/** @param {Unit[]} units */
export function formatUnits(units) {
  return units.map(formatUnit).join("+");
}

/** @param {Unit} unit */
export function formatUnit({ side, number, intensity, rest }) {
  return `${side}${number}${intensity}${rest}`;
}

/**
 * Movements by onset.
 * @param {Iterable<Mark>} marks
 */
export function inOrder(marks) {
  return [...marks].sort((one, other) => one.onset - other.onset || (one.offset ?? one.onset) - (other.offset ?? other.onset) || (one.id < other.id ? -1 : 1));
}

/**
 * The frames in words.
 * @param {Draft | Content} of
 */
export function framesOf({ onset, apex, offset }) {
  return `${onset ?? "?"} – ${apex ?? "?"} – ${offset ?? "?"}`;
}

/**
 * A number with its noun.
 * @param {number} n
 * @param {string} noun
 */
export function counted(n, noun) {
  return n === 1 ? `${n} ${noun}` : `${n} ${noun}s`;
}
