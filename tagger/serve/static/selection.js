/**
 * Which tokens of which reference are selected, and how the keys and the mouse move that.
 *
 * Imports references.  A selection is `{id, from, to}`, tokens half-open, or null.  Pure.
 *
 * A stop is where the arrow keys halt: a field as a whole, or a word outside of fields; where there
 * is neither, the first token, so that the keys can pass through every reference.
 */

import { fieldAt, fieldOfToken } from "./references.js";

const WORD = /[\p{L}\p{N}]/u;

/**
 * The stops of a reference.
 *
 * @param {object} reference
 * @returns {{from: number, to: number, field: ?object}[]} in order
 */
export function stopsOf({ tokens, fields }) {
  const stops = [];
  let next = 0;
  for (let token = 0; token < tokens.length; token += 1) {
    const field = fields[next];
    if (field?.from === token) {
      stops.push({ from: field.from, to: field.to, field });
      token = field.to - 1;
      next += 1;
    } else if (WORD.test(tokens[token].text)) {
      stops.push({ from: token, to: token + 1, field: null });
    }
  }
  if (stops.length === 0 && tokens.length > 0) stops.push({ from: 0, to: 1, field: null });
  return stops;
}

/** The stop that a selection begins in or after: its index, or -1 where there is none. */
export function stopOf(stops, selection) {
  const index = stops.findIndex((stop) => stop.to > selection.from);
  return index < 0 ? stops.length - 1 : index;
}

/** The field or the token at a place. */
export function selectToken(reference, token) {
  const field = reference.fields[fieldOfToken(reference, token)];
  const { from, to } = field ?? { from: token, to: token + 1 };
  return { id: reference.id, from, to };
}

/** One token alone, also inside of a field. */
export function narrow(selection, token = selection.from) {
  return { ...selection, from: token, to: token + 1 };
}

/**
 * Move to the next or previous stop; inside of a field, to the next token.
 *
 * @param {object} reference
 * @param {object} selection in this reference
 * @param {1|-1} step
 * @returns {object} the same selection at the edge
 */
export function move(reference, selection, step) {
  const inside = reference.fields[fieldOfToken(reference, selection.from)];
  if (inside && fieldAt(reference, selection.from, selection.to) < 0) {
    const token = step > 0 ? selection.to : selection.from - 1;
    if (token >= inside.from && token < inside.to) return narrow(selection, token);
  }
  const stops = stopsOf(reference);
  const edge = step > 0 ? selection.to : selection.from;
  const next =
    step > 0
      ? stops.find((stop) => stop.from >= edge)
      : stops.findLast((stop) => stop.to <= edge);
  return next ? { ...selection, from: next.from, to: next.to } : selection;
}

/** Extend or shorten a selection by tokens; never empty. */
export function extend(reference, selection, side, step) {
  const moved = { ...selection, [side]: selection[side] + step };
  const isRight = moved.from >= 0 && moved.to <= reference.tokens.length && moved.from < moved.to;
  return isRight ? moved : selection;
}

/** The selection for a range of characters (UTF-16 units), or null where it holds no token. */
export function selectCharacters(reference, start, end) {
  const { tokens } = reference;
  let from = 0;
  while (from < tokens.length && tokens[from].end <= start) from += 1;
  let to = from;
  while (to < tokens.length && tokens[to].start < end) to += 1;
  return to > from ? { id: reference.id, from, to } : null;
}
