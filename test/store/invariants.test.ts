import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import createKnex, { type Knex } from 'knex';
import type { DeliveryKey, PlannedSend, StoredDocument } from '../../domain/delivery.ts';
import type { Sql } from '../../store/database.ts';
import { CHECK_EVERYTHING, checkDatabase, checkInvariants, type Finding, INVARIANTS } from '../../store/invariants.ts';
import { createWorld, TEST_POLICY, type World } from '../helpers/database.ts';

const DOCUMENT: StoredDocument = {
  push: Buffer.from('0106', 'hex'),
  reference: 7,
  partCount: 2,
  context: null,
  signed: null,
};
const ASKING = { ...TEST_POLICY, ask: { timeoutMs: 60_000, ways: ['hosted'] as const } };

/** One order of each kind of fate, by the doings of the service's own stores. */
interface Fates {
  readonly completed: string;
  readonly answered: string;
  /** Its user had agreed before. */
  readonly standing: string;
  readonly declined: string;
  readonly cancelled: string;
  readonly doubted: string;
  readonly rerun: string;
  readonly asking: string;
  readonly delivering: string;
  /** In the document of the one that is delivering. */
  readonly carried: string;
  readonly queued: string;
}

const keyOf = (orderId: string, run = 1): DeliveryKey => ({ orderId, run, attempt: 1 });

function sendsOf(exposure: number, parts = [1, 2]): PlannedSend[] {
  return parts.map((part) => ({ id: randomUUID(), part, exposure, reference: 1_000 + part }));
}

async function submit({ stores }: World, key: DeliveryKey, carried: readonly string[] = []): Promise<string[]> {
  const sends = sendsOf(1);
  const taken = carried.map((id) => ({ id, run: 1, document: DOCUMENT }));
  if ((await stores.journal.openAttempt(key, 'smpp', { document: DOCUMENT, sends, carried: taken })) !== 'open') {
    throw new Error('The way to the wire is not open');
  }
  const results = sends.map(({ id }) => ({ id, state: 'accepted', messageId: randomUUID(), status: 0 }) as const);
  await stores.journal.record(key, results);
  return results.map(({ messageId }) => messageId);
}

async function complete(world: World, key: DeliveryKey): Promise<void> {
  for (const messageId of await submit(world, key)) {
    await world.stores.receipts.take({ bearer: 'smpp', messageId, state: 'delivered', error: '' });
  }
  await world.stores.settlement.settle(key, { state: 'completed', reason: null, evidence: 'delivered' });
}

async function asked(
  world: World,
  wanted: Pick<NonNullable<Parameters<World['order']>[0]>, 'definition'> = {},
): Promise<{ orderId: string; run: number; number: number }> {
  const orderId = await world.order({ policy: ASKING, ...wanted });
  const key = { orderId, run: 1, number: 1 };
  await world.stores.dialogue.begin({
    ...key,
    way: 'hosted',
    timeoutMs: 60_000,
    token: randomBytes(16).toString('base64url'),
  });
  return key;
}

async function endings(
  world: World,
): Promise<Omit<Fates, 'standing' | 'doubted' | 'rerun' | 'asking' | 'delivering' | 'carried' | 'queued'>> {
  const { stores, principal } = world;
  const completed = await world.order();
  await complete(world, keyOf(completed));
  const answered = await asked(world);
  await stores.answers.answer(answered, { decision: 'accept', answers: {}, language: 'en' });
  await complete(world, keyOf(answered.orderId));
  const declined = await asked(world);
  await stores.answers.answer(declined, { decision: 'decline', answers: {}, language: 'en' });
  await stores.settlement.settle(declined, { state: 'declined', reason: 'user_declined', evidence: 'none' });
  const cancelled = await world.order();
  await stores.orders.cancel(principal.tenantId, cancelled);
  await stores.settlement.settle(keyOf(cancelled), {
    state: 'cancelled',
    reason: 'client_cancelled',
    evidence: 'none',
  });
  return { completed, answered: answered.orderId, declined: declined.orderId, cancelled };
}

async function stands(world: World): Promise<string> {
  const { database, stores, principal } = world;
  const confirmation = { mode: 'hosted', timeout: 'PT1H', standing: 'P90D', text: { en: 'Yes?' } };
  await database.rows(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     select :tenantId, gen_random_uuid(), 'acme', 'standing', version, (body::jsonb || :change::jsonb)::json, 'active', now()
     from definitions where name = 'internet-access' limit 1`,
    { tenantId: principal.tenantId, change: JSON.stringify({ name: 'standing', confirmation, prompts: [] }) },
  );
  const definition = await stores.definitions.find(principal.tenantId, 'standing', undefined);
  if (definition === undefined) throw new Error('The service is not there');
  const first = await asked(world, { definition });
  await stores.answers.answer(first, { decision: 'accept', answers: {}, language: 'en', standing: true });
  await complete(world, keyOf(first.orderId));
  const { orderId } = await asked(world, { definition });
  await complete(world, keyOf(orderId));
  return orderId;
}

/** Two that waited for a phone, one with the settings of both. */
async function merges(world: World): Promise<{ delivering: string; carried: string }> {
  const { journal, settlement, receipts } = world.stores;
  const holder = keyOf(await world.order());
  const messages = await submit(world, holder);
  const [delivering, carried] = [await world.order(), await world.order()];
  for (const id of [delivering, carried]) await journal.queue(keyOf(id));
  for (const messageId of messages) await receipts.take({ bearer: 'smpp', messageId, state: 'delivered', error: '' });
  await settlement.settle(holder, { state: 'completed', reason: null, evidence: 'delivered' });
  await submit(world, keyOf(delivering), [carried]);
  return { delivering, carried };
}

async function create(world: World): Promise<Fates> {
  const { stores, principal } = world;
  const ended = await endings(world);
  const standing = await stands(world);
  const doubted = await world.order();
  await stores.journal.openAttempt(keyOf(doubted), 'smpp', { document: DOCUMENT, sends: sendsOf(1) });
  await stores.journal.doubt(keyOf(doubted));
  await stores.journal.openSends(keyOf(doubted), 'smpp', sendsOf(2));
  await stores.journal.doubt(keyOf(doubted));
  await stores.settlement.settle(keyOf(doubted), { state: 'failed', reason: 'in_doubt', evidence: 'none' });
  const rerun = await world.order();
  await stores.settlement.settle(keyOf(rerun), { state: 'expired', reason: 'order_expired', evidence: 'none' });
  await stores.orders.rerun(principal.tenantId, rerun, { perTenantAndDay: 1_000, perPhoneAndDay: 1_000 });
  await complete(world, keyOf(rerun, 2));
  const { orderId: asking } = await asked(world);
  const { delivering, carried } = await merges(world);
  const queued = await world.order();
  await stores.journal.openAttempt(keyOf(queued), 'smpp', { document: DOCUMENT, sends: sendsOf(1) });
  await stores.journal.queue(keyOf(queued));
  await stores.receipts.take({ bearer: 'smpp', messageId: 'stranger', state: 'delivered', error: '' });
  return { ...ended, standing, doubted, rerun, asking, delivering, carried, queued };
}

let world: World;
let fates: Fates;
let owner: Knex;
const teardowns: (() => unknown)[] = [];
test.before(async () => {
  world = await createWorld({ teardown: (work) => void teardowns.push(work) });
  fates = await create(world);
  owner = createKnex({ client: 'pg', connection: world.url, pool: { min: 0, max: 1 } });
});
test.after.always(async () => {
  await owner.destroy();
  for (const work of teardowns.toReversed()) await work();
});

const violated = (findings: readonly Finding[]) =>
  findings.flatMap(({ name, violations }) => violations.map(({ orderId, what }) => ({ name, orderId, what })));

/** What the checker says of the ledger after it was spoiled; all of it is taken back. */
async function spoiled(statements: readonly string[], orderId: string, more: Record<string, string> = {}) {
  const trx = await owner.transaction();
  try {
    for (const text of statements) await trx.raw(text, { id: orderId, ...more });
    const sql: Sql = { rows: async (text, bindings = {}) => (await trx.raw<{ rows: [] }>(text, bindings)).rows };
    return violated(await checkInvariants(sql));
  } finally {
    await trx.rollback();
  }
}

test.serial('a ledger that the service has written holds, order by order and end by end', async (t) => {
  const findings = await checkDatabase(world.database);
  t.deepEqual(violated(findings), []);
  t.is(findings.length, INVARIANTS.length);
  const states = await world.database.rows<{ state: string }>('select distinct state from orders order by 1');
  t.deepEqual(
    states.map(({ state }) => state),
    [
      'awaiting_acknowledgement',
      'awaiting_user',
      'cancelled',
      'completed',
      'declined',
      'delivering',
      'failed',
      'queued',
    ],
  );
});

const UNGUARDED = 'alter table orders disable trigger user';
const UNGUARDED_EVENTS = 'alter table order_events disable trigger user';
const UNGUARDED_CHARGES = 'alter table charge_records disable trigger user';
const EXPOSE_AGAIN = `
  insert into sends (tenant_id, order_id, run, attempt, part, id, exposure, bearer, reference)
  select tenant_id, order_id, run, attempt, part, gen_random_uuid(), exposure, bearer, 7 from sends
  where order_id = :id and part = 1 and exposure = 2`;

/** Each the way a bug would do it, where need be with the guard of the schema out of the way. */
const SABOTAGE: readonly [title: string, fate: keyof Fates, name: string, said: RegExp, statements: string[]][] = [
  [
    'an order without the event of its acceptance',
    'completed',
    'accepted-in-whole',
    /0 events order\.accepted/,
    [UNGUARDED_EVENTS, "delete from order_events where order_id = :id and type = 'order.accepted'"],
  ],
  [
    'an order that was run again twice at once',
    'rerun',
    'accepted-in-whole',
    /2 events order\.rerun/,
    [
      `insert into order_events (tenant_id, order_id, run, type)
       select tenant_id, order_id, run, type from order_events where order_id = :id and type = 'order.rerun'`,
    ],
  ],
  [
    'an event of a run that never was',
    'completed',
    'accepted-in-whole',
    /a run that never was/,
    [
      "insert into order_events (tenant_id, order_id, run, type) select tenant_id, id, 2, 'x' from orders where id = :id",
    ],
  ],
  [
    'a user who is waited for and was not asked',
    'asking',
    'accepted-in-whole',
    /without a question/,
    ['delete from prompts where order_id = :id'],
  ],
  [
    'an acknowledgement awaited for nothing',
    'queued',
    'accepted-in-whole',
    /without an attempt/,
    ["update orders set state = 'awaiting_acknowledgement', queued_at = null where id = :id"],
  ],
  [
    'an order that was left lying past its end',
    'delivering',
    'ends-in-time',
    /was to end by/,
    ["update orders set expires_at = now() - interval '1 day' where id = :id"],
  ],
  [
    'an order that nobody starts',
    'asking',
    'ends-in-time',
    /nobody has tried to start it/,
    ["update orders set state = 'accepted', start_due_at = now() - interval '1 hour' where id = :id"],
  ],
  [
    'an order without its idempotency key',
    'completed',
    'one-request',
    /0 idempotency keys/,
    ['delete from idempotency_keys where order_id = :id'],
  ],
  [
    'two orders made of one request',
    'completed',
    'one-request',
    /shares its idempotency key/,
    [
      'alter table idempotency_keys drop constraint idempotency_keys_pkey',
      `update idempotency_keys set key = (select key from idempotency_keys where order_id = :id)
       where order_id <> :id and order_id = (select id from orders where state = 'cancelled')`,
    ],
  ],
  [
    'a final state that was set back',
    'completed',
    'ends-once',
    /ended as completed, and is delivering/,
    [UNGUARDED, "update orders set state = 'delivering', settled_at = null where id = :id"],
  ],
  [
    'a final state that became another',
    'declined',
    'ends-once',
    /ended as declined, and is expired/,
    [UNGUARDED, "update orders set state = 'expired' where id = :id"],
  ],
  [
    'a run that ended without a word',
    'delivering',
    'ends-once',
    /has ended, and was not told/,
    ["update orders set state = 'failed', settled_at = now(), holds_turn = false where id = :id"],
  ],
  [
    'a run that ended twice',
    'completed',
    'ends-once',
    /ended 2 times/,
    [
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select tenant_id, order_id, run, type, detail from order_events where order_id = :id and type = 'order.settled'`,
    ],
  ],
  [
    'a cancellation that nobody asked for',
    'cancelled',
    'ends-once',
    /nobody has asked for it/,
    [UNGUARDED_EVENTS, "delete from order_events where order_id = :id and type = 'order.cancel_requested'"],
  ],
  [
    'a refusal that nobody spoke',
    'declined',
    'ends-once',
    /nobody has said so/,
    [UNGUARDED_EVENTS, "delete from order_events where order_id = :id and type = 'user.declined'"],
  ],
  [
    'a false success',
    'doubted',
    'evidence-proven',
    /shows applied, which nothing proves/,
    ["update orders set evidence = 'applied' where id = :id"],
  ],
  [
    'evidence that went back',
    'delivering',
    'evidence-proven',
    /after better was known/,
    ["update orders set evidence = 'none' where id = :id"],
  ],
  [
    'an acknowledgement that was forgotten',
    'delivering',
    'evidence-proven',
    /shows submitted after/,
    [
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select tenant_id, id, 1, 'acknowledgement.received', '{"outcome": "applied"}' from orders where id = :id`,
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select tenant_id, id, 1, 'order.settled', '{"state": "unconfirmed"}' from orders where id = :id`,
      "update orders set state = 'unconfirmed', settled_at = now(), holds_turn = false where id = :id",
    ],
  ],
  [
    'an order completed on less than it wanted',
    'completed',
    'evidence-proven',
    /wanted applied/,
    ["update orders set wanted_evidence = 'applied' where id = :id"],
  ],
  [
    'an order that failed with all that it wanted',
    'doubted',
    'evidence-proven',
    /is failed with none, and wanted none/,
    ["update orders set wanted_evidence = 'none' where id = :id"],
  ],
  [
    'a second charge for one part',
    'completed',
    'charged-as-earned',
    /sms\.part 1\/2 was charged 2 times/,
    [
      'alter table charge_records drop constraint charge_records_once',
      `insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id)
       select tenant_id, order_id, run, kind, unit, class, device_id from charge_records where order_id = :id and unit = '1/2'`,
    ],
  ],
  [
    'a charge that was left out',
    'answered',
    'charged-as-earned',
    /prompt\.answered 1 was not charged/,
    [UNGUARDED_CHARGES, "delete from charge_records where order_id = :id and kind = 'prompt.answered'"],
  ],
  [
    'a consent that did not stand',
    'standing',
    'consent-before-delivery',
    /before anybody said yes/,
    ['update standing_consents set expires_at = given_at'],
  ],
  [
    'a charge for what did not happen',
    'delivering',
    'charged-as-earned',
    /document\.delivered was charged and did not happen/,
    [
      `insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
       select tenant_id, id, 1, 'document.delivered', 'x', device_id from orders where id = :id`,
    ],
  ],
  [
    'a charge for the device of another order',
    'completed',
    'charged-as-earned',
    /for another device/,
    [UNGUARDED_CHARGES, "update charge_records set device_id = :id where order_id = :id and kind = 'order.accepted'"],
  ],
  [
    'a question before the answer to which something was sent',
    'answered',
    'consent-before-delivery',
    /before anybody said yes/,
    [
      UNGUARDED_EVENTS,
      `update order_events set type = 'x' where order_id = :id and type = 'user.answered'`,
      `insert into order_events (tenant_id, order_id, run, type)
       select tenant_id, id, 1, 'user.answered' from orders where id = :id`,
    ],
  ],
  [
    'a document that was sent to somebody who said no',
    'declined',
    'consent-before-delivery',
    /who said no/,
    [
      `insert into order_events (tenant_id, order_id, run, type)
       select tenant_id, id, 1, 'attempt.started' from orders where id = :id`,
    ],
  ],
  [
    'an answer that was taken without its record of consent',
    'answered',
    'consent-before-delivery',
    /0 consents/,
    ['alter table consents disable trigger user', 'delete from consents where order_id = :id'],
  ],
  [
    'a third exposure of a part',
    'doubted',
    'exposed-twice-at-most',
    /part 1 was exposed 3 times/,
    ['drop index sends_exposure_once', EXPOSE_AGAIN],
  ],
  [
    'two sends in one slot',
    'doubted',
    'exposed-twice-at-most',
    /two sends in slot 2/,
    ['drop index sends_exposure_once', EXPOSE_AGAIN],
  ],
  [
    'a second document in one run',
    'completed',
    'one-document',
    /has 2 documents/,
    [
      'alter table documents drop constraint documents_pkey',
      `insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count)
       select tenant_id, order_id, run, 'other', 5, sha256('other'), 8, 2 from documents where order_id = :id`,
    ],
  ],
  [
    'an attempt with a document of another length',
    'completed',
    'one-document',
    /2 parts of a document in 3/,
    ['update documents set part_count = 3 where order_id = :id'],
  ],
  [
    'a document without a proof in short messages',
    'completed',
    'proven-or-trusted',
    /went by smpp without a proof/,
    [
      "insert into bearers (name, kind, url_sealed) select 'smpp', 'smpp', '' where not exists (select from bearers where name = 'smpp')",
      `update orders set kind = 'provisioning', security = 'none', context_id = id, context_name = 'http://tps.example/'
       where id = :id`,
    ],
  ],
  [
    'a document that waits for no context',
    'completed',
    'proven-or-trusted',
    /waits for no context/,
    [
      `insert into document_links (tenant_id, order_id, run, attempt, bearer, way, token_hash, most_fetches, expires_at)
       select tenant_id, order_id, run, attempt, 'pull', 'context', sha256('x'), 1, now() from attempts where order_id = :id limit 1`,
    ],
  ],
  [
    'a part that is not in the journal',
    'doubted',
    'one-document',
    /part 2 is in no send/,
    ['delete from sends where order_id = :id and part = 2'],
  ],
  [
    'a part more than the document has',
    'doubted',
    'one-document',
    /part 3 is one too many/,
    [
      "insert into parts select order_id, run, attempt, 3, 'planned', tenant_id from parts where order_id = :id and part = 1",
    ],
  ],
  [
    'a journal row that was skipped',
    'doubted',
    'journal-agrees',
    /3 sends are journaled, and 4 were told/,
    ['delete from sends where order_id = :id and part = 2 and exposure = 2'],
  ],
  [
    'a part that went back',
    'delivering',
    'journal-agrees',
    /part 1 is planned/,
    ["update parts set state = 'planned' where order_id = :id and part = 1"],
  ],
  [
    'a part said to be delivered without a receipt',
    'delivering',
    'journal-agrees',
    /part 1 is delivered, and/,
    ["update parts set state = 'delivered' where order_id = :id and part = 1"],
  ],
  [
    'an attempt that counts a part it does not have',
    'doubted',
    'journal-agrees',
    /1 parts counted as accepted/,
    ['update attempts set parts_accepted = 1 where order_id = :id'],
  ],
  [
    'an attempt that went back',
    'delivering',
    'journal-agrees',
    /is open with 2 of 2/,
    ["update attempts set outcome = 'open' where order_id = :id"],
  ],
  [
    'an answer that was given to a send without being kept',
    'delivering',
    'journal-agrees',
    /is accepted and has no answer/,
    ['update sends set answered_at = null where order_id = :id'],
  ],
  [
    'a receipt whose send is gone',
    'completed',
    'receipts-matched',
    /names no send/,
    ['alter table receipts drop constraint receipts_send', 'delete from sends where order_id = :id and part = 1'],
  ],
  [
    'a receipt that was given to the send of another message',
    'completed',
    'receipts-matched',
    /another message/,
    ["update receipts set message_id = 'other' where order_id = :id"],
  ],
  [
    'a receipt that nobody matched',
    'delivering',
    'receipts-matched',
    /waits for a send/,
    [
      "update sends set written_at = now() - interval '41 minutes' where order_id = :id",
      `insert into receipts (bearer, message_id, state, error, received_at)
       select bearer, message_id, 'delivered', '', now() - interval '40 minutes' from sends where order_id = :id`,
    ],
  ],
  [
    'a send after a cancellation was granted',
    'cancelled',
    'nothing-after-the-end',
    /attempt\.started came after order\.cancel_requested/,
    [
      `insert into order_events (tenant_id, order_id, run, type)
       select tenant_id, id, 1, 'attempt.started' from orders where id = :id`,
    ],
  ],
  [
    'a resend after the end',
    'completed',
    'nothing-after-the-end',
    /attempt\.continued came after order\.settled/,
    [
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select tenant_id, id, 1, 'attempt.continued', '{"attempt": 1, "parts": 0}' from orders where id = :id`,
    ],
  ],
  [
    'two holders of one turn',
    'queued',
    'one-holder',
    /one of 2 that have the turn/,
    ['drop index orders_device_turn', 'update orders set holds_turn = true where id = :id'],
  ],
  [
    'a turn that was not let go at the end',
    'cancelled',
    'one-holder',
    /is cancelled, and has the turn/,
    [
      'drop index orders_device_turn',
      'alter table orders drop constraint orders_turn_only_open',
      UNGUARDED,
      'update orders set holds_turn = true where id = :id',
    ],
  ],
  [
    'an order that sends without the turn',
    'delivering',
    'one-holder',
    /has no turn/,
    ['update orders set holds_turn = false where id = :id'],
  ],
  [
    'an order that was replaced by one that does not know of it',
    'cancelled',
    'replaced-once',
    /which replaces none/,
    [UNGUARDED, 'update orders set replaced_by = (select id from orders where id <> :id limit 1) where id = :id'],
  ],
  [
    'an order that sends while another has the turn',
    'delivering',
    'strict-turns',
    /had the turn, and attempt\.continued came of order/,
    [
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select o.tenant_id, o.id, 1, 'attempt.continued', '{"attempt": 1, "parts": 0}' from orders o, orders q
       where q.id = :id and o.phone_key = q.phone_key and o.state = 'completed' limit 1`,
    ],
  ],
  [
    'an order that was carried and not told so',
    'carried',
    'carried-as-told',
    /was told so 0 times/,
    [UNGUARDED_EVENTS, "delete from order_events where order_id = :id and type = 'order.carried'"],
  ],
  [
    'an order in a document that nobody made',
    'carried',
    'carried-as-told',
    /a document of .* that is not there/,
    ['delete from documents where order_id = (select carried_by from orders where id = :id)'],
  ],
  [
    'an order that was let go without a word',
    'carried',
    'carried-as-told',
    /its carrier is told to be released, and was not/,
    ["update orders set carrier_end = 'released', state = 'queued', queued_at = now() where id = :id"],
  ],
  [
    'an order that its carrier forgot',
    'carried',
    'carried-as-told',
    /which carries it, has ended/,
    [
      `insert into order_events (tenant_id, order_id, run, type, detail)
       select tenant_id, carried_by, carried_run, 'order.settled', '{"state": "completed"}' from orders where id = :id`,
    ],
  ],
  [
    'an order that sends while another carries it',
    'carried',
    'carried-as-told',
    /sent by itself while/,
    [
      `insert into attempts (tenant_id, order_id, run, attempt, bearer, part_count)
       select tenant_id, id, run, 1, 'smpp', 1 from orders where id = :id`,
    ],
  ],
  [
    'an order that never heard of the end of its carrier',
    'carried',
    'carried-as-told',
    /was not heard/,
    [
      UNGUARDED_EVENTS,
      `insert into order_events (tenant_id, order_id, run, type, detail, at)
       select tenant_id, carried_by, carried_run, 'order.settled', '{"state": "completed"}', now() - interval '1 hour'
       from orders where id = :id`,
      "update orders set carrier_end = 'sent' where id = :id",
    ],
  ],
  [
    'evidence that its carrier has and it has not',
    'carried',
    'evidence-proven',
    /shows none after better was known/,
    ["update orders set evidence = 'none' where id = :id"],
  ],
  [
    'evidence that its carrier has not',
    'carried',
    'evidence-proven',
    /shows delivered, which nothing proves/,
    ["update orders set evidence = 'delivered' where id = :id"],
  ],
  [
    'an order that was carried after it was cancelled',
    'carried',
    'nothing-after-the-end',
    /order\.carried came after order\.cancel_requested/,
    [
      UNGUARDED_EVENTS,
      `update order_events set type = 'order.cancel_requested' where order_id = :id and type = 'order.queued'`,
    ],
  ],
  [
    'an order that queues behind nobody',
    'queued',
    'queue-moves',
    /nobody has the turn/,
    [
      UNGUARDED,
      "update orders set queued_at = now() - interval '1 hour' where id = :id",
      "update orders set settled_at = now() - interval '30 minutes' where settled_at is not null",
      'update orders set holds_turn = false where holds_turn',
    ],
  ],
  [
    'a fetch that no receipt tells of',
    'completed',
    'fetched-is-delivered',
    /was fetched 1 times, and no receipt says so/,
    [
      `insert into document_links (tenant_id, order_id, run, attempt, bearer, way, token_hash, most_fetches, fetches, expires_at, fetched_at)
       select tenant_id, order_id, run, attempt, bearer, 'sms', 'x', 3, 1, now(), now() from attempts where order_id = :id`,
    ],
  ],
  [
    'an order in the queue that is not queued',
    'asking',
    'queue-moves',
    /is awaiting_user, and is in the queue/,
    ['update orders set queued_at = now() where id = :id'],
  ],
];

for (const [title, fate, name, said, statements] of SABOTAGE) {
  test.serial(`the checker turns red for ${title}`, async (t) => {
    const found = await spoiled(statements, fates[fate]);
    t.true(
      found.some((it) => it.name === name && it.orderId === fates[fate] && said.test(it.what)),
      JSON.stringify(found),
    );
  });
}

test.serial('no invariant is there that no sabotage has shown to bite', (t) => {
  t.deepEqual(
    [...new Set(SABOTAGE.map(([, , name]) => name))].toSorted(),
    INVARIANTS.map(({ name }) => name).toSorted(),
  );
});

test.serial('a document that was pushed whole is one part, also when its bearer is there no more', async (t) => {
  const other = await createWorld(t);
  const pushed = { ...keyOf(await other.order()) };
  await other.database.rows("insert into bearers (name, kind, url_sealed) values ('ppg', 'pap', '')");
  const sends = sendsOf(1, [1]);
  await other.stores.journal.openAttempt(pushed, 'ppg', { document: DOCUMENT, sends });
  await other.stores.journal.record(
    pushed,
    sends.map(({ id }) => ({ id, state: 'accepted', messageId: 'push-1', status: 0 }) as const),
  );
  t.deepEqual(violated(await checkDatabase(other.database)), []);
  await other.database.rows('delete from bearers');
  t.deepEqual(violated(await checkDatabase(other.database)), []);
});

test.serial('orders that ended longer ago are left out, and no more violations are told than wanted', async (t) => {
  const trx = await owner.transaction();
  try {
    const sql: Sql = { rows: async (text, bindings = {}) => (await trx.raw<{ rows: [] }>(text, bindings)).rows };
    await sql.rows('delete from idempotency_keys');
    const some = await checkInvariants(sql, { ...CHECK_EVERYTHING, most: 2 });
    t.like(
      some.find(({ name }) => name === 'one-request'),
      { count: 13 },
    );
    t.is(some.find(({ name }) => name === 'one-request')?.violations.length, 2);
    const open = await checkInvariants(sql, { ...CHECK_EVERYTHING, days: 0 });
    t.like(
      open.find(({ name }) => name === 'one-request'),
      { count: 4 },
    );
  } finally {
    await trx.rollback();
  }
});
