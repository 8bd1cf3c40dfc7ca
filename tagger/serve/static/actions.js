/**
 * What a person can do to the references, on the mouse's and on the keyboard's behalf.
 *
 * Imports references, selection, service, and text-view.  Every action that changes a
 * reference is one step of undo, and says what it did.
 */

import { clear, fieldAt, merge, moveBorder, setLabel, split, textOf } from "./references.js";
import { extend, stopsOf } from "./selection.js";
import { parse } from "./service.js";
import { isUnsure } from "./text-view.js";

/**
 * Bind the actions to a store.
 *
 * @param {import("./store.js").Store} store
 * @param {(message: string) => void} say tells the person what happened
 */
export function makeActions(store, say) {
  const indexOf = (id) => store.state.references.findIndex((one) => one.id === id);

  /** The reference of the selection, or undefined. */
  function selected() {
    return store.state.references[indexOf(store.state.selection?.id)];
  }

  /** Put references in the place of some others. */
  function replace(index, count, references, what, selection) {
    const all = store.state.references;
    const old = all.slice(index, index + count);
    const unticked = new Set(store.state.unticked);
    if (old.every((one) => unticked.has(one.id))) {
      for (const one of references) unticked.add(one.id);
    }
    const next = [...all.slice(0, index), ...references, ...all.slice(index + count)];
    store.edit(next, what, { selection, unticked });
  }

  function change(reference, what, selection = store.state.selection) {
    replace(indexOf(reference.id), 1, [reference], what, selection);
  }

  function label(name) {
    const reference = selected();
    if (!reference) return;
    const { from, to } = store.state.selection;
    change(setLabel(reference, from, to, name), `label ${name}`);
    say(`${name}: ${textOf(reference, from, to)}`);
  }

  function remove() {
    const reference = selected();
    if (!reference) return;
    const { from, to } = store.state.selection;
    if (!reference.fields.some((field) => field.from < to && from < field.to)) {
      say("There is no label here.");
      return;
    }
    change(clear(reference, from, to), "label removed");
    say(`No label: ${textOf(reference, from, to)}`);
  }

  /** Move a border of the selected field, or of the selection where it is no field. */
  function border(side, step) {
    const reference = selected();
    if (!reference) return;
    const { selection } = store.state;
    const moved = extend(reference, selection, side, step);
    if (moved === selection) {
      say("The border cannot move further.");
      return;
    }
    const index = fieldAt(reference, selection.from, selection.to);
    if (index < 0) store.set({ selection: moved });
    else change(moveBorder(reference, index, side, step), "border moved", moved);
    const name = index < 0 ? "Selected" : reference.fields[index].label;
    say(`${name}: ${textOf(reference, moved.from, moved.to)}`);
  }

  function splitHere() {
    const reference = selected();
    if (!reference) return;
    const parts = split(reference, store.state.selection.from);
    if (parts.length === 1) {
      say("Select the word that begins the second reference, then split.");
      return;
    }
    replace(indexOf(reference.id), 1, parts, "split", first(parts[1]));
    say("Split in two.");
  }

  function mergeWithNext() {
    const index = indexOf(store.state.selection?.id);
    const [one, next] = store.state.references.slice(index, index + 2);
    if (index < 0 || !next) {
      say("There is no reference after this one.");
      return;
    }
    const merged = merge(one, next);
    const { from, to } = store.state.selection;
    replace(index, 2, [merged], "merge", { id: merged.id, from, to });
    say("Merged with the next reference.");
  }

  /** Ask the service for the labels of the selected reference. */
  async function tagAgain() {
    const reference = selected();
    if (!reference) return;
    say("Tagging again…");
    try {
      const [tagged] = await parse([reference.text]);
      const index = indexOf(reference.id);
      if (index < 0 || !tagged) return;
      replace(index, 1, [tagged], "tagging again", first(tagged));
      say("Tagged again.");
    } catch (error) {
      say(error.message);
    }
  }

  /** Go to the next field that is marked as unsure, around the end of the list. */
  function nextUnsure() {
    const { references, selection, threshold } = store.state;
    const start = Math.max(0, indexOf(selection?.id));
    for (let step = 0; step <= references.length; step += 1) {
      const index = (start + step) % references.length;
      const reference = references[index];
      const after = step === 0 && selection ? selection.from : -1;
      const field = reference.fields.find((one) => isUnsure(one, threshold) && one.from > after);
      if (field) {
        const shown = Math.max(store.state.shown, index + 1);
        store.set({ selection: { id: reference.id, from: field.from, to: field.to }, shown });
        return true;
      }
    }
    say("No field is below the threshold.");
    return false;
  }

  function undo() {
    const what = store.undo();
    say(what ? `Undone: ${what}.` : "Nothing to undo.");
  }

  function redo() {
    const what = store.redo();
    say(what ? `Done again: ${what}.` : "Nothing to do again.");
  }

  return { selected, label, remove, border, splitHere, mergeWithNext, tagAgain, nextUnsure, undo, redo };
}

/** A selection of the first stop of a reference, or null. */
function first(reference) {
  const stop = stopsOf(reference)[0];
  return stop ? { id: reference.id, from: stop.from, to: stop.to } : null;
}
