/**
 * The state of the page, with undo.
 *
 * Imports nothing.  A state is never changed, only replaced; `undo` brings back the references as
 * they were, not where the person was looking.
 */

const LONGEST_HISTORY = 500;

/** Holds the state and tells listeners when it is another one. */
export class Store {
  #state;
  #past = [];
  #future = [];
  #listeners = [];

  constructor(initial) {
    this.#state = initial;
  }

  get state() {
    return this.#state;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  subscribe(listener) {
    this.#listeners.push(listener);
  }

  /** Replace some parts of the state; not undone. */
  set(parts) {
    this.#state = { ...this.#state, ...parts };
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Begin anew with other references; there is nothing to undo. */
  load(references, parts = {}) {
    this.#past = [];
    this.#future = [];
    this.set({ references, selection: null, isMenuOpen: false, ...parts });
  }

  /** Replace the references; `what` says what was done, for the message after undo. */
  edit(references, what, parts = {}) {
    this.#past.push({ references: this.#state.references, what, parts: this.#where() });
    if (this.#past.length > LONGEST_HISTORY) this.#past.shift();
    this.#future = [];
    this.set({ references, ...parts });
  }

  /** Take back the last edit; gives what it was, or null. */
  undo() {
    return this.#travel(this.#past, this.#future);
  }

  /** Do again what was taken back; gives what it was, or null. */
  redo() {
    return this.#travel(this.#future, this.#past);
  }

  #where() {
    return { selection: this.#state.selection, isMenuOpen: false };
  }

  #travel(source, target) {
    const step = source.pop();
    if (!step) return null;
    target.push({ references: this.#state.references, what: step.what, parts: this.#where() });
    this.set({ references: step.references, ...step.parts });
    return step.what;
  }
}
