import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import type { Caller } from '../../domain/access.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { createWorld, TEST_POLICY, type World } from '../helpers/database.ts';

const POLICY = { ...TEST_POLICY, ask: { timeoutMs: 60_000, ways: ['client'] as const } };
const TEXT = { en: 'Acme wants to set up internet.' };
const YES = { decision: 'accept', answers: {}, language: 'en', standing: true } as const;
const YEAR: Partial<ServiceDefinition['confirmation']> = { standing: 'P90D' };

type Confirmation = Partial<ServiceDefinition['confirmation']>;

interface Asking extends World {
  /** The service as its newest version has it. */
  service: NonNullable<Awaited<ReturnType<World['stores']['definitions']['find']>>>;
}

/** A world with a service that is confirmed as given. */
async function created(t: ExecutionContext, confirmation: Confirmation = YEAR): Promise<Asking> {
  const world = await createWorld(t);
  return { ...world, service: await release(world, { version: '1.0.0', confirmation }) };
}

async function release(
  { database, stores, principal: { tenantId } }: World,
  change: { version: string; confirmation: Confirmation; prompts?: readonly unknown[] },
): Promise<Asking['service']> {
  const { version, confirmation, prompts = [] } = change;
  const full = { mode: 'client', timeout: 'PT1H', text: TEXT, ...confirmation };
  await database.rows(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     select :tenantId, gen_random_uuid(), 'acme', 'standing', :version, (body::jsonb || :change::jsonb)::json, 'active', now()
     from definitions where name = 'internet-access' limit 1`,
    { tenantId, version, change: JSON.stringify({ name: 'standing', version, confirmation: full, prompts }) },
  );
  const service = await stores.definitions.find(tenantId, 'standing', version);
  if (service === undefined) throw new Error('The service is not there');
  return service;
}

/** A newer version takes its place. */
async function confirm(world: Asking, confirmation: Confirmation, prompts: readonly unknown[] = []): Promise<void> {
  world.service = await release(world, { version: '1.1.0', confirmation, prompts });
}

/** What becomes of the question of a new order. */
async function ask(world: Asking) {
  const orderId = await world.order({ policy: POLICY, definition: world.service });
  const prompt = { orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null } as const;
  return { prompt, opening: await world.stores.dialogue.begin(prompt) };
}

async function give(world: Asking, answer: Parameters<World['stores']['answers']['answer']>[1] = YES): Promise<string> {
  const { prompt, opening } = await ask(world);
  if (opening.type !== 'open') throw new Error(`Expected an open question, got ${opening.type}`);
  await world.stores.answers.answer(prompt, answer);
  return prompt.orderId;
}

const asked = async (world: Asking): Promise<boolean> => (await ask(world)).opening.type === 'open';
const consents = async ({ stores, principal, device }: World) =>
  (await stores.standingConsents.list(principal.tenantId, device.id, { limit: 10, after: undefined })).items;
const callerOf = ({ principal }: World): Caller => ({ ...principal, correlator: 'test' });

test('a user who says so is not asked again, and the order names his consent', async (t) => {
  const world = await created(t);
  const orderId = await give(world);
  const [consent] = await consents(world);
  t.like(consent, { definition: 'standing', orderId, way: 'client', endedAt: null, endedBy: null });
  const days = (Date.parse(String(consent?.expiresAt)) - Date.now()) / 86_400_000;
  t.true(days > 89.9 && days <= 90, `${days}`);

  const { prompt, opening } = await ask(world);
  t.deepEqual(opening, { type: 'answered', decision: 'accept' });
  t.deepEqual(await world.stores.dialogue.begin(prompt), opening);
  const events = await world.database.rows(
    "select detail ->> 'consent' as consent from order_events where order_id = :id and type = 'consent.standing'",
    { id: prompt.orderId },
  );
  t.deepEqual(events, [{ consent: consent?.id }]);
  const [row] = await world.database.rows(
    "select date_trunc('milliseconds', standing_until) = :until::timestamptz as same from consents",
    { until: consent?.expiresAt },
  );
  t.deepEqual(row, { same: true });
});

test('one who only says yes is asked again, and so is one whose service does not allow it', async (t) => {
  const world = await created(t);
  await give(world, { ...YES, standing: false });
  t.true(await asked(world));
  const strict = await created(t, {});
  await give(strict);
  t.deepEqual(await consents(strict), []);
  t.true(await asked(strict));
});

test('one who says no has agreed to nothing', async (t) => {
  const world = await created(t);
  await give(world, { ...YES, decision: 'decline' });
  t.deepEqual(await consents(world), []);
});

test('what is asked beside the consent is asked all the same', async (t) => {
  const world = await created(t);
  await give(world);
  await confirm(world, YEAR, [{ parameter: 'username', secret: false, text: { en: 'Who?' } }]);
  t.true(await asked(world));
});

for (const [what, confirmation] of [
  ['says something else', { ...YEAR, text: { en: 'Acme wants to manage this phone.' } }],
  ['allows none', {}],
] as const) {
  test(`a version of the service that ${what} asks anew`, async (t) => {
    const world = await created(t);
    await give(world);
    await confirm(world, confirmation);
    t.true(await asked(world));
  });
}

test('a consent whose time is over does not count', async (t) => {
  const world = await created(t);
  await give(world);
  t.false(await asked(world));
  await world.database.rows('update standing_consents set expires_at = now()');
  t.true(await asked(world));
});

test('STOP ends it', async (t) => {
  const world = await created(t);
  await give(world);
  await world.stores.answers.stop(String(world.device.msisdn));
  t.like(await consents(world), [{ endedBy: 'stop' }]);
  t.true(await asked(world));
});

test('its tenant ends it, once, and nobody else', async (t) => {
  const world = await created(t);
  await give(world);
  const [consent] = await consents(world);
  const target = { deviceId: world.device.id, id: String(consent?.id) };
  const missing = { code: 'consent_not_found' } as never;
  const withdraw = (caller: Caller, which: typeof target) => world.stores.standingConsents.withdraw(caller, which);
  await t.throwsAsync(withdraw(callerOf(world), { ...target, id: randomUUID() }), missing);
  await t.throwsAsync(withdraw(callerOf(world), { ...target, deviceId: randomUUID() }), missing);
  await t.throwsAsync(withdraw({ ...callerOf(world), tenantId: randomUUID() }, target), missing);
  t.false(await asked(world));

  await withdraw(callerOf(world), target);
  await withdraw(callerOf(world), target);
  t.like(await consents(world), [{ endedBy: 'client' }]);
  t.true(await asked(world));
  const entries = await world.database.rows("select operation from audit_entries where object = 'consents'");
  t.deepEqual(entries, [{ operation: 'withdraw' }]);
});

test('another phone ends it for good, also when the old number comes back', async (t) => {
  const world = await created(t);
  await give(world);
  await world.database.rows("update orders set state = 'cancelled', settled_at = now() where settled_at is null");
  const to = (msisdn: string) =>
    world.stores.devices.change(callerOf(world), { id: world.device.id, revision: undefined }, { msisdn });
  await to('+358401234500');
  t.like(await consents(world), [{ endedBy: 'device' }]);
  await to(String(world.device.msisdn));
  t.true(await asked(world));
});

test('the removal of the device ends it, and leaves nothing that names the phone', async (t) => {
  const world = await created(t);
  await give(world);
  await world.database.rows("update orders set state = 'cancelled', settled_at = now() where settled_at is null");
  await world.stores.devices.erase(callerOf(world), { id: world.device.id, revision: undefined });
  const [row] = await world.database.rows<{ ended_by: string; same: boolean }>(
    'select c.ended_by, exists (select 1 from prompts p where p.phone_key = c.phone_key) as same from standing_consents c',
  );
  t.deepEqual(row, { ended_by: 'device', same: false });
});

test('a newer consent takes the place of the one before', async (t) => {
  const world = await created(t);
  await give(world);
  await world.database.rows('update standing_consents set expires_at = now()');
  await give(world);
  t.deepEqual(
    (await consents(world)).map(({ endedBy }) => endedBy),
    [null, 'replaced'],
  );
  t.false(await asked(world));
});
