/**
 * The keyboard on the text of the references.
 *
 * Imports cards, labels, references and selection.
 */

import { textAround } from "./cards.js";
import { BY_KEY } from "./labels.js";
import { textOf } from "./references.js";
import { move, narrow, selectToken, stopsOf } from "./selection.js";

/**
 * Listen on the list.
 *
 * @param {HTMLElement} list
 * @param {import("./store.js").Store} store
 * @param {object} actions as `makeActions` gives them
 * @param {(selection: object) => void} select selects and shows what is selected
 * @param {{focus: () => void, close: () => void}} menu
 */
export function listenKeys(list, store, actions, select, menu) {
  list.addEventListener("keydown", (event) => {
    const reference = event.target.closest(".text") && actions.selected();
    if (!reference || event.metaKey) return;
    if (act(event, reference)) event.preventDefault();
  });

  // What is dragged over is selected by the page, not by the browser.
  document.addEventListener("copy", (event) => {
    const reference = actions.selected();
    if (!reference || !getSelection().isCollapsed || !textAround(document.activeElement)) return;
    const { from, to } = store.state.selection;
    event.clipboardData.setData("text/plain", textOf(reference, from, to));
    event.preventDefault();
  });

  function act(event, reference) {
    const { selection } = store.state;
    const isChord = event.ctrlKey || event.altKey;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      if (event.shiftKey) actions.border(isChord ? "from" : "to", step);
      else if (isChord) return false;
      else select(move(reference, selection, step));
      return true;
    }
    if (event.key === "Enter" && event.ctrlKey) actions.splitHere();
    else if (isChord) return false;
    else if (step) toNeighbour(reference, step);
    else if (event.key === "Home" || event.key === "End") toEdge(reference, event.key === "Home");
    else if (event.key === "Enter") menu.focus();
    else if (event.key === " ") select(narrow(selection));
    else if (event.key === "Escape") escape(reference);
    else if (event.key === "Backspace" || event.key === "Delete") actions.remove();
    else if (BY_KEY.has(event.key.toLowerCase())) actions.label(BY_KEY.get(event.key.toLowerCase()));
    else return false;
    return true;
  }

  function toEdge(reference, isFirst) {
    const stop = stopsOf(reference).at(isFirst ? 0 : -1);
    if (stop) select({ id: reference.id, from: stop.from, to: stop.to });
  }

  function toNeighbour(reference, step) {
    const { references, shown } = store.state;
    let index = references.indexOf(reference) + step;
    while (references[index]?.tokens.length === 0) index += step; // nothing to stand on
    if (references[index] && index < shown) toEdge(references[index], true);
  }

  /** Close the menu, or go from a part of a field back to the field. */
  function escape(reference) {
    if (store.state.isMenuOpen) menu.close();
    else select(selectToken(reference, store.state.selection.from));
  }
}
