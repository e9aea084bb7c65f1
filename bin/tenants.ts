import { parseArgs } from 'node:util';
import { ANY_DOMAIN, isDomainName } from '../domain/domain-name.ts';
import { withStores } from './clients.ts';
import { runMain } from './process.ts';

/** The command line acts for the installation itself: the trail names no client. */
const NOBODY = { clientId: null, correlator: '' } as const;
const PAGE = 200;

const USAGE = `Usage: npm run -s tenants -- list
       npm run -s tenants -- create --tenant <name> --title <title>
       npm run -s tenants -- suspend --tenant <name>
       npm run -s tenants -- resume --tenant <name>
       npm run -s tenants -- entrust --tenant <name> --domain <domain, or *>
What else there is to set goes over HTTP: PATCH /v1/tenants/<name>`;

type Stores = Parameters<Parameters<typeof withStores>[1]>[0];

interface Words {
  readonly tenant: string;
  readonly title: string | undefined;
  readonly domain: string | undefined;
}

const VERBS: Readonly<Record<string, (stores: Stores, words: Words) => Promise<void>>> = {
  create: async ({ tenants }, { tenant: name, title }) => {
    if (title === undefined) throw new Error(USAGE);
    await tenants.create(NOBODY, { name, title });
  },
  suspend: async ({ tenants }, { tenant }) => {
    const { id, platform } = await tenants.named(tenant);
    if (platform) throw new Error('Cannot shut out the tenant that runs the installation');
    await tenants.setSuspended(NOBODY, id, true);
  },
  resume: async ({ tenants }, { tenant }) => {
    await tenants.setSuspended(NOBODY, (await tenants.named(tenant)).id, false);
  },
  entrust: async ({ tenants, domains }, { tenant, domain }) => {
    if (domain === undefined || (domain !== ANY_DOMAIN && !isDomainName(domain))) throw new Error(USAGE);
    await domains.entrust(NOBODY, (await tenants.named(tenant)).id, { domain, token: '' });
  },
};

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tenant: { type: 'string' }, title: { type: 'string' }, domain: { type: 'string' } },
  });
  const [verb = ''] = positionals;
  if (verb === 'list') return withStores(process.env, list);
  const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  const { tenant, title, domain } = values;
  if (act === undefined || tenant === undefined) throw new Error(USAGE);
  return withStores(process.env, (stores) => act(stores, { tenant, title, domain }));
});

async function list({ tenants }: Stores): Promise<void> {
  let after: string | undefined;
  do {
    const page = await tenants.list({ limit: PAGE, after });
    for (const { name, title, platform, suspended } of page.items) {
      const marks = [platform ? 'runs the installation' : '', suspended ? 'shut out' : ''].filter(Boolean);
      console.log([name, title, ...marks].join('  '));
    }
    after = page.next ?? undefined;
  } while (after !== undefined);
}
