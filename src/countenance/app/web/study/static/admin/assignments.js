/** Ticks every recording at once. Many recordings are sent as one word in place of their thousand names. */

const all = document.querySelector("[data-all]");
const every = document.querySelector("[data-every]");
const films = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=films]")]);

function look() {
  if (!(all instanceof HTMLInputElement) || !(every instanceof HTMLInputElement)) return;
  const n = films.filter((one) => one.checked).length;
  all.checked = n === films.length;
  all.indeterminate = n > 0 && n < films.length;
  every.value = String(all.checked);
}

all?.addEventListener("change", () => {
  if (all instanceof HTMLInputElement) for (const one of films) one.checked = all.checked;
  look();
});
for (const one of films) one.addEventListener("change", look);
document.getElementById("give")?.addEventListener("formdata", (event) => {
  if (every instanceof HTMLInputElement && every.value === "true") event.formData.delete("films");
});
look();
