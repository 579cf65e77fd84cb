/** Requests to this server, which answers in JSON or says in a sentence why not. */

/** What the server refused, in its own words. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where the server could not be reached
   * @param {string} sentence
   */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/**
 * Whose page this is, as every request says: in another window of the browser somebody else may sign in, and must not be
 * taken for him.
 * @returns {Record<string, string>} headers
 */
export function asVisitor() {
  const visitor = document.querySelector("meta[name=visitor]")?.getAttribute("content");
  return visitor ? { "countenance-visitor": visitor } : {};
}

/**
 * Asks the server.
 * @template T
 * @param {string} path
 * @param {{method?: string, body?: unknown, signal?: AbortSignal, keepalive?: boolean}} [options] the body becomes JSON, a Blob stays
 * @returns {Promise<T>} undefined where the answer has no content
 */
export async function call(path, { method = "GET", body, signal, keepalive } = {}) {
  const raw = body instanceof Blob;
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json", ...asVisitor() };
  if (body !== undefined) headers["content-type"] = raw ? body.type || "application/octet-stream" : "application/json";
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(path, {
      method,
      signal,
      keepalive,
      headers,
      body: raw ? body : body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "The server does not answer. Is it still running?");
  }
  if (answer.status === 204) return /** @type {T} */ (undefined);
  const content = await answer.json().catch(() => ({ error: `The server answered ${answer.status}.` }));
  if (!answer.ok) throw new ApiError(answer.status, content.error ?? `The server answered ${answer.status}.`);
  return content;
}
