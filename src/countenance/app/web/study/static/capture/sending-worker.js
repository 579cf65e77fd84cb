/** Sends a recording to the server in order, and keeps what the server has not confirmed yet. */

const EVERY_MS = 500;
const MOST_AT_ONCE = 4 * 2 ** 20;
const LONGEST_WAIT_MS = 8000;
/** Bytes that may wait for a server that is away: about four minutes at 8 Mbit/s. */
const MOST_DELAYED = 256 * 2 ** 20;

/** Answers after which the same request may succeed later. */
const LATER = new Set([0, 401, 408, 425, 429, 500, 502, 503, 504, 507]);

/** @typedef {{status: number, content: {bytes?: number, error?: string}}} Answer */

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Sender {
  /**
   * @param {string} url of the segment's capture
   * @param {Record<string, unknown>} beginning what the server is told first; its `key` says who sends
   * @param {(sentence: string, fatal: boolean) => void} problem an empty sentence: all is well again
   */
  constructor(url, beginning, problem) {
    this.url = url;
    this.beginning = beginning;
    this.problem = problem;
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.waiting = [];
    this.delayed = 0;
    this.sent = 0;
    this.begun = false;
    this.failed = false;
    this.closing = false;
    this.inTrouble = false;
  }

  /** Whether nothing more can be taken in. */
  get full() {
    return this.failed || this.delayed >= MOST_DELAYED;
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  push(bytes) {
    if (this.failed) return;
    this.waiting.push(bytes);
    this.delayed += bytes.length;
  }

  /** Tells the server at once, and sends until everything is there and `closing` is set, or it refuses for good. */
  async run() {
    for (let tries = 0; !this.failed; ) {
      if (this.closing && this.begun && !this.delayed) return;
      if (tries) await pause(Math.min(EVERY_MS * 2 ** (tries - 1), LONGEST_WAIT_MS));
      else if (this.begun && !this.closing) await pause(EVERY_MS);
      if (this.begun && !this.delayed) continue;
      tries = (await this.step()) ? 0 : tries + 1;
    }
  }

  /** Whether the server took what it was sent. */
  async step() {
    const answer = this.begun ? await this.append() : await this.post(this.url, JSON.stringify(this.beginning), "application/json");
    if (answer.status >= 200 && answer.status < 300) return this.confirmed(Number(answer.content.bytes));
    if (answer.status === 409 && this.begun && (await this.foundPlace())) return true;
    const sentence = answer.content.error ?? `The server answered ${answer.status}.`;
    this.failed = !LATER.has(answer.status);
    if (this.failed) this.forget();
    if (this.failed || !this.inTrouble) this.problem(sentence, this.failed);
    this.inTrouble = true;
    return false;
  }

  append() {
    const parts = [];
    let size = 0;
    for (const part of this.waiting) {
      if (size && size + part.length > MOST_AT_ONCE) break;
      parts.push(part);
      size += part.length;
    }
    const where = new URLSearchParams({ offset: String(this.sent), key: String(this.beginning.key) });
    return this.post(`${this.url}/bytes?${where}`, new Blob(parts), "application/octet-stream");
  }

  /**
   * Lets go of what the server has.
   * @param {number} bytes how many are there
   */
  confirmed(bytes) {
    if (!Number.isSafeInteger(bytes) || bytes < this.sent || bytes > this.sent + this.delayed) {
      this.failed = true;
      this.forget();
      this.problem("The server has another recording than this camera's. Please tell the experimenter.", true);
      return false;
    }
    for (let left = bytes - this.sent; left > 0; ) {
      const first = this.waiting[0];
      if (first.length > left) this.waiting[0] = first.subarray(left);
      else this.waiting.shift();
      left -= Math.min(left, first.length);
    }
    this.delayed -= bytes - this.sent;
    this.sent = bytes;
    this.begun = true;
    if (this.inTrouble) this.problem("", false);
    this.inTrouble = false;
    return true;
  }

  /** Goes on where the server is, after an answer was lost. */
  async foundPlace() {
    const answer = await this.ask(this.url, { headers: { accept: "application/json" } });
    const there = answer.content.bytes;
    return answer.status === 200 && there !== undefined && there > this.sent && this.confirmed(there);
  }

  forget() {
    this.waiting = [];
    this.delayed = 0;
  }

  /**
   * @param {string} url
   * @param {BodyInit} body
   * @param {string} type
   */
  post(url, body, type) {
    return this.ask(url, { method: "POST", body, headers: { accept: "application/json", "content-type": type } });
  }

  /**
   * @param {string} url
   * @param {RequestInit} request
   * @returns {Promise<Answer>}
   */
  async ask(url, request) {
    try {
      const answer = await fetch(url, request);
      return { status: answer.status, content: await answer.json().catch(() => ({})) };
    } catch {
      return { status: 0, content: { error: "The server does not answer. What the camera records is kept here meanwhile." } };
    }
  }
}
