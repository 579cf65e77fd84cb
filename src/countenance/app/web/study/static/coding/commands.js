/** Everything that a key does on the coder's page, in the order of the cheat sheet. */

/**
 * Where a key means something: over the film, or while an action unit is being typed. Keys of one of them may mean
 * another thing in the other.
 * @typedef {"film" | "unit"} Context
 * @typedef {{id: string, title: string, keys: string[], context: Context}} Command
 * @typedef {{title: string, commands: Command[]}} Group
 */

/**
 * @param {string} id
 * @param {string} title
 * @param {string[]} keys
 * @returns {Command}
 */
const film = (id, title, ...keys) => ({ id, title, keys, context: "film" });

/**
 * @param {string} id
 * @param {string} title
 * @param {string[]} keys
 * @returns {Command}
 */
const unit = (id, title, ...keys) => ({ id, title, keys, context: "unit" });

/** @type {readonly Group[]} */
export const GROUPS = [
  {
    title: "Frames",
    commands: [
      film("back", "One frame back", "ArrowLeft"),
      film("forth", "One frame on", "ArrowRight"),
      film("back-10", "Ten frames back", "Shift+ArrowLeft"),
      film("forth-10", "Ten frames on", "Shift+ArrowRight"),
      film("first", "First frame", "Home"),
      film("last", "Last frame", "End"),
      film("go-to", "Go to a frame", "G"),
      film("play", "Play and pause", "Space"),
      film("play-back", "Play backwards", "Shift+Space"),
      film("slower", "Slower", "-"),
      film("faster", "Faster", "+", "="),
      film("loop", "Loop on the movement", "L"),
    ],
  },
  {
    title: "Movement",
    commands: [
      film("onset", "Onset is here", "O"),
      film("apex", "Apex is here; again: none", "A"),
      film("offset", "Offset is here; again: none", "F"),
      film("to-onset", "Go to the onset", "Shift+O"),
      film("to-apex", "Go to the apex", "Shift+A"),
      film("to-offset", "Go to the offset", "Shift+F"),
      film("commit", "Keep the movement", "Enter"),
      film("leave", "Leave it as it was", "Escape"),
      film("remove", "Delete the movement", "Delete"),
      film("next", "Next movement", "."),
      film("previous", "Previous movement", ","),
      film("undo", "Undo", "Ctrl+Z"),
      film("redo", "Redo", "Ctrl+Shift+Z", "Ctrl+Y"),
      film("history", "History of the movement", "T"),
    ],
  },
  {
    title: "What is seen in it",
    commands: [
      film("unit", "Choose the next action unit", "U"),
      film("upper", "Upper face", "Q"),
      film("lower", "Lower face", "W"),
      film("excluded", "No expression, but …", "X"),
      film("confidence", "How sure: 1, 2, 3, not said", "C"),
      film("note", "Note", "N"),
    ],
  },
  {
    title: "While an action unit is typed",
    commands: [
      ...["A", "B", "C", "D", "E"].map((grade) => unit(`intensity-${grade}`, `Intensity ${grade}`, grade)),
      unit("left", "Left side only", "L"),
      unit("right", "Right side only", "R"),
      unit("both", "Both sides", "S"),
      unit("drop", "Take it out", "Backspace", "Delete"),
      unit("done", "Done", "Enter", "Space", "Escape"),
    ],
  },
  {
    title: "Look",
    commands: [
      film("baseline", "Baseline is here", "B"),
      film("flicker", "Hold: the baseline instead", "H"),
      film("difference", "Difference to the baseline", "D"),
      film("gain", "Gain of the difference", "Shift+D"),
      film("curve", "Motion curve", "M"),
      film("zoom-in", "Nearer", "Z"),
      film("zoom-out", "Farther", "Shift+Z"),
      film("pan-left", "Look more to the left", "Alt+ArrowLeft"),
      film("pan-right", "Look more to the right", "Alt+ArrowRight"),
      film("pan-up", "Look higher", "Alt+ArrowUp"),
      film("pan-down", "Look lower", "Alt+ArrowDown"),
      film("brighter", "Brighter", "I"),
      film("darker", "Darker", "Shift+I"),
      film("contrast-up", "More contrast", "K"),
      film("contrast-down", "Less contrast", "Shift+K"),
      film("reset-view", "As recorded", "V"),
      film("time-in", "Timeline: less, larger", "Y"),
      film("time-out", "Timeline: more, smaller", "Shift+Y"),
    ],
  },
  {
    title: "Page",
    commands: [film("keys", "These keys", "?"), film("submit", "Submit the recording", "Ctrl+Enter")],
  },
];

/** @type {readonly Command[]} */
export const COMMANDS = GROUPS.flatMap((group) => group.commands);
