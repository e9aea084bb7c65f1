import type { Config } from './config.ts';

type TemporalConfig = Pick<Config, 'temporalAddress'>;

/** On one machine, compressing what goes to the Temporal server costs a tenth of the throughput and saves nothing. */
export function connectionOptions({ temporalAddress }: TemporalConfig) {
  const local = /^(127\.|localhost:|\[::1\])/.test(temporalAddress);
  return { address: temporalAddress, ...(local && { grpcCompression: { codec: 'none' as const } }) };
}

/** Waits for the Temporal server with pauses that grow to five seconds; the connection itself does not try again. */
export async function untilConnected<T>(connect: () => Promise<T>, failed: (tries: number) => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await connect();
    } catch {
      failed(tries);
      await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 250 * tries)));
    }
  }
}
