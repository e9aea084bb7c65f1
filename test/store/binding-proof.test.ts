import test, { type ExecutionContext } from 'ava';
import type { AskWay } from '../../domain/asking.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { createWorld, TEST_POLICY, type World } from '../helpers/database.ts';

const YES = { decision: 'accept', answers: {}, language: 'en' } as const;
const TOKEN = 'q83vEjRWeJCrze8SNFZ4kA';

/** What the binding to the phone rests on after a user answered this way. */
async function answered(
  t: ExecutionContext,
  way: AskWay,
  {
    decision = 'accept',
    link,
    meanwhile,
  }: { decision?: 'accept' | 'decline'; link?: 'client'; meanwhile?: string } = {},
) {
  const world = await createWorld(t);
  const confirmation: Partial<ServiceDefinition['confirmation']> = { mode: way, timeout: 'PT1H', text: { en: 'Yes?' } };
  const { tenantId } = world.principal;
  await world.database.rows(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     select :tenantId, gen_random_uuid(), 'acme', 'proof', version, (body::jsonb || :change::jsonb)::json, 'active', now()
     from definitions where name = 'internet-access' limit 1`,
    { tenantId, change: JSON.stringify({ name: 'proof', confirmation: { ...confirmation, ...(link && { link }) } }) },
  );
  const definition = await world.stores.definitions.find(tenantId, 'proof', undefined);
  if (definition === undefined) throw new Error('The service is not there');
  const policy = { ...TEST_POLICY, ask: { timeoutMs: 60_000, ways: [way] } };
  const key = { orderId: await world.order({ policy, definition }), run: 1, number: 1 };
  const token = way === 'hosted' ? TOKEN : null;
  const opening = await world.stores.dialogue.begin({ ...key, way, timeoutMs: 60_000, token });
  t.is(opening.type, 'open');
  if (meanwhile !== undefined) await world.database.rows(meanwhile);
  t.is(await world.stores.answers.answer(key, { ...YES, decision }), 'taken');
  return { world, ...(await bindingOf(world)), events: await eventsOf(world, key.orderId) };
}

const eventsOf = async ({ database }: World, id: string) =>
  (await database.rows<{ type: string }>('select type from order_events where order_id = :id', { id })).map(
    ({ type }) => type,
  );

async function bindingOf({ stores, principal, device }: World) {
  const found = await stores.devices.find(principal.tenantId, { type: 'id', value: device.id });
  return { proof: found?.binding.proof, revision: found?.revision };
}

for (const way of ['sms', 'hosted'] as const) {
  test(`a yes by ${way} proves that the tenant serves the phone, and the order says so`, async (t) => {
    const { proof, revision, events } = await answered(t, way);
    t.is(proof, 'confirmed');
    t.is(revision, 2);
    t.true(events.includes('binding.confirmed'));
  });
}

test('a no proves nothing', async (t) => {
  const { proof, events } = await answered(t, 'sms', { decision: 'decline' });
  t.is(proof, 'claimed');
  t.false(events.includes('binding.confirmed'));
});

test('what the calling system says, or who got his link from it, proves nothing', async (t) => {
  t.is((await answered(t, 'client')).proof, 'claimed');
  t.is((await answered(t, 'hosted', { link: 'client' })).proof, 'claimed');
});

test('a yes proves nothing of another phone that the device became meanwhile, nor takes the place of the operator', async (t) => {
  const other = await answered(t, 'sms', { meanwhile: `update devices set phone_key = '\\x00'` });
  t.is(other.proof, 'claimed');
  const operator = await answered(t, 'sms', { meanwhile: `update devices set proof = 'operator'` });
  t.is(operator.proof, 'operator');
});

test('another number takes the proof away, and anything else does not', async (t) => {
  const { world, proof } = await answered(t, 'sms');
  t.is(proof, 'confirmed');
  await world.database.rows("update orders set state = 'cancelled', settled_at = now() where settled_at is null");
  const { stores, principal, device } = world;
  const caller = { ...principal, correlator: 'test' };
  const change = (patch: object) => stores.devices.change(caller, { id: device.id, revision: undefined }, patch);
  t.is((await change({ model: 'Other 1' })).binding.proof, 'confirmed');
  const moved = await change({ msisdn: '+358401234599' });
  t.like(moved.binding, { proof: 'claimed', by: principal.clientId });
});
