/**
 * Text to tokens, by the rules of tagger/tokenizer.py, so that borders set on the page are borders
 * that training accepts.
 *
 * Imports nothing.  Offsets are JavaScript's own, in UTF-16 units.  A test compares the pieces with
 * those of the package for every assigned character.
 */

// Python's white space: JavaScript's \s lacks some controls and adds U+FEFF.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const MARKS =
  "\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7" +
  "\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed" +
  "\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff" +
  "\\u0900-\\u0903\\u093a-\\u093c\\u093e-\\u094f\\u0951-\\u0957\\u0962\\u0963\\u0981-\\u0983" +
  "\\u09bc\\u09be-\\u09cd\\u0a01-\\u0a03\\u0a3c-\\u0a4d\\u0a81-\\u0a83\\u0abc\\u0abe-\\u0acd" +
  "\\u0b82\\u0bbe-\\u0bcd\\u0c00-\\u0c04\\u0c3e-\\u0c4d\\u0c81-\\u0c83\\u0cbc\\u0cbe-\\u0ccd" +
  "\\u0d00-\\u0d03\\u0d3e-\\u0d4d\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e" +
  "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f\\u00ad\\u200b-\\u200d\\u2060\\ufeff";
const CJK =
  "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const LETTERS = `(?![${CJK}])[\\p{L}\\p{Nl}\\p{No}][${MARKS}]*`;
const INNER = "['\\u2019\\u02bc\\-\\u2010\\u2011]";
const QUOTES = '"\\u201c\\u201d\\u00ab\\u00bb\\u3000-\\u3011\\uff01\\uff08\\uff09\\uff0c\\uff1a\\uff1b\\uff1f';
const DIGIT = "\\p{Nd}";
const WORD = "\\p{L}\\p{N}_";

/** A pattern that ignores case: inline flags are too new for many browsers. */
function either(word) {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

const AFTER_DOI =
  `(?:\\.?(?:${either("url|https?:|doi:|pmid|available|accessed")})|;10\\.${DIGIT}{4})`;
const DOI =
  `10\\.${DIGIT}{4,9}(?:\\.${DIGIT}+)*/` +
  `(?:(?!${AFTER_DOI})(?:[^${SPACE}${QUOTES}<>(){}\\[\\],;]` +
  `|\\([^${SPACE}()]*\\)|\\[${DIGIT}[^${SPACE}\\[\\]]*\\]|<[^${SPACE}<>]*>|;(?=${DIGIT})))+` +
  `(?<=[${WORD})\\]>])`;
const RESOLVER =
  `(?:${either("https?")}://)?${either("(?:dx\\.|www\\.)?doi\\.org/(?:doi:)?")}(?=10\\.${DIGIT}{4})`;
const URL =
  `(?:${either("(?:https?|ftp)")}://|${either("www")}\\.(?=[${WORD}]))` +
  `(?:(?!https?://)[^${SPACE}${QUOTES}<>(){}\\[\\]]|\\([^${SPACE}()]*\\))+` +
  `(?<=[${WORD}/=#&~)\\-])`;

const TOKEN = new RegExp(
  `(?=[hHdDwWfF1])(?:${RESOLVER}|(?<![${DIGIT}.])${DOI}|${URL})` +
    `|(?:${LETTERS})+(?:${INNER}(?:${LETTERS})+)*` +
    `|${DIGIT}+` +
    "|\\.{3,}|[\\-\\u2010-\\u2015_\\u2212]{2,}" +
    `|[^${SPACE}]`,
  "gu",
);

/**
 * Split a text.
 *
 * @param {string} text any text
 * @returns {{text: string, start: number, end: number}[]} in order, without overlap; what lies
 *   between them is white space
 */
export function tokenize(text) {
  return Array.from(text.matchAll(TOKEN), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
