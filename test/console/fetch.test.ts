import { randomUUID } from 'node:crypto';
import test from 'ava';
import { encodeProvisioningMessage } from '../../codecs/provisioning-message.ts';
import { createPageWorld, newToken } from '../helpers/page-world.ts';

const WBXML = 'application/vnd.wap.connectivity-wbxml';
const XML = 'text/vnd.wap.connectivity-xml';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const SECRET = { method: 'NETWPIN', imsi: '244051234567890' } as const;
const MESSAGE = encodeProvisioningMessage(
  {
    version: '1.1',
    characteristics: [{ type: 'APPLICATION', parms: [{ name: 'APPID', value: '143' }], children: [] }],
  },
  SECRET,
);

async function createLinked(t: Parameters<typeof createPageWorld>[0]) {
  const world = await createPageWorld(t);
  const orderId = await world.order();
  const key = { orderId, run: 1, attempt: 1 };
  const id = randomUUID();
  const { push, partCount } = MESSAGE;
  const document = { push, partCount, reference: 1, context: null };
  await world.stores.journal.openAttempt(key, 'pull', {
    document,
    sends: [{ id, part: 1, exposure: 1, reference: 1 }],
  });
  const link = await world.stores.documentLinks.offer(key, { bearer: 'pull', way: 'sms', fetches: 2, lifeMs: 60_000 });
  if (link === undefined) throw new Error('The order takes no link');
  const { token, messageId } = link;
  await world.stores.journal.record(key, [{ id, state: 'accepted', messageId, status: 0 }]);
  const fetches = async () =>
    (await world.database.rows<{ fetches: number }>('select fetches from document_links'))[0]?.fetches;
  return { ...world, orderId, token, url: `${world.origin}/p/${token}`, fetches };
}

test('a document is served with what proves it, octet for octet', async (t) => {
  const { url, fetched, orderId, fetches } = await createLinked(t);
  const reply = await fetch(url, { headers: { accept: WBXML } });
  t.is(reply.status, 200);
  t.is(reply.headers.get('content-type'), `${WBXML}; SEC=0; MAC=${MESSAGE.mac}`);
  t.is(reply.headers.get('cache-control'), 'no-store');
  t.deepEqual(new Uint8Array(await reply.arrayBuffer()), new Uint8Array(MESSAGE.wbxml));
  t.deepEqual(fetched, [orderId]);
  t.is(await fetches(), 1);
});

test('who takes XML only gets that', async (t) => {
  const { url } = await createLinked(t);
  const reply = await fetch(url, { headers: { accept: `${XML}, */*;q=0.1` } });
  t.is(reply.headers.get('content-type'), `${XML}; charset=utf-8`);
  t.regex(await reply.text(), /<parm name="APPID" value="143"\/>/);
});

test('looking at a link takes nothing and proves nothing, whoever looks', async (t) => {
  const { url, get, fetched, fetches, token, log } = await createLinked(t);
  for (const headers of [{ accept: BROWSER }, { accept: '*/*' }, { accept: 'image/*' }]) {
    const page = await get(url, headers);
    t.is(page.status, 200);
    t.regex(page.text, /<h1>/);
    t.is(page.headers.get('cache-control'), 'no-store');
    t.regex(String(page.headers.get('content-security-policy')), /default-src 'none'/);
  }
  const head = await fetch(url, { method: 'HEAD', headers: { accept: WBXML } });
  t.is(head.status, 200);
  t.is(head.headers.get('content-length'), String(MESSAGE.wbxml.length));
  t.is(await fetches(), 0);
  t.deepEqual(fetched, []);
  t.false(JSON.stringify(log).includes(token));
});

test('a browser that can make nothing of a document is told so, and a press of a button that was not there takes nothing', async (t) => {
  const { url, get, post, fetches } = await createLinked(t);
  const { text } = await get(url, { accept: BROWSER, 'accept-language': 'fi' });
  t.regex(text, /Tämä selain ei voi käyttää näitä asetuksia/);
  t.false(text.includes('<form'));
  t.is((await post(url, {}, { accept: BROWSER })).status, 200);
  t.is(await fetches(), 0);
});

test('what is spent, guessed or malformed is answered alike', async (t) => {
  const { url, origin } = await createLinked(t);
  for (let time = 0; time < 2; time++) await fetch(url, { headers: { accept: WBXML } });
  const shapes = await Promise.all(
    [url, `${origin}/p/${newToken()}`, `${origin}/p/`, `${url}/events`, `${origin}/p/%2e`].flatMap((one) =>
      [WBXML, BROWSER].map(async (accept) => {
        const reply = await fetch(one, { headers: { accept } });
        const headers = [...reply.headers].filter(([name]) => name !== 'date');
        return JSON.stringify([reply.status, headers, await reply.text()]);
      }),
    ),
  );
  t.is(new Set(shapes).size, 1);
  t.regex(String(shapes[0]), /^\[404/);
});

test('other methods are not allowed', async (t) => {
  const { url } = await createLinked(t);
  const reply = await fetch(url, { method: 'DELETE' });
  t.is(reply.status, 405);
  t.is(reply.headers.get('allow'), 'GET, HEAD, POST');
});
