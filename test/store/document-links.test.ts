import { randomUUID } from 'node:crypto';
import test from 'ava';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import type { StoredDocument } from '../../domain/delivery.ts';
import type { LinkTerms } from '../../domain/document-link.ts';
import { createWorld, type World } from '../helpers/database.ts';

const TERMS: LinkTerms = { bearer: 'pull', way: 'sms', fetches: 2, lifeMs: 3_600_000 };
const { push, partCount } = encodeProvisioningMessage(
  { version: '1.1', characteristics: [] },
  { method: 'NETWPIN', imsi: '244051234567890' },
);
const DOCUMENT: StoredDocument = { push, partCount, reference: 1, context: null };

/** An order whose attempt by a bearer of links is journaled, and its link. */
async function offered(world: World, terms: Partial<LinkTerms> = {}) {
  const { stores, database } = world;
  const orderId = await world.order();
  const key = { orderId, run: 1, attempt: 1 };
  const sends = [{ id: randomUUID(), part: 1, exposure: 1, reference: 1 }];
  const gate = await stores.journal.openAttempt(key, 'pull', { document: DOCUMENT, sends });
  if (gate !== 'open') throw new Error(`Expected an open gate, got ${gate}`);
  const link = await stores.documentLinks.offer(key, { ...TERMS, ...terms });
  if (link === undefined) throw new Error('The order takes no link');
  /** As the worker does once the text is out. */
  const answer = async () => {
    const results = sends.map(({ id }) => ({ id, state: 'accepted' as const, messageId: link.messageId, status: 0 }));
    return stores.journal.record(key, results);
  };
  const row = async () =>
    (
      await database.rows<{ fetches: number; evidence: string; state: string }>(
        'select l.fetches, o.evidence, o.state from document_links l join orders o on o.id = l.order_id where o.id = :orderId',
        { orderId },
      )
    )[0];
  return { key, link, answer, row };
}

test('the first fetch of a document is evidence, told once; further ones change nothing', async (t) => {
  const world = await createWorld(t);
  const { documentLinks } = world.stores;
  const { key, link, answer, row } = await offered(world);
  await answer();
  t.like(await row(), { fetches: 0, evidence: 'submitted' });
  t.deepEqual((await documentLinks.find(link.token))?.push, Buffer.from(push));
  t.like(await row(), { fetches: 0 }, 'a look takes nothing');

  const first = await documentLinks.fetch(link.token);
  t.deepEqual(first?.reports, [{ id: key.orderId, run: 1, attempt: 1, outcome: 'delivered' }]);
  t.deepEqual(first?.document.push, Buffer.from(push));
  t.like(await row(), { fetches: 1, evidence: 'delivered' });
  t.deepEqual((await documentLinks.fetch(link.token))?.reports, []);
  t.is(await documentLinks.fetch(link.token), undefined);
  t.is(await documentLinks.find(link.token), undefined);
  t.like(await row(), { fetches: 2, evidence: 'delivered' });
});

test('of many who fetch at once no more get the document than its link allows', async (t) => {
  const world = await createWorld(t);
  const { link, answer, row } = await offered(world);
  await answer();
  const got = await Promise.all(Array.from({ length: 8 }, () => world.stores.documentLinks.fetch(link.token)));
  t.is(got.filter((one) => one !== undefined).length, 2);
  t.is(got.flatMap((one) => one?.reports ?? []).length, 1);
  t.like(await row(), { fetches: 2 });
});

test('a fetch that is quicker than the answer of the network counts once that is there', async (t) => {
  const world = await createWorld(t);
  const { key, link, answer, row } = await offered(world);
  t.deepEqual((await world.stores.documentLinks.fetch(link.token))?.reports, []);
  t.like(await row(), { fetches: 1, evidence: 'none' });
  t.true(await answer());
  t.deepEqual(await world.stores.receipts.matchParked(), [
    { id: key.orderId, run: 1, attempt: 1, outcome: 'delivered' },
  ]);
  t.like(await row(), { evidence: 'delivered' });
});

test('the link of an attempt stays the same, and only its hash is stored', async (t) => {
  const world = await createWorld(t);
  const { key, link } = await offered(world);
  t.deepEqual(await world.stores.documentLinks.offer(key, TERMS), link);
  t.regex(link.token, /^[\w-]{22}$/);
  const rows = await world.database.rows<{ text: string }>('select l::text as text from document_links l');
  t.false(JSON.stringify(rows).includes(link.token));
  t.false(JSON.stringify(rows).includes(Buffer.from(link.token, 'base64url').toString('hex')));
});

test('a link ends with its time, its order, its run, its document and the right of its tenant', async (t) => {
  const world = await createWorld(t);
  const { database, stores } = world;
  for (const [what, end] of [
    ['time', 'update document_links set expires_at = now() where order_id = :orderId'],
    ['cancellation', 'update orders set cancel_requested_at = now() where id = :orderId'],
    ['failure', "update orders set state = 'failed', settled_at = now(), holds_turn = false where id = :orderId"],
    [
      'completion by other means',
      "update orders set state = 'completed', settled_at = now(), holds_turn = false where id = :orderId",
    ],
    ['another run', 'update orders set run = 2 where id = :orderId'],
    ['erasure', 'update documents set push_sealed = null where order_id = :orderId'],
    [
      'suspension',
      'update tenants set suspended_at = now() where id = (select tenant_id from orders where id = :orderId)',
    ],
  ] as const) {
    const { key, link, answer } = await offered(world);
    await answer();
    t.truthy(await stores.documentLinks.find(link.token), what);
    await database.rows(end, { orderId: key.orderId });
    t.is(await stores.documentLinks.find(link.token), undefined, what);
    t.is(await stores.documentLinks.fetch(link.token), undefined, what);
    await database.rows('update orders set holds_turn = false where id = :orderId', { orderId: key.orderId });
  }
});

test('a link whose time is over unfetched is told once, as a negative receipt; one that was fetched is not', async (t) => {
  const world = await createWorld(t);
  const { database, stores } = world;
  const { key, link, answer } = await offered(world);
  await answer();
  t.deepEqual(await stores.documentLinks.expire(10), [], 'its time is not over');
  await database.rows('update document_links set expires_at = now()');
  t.deepEqual(await stores.documentLinks.expire(10), [{ id: key.orderId, run: 1, attempt: 1, outcome: 'failed' }]);
  t.deepEqual(await stores.documentLinks.expire(10), []);
  t.is(await stores.documentLinks.fetch(link.token), undefined);
  await database.rows('update orders set holds_turn = false');
  const fetched = await offered(world);
  await fetched.answer();
  await stores.documentLinks.fetch(fetched.link.token);
  await database.rows('update document_links set expires_at = now() where order_id = :orderId', fetched.key);
  t.deepEqual(await stores.documentLinks.expire(10), []);
});

test('what was fetched and completed its order can be fetched again while its link lives', async (t) => {
  const world = await createWorld(t);
  const { key, link, answer } = await offered(world);
  await answer();
  await world.stores.documentLinks.fetch(link.token);
  await world.stores.settlement.settle(key, { state: 'completed', reason: null, evidence: 'delivered' });
  t.truthy(await world.stores.documentLinks.fetch(link.token));
});
