// A provider's whole life in seven calls, with the client package: from a document that works today to a phone that has
// its settings.
import { readFile } from 'node:fs/promises';
import { createClient, waitForOrder } from '@dm-wsi/client';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');
const { API = 'http://127.0.0.1:8080', HANDSETS = 'http://127.0.0.1:2790', KEY } = process.env;
const client = createClient({ baseUrl: API, key: KEY ?? (await read('../.state/api-key')).trim() });

// A phone and a version of its own for each run: neither can be made twice.
const digits = String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
const [msisdn, imsi] = [`+9991${digits}`, `0010100${digits}`];
const version = `1.0.${Math.floor(Date.now() / 1_000) % 1e9}`;
const phone = `${HANDSETS}/handsets/${msisdn}`;
await fetch(phone, { method: 'PUT', body: JSON.stringify({ imsi }) });

// Register: 1. the document becomes a definition, and nothing is stored; 2. it is kept as a draft; 3. it is made active
const name = 'acme-mail';
const { data: proposal } = await client.POST('/v1/definitions/import', {
  params: { query: { name, version } },
  headers: { 'content-type': 'application/xml' },
  body: await read('mail.xml'),
});
await client.POST('/v1/definitions', { body: proposal.definition });
const { data: active } = await client.POST('/v1/definitions/{name}/{version}/activate', {
  params: { path: { name, version } },
});
console.log(`${name} ${version} is ${active.state}`);

// 4. The device that stands for the phone
await client.POST('/v1/devices', { body: { msisdn, imsi } });

// 5. Plan: what an order would do, and nothing is done
const body = {
  device: { msisdn },
  definition: { name, version },
  parameters: { username: 'jane', password: 'correct-horse' },
};
const { data: plan } = await client.POST('/v1/plans', { body });
console.log(`an order is allowed: ${plan.allowed}, and takes ${plan.size?.parts.most} short messages`);

// 6. Order; 7. follow: the service answers when the order has ended
const { data: accepted } = await client.POST('/v1/orders', { body });
const order = await waitForOrder(client, accepted.id, AbortSignal.timeout(60_000));
console.log(`order ${order.id} is ${order.state}`);

// What the phone holds now
const { documents } = JSON.parse(await (await fetch(phone)).text());
console.log(documents[0].xml);
