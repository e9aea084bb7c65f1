import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { type Client, createClient, itemsOf, ProblemError, waitForOrder } from '../../client/src/index.ts';
import { type ApiWorld, shareApiWorld } from '../helpers/api-world.ts';

const enter = shareApiWorld(test);
const INTERNET = {
  definition: { name: 'internet-access' },
  parameters: { name: 'Acme', apn: 'internet.acme.example' },
};
const XML = `<wap-provisioningdoc version="1.1"><characteristic type="APPLICATION">
  <parm name="APPID" value="143"/><parm name="PROVIDER-ID" value="acme"/><parm name="NAME" value="Acme"/>
  <characteristic type="APPADDR"><parm name="ADDR" value="imap.acme.example"/>
    <characteristic type="PORT"><parm name="PORTNBR" value="993"/></characteristic></characteristic>
</characteristic></wap-provisioningdoc>`;

/** A client of the live service that notes what it sends. */
function connect({ url, key }: ApiWorld) {
  const sent: Request[] = [];
  const client = createClient({
    baseUrl: url,
    key,
    fetch: (request) => {
      sent.push(request.clone());
      return fetch(request);
    },
  });
  return { client, sent };
}

let numbers = 0;
async function makeDevice(client: Client): Promise<string> {
  numbers += 1;
  const digits = String(numbers).padStart(7, '0');
  const { data } = await client.POST('/v1/devices', { body: { msisdn: `+35840${digits}`, imsi: `24405${digits}000` } });
  return data.id;
}

/** Moves the orders of the tenant on, as the worker does, once there are some. */
async function moveOrders({ database, tenantId }: ApiWorld, state: string): Promise<void> {
  const move = `update orders set state = :state where tenant_id = :tenantId and state <> :state returning id`;
  while ((await database.rows(move, { tenantId, state })).length === 0) await sleep(20);
}

test.serial('An order gets a key of its own and a correlator, and comes back typed', async (t) => {
  const world = await enter();
  const { client, sent } = connect(world);
  const id = await makeDevice(client);
  const order = () => client.POST('/v1/orders', { body: { device: { id }, ...INTERNET } });
  const [first, second] = [await order(), await order()];
  t.not(first.data.id, second.data.id);
  t.is(first.response.status, 202);
  t.is(first.response.headers.get('location'), `/v1/orders/${first.data.id}`);
  const [device, ...orders] = sent;
  t.false(device?.headers.has('idempotency-key'));
  t.is(new Set(orders.map(({ headers }) => headers.get('idempotency-key'))).size, 2);
  t.is(first.response.headers.get('x-correlator'), String(orders[0]?.headers.get('x-correlator')));
});

test.serial("The caller's own key and correlator are kept", async (t) => {
  const world = await enter();
  const { client } = connect(world);
  const id = await makeDevice(client);
  const order = () =>
    client.POST('/v1/orders', {
      params: { header: { 'Idempotency-Key': 'mine', 'x-correlator': 'case-17' } },
      body: { device: { id }, ...INTERNET },
    });
  const [first, again] = [await order(), await order()];
  t.is(first.data.id, again.data.id);
  t.is(again.response.headers.get('idempotent-replayed'), 'true');
  t.is(again.response.headers.get('x-correlator'), 'case-17');
});

test.serial('What is refused is thrown with its code, status and faults', async (t) => {
  const world = await enter();
  const { client } = connect(world);
  const id = await makeDevice(client);
  const error = await t.throwsAsync(
    client.POST('/v1/orders', { body: { device: { id }, ...INTERNET, parameters: { name: 'Acme' } } }),
    { instanceOf: ProblemError },
  );
  t.like(error, { name: 'ProblemError', code: 'parameters_invalid', status: 422, retryAfter: undefined });
  t.is(error.errors[0]?.field, '/parameters/apn');
  t.regex(error.message, /^POST \/v1\/orders was answered 422 parameters_invalid: /);
  t.regex(String(error.correlator), /^[0-9a-f-]{36}$/);
});

test.serial('A wrong key is refused, and a token is asked for before each call', async (t) => {
  const world = await enter();
  const stranger = createClient({ baseUrl: world.url, key: 'wsi_wrong' });
  await t.throwsAsync(stranger.GET('/v1/orders'), { instanceOf: ProblemError, message: /401 credential_invalid/ });
  let asked = 0;
  const client = createClient({
    baseUrl: world.url,
    token: async () => {
      asked += 1;
      return world.key;
    },
  });
  await client.GET('/v1/orders');
  await client.GET('/v1/client');
  t.is(asked, 2);
});

test.serial('itemsOf() gives a list of many pages, and reads no page before it is needed', async (t) => {
  const world = await enter();
  const { client, sent } = connect(world);
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1) made.push(await makeDevice(client));
  sent.length = 0;
  const devices = itemsOf((page) => client.GET('/v1/devices', { params: { query: { ...page, limit: 2 } } }));
  const found: string[] = [];
  for await (const { id } of devices) {
    found.push(id);
    t.is(sent.length, Math.ceil(found.length / 2));
  }
  t.deepEqual(found, made.toReversed());
});

test.serial('waitForOrder() follows an order to its end, to its questions, or to the end of patience', async (t) => {
  const world = await enter();
  const { client, sent } = connect(world);
  const id = await makeDevice(client);
  const { data: order } = await client.POST('/v1/orders', { body: { device: { id }, ...INTERNET } });
  sent.length = 0;
  await t.throwsAsync(waitForOrder(client, order.id, AbortSignal.timeout(300)), { any: true, name: 'TimeoutError' });
  const [asked] = await Promise.all([waitForOrder(client, order.id), moveOrders(world, 'awaiting_user')]);
  t.is(asked.state, 'awaiting_user');
  await world.database.rows("update orders set state = 'accepted' where id = :id", { id: order.id });
  const settle = async () => {
    await sleep(200);
    const end = { state: 'cancelled', reason: 'client_cancelled', evidence: 'none' } as const;
    await world.stores.settlement.settle({ orderId: order.id, run: 1 }, end);
  };
  const [ended] = await Promise.all([waitForOrder(client, order.id), settle()]);
  t.is(ended.state, 'cancelled');
  t.is(sent.length, 3, 'the service does the waiting');
});

test.serial('Text is sent as it is: a document that works today becomes a definition', async (t) => {
  const world = await enter();
  const { client } = connect(world);
  const { data: proposal } = await client.POST('/v1/definitions/import', {
    params: { query: { name: 'acme-mail', version: '1.0.0' } },
    headers: { 'content-type': 'application/xml' },
    body: XML,
  });
  const { data: draft } = await client.POST('/v1/definitions', { body: proposal.definition });
  t.is(draft.name, 'acme-mail');
  const gone = await client.DELETE('/v1/definitions/{name}/{version}', {
    params: { path: { name: 'acme-mail', version: '1.0.0' } },
  });
  t.is(gone.response.status, 204);
  t.is(gone.data, undefined);
});
