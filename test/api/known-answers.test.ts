import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import type { ProvisioningError } from '../../domain/errors.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { askClient } from '../helpers/ask-client.ts';

const ASKING = {
  name: 'asking',
  version: '1.0.0',
  title: 'Asking',
  parameters: {
    type: 'object',
    required: ['number', 'phone'],
    additionalProperties: false,
    properties: {
      number: { type: 'string', format: 'msisdn' },
      phone: { type: 'string', maxLength: 20 },
    },
  },
  prompts: [
    { parameter: 'number', known: 'device.msisdn', text: { en: 'Your number?' } },
    { parameter: 'phone', known: 'device.model', text: { en: 'Which phone do you have?' } },
  ],
  confirmation: { mode: 'client', text: { en: 'Acme wants to set up its pages.' } },
  document: [
    {
      type: 'APPLICATION',
      parms: { APPID: 'w2', NAME: [{ from: 'number' }, ' ', { from: 'phone' }] },
      children: [{ type: 'RESOURCE', parms: { URI: 'https://acme.example/' } }],
    },
  ],
};

interface Asking extends ApiWorld {
  readonly device: (fields: Json) => Promise<Json>;
  readonly order: (device: Json, parameters?: Json) => Promise<Json>;
  readonly plan: (device: Json, parameters?: Json) => Promise<Json>;
  /** The names that the user of an order is asked for. */
  readonly asked: (id: string) => Promise<string[]>;
}

const body = (device: Json, parameters: Json = {}) => ({
  device: { id: device.id },
  definition: { name: 'asking' },
  parameters,
});

async function createAsking(t: Pick<ExecutionContext, 'teardown'>): Promise<Asking> {
  const world = await createApiWorld(t);
  const need = async (status: number, ...[method, path, options]: Parameters<ApiWorld['call']>): Promise<Json> => {
    const reply = await world.call(method, path, options);
    if (reply.status !== status) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };
  await need(201, 'POST', '/v1/definitions', { body: ASKING });
  await need(200, 'POST', '/v1/definitions/asking/1.0.0/activate');
  return {
    ...world,
    device: (fields) => need(201, 'POST', '/v1/devices', { body: { imsi: '244051234567890', ...fields } }),
    order: (device, parameters) =>
      need(202, 'POST', '/v1/orders', {
        body: body(device, parameters),
        headers: { 'idempotency-key': randomUUID() },
      }),
    plan: (device, parameters) => need(200, 'POST', '/v1/plans', { body: body(device, parameters) }),
    asked: async (id) => {
      await askClient(world.stores, id);
      const { questions } = await need(200, 'GET', `/v1/orders/${id}`);
      return questions.map(({ parameter }: Json) => parameter);
    },
  };
}

const names = ({ confirmation }: Json): string[] => confirmation.questions.map(({ parameter }: Json) => parameter);

test('what the record of the device knows is not asked, and is in the order', async (t) => {
  const world = await createAsking(t);
  const device = await world.device({ msisdn: '+358401234567', model: 'N95' });
  t.deepEqual(names(await world.plan(device)), []);
  const { id } = await world.order(device);
  t.deepEqual(await world.asked(id), []);
  t.like(await world.stores.orders.materialOf(world.tenantId, id), {
    parameters: { number: '+358401234567', phone: 'N95' },
  });
  t.is((await world.call('POST', `/v1/orders/${id}/answer`, { body: { decision: 'accept' } })).status, 202);
});

test('what it does not know is asked, and so is what has not the form that is wanted', async (t) => {
  const world = await createAsking(t);
  const nameless = await world.device({ msisdn: '+358401234567' });
  t.deepEqual(names(await world.plan(nameless)), ['phone']);
  const { id } = await world.order(nameless);
  t.deepEqual(await world.asked(id), ['phone']);
  const answer = (answers: Json) =>
    world.call('POST', `/v1/orders/${id}/answer`, { body: { decision: 'accept', answers } });
  t.is((await answer({ phone: 'N95', number: '+358409999999' })).body.code, 'parameters_invalid');
  t.is((await answer({ phone: 'N95' })).status, 202);

  const wordy = await world.device({ msisdn: '+358401234568', imsi: '244051234567891', model: 'x'.repeat(21) });
  t.deepEqual(names(await world.plan(wordy)), ['phone']);
});

test('what the order says goes before what is known', async (t) => {
  const world = await createAsking(t);
  const device = await world.device({ msisdn: '+358401234567', model: 'N95' });
  const { id } = await world.order(device, { phone: 'Another' });
  t.like(await world.stores.orders.materialOf(world.tenantId, id), {
    parameters: { number: '+358401234567', phone: 'Another' },
  });
});

test('a plan does not show what the device is known by', async (t) => {
  const world = await createAsking(t);
  const device = await world.device({ msisdn: '+358401234567', model: 'Canary 95' });
  const plan = await world.plan(device);
  t.true(plan.allowed, JSON.stringify(plan.findings));
  t.regex(plan.document, /NAME" value="\*\*\*"/);
  t.false(JSON.stringify({ ...plan, device: null }).includes('358401234567'));
  t.false(plan.document.includes('Canary'));
});

for (const [what, change, field] of [
  ['a fact that no device has', { known: 'device.colour' }, '/prompts/0/known'],
  ['a fact for a secret', { known: 'device.msisdn', secret: true }, '/prompts/0/known'],
] as const) {
  test(`a definition that names ${what} is refused at that place`, (t) => {
    const [first, second] = ASKING.prompts;
    const error = t.throws<ProvisioningError>(() =>
      checkDefinition({ ...ASKING, prompts: [{ ...first, ...change }, second] }),
    );
    t.deepEqual(
      error.faults.map((fault) => fault.field),
      [field],
    );
  });
}

test('a fact of the device answers a string only', (t) => {
  const properties = { ...ASKING.parameters.properties, phone: { type: 'integer' } };
  const error = t.throws<ProvisioningError>(() =>
    checkDefinition({ ...ASKING, parameters: { ...ASKING.parameters, properties } }),
  );
  t.deepEqual(
    error.faults.map((fault) => fault.field),
    ['/prompts/1/known'],
  );
});
