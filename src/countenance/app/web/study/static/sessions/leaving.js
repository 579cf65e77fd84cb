/** Stop and withdraw: always there, asked for once, calmly; and the end of the review, if something may be forgotten. */

import { element } from "/static/common/elements.js";

const QUESTIONS = {
  stopped: {
    title: "Do you want to stop?",
    text: "You may stop at any time and need not say why. It has no disadvantages for you: we tell you more about the study, and you get your payment. What was recorded until now is kept; if you want it removed, go on and choose Withdraw.",
    yes: "Stop here",
  },
  withdrawn: {
    title: "Do you want to withdraw?",
    text: "The session ends as if you stopped, and everything that was recorded of you is removed. You need not say why, and you get your payment.",
    yes: "Withdraw",
  },
};

const NOT_BEGUN = "Nothing was recorded of you. The session ends here, and this has no disadvantages for you.";

/**
 * @param {"stopped" | "withdrawn"} how
 * @param {boolean} isBegun whether the participant has agreed to take part
 * @returns {Promise<boolean>}
 */
export function askToLeave(how, isBegun) {
  const { title, text, yes } = QUESTIONS[how];
  return asked({ title, text: isBegun ? text : NOT_BEGUN, yes, no: "Go on" });
}

/**
 * @param {string} forgotten what is not done yet, in sentences
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>}
 */
export function askWhetherFinished(forgotten, signal) {
  const text = `${forgotten} Once you are finished, you cannot come back to the films.`;
  return asked({ title: "Are you finished?", text, yes: "Yes, I am finished", no: "Back to the films" }, signal);
}

/**
 * @param {{title: string, text: string, yes: string, no: string}} question
 * @param {AbortSignal} [signal] takes the question away
 * @returns {Promise<boolean>}
 */
function asked({ title, text, yes, no }, signal) {
  const back = element("button", { value: "", class: "primary large", autofocus: true }, no);
  const dialog = element(
    "dialog",
    { class: "leaving", "aria-labelledby": "leaving-title" },
    element("form", { method: "dialog" }, element("h2", { id: "leaving-title" }, title), element("p", {}, text), element("div", { class: "buttons" }, back, element("button", { value: "yes", class: "large" }, yes))),
  );
  document.body.append(dialog);
  dialog.showModal();
  signal?.addEventListener("abort", () => dialog.close());
  return new Promise((done) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    }),
  );
}
