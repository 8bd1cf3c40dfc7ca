/**
 * Elements, made without markup: text from outside is only ever set as text.
 *
 * Imports nothing.
 */

/**
 * Make an element.
 *
 * @param {string} name with classes, as in `span.field.unsure`
 * @param {Object<string, string|number|boolean|null>} [attributes] true gives an empty value, false
 *   and null leave it out
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** The element with an id, which the page is known to have. */
export function byId(id) {
  return document.getElementById(id);
}

/** "1 reference", "2 references". */
export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
