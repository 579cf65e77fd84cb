/** What somebody asks for once is done once: a double click is one press, and another press waits until the first is answered. */

/** Whether a press is another one of the same double click. @param {MouseEvent} event */
const isRepeated = (event) => event.detail > 1;

/**
 * @param {HTMLElement} button
 * @param {() => Promise<unknown>} act
 */
export function onPress(button, act) {
  let isUnderWay = false;
  button.addEventListener("click", async (event) => {
    if (isUnderWay || isRepeated(event)) return;
    isUnderWay = true;
    try {
      await act();
    } finally {
      isUnderWay = false;
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {() => Promise<boolean>} send whether the page is left by it: then the form is not sent again
 */
export function onSubmit(form, send) {
  const buttons = [...form.querySelectorAll("button")].filter((one) => one.type === "submit");
  /** @param {boolean} isUnderWay */
  const mark = (isUnderWay) => buttons.forEach((one) => (one.disabled = isUnderWay));
  for (const button of buttons)
    button.addEventListener("click", (event) => {
      if (isRepeated(event)) event.preventDefault();
    });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    mark(true);
    let isLeft = false;
    try {
      isLeft = await send();
    } finally {
      mark(isLeft);
    }
  });
  // The browser may show a page that was left as it was.
  addEventListener("pageshow", (event) => event.persisted && mark(false));
}
