import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import test from 'ava';
import { ensurePortFree, findFreePort } from '../../launcher/ports.ts';

test('findFreePort() gives a port that can be listened on', async (t) => {
  const port = await findFreePort();
  t.true(port > 1_023 && port < 65_536);
  await t.notThrowsAsync(ensurePortFree({ name: 'it', port, variable: 'PORT' }));
});

test('ensurePortFree() names the part, the port in use and the variable that moves it', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;

  await t.throwsAsync(ensurePortFree({ name: 'the API', port, variable: 'HTTP_PORT' }), {
    message: `Cannot start the API on 127.0.0.1:${port}: expected a free port, got one that is in use; set HTTP_PORT to another`,
  });
});

test('ensurePortFree() tells another reason than a port in use', async (t) => {
  const error = await t.throwsAsync(ensurePortFree({ name: 'it', port: 70_000, variable: 'PORT' }));
  t.regex(error.message, /got ERR_SOCKET_BAD_PORT/);
});
