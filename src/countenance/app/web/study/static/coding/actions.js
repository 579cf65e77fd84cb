/** What each command does. */

import { ApiError } from "../common/api.js";
import { askFrame, askHistory, askSubmission, told } from "./dialogs.js";
import { contentOf, framesOf, inOrder, problemOf } from "./movement.js";

/** @typedef {import("./coder.js").MovementCoder} MovementCoder */

/** Commands that change something, which nobody does once the recording is submitted. */
export const EDITS = new Set([
  "onset", "apex", "offset", "commit", "remove", "undo", "redo", "unit", "upper", "lower", "excluded", "confidence", "note",
  "submit",
]);

/** Commands that go on while their key is held down. */
export const REPEATS = new Set([
  "back", "forth", "back-10", "forth-10", "zoom-in", "zoom-out", "pan-left", "pan-right", "pan-up", "pan-down", "brighter",
  "darker", "contrast-up", "contrast-down", "time-in", "time-out", "undo", "redo",
]);

/**
 * @param {MovementCoder} coder
 * @returns {Record<string, () => unknown>}
 */
export function actionsOf(coder) {
  const { player, editing, panel } = coder;
  return {
    ...moving(coder),
    ...looking(coder),
    onset: () => editing.set({ onset: player.index }),
    apex: () => editing.set({ apex: editing.draft.apex === player.index ? null : player.index }),
    offset: () => editing.set({ offset: editing.draft.offset === player.index ? null : player.index }),
    commit: () => commit(coder),
    leave: () => leave(coder),
    remove: () => remove(coder),
    next: () => choose(coder, 1),
    previous: () => choose(coder, -1),
    undo: () => goThrough(coder, "undo"),
    redo: () => goThrough(coder, "redo"),
    history: () => showHistory(coder),
    unit: () => editing.chooseNext(),
    upper: () => panel.focus("upper"),
    lower: () => panel.focus("lower"),
    excluded: () => panel.focus("excluded"),
    note: () => panel.focus("note"),
    confidence: () => editing.set({ confidence: { 0: 1, 1: 2, 2: 3, 3: null }[editing.draft.confidence ?? 0] ?? null }),
    ...entering(coder),
    keys: () => coder.keys.open(),
    submit: () => submit(coder),
  };
}

/**
 * @param {MovementCoder} coder
 * @returns {Record<string, () => unknown>}
 */
function moving(coder) {
  const { player, editing } = coder;
  const goTo = (/** @type {number | null} */ frame) => (frame === null ? coder.say("That frame is not set.", true) : player.show(frame));
  return {
    back: () => player.step(-1),
    forth: () => player.step(1),
    "back-10": () => player.step(-10),
    "forth-10": () => player.step(10),
    first: () => player.show(0),
    last: () => player.show(player.last),
    "go-to": async () => {
      const frame = await askFrame(coder.dialog("go-to"), player.seconds);
      if (frame !== null) player.show(frame);
      coder.stage.focus({ preventScroll: true });
    },
    play: () => player.toggle(false),
    "play-back": () => player.toggle(true),
    slower: () => player.changeSpeed(1),
    faster: () => player.changeSpeed(-1),
    loop: () => player.toggleLoop(),
    "to-onset": () => goTo(editing.draft.onset),
    "to-apex": () => goTo(editing.draft.apex),
    "to-offset": () => goTo(editing.draft.offset),
  };
}

/**
 * @param {MovementCoder} coder
 * @returns {Record<string, () => unknown>}
 */
function looking({ player }) {
  const { look } = player;
  return {
    baseline: () => player.setBaseline(),
    flicker: () => look.flicker(true),
    difference: () => look.toggleDifference(),
    gain: () => look.nextGain(),
    curve: () => player.toggleCurve(),
    "zoom-in": () => player.zoom(1.25),
    "zoom-out": () => player.zoom(0.8),
    "pan-left": () => look.pan(-1, 0),
    "pan-right": () => look.pan(1, 0),
    "pan-up": () => look.pan(0, -1),
    "pan-down": () => look.pan(0, 1),
    brighter: () => look.brighten(1.15),
    darker: () => look.brighten(1 / 1.15),
    "contrast-up": () => look.contrast(1.15),
    "contrast-down": () => look.contrast(1 / 1.15),
    "reset-view": () => look.reset(),
    "time-in": () => player.zoomTime(1.5),
    "time-out": () => player.zoomTime(1 / 1.5),
  };
}

/**
 * @param {MovementCoder} coder
 * @returns {Record<string, () => unknown>}
 */
function entering(coder) {
  const { editing } = coder;
  const grade = (/** @type {Partial<import("./movement.js").Unit>} */ fields) => {
    const problem = editing.completed();
    editing.grade(fields);
    coder.say(problem || editing.remark, true);
  };
  return {
    ...Object.fromEntries(["A", "B", "C", "D", "E"].map((intensity) => [`intensity-${intensity}`, () => grade({ intensity })])),
    left: () => grade({ side: "L" }),
    right: () => grade({ side: "R" }),
    both: () => grade({ side: "" }),
    drop: () => editing.drop(),
    done: () => coder.say(editing.close() || editing.remark, true),
  };
}

/** @param {MovementCoder} coder */
function commit(coder) {
  const { editing, journal } = coder;
  const typing = editing.close();
  const { draft } = editing;
  if (!editing.isChanged) return coder.say(draft.id ? "Nothing was changed." : `Go to the first frame that moves, then press ${coder.keyFor("onset")}.`);
  const problem = typing || problemOf(draft) || (draft.onset === null ? `The onset is missing: go there, then press ${coder.keyFor("onset")}.` : "");
  if (problem || draft.onset === null) return coder.say(problem, true);
  const content = contentOf({ ...draft, onset: draft.onset });
  if (draft.id) journal.change(draft.id, draft.version, content);
  else journal.add(content);
  editing.open(null);
  coder.say(`Kept: ${[framesOf(content), told(content)].filter(Boolean).join(" · ")}`);
  coder.offerLeft();
}

/** @param {MovementCoder} coder */
function leave(coder) {
  const { editing } = coder;
  const wasChanged = editing.isChanged;
  if (wasChanged) editing.leave(coder.journal.marks.get(editing.draft.id) ?? null);
  else editing.open(null);
  coder.say(wasChanged ? `Left as it was; ${coder.keyFor("undo")} brings back what was changed.` : "");
  if (!wasChanged) coder.offerLeft(); // which would take the place of what may be brought back
}

/** @param {MovementCoder} coder */
function remove(coder) {
  const { editing, journal } = coder;
  if (editing.isNew) return coder.say(`Choose a movement first: ${coder.keyFor("next")} takes the next one.`, true);
  const { id } = editing.draft;
  editing.open(null);
  journal.remove(id);
  coder.say(`Deleted; ${coder.keyFor("undo")} brings it back.`);
}

/**
 * @param {MovementCoder} coder
 * @param {1 | -1} by
 */
function choose(coder, by) {
  const { editing, journal, player } = coder;
  if (editing.isChanged) return coder.sayUnfinished();
  const marks = inOrder(journal.marks.values());
  const at = marks.findIndex((mark) => mark.id === editing.draft.id);
  const found = at >= 0 ? marks[at + by] : by > 0 ? (marks.find((mark) => mark.onset >= player.index) ?? marks.at(-1)) : (marks.findLast((mark) => mark.onset <= player.index) ?? marks[0]);
  if (!found) return coder.say(marks.length ? "There is no further movement." : "Nothing is marked yet.");
  coder.desk.choose(found.id);
}

/**
 * @param {MovementCoder} coder
 * @param {"undo" | "redo"} way
 */
function goThrough(coder, way) {
  const { editing, journal } = coder;
  const isOfDraft = way === "undo" ? editing.canUndo : editing.canRedo;
  if (isOfDraft) return editing[way]();
  if (editing.isChanged) return coder.sayUnfinished();
  const id = journal[way]();
  if (!id) return coder.say(way === "undo" ? "There is nothing to undo." : "There is nothing to redo.");
  editing.open(editing.isNew ? null : (journal.marks.get(editing.draft.id) ?? null));
  const mark = journal.marks.get(id);
  coder.say(`${way === "undo" ? "Undone" : "Done again"}: ${mark ? `the movement ${framesOf(mark)} is there` : "the movement is gone"}.`);
}

/** @param {MovementCoder} coder */
async function showHistory(coder) {
  const { editing, journal, film, locked } = coder;
  const { id, version } = editing.draft;
  if (editing.isNew) return coder.say(`Choose a movement first: ${coder.keyFor("next")} takes the next one.`, true);
  if (editing.isChanged) return coder.sayUnfinished();
  if (journal.edits.length) return coder.say("Not everything is saved yet: look when it is.", true);
  const content = await askHistory(coder.dialog("history"), film, id, locked);
  coder.stage.focus({ preventScroll: true });
  if (!content) return undefined;
  journal.change(id, version, contentOf(content));
  return coder.say("Restored; the later state stays in the history.");
}

/** @param {MovementCoder} coder */
async function submit(coder) {
  const { editing, journal } = coder;
  if (editing.isChanged) return coder.sayUnfinished();
  if (journal.edits.length) return coder.say("Not everything is saved yet: submit when it is.", true);
  const sure = await askSubmission(coder.dialog("submit"), coder.called, inOrder(journal.marks.values()));
  coder.stage.focus({ preventScroll: true });
  if (!sure) return undefined;
  try {
    return await coder.submit();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    coder.say(error.message, true);
    return coder.refresh();
  }
}
