/** Two codings of one movement side by side, with what came of them; cells that differ are marked. */

import { element } from "../common/elements.js";
import { moment } from "../common/times.js";
import { inForce, LANDMARKS } from "./movements.js";

/** @typedef {import("./movements.js").Desk} Desk */
/** @typedef {import("./movements.js").Movement} Movement */
/** @typedef {import("./movements.js").Marked} Marked */
/** @typedef {import("./movements.js").Made} Made */

/** @type {["action_units" | "upper" | "lower" | "excluded" | "confidence" | "note", string][]} */
const TEXTS = [
  ["action_units", "Action units"],
  ["upper", "Upper face"],
  ["lower", "Lower face"],
  ["excluded", "Excluded as"],
  ["confidence", "Sureness"],
  ["note", "Note"],
];
const COMPARED = new Set(["action_units", "upper", "lower", "excluded"]);

/**
 * The table of a movement; a click on a frame's number shows the frame.
 * @param {Movement} movement
 * @param {Desk} desk
 * @param {(frame: number) => void} show
 */
export function codingsTable(movement, { coders, tolerance }, show) {
  const made = inForce(movement);
  const head = element("tr", {}, element("td"), ...[...coders, "Settled"].map((name) => element("th", { scope: "col" }, name)));
  const rows = LANDMARKS.map((name) => frameRow(movement, tolerance, name, show));
  for (const [name, title] of TEXTS) {
    const cells = [movement.first, movement.second].map((one) => (one ? text(name, one[name]) : ""));
    const settled = made && name !== "confidence" && name !== "note" ? text(name, made.settled[name]) : "";
    if (![...cells, settled].some((cell) => cell && cell !== "–")) continue;
    const differs = COMPARED.has(name) && movement.first !== null && movement.second !== null && word(cells[0]) !== word(cells[1]);
    rows.push(row(title, [...cells.map((cell) => [cell]), [settled]], differs));
  }
  const columns = element("colgroup", {}, element("col", { class: "what" }), element("col", { span: 3 }));
  return element("table", {}, element("caption", { class: "spoken" }, "Both codings and what is settled"), columns, element("thead", {}, head), element("tbody", {}, ...rows));
}

/**
 * Frames within the tolerance count as the same, here as in the queue.
 * @param {Movement} movement
 * @param {number} tolerance
 * @param {import("./movements.js").Landmark} name
 * @param {(frame: number) => void} show
 */
function frameRow(movement, tolerance, name, show) {
  const { first, second } = movement;
  const made = inForce(movement);
  const cells = [first, second].map((one) => (one ? [link(one[name], String(one[name]), show)] : ["nothing"]));
  const exact = made?.settled[name] ?? null;
  const whole = made?.settled[`${name}_frame`] ?? null;
  const told = exact !== null && exact !== whole ? `${whole} (${exact})` : String(whole);
  const differs = first !== null && second !== null && areApart(first[name], second[name], tolerance);
  return row(`${name[0]?.toUpperCase()}${name.slice(1)}`, [...cells, made ? [link(whole, told, show)] : [""]], differs, name !== "onset");
}

/**
 * @param {number | null} one
 * @param {number | null} other
 * @param {number} tolerance
 */
function areApart(one, other, tolerance) {
  if (one === null || other === null) return one !== other;
  return Math.abs(one - other) > tolerance;
}

/**
 * @param {number | null} frame
 * @param {string} told
 * @param {(frame: number) => void} show
 */
function link(frame, told, show) {
  if (frame === null) return "not determined";
  const button = element("button", { type: "button", class: "at", title: `Show frame ${frame}` }, told);
  button.addEventListener("click", () => show(frame));
  return button;
}

/**
 * @param {string} title
 * @param {(Node | string)[][]} cells
 * @param {boolean} differs
 * @param {boolean} [quiet] whether "nothing" was said in a row above
 */
function row(title, cells, differs, quiet = false) {
  const told = cells.map((cell, n) => {
    const nothing = cell[0] === "nothing" || cell[0] === "not determined";
    const marked = differs && n < 2;
    const content = nothing && quiet && cell[0] === "nothing" ? ["–"] : cell;
    return element("td", { class: marked ? "differs" : nothing ? "nothing" : null }, ...content, ...(marked ? [element("span", { class: "spoken" }, " differs")] : []));
  });
  return element("tr", {}, element("th", { scope: "row" }, title), ...told);
}

/**
 * A word as it is compared: capitals make no difference.
 * @param {string | undefined} cell
 */
function word(cell = "") {
  return cell.trim().toLowerCase();
}

/**
 * @param {string} name
 * @param {string | number | null} value
 */
function text(name, value) {
  if (name === "upper" || name === "lower") return value === null ? "–" : String(value) || "moves, no emotion";
  if (name === "confidence") return value === null ? "" : `${value} of 3`;
  return value === null || value === "" ? "–" : String(value);
}

/**
 * Every decision about a movement, the one in force first.
 * @param {Movement} movement
 * @param {string[]} coders
 */
export function historyOf(movement, coders) {
  const told = [...movement.decisions].reverse().map((made, n) => element("li", {}, `${n ? "Before: " : ""}${sentence(made, coders)}`));
  return told.length ? [element("h3", {}, "Decisions"), element("ol", { class: "history" }, ...told)] : [];
}

/**
 * A decision in a sentence.
 * @param {Made} made
 * @param {string[]} coders
 */
export function sentence(made, coders) {
  const { settled } = made;
  const [first = "", second = ""] = coders;
  /** @type {Record<string, string>} */
  const actions = { coder1: `as ${first} has it`, coder2: `as ${second} has it`, mean: "mean", edit: "edited", reject: settled.excluded === "rejected" ? "rejected" : `rejected as ${settled.excluded}` };
  /** @type {Record<string, string>} */
  const whose = { coder1: `of ${first}`, coder2: `of ${second}`, union: "of both together", intersection: "that both have" };
  const frames = LANDMARKS.map((name) => settled[`${name}_frame`] ?? "?").join("–");
  const parts = [actions[made.action] ?? made.action, ...(made.action === "reject" ? [] : [settled.excluded ?? frames])];
  if (made.whose_action_units) parts.push(`action units ${whose[made.whose_action_units]}`);
  if (made.whose_emotion) parts.push(`emotion ${whose[made.whose_emotion]}`);
  const who = made.policy ? `policy “${made.policy}”` : made.arbiter;
  const reason = made.reason && !made.policy ? `: ${made.reason}` : "";
  return `${parts.join(", ")} (${who}, ${moment(made.at)})${reason}`;
}
