/**
 * How a pasted text is to be read: one reference a line, or as a page with references in it.
 *
 * Imports nothing; pure.
 */

const YEAR = /(?:1[5-9]|20)\d\d/;
const SEPARATOR = /[,.:;(«“"、。，『「《]/gu;
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/gu; // scripts that need fewer characters

/**
 * The lines of a text that are not blank, without white space around them.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function linesOf(text) {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Choose how to read a text.  Where all lines could be references they are taken as they are, so
 * that none is lost; anything else is a page.
 *
 * @param {string} text
 * @returns {"lines"|"page"}
 */
export function guessMode(text) {
  const lines = linesOf(text);
  return lines.length > 0 && lines.every(couldBeReference) ? "lines" : "page";
}

function couldBeReference(line) {
  const separators = line.match(SEPARATOR)?.length ?? 0;
  const length = line.length + (line.match(WIDE)?.length ?? 0);
  return length >= 30 && line.length <= 1000 && YEAR.test(line) && separators >= 3;
}

/** Replace halves of characters, which no encoding can carry. */
export function wellFormed(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
