import test from 'ava';
import { parseReceiptText } from '../../bearers/smpp/receipt-text.ts';
import { fc } from '../helpers/drawn-values.ts';

const texts = [
  {
    source: 'SMPP 3.4 Appendix B',
    text: 'id:0123456789 sub:001 dlvrd:001 submit date:9711081530 done date:9711081532 stat:DELIVRD err:000 Text:Hello',
    read: { messageId: '0123456789', state: 'delivered', error: '000' },
  },
  {
    source: 'by hand, with a binary message in it',
    text: 'id:1478849505 sub:001 dlvrd:001 submit date:2611241200 done date:2611241200 stat:DELIVRD err:000 text:\x06\x05\x04',
    read: { messageId: '1478849505', state: 'delivered', error: '000' },
  },
  {
    source: 'dates of 12 digits',
    text: 'id:7f-a sub:001 dlvrd:000 submit date:261124120000 done date:261124120001 stat:EXPIRED err:0x1A text:',
    read: { messageId: '7f-a', state: 'expired', error: '0x1A' },
  },
  {
    source: 'capitals, underscores, other order',
    text: 'STAT:UNDELIV ERR:34 ID:99 SUBMIT_DATE:2611241200 DONE_DATE:2611241200',
    read: { messageId: '99', state: 'undeliverable', error: '34' },
  },
  {
    source: 'words in full, commas',
    text: 'id: abc, stat: Rejected, err: 00',
    read: { messageId: 'abc', state: 'rejected', error: '00' },
  },
  {
    source: 'text first',
    text: 'text:junk id:5 stat:DELETED err:2',
    read: { messageId: '5', state: 'deleted', error: '2' },
  },
  {
    source: 'a message that looks like a receipt',
    text: 'id:5 stat:EXPIRED err:1 text:id:6 stat:DELIVRD',
    read: { messageId: '5', state: 'expired', error: '1' },
  },
  { source: 'only what is needed', text: 'id:5 stat:ACCEPTD', read: { messageId: '5', state: 'accepted', error: '' } },
  { source: 'empty fields', text: 'id: sub: stat: err:', read: { messageId: '', state: undefined, error: '' } },
  { source: 'nothing', text: '', read: { messageId: '', state: undefined, error: '' } },
  { source: 'no receipt', text: 'Hello', read: { messageId: '', state: undefined, error: '' } },
  {
    source: 'a word in a word',
    text: 'paid:7 id:8 stat:ENROUTE',
    read: { messageId: '8', state: 'enroute', error: '' },
  },
  { source: 'an unknown state', text: 'id:8 stat:GONE', read: { messageId: '8', state: undefined, error: '' } },
  {
    source: 'a text in place of a code',
    text: 'id:8 stat:UNKNOWN err:"no such subscriber"',
    read: { messageId: '8', state: 'unknown', error: '' },
  },
] as const;

for (const { source, text, read } of texts) {
  test(`the text of a receipt is read: ${source}`, (t) => {
    t.deepEqual(parseReceiptText(text), read);
  });
}

const WORDS = [
  ['DELIVRD', 'delivered'],
  ['DELIVERED', 'delivered'],
  ['EXPIRED', 'expired'],
  ['DELETED', 'deleted'],
  ['UNDELIV', 'undeliverable'],
  ['UNDELIVERABLE', 'undeliverable'],
  ['ACCEPTD', 'accepted'],
  ['UNKNOWN', 'unknown'],
  ['REJECTD', 'rejected'],
  ['ENROUTE', 'enroute'],
] as const;

/** A receipt's text in any of the manners that SMSCs have, with what it says. */
const receipt = fc
  .record({
    id: fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/),
    word: fc.constantFrom(...WORDS),
    error: fc.stringMatching(/^[0-9a-fA-F]{1,3}$/),
    date: fc.stringMatching(/^([0-9]{10}|[0-9]{12})$/),
    isUpper: fc.boolean(),
    gap: fc.constantFrom(' ', '  ', '\t'),
    isSpaced: fc.boolean(),
    optional: fc.subarray(['sub', 'dlvrd', 'submit date', 'done date']),
    order: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
    message: fc.string({ unit: 'binary', maxLength: 20 }),
  })
  .map(({ id, word: [word, state], error, date, isUpper, gap, isSpaced, optional, order, message }) => {
    const values = [
      ['id', id],
      ['stat', isUpper ? word : word.toLowerCase()],
      ['err', error],
      ...optional.map((name) => [name, name.includes('date') ? date : '001']),
    ]
      .map(([name, value], i) => ({ rank: order[i] ?? 0, text: `${name}:${isSpaced ? ' ' : ''}${value}` }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ text }) => text);
    return { text: [...values, `text:${message}`].join(gap), read: { messageId: id, state, error } };
  });

test('the text of a receipt reads the same in any order, case and spacing, whatever the message in it', (t) => {
  fc.assert(fc.property(receipt, ({ text, read }) => void t.deepEqual(parseReceiptText(text), read)));
});

test('no text at all makes the reading of a receipt fail', (t) => {
  const piece = fc.oneof(
    fc.constantFrom('id:', 'stat:', 'err:', 'text:', 'DELIVRD', ' ', '\0'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { messageId, error } = parseReceiptText(pieces.join(''));
      return !messageId.includes(' ') && error.length <= 16;
    }),
  );
  t.pass();
});

test('a receipt of 64 KiB of field names is read in less than a second', (t) => {
  const before = performance.now();
  parseReceiptText('id:stat:'.repeat(8_192));
  t.true(performance.now() - before < 1_000);
});
