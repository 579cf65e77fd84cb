/**
 * Measures or records what a camera delivers, away from the page, so that nothing which the page does costs a frame.
 *
 * A recording travels as chunks, all numbers little-endian:
 * int64 microseconds, uint32 length, uint32 1 for a keyframe and 0 otherwise, then so many bytes of H.264 (Annex B).
 */

import { Sender } from "./sending-worker.js";

/**
 * @typedef {{kind: "measure", readable: ReadableStream<VideoFrame>, ms: number}} Measure
 * @typedef {{kind: "record", readable: ReadableStream<VideoFrame>, url: string, key: string, origin: number,
 *   width: number, height: number, fps: number, longestGapMs: number}} RecordFrames
 * @typedef {{kind: "forward", url: string, key: string, format: string, clockMs: number, width: number, height: number,
 *   fps: number}} Forward
 * @typedef {{kind: "slice", bytes: ArrayBuffer}} Slice
 * @typedef {{kind: "close"}} Close
 * @typedef {Measure | RecordFrames | Forward | Slice | Close} Order
 */

/** The recording begins with this frame: Chromium may lose one of those before, as it hands the camera to the worker. */
const FIRST = 4;
const PROGRESS_MS = 500;
const HEADER = 16;
const KEYFRAME_US = 1_000_000;
/** Frames that may wait for the encoder. */
const MOST_QUEUED = 60;
const BITS_PER_PIXEL = 8e6 / (640 * 480);
const MOST_BITS = 60e6;
/** H.264: macroblocks per second of a level, and its name in hexadecimal. */
const LEVELS = /** @type {const} */ ([[108_000, "1f"], [245_760, "28"], [522_240, "2a"], [Infinity, "33"]]);
const PROFILES = ["6400", "4d00", "42e0", "4200"];

/** @param {Record<string, unknown>} message */
const tell = (message) => postMessage(message);

/** @type {Sender | null} */
let forwarding = null;

onmessage = ({ data }) => {
  /** @type {Order} */
  const order = data;
  if (order.kind === "measure") measure(order);
  else if (order.kind === "record") new Recording(order).run();
  else if (order.kind === "forward") forward(order);
  else if (order.kind === "slice") forwarding?.push(new Uint8Array(order.bytes));
  else if (forwarding) forwarding.closing = true;
};

/** @param {Measure} order */
async function measure({ readable, ms }) {
  const reader = readable.getReader();
  /** @type {number[]} */
  const times = [];
  let size = { width: 0, height: 0 };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    times.push(value.timestamp / 1000);
    size = { width: value.displayWidth, height: value.displayHeight };
    value.close();
    if (times[times.length - 1] - times[0] >= ms) break;
  }
  await reader.cancel();
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  const seconds = (times[times.length - 1] - times[0]) / 1000;
  tell({ kind: "measured", frames: times.length, fps: gaps.length ? gaps.length / seconds : 0, longestGapMs: Math.max(0, ...gaps), ...size });
}

class Recording {
  /** @param {RecordFrames} order */
  constructor(order) {
    this.order = order;
    this.read = 0;
    this.encoded = 0;
    this.firstUs = 0;
    this.lastUs = -Infinity;
    this.keyUs = -Infinity;
    /** Milliseconds to add to a frame's own time for the page's clock: of the frame that came quickest. */
    this.shift = Infinity;
    this.chunkUs = Infinity;
    this.codec = "";
    this.skipped = 0;
    this.skipping = false;
    /** Chunks from before the server is told of the recording. @type {Uint8Array<ArrayBuffer>[]} */
    this.held = [];
    /** @type {Sender | null} */
    this.sender = null;
    /** @type {Promise<void>} */
    this.sending = Promise.resolve();
    /** @type {VideoEncoder | null} */
    this.encoder = null;
  }

  async run() {
    const ticking = setInterval(() => this.progress(), PROGRESS_MS);
    try {
      await this.readAll();
      if (this.encoder?.state === "configured") await this.encoder.flush();
    } catch (error) {
      this.fail(`The camera's pictures cannot be recorded (${error}).`);
    }
    clearInterval(ticking);
    this.begin();
    if (this.sender) this.sender.closing = true;
    await this.sending;
    this.progress();
    tell({ kind: "over", read: this.read, skipped: this.skipped });
  }

  async readAll() {
    const encoder = (this.encoder = await this.made());
    const reader = this.order.readable.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.read += 1;
      const arrival = performance.timeOrigin + performance.now() - this.order.origin;
      this.shift = Math.min(this.shift, arrival - value.timestamp / 1000);
      if (this.read === FIRST) tell({ kind: "running" });
      if (this.read >= FIRST) this.encode(encoder, value);
      value.close();
    }
  }

  /** An encoder for the best profile that there is. */
  async made() {
    const { width, height, fps } = this.order;
    const pixels = width * height;
    const load = (Math.ceil(width / 16) * Math.ceil(height / 16)) * fps;
    const level = (LEVELS.find(([most]) => load <= most) ?? LEVELS[3])[1];
    const shared = { width, height, framerate: fps, bitrate: Math.min(MOST_BITS, Math.round(BITS_PER_PIXEL * pixels)) };
    for (const profile of PROFILES) {
      /** @type {VideoEncoderConfig} */
      const config = { ...shared, codec: `avc1.${profile}${level}`, latencyMode: "quality", avc: { format: "annexb" } };
      if (!(await VideoEncoder.isConfigSupported(config)).supported) continue;
      const encoder = new VideoEncoder({ output: (chunk) => this.keep(chunk), error: (error) => this.fail(`The encoder failed (${error.message}).`) });
      encoder.configure(config);
      this.codec = config.codec;
      return encoder;
    }
    throw new Error("this browser has no H.264 encoder");
  }

  /**
   * @param {VideoEncoder} encoder
   * @param {VideoFrame} frame
   */
  encode(encoder, frame) {
    if (encoder.state !== "configured" || frame.timestamp <= this.lastUs) {
      this.skipped += 1;
      return;
    }
    if (encoder.encodeQueueSize > MOST_QUEUED || this.sender?.full) {
      if (!this.skipping && !this.sender?.failed)
        tell({ kind: "problem", sentence: this.sender?.full
          ? "The server has been away for too long: frames are being lost until it is back."
          : "This computer is too slow for the camera: frames are being lost.", fatal: false });
      this.skipping = true;
      this.skipped += 1;
      return;
    }
    const keyFrame = this.skipping || frame.timestamp - this.keyUs >= KEYFRAME_US;
    if (keyFrame) this.keyUs = frame.timestamp;
    this.skipping = false;
    this.lastUs = frame.timestamp;
    encoder.encode(frame, { keyFrame });
  }

  /** @param {EncodedVideoChunk} chunk */
  keep(chunk) {
    const bytes = new Uint8Array(HEADER + chunk.byteLength);
    const header = new DataView(bytes.buffer);
    header.setBigInt64(0, BigInt(chunk.timestamp), true);
    header.setUint32(8, chunk.byteLength, true);
    header.setUint32(12, chunk.type === "key" ? 1 : 0, true);
    chunk.copyTo(bytes.subarray(HEADER));
    if (this.sender) this.sender.push(bytes);
    else this.held.push(bytes);
    const gap = (chunk.timestamp - this.chunkUs) / 1000;
    if (gap > this.order.longestGapMs) tell({ kind: "gap", ms: gap, frame: this.encoded - 1 });
    this.chunkUs = chunk.timestamp;
    if (!this.encoded) this.firstUs = chunk.timestamp;
    this.encoded += 1;
    tell({ kind: "frame", ms: chunk.timestamp / 1000, shift: this.shift });
    // By then some frame has come quickly, so that the clocks are known.
    if (chunk.timestamp - this.firstUs >= PROGRESS_MS * 1000) this.begin();
  }

  /** Begins to send, once. */
  begin() {
    if (this.sender || !this.encoded) return;
    const { url, key, width, height, fps } = this.order;
    const beginning = { key, format: "chunks", codec: this.codec, width, height, fps, clock_ms: this.firstUs / 1000 + this.shift };
    this.sender = new Sender(url, beginning, (sentence, fatal) => tell({ kind: "problem", sentence, fatal }));
    for (const bytes of this.held) this.sender.push(bytes);
    this.held = [];
    this.sending = this.sender.run();
  }

  /** @param {string} sentence */
  fail(sentence) {
    tell({ kind: "problem", sentence, fatal: true });
  }

  progress() {
    tell({ kind: "progress", delayed: this.sender?.delayed ?? 0, sent: this.sender?.sent ?? 0, skipped: this.skipped });
  }
}

/**
 * Sends slices that the page's own recorder has made.
 * @param {Forward} order
 */
async function forward({ url, key, format, clockMs, width, height, fps }) {
  const beginning = { key, format, codec: "", width, height, fps, clock_ms: clockMs };
  const sender = new Sender(url, beginning, (sentence, fatal) => tell({ kind: "problem", sentence, fatal }));
  forwarding = sender;
  const ticking = setInterval(() => tell({ kind: "progress", delayed: sender.delayed, sent: sender.sent, skipped: 0 }), PROGRESS_MS);
  await sender.run();
  clearInterval(ticking);
  tell({ kind: "progress", delayed: sender.delayed, sent: sender.sent, skipped: 0 });
  tell({ kind: "over", read: 0, skipped: 0 });
}
