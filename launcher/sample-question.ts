import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, callerOf, callJson, ensurePhone, listOf, type SampleOptions } from './api-calls.ts';
import { SAMPLE_DEFINITION } from './sample-definition.ts';

/** The virtual handset whose user is whoever sits at this machine. */
const SAMPLE_PHONE = { msisdn: '+99901000003', imsi: '001010000000003' } as const;

const LIMIT_MS = 90_000;
const LINK = /https?:\/\/\S+/;

/** Where to look. */
export interface SampleQuestion {
  readonly orderId: string;
  /** The page that asks. */
  readonly link: string;
  /** The phone's screen. */
  readonly screen: string;
}

/**
 * Registers a service whose user is asked on our page, and orders it, so that a person can open the link and answer. The
 * question of an earlier start is taken back: the virtual phone has forgotten its link.
 *
 * @throws Error when a call is refused, or the phone has no link in time
 */
export async function askSampleQuestion(options: SampleOptions): Promise<SampleQuestion> {
  const { say } = options;
  const api = callerOf(options);
  const phone = await ensurePhone(api, options, SAMPLE_PHONE);
  const { name, version } = SAMPLE_DEFINITION;
  await api('POST', '/v1/definitions', SAMPLE_DEFINITION);
  await api('POST', `/v1/definitions/${name}/${version}/activate`);
  await takeBack(api, name);
  const known = listOf((await callJson(phone))['inbox']).length;
  const device = { msisdn: SAMPLE_PHONE.msisdn };
  const order = await api('POST', '/v1/orders', { device, definition: { name }, parameters: {} });
  const orderId = String(order['id']);
  const link = await untilLink(async () => listOf((await callJson(phone))['inbox']).slice(known));
  const screen = `${phone}/screen`;
  say(`Sample question ${orderId}: ${name} for the virtual handset ${SAMPLE_PHONE.msisdn}, whose user you are`);
  say(`  open and answer    ${link}`);
  say(`  the phone's screen ${screen}`);
  return { orderId, link, screen };
}

async function takeBack(api: Call, definition: string): Promise<void> {
  const { items } = await api('GET', `/v1/orders?definition=${definition}&state=awaiting_user`);
  for (const order of listOf(items)) await api('POST', `/v1/orders/${String(order['id'])}/cancel`);
}

async function untilLink(inbox: () => Promise<readonly Readonly<Record<string, unknown>>[]>): Promise<string> {
  for (const deadline = Date.now() + LIMIT_MS; ; ) {
    const link = (await inbox()).map(({ text }) => LINK.exec(String(text))?.[0]).find((one) => one !== undefined);
    if (link !== undefined) return link;
    if (Date.now() > deadline) throw new Error(`The phone of the sample has got no link after ${LIMIT_MS / 1_000} s`);
    await sleep(50);
  }
}
