import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** What a port is for, and the environment variable that moves it. */
export interface PortUse {
  /** As a reader of the error knows it, such as `the API`. */
  readonly name: string;
  readonly port: number;
  readonly variable: string;
}

/**
 * Below the ports that systems give to outgoing connections (Linux from 32768, macOS from 49152): a port found there is
 * not taken by the next connection that anybody opens, however long a server takes until it listens.
 */
const LOWEST = 20_000;
const BEYOND = 32_000;
const TRIES = 50;

/** A port of 127.0.0.1 that was free a moment ago; nothing but luck keeps it free. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, BEYOND);
    try {
      return await listenOnce(port);
    } catch {
      // Taken: the next one.
    }
  }
  return listenOnce(0);
}

/**
 * Checks that something of ours can listen on a port of 127.0.0.1.
 *
 * @throws Error naming the port and the variable that moves it
 */
export async function ensurePortFree({ name, port, variable }: PortUse): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    throw new Error(
      `Cannot start ${name} on ${LOOPBACK}:${port}: expected a free port, got ${codeOf(error)}; set ${variable} to another`,
      { cause: error },
    );
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  server.listen({ port, host: LOOPBACK, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return isAddress(address) ? address.port : port;
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return 'an error';
  return error.code === 'EADDRINUSE' ? 'one that is in use' : String(error.code);
}
