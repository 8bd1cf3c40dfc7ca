/**
 * What goes in: the box, files from the button or dropped on the page, and an example.
 *
 * Imports dom, reading and service.
 */

import { byId, counted } from "./dom.js";
import { guessMode, linesOf, wellFormed } from "./reading.js";
import { find, parse, upload } from "./service.js";

const EXAMPLE = `Turing, A. M. (1950). Computing machinery and intelligence. Mind, 59(236), 433–460. https://doi.org/10.1093/mind/LIX.236.433
Venter JC, Adams MD, Myers EW, et al. The sequence of the human genome. Science. 2001;291(5507):1304-51. doi:10.1126/science.1058040
Rubin, Gayle. “The Traffic in Women: Notes on the ‘Political Economy’ of Sex.” In Toward an Anthropology of Women, edited by Rayna R. Reiter, 157–210. New York: Monthly Review Press, 1975.
Simmel, Georg (1903): Die Großstädte und das Geistesleben. In: Petermann, Theodor (Hrsg.): Die Großstadt. Vorträge und Aufsätze zur Städteausstellung. Dresden: Zahn & Jaensch, S. 185–206.
Perec Georges, La Vie mode d’emploi, Paris, Hachette, coll. « P.O.L », 1978.
夏目漱石『文学論』大倉書店、1907年。`;

const GUESSED =
  "This file is not UTF-8; it was read as Windows-1252. See whether its accents are right.";

const READINGS = { lines: "Read as one reference a line.", page: "Found in the text." };

/** The request in progress, if any. */
let running = null;

/**
 * Listen to the box, the buttons and to files dropped anywhere.
 *
 * @param {(references: object[], reading: string) => void} accept takes what was tagged
 */
export function listenInput(accept) {
  const box = byId("text");
  const file = byId("file");

  byId("input").addEventListener("submit", (event) => {
    event.preventDefault();
    if (running === null) tagText(); // a double click is one request
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) tagText();
  });
  byId("stop").addEventListener("click", () => running?.abort());
  byId("open").addEventListener("click", () => file.click());
  byId("example").addEventListener("click", () => {
    box.value = EXAMPLE;
    tagText();
  });
  file.addEventListener("change", () => {
    if (file.files.length > 0) openFile(file.files[0]);
    file.value = "";
  });
  listenDrop(openFile);

  /** Tag what is in the box; a remark on how it came there stays when that is done. */
  function tagText(remark = "") {
    const text = wellFormed(box.value);
    if (text.trim() === "") {
      notify("There is no text yet: paste references or a page first.");
      box.focus();
      return;
    }
    const chosen = new FormData(byId("input")).get("mode");
    const mode = chosen === "auto" ? guessMode(text) : chosen;
    const ask = mode === "lines" ? (options) => parse(linesOf(text), options) : (options) => find(text, options);
    run(ask, READINGS[mode], remark);
  }

  async function openFile(chosen) {
    if (/\.pdf$/i.test(chosen.name) || chosen.type === "application/pdf") {
      run((options) => upload(chosen, options), `Found in ${chosen.name}.`);
      return;
    }
    const { text, remark } = decode(await chosen.arrayBuffer());
    if (text.includes("\0")) {
      notify("This is neither plain text nor PDF.");
      return;
    }
    box.value = text;
    tagText(remark);
  }

  async function run(ask, reading, remark = "") {
    running?.abort();
    const request = new AbortController();
    running = request;
    setBusy(true);
    notify("Tagging…", "info");
    try {
      const references = await ask({
        signal: request.signal,
        onWait: (seconds) => {
          notify(`The service is busy; trying again in ${counted(seconds, "second")}.`, "info");
        },
      });
      if (references.length === 0) {
        notify("No references were found in this text. If each line is one, choose “One a line”.");
      } else {
        notify(remark, "info");
        accept(references, reading);
      }
    } catch (error) {
      if (error.name !== "AbortError") notify(error.message);
      else if (running === request) notify("");
    } finally {
      if (running === request) setBusy(false);
    }
  }
}

/** Read bytes as UTF-8, or else as what most of the other files are. */
function decode(bytes) {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), remark: "" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), remark: GUESSED };
  }
}

function setBusy(isBusy) {
  byId("submit").setAttribute("aria-disabled", String(isBusy));
  byId("stop").hidden = !isBusy;
  byId("input").setAttribute("aria-busy", String(isBusy));
  if (!isBusy) running = null;
}

function notify(message, kind = "problem") {
  const notice = byId("notice");
  notice.hidden = message === "";
  notice.className = kind;
  byId("notice-text").textContent = message;
}

/** Files dropped anywhere on the page; without this the browser would leave the page for them. */
function listenDrop(openFile) {
  const veil = byId("drop");
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const enter = (step) => (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + step);
    veil.hidden = depth === 0;
  };
  addEventListener("dragenter", enter(1));
  addEventListener("dragleave", enter(-1));
  addEventListener("dragover", (event) => {
    if (hasFile(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    openFile(event.dataTransfer.files[0]);
  });
}
