/**
 * The list of references, redrawn where something changed.
 *
 * Imports dom and text-view.  Only the first `state.shown` references are on the screen.
 */

import { byId, counted, make } from "./dom.js";
import { renderText } from "./text-view.js";

const STEP = 200;

/** References on the screen at first. */
export const FIRST_SHOWN = STEP;

/** @type {Map<string, {element: HTMLElement, drawn: object}>} */
let cards = new Map();

/**
 * Bring the list up to date.
 *
 * @param {object} state
 */
export function renderCards(state) {
  const list = byId("list");
  const hadFocus = textAround(document.activeElement) !== null;
  const shown = state.references.slice(0, state.shown);
  const entry = shown.find((one) => one.id === state.selection?.id) ?? shown.find((one) => one.tokens.length > 0);
  const next = new Map();
  shown.forEach((reference, index) => {
    const card = cards.get(reference.id) ?? makeCard(reference);
    draw(card, state, { reference, position: index + 1, isEntry: reference === entry });
    next.set(reference.id, card);
    if (list.children[index] !== card.element) {
      list.insertBefore(card.element, list.children[index] ?? null);
    }
  });
  while (list.children.length > next.size) list.lastElementChild.remove();
  cards = next;
  renderMore(state);
  if (hadFocus && !textAround(document.activeElement)) focusSelection(state.selection);
}

/** Put the focus on the selected field or word. */
export function focusSelection(selection) {
  const card = selection && cards.get(selection.id);
  card?.element.querySelector('.text [tabindex="0"]')?.focus({ preventScroll: true });
}

/** Bring the selected field or word into view. */
export function scrollToSelection(selection) {
  const card = selection && cards.get(selection.id);
  card?.element.querySelector('.text [tabindex="0"]')?.scrollIntoView({ block: "nearest" });
}

/** The element of a reference, if it is on the screen. */
export function cardOf(id) {
  return cards.get(id)?.element ?? null;
}

/** The text of a reference that a node lies in, or null. */
export function textAround(node) {
  return (node instanceof Element ? node : node?.parentElement)?.closest("#list .text") ?? null;
}

function makeCard(reference) {
  const box = make("input", { type: "checkbox", "data-tick": reference.id });
  const number = make("span.number");
  const label = make("label.tick", {}, box, number);
  return { element: make("li.card", {}, label), drawn: {}, box, number, text: null };
}

function draw(card, state, { reference, position, isEntry }) {
  const selection = state.selection?.id === reference.id ? state.selection : null;
  const ticked = !state.unticked.has(reference.id);
  card.box.checked = ticked;
  card.element.classList.toggle("left-out", !ticked);
  card.element.classList.toggle("active", selection !== null);
  const drawn = { reference, position, selection, threshold: state.threshold, isEntry };
  card.box.tabIndex = isEntry ? 0 : -1;
  if (Object.keys(drawn).every((key) => drawn[key] === card.drawn[key])) return;
  card.drawn = drawn;
  card.number.textContent = String(position);
  card.box.setAttribute("aria-label", `Select reference ${position} for export`);
  const text = renderText(reference, drawn);
  if (card.text) card.text.replaceWith(text);
  else card.element.append(text);
  card.text = text;
}

function renderMore({ references, shown }) {
  const hidden = Math.max(0, references.length - shown);
  const button = byId("more");
  button.hidden = hidden === 0;
  button.textContent = `Show ${Math.min(STEP, hidden)} more of ${counted(hidden, "reference")}`;
}

/** How many references are on the screen after one more step. */
export function showMore(shown) {
  return shown + STEP;
}
