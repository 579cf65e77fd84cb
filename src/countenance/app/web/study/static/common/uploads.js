/** Files that are sent to the server, which says in a sentence why it takes one not. */

import { ApiError, asVisitor } from "./api.js";

/**
 * Sends a file as the body of a request; the browser reads it from the disk as it goes.
 * @param {string} path
 * @param {File} file
 * @param {(share: number) => void} told how much of it is sent
 * @returns {Promise<Record<string, unknown>>}
 */
export function upload(path, file, told) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(asVisitor())) request.setRequestHeader(name, value);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => told(event.total ? event.loaded / event.total : 0));
    request.addEventListener("error", () => reject(new ApiError(0, "The server does not answer, or refused the file.")));
    request.addEventListener("load", () => {
      const content = parsed(request.responseText, request.status);
      if (request.status < 400) resolve(content);
      else reject(new ApiError(request.status, String(content.error)));
    });
    request.send(file);
  });
}

/**
 * @param {string} text
 * @param {number} status
 * @returns {Record<string, unknown>}
 */
function parsed(text, status) {
  try {
    return JSON.parse(text);
  } catch {
    return { error: `The server answered ${status}.` };
  }
}

/**
 * Leaves only some files chosen, so that they can be sent again.
 * @param {HTMLInputElement} field
 * @param {File[]} files
 */
export function keepChosen(field, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  field.files = chosen.files;
}
