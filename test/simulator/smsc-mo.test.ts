import test from 'ava';
import { decodeText } from '../../codecs/gsm-text.ts';
import { RequestError } from '../../simulator/parse-input.ts';
import { formatMobileOriginated } from '../../simulator/smsc-mo.ts';
import { fc } from '../helpers/drawn-values.ts';
import { bindClient, startSmsc } from './world.ts';

const ADDRESSES = { from: '+15550001111', to: '5555' };

/** The octets of a part behind its header, and the header. */
function split(fields: Readonly<Record<string, string | number | Buffer>>): { header: string; text: Buffer } {
  const octets = fields['short_message'];
  if (!Buffer.isBuffer(octets)) throw new TypeError('A part holds octets');
  const at = fields['esm_class'] === 0x40 ? octets[0]! + 1 : 0;
  return { header: octets.subarray(0, at).toString('hex'), text: octets.subarray(at) };
}

test('Parts of a text, each read for itself, make the text again', (t) => {
  const character = fc.constantFrom('a', 'Z', '0', ' ', '@', 'é', '{', '€', 'Ж', '漢', '😀');
  fc.assert(
    fc.property(
      fc.array(character, { minLength: 1, maxLength: 600 }),
      fc.nat({ max: 255 }),
      (characters, reference) => {
        const parts = formatMobileOriginated({ ...ADDRESSES, text: characters.join('') }, reference);
        const texts = parts.map((part) => decodeText(split(part).text, Number(part['data_coding'])));
        t.is(texts.join(''), characters.join(''));
        for (const part of parts) {
          const { text } = split(part);
          const limits = part['data_coding'] === 8 ? [140, 134] : [160, 153];
          t.true(text.length > 0 && text.length <= limits[parts.length === 1 ? 0 : 1]!);
        }
      },
    ),
  );
});

for (const [title, text, count] of [
  ['160 characters of the GSM alphabet', 'a'.repeat(160), 1],
  ['161 characters of the GSM alphabet', 'a'.repeat(161), 2],
  ['70 characters of UCS-2', 'Ж'.repeat(70), 1],
  ['71 characters of UCS-2', 'Ж'.repeat(71), 2],
  ['nothing', '', 1],
] as const) {
  test(`A text of ${title} takes ${count} part(s)`, (t) => {
    t.is(formatMobileOriginated({ ...ADDRESSES, text }, 1).length, count);
  });
}

test('Neither an escape nor a surrogate is torn off at the end of a part', (t) => {
  const escaped = formatMobileOriginated({ ...ADDRESSES, text: `${'a'.repeat(152)}€${'b'.repeat(20)}` }, 1).map(split);
  t.deepEqual(
    escaped.map(({ text }) => text.length),
    [152, 22],
  );
  const surrogate = formatMobileOriginated({ ...ADDRESSES, text: `${'Ж'.repeat(66)}😀${'Ж'.repeat(20)}` }, 1).map(
    split,
  );
  t.deepEqual(
    surrogate.map(({ text }) => text.length),
    [132, 44],
  );
});

test('Parts carry the concatenation header 05 00 03 with reference, total and number', (t) => {
  const parts = formatMobileOriginated({ ...ADDRESSES, text: 'a'.repeat(400) }, 0xab);
  t.deepEqual(
    parts.map((part) => split(part).header),
    ['050003ab0301', '050003ab0302', '050003ab0303'],
  );
});

test('A text of more than 255 parts is refused', (t) => {
  t.throws(() => formatMobileOriginated({ ...ADDRESSES, text: 'a'.repeat(255 * 153 + 1) }, 1), {
    instanceOf: RequestError,
    message: 'Cannot encode text: expected at most 255 parts, got 256',
  });
});

test('POST /mo brings a text to a client that receives', async (t) => {
  const { smppPort, control } = await startSmsc(t);
  const client = await bindClient(t, smppPort, 'receiver');
  t.deepEqual((await control('POST', '/mo', { ...ADDRESSES, text: 'YES 1234' })).body, { parts: 1 });
  const message = await client.deliveredNth(1);
  t.like(message, { source_addr: '15550001111', destination_addr: '5555', esm_class: 0, data_coding: 0 });
  t.is(message.short_message?.message, 'YES 1234');
});

test('POST /mo brings a long UCS-2 text in parts, each message with its own reference', async (t) => {
  const { smppPort, control } = await startSmsc(t);
  const client = await bindClient(t, smppPort);
  for (let i = 0; i < 2; i++) {
    t.deepEqual((await control('POST', '/mo', { ...ADDRESSES, text: 'Привет '.repeat(20) })).body, { parts: 3 });
  }
  await client.deliveredNth(6);
  const references = client.delivered.map(({ short_message }) => short_message!.udh![0]![2]);
  // A client that is slow to answer is brought them once more.
  t.deepEqual(references.slice(0, 6), [1, 1, 1, 2, 2, 2]);
  t.is(
    client.delivered
      .slice(0, 3)
      .map(({ short_message }) => short_message!.message)
      .join(''),
    'Привет '.repeat(20),
  );
});
