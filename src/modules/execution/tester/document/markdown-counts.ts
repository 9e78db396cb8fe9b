import type { TestType } from '../../formats/test-yaml-schema.js';

/** Python's `\w` beside apostrophe and hyphen: letters and numbers of every script, without combining marks. */
const WORD = /[\p{L}\p{N}_'-]+/gu;
const HEADING = /^(#{1,6})[^\S\n]+(\S.*)$/gm;
const LIST_ITEM = /^[^\S\n]*(?:[-*+]|\d{1,9}[.)])[^\S\n]+\S/gm;
const FENCED = /```[\s\S]*?```/g;
const INLINE = /`[^`\n]+`/g;

/** A heading written with `#`: its level 1..6 and its text. */
export interface Heading {
  level: number;
  title: string;
}

/**
 * What can be counted in a document (08 section 7), each in time proportional to its length; `name` is that of the
 * test, which charcount reads.
 */
export const COUNTERS = {
  linecount: (text) => text.split('\n').length,
  wordcount: (text) => wordsOf(text).length,
  charcount: (text, name) => [...(name === 'no_spaces' ? text.replace(/\s/g, '') : text)].length,
  paragraphcount: countParagraphs,
  sentencecount: countSentences,
  headingcount: (text) => headingsOf(text).length,
  listitemcount: (text) => countMatches(text, LIST_ITEM),
  linkcount: (text) => countBracketed(text, false),
  imagecount: (text) => countBracketed(text, true),
  codeblockcount: countCode,
  uniquewords: (text) => new Set(wordsOf(text.toLowerCase())).size,
} satisfies Partial<Record<TestType, (text: string, name: string) => number>>;

export type CountedType = keyof typeof COUNTERS;

/** The headings of a document in order. */
export function headingsOf(text: string): Heading[] {
  return [...text.matchAll(HEADING)].map(([, marks = '', title = '']) => ({ level: marks.length, title }));
}

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function countParagraphs(text: string): number {
  let [count, inside] = [0, false];
  for (const line of text.split('\n')) {
    const filled = line.trim() !== '';
    if (filled && !inside) count++;
    inside = filled;
  }
  return count;
}

function countSentences(text: string): number {
  const prose = text.replace(FENCED, '').replace(INLINE, '');
  return prose.split(/[.!?]+/).filter((part) => part.trim() !== '').length;
}

function countCode(text: string): number {
  return countMatches(text, FENCED) + countMatches(text.replace(FENCED, ''), INLINE);
}

/**
 * Counts `[text](target)`, with an exclamation mark before it an image, else a link. A regular expression would
 * look for the end anew from each of a thousand brackets; here the ends found are kept.
 */
function countBracketed(text: string, images: boolean): number {
  let count = 0;
  let at = text.indexOf('[');
  let close = -1;
  let end = -1;
  while (at >= 0) {
    if (close <= at) close = text.indexOf(']', at);
    if (close < 0) return count;
    let next = at + 1;
    if (text[close + 1] === '(') {
      if (end <= close) end = text.indexOf(')', close);
      if (end < 0) return count;
      if ((text[at - 1] === '!') === images) {
        count++;
        next = end + 1;
      }
    }
    at = text.indexOf('[', next);
  }
  return count;
}
