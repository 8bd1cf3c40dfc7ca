/**
 * The state of the page, with undo.
 *
 * Imports nothing.  A state is never changed, only replaced; `undo` brings back the references as
 * they were, not where the person was looking.  Another text that is read is a step of it, too.
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

  /** Put other references in the place of all; undone, `parts` are as they were, too. */
  load(references, parts = {}) {
    const all = { selection: null, ...parts };
    if (this.#state.references.length > 0) this.#keep("reading another text", Object.keys(all));
    this.set({ references, isMenuOpen: false, ...all });
  }

  /** Replace the references; `what` says what was done, for the message after undo. */
  edit(references, what, parts = {}) {
    this.#keep(what, ["selection"]);
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

  #keep(what, names) {
    this.#past.push(this.#step(what, names));
    if (this.#past.length > LONGEST_HISTORY) this.#past.shift();
    this.#future = [];
  }

  /** What it takes to come back to this state: the references and some other parts. */
  #step(what, names) {
    const parts = Object.fromEntries(names.map((name) => [name, this.#state[name]]));
    return { references: this.#state.references, what, parts };
  }

  #travel(source, target) {
    const step = source.pop();
    if (!step) return null;
    target.push(this.#step(step.what, Object.keys(step.parts)));
    this.set({ references: step.references, isMenuOpen: false, ...step.parts });
    return step.what;
  }
}
