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

/** A port of 127.0.0.1 that was free a moment ago; nothing keeps it free, so start what needs it at once. */
export async function findFreePort(): Promise<number> {
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
