/** An arbiter's desk: both codings of a recording, one picture, and a decision about each movement. */

import { ApiError, call } from "../common/api.js";
import { end, isGone } from "../viewing/gone.js";
import { codingsTable, historyOf, sentence } from "./codings-table.js";
import { DecisionForm } from "./decision-form.js";
import { DeskFilm } from "./desk-film.js";
import { actionOf } from "./desk-keys.js";
import { following, inForce } from "./movements.js";

/**
 * @typedef {import("./movements.js").Desk} Desk
 * @typedef {import("./movements.js").Movement} Movement
 * @typedef {import("./movements.js").Landmark} Landmark
 */

const PAUSE = 2500;

class ArbitrationDesk extends HTMLElement {
  /** @type {Desk | null} */
  #desk = null;
  /** @type {Movement | null} */
  #movement = null;
  /** @type {DecisionForm | null} */
  #form = null;
  /** @type {DeskFilm | null} */
  #film = null;
  #isDeciding = false;
  /** Whether a mean was asked for that lacks a choice. */
  #isAveraging = false;

  connectedCallback() {
    const form = this.querySelector("form[data-deciding]");
    if (form instanceof HTMLFormElement) this.#form = new DecisionForm(form);
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (button instanceof HTMLElement) this.#do(button.dataset.do ?? "", event.shiftKey);
    });
    this.querySelector("[data-whose]")?.addEventListener("change", () => this.#chosenWhose());
    document.addEventListener("keydown", (event) => {
      const asked = actionOf(event);
      if (asked && this.#do(asked.action, asked.more)) event.preventDefault();
    });
    for (const name of ["keyup", "blur"]) addEventListener(name, (event) => !(event instanceof KeyboardEvent && event.key.toLowerCase() !== "h") && this.#film?.look.flicker(false));
    this.#begin();
  }

  async #begin() {
    try {
      await this.#load();
    } catch (error) {
      this.#refuse(error);
    }
    const film = await DeskFilm.of(this, (id) => this.#choose(this.#named(id)), (sentence) => this.#warn(sentence));
    this.#film = film;
    if (this.#desk) film.tell(this.#desk);
    const wanted = this.#named(location.hash.slice(1));
    this.#choose(wanted ?? following(this.#movements, null, 1) ?? this.#movements[0] ?? null);
    this.setAttribute("ready", "");
    setTimeout(() => this.#look(), PAUSE);
  }

  get #movements() {
    return this.#desk?.movements ?? [];
  }

  /** @param {string} id */
  #named(id) {
    return this.#movements.find((one) => one.id === id || one.first?.id === id || one.second?.id === id) ?? null;
  }

  async #load() {
    const tolerance = new URLSearchParams(location.search).get("tolerance") ?? "2";
    this.#desk = await call(`/api/compare/recordings/${this.getAttribute("film")}?tolerance=${encodeURIComponent(tolerance)}`);
    if (this.#desk) this.#film?.tell(this.#desk);
    const left = this.#movements.filter((one) => !inForce(one)).length;
    this.#part("[data-progress]").textContent = `${left} open, ${this.#movements.length - left} settled`;
    this.#part("[data-after]").hidden = left > 0;
    const isLabelled = this.#movements.length > 0 && !this.#desk?.unlabelled;
    this.#part("[data-done]").textContent = `Nothing is open in this recording${isLabelled ? ", and what was settled is labelled" : ""}.`;
    for (const way of this.querySelectorAll("a[data-label]")) if (way instanceof HTMLElement) way.hidden = isLabelled;
  }

  /** What others do meanwhile appears; what is typed here stays. */
  async #look() {
    if (!this.isConnected) return;
    if (!document.hidden && !this.#isDeciding) {
      try {
        const { head } = /** @type {{head: number}} */ (await call("/api/compare/head"));
        if (head !== this.#desk?.head && !this.#isDeciding) await this.#reload();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error; // else tried again soon
        if (isGone(error)) end(this, error, { href: "/compare", title: "Compare" });
      }
    }
    setTimeout(() => this.#look(), PAUSE);
  }

  async #reload() {
    const before = this.#movement;
    await this.#load();
    const now = before && this.#named(before.id);
    if (!now || !before || now.decisions.length === before.decisions.length) {
      if (now) this.#movement = now;
      return;
    }
    const made = inForce(now);
    this.#choose(now);
    if (made && this.#desk) this.#warn(`${made.arbiter} settled this meanwhile: ${sentence(made, this.#desk.coders)}.`);
  }

  /** @param {Movement | null} movement */
  #choose(movement) {
    this.#movement = movement;
    const codings = this.#part("[data-codings]");
    const desk = this.#desk;
    if (!movement || !desk) {
      codings.textContent = desk ? "Nobody marked anything in this recording." : "";
      return;
    }
    history.replaceState(null, "", `#${movement.id}`);
    const title = document.createElement("h2");
    const place = `${this.#movements.findIndex((one) => one.id === movement.id) + 1} of ${this.#movements.length}`;
    title.append(`Movement ${place}`, ...movement.reasons.flatMap((reason) => [" ", tag(reason)]), ...(inForce(movement) ? [" ", tag("settled", "good")] : []));
    codings.parentElement?.scrollTo(0, 0);
    codings.replaceChildren(title, codingsTable(movement, desk, (frame) => this.#film?.show(frame)));
    this.#part("[data-history]").replaceChildren(...historyOf(movement, desk.coders));
    this.#form?.fill(movement);
    this.#warn("");
    this.#film?.goTo(movement);
  }

  /**
   * Does what a key or a button asks for; false where there is nothing to do.
   * @param {string} action
   * @param {boolean} more with Shift
   */
  #do(action, more) {
    const film = this.#film;
    switch (action) {
      case "back": film?.step(more ? -10 : -1); return true;
      case "forward": film?.step(more ? 10 : 1); return true;
      case "first-frame": film?.show(0); return true;
      case "last-frame": film?.show(Number.MAX_SAFE_INTEGER); return true;
      case "play": film?.toggle(); return true;
      case "next": this.#go(1, more); return true;
      case "previous": this.#go(-1, more); return true;
      case "help": /** @type {HTMLDialogElement} */ (this.#part("[data-keys]")).showModal(); return true;
      default: return film?.lookAs(action, more) || (this.#form ? this.#edit(action, this.#form) : false);
    }
  }

  /**
   * @param {string} action
   * @param {DecisionForm} form
   */
  #edit(action, form) {
    if (!this.#movement) return false;
    if (action === "keep" && this.#isAveraging && form.panel === null) return this.#average(this.#movement, form);
    switch (action) {
      case "coder1": case "coder2":
        this.#decide({ action, ...form.choices() });
        return true;
      case "mean": return this.#average(this.#movement, form);
      case "edit":
        this.#warn("");
        form.open(form.panel === "edit" ? null : "edit");
        return true;
      case "reject":
        this.#warn("");
        form.open("reject");
        form.focus("reason");
        return true;
      case "onset": case "apex": case "offset":
        form.open("edit");
        form.take(/** @type {Landmark} */ (action), this.#film?.index ?? 0);
        return true;
      case "units":
        form.focus(form.panel === "edit" ? "edited_units" : "action_units");
        return true;
      case "reason":
        form.focus("reason");
        return true;
      case "close": return this.#close(form);
      case "keep": return form.panel !== null && this.#keep(form.panel, form);
      case "keep-edit": return this.#keep("edit", form);
      case "keep-rejection": return this.#keep("reject", form);
      default: return false;
    }
  }

  /**
   * @param {Movement} movement
   * @param {DecisionForm} form
   */
  #average(movement, form) {
    const missing = form.missing(movement);
    if (!missing) this.#decide({ action: "mean", ...form.choices() });
    else {
      form.open(null);
      this.#warn(missing.sentence);
      this.#isAveraging = true;
      form.focus(missing.field);
    }
    return true;
  }

  /** What a mean lacked is said no longer once it is chosen. */
  #chosenWhose() {
    if (!this.#isAveraging || !this.#movement) return;
    this.#warn(this.#form?.missing(this.#movement)?.sentence ?? "");
    this.#isAveraging = true;
  }

  /** @param {DecisionForm} form */
  #close(form) {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && form.form.contains(focused) && !(focused instanceof HTMLButtonElement)) focused.blur();
    else if (form.panel) form.open(null);
    else return false;
    return true;
  }

  /**
   * @param {import("./decision-form.js").Panel} panel
   * @param {DecisionForm} form
   */
  #keep(panel, form) {
    if (!form.reason) {
      form.focus("reason");
      this.#warn(`${panel === "edit" ? "An edit" : "A rejection"} needs a reason.`);
      return true;
    }
    if (panel === "reject") {
      this.#decide({ action: "reject", excluded: form.excluded });
      return true;
    }
    const edited = form.edited();
    if (edited) this.#decide({ action: "edit", edited });
    else this.#warn("An edit needs an onset.");
    return true;
  }

  /** @param {Record<string, unknown>} decision */
  async #decide(decision) {
    const movement = this.#movement;
    if (!movement || this.#isDeciding) return;
    this.#isDeciding = true;
    this.toggleAttribute("busy", true);
    try {
      const body = { movement: movement.id, seen: inForce(movement)?.version ?? 0, reason: this.#form?.reason ?? "", ...decision };
      await call(`/api/compare/recordings/${this.getAttribute("film")}/decisions`, { method: "POST", body });
      await this.#load();
      this.#after(movement);
    } catch (error) {
      await this.#refused(movement, error);
    } finally {
      this.#isDeciding = false;
      this.toggleAttribute("busy", false);
    }
  }

  /**
   * Goes on: to the next open movement where one was open, else it stays.
   * @param {Movement} before as it was before the decision
   */
  #after(before) {
    const now = this.#named(before.id);
    const made = now && inForce(now);
    const next = inForce(before) ? null : following(this.#movements, now, 1);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    this.#choose(next ?? now);
    if (made && this.#desk) this.#part("[data-told]").textContent = `Settled: ${sentence(made, this.#desk.coders)}.`;
    // Enter leads on where nothing is left to do here.
    if (!inForce(before) && !next) /** @type {HTMLElement | null} */ (this.querySelector("[data-after] a:not([hidden])"))?.focus();
  }

  /**
   * @param {Movement} movement
   * @param {unknown} error
   */
  async #refused(movement, error) {
    if (error instanceof ApiError && error.status === 409) {
      await this.#load();
      this.#choose(this.#named(movement.id));
    }
    this.#refuse(error);
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (!(error instanceof ApiError)) throw error;
    this.#warn(error.message);
  }

  /**
   * @param {1 | -1} direction
   * @param {boolean} all settled ones too
   */
  #go(direction, all) {
    const isOpen = (/** @type {Movement} */ one) => !inForce(one);
    const any = all || !this.#movements.some(isOpen);
    const next = following(this.#movements, this.#movement, direction, any ? () => true : isOpen);
    if (next) this.#choose(next);
  }

  /** @param {string} sentence */
  #warn(sentence) {
    const problem = this.#part("[data-problem]");
    problem.textContent = sentence;
    problem.hidden = !sentence;
    this.#isAveraging = false;
    this.#part("[data-told]").textContent = "";
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/**
 * @param {string} text
 * @param {string} [kind]
 */
function tag(text, kind = "") {
  const made = document.createElement("span");
  made.className = `tag ${kind}`;
  made.textContent = text;
  return made;
}

customElements.define("arbitration-desk", ArbitrationDesk);
