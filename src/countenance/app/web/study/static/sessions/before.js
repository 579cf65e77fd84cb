/** What comes before the films: consent, a look at the camera, instructions, and whether they were understood. */

import { look } from "/static/capture/looking.js";
import { LONGEST_GAP_MS, LOWEST_FPS } from "/static/capture/recorder.js";
import { element } from "/static/common/elements.js";
import { button, choices, heading, paragraph } from "./screens.js";
import { happens, orLeft, until } from "./waiting.js";

/** @typedef {import("./session.js").ParticipantSession} App */
/** @typedef {import("/static/capture/looking.js").Look} Look */

const MEASURED_S = 10;
const LOOK_MS = 600;
/** Number of the first event that a page tells: it was begun and opened before. */
const AT_FIRST = 2;

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function consent(app, signal) {
  await greet(app, signal);
  const { title, text, digest, items } = app.script.consent;
  const form = element("form", { class: "screen" });
  const next = button("Continue", { primary: true });
  const language = languages(app);
  const told = element("p", { class: "problem", role: "alert", hidden: true });
  form.append(
    heading(title),
    ...(language ? [language] : []),
    element("div", { class: "reading", tabindex: 0, role: "region", "aria-label": "Text of the consent" }, text),
    paragraph("Please answer each question. If you do not agree to the first one, nothing is recorded and the session ends here."),
    paragraph("You may leave at any time with the buttons at the top right: Stop ends the session and keeps what was recorded until then, Withdraw has all of it removed.", "muted"),
    ...items.map((item) => choices(item.name, item.text, ["Yes", "No"])),
    told,
    next,
  );
  app.show(form);
  for (;;) {
    (await happens(form, "submit", signal)).preventDefault();
    const given = new FormData(form);
    if (items.every((item) => given.has(item.name))) break;
    askForAll(told, next);
  }
  // Sent once more, the form would load the page anew.
  next.disabled = true;
  const given = new FormData(form);
  const answers = { digest, items: Object.fromEntries(items.map((item) => [item.name, given.get(item.name) === "Yes"])) };
  const agreed = answers.items.record;
  await app.record(agreed ? "consent given" : "stopped", { answers, data: agreed ? {} : { reason: "recording was not agreed to" } });
}

/**
 * Whoever comes in first reads in the browser's language, where the protocol has it, until another one is chosen.
 * @param {App} app
 * @param {AbortSignal} signal
 */
async function greet(app, signal) {
  const own = navigator.languages.map((one) => one.split("-")[0]).find((one) => app.script.languages.includes(one));
  if (app.course.next_sequence > AT_FIRST || !own || own === app.course.language) return;
  await orLeft(app.record("note", { data: { language: own } }), signal);
}

/** @param {App} app */
function languages(app) {
  if (app.script.languages.length < 2) return null;
  const names = new Intl.DisplayNames([navigator.language], { type: "language" });
  const select = element("select", {}, ...app.script.languages.map((one) => element("option", { value: one, selected: one === app.course.language }, names.of(one) ?? one)));
  select.addEventListener("change", () => app.record("note", { data: { language: select.value } }));
  return element("label", { class: "language" }, "Language", select);
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function cameraCheck(app, signal) {
  const view = new CameraView();
  app.show(view.root);
  const looking = new AbortController();
  signal.addEventListener("abort", () => looking.abort());
  const allowed = until(looking.signal, (done) => app.addEventListener("allowed", done, { once: true, signal: looking.signal }));
  allowed.catch(() => {});
  try {
    const passed = checked(app, view, looking.signal);
    const by = await Promise.race([allowed, passed]);
    const wish = by instanceof CustomEvent ? by.detail : null;
    if (wish?.what === "without camera") app.camera.close();
    const data = wish ? { overridden: true, by: wish.by, ...(wish.what === "without camera" ? { camera: "none" } : {}) } : {};
    await app.record("camera ok", { data: { ...view.found, ...data } });
  } finally {
    looking.abort();
    view.stop();
  }
}

/**
 * @param {App} app
 * @param {CameraView} view
 * @param {AbortSignal} signal
 */
async function checked(app, view, signal) {
  for (;;) {
    view.wait();
    try {
      const recorder = await orLeft(app.camera.open(view.wanted), signal);
      await view.begin(recorder.stream, signal);
      const [measured] = await orLeft(view.during(Promise.all([recorder.measure(MEASURED_S), view.looked])), signal);
      app.camera.fps = measured.fps;
      Object.assign(app.camera.figures, view.light, { fps: Math.round(measured.fps * 10) / 10, longest_gap_ms: Math.round(measured.longestGapMs) });
      view.judge(measured);
      app.record("note", { data: { checked: view.isGood ? "good" : "not good", ...view.found } });
    } catch (error) {
      if (signal.aborted) throw error;
      view.fail(error instanceof Error ? error.message : String(error));
    }
    app.camera.figures.check = view.isGood ? "good" : view.sentences.join(" ");
    const pressed = await Promise.race([happens(view.next, "click", signal).then(() => true), happens(view.again, "click", signal).then(() => false)]);
    if (pressed) return null;
  }
}

/** Picture of the camera with a box around the face, and what was found. */
class CameraView {
  constructor() {
    this.video = element("video", { muted: true, playsinline: true, "aria-label": "Picture of the camera" });
    this.video.muted = true;
    this.box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.list = element("ul", { class: "found", "aria-live": "polite" });
    this.bar = element("progress", { max: 1, value: 0, "aria-label": "Measuring the camera" });
    this.cameras = element("select", { "aria-label": "Camera" });
    this.again = button("Measure again");
    this.next = button("Continue", { primary: true });
    this.told = paragraph("Sit comfortably, look at the screen, and make sure that your whole face is in the picture.");
    this.root = element(
      "section",
      { class: "screen wide" },
      heading("Your camera"),
      this.told,
      element("div", { class: "camera" }, element("div", { class: "picture" }, this.video, this.box), element("div", { class: "side" }, this.cameras, this.bar, this.list)),
      element("div", { class: "buttons" }, this.again, this.next),
    );
    /** @type {Record<string, number | string>} */
    this.found = {};
    /** @type {string[]} */
    this.sentences = [];
    /** @type {string[]} */
    this.lookedProblems = [];
    /** The first look at the picture. @type {Promise<void> | null} */
    this.looked = null;
    /** @type {Look["face"]} */
    this.face = null;
    /** Whether the check counts a face, or has not been made yet. */
    this.countsFace = true;
    this.isGood = false;
    this.wanted = "";
    this.looking = 0;
    this.cameras.hidden = true;
    this.cameras.addEventListener("change", () => {
      this.wanted = this.cameras.value;
      this.again.click();
    });
  }

  wait() {
    this.next.disabled = true;
    this.again.disabled = true;
    this.isGood = false;
    this.countsFace = true;
    this.list.replaceChildren();
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
  }

  /**
   * @param {MediaStream} stream
   * @param {AbortSignal} signal
   */
  async begin(stream, signal) {
    this.wanted = "";
    if (this.video.srcObject !== stream) {
      this.video.srcObject = stream;
      await orLeft(this.video.play(), signal);
    }
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    const own = stream.getVideoTracks()[0]?.getSettings().deviceId;
    this.cameras.replaceChildren(...devices.map((one, index) => element("option", { value: one.deviceId, selected: one.deviceId === own }, one.label || `Camera ${index + 1}`)));
    this.cameras.hidden = devices.length < 2;
    this.looked ??= this.lookOn();
  }

  async lookOn() {
    try {
      const seen = await look(this.video);
      if (!this.video.srcObject) return;
      this.lookedProblems = seen.problems;
      if (seen.brightness !== null) this.found.brightness = Math.round(seen.brightness);
      this.face = seen.face;
    } catch {
      this.lookedProblems = ["The picture could not be checked. It will be tried again."];
      this.face = null;
    }
    this.draw();
    this.looking = window.setTimeout(() => this.lookOn(), LOOK_MS);
  }

  /** What the monitor is told of the light. */
  get light() {
    return this.found.brightness === undefined ? {} : { brightness: this.found.brightness };
  }

  /** Draws a box around the face; none where the check says that it sees no face. */
  draw() {
    const { face } = this;
    const { videoWidth, videoHeight } = this.video;
    this.box.setAttribute("viewBox", `0 0 ${videoWidth} ${videoHeight}`);
    if (!face || !this.countsFace) return this.box.replaceChildren();
    const frame = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    ["x", "y", "width", "height"].forEach((name, index) => frame.setAttribute(name, String(face[index])));
    frame.setAttribute("rx", "12");
    this.box.replaceChildren(frame);
  }

  /**
   * @template T
   * @param {Promise<T>} measuring
   */
  async during(measuring) {
    const begun = performance.now();
    const timer = setInterval(() => (this.bar.value = Math.min(1, (performance.now() - begun) / 1000 / MEASURED_S)), 100);
    try {
      return await measuring;
    } finally {
      clearInterval(timer);
      this.bar.hidden = true;
    }
  }

  /** @param {{fps: number, longestGapMs: number, width: number, height: number}} measured */
  judge({ fps, longestGapMs, width, height }) {
    Object.assign(this.found, { fps: Math.round(fps * 100) / 100, longest_gap_ms: Math.round(longestGapMs), width, height });
    const problems = this.lookedProblems;
    this.countsFace = this.face !== null;
    const slow = fps < LOWEST_FPS;
    const uneven = longestGapMs > LONGEST_GAP_MS;
    /** @type {[boolean, string][]} */
    const found = [
      ...(problems.length ? problems.map((one) => /** @type {[boolean, string]} */ ([false, one])) : [/** @type {[boolean, string]} */ ([true, "Your face is in the picture, and the light is good."])]),
      [!slow, slow ? `The camera takes ${fps.toFixed(1)} pictures a second, and ${LOWEST_FPS} are needed. More light on your face helps most.` : `The camera takes ${fps.toFixed(1)} pictures a second.`],
      [!uneven, uneven ? `There was a pause of ${Math.round(longestGapMs)} ms between two pictures. Close other programs and windows.` : "There are no pauses between pictures."],
    ];
    this.verdict(found);
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.bar.hidden = true;
    this.countsFace = false;
    this.draw();
    this.verdict([[false, sentence]]);
  }

  /** @param {[boolean, string][]} found */
  verdict(found) {
    this.isGood = found.every(([good]) => good);
    this.sentences = found.filter(([good]) => !good).map(([, sentence]) => sentence);
    const lines = found.map(([good, sentence]) => element("li", {}, element("span", { class: `tag ${good ? "good" : "bad"}` }, good ? "good" : "not yet"), " ", sentence));
    if (!this.isGood) lines.push(element("li", { class: "muted" }, "If that does not help, ask the experimenter, who can let you go on."));
    this.list.replaceChildren(...lines);
    this.next.disabled = !this.isGood;
    this.again.disabled = false;
    (this.isGood ? this.next : this.again).focus();
  }

  stop() {
    clearTimeout(this.looking);
    this.video.srcObject = null;
  }
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function instructions(app, signal) {
  const next = button("I have read this", { primary: true });
  const { instructions: task, neutralisation, payment } = app.texts;
  const again = app.failed ? [element("p", { class: "note" }, "Not everything was answered correctly. Please read this once more.")] : [];
  app.show(element("section", { class: "screen" }, heading("What you are going to do"), ...again, paragraph(task), paragraph(neutralisation, "strong"), paragraph(payment), next));
  app.preload();
  await happens(next, "click", signal);
  await app.record("instructions read");
}

/**
 * @param {App} app
 * @param {AbortSignal} signal
 */
export async function comprehension(app, signal) {
  const questions = app.script.questions[app.course.language];
  const form = element("form", { class: "screen" }, heading("A few questions about it"), ...questions.map((one) => choices(one.name, one.question, one.answers)));
  const told = element("p", { class: "problem", role: "alert", hidden: true });
  const next = button("Continue", { primary: true });
  form.append(told, next);
  app.show(form);
  for (;;) {
    (await happens(form, "submit", signal)).preventDefault();
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    told.hidden = true;
    if (questions.some((one) => !(one.name in given))) {
      askForAll(told, next);
      continue;
    }
    next.disabled = true;
    const wrong = await app.ask("/api/session/answers", { answers: given });
    for (const one of questions) app.record("answer", { data: { question: one.name, answer: given[one.name], right: !wrong.wrong.includes(one.name) } });
    app.failed = wrong.wrong.length > 0;
    await app.record(app.failed ? "comprehension failed" : "comprehension passed");
    return;
  }
}

/**
 * Says that something is not answered, and leaves in sight how to go on.
 * @param {HTMLElement} told
 * @param {HTMLElement} next
 */
function askForAll(told, next) {
  told.textContent = "Please answer every question.";
  told.hidden = false;
  next.scrollIntoView({ block: "nearest" });
}
