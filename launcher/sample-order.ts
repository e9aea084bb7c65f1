import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** The virtual handset that the sample goes to; its numbers are of no real subscriber (ITU-T E.164.3, test network 001 01). */
const SAMPLE_PHONE = { msisdn: '+99901000001', imsi: '001010000000001' } as const;

const LIMIT_MS = 20_000;
const FINAL = ['completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'];

export interface SampleOptions {
  readonly apiUrl: string;
  readonly key: string;
  /** Control port of the virtual handsets. */
  readonly handsetUrl: string;
  readonly say: (line: string) => void;
}

/**
 * Runs one order as a provisioning system would, over HTTP alone, and tells what happened to it. The account is what the
 * service and the phone say, nothing else.
 *
 * @throws Error when a call is refused, or the order has not ended after 20 seconds
 */
export async function runSampleOrder({ apiUrl, key, handsetUrl, say }: SampleOptions): Promise<void> {
  const api: Call = (method, path, body) =>
    callJson(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(method === 'POST' && { 'idempotency-key': `sample-${randomUUID()}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const phone = `${handsetUrl}/handsets/${encodeURIComponent(SAMPLE_PHONE.msisdn)}`;

  await callJson(phone, { method: 'PUT', body: JSON.stringify({ imsi: SAMPLE_PHONE.imsi }) });
  await ensureDevice(api);
  const order = await api('POST', '/v1/orders', {
    device: { msisdn: SAMPLE_PHONE.msisdn },
    definition: { name: 'internet-access' },
    parameters: { name: 'Example Internet', apn: 'internet.example' },
  });
  const id = String(order['id']);
  say(`Sample order ${id}: internet-access for the virtual handset ${SAMPLE_PHONE.msisdn}`);
  const state = await untilFinal(() => api('GET', `/v1/orders/${id}`));
  const { items: events } = await api('GET', `/v1/orders/${id}/events`);
  say(`  the service says   ${textsOf(events, 'type').join(' → ')}`);
  const handset = await callJson(phone);
  const last = listOf(handset['documents']).at(-1);
  say(`  the handset says   ${last === undefined ? 'nothing installed' : 'MAC verified, settings installed'}`);
  say(`  the order ended    ${state}`);
}

type Json = Readonly<Record<string, unknown>>;
type Call = (method: string, path: string, body?: object) => Promise<Json>;

/** The device may be there from an earlier start. */
async function ensureDevice(api: Call): Promise<void> {
  const found = await api('GET', `/v1/devices?msisdn=${encodeURIComponent(SAMPLE_PHONE.msisdn)}`);
  if (listOf(found['items']).length === 0) await api('POST', '/v1/devices', SAMPLE_PHONE);
}

async function untilFinal(get: () => Promise<Json>): Promise<string> {
  for (const deadline = Date.now() + LIMIT_MS; ; ) {
    const state = String((await get())['state']);
    if (FINAL.includes(state)) return state;
    if (Date.now() > deadline)
      throw new Error(`The sample order has not ended after ${LIMIT_MS / 1_000} s: it is ${state}`);
    await sleep(50);
  }
}

async function callJson(url: string, init: RequestInit = {}): Promise<Json> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(LIMIT_MS) });
  const body: unknown = await response.json().catch(() => ({}));
  const json = isJson(body) ? body : {};
  if (response.ok) return json;
  const { detail } = json;
  const reason = typeof detail === 'string' ? `: ${detail}` : '';
  throw new Error(`${init.method ?? 'GET'} ${new URL(url).pathname} was answered ${response.status}${reason}`);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function textsOf(value: unknown, field: string): string[] {
  return listOf(value).map((item) => String(item[field]));
}
