/**
 * The mouse and the finger on the text of the references.
 *
 * Imports cards, references and selection.  The mouse selects whole tokens while it is dragged.  A
 * finger selects as the browser has it, for it needs handles; what it leaves selected is taken over.
 */

import { textAround } from "./cards.js";
import { fieldAt } from "./references.js";
import { narrow, selectCharacters, selectToken } from "./selection.js";

const SETTLED = 500; // milliseconds after which a finger's selection is taken
const STILL = 4; // pixels that a hand may move while it clicks

/**
 * Listen on the list.
 *
 * @param {HTMLElement} list
 * @param {import("./store.js").Store} store
 * @param {(selection: object, isMenuOpen: boolean) => void} select selects and shows it
 */
export function listenPointer(list, store, select) {
  /** A press of the mouse that is not over: the reference, the token, whether it was dragged. */
  let drag = null;
  let isTouch = false;
  let isPressed = false;
  let timer = 0;

  const referenceOf = (text) => store.state.references.find((one) => one.id === text?.dataset.id);
  const tokenOf = (node) => node.closest?.("#list [data-token]");
  const numberOf = (token) => Number(token.dataset.token);

  list.addEventListener("pointerdown", (event) => {
    const token = tokenOf(event.target);
    isPressed = true;
    isTouch = event.pointerType === "touch";
    if (!token || isTouch || event.button !== 0) return;
    drag = {
      reference: referenceOf(textAround(token)),
      token: numberOf(token),
      x: event.clientX,
      y: event.clientY,
      isMoved: false,
    };
  });
  list.addEventListener("mousedown", (event) => {
    if (drag) event.preventDefault(); // or the browser selects, too
  });
  document.addEventListener("pointermove", (event) => {
    const token = drag && tokenOf(event.target);
    if (!token || referenceOf(textAround(token)) !== drag.reference) return;
    drag.isMoved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > STILL;
    if (!drag.isMoved) return;
    const [from, last] = [drag.token, numberOf(token)].sort((one, two) => one - two);
    select({ id: drag.reference.id, from, to: last + 1 }, false);
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { reference, token, isMoved } = drag;
    release();
    select(isMoved ? store.state.selection : clicked(reference, token, event.shiftKey), true);
  });
  addEventListener("pointercancel", release);
  addEventListener("keydown", release, { capture: true });

  // Of a finger, or of a program that reads the screen.
  list.addEventListener("click", (event) => {
    const isMouse = !isTouch && event.detail > 0;
    const token = tokenOf(event.target);
    release();
    if (isMouse || !token) return;
    select(clicked(referenceOf(textAround(token)), numberOf(token), false), true);
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    if (isTouch) timer = setTimeout(takeTouched, SETTLED);
  });

  // What gets the focus is selected; without this Tab would lead to something that no key acts on.
  // Not while a finger is down: a click needs the element that was pressed.
  list.addEventListener("focusin", (event) => {
    const stop = event.target.closest("[data-stop]");
    const reference = stop && referenceOf(textAround(stop));
    if (isPressed || !reference || store.state.selection?.id === reference.id) return;
    store.set({ selection: selectToken(reference, Number(stop.dataset.stop)), isMenuOpen: false });
  });

  function release() {
    drag = null;
    isPressed = false;
  }

  /** A second click on a field takes the word; with Shift, all from the selection to the word. */
  function clicked(reference, token, isShift) {
    const { selection } = store.state;
    if (selection?.id !== reference.id) return selectToken(reference, token);
    const { from, to } = selection;
    if (isShift) return { ...selection, from: Math.min(from, token), to: Math.max(to, token + 1) };
    const isInside = from <= token && token < to;
    const isField = fieldAt(reference, from, to) >= 0;
    return isInside && isField ? narrow(selection, token) : selectToken(reference, token);
  }

  function takeTouched() {
    const text = textAround(getSelection().anchorNode);
    const reference = referenceOf(text);
    const touched = reference && rangeIn(reference, text);
    if (!touched) return;
    getSelection().removeAllRanges();
    select(touched, true);
  }
}

/** What the browser has selected of a text, or null. */
function rangeIn(reference, text) {
  const native = getSelection();
  if (native.isCollapsed || native.rangeCount === 0) return null;
  const range = native.getRangeAt(0).cloneRange();
  if (!text.contains(range.startContainer)) range.setStart(text, 0);
  if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return selectCharacters(reference, start, start + range.toString().length);
}
