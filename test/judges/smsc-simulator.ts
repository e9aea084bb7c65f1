import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, freePorts, HOST, isListening, START_MS, within } from './kannel-parts.ts';
import { environment } from './programs.ts';
import { type ForeignSmsc, judgeThousand, type Taken, type Trial } from './thousand-orders.ts';
import { smscSimulator } from './tools.ts';
import type { Verdict } from './verdict.ts';

export const PROGRAMS = process.env['SMSC_SIMULATOR'] === undefined ? ['go'] : [];

const NAME = 'carrier';
const DELIVERED = { delay: { distribution: 'fixed', ticks: 5 }, outcome_weights: { delivered: 1 }, clock: 'logical' };

interface Profile extends Pick<Trial, 'ends' | 'atLeast'> {
  readonly name: string;
  readonly scenario: Readonly<Record<string, unknown>>;
}

/** After its own examples, with receipts that the orders wait for. */
const PROFILES: readonly Profile[] = [
  {
    name: 'healthy',
    scenario: {
      profile: 'healthy',
      latency: { distribution: 'fixed', params: { ms: 20 } },
      dlr: DELIVERED,
    },
    ends: ['completed'],
    atLeast: { completed: 1_000 },
  },
  {
    // One submit in five is refused, every hundredth ends the connection together with the receipts that were due on it.
    name: 'flaky',
    scenario: {
      profile: 'flaky-carrier',
      params: {
        success_rate: 0.8,
        error_mix: { ESME_RSYSERR: 1, ESME_RSUBMITFAIL: 1 },
        disconnect_interval_ticks: 100,
      },
      latency: { distribution: 'normal', params: { mean_ms: 20, stddev_ms: 10 } },
      dlr: DELIVERED,
    },
    ends: ['completed', 'unconfirmed'],
    atLeast: { completed: 900, refused: 100, inDoubt: 1 },
  },
  {
    name: 'throttling',
    scenario: {
      profile: 'throttling-carrier',
      params: { throughput_cap_per_sec: 10, error_code: 'ESME_RTHROTTLED' },
      latency: { distribution: 'fixed', params: { ms: 5 } },
      dlr: DELIVERED,
    },
    ends: ['completed'],
    atLeast: { completed: 1_000, refused: 10 },
  },
];

export const CASES = PROFILES.map(({ name }) => ({ name: `a thousand orders, ${name}` }));

export async function judgeAll(): Promise<Verdict[]> {
  const program = await smscSimulator();
  const verdicts: Verdict[] = [];
  for (const { scenario, ends, atLeast } of PROFILES) {
    const judged = judgeThousand({ start: () => startSimulator(program, scenario), ends, atLeast });
    verdicts.push(await judged.catch((error: unknown) => ({ type: 'disagrees', reason: String(error) }) as const));
  }
  return verdicts;
}

interface Recorded {
  readonly message_id: string;
  readonly dest_addr: string;
  readonly short_message: string;
}

async function startSimulator(program: string, scenario: Profile['scenario']): Promise<ForeignSmsc> {
  const { smpp, http } = await freePorts('smpp', 'http');
  const folder = await mkdtemp(join(tmpdir(), 'smsc-simulator-'));
  const config = join(folder, 'config.yml');
  // Every JSON is YAML.
  await writeFile(config, JSON.stringify(configuration({ smpp, http }, scenario)));
  const child = spawn(program, ['--config', config], { env: environment(), stdio: 'ignore' });
  await within(START_MS, 'the simulator to answer', () => isListening(http));
  const recordsOf = async (destination: string): Promise<Taken[]> => {
    const address = destination.replace('+', '');
    const url = `http://${HOST}:${http}/v1/virtual-smscs/${NAME}/received-pdus?destAddr=${address}`;
    const records = (await (await fetch(url)).json()) as Recorded[];
    return records.map((one) => ({
      messageId: one.message_id,
      destination: `+${one.dest_addr}`,
      userData: one.short_message,
    }));
  };
  return {
    url: `smpp://judge:secret@${HOST}:${smpp}?source=17170&reconnectMin=50&reconnectMax=500`,
    async taken(destinations) {
      const taken: Taken[] = [];
      for (const destination of destinations) taken.push(...(await recordsOf(destination)));
      return taken;
    },
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration({ smpp, http }: { smpp: number; http: number }, scenario: Profile['scenario']): unknown {
  return {
    observability: { http_port: http },
    virtual_smscs: [
      {
        name: NAME,
        port: smpp,
        bind_credentials: { system_id: 'judge', password: 'secret' },
        addr_ton: 1,
        addr_npi: 1,
        seed: 7,
        pdu_buffer_size: 100_000,
        quiescence_flush_ms: 200,
        scenario,
      },
    ],
  };
}
