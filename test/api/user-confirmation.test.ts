import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { CONFIRMATION_RULES } from '../../domain/tenant.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';

const TEXT = { en: 'Acme wants to set up internet on this phone.' };
const PARAMETERS = { name: 'Acme', apn: 'internet.acme.example' };

/** Services by name, as their providers want them confirmed. */
const SERVICES: Readonly<Record<string, Json>> = {
  unasked: { mode: 'none' },
  'by-client': { mode: 'client', timeout: 'PT1H', text: TEXT },
  'by-link-of-client': { mode: 'hosted', link: 'client', timeout: 'PT1H', text: TEXT },
  'by-sms': { mode: 'sms', timeout: 'PT1H', text: TEXT },
  'by-all': { mode: ['client', 'sms', 'hosted'], timeout: 'PT1H', onTimeout: 'proceed', text: TEXT },
};

interface Wanting extends ApiWorld {
  /** A phone of its tenant, with its number. */
  readonly phone: () => Promise<{ readonly id: string; readonly msisdn: string }>;
  /** The plan of an order, and what became of the order itself. */
  readonly look: (
    definition: string,
    deviceId: string,
  ) => Promise<{ plan: Json; status: number; body: Json; ask: Json }>;
}

let number = 0;

/** A tenant with a rule of the operator's, and its services. */
async function created(t: ExecutionContext, rule: (typeof CONFIRMATION_RULES)[number]): Promise<Wanting> {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', settings: { confirmation: rule } });
  const call: ApiWorld['call'] = (method, path, options) => world.call(method, path, { key, ...options });
  for (const [name, confirmation] of Object.entries(SERVICES)) {
    for (const kind of name === 'unasked' ? ['bootstrap', 'provisioning'] : ['bootstrap']) {
      const called = kind === 'bootstrap' ? name : `${name}-later`;
      const body = { ...onePartDefinition(), name: called, kind, confirmation };
      const made = await call('POST', '/v1/definitions', { body });
      if (made.status !== 201) throw new Error(made.text);
      const active = await call('POST', `/v1/definitions/${called}/1.0.0/activate`);
      if (active.status !== 200) throw new Error(active.text);
    }
  }
  const phone = async () => {
    number += 1;
    const msisdn = `+35840${1_000_000 + number}`;
    const { body } = await call('POST', '/v1/devices', { body: { msisdn, imsi: `24405${1_000_000_000 + number}` } });
    return { id: String(body.id), msisdn };
  };
  const look: Wanting['look'] = async (name, id) => {
    const body = { device: { id }, definition: { name }, parameters: PARAMETERS };
    const { body: plan } = await call('POST', '/v1/plans', { body });
    const order = await call('POST', '/v1/orders', { body, headers: { 'idempotency-key': randomUUID() } });
    const ask = world.started.find((run) => run.id === order.body.id)?.policy.ask ?? null;
    return { plan, status: order.status, body: order.body, ask };
  };
  return { ...world, call, phone, look };
}

const prove = ({ database }: ApiWorld, id: string) =>
  database.rows(`update devices set proof = 'confirmed' where id = :id`, { id });

/** As a bootstrap of another tenant leaves it in the same phone. */
async function openForOther({ database, addKey, call }: ApiWorld, msisdn: string): Promise<void> {
  const key = await addKey({ tenant: 'other' });
  const { body } = await call('POST', '/v1/devices', { key, body: { msisdn } });
  await database.rows(
    `insert into contexts (tenant_id, name, device_id, phone_key, evidence)
     select tenant_id, 'other.example', id, phone_key, 'delivered' from devices where id = :id`,
    { id: body.id },
  );
}

test('As a tenant begins, its definitions say who is asked, whatever its binding rests on', async (t) => {
  const world = await created(t, 'as_defined');
  const { id } = await world.phone();
  for (const name of Object.keys(SERVICES)) {
    const { plan, status, body } = await world.look(name, id);
    t.is(status, 202, body.detail);
    t.false(plan.confirmation.required);
  }
  t.deepEqual((await world.look('by-all', id)).ask.ways, ['client', 'sms', 'hosted']);
});

test('Where the operator wants the word of the user of a phone that is only claimed, nobody else speaks for him', async (t) => {
  const world = await created(t, 'first_contact');
  const { id } = await world.phone();
  for (const name of ['unasked', 'unasked-later', 'by-client', 'by-link-of-client']) {
    const { plan, status, body } = await world.look(name, id);
    t.is(status, 422, name);
    t.is(body.code, 'confirmation_required');
    t.like(plan, { allowed: false, confirmation: { required: true } });
    t.is(plan.findings[0].code, 'confirmation_required');
  }
  t.deepEqual(await world.database.rows(`select 1 from orders`), []);

  const { plan, status, ask } = await world.look('by-all', id);
  t.is(status, 202);
  t.like(ask, { ways: ['sms', 'hosted'], onTimeout: 'expire', userOnly: true });
  t.like(plan.confirmation, { required: true, ways: ['sms', 'hosted'], onTimeout: 'expire' });
  t.deepEqual((await world.look('by-sms', id)).ask.ways, ['sms']);
});

test('Once the binding is proved, the definitions say again who is asked', async (t) => {
  const world = await created(t, 'first_contact');
  const { id } = await world.phone();
  await prove(world, id);
  for (const name of Object.keys(SERVICES)) {
    const { plan, status } = await world.look(name, id);
    t.is(status, 202, name);
    t.false(plan.confirmation.required);
  }
});

test('A bootstrap of a phone that is open for another tenant needs its user, and does not say why', async (t) => {
  const world = await created(t, 'first_contact');
  const [claimed, taken] = [await world.phone(), await world.phone()];
  await prove(world, taken.id);
  await openForOther(world, taken.msisdn);
  const first = await world.look('unasked', claimed.id);
  const second = await world.look('unasked', taken.id);
  t.is(second.body.code, 'confirmation_required');
  t.is(second.body.detail, first.body.detail);
  t.deepEqual(second.plan.findings, first.plan.findings);
  t.deepEqual((await world.look('by-all', taken.id)).ask.ways, ['sms', 'hosted']);
  t.is((await world.look('unasked-later', taken.id)).status, 202, 'what is no first contact needs no more than proof');
});

test('Where the operator always wants it, proof does not replace it', async (t) => {
  const world = await created(t, 'always');
  const { id } = await world.phone();
  await prove(world, id);
  t.is((await world.look('unasked', id)).body.code, 'confirmation_required');
  t.is((await world.look('unasked-later', id)).body.code, 'confirmation_required');
  t.is((await world.look('by-sms', id)).status, 202);
});

test('A tenant sees the rule, and only an operator changes it', async (t) => {
  const world = await created(t, 'first_contact');
  const shown = await world.call('GET', '/v1/tenant');
  t.is(shown.body.settings.confirmation, 'first_contact');
  const patch = { body: { settings: { confirmation: 'as_defined' } }, headers: { 'if-match': '"1"' } };
  t.is((await world.call('PATCH', '/v1/tenant', patch)).status, 400);
  const operator = { tenant: 'platform', platform: true, roles: ['operator'], entitlements: NO_ENTITLEMENTS } as const;
  const key = await world.addKey(operator);
  t.is((await world.call('PATCH', '/v1/tenants/small', { ...patch, key })).status, 200);
  t.is((await world.call('GET', '/v1/tenant')).body.settings.confirmation, 'as_defined');
});

/** The binding is proved, and the phone is open for another tenant. */
const CIRCUMSTANCES = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

for (const rule of CONFIRMATION_RULES) {
  test(`Plans and orders agree where the rule is ${rule}`, async (t) => {
    const world = await created(t, rule);
    const outcomes = new Set<number>();
    for (const [isProved, isOpenForOther] of CIRCUMSTANCES) {
      const { id, msisdn } = await world.phone();
      if (isProved) await prove(world, id);
      if (isOpenForOther) await openForOther(world, msisdn);
      for (const name of [...Object.keys(SERVICES), 'unasked-later']) {
        const { plan, status, body, ask } = await world.look(name, id);
        outcomes.add(status);
        t.is(plan.allowed, status === 202, `${name}: ${JSON.stringify(plan.findings)}`);
        if (status !== 202) t.is(plan.findings[0].code, body.code);
        const asked = { ways: ask?.ways ?? [], onTimeout: ask?.onTimeout ?? null, required: ask?.userOnly === true };
        if (status === 202) t.like(plan.confirmation, asked);
      }
    }
    t.deepEqual(
      [...outcomes].toSorted((a, b) => a - b),
      rule === 'as_defined' ? [202] : [202, 422],
    );
  });
}

test('A plan says that a consent stands and nobody is asked, as long as it does, and counts no question', async (t) => {
  const world = await created(t, 'as_defined');
  const confirmation = { ...SERVICES['by-client'], standing: 'P90D', mode: ['client', 'sms'] };
  const body = { ...onePartDefinition(), name: 'standing', confirmation };
  await world.call('POST', '/v1/definitions', { body });
  await world.call('POST', '/v1/definitions/standing/1.0.0/activate');
  const { id } = await world.phone();
  const before = await world.look('standing', id);
  t.like(before.plan.confirmation, { standing: null, ways: ['client', 'sms'] });
  const begin = (orderId: string) =>
    world.stores.dialogue.begin({ orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null });
  t.is((await begin(before.body.id)).type, 'open');
  const answer = { body: { decision: 'accept', standing: true } };
  const given = await world.call('POST', `/v1/orders/${before.body.id}/answer`, answer);
  t.is(given.status, 202);
  const { withdrawUrl, ...stands } = given.body.standing;
  t.regex(withdrawUrl, /^https:\/\/links\.example\/a\/w\/[\w-]{22}$/);

  const { plan, body: order } = await world.look('standing', id);
  t.like(plan.confirmation, { standing: stands, ways: [], onTimeout: null });
  t.is(plan.policy.answerWithin, null);
  t.false(JSON.stringify(plan.price).includes('prompt.'));
  t.deepEqual(await begin(order.id), { type: 'answered', decision: 'accept' });

  await world.stores.consentLinks.withdrawConsent(withdrawUrl.slice(-22));
  const after = await world.look('standing', id);
  t.like(after.plan.confirmation, { standing: null, ways: ['client', 'sms'] });
  t.is((await begin(after.body.id)).type, 'open');
});

test('What a calling system said for the user does not stand where his own word is wanted', async (t) => {
  const world = await created(t, 'first_contact');
  const confirmation = { ...SERVICES['by-all'], standing: 'P90D' };
  await world.call('POST', '/v1/definitions', { body: { ...onePartDefinition(), name: 'standing', confirmation } });
  await world.call('POST', '/v1/definitions/standing/1.0.0/activate');
  const { id } = await world.phone();
  const begin = (orderId: string, way: 'client' | 'sms') =>
    world.stores.dialogue.begin({ orderId, run: 1, number: 1, way, timeoutMs: 60_000, token: null });
  const give = async (way: 'client' | 'sms') => {
    const { body } = await world.look('standing', id);
    t.is((await begin(body.id, way)).type, 'open');
    const key = { orderId: body.id, run: 1, number: 1 };
    const said = { decision: 'accept', answers: {}, language: 'en', standing: true } as const;
    t.is(await world.stores.answers.answer(key, said), 'taken');
    await world.database.rows(`update devices set proof = 'claimed' where id = :id`, { id });
    return world.look('standing', id);
  };
  const byClient = await give('client');
  t.is(byClient.plan.confirmation.standing, null);
  t.is((await begin(byClient.body.id, 'sms')).type, 'open');
  await world.database.rows(`update prompts set state = 'closed', closed_at = now() where state = 'open'`);
  const byUser = await give('sms');
  t.not(byUser.plan.confirmation.standing, null);
  t.is((await begin(byUser.body.id, 'sms')).type, 'answered');
});
