/**
 * The labels, in the order of the package's own table, and the key that sets each.
 *
 * Imports nothing.  Names and descriptions are those of tagger/labels.py, colours stand in
 * labels.css; a test compares all three.
 */

/** @type {{name: string, key: string, description: string}[]} */
export const LABELS = [
  ["author", "a", "the whole list of authors, with separators and et al."],
  ["editor", "e", "the whole list of editors"],
  ["translator", "r", "the translators"],
  ["title", "t", "title of the work: article, chapter, or the book itself"],
  ["venue", "v", "journal, proceedings or book that contains the work"],
  ["series", "s", "series the book belongs to"],
  ["volume", "l", "volume number"],
  ["issue", "i", "issue number"],
  ["pages", "p", "page range, article number or total of pages"],
  ["year", "y", "year of publication, with letter; also 'in press', 'n.d.'"],
  ["date", "m", "the rest of a date: month, day, date of access"],
  ["edition", "o", "edition statement"],
  ["publisher", "b", "publishing house"],
  ["place", "c", "place of publication or of the event"],
  ["institution", "u", "university or body behind a thesis or report"],
  ["doi", "d", "the bare DOI"],
  ["identifier", "n", "ISBN, ISSN, PMID, arXiv and other identifiers"],
  ["url", "w", "web address"],
  ["genre", "g", "kind of document, as printed: PhD thesis, technical report"],
  ["note", "x", "anything else that is printed"],
  ["label", "k", "the 12 of a leading [12] or 12."],
].map(([name, key, description]) => ({ name, key, description }));

/** Labels by the key that sets them. */
export const BY_KEY = new Map(LABELS.map((label) => [label.key, label.name]));
