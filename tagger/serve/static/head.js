/**
 * What stands above the list: how many references, the legend, how many fields are unsure.
 *
 * Imports dom, labels and text-view.
 */

import { byId, counted, make } from "./dom.js";
import { LABELS } from "./labels.js";
import { isUnsure } from "./text-view.js";

/** Bring it up to date. */
export function renderHead({ references, reading, threshold }) {
  byId("heading").textContent = counted(references.length, "reference");
  byId("reading").textContent = reading;
  renderLegend(references);
  let unsure = 0;
  for (const { fields } of references) {
    unsure += fields.filter((field) => isUnsure(field, threshold)).length;
  }
  const button = byId("next-unsure");
  button.disabled = unsure === 0;
  button.textContent = unsure === 0 ? "No unsure field" : `Next unsure field (${unsure})`;
}

function renderLegend(references) {
  const used = new Set(references.flatMap(({ fields }) => fields.map((field) => field.label)));
  const shown = LABELS.filter((label) => used.has(label.name));
  const legend = byId("legend");
  const key = shown.map((label) => label.name).join(" ");
  if (legend.dataset.shown === key) return;
  legend.dataset.shown = key;
  legend.replaceChildren(
    ...shown.map(({ name, key: letter, description }) =>
      make(
        "li",
        { "data-label": name, title: description },
        make("span.swatch"),
        name,
        make("kbd", { "aria-hidden": "true" }, letter),
      ),
    ),
  );
}
