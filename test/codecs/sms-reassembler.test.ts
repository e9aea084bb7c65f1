import test from 'ava';
import { createReassembler } from '../../codecs/sms-reassembler.ts';
import { encodeUserData } from '../../codecs/sms-user-data.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { fromHex, readVectors } from './vectors.ts';

const { complete } = readVectors('provisioning-messages') as {
  complete: { name: string; wbxml: string; parts: string[] }[];
};

for (const { name, wbxml, parts } of complete) {
  test(`the short messages of another implementation are joined: ${name}`, (t) => {
    const { add } = createReassembler();
    const results = parts.map((part) => add('1', fromHex(part)));
    t.true(results.slice(0, -1).every((result) => result === undefined));
    t.true(Buffer.from(results.at(-1)!).toString('hex').endsWith(wbxml));
  });
}

test('parts in any order, some of them twice, give the message once all are there', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 134, maxLength: 1500, size: 'max' }),
      fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
      (push, picks) => {
        const parts = encodeUserData(push, { reference: 7 });
        const { add } = createReassembler();
        const waiting = new Set(parts.keys());
        for (const pick of [...picks, ...parts.keys()]) {
          const i = pick % parts.length;
          waiting.delete(i);
          const whole = add('1', parts[i]!);
          t.is(whole === undefined, waiting.size > 0);
          if (whole === undefined) continue;
          t.deepEqual(whole, push);
          return;
        }
      },
    ),
  );
});

test('parts of different senders, references and ports are kept apart', (t) => {
  const { add } = createReassembler();
  const push = new Uint8Array(200);
  const [, second] = encodeUserData(push, { reference: 1 });
  for (const [sender, options] of [
    ['1', { reference: 1, sourcePort: 1 }],
    ['1', { reference: 2 }],
    ['2', { reference: 1 }],
  ] as const) {
    t.is(add(sender, encodeUserData(push, options)[0]!), undefined);
  }
  t.is(add('1', second!), undefined);
  t.deepEqual(add('2', second!), push);
});

test('a part that comes again takes the place of the earlier one', (t) => {
  const { add } = createReassembler();
  const [wrong] = encodeUserData(new Uint8Array(200).fill(1), { reference: 1 });
  const push = new Uint8Array(200).fill(2);
  const [first, second] = encodeUserData(push, { reference: 1 });
  add('1', wrong!);
  add('1', first!);
  t.deepEqual(add('1', second!), push);
});

test('a message of one part is whole at once, with or without concatenation', (t) => {
  const { add } = createReassembler();
  t.deepEqual(add('1', fromHex('0605040b8423f0aabb')), fromHex('aabb'));
  t.deepEqual(add('1', fromHex('050003010101aabb')), fromHex('aabb'));
});

test('past its limit the oldest unfinished message is dropped', (t) => {
  const { add } = createReassembler({ maxMessages: 2 });
  const push = new Uint8Array(200);
  const messages = [1, 2, 3].map((reference) => encodeUserData(push, { reference }));
  for (const [first] of messages) add('1', first!);
  t.is(add('1', messages[0]![1]!), undefined, 'dropped by the third, and takes the place of the second');
  t.deepEqual(add('1', messages[2]![1]!), push);
});

test('a part larger than a short message is refused', (t) => {
  const { add } = createReassembler();
  t.throws(() => add('1', Uint8Array.of(...fromHex('050003010201'), ...new Uint8Array(300))), {
    instanceOf: DecodeError,
  });
});
