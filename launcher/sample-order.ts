import { setTimeout as sleep } from 'node:timers/promises';
import { callerOf, callJson, ensurePhone, type Json, listOf, type SampleOptions } from './api-calls.ts';

/** The virtual handset that the sample goes to. */
const SAMPLE_PHONE = { msisdn: '+99901000001', imsi: '001010000000001' } as const;

const LIMIT_MS = 90_000;
const FINAL = ['completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'];

/**
 * Runs one order as a provisioning system would, over HTTP alone, and tells what happened to it. The account is what the
 * service and the phone say, nothing else.
 *
 * @throws Error when a call is refused, or the order has not ended in time
 */
export async function runSampleOrder(options: SampleOptions): Promise<void> {
  const { say } = options;
  const api = callerOf(options);
  const phone = await ensurePhone(api, options, SAMPLE_PHONE);
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

async function untilFinal(get: () => Promise<Json>): Promise<string> {
  for (const deadline = Date.now() + LIMIT_MS; ; ) {
    const state = String((await get())['state']);
    if (FINAL.includes(state)) return state;
    if (Date.now() > deadline)
      throw new Error(`The sample order has not ended after ${LIMIT_MS / 1_000} s: it is ${state}`);
    await sleep(50);
  }
}

function textsOf(value: unknown, field: string): string[] {
  return listOf(value).map((item) => String(item[field]));
}
