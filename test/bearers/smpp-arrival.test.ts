import test from 'ava';
import { PDU, type PduFields } from 'smpp';
import { decodePdu } from '../../bearers/smpp/decode-pdu.ts';
import { createFramer } from '../../bearers/smpp/framer.ts';
import { readArrival } from '../../bearers/smpp/read-arrival.ts';
import { decodeText } from '../../codecs/gsm-text.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { header } from './smpp-world.ts';

const TEXT = 'id:77 sub:001 dlvrd:001 submit date:2611241200 done date:2611241200 stat:DELIVRD err:000 text:';
const RECEIPT = { esm_class: 0x04, data_coding: 0, short_message: Buffer.from(TEXT) } as const;

/** What the link makes of a delivery that the package encodes. */
function arrive(fields: PduFields, form: 'text' | 'hex' | 'decimal' = 'text', command = 'deliver_sm') {
  const incoming = decodePdu(new PDU(command, { sequence_number: 9, ...fields }).toBuffer());
  if (incoming.type !== 'delivery' || incoming.delivery === undefined) return undefined;
  return readArrival(incoming.delivery, 'smpp', form);
}

test('a deliver_sm is read octet by octet (by hand from SMPP 3.4 §4.6.1)', (t) => {
  const octets = Buffer.from(
    [
      '0000003c 00000005 00000000 00000007', // command_length, command_id, command_status, sequence_number
      '00', // service_type
      '01 01 34343737 00', // source 4477, international
      '00 01 35353535 00', // destination 5555
      '04 00 00 00 00', // esm_class, protocol_id, priority_flag, schedule_delivery_time, validity_period
      '00 00 03 00', // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id
      '02 6869', // sm_length, short_message
      '001e 0002 3900', // receipted_message_id 9
      '0427 0001 02', // message_state
      '0204 0002 1267', // user_message_reference
    ]
      .join('')
      .replaceAll(' ', ''),
    'hex',
  );
  t.is(octets.length, 0x3c);
  const incoming = decodePdu(octets);
  t.like(incoming, { type: 'delivery', sequence: 7, command: 'deliver_sm' });
  const delivery = incoming.type === 'delivery' ? incoming.delivery : undefined;
  t.like(delivery, {
    source: '4477',
    sourceTon: 1,
    destination: '5555',
    destinationTon: 0,
    esmClass: 4,
    dataCoding: 3,
  });
  t.is(delivery?.octets.toString(), 'hi');
  t.deepEqual(readArrival(delivery!, 'smpp', 'text'), {
    type: 'receipt',
    receipt: { bearer: 'smpp', messageId: '9', state: 'delivered', error: '', reference: 0x1267 },
  });
});

test('a receipt is read from its TLVs', (t) => {
  const fields = { receipted_message_id: '77', message_state: 5, user_message_reference: 4711 };
  t.deepEqual(arrive({ esm_class: 0x04, ...fields }), {
    type: 'receipt',
    receipt: { bearer: 'smpp', messageId: '77', state: 'undeliverable', error: '', reference: 4711 },
  });
});

test('a receipt is read from its text where there are no TLVs', (t) => {
  t.deepEqual(arrive(RECEIPT), {
    type: 'receipt',
    receipt: { bearer: 'smpp', messageId: '77', state: 'delivered', error: '000' },
  });
});

test('the TLVs of a receipt count before its text', (t) => {
  const receipt = { messageId: '78', state: 'expired', error: '000' };
  t.like(arrive({ ...RECEIPT, receipted_message_id: '78', message_state: 3 }), { receipt });
});

test('a TLV and the text of a receipt make up for each other', (t) => {
  t.like(arrive({ ...RECEIPT, message_state: 8 }), { receipt: { messageId: '77', state: 'rejected' } });
  t.like(arrive({ ...RECEIPT, receipted_message_id: '78' }), { receipt: { messageId: '78', state: 'delivered' } });
  t.like(arrive({ ...RECEIPT, message_state: 200 }), { receipt: { messageId: '77', state: 'delivered' } });
});

for (const [code, state] of [
  'enroute',
  'enroute',
  'delivered',
  'expired',
  'deleted',
  'undeliverable',
  'accepted',
  'unknown',
  'rejected',
  'unknown',
].entries()) {
  test(`message_state ${code} means ${state} (SMPP 3.4 §5.2.28, SMPP 5.0 §4.7.15)`, (t) => {
    t.like(arrive({ esm_class: 0x04, receipted_message_id: '1', message_state: code }), { receipt: { state } });
  });
}

test('an intermediate notification is never a final word', (t) => {
  t.like(arrive({ ...RECEIPT, esm_class: 0x20 }), { receipt: { messageId: '77', state: 'enroute' } });
  t.like(arrive({ esm_class: 0x20, receipted_message_id: '1', message_state: 2 }), { receipt: { state: 'enroute' } });
});

test('the network error code stands in for an error that the text does not name', (t) => {
  const network = { receipted_message_id: '1', message_state: 5, network_error_code: Buffer.from([3, 0, 34]) };
  t.like(arrive({ esm_class: 0x04, ...network }), { receipt: { error: '34' } });
  t.like(arrive({ ...RECEIPT, ...network }), { receipt: { error: '000' } });
});

test('a receipt in message_payload is read', (t) => {
  const { short_message, ...rest } = RECEIPT;
  t.like(arrive({ ...rest, message_payload: short_message }), { receipt: { messageId: '77', state: 'delivered' } });
});

test('a receipt that comes as data_sm is read', (t) => {
  const fields = { esm_class: 0x04, receipted_message_id: '77', message_state: 2 };
  t.like(arrive(fields, 'text', 'data_sm'), { receipt: { messageId: '77', state: 'delivered' } });
});

test('a receipt without the bits of esm_class is known by its TLV', (t) => {
  t.like(arrive({ esm_class: 0, receipted_message_id: '1', message_state: 2 }), { type: 'receipt' });
});

test('a message of a subscriber that looks like a receipt is none', (t) => {
  t.deepEqual(arrive({ ...RECEIPT, esm_class: 0, source_addr: '5' }), {
    type: 'message',
    message: { bearer: 'smpp', from: '5', to: '', dataCoding: 0, octets: Buffer.from(TEXT) },
  });
});

test('the message id of a receipt is given in its canonical form', (t) => {
  t.like(arrive(RECEIPT, 'hex'), { receipt: { messageId: '119' } });
  t.like(arrive({ ...RECEIPT, receipted_message_id: '000123' }, 'decimal'), { receipt: { messageId: '123' } });
});

for (const [title, fields] of [
  ['no text and no TLVs', { esm_class: 0x04 }],
  ['a text that says nothing', { ...RECEIPT, short_message: Buffer.from('hello') }],
  ['a message id and no state', { ...RECEIPT, short_message: Buffer.from('id:5') }],
  ['a state and no message id', { ...RECEIPT, short_message: Buffer.from('stat:DELIVRD') }],
  ['an unknown state', { esm_class: 0x04, receipted_message_id: '1', message_state: 99 }],
] as const) {
  test(`a receipt with ${title} is unreadable`, (t) => {
    t.deepEqual(arrive(fields), { type: 'unreadable', what: 'receipt' });
  });
}

for (const [title, fields, text] of [
  ['in the default alphabet', { data_coding: 0, short_message: Buffer.from('00', 'hex') }, '@'],
  ['in the extension table', { data_coding: 0, short_message: Buffer.from('1b65', 'hex') }, '€'],
  ['in ISO-8859-1', { data_coding: 3, short_message: Buffer.from('e4', 'hex') }, 'ä'],
  ['in UCS-2', { data_coding: 8, short_message: Buffer.from('043f', 'hex') }, 'п'],
  ['after a header', { data_coding: 0, esm_class: 0x40, short_message: Buffer.from('0500030a010159', 'hex') }, 'Y'],
  ['that is empty', { data_coding: 0, short_message: Buffer.alloc(0) }, ''],
] as const) {
  test(`a message ${title} is decoded`, (t) => {
    const addresses = { source_addr: '447700900123', source_addr_ton: 1, destination_addr: '5555' };
    const arrival = arrive({ ...addresses, ...fields });
    t.like(arrival, { type: 'message', message: { bearer: 'smpp', from: '+447700900123', to: '5555' } });
    if (arrival?.type !== 'message') throw new Error('It is no message');
    t.is(decodeText(arrival.message.octets, arrival.message.dataCoding), text);
  });
}

test('a part of a longer message says which it is', (t) => {
  const fields = { data_coding: 0, esm_class: 0x40, short_message: Buffer.from('0500032a030259', 'hex') };
  t.like(arrive(fields), { message: { octets: Buffer.from('Y'), part: { reference: 42, total: 3, sequence: 2 } } });
});

for (const [title, fields] of [
  ['in 8-bit data', { data_coding: 4, short_message: Buffer.from('ff00', 'hex') }],
  ['in half a character', { data_coding: 8, short_message: Buffer.from('04', 'hex') }],
  ['with a header longer than itself', { esm_class: 0x40, short_message: Buffer.from('ff00', 'hex') }],
] as const) {
  test(`a message ${title} is unreadable`, (t) => {
    t.deepEqual(arrive(fields), { type: 'unreadable', what: 'message' });
  });
}

test('a delivery that ends inside a field is seen as such', (t) => {
  const whole = new PDU('deliver_sm', { ...RECEIPT, sequence_number: 9 }).toBuffer();
  for (let length = 16; length < whole.length; length++) {
    const incoming = decodePdu(whole.subarray(0, length));
    t.deepEqual(incoming, { type: 'delivery', sequence: 9, command: 'deliver_sm', delivery: undefined });
  }
});

test('a TLV that passes the end of a receipt takes nothing away from what comes before it', (t) => {
  const whole = new PDU('deliver_sm', { ...RECEIPT, sequence_number: 9 }).toBuffer();
  const incoming = decodePdu(Buffer.concat([whole, Buffer.from('001e00ff31', 'hex')]));
  const arrival = incoming.type === 'delivery' && incoming.delivery && readArrival(incoming.delivery, 'smpp', 'text');
  t.like(arrival, { receipt: { messageId: '77', state: 'delivered' } });
});

test('a submit_sm_resp gives its message id, also without the NUL, and none where there is no body', (t) => {
  for (const [body, messageId] of [
    ['ab\0', 'ab'],
    ['ab', 'ab'],
    ['', ''],
  ] as const) {
    t.deepEqual(decodePdu(header(0x8000_0004, 0, 3, Buffer.from(body))), {
      type: 'response',
      sequence: 3,
      response: { commandId: 0x8000_0004, status: 0, messageId },
    });
  }
});

test('whatever octets follow a header, a PDU and its receipt or message are read without an error', (t) => {
  const command = fc.constantFrom(0x05, 0x103, 0x8000_0004, 0x8000_0000, 0x15, 0x06, 0x0b, 0x102, 0x99, 0x8000_0099);
  const body = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(command, fc.nat(), body, (commandId, sequence, octets) => {
      const incoming = decodePdu(header(commandId, 0, sequence, Buffer.from(octets)));
      if (incoming.type === 'delivery' && incoming.delivery) readArrival(incoming.delivery, 'smpp', 'hex');
      return incoming.sequence === sequence;
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('a stream gives the same PDUs however it is cut', (t) => {
  const pdu = fc.uint8Array({ maxLength: 200 }).map((body) => header(0x15, 0, 1, Buffer.from(body)));
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(pdu, { maxLength: 8 }), cuts, (pdus, cuts) => {
      const got: Buffer[] = [];
      const take = createFramer((one) => got.push(Buffer.from(one)));
      let rest = Buffer.concat(pdus);
      for (let i = 0; rest.length > 0; i++) {
        const cut = cuts[i % cuts.length]!;
        take(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      return Buffer.concat(got).equals(Buffer.concat(pdus)) && got.length === pdus.length;
    }),
  );
  t.pass();
});

test('what came whole before an impossible length is still given', (t) => {
  const got: Buffer[] = [];
  const take = createFramer((pdu) => got.push(pdu));
  t.throws(() => take(Buffer.concat([header(0x15, 0, 1), Buffer.alloc(8)])), { instanceOf: DecodeError });
  t.is(got.length, 1);
});

test('a PDU of 70,000 octets that comes one by one costs less than a second', (t) => {
  const pdu = header(0x15, 0, 1, Buffer.alloc(69_984));
  let got = 0;
  const take = createFramer(() => (got += 1));
  const before = performance.now();
  for (let i = 0; i < pdu.length; i++) take(pdu.subarray(i, i + 1));
  t.is(got, 1);
  t.true(performance.now() - before < 1_000);
});
