/**
 * The page: puts its parts together.
 *
 * Imports everything else here; nothing imports it.
 */

import { makeActions } from "./actions.js";
import { FIRST_SHOWN, focusSelection, renderCards, scrollToSelection, showMore } from "./cards.js";
import { byId } from "./dom.js";
import { listenExport, renderBar } from "./bar.js";
import { listenInput } from "./input.js";
import { listenKeys } from "./keys.js";
import { renderHead } from "./head.js";
import { makeMenu } from "./menu.js";
import { listenPointer } from "./pointer.js";
import { Store } from "./store.js";

const store = new Store({
  references: [],
  reading: "",
  selection: null,
  isMenuOpen: false,
  unticked: new Set(),
  threshold: Number(byId("threshold").value),
  shown: FIRST_SHOWN,
});

const actions = makeActions(store, say);
const menu = makeMenu(actions, closeMenu);

store.subscribe(render);
listenPointer(byId("list"), store, select);
listenKeys(byId("list"), store, actions, select, { focus: focusMenu, close: closeMenu });
listenExport(store, actions);
listenInput((references, reading) => {
  if (store.state.references.length > 0) say("The references before can be had back with undo.");
  store.load(references, { reading, unticked: new Set(), shown: FIRST_SHOWN });
  byId("heading").focus();
});

byId("more").addEventListener("click", () => store.set({ shown: showMore(store.state.shown) }));
byId("threshold").addEventListener("change", (event) => {
  store.set({ threshold: Number(event.target.value) });
});
byId("next-unsure").addEventListener("click", () => {
  if (actions.nextUnsure()) show();
});

document.addEventListener("pointerdown", (event) => {
  if (store.state.isMenuOpen && !event.target.closest(".menu, .text, .bar")) {
    store.set({ isMenuOpen: false });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("textarea, select") || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key === "z" && event.shiftKey) actions.redo();
  else if (key === "z") actions.undo();
  else if (key === "y") actions.redo();
  else return;
  event.preventDefault();
  show();
});
addEventListener("resize", () => menu.render(store.state));

function render(state) {
  const hadMenu = menu.element.contains(document.activeElement);
  byId("empty").hidden = state.references.length > 0;
  byId("results").hidden = state.references.length === 0;
  renderCards(state);
  renderHead(state);
  renderBar(state, store);
  menu.render(state);
  if (hadMenu && !menu.element.contains(document.activeElement)) focusSelection(state.selection);
}

function show() {
  focusSelection(store.state.selection);
  scrollToSelection(store.state.selection);
}

function select(selection, isMenuOpen = store.state.isMenuOpen) {
  store.set({ selection, isMenuOpen });
  focusSelection(selection);
  if (!isMenuOpen) scrollToSelection(selection);
}

function focusMenu() {
  store.set({ isMenuOpen: true });
  menu.focus();
}

function closeMenu() {
  store.set({ isMenuOpen: false });
  focusSelection(store.state.selection);
}

/** Tell people who do not see the screen what happened. */
function say(message) {
  byId("live").textContent = message;
}
