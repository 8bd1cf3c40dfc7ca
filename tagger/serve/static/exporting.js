/**
 * Files of the chosen references: to the disk or to the clipboard.
 *
 * Imports dom.
 */

import { make } from "./dom.js";

/** Formats of the service: name for people, ending and media type of the file. */
export const FORMATS = {
  bibtex: { name: "BibTeX", ending: "bib", type: "application/x-bibtex" },
  biblatex: { name: "BibLaTeX", ending: "bib", type: "application/x-bibtex" },
  ris: { name: "RIS", ending: "ris", type: "application/x-research-info-systems" },
  csl: { name: "CSL-JSON", ending: "json", type: "application/json" },
  tei: { name: "TEI", ending: "xml", type: "application/tei+xml" },
  jats: { name: "JATS", ending: "xml", type: "application/xml" },
  jsonl: { name: "Training data", ending: "jsonl", type: "application/x-ndjson" },
};

/** Offer a text as a file. */
export function download(text, format) {
  const { ending, type } = FORMATS[format];
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: address, download: `references.${ending}`, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Put a text on the clipboard; browsers allow the new way only on https and on this computer. */
export async function copy(text) {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const box = make("textarea.visually-hidden", { "aria-hidden": "true" });
  const focused = document.activeElement;
  box.value = text;
  document.body.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  focused?.focus();
  if (!isDone) throw new Error("The browser does not allow copying here. Download the file instead.");
}
