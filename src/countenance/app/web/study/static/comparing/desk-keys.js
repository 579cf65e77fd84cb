/** Keys of the desk: what each one does, as long as nobody types into a field that takes it. */

/** @type {Record<string, string>} */
const KEYS = {
  ArrowLeft: "back",
  ArrowRight: "forward",
  Home: "first-frame",
  End: "last-frame",
  " ": "play",
  1: "coder1",
  2: "coder2",
  3: "mean",
  e: "edit",
  r: "reject",
  o: "onset",
  a: "apex",
  f: "offset",
  n: "next",
  p: "previous",
  u: "units",
  w: "reason",
  b: "baseline",
  h: "flicker",
  d: "difference",
  m: "curve",
  z: "zoom",
  i: "brightness",
  k: "contrast",
  v: "reset-view",
  "?": "help",
  Enter: "keep",
  Escape: "close",
};
const IN_FIELDS = new Set(["keep", "close"]);
/** Whose part is taken is chosen by letters and arrows; digits decide there as elsewhere. */
const IN_CHOICES = new Set([...IN_FIELDS, "coder1", "coder2", "mean"]);
/** What goes on while its key is held: nobody decides twice by holding a key. */
const REPEATS = new Set(["back", "forward", "zoom", "brightness", "contrast"]);

/**
 * What a key does; null where it does nothing here.
 * @param {KeyboardEvent} event
 * @returns {{action: string, more: boolean} | null} more: with Shift
 */
export function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action || document.querySelector("dialog[open]")) return null;
  const { target } = event;
  if (isTypedInto(target) && !(isWhose(target) ? IN_CHOICES : IN_FIELDS).has(action)) return null;
  if (event.repeat && !REPEATS.has(action)) return null;
  const isPressed = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target instanceof HTMLElement && target.tagName === "SUMMARY";
  if (isPressed && (action === "keep" || action === "play")) return null;
  return { action, more: event.shiftKey };
}

/** @param {EventTarget | null} target */
function isWhose(target) {
  return target instanceof HTMLSelectElement && target.closest("[data-whose]") !== null;
}

/** @param {EventTarget | null} target */
function isTypedInto(target) {
  if (target instanceof HTMLInputElement) return target.type !== "checkbox";
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
