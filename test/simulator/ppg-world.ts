import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { createPapGateway } from '../../bearers/pap/gateway.ts';
import { createPapNotifications } from '../../bearers/pap/notifications.ts';
import type { PapOptions } from '../../bearers/pap/options.ts';
import type { BearerReceipt } from '../../domain/bearer.ts';
import { createPpg, type PpgOptions } from '../../simulator/ppg.ts';
import type { PpgLogEntry } from '../../simulator/ppg-log.ts';
import { createCaller } from './world.ts';

export const USER = 'wsi';
export const PASSWORD = 'p:w';

/** Starts a gateway for as long as the test runs. */
export async function startPpg(t: ExecutionContext, options: PpgOptions = {}) {
  const ppg = await createPpg({ password: PASSWORD, retryMs: 10, ...options });
  t.teardown(() => ppg.stop());
  const control = createCaller(`http://127.0.0.1:${ppg.controlPort}`);
  return {
    ...ppg,
    url: `http://127.0.0.1:${ppg.papPort}/wappush`,
    control,
    log: async () => (await control<PpgLogEntry[]>('GET', '/log')).body,
    pushes: async () => (await control<{ pushId: string; state: string }[]>('GET', '/pushes')).body,
  };
}

/** The bearer of the product as client, with the right credentials. */
export function openBearer(t: ExecutionContext, url: string, options: Partial<PapOptions> = {}) {
  const bearer = createPapGateway(
    { url, user: USER, password: PASSWORD, drainMs: 0, ...options },
    { log: () => undefined },
  );
  t.teardown(() => bearer.stop());
  return bearer;
}

/** Takes result notifications over HTTP as the product does; the gateway is told where. */
export async function startSink(t: ExecutionContext, { failures = 0 } = {}) {
  const receipts: BearerReceipt[] = [];
  const answers: number[] = [];
  let left = failures;
  const take = createPapNotifications(
    { name: 'pap', initiator: 'dm-wsi', credentials: { token: 't0ken', basic: 'ppg:secret' } },
    {
      log: () => undefined,
      listener: {
        async receiptArrived(receipt) {
          if (left > 0) {
            left -= 1;
            throw new Error('No store');
          }
          receipts.push(receipt);
        },
      },
    },
  );
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const token = request.url?.split('/').at(-1);
      const { authorization } = request.headers;
      const answer = await take({ token, authorization, body: Buffer.concat(chunks) });
      answers.push(answer.status);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })();
  });
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { receipts, answers, url: `http://ppg:secret@127.0.0.1:${port}/n/t0ken` };
}
