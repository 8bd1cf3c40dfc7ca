/**
 * The menu of the selected field: its label, its borders, and the reference it stands in.
 *
 * Imports cards, dom, labels, references and text-view.  It stands in the card of the reference, after
 * the text, so that Tab leads from one to the other.
 */

import { cardOf } from "./cards.js";
import { make } from "./dom.js";
import { LABELS } from "./labels.js";
import { fieldAt, textOf } from "./references.js";
import { sureness } from "./text-view.js";

const ROWS = 7; // of the options: as in the style sheet
const GAP = 6; // pixels between text and menu

/**
 * Make the menu.
 *
 * @param {object} actions as `makeActions` gives them
 * @param {() => void} close puts the focus back on the text
 */
export function makeMenu(actions, close) {
  const title = make("span.menu-text");
  const sure = make("span.menu-sure");
  const options = make("div.options", {
    id: "options",
    role: "listbox",
    tabindex: 0,
    "aria-label": "Label",
  });
  options.append(...LABELS.map(option));
  let active = 0;

  function activate(index) {
    active = (index + LABELS.length) % LABELS.length;
    [...options.children].forEach((one, at) => one.classList.toggle("active", at === active));
    options.setAttribute("aria-activedescendant", options.children[active].id);
  }

  function choose(name) {
    actions.label(name);
    close();
  }

  options.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-option]");
    if (chosen) choose(chosen.dataset.option);
  });
  options.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: ROWS, ArrowLeft: -ROWS };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typed = LABELS.findIndex((one) => one.key === event.key.toLowerCase());
    if (event.key in steps) activate(active + steps[event.key]);
    else if (event.key === "Home") activate(0);
    else if (event.key === "End") activate(-1);
    else if (event.key === "Enter" || event.key === " ") choose(LABELS[active].name);
    else if (typed >= 0) choose(LABELS[typed].name);
    else return;
    event.preventDefault();
  });

  const remove = button("Remove", actions.remove, "Remove the label");
  const split = button("Split here", actions.splitHere, "Split here: a reference begins with this");
  const merge = button("Merge", actions.mergeWithNext, "Merge with the next reference");
  const again = button("Tag again", actions.tagAgain, "Tag again: forget the corrections");
  const borders = ["from", "to"].flatMap((side) => [
    make("span.menu-caption", { "aria-hidden": "true" }, side === "from" ? "Start" : "End"),
    make(
      "span.pair",
      {},
      ...[-1, 1].map((step) => {
        const name = `Move the ${side === "from" ? "start" : "end"} ${step < 0 ? "left" : "right"}`;
        return button(step < 0 ? "←" : "→", () => actions.border(side, step), name);
      }),
    ),
  ]);
  const element = make(
    "div.menu",
    { role: "dialog", "aria-label": "Change this field", hidden: true },
    make("p.menu-head", {}, title, sure, button("×", close, "Close the menu")),
    options,
    make("div.menu-row.borders", {}, ...borders),
    make("div.menu-row.whole", {}, remove, split, merge, again),
  );
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });

  /** Bring the menu up to date. */
  function render(state) {
    const reference = state.isMenuOpen ? actions.selected() : null;
    const card = reference && cardOf(reference.id);
    element.hidden = !card;
    if (!card) return;
    if (element.parentElement !== card) card.append(element);
    const { from, to } = state.selection;
    const field = reference.fields[fieldAt(reference, from, to)];
    title.textContent = textOf(reference, from, to);
    sure.textContent = field ? sureness(field.confidence) : "no label";
    for (const one of options.children) {
      one.setAttribute("aria-selected", String(one.dataset.option === field?.label));
    }
    if (!options.matches(":focus")) {
      activate(Math.max(0, LABELS.findIndex((one) => one.name === field?.label)));
    }
    split.disabled = from === 0;
    merge.disabled = state.references.at(-1) === reference;
    remove.disabled = !reference.fields.some((one) => one.from < to && from < one.to);
    place(element, card);
  }

  return { element, render, focus: () => options.focus({ preventScroll: true }) };
}

function option({ name, key, description }) {
  return make(
    "div.option",
    { id: `option-${name}`, role: "option", "data-option": name, "data-label": name, title: description },
    make("span.swatch"),
    make("span.option-name", {}, name),
    make("kbd", { "aria-hidden": "true" }, key),
  );
}

function button(text, act, name = null) {
  const element = make("button", { type: "button", "aria-label": name, title: name }, text);
  element.addEventListener("click", () => act());
  return element;
}

/** Put the menu under the selected text, or above where there is no room; phones show a sheet. */
function place(menu, card) {
  const marks = card.querySelectorAll(".selected");
  menu.style.removeProperty("top");
  menu.style.removeProperty("left");
  if (marks.length === 0) return;
  if (getComputedStyle(menu).position === "fixed") {
    const hidden = marks[0].getBoundingClientRect().bottom - menu.getBoundingClientRect().top;
    if (hidden > -GAP) scrollBy({ top: hidden + GAP * 4 });
    return;
  }
  const frame = card.getBoundingClientRect();
  const first = marks[0].getBoundingClientRect();
  const last = marks[marks.length - 1].getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const floor = innerHeight - (document.querySelector(".bar")?.offsetHeight ?? 0);
  const isAbove = last.bottom + GAP + height > floor && first.top - GAP - height > 0;
  const top = isAbove ? first.top - GAP * 4 - height : last.bottom + GAP;
  const left = Math.min(first.left, last.left, frame.right - width);
  menu.style.top = `${top - frame.top}px`;
  menu.style.left = `${Math.max(0, left - frame.left)}px`;
}
