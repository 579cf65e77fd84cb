/** Stop and withdraw: always there, asked for once, calmly. */

import { element } from "/static/common/elements.js";

const QUESTIONS = {
  stopped: {
    title: "Do you want to stop?",
    text: "You may stop at any time, and need not say why. Nothing bad follows from it: we tell you more about the study, and you get your payment. What was recorded until now is kept; if you want it removed, go on and choose Withdraw.",
    yes: "Stop here",
  },
  withdrawn: {
    title: "Do you want to withdraw?",
    text: "The session ends as if you stopped, and everything that was recorded of you is removed. You need not say why, and you get your payment.",
    yes: "Withdraw",
  },
};

const NOT_BEGUN = "Nothing was recorded of you. The session ends here, and nothing bad follows from it.";

/**
 * @param {"stopped" | "withdrawn"} how
 * @param {boolean} isBegun whether the participant has agreed to take part
 * @returns {Promise<boolean>}
 */
export function askToLeave(how, isBegun) {
  const { title, text: later, yes } = QUESTIONS[how];
  const text = isBegun ? later : NOT_BEGUN;
  const back = element("button", { value: "", class: "primary large", autofocus: true }, "Go on");
  const dialog = element(
    "dialog",
    { class: "leaving", "aria-labelledby": "leaving-title" },
    element("form", { method: "dialog" }, element("h2", { id: "leaving-title" }, title), element("p", {}, text), element("div", { class: "buttons" }, back, element("button", { value: "yes", class: "large" }, yes))),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    }),
  );
}
