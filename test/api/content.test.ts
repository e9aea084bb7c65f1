import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { prepareDocument } from '../../activities/prepare.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiAnswer, type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { askClient } from '../helpers/ask-client.ts';

/** What a provider that nobody has heard of may do, with a domain that it has proved. */
const SMALL = { tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] } as const;

const MAIL: Json = {
  name: 'Small Mail',
  address: 'ann@small.example',
  username: 'ann',
  password: 'secret-password',
  imapHost: 'imap.small.example',
  smtpHost: 'smtp.small.example',
};

interface Small extends ApiWorld {
  readonly smallKey: string;
  readonly order: (definition: string, parameters: Json) => Promise<ApiAnswer>;
}

async function createSmall(t: ExecutionContext): Promise<Small> {
  const world = await createApiWorld(t);
  const smallKey = await world.addKey(SMALL);
  const device = await world.call('POST', '/v1/devices', {
    key: smallKey,
    body: { msisdn: '+358401234567', imsi: '244051234567890' },
  });
  t.is(device.status, 201, device.text);
  const order: Small['order'] = (name, parameters) =>
    world.call('POST', '/v1/orders', {
      key: smallKey,
      headers: { 'idempotency-key': randomUUID() },
      body: { device: { id: device.body.id }, definition: { name }, parameters },
    });
  return { ...world, smallKey, order };
}

/** What was refused, as `path: why`. */
const places = ({ body }: ApiAnswer): string[] => body.errors.map(({ field }: Json) => field);

test.serial('A small provider orders mail on its own hosts from the definition of the installation', async (t) => {
  const world = await createSmall(t);
  const { status, text } = await world.order('mail', MAIL);
  t.is(status, 202, text);
});

for (const [why, host] of [
  ['somebody else’s', 'imap.evil.test'],
  ['one that ends alike', 'imap.evilsmall.example'],
  ['an address', '192.0.2.1'],
] as const) {
  test.serial(
    `An order that sends a phone to a host that is ${why} is refused with the place, and nothing is kept`,
    async (t) => {
      const world = await createSmall(t);
      const refused = await world.order('mail', { ...MAIL, imapHost: host });
      t.is(refused.status, 403, refused.text);
      t.is(refused.body.code, 'content_forbidden');
      t.deepEqual(places(refused), ['APPLICATION[1]/APPADDR[1]/ADDR']);
      t.false(refused.text.includes(host));
      t.deepEqual(await world.database.rows('select id from orders'), []);
      t.deepEqual(world.started, []);
    },
  );
}

test.serial(
  'Access points, proxies and device management from orders are refused to who has no right to them',
  async (t) => {
    const world = await createSmall(t);
    const point = await world.order('internet-access', { name: 'Small', apn: 'internet' });
    t.is(point.status, 403, point.text);
    t.deepEqual(places(point), ['NAPDEF[1]/NAP-ADDRESS']);
    const proxy = await world.order('browsing-proxy', {
      name: 'Small',
      apn: 'internet',
      proxyAddress: '192.0.2.1',
      homepage: 'http://www.small.example/',
    });
    t.deepEqual(places(proxy), [
      'PXLOGICAL[1]/STARTPAGE',
      'PXLOGICAL[1]/PXPHYSICAL[1]/PXADDR',
      'PXLOGICAL[1]/PXPHYSICAL[1]/PORT[1]/PORTNBR',
      'NAPDEF[1]/NAP-ADDRESS',
      'APPLICATION[1]/RESOURCE[1]/URI',
    ]);
    const management = await world.order('device-management', {
      name: 'Small',
      serverId: 'small',
      serverUrl: 'https://dm.small.example/',
      clientName: 'ann',
      clientSecret: 'secret-1',
      serverSecret: 'secret-2',
    });
    t.deepEqual(places(management), [
      'APPLICATION[1]/PROVIDER-ID',
      'APPLICATION[1]/APPADDR[1]/ADDR',
      'APPLICATION[1]/APPADDR[1]/PORT[1]/PORTNBR',
    ]);
  },
);

test.serial('A name that resembles another tenant is refused, and the own one is not', async (t) => {
  const world = await createSmall(t);
  const refused = await world.order('mail', { ...MAIL, name: 'ACME  Mail' });
  t.is(refused.status, 403, refused.text);
  t.deepEqual(places(refused), ['BOOTSTRAP[1]/NAME', 'APPLICATION[1]/NAME', 'APPLICATION[2]/NAME']);
  t.is((await world.order('mail', { ...MAIL, name: 'Small' })).status, 202);
});

/** The mail definition whose user names the host, as a definition of the installation. */
async function addAskingDefinition({ stores, tenantId }: ApiWorld): Promise<void> {
  const mail = await stores.definitions.find(tenantId, 'mail', undefined);
  if (mail === undefined) throw new Error('The definition of mail is absent');
  const body = {
    ...mail.definition,
    name: 'asking',
    prompts: [{ parameter: 'imapHost', secret: false, text: { en: 'Host' } }],
  };
  await stores.definitions.install([{ definition: body, needs: [] }]);
}

test.serial('A host that the user is asked for is judged when it comes, and not before', async (t) => {
  const world = await createSmall(t);
  await addAskingDefinition(world);
  const { imapHost, ...given } = MAIL;
  const order = await world.order('asking', given);
  t.is(order.status, 202, order.text);
  const { id } = order.body;
  await askClient(world.stores, id);
  const answer = (host: string) =>
    world.call('POST', `/v1/orders/${id}/answer`, {
      key: world.smallKey,
      body: { decision: 'accept', answers: { imapHost: host } },
    });

  const refused = await answer('imap.evil.test');
  t.is(refused.status, 403, refused.text);
  t.deepEqual(places(refused), ['APPLICATION[1]/APPADDR[1]/ADDR']);
  t.deepEqual(world.told, []);
  t.is((await answer(imapHost)).status, 202);
});

test.serial('What was granted and taken back before delivery is not sent', async (t) => {
  const world = await createSmall(t);
  const { body } = await world.order('mail', MAIL);
  const load = () => world.stores.journal.load({ orderId: body.id, run: 1, attempt: 1 });
  const order = await load();
  const rights = await world.stores.tenants.rights(order.tenantId);
  const publicUrl = 'https://links.example';
  t.is(prepareDocument(order, body.id, { rights, publicUrl }).type, 'document');
  t.deepEqual(prepareDocument(order, body.id, { rights: { ...rights, domains: [] }, publicUrl }), {
    type: 'unusable',
    reason: 'content_forbidden',
  });
});
