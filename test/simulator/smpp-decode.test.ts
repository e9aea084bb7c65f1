import test from 'ava';
import { DecodeError } from '../../domain/decode-error.ts';
import { decodePdu } from '../../simulator/smpp-decode.ts';
import { createFramer } from '../../simulator/smpp-framer.ts';
import { fc } from '../helpers/drawn-values.ts';
import { S2, S3 } from './vectors.ts';

const octets = (hex: string) => Buffer.from(hex, 'hex');
const STREAM = Buffer.concat([octets(S2.pdu), ...S3.pdus.map(octets)]);

/** The stream cut at the given places, put through a framer. */
function frame(input: Buffer, cuts: readonly number[]): Buffer[] {
  const takeChunk = createFramer();
  const at = [0, ...cuts.map((cut) => cut % (input.length + 1)).toSorted((a, b) => a - b), input.length];
  return at.slice(1).flatMap((end, i) => takeChunk(input.subarray(at[i], end)).map((pdu) => Buffer.from(pdu)));
}

for (const [name, pdu, part, moreToSend] of [
  ['S2', S2.pdu, S2.parts[0], false],
  ['S3 part 1', S3.pdus[0], S3.parts[0], true],
  ['S3 part 2', S3.pdus[1], S3.parts[1], false],
] as const) {
  test(`decodePdu() reads the submit_sm of vector ${name}`, (t) => {
    const { request, status } = decodePdu(octets(pdu));
    t.is(status, 0);
    t.is(request.type, 'submit_sm');
    if (request.type !== 'submit_sm') return;
    t.is(request.userData.toString('hex'), part);
    t.like(request, {
      source: '5555',
      destination: '15550001111',
      destinationTon: 1,
      esmClass: 0x43,
      dataCoding: 4,
      moreToSend,
      reference: undefined,
    });
  });
}

test('createFramer() gives the same PDUs however the stream is cut', (t) => {
  const whole = [S2.pdu, ...S3.pdus];
  fc.assert(
    fc.property(fc.array(fc.nat({ max: STREAM.length }), { maxLength: 12 }), (cuts) => {
      t.deepEqual(
        frame(STREAM, cuts).map((pdu) => pdu.toString('hex')),
        whole,
      );
    }),
  );
});

test('decodePdu() answers any octets with a value or a DecodeError', (t) => {
  const header = Buffer.from('00000000000000040000000000000001', 'hex');
  const commands = fc.constantFrom(0x01, 0x02, 0x04, 0x05, 0x06, 0x09, 0x15, 0x103, 0x8000_0005);
  fc.assert(
    fc.property(commands, fc.uint8Array({ maxLength: 120 }), (command, body) => {
      const pdu = Buffer.concat([header, body]);
      pdu.writeUInt32BE(command, 4);
      try {
        decodePdu(pdu);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 1_000 },
  );
  t.pass();
});

for (const length of [0, 4, 15, 70_001, 0x4745_5420]) {
  test(`createFramer() refuses a PDU of ${length} octets`, (t) => {
    const input = Buffer.alloc(16);
    input.writeUInt32BE(length, 0);
    t.throws(() => createFramer()(input), { instanceOf: DecodeError });
  });
}

for (const [title, cut] of [
  ['inside a number', 20],
  ['inside the message', 100],
  ['before the message', 45],
] as const) {
  test(`decodePdu() refuses a submit_sm that ends ${title}`, (t) => {
    t.throws(() => decodePdu(octets(S2.pdu).subarray(0, cut)), { instanceOf: DecodeError });
  });
}

test('decodePdu() refuses a TLV that passes the end of the PDU', (t) => {
  t.throws(() => decodePdu(Buffer.concat([octets(S2.pdu), octets('0426000a01')])), { instanceOf: DecodeError });
});

test('decodePdu() takes the message from message_payload when short_message is empty', (t) => {
  const header = '00000000000000040000000000000001';
  const empty = octets(`${header}${'00'.repeat(17)}04240003abcdef020400021234`);
  const { request } = decodePdu(empty);
  t.is(request.type, 'submit_sm');
  if (request.type !== 'submit_sm') return;
  t.is(request.userData.toString('hex'), 'abcdef');
  t.is(request.reference, 0x1234);
});
