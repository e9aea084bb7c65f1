import test from 'ava';
import type { PDU } from 'smpp';
import type { RefusalKind } from '../../domain/bearer.ts';
import { eventually, openLink, part, startSmsc } from './smpp-world.ts';

const soon = { patienceMs: 5_000 };

test('several links to one SMSC are one bearer: each has a window of its own, and they share the load', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { links: 3, window: 2 });
  await eventually(() => link.state().state === 'open');
  t.is(smsc.connections(), 3);
  const held: PDU[] = [];
  smsc.answerWith((pdu) => {
    held.push(pdu);
    return 'never';
  });
  const outcomes = Array.from({ length: 7 }, () => link.submit(part, soon));
  await eventually(() => held.length === 6);
  t.like(link.state(), { inFlight: 6, waiting: 1 });
  const seconds = held.filter(({ sequence_number: sequence }) => sequence === 3);
  t.is(seconds.length, 3, 'two by each link, of which the first is its second request');
  smsc.answerWith(() => ({ message_id: 'x' }));
  for (const session of smsc.sessions) session.destroy();
  const lost = { type: 'unknown', reason: 'connection_lost' };
  const accepted = { type: 'accepted', messageId: 'x' };
  t.deepEqual(await Promise.all(outcomes), [...Array.from({ length: 6 }, () => lost), accepted]);
});

test('a link that gets no answer keeps back nothing but what it has sent', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { links: 2, window: 1 });
  await eventually(() => link.state().state === 'open');
  smsc.answerWith((_, count) => (count === 1 ? 'never' : { message_id: 'm' }));
  const [unanswered, ...others] = Array.from({ length: 6 }, () => link.submit(part, soon));
  for (const outcome of await Promise.all(others)) t.is(outcome.type, 'accepted');
  t.is(link.state().inFlight, 1);
  for (const session of smsc.sessions) session.destroy();
  t.deepEqual(await unanswered, { type: 'unknown', reason: 'connection_lost' });
});

test('while one link of two is away all goes by the other, until it is back', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { links: 2, reconnect: { minMs: 1_500, maxMs: 1_500 } });
  await eventually(() => link.state().state === 'open');
  smsc.sessions[0]?.destroy();
  await eventually(() => link.state().state === 'partly_open');
  t.true(link.ready());
  for (const outcome of await Promise.all(Array.from({ length: 5 }, () => link.submit(part, soon)))) {
    t.is(outcome.type, 'accepted');
  }
  await eventually(() => link.state().state === 'open');
  t.is(smsc.connections(), 3);
});

test('a rate is of one link, and so is its slowing down', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { links: 2, maxPerSecond: 100 });
  await eventually(() => link.state().state === 'open');
  t.is(link.state().perSecond, 200);
  smsc.answerWith((_, count) => (count === 1 ? { command_status: 0x58 } : { message_id: 'm' }));
  await link.submit(part, soon);
  const { perSecond } = link.state();
  t.true(perSecond !== null && perSecond > 100 && perSecond < 200);
});

test('a pair has so many transmitters and so many receivers', async (t) => {
  const smsc = await startSmsc(t);
  const link = await openLink(t, smsc.port, { links: 2, bindType: 'pair' });
  await eventually(() => link.state().state === 'open' && smsc.seen.length === 4);
  t.deepEqual(smsc.seen.map(({ command }) => command).toSorted(), [
    'bind_receiver',
    'bind_receiver',
    'bind_transmitter',
    'bind_transmitter',
  ]);
});

test('a status means what the table of the SMSC says, from the moment the table says it', async (t) => {
  const smsc = await startSmsc(t);
  const table = new Map<number, RefusalKind>();
  const link = await openLink(t, smsc.port, {}, { errorTable: () => table });
  const answered = async (status: number) => {
    smsc.answerWith(() => ({ command_status: status }));
    const outcome = await link.submit(part, soon);
    return outcome.type === 'refused' ? outcome.kind : outcome.type;
  };
  t.is(await answered(0x4_01), 'temporary');
  table.set(0x4_01, 'permanent').set(0x0b, 'temporary').set(0x4_02, 'throttled');
  t.is(await answered(0x4_01), 'permanent');
  t.is(await answered(0x0b), 'temporary');
  t.is(await answered(0x0a), 'permanent');
  t.is(link.state().perSecond, null);
  t.is(await answered(0x4_02), 'throttled');
  t.not(link.state().perSecond, null, 'it slows the link down as the standard one does');
});
