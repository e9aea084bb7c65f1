import type { ReceiptState } from '../../domain/bearer.ts';

/** What the text of a receipt says. */
export interface ReceiptText {
  /** Empty when there is none. */
  readonly messageId: string;
  /** Undefined for a word that is not known, and for none. */
  readonly state: ReceiptState | undefined;
  /** Empty when there is none. */
  readonly error: string;
}

/** First letters of `stat` in capitals, and their meaning: vendors spell the words out or cut them in their own way. */
const STATES: readonly (readonly [prefix: string, state: ReceiptState])[] = [
  ['DELIV', 'delivered'],
  ['EXPIR', 'expired'],
  ['DELET', 'deleted'],
  ['UNDEL', 'undeliverable'],
  ['FAIL', 'undeliverable'],
  ['ACCEP', 'accepted'],
  ['UNKNOW', 'unknown'],
  ['REJEC', 'rejected'],
  ['ENROUTE', 'enroute'],
  ['BUFF', 'enroute'],
];

/** The names of the fields (SMPP 3.4 Appendix B), which also end the value of the field before them. */
const FIELD = /(?:^|[^a-z0-9_])(id|sub|dlvrd|submit[ _]?date|done[ _]?date|stat|err|text)\s*[:=]/gi;

/** A value up to the next space, comma or semicolon. */
const FIRST_WORD = /^[^\s,;]+/;
/** An error code, as vendors write them: digits, or a word. */
const ERROR_CODE = /^[\w.-]{1,16}$/;

/**
 * Reads `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…`, in any order and case, with fields missing
 * and rubbish between them. Never throws.
 *
 * What follows `text:` is the message itself, perhaps binary; it is only searched for what is found nowhere before it,
 * as in receipts that begin with it.
 */
export function parseReceiptText(text: string): ReceiptText {
  const fields = new Map<string, string>();
  const marks = [...text.matchAll(FIELD)];
  const bodyAt = marks.findIndex((mark) => nameOf(mark) === 'text');
  for (const [i, mark] of marks.entries()) {
    const start = mark.index + mark[0].length;
    const value = text.slice(start, marks[i + 1]?.index).trim();
    const isWanted = bodyAt < 0 || i < bodyAt || isEssential(nameOf(mark));
    if (isWanted && !fields.has(nameOf(mark))) fields.set(nameOf(mark), value);
  }
  const error = firstWord(fields.get('err'));
  return {
    messageId: firstWord(fields.get('id')),
    state: parseState(firstWord(fields.get('stat'))),
    error: ERROR_CODE.test(error) ? error : '',
  };
}

function nameOf(mark: RegExpExecArray): string {
  return (mark[1] ?? '').toLowerCase();
}

function isEssential(name: string): boolean {
  return name === 'id' || name === 'stat' || name === 'err';
}

function firstWord(value = ''): string {
  return FIRST_WORD.exec(value)?.[0] ?? '';
}

function parseState(word: string): ReceiptState | undefined {
  return STATES.find(([prefix]) => word.toUpperCase().startsWith(prefix))?.[1];
}
