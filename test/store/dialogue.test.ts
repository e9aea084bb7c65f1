import { randomBytes } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import type { AskWay } from '../../domain/asking.ts';
import { createAnswerStore } from '../../store/answers.ts';
import { createVault } from '../../store/vault.ts';
import { createWorld, TEST_POLICY, type World } from '../helpers/database.ts';

const POLICY = { ...TEST_POLICY, ask: { timeoutMs: 60_000, ways: ['hosted', 'sms', 'client'] as const } };

async function asked(t: ExecutionContext, way: AskWay = 'hosted') {
  const world = await createWorld(t);
  const orderId = await world.order({ policy: POLICY });
  const prompt = { orderId, run: 1, number: 1, way, timeoutMs: 60_000, token: way === 'hosted' ? newToken() : null };
  const opening = await world.stores.dialogue.begin(prompt);
  if (opening.type !== 'open') throw new Error(`Expected an open way, got ${opening.type}`);
  return { world, prompt, dialogue: opening.dialogue };
}

const DAY_MS = 86_400_000;
const newToken = () => randomBytes(16).toString('base64url');
const YES = { decision: 'accept', answers: {}, language: 'en' } as const;

const events = async ({ database }: World, orderId: string) =>
  (
    await database.rows<{ type: string }>('select type from order_events where order_id = :orderId order by id', {
      orderId,
    })
  ).map(({ type }) => type);

test('a way that is opened again stays as it is, link and deadline included', async (t) => {
  const { world, prompt, dialogue } = await asked(t);
  const again = await world.stores.dialogue.begin({ ...prompt, token: newToken(), timeoutMs: 1 });
  t.deepEqual(again, { type: 'open', dialogue });
  t.is(dialogue.token, prompt.token);
  t.deepEqual(await events(world, prompt.orderId), ['order.accepted', 'user.asked']);
});

test('a link leads to its dialogue, and the token is in no column', async (t) => {
  const { world, prompt } = await asked(t);
  const view = await world.stores.answers.findByToken(String(prompt.token), DAY_MS);
  t.like(view, {
    dialogue: { orderId: prompt.orderId, state: 'open', tenantTitle: 'acme' },
    order: { state: 'awaiting_user' },
  });
  t.is(await world.stores.answers.findByToken(newToken(), DAY_MS), undefined);
  const [row] = await world.database.rows<{ text: string }>('select row_to_json(p)::text as text from prompts p');
  t.false(row?.text.includes(String(prompt.token)));
  t.false(row?.text.includes(Buffer.from(String(prompt.token)).toString('hex')));
});

test('an answer is taken once: of many at the same time one is taken, and the record of consent is there', async (t) => {
  const { world, prompt } = await asked(t);
  const answers = await Promise.all(Array.from({ length: 10 }, () => world.stores.answers.answer(prompt, YES)));
  t.deepEqual(answers.toSorted(), [...Array(9).fill('answered'), 'taken']);
  const consents = await world.database.rows('select way, asked_by, decision, language from consents');
  t.deepEqual(consents, [{ way: 'hosted', asked_by: 'acme', decision: 'accept', language: 'en' }]);
  t.true((await events(world, prompt.orderId)).includes('user.answered'));
});

test('a way that was closed takes no answer, and the next one does', async (t) => {
  const { world, prompt } = await asked(t);
  const next = { ...prompt, number: 2, way: 'client', token: null } as const;
  t.is((await world.stores.dialogue.begin(next)).type, 'open');

  t.is(await world.stores.answers.answer(prompt, YES), 'closed');
  t.is(await world.stores.answers.answer(next, YES), 'taken');
  t.deepEqual(await world.stores.dialogue.begin({ ...next, number: 3 }), { type: 'answered', decision: 'accept' });
  t.deepEqual(await events(world, prompt.orderId), [
    'order.accepted',
    'user.asked',
    'user.timed_out',
    'user.asked',
    'user.answered',
  ]);
});

test('asking that is closed says what was answered, or takes no answer from then on', async (t) => {
  const { world, prompt } = await asked(t);
  t.is(await world.stores.dialogue.close(prompt), undefined);
  t.is(await world.stores.answers.answer(prompt, YES), 'closed');

  const other = await asked(t);
  await other.world.stores.answers.answer(other.prompt, YES);
  t.is(await other.world.stores.dialogue.close(other.prompt), 'accept');
});

test('closing and answering at once never contradict each other', async (t) => {
  const { world } = await asked(t);
  for (let i = 0; i < 10; i++) {
    const orderId = await world.order({ policy: POLICY });
    const prompt = { orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null } as const;
    await world.stores.dialogue.begin(prompt);
    const [answer, closed] = await Promise.all([
      world.stores.answers.answer(prompt, YES),
      world.stores.dialogue.close(prompt),
    ]);
    t.is(closed, answer === 'taken' ? 'accept' : undefined);
  }
});

test('a user is reminded once, and not after his answer', async (t) => {
  const { world, prompt } = await asked(t);
  t.is((await world.stores.dialogue.remind(prompt))?.token, prompt.token);
  t.is(await world.stores.dialogue.remind(prompt), undefined);
  const other = await asked(t);
  await other.world.stores.answers.answer(other.prompt, YES);
  t.is(await other.world.stores.dialogue.remind(other.prompt), undefined);
});

test('a phone has one open question by short message at a time', async (t) => {
  const { world, prompt, dialogue } = await asked(t, 'sms');
  const second = await world.order({ policy: POLICY });
  t.deepEqual(await world.stores.dialogue.begin({ ...prompt, orderId: second }), { type: 'impossible' });
  t.like(await world.stores.answers.findBySms(String(dialogue.msisdn)), { orderId: prompt.orderId });
  await world.stores.answers.answer(prompt, YES);
  t.is(await world.stores.answers.findBySms(String(dialogue.msisdn)), undefined);
  t.is((await world.stores.dialogue.begin({ ...prompt, orderId: second })).type, 'open');
});

test('STOP is remembered for whoever asked, until START', async (t) => {
  const { world, prompt, dialogue } = await asked(t, 'sms');
  await world.stores.answers.stop(String(dialogue.msisdn));
  await world.stores.answers.answer(prompt, { ...YES, decision: 'decline' });
  const next = { ...prompt, orderId: await world.order({ policy: POLICY }) };
  t.deepEqual(await world.stores.dialogue.begin(next), { type: 'impossible' });
  await world.stores.answers.start(String(dialogue.msisdn));
  t.is((await world.stores.dialogue.begin(next)).type, 'open');
});

test('once a cancellation is granted nobody is asked, reminded or sent a text', async (t) => {
  const { world, prompt } = await asked(t);
  const { dialogue, orders } = world.stores;
  const waiting = await world.order({ policy: POLICY });
  for (const id of [prompt.orderId, waiting]) await orders.cancel(world.principal.tenantId, id);

  t.deepEqual(await dialogue.begin({ ...prompt, orderId: waiting }), { type: 'cancelled' });
  t.is(await dialogue.remind(prompt), undefined);
  t.is(await dialogue.openText(prompt, { kind: 'invitation', sequence: 1, bearer: 'smpp', partCount: 1 }), 'over');
  t.deepEqual(await events(world, waiting), ['order.accepted', 'order.cancel_requested']);
  t.deepEqual(await world.database.rows('select 1 from texts'), []);
});

test('a text and a cancellation at once: the text was journaled before, or never', async (t) => {
  const { world, prompt } = await asked(t);
  for (let i = 0; i < 20; i++) {
    const orderId = await world.order({ policy: POLICY });
    const key = { ...prompt, orderId };
    await world.stores.dialogue.begin({ ...key, token: newToken() });
    const [gate] = await Promise.all([
      world.stores.dialogue.openText(key, { kind: 'invitation', sequence: 1, bearer: 'smpp', partCount: 1 }),
      world.stores.orders.cancel(world.principal.tenantId, orderId),
    ]);
    const [row] = await world.database.rows<{ count: number }>(
      'select count(*)::int as count from texts where order_id = :orderId',
      { orderId },
    );
    t.is(row?.count, gate === 'open' ? 1 : 0);
  }
});

test('a text is journaled once, and again only when nothing of it left us', async (t) => {
  const { world, prompt } = await asked(t);
  const text = { kind: 'invitation', sequence: 1, bearer: 'smpp', partCount: 1 } as const;
  const { dialogue } = world.stores;
  t.is(await dialogue.openText(prompt, text), 'open');
  t.is(await dialogue.openText(prompt, text), 'journaled');
  await dialogue.recordText(prompt, { ...text, outcomes: [{ type: 'unsent', reason: 'not_connected' }] });
  t.is(await dialogue.openText(prompt, text), 'open');
  await dialogue.recordText(prompt, { ...text, outcomes: [{ type: 'accepted', messageId: '7' }] });
  t.is(await dialogue.openText(prompt, text), 'journaled');
  t.deepEqual(await world.database.rows('select state, message_ids from texts'), [
    { state: 'accepted', message_ids: ['7'] },
  ]);
});

const part = (sequence: number, text: string) => ({
  msisdn: '+358401234567',
  reference: 7,
  total: 3,
  sequence,
  dataCoding: 0,
  octets: Buffer.from(text),
});

test('parts of a text from a subscriber are joined in order, whatever order they come in, and are sealed meanwhile', async (t) => {
  const world = await createWorld(t);
  t.is(await world.stores.answers.keepPart(part(3, 'ary')), undefined);
  t.is(await world.stores.answers.keepPart(part(1, 'can')), undefined);
  t.is(await world.stores.answers.keepPart(part(1, 'can')), undefined);
  const [row] = await world.database.rows<{ text: string }>(
    "select string_agg(row_to_json(p)::text, '') as text from inbound_parts p",
  );
  t.false(row?.text.includes(Buffer.from('can').toString('hex')));
  t.is(Buffer.from((await world.stores.answers.keepPart(part(2, '-'))) ?? []).toString(), 'can-ary');
  t.deepEqual(await world.database.rows('select 1 from inbound_parts'), []);
});

test('parts that come at once are joined by one of them, once', async (t) => {
  const world = await createWorld(t);
  for (let reference = 1; reference <= 10; reference++) {
    const wholes = await Promise.all(
      [3, 1, 2].map((sequence) => world.stores.answers.keepPart({ ...part(sequence, String(sequence)), reference })),
    );
    const whole = wholes.filter((one) => one !== undefined);
    t.deepEqual(
      whole.map((octets) => Buffer.from(octets).toString()),
      ['123'],
    );
  }
});

test('a link is looked for with one and the same statement, whether it never was or is dead', async (t) => {
  const { world, prompt } = await asked(t);
  const texts: string[] = [];
  const recorded = {
    ...world.database,
    rows: <Row>(text: string, bindings?: Readonly<Record<string, unknown>>) => {
      texts.push(text);
      return world.database.rows<Row>(text, bindings);
    },
  };
  const [row] = await world.database.rows<{ index: Buffer }>('select token_index as index from prompts');
  const index = (_: string, token: string) => (token === prompt.token && row ? row.index : randomBytes(32));
  const answers = createAnswerStore(recorded, { ...createVault(randomBytes(32)), index });
  t.is(await answers.findByToken(newToken(), DAY_MS), undefined);
  await world.database.rows('update orders set run = 2 where id = :orderId', { orderId: prompt.orderId });
  t.is(await answers.findByToken(String(prompt.token), DAY_MS), undefined);
  t.is(await answers.findByToken('', DAY_MS), undefined);
  t.is(texts.length, 3);
  t.is(new Set(texts).size, 1);
});

test('a link is dead so long after the end of its order, and at once when the order is run again', async (t) => {
  const { world, prompt } = await asked(t);
  const find = async (lifeMs: number) =>
    (await world.stores.answers.findByToken(String(prompt.token), lifeMs))?.order.state;
  await world.database.rows(
    `update orders set state = 'expired', settled_at = now() - interval '1 hour' where id = :orderId`,
    { orderId: prompt.orderId },
  );
  t.is(await find(2 * 3_600_000), 'expired');
  t.is(await find(0.5 * 3_600_000), undefined);

  const again = await asked(t);
  await again.world.database.rows('update orders set run = 2 where id = :orderId', { orderId: again.prompt.orderId });
  t.is(await again.world.stores.answers.findByToken(String(again.prompt.token), DAY_MS), undefined);
});

test('where orders stand is told by a mark that changes with what a page shows', async (t) => {
  const { world, prompt } = await asked(t);
  const mark = async () => (await world.stores.answers.standings([prompt.orderId]))[0]?.mark;
  const first = await mark();
  t.is(await mark(), first);
  await world.stores.answers.answer(prompt, YES);
  const second = await mark();
  t.not(second, first);
  await world.database.rows(`update orders set evidence = 'delivered' where id = :orderId`, {
    orderId: prompt.orderId,
  });
  t.not(await mark(), second);
  t.deepEqual(await world.stores.answers.standings([]), []);
});
