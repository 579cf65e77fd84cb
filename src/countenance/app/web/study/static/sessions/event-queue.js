/** Events of a session: numbered, kept in the page and in the browser until the server has them, sent in order. */

import { call } from "/static/common/api.js";

/**
 * @typedef {import("./shapes.js").Course} Course
 * @typedef {import("./shapes.js").SentEvent} SentEvent
 * @typedef {import("./shapes.js").Plain} Plain
 * @typedef {{digest: string, items: Record<string, boolean>}} Answers
 * @typedef {{event: SentEvent, answers?: Answers}} Waiting
 */

const BREAKING_OFF = new Set(["interrupted", "stopped", "withdrawn"]);
const BATCH = 100;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

/** @param {string} session */
const keyOf = (session) => `countenance-session-${session}`;

/**
 * What a page before this one could not send.
 * @param {string} session
 * @returns {{segment: number, unsent: SentEvent[]}}
 */
export function leftBehind(session) {
  try {
    const { segment, events } = JSON.parse(localStorage.getItem(keyOf(session)) ?? "");
    return { segment, unsent: events };
  } catch {
    return { segment: 0, unsent: [] };
  }
}

/**
 * Tells the server what happens. `trouble` {sentence} says that it cannot be reached (an empty one: that it can again),
 * `refused` {sentence, status} that it takes nothing more of this page.
 */
export class EventQueue extends EventTarget {
  /** @param {Course} course */
  constructor(course) {
    super();
    this.course = course;
    this.next = course.next_sequence;
    this.lastMs = 0;
    /** @type {Waiting[]} */
    this.waiting = [];
    /** @type {{sequence: number, done: () => void}[]} */
    this.promised = [];
    this.isSending = false;
    this.isClosed = false;
    this.keep();
  }

  /**
   * Notes that something happened.
   * @param {string} kind
   * @param {{clip?: string | null, take?: number | null, frame?: number | null, data?: Record<string, Plain>, at?: number,
   *   answers?: Answers}} [about] `at` is a time of `performance.now()`; this moment unless given
   * @returns {Promise<Course>} where the session stands once the server has it
   */
  async record(kind, { clip = null, take = null, frame = null, data = {}, at = performance.now(), answers } = {}) {
    const monotonic = Math.max(at, this.lastMs);
    this.lastMs = monotonic;
    const wall = new Date(Date.now() - (performance.now() - monotonic)).toISOString();
    const sequence = this.next++;
    this.waiting.push({ event: { sequence, monotonic_ms: monotonic, wall_time: wall, kind, clip, take, frame, data }, answers });
    this.keep();
    /** @type {Promise<void>} */
    const arrived = new Promise((done) => this.promised.push({ sequence, done }));
    this.send();
    await arrived;
    return this.course;
  }

  /** Resolves when the server has everything, and what breaks off meanwhile too; notes may follow one another for ever. */
  async settled() {
    let wanted = this.waiting[this.waiting.length - 1];
    while (wanted) {
      const { sequence } = wanted.event;
      await new Promise((done) => this.promised.push({ sequence, done: () => done(undefined) }));
      wanted = this.waiting.filter(({ event }) => BREAKING_OFF.has(event.kind)).slice(-1)[0];
    }
  }

  /** Sends no more. */
  close() {
    this.isClosed = true;
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    let pause = FIRST_PAUSE_MS;
    while (this.waiting.length && !this.isClosed) {
      try {
        await this.sendSome();
        pause = FIRST_PAUSE_MS;
        this.tell("trouble", "");
      } catch (error) {
        const { status = 0, message } = /** @type {{status?: number, message: string}} */ (error);
        if (status >= 400 && status < 500) {
          this.close();
          this.tell("refused", message, status);
        } else {
          this.tell("trouble", message);
          await new Promise((done) => setTimeout(done, pause));
          pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }
      }
    }
    this.isSending = false;
  }

  async sendSome() {
    const [first] = this.waiting;
    const { segment } = this.course;
    let count = 1;
    if (first.answers) {
      this.course = await call("/api/session/consent", { method: "POST", body: { segment, ...first.answers, event: first.event } });
    } else {
      while (count < Math.min(BATCH, this.waiting.length) && !this.waiting[count].answers) count++;
      const events = this.waiting.slice(0, count).map((one) => one.event);
      this.course = await call("/api/session/events", { method: "POST", body: { segment, events } });
    }
    this.waiting.splice(0, count);
    this.keep();
    const kept = this.course.next_sequence;
    const arrived = this.promised.filter((one) => one.sequence < kept);
    this.promised = this.promised.filter((one) => one.sequence >= kept);
    for (const one of arrived) one.done();
  }

  /** A browser that is killed keeps what it has not sent. */
  keep() {
    const events = this.waiting.map((one) => one.event);
    try {
      localStorage.setItem(keyOf(this.course.session), JSON.stringify({ segment: this.course.segment, events }));
    } catch {
      // Without a place in the browser the events are still in the page, which sends them.
    }
  }

  /**
   * @param {string} type
   * @param {string} sentence
   * @param {number} [status]
   */
  tell(type, sentence, status = 0) {
    this.dispatchEvent(new CustomEvent(type, { detail: { sentence, status } }));
  }
}
