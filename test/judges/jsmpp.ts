import { spawn } from 'node:child_process';
import { end, freePorts, HOST, START_MS, within } from './kannel-parts.ts';
import { environment } from './programs.ts';
import { type ForeignSmsc, judgeThousand, type Taken } from './thousand-orders.ts';
import { jsmppJars } from './tools.ts';
import type { Verdict } from './verdict.ts';

const JAVA = 'java';
export const PROGRAMS = [JAVA, 'mvn'];
export const CASES = [{ name: 'a thousand orders over jsmpp 3.0.1' }];

/** It has nothing to be asked but its log, which names each message as it is taken, and not the phone. */
const TAKEN = /return message id ([0-9a-f]+)/g;

/**
 * jsmpp's simulator writes message ids in hexadecimal into its answers and in decimal into its receipts, which it sends a second
 * later.
 */
export async function judgeAll(): Promise<Verdict[]> {
  const jars = await jsmppJars();
  return [await judgeThousand({ start: () => startJsmpp(jars), ends: ['completed'], atLeast: { completed: 1_000 } })];
}

async function startJsmpp(jars: string): Promise<ForeignSmsc> {
  const { port } = await freePorts('port');
  const properties = [
    `-Djsmpp.simulator.port=${port}`,
    '-Djsmpp.client.systemId=judge',
    '-Djsmpp.client.password=secret',
  ];
  const child = spawn(JAVA, ['-cp', jars, ...properties, 'org.jsmpp.examples.SMPPServerSimulator'], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('latin1').on('data', (chunk: string) => void (log += chunk));
  await within(START_MS, 'jsmpp to listen', () => log.includes('Listening on port'));
  return {
    url: `smpp://judge:secret@${HOST}:${port}?source=17170&responseIds=hex&receiptIds=decimal`,
    taken: async () =>
      Array.from(log.matchAll(TAKEN), ([, id = '']): Taken => ({ messageId: BigInt(`0x${id}`).toString() })),
    stop: () => end(child),
  };
}
