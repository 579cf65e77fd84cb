/** A consent in which nothing is ticked may be a slip: it is recorded once that is confirmed. */

for (const form of document.querySelectorAll("form[data-nothing]"))
  if (form instanceof HTMLFormElement)
    // Before the form is sent, which is decided further up in the document.
    form.addEventListener("submit", () => {
      if (new FormData(form).has("agreed")) delete form.dataset.confirm;
      else form.dataset.confirm = form.dataset.nothing;
    });
