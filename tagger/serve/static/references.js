/**
 * References as the page holds them, and the edits that a person makes.
 *
 * Imports tokens.  Everything here is pure: an edit takes a reference and gives another one.
 * Invariants: fields are sorted, not empty, do not overlap, and cover whole tokens (`from` and `to`
 * count tokens, half-open).  A field that was set by hand has the confidence null.
 */

import { tokenize } from "./tokens.js";

// Punctuation that a field loses when its neighbour is cut out of it (training/GUIDELINES.md, 2).
const OPENING = /^[,;:([{“‘«„‹/–—-]$/u;
const CLOSING = /^[,;:.)\]}”’»›/–—-]$/u;

let count = 0;

/**
 * Build a reference.
 *
 * @param {string} text
 * @param {{start: number, end: number, label: string, confidence: ?number}[]} spans offsets in
 *   UTF-16 units; one that cuts a token is widened to it, one that overlaps is left out
 * @returns {{id: string, text: string, tokens: object[], fields: object[]}}
 */
export function makeReference(text, spans) {
  const tokens = tokenize(text);
  const fields = [];
  let free = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    let from = free;
    while (from < tokens.length && tokens[from].end <= span.start) from += 1;
    let to = from;
    while (to < tokens.length && tokens[to].start < span.end) to += 1;
    if (to > from) {
      fields.push({ from, to, label: span.label, confidence: span.confidence ?? null });
      free = to;
    }
  }
  count += 1;
  return { id: `r${count}`, text, tokens, fields };
}

/** Read a reference of the service, whose offsets count code points. */
export function fromService({ text, spans }) {
  const units = unitsOfPoints(text);
  return makeReference(
    text,
    spans.map((span) => ({ ...span, start: units(span.start), end: units(span.end) })),
  );
}

/** Write a reference for the service: offsets in code points. */
export function toService(reference) {
  const points = pointsOfUnits(reference.text);
  return {
    text: reference.text,
    spans: spansOf(reference).map((span) => ({
      ...span,
      start: points(span.start),
      end: points(span.end),
    })),
  };
}

function spansOf({ tokens, fields }) {
  return fields.map(({ from, to, label, confidence }) => ({
    start: tokens[from].start,
    end: tokens[to - 1].end,
    label,
    confidence,
  }));
}

const ASTRAL = /[\u{10000}-\u{10ffff}]/u;

function unitsOfPoints(text) {
  if (!ASTRAL.test(text)) return (offset) => offset;
  const units = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  return (offset) => units[offset] ?? unit;
}

function pointsOfUnits(text) {
  if (!ASTRAL.test(text)) return (offset) => offset;
  return (offset) => Array.from(text.slice(0, offset)).length;
}

/** The printed text of some tokens. */
export function textOf({ text, tokens }, from, to) {
  return to > from ? text.slice(tokens[from].start, tokens[to - 1].end) : "";
}

/** The index of the field that covers exactly these tokens, or -1. */
export function fieldAt({ fields }, from, to) {
  return fields.findIndex((field) => field.from === from && field.to === to);
}

/** The index of the field that a token lies in, or -1. */
export function fieldOfToken({ fields }, token) {
  return fields.findIndex((field) => field.from <= token && token < field.to);
}

/** Give some tokens a label; other fields lose them. */
export function setLabel(reference, from, to, label) {
  if (to <= from) return reference;
  const fields = [...clear(reference, from, to).fields, { from, to, label, confidence: null }];
  return { ...reference, fields: fields.sort((a, b) => a.from - b.from) };
}

/** Take the label from some tokens. */
export function clear(reference, from, to) {
  const fields = reference.fields.flatMap((field) => {
    if (field.to <= from || to <= field.from) return [field];
    return [
      tighten(reference.tokens, field.from, from, false, field),
      tighten(reference.tokens, to, field.to, true, field),
    ].filter((rest) => rest !== null);
  });
  return { ...reference, fields };
}

/** What is left of a field beside a piece that was cut out, or null. */
function tighten(tokens, from, to, isRight, field) {
  let [start, end] = [from, to];
  if (isRight) while (start < end && CLOSING.test(tokens[start].text)) start += 1;
  else while (start < end && OPENING.test(tokens[end - 1].text)) end -= 1;
  return start < end ? { ...field, from: start, to: end, confidence: null } : null;
}

/**
 * Move one border of a field by whole tokens.
 *
 * @param {object} reference
 * @param {number} index of the field
 * @param {"from"|"to"} side
 * @param {number} step tokens, to the right where positive
 * @returns {object} the same reference where the border cannot move
 */
export function moveBorder(reference, index, side, step) {
  const field = reference.fields[index];
  const moved = { ...field, [side]: field[side] + step };
  if (moved.from < 0 || moved.to > reference.tokens.length || moved.to <= moved.from) {
    return reference;
  }
  const without = { ...reference, fields: reference.fields.filter((other) => other !== field) };
  return setLabel(without, moved.from, moved.to, field.label);
}

/**
 * Divide a reference before a token.
 *
 * @returns {object[]} two references, or the same one where a part would be empty
 */
export function split(reference, token) {
  if (token <= 0 || token >= reference.tokens.length) return [reference];
  const { text, tokens } = reference;
  const [end, start] = [tokens[token - 1].end, tokens[token].start];
  const spans = spansOf(reference);
  const left = spans.filter((span) => span.start < end);
  const right = spans.filter((span) => span.end > start);
  return [
    makeReference(text.slice(0, end), left.map((span) => ({ ...span, end: Math.min(span.end, end) }))),
    makeReference(
      text.slice(start),
      right.map((span) => ({
        ...span,
        start: Math.max(span.start, start) - start,
        end: span.end - start,
      })),
    ),
  ];
}

/** Join two references by a space. */
export function merge(first, second) {
  const shift = first.text.length + 1;
  const moved = spansOf(second).map((span) => ({
    ...span,
    start: span.start + shift,
    end: span.end + shift,
  }));
  return makeReference(`${first.text} ${second.text}`, [...spansOf(first), ...moved]);
}
