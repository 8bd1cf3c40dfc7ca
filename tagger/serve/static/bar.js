/**
 * The bar under the list: which references are chosen, undo, and export.
 *
 * Imports dom, exporting and service.
 */

import { byId, counted, make } from "./dom.js";
import { copy, download, FORMATS } from "./exporting.js";
import { write } from "./service.js";

const chosenOf = ({ references, unticked }) => references.filter((one) => !unticked.has(one.id));

/** The references as they were when they were last taken away, or came in. */
let saved = [];

/** Bring the bar up to date. */
export function renderBar(state, store) {
  const chosen = chosenOf(state).length;
  const all = byId("all");
  all.checked = chosen > 0;
  all.indeterminate = chosen > 0 && chosen < state.references.length;
  byId("chosen").textContent =
    chosen === state.references.length ? "All" : `${chosen} of ${state.references.length}`;
  byId("undo").disabled = !store.canUndo;
  byId("redo").disabled = !store.canRedo;
  byId("copy").disabled = chosen === 0;
  byId("download").disabled = chosen === 0;
  if (!store.canUndo) saved = state.references;
}

/**
 * Listen to the bar and to the ticks of the list.
 *
 * @param {import("./store.js").Store} store
 * @param {object} actions as `makeActions` gives them
 */
export function listenExport(store, actions) {
  const format = byId("format");
  for (const [value, { name }] of Object.entries(FORMATS)) {
    format.append(make("option", { value }, name));
  }
  byId("undo").addEventListener("click", actions.undo);
  byId("redo").addEventListener("click", actions.redo);
  byId("download").addEventListener("click", () => take(download, "Downloaded"));
  byId("copy").addEventListener("click", () => take(copy, "Copied"));
  byId("all").addEventListener("change", () => {
    const { references, unticked } = store.state;
    const isAll = references.every((one) => !unticked.has(one.id));
    store.set({ unticked: new Set(isAll ? references.map((one) => one.id) : []) });
  });
  byId("list").addEventListener("change", ({ target }) => {
    const id = target.dataset.tick;
    if (!id) return;
    const unticked = new Set(store.state.unticked);
    if (target.checked) unticked.delete(id);
    else unticked.add(id);
    store.set({ unticked });
  });
  addEventListener("beforeunload", (event) => {
    if (store.canUndo && store.state.references !== saved) event.preventDefault();
  });

  async function take(away, done) {
    const { references } = store.state;
    const chosen = chosenOf(store.state);
    const { value } = format;
    tell("Writing…");
    try {
      await away(await write(chosen, value), value);
      saved = references;
      tell(`${done} ${counted(chosen.length, "reference")} as ${FORMATS[value].name}.`);
    } catch (error) {
      tell(error.message, true);
    }
  }
}

function tell(message, isError = false) {
  const status = byId("status");
  status.textContent = message;
  status.classList.toggle("error", isError);
}
