// Renders works in CSL styles with the citeproc package of npm, one JSON line a style.
// Usage: node csl_oracle.mjs MODULE_FOLDER STYLES_FOLDER LOCALES_FOLDER WORKS_JSON [NAME...] > out.jsonl
// MODULE_FOLDER is where `npm install citeproc` was run.
import { createRequire } from "node:module";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";

const [modules, styles, locales, worksFile, ...names] = process.argv.slice(2);
const CSL = createRequire(resolve(modules, "package.json"))("citeproc");
const works = JSON.parse(readFileSync(worksFile, "utf-8"));
const byId = Object.fromEntries(works.map((work) => [work.id, work]));
const cache = {};

const system = {
  retrieveLocale(lang) {
    if (!(lang in cache)) {
      const path = join(locales, `locales-${lang}.xml`);
      cache[lang] = existsSync(path) ? readFileSync(path, "utf-8") : false;
    }
    return cache[lang];
  },
  retrieveItem: (id) => JSON.parse(JSON.stringify(byId[id])),
};

CSL.debug = () => {};
const chosen = names.length
  ? names
  : readdirSync(styles).filter((f) => f.endsWith(".csl")).map((f) => f.slice(0, -4)).sort();
for (const name of chosen) {
  const xml = readFileSync(join(styles, `${name}.csl`), "utf-8");
  if (!xml.includes("<bibliography")) continue;
  const entries = {};
  let engine;
  try {
    engine = new CSL.Engine(system, xml);
    engine.setOutputFormat("text");
  } catch (error) {
    console.log(JSON.stringify({ name, error: String(error) }));
    continue;
  }
  for (const { id } of works) {
    try {
      engine.updateItems([id]);
      const bibliography = engine.makeBibliography();
      entries[id] = bibliography ? bibliography[1].join("").trim() : "";
    } catch (error) {
      entries[id] = { error: String(error) };
    }
  }
  console.log(JSON.stringify({ name, entries }));
}
