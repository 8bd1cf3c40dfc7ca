/**
 * The text of one reference with its fields marked.
 *
 * Imports dom, references and selection.  Invariant: the text content of what `renderText` makes is
 * the reference's text to the letter, so that offsets can be read off the screen; the names of the
 * fields are added by the style sheet.
 */

import { make } from "./dom.js";
import { fieldAt, textOf } from "./references.js";
import { stopOf, stopsOf } from "./selection.js";

// Letters of the text that are as wide as one letter of the small name above it.
const SHARE_OF_NAME = 0.8;

/** How sure the service is, in words; fields set by hand have no confidence. */
export function sureness(confidence) {
  return confidence === null ? "set by hand" : `${Math.round(confidence * 100)}% sure`;
}

/** Whether a field should be looked at. */
export function isUnsure(field, threshold) {
  return field.confidence !== null && field.confidence < threshold;
}

/**
 * Show a reference.
 *
 * @param {object} reference
 * @param {object} view
 * @param {number} view.position in the list, from 1
 * @param {?{from: number, to: number}} view.selection in this reference
 * @param {number} view.threshold below which a field is marked
 * @param {boolean} view.isEntry whether Tab leads here: the list is one stop of the page
 * @returns {HTMLElement}
 */
export function renderText(reference, { position, selection, threshold, isEntry }) {
  const { text, tokens } = reference;
  const root = make("div.text", {
    role: "listbox",
    "aria-label": `Reference ${position}`,
    "aria-multiselectable": "true",
    "aria-orientation": "horizontal",
    "aria-describedby": "keys",
    "data-id": reference.id,
  });
  const stops = stopsOf(reference);
  const entry = isEntry ? stops[selection ? stopOf(stops, selection) : 0] : null;
  const byStart = new Map(stops.map((stop) => [stop.from, stop]));
  let end = 0;
  for (let token = 0; token < tokens.length; ) {
    root.append(gap(text, end, tokens[token].start, isInside(selection, token)));
    const stop = byStart.get(token);
    const to = stop?.to ?? token + 1;
    const parts = range(token, to).map((index) => tokenOf(reference, index, selection));
    if (stop) root.append(stopElement(reference, stop, parts, { selection, threshold, entry }));
    else root.append(...parts.flat());
    end = tokens[to - 1].end;
    token = to;
  }
  root.append(text.slice(end));
  if (tokens.length === 0) root.append("\u200b");
  return root;
}

function stopElement(reference, stop, parts, { selection, threshold, entry }) {
  const { from, to, field } = stop;
  const shared = {
    role: "option",
    tabindex: stop === entry ? 0 : -1,
    "aria-selected": Boolean(selection && selection.from < to && from < selection.to),
  };
  if (!field) {
    return make("span.word", { ...shared, "data-stop": from }, ...parts.flat());
  }
  const unsure = isUnsure(field, threshold);
  const exact = selection && fieldAt(reference, selection.from, selection.to) >= 0;
  const isCurrent = exact && selection.from === from;
  const element = make(
    `span.field${unsure ? ".unsure" : ""}${isCurrent ? ".current" : ""}`,
    {
      ...shared,
      "data-stop": from,
      "data-label": field.label,
      "aria-label": `${field.label}: ${textOf(reference, from, to)}, ${sureness(field.confidence)}`,
      title: `${field.label}, ${sureness(field.confidence)}`,
    },
  );
  const { lead, rest } = divide(parts, field.label.length * SHARE_OF_NAME);
  element.append(
    make("span.lead", { "data-name": unsure ? `${field.label}?` : field.label }, ...lead),
    ...rest,
  );
  return element;
}

/** The beginning of a field, as wide as the name that stands above it, and the rest. */
function divide(parts, width) {
  let length = 0;
  let count = 0;
  while (count < parts.length && (count === 0 || length < width)) {
    length += parts[count].reduce((sum, node) => sum + node.textContent.length, 0);
    count += 1;
  }
  return { lead: parts.slice(0, count).flat(), rest: parts.slice(count).flat() };
}

/** A token, with the white space before it where both stand in one stop. */
function tokenOf({ text, tokens, fields }, index, selection) {
  const token = tokens[index];
  const selected = isSelected(selection, index) ? ".selected" : "";
  const node = make(`span.token${selected}`, { "data-token": index }, token.text);
  const isInField = fields.some((field) => field.from < index && index < field.to);
  if (!isInField) return [node];
  return [gap(text, tokens[index - 1].end, token.start, isInside(selection, index)), node];
}

function gap(text, start, end, selected) {
  const space = text.slice(start, end);
  return selected ? make("span.selected", {}, space) : document.createTextNode(space);
}

function isSelected(selection, token) {
  return selection !== null && selection.from <= token && token < selection.to;
}

/** Whether the white space before a token lies between two selected tokens. */
function isInside(selection, token) {
  return isSelected(selection, token) && isSelected(selection, token - 1);
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
