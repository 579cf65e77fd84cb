/**
 * Packets of a live session: messages and pictures on one connection, because browsers allow six to a host.
 * A packet is a byte for its kind, four for its length, and its content.
 * @module
 */

const MESSAGES = 1;
const HEADER = 5;

/** @typedef {{type: string, [key: string]: any}} Message */
/** @typedef {{messages?: Message[], time?: number, jpeg?: Blob}} Packet */

/**
 * Cuts a stream of bytes into packets.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @returns {AsyncGenerator<Packet>}
 */
export async function* packets(body) {
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest = joined(rest, value);
      for (;;) {
        const length = rest.length < HEADER ? Infinity : new DataView(rest.buffer, rest.byteOffset).getUint32(1);
        if (rest.length < HEADER + length) break;
        yield read(rest[0], rest.subarray(HEADER, HEADER + length));
        rest = rest.subarray(HEADER + length);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {Uint8Array<ArrayBuffer>} first @param {Uint8Array<ArrayBuffer>} second */
function joined(first, second) {
  if (!first.length) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** @param {number} kind @param {Uint8Array<ArrayBuffer>} content @returns {Packet} */
function read(kind, content) {
  if (kind === MESSAGES) return { messages: JSON.parse(new TextDecoder().decode(content)) };
  const time = new DataView(content.buffer, content.byteOffset).getFloat64(0);
  return { time, jpeg: new Blob([content.slice(8)], { type: "image/jpeg" }) };
}

/**
 * Listens while the page is visible, and comes back after an interruption.
 * @param {{packet: (packet: Packet) => void, gone: () => void}} listener
 */
export function listen(listener) {
  /** @type {AbortController | null} */
  let current = null;

  async function connect() {
    if (document.hidden || current) return;
    const mine = (current = new AbortController());
    try {
      const response = await fetch("stream", { signal: mine.signal });
      if (!response.ok || !response.body) throw new Error(response.statusText);
      for await (const packet of packets(response.body)) listener.packet(packet);
      listener.gone();
    } catch {
      if (!mine.signal.aborted) listener.gone();
    }
    if (current === mine) current = null;
    if (!mine.signal.aborted) setTimeout(connect, 1500);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && current) {
      current.abort();
      current = null;
    } else connect();
  });
  connect();
}
