/**
 * What the page asks of the service.
 *
 * Imports references.  Addresses are relative, so that the page works behind a prefix.  Every
 * failure becomes a `ServiceError` whose message is fit to be shown.
 */

import { fromService, toService } from "./references.js";

const TRIES = 4;
const LONGEST_WAIT = 30; // seconds

const MESSAGES = {
  408: "This took too long. Try again with a shorter text.",
  413: "This is more text than the service accepts at once. Try again with a part of it.",
  415: "The service cannot read files of this kind. It reads plain text and PDF.",
  503: "The service is busy. Try again in a moment.",
  504: "This took too long. Try again with a shorter text.",
};

/** A request that failed; the message is for people. */
export class ServiceError extends Error {}

/**
 * Tag references, one a string.
 *
 * @param {string[]} texts
 * @param {{signal?: AbortSignal, onWait?: (seconds: number) => void}} [options]
 * @returns {Promise<object[]>} one reference for each text, in order
 */
export async function parse(texts, options) {
  return readReferences(await postJson("api/parse", { texts, format: "spans" }, options));
}

/** Find and tag the references in a page; options as for `parse`. */
export async function find(page, options) {
  return readReferences(await postJson("api/parse", { page, find: true, format: "spans" }, options));
}

/** Find and tag the references in a file. */
export async function upload(file, options) {
  const form = new FormData();
  form.append("file", file, file.name);
  return readReferences(await request("api/upload", { method: "POST", body: form }, options));
}

/** Write references in a format; gives the file's text. */
export async function write(references, format, options) {
  const body = { references: references.map(toService), format };
  return (await postJson("api/export", body, options)).text();
}

async function readReferences(response) {
  try {
    return (await response.json()).references.map(fromService);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("The answer of the service could not be read.");
  }
}

function postJson(path, body, options) {
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  };
  if (path === "api/export") init.headers.Accept = "*/*";
  return request(path, init, options);
}

async function request(path, init, { signal, onWait } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(path, { ...init, signal });
    if (response.ok) return response;
    if (response.status !== 503 || attempt === TRIES) throw await failure(response);
    const asked = Number(response.headers.get("Retry-After"));
    const seconds = Math.min(asked > 0 ? asked : 2 ** attempt, LONGEST_WAIT);
    onWait?.(seconds);
    await pause(seconds, signal);
  }
}

async function send(path, init) {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("The service cannot be reached. Is it still running?");
  }
}

async function failure(response) {
  const known = MESSAGES[response.status];
  const said = await reason(response);
  if (known && !(response.status === 415 && said)) return new ServiceError(known);
  return new ServiceError(
    said
      ? `The service refused this: ${said}`
      : `The service failed (status ${response.status}). Your text is still here; try again.`,
  );
}

/** What the service says about a failure, if it says anything. */
async function reason(response) {
  try {
    const body = await response.json();
    const said = body.detail ?? body.error ?? body.message;
    const first = Array.isArray(said) ? said[0]?.msg : (said?.message ?? said);
    return typeof first === "string" ? first.slice(0, 300) : "";
  } catch {
    return "";
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("stopped", "AbortError"));
    });
  });
}
