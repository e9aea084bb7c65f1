import { setTimeout as sleep } from 'node:timers/promises';
import { prepareDatabase } from '../../bin/migrate.ts';
import { ensureDatabase } from '../../launcher/database.ts';
import { createProgress } from '../../launcher/progress.ts';
import { startScratchParts } from '../../launcher/scratch.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { type Stack, startStack } from '../helpers/stack.ts';
import type { Verdict } from './verdict.ts';

/*
 * A thousand orders, each for a phone of its own, over the whole service to an SMSC that others wrote, which sends receipts and
 * has no phones. Then its ledger is held against ours.
 */

const ORDERS = 1_000;
const CALLERS = 25;
const END_MS = 900_000;
const FINAL = ['completed', 'unconfirmed', 'failed'];

/** What a foreign SMSC says it took, or was offered, of one short message. */
export interface Taken {
  /** As our journal writes it. */
  readonly messageId: string;
  /** Absent where it does not say. */
  readonly destination?: string;
  readonly userData?: string;
}

export interface ForeignSmsc {
  /** Where the service finds it. */
  readonly url: string;
  /** Every submit_sm that it has seen and has a message id for. */
  taken(destinations: readonly string[]): Promise<Taken[]>;
  stop(): Promise<void>;
}

export interface Trial {
  readonly start: () => Promise<ForeignSmsc>;
  /** The states in which orders may end there. */
  readonly ends: readonly string[];
  /** What must have happened for the trial to be one: counts by the name that it has in the verdict. */
  readonly atLeast: Partial<Record<keyof Counts, number>>;
}

/** Sends by what was answered, and ends of orders. */
interface Counts {
  readonly accepted: number;
  readonly refused: number;
  readonly inDoubt: number;
  readonly completed: number;
  readonly unconfirmed: number;
  readonly failed: number;
}

interface Sent {
  readonly msisdn: string;
  readonly state: string;
  readonly messageId: string | null;
}

/** Runs one trial with a database and a Temporal server of its own. */
export async function judgeThousand(trial: Trial): Promise<Verdict> {
  const teardowns: (() => unknown)[] = [];
  const t = { teardown: (work: () => unknown) => void teardowns.push(work) };
  try {
    const smsc = await trial.start();
    t.teardown(() => smsc.stop());
    const stack = await startStack(t, { ...(await startParts(t)), env: { SMPP_URL: smsc.url, LOG_LEVEL: 'warn' } });
    const phones = await orderAll(stack);
    await untilEnded(stack, trial);
    const [sends, taken] = await Promise.all([sentBy(stack, phones), smsc.taken([...phones.values()])]);
    const counts = await count(stack, sends);
    const faults = [
      ...faultsOf({ sends, taken, phones: [...phones.values()] }),
      ...(await stack.violations()),
      ...shortfall(trial, counts),
    ];
    return faults.length === 0
      ? { type: 'agrees', on: figures(counts) }
      : { type: 'disagrees', reason: `${figures(counts)}; ${faults.slice(0, 5).join('; ')}` };
  } finally {
    for (const work of teardowns.toReversed()) await work();
  }
}

async function startParts(t: { teardown: (work: () => unknown) => void }) {
  const module = new URL('../../tools/temporal', import.meta.url).pathname;
  const parts = await startScratchParts({ env: process.env, module, progress: createProgress(process.stderr) });
  t.teardown(() => parts.stop());
  await ensureDatabase(parts.postgres.url('postgres'), 'judged');
  const databaseUrl = parts.postgres.url('judged');
  await prepareDatabase(databaseUrl);
  return { databaseUrl, temporalAddress: parts.temporal.address };
}

/** Gives the number of the phone of each order. */
async function orderAll(stack: Stack): Promise<Map<string, string>> {
  const definition = {
    ...onePartDefinition(),
    name: 'judged',
    acknowledgement: { evidence: 'delivered', timeout: 'PT1M' },
  };
  await stack.register(definition);
  const phones = new Map<string, string>();
  const numbers = Array.from({ length: ORDERS }, (_, i) => `+35840${String(i).padStart(7, '0')}`);
  const left = numbers.values();
  const one = async (): Promise<void> => {
    for (const msisdn of left) {
      const imsi = `24405${msisdn.slice(-10)}`;
      await required(stack, '/v1/devices', { msisdn, imsi });
      const { id } = await stack.order({
        device: { msisdn },
        definition: { name: 'judged' },
        parameters: { name: 'Acme', apn: 'internet.acme.example' },
      });
      phones.set(id, msisdn);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, one));
  return phones;
}

async function required(stack: Stack, path: string, body?: unknown): Promise<void> {
  const { status, body: said } = await stack.call('POST', path, body);
  if (status >= 300) throw new Error(`POST ${path} answered ${status}: ${JSON.stringify(said)}`);
}

async function untilEnded({ database, worker }: Stack, { ends }: Trial): Promise<void> {
  for (const deadline = Date.now() + END_MS; ; await sleep(500)) {
    const rows = await database.rows<{ state: string; count: number }>(
      'select state, count(*)::int as count from orders group by state',
    );
    const wrong = rows.find(({ state }) => FINAL.includes(state) && !ends.includes(state));
    if (wrong !== undefined) throw new Error(`${wrong.count} orders ended ${wrong.state}\n${worker.log()}`);
    if (rows.every(({ state }) => FINAL.includes(state))) return;
    if (Date.now() > deadline) throw new Error(`Not ended in time: ${JSON.stringify(rows)}\n${worker.log()}`);
  }
}

async function sentBy({ database }: Stack, phones: ReadonlyMap<string, string>): Promise<Sent[]> {
  const rows = await database.rows<{ order_id: string; state: string; message_id: string | null }>(
    "select order_id, state, message_id from sends where state <> 'unsent'",
  );
  return rows.map(({ order_id: id, state, message_id: messageId }) => ({
    msisdn: phones.get(id) ?? '',
    state,
    messageId,
  }));
}

async function count({ database }: Stack, sends: readonly Sent[]): Promise<Counts> {
  const rows = await database.rows<{ state: string; count: number }>(
    'select state, count(*)::int as count from orders group by state',
  );
  const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  const sent = (state: string): number => sends.filter((send) => send.state === state).length;
  return {
    accepted: sent('accepted'),
    refused: sent('refused'),
    inDoubt: sent('in_doubt'),
    completed: of('completed'),
    unconfirmed: of('unconfirmed'),
    failed: of('failed'),
  };
}

interface Ledgers {
  readonly sends: readonly Sent[];
  readonly taken: readonly Taken[];
  readonly phones: readonly string[];
}

/** What the two ledgers do not agree on. */
function faultsOf({ sends, taken, phones }: Ledgers): string[] {
  const byId = new Map(taken.map((one) => [one.messageId, one]));
  const accepted = sends.filter(({ state }) => state === 'accepted');
  const unknown = accepted.filter(({ messageId, msisdn }) => {
    const one = byId.get(messageId ?? '');
    return one === undefined || (one.destination ?? msisdn) !== msisdn;
  });
  return [
    ...unknown.map(({ messageId }) => `it does not know ${messageId}, which it accepted`),
    ...(new Set(accepted.map(({ messageId }) => messageId)).size < accepted.length ? ['an id was given twice'] : []),
    ...(accepted.length < phones.length ? [`${accepted.length} accepted of ${phones.length}`] : []),
    ...(taken.some(({ destination }) => destination !== undefined)
      ? phones.flatMap((msisdn) => faultsAt({ sends, taken, phones }, msisdn))
      : tally(taken.length, sends, 'all')),
  ];
}

/** Each phone's: it saw each part at least once, always with the same octets, and as often as we have journaled. */
function faultsAt({ sends, taken }: Ledgers, msisdn: string): string[] {
  const seen = taken.filter(({ destination }) => destination === msisdn);
  const octets = new Set(seen.map(({ userData }) => userData));
  return [
    ...(octets.size === 1 ? [] : [`${octets.size} different messages for one phone`]),
    ...tally(
      seen.length,
      sends.filter((send) => send.msisdn === msisdn),
      'one phone',
    ),
  ];
}

/** What is in doubt may have been seen there or not; everything else was. */
function tally(seen: number, sends: readonly Sent[], where: string): string[] {
  const sure = sends.filter(({ state }) => state === 'accepted' || state === 'refused').length;
  return seen >= sure && seen <= sends.length
    ? []
    : [`${seen} seen for ${where}, ${sure} to ${sends.length} journaled`];
}

function shortfall({ atLeast }: Trial, counts: Counts): string[] {
  return Object.entries(counts).flatMap(([name, got]: [string, number]) => {
    const wanted = Object.entries(atLeast).find(([key]) => key === name)?.[1] ?? 0;
    return got >= wanted ? [] : [`${got} ${name}, expected ${wanted} at least`];
  });
}

function figures(counts: Counts): string {
  return Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ');
}
