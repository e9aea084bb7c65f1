import test from 'ava';
import { decodeUserData } from '../../codecs/sms-user-data.ts';
import { onAir } from '../../simulator/smsc-air.ts';
import { fc } from '../helpers/drawn-values.ts';
import { bindClient, startSmsc, submit } from './world.ts';

const TLVS = {
  sourcePort: Buffer.of(0x23, 0xf0),
  destinationPort: Buffer.of(0x0b, 0x84),
  reference: Buffer.of(0x01, 0x02),
  total: Buffer.of(3),
  sequence: Buffer.of(2),
};
const uint16 = (value: number) => Buffer.of(value >> 8, value & 0xff);
const NONE = {
  sourcePort: undefined,
  destinationPort: undefined,
  reference: undefined,
  total: undefined,
  sequence: undefined,
};

test('of TLVs a header is made, octet by octet as 3GPP TS 23.040 §9.2.3.24 has it', (t) => {
  const air = onAir({ userData: Buffer.of(0xff), esmClass: 0, tlvs: TLVS });
  t.deepEqual(air, {
    userData: Buffer.from('0c05040b8423f00804010203 02ff'.replaceAll(' ', ''), 'hex'),
    esmClass: 0x40,
  });
});

test('what came with a header of its own, or without any, goes as it came', (t) => {
  for (const esmClass of [0, 0x40, 0x43]) {
    const userData = Buffer.from('0605040b8423f0ffff', 'hex');
    t.deepEqual(onAir({ userData, esmClass, tlvs: NONE }), { userData, esmClass });
  }
});

test('a phone reads what the TLVs said, whatever they said', (t) => {
  const port = fc.integer({ min: 0, max: 0xffff });
  const total = fc.integer({ min: 1, max: 255 });
  fc.assert(
    fc.property(
      port,
      port,
      port,
      total,
      fc.nat(),
      fc.uint8Array({ maxLength: 133 }),
      (...[from, to, ref, of, n, payload]) => {
        const sequence = (n % of) + 1;
        const tlvs = {
          sourcePort: uint16(from),
          destinationPort: uint16(to),
          reference: uint16(ref),
          total: Buffer.of(of),
          sequence: Buffer.of(sequence),
        };
        const air = onAir({ userData: Buffer.from(payload), esmClass: 0, tlvs });
        t.deepEqual(decodeUserData(Uint8Array.from(air.userData)), {
          ports: { source: from, destination: to },
          concatenation: { reference: ref, total: of, sequence },
          payload: Uint8Array.from(payload),
        });
      },
    ),
  );
});

for (const [title, fields, status] of [
  ['beside a header', { esm_class: 0x40, source_port: 9200, dest_port: 2948 }, 0xc1],
  ['of one port alone', { dest_port: 2948 }, 0xc3],
  ['of a piece without its place', { sar_msg_ref_num: 1, sar_total_segments: 2 }, 0xc3],
  ['of the third piece of two', { sar_msg_ref_num: 1, sar_total_segments: 2, sar_segment_seqnum: 3 }, 0xc4],
  ['of no pieces', { sar_msg_ref_num: 1, sar_total_segments: 0, sar_segment_seqnum: 1 }, 0xc4],
] as const) {
  test(`An SMSC refuses TLVs ${title}`, async (t) => {
    const { smppPort } = await startSmsc(t);
    const client = await bindClient(t, smppPort);
    const answer = await client.ask('submit_sm', submit('15550001111', { short_message: Buffer.of(1), ...fields }));
    t.is(answer.command_status, status);
  });
}
