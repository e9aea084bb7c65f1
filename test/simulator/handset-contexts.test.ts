import test, { type ExecutionContext } from 'ava';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { encodePush } from '../../codecs/wsp-push.ts';
import { startHandsets } from './world.ts';

const PHONE = '+15550001111';
const TPS = 'http://tps.example/';
const parms = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));
const document = (type: string, values: Record<string, string>) =>
  encodeWbxml({ version: '1.1', characteristics: [{ type, parms: parms(values), children: [] }] });

/** A push without a proof, with these headers after its content type. */
function push(body: Uint8Array, headers: Buffer = Buffer.of()): string {
  return Buffer.concat([Buffer.of(1, 6, 1 + headers.length, 0xb6), headers, body]).toString('hex');
}
const initiator = (uri: string) => Buffer.concat([Buffer.of(0xb1), Buffer.from(`${uri}\0`)]);
const AUTHENTICATED = Buffer.of(0xb4, 0x81);

/** A handset in which a context is open. */
async function bootstrapped(t: ExecutionContext, behaviour: object = {}) {
  const { call, view } = await startHandsets(t);
  const settings = (more: object) => call('PUT', `/handsets/${PHONE}`, { imsi: '001010123456789', behaviour: more });
  await settings({ acceptUnsigned: true });
  const send = (hex: string) => call('POST', '/push', { to: PHONE, from: 'ppg', push: hex });
  const opening = encodePush({ transactionId: 1 }, document('BOOTSTRAP', { NAME: 'Tps', PROVURL: TPS }));
  await send(Buffer.from(opening).toString('hex'));
  await settings(behaviour);
  return { send, view: () => view(PHONE) };
}

const LATER = document('NAPDEF', { NAPID: 'N1', NAME: 'Later' });

test('what the owner of a context pushes goes into it, and nobody is asked', async (t) => {
  const { send, view } = await bootstrapped(t);
  await send(push(LATER, Buffer.concat([initiator(TPS), AUTHENTICATED])));
  const { documents, prompts, refusals } = await view();
  t.like(documents.at(-1), { into: TPS, security: 'none' });
  t.is(prompts.length, 1);
  t.deepEqual(refusals, []);
});

for (const [title, headers, behaviour, reason] of [
  ['without an initiator', Buffer.of(), {}, 'unsigned'],
  ['whose initiator the gateway does not vouch for', initiator(TPS), {}, 'initiator_unauthenticated'],
  ['of who owns no context here', Buffer.concat([initiator(`${TPS}x`), AUTHENTICATED]), {}, 'context_unknown'],
  [
    'to a phone that knows no continuous provisioning',
    Buffer.concat([initiator(TPS), AUTHENTICATED]),
    { noContinuous: true },
    'unsigned',
  ],
] as const) {
  test(`a push ${title} is dropped`, async (t) => {
    const { send, view } = await bootstrapped(t, behaviour);
    await send(push(LATER, headers));
    const { documents, refusals } = await view();
    t.is(documents.length, 1);
    t.like(refusals, { 0: { reason }, length: 1 });
  });
}
