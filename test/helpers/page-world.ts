import { randomBytes, randomUUID } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { readAnswers } from '../../api/answers.ts';
import { inFrontOf, listen } from '../../api/server.ts';
import { servedDocument } from '../../codecs/served-document.ts';
import type { LinkDeps } from '../../console/dialogue/links.ts';
import { createPages, PAGES_PREFIX, type Pages } from '../../console/dialogue/pages.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import type { SecurityMethod } from '../../domain/document.ts';
import { DOCUMENT_PREFIX } from '../../domain/document-link.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { isFinalState, type OrderState } from '../../domain/order.ts';
import type { RunWord } from '../../domain/requests.ts';
import { createWorld, TEST_POLICY, type World } from './database.ts';
import { definitionNamed } from './definitions.ts';

const DAY_MS = 86_400_000;

/** A mail account whose password and address are asked for, in English, Finnish and Arabic. */
export function mailDefinition(fields: Partial<ServiceDefinition> = {}): ServiceDefinition {
  const { document, requires, delivery, acknowledgement, charging } = definitionNamed('mail');
  return {
    name: `acme-mail-${randomUUID()}`,
    version: '1.0.0',
    title: 'Acme Mail',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['address', 'password'],
      properties: {
        name: { type: 'string', default: 'Acme Mail' },
        address: { type: 'string', format: 'email', maxLength: 64 },
        password: { type: 'string', minLength: 8, maxLength: 64, writeOnly: true },
        username: { type: 'string', default: 'user' },
        imapHost: { type: 'string', default: 'imap.acme.example' },
        imapPort: { type: 'integer', minimum: 1, maximum: 65_535, default: 993 },
        smtpHost: { type: 'string', default: 'smtp.acme.example' },
        smtpPort: { type: 'integer', minimum: 1, maximum: 65_535, default: 465 },
      },
    },
    prompts: [
      {
        parameter: 'address',
        secret: false,
        text: { en: 'Your Acme address', fi: 'Acme-osoitteesi', ar: 'عنوانك في أكمي' },
      },
      {
        parameter: 'password',
        secret: true,
        text: { en: 'Your Acme password', fi: 'Acme-salasanasi', ar: 'كلمة مرورك في أكمي' },
      },
    ],
    confirmation: {
      mode: 'hosted',
      timeout: 'PT24H',
      text: {
        en: 'Acme wants to set up mail on this phone.',
        fi: 'Acme haluaa tehdä sähköpostin asetukset tähän puhelimeen.',
        ar: 'تريد أكمي إعداد البريد على هذا الهاتف.',
      },
    },
    document,
    requires,
    delivery,
    acknowledgement,
    charging,
    ...fields,
  };
}

/** The same with nothing to ask but yes or no. */
export function consentDefinition(fields: Partial<ServiceDefinition> = {}): ServiceDefinition {
  return mailDefinition({ prompts: [], ...fields });
}

interface Question {
  readonly orderId: string;
  readonly token: string;
  /** Of its page. */
  readonly url: string;
  readonly key: { readonly orderId: string; readonly run: number; readonly number: number };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface PageWorld extends World {
  readonly origin: string;
  readonly pages: Pages;
  readonly log: { readonly event: string; readonly route?: string; readonly status?: number }[];
  readonly told: { readonly id: string; readonly word: RunWord }[];
  /** What the app emitted as unforeseen. */
  readonly errors: unknown[];
  /** Orders whose workflows were told that their document was fetched. */
  readonly fetched: string[];
  /** An order whose user is asked on a page. */
  readonly ask: (definition?: ServiceDefinition, fields?: AskFields) => Promise<Question>;
  /** Brings an order to where it would come by itself. */
  readonly move: (orderId: string, state: OrderState, evidence?: Evidence) => Promise<void>;
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
  readonly post: (
    url: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
}

interface AskFields {
  readonly security?: SecurityMethod;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const answered = async (response: Response): Promise<Answered> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
});

/** The pages on a free port over the real store in a database of the test's own. */
export async function createPageWorld(
  t: Pick<ExecutionContext, 'teardown'>,
  settings: Partial<LinkDeps['settings']> = {},
  wrap: (answers: LinkDeps['answers']) => LinkDeps['answers'] = (answers) => answers,
): Promise<PageWorld> {
  const world = await createWorld(t);
  const told: { id: string; word: RunWord }[] = [];
  const log: PageWorld['log'] = [];
  const errors: unknown[] = [];
  const fetched: string[] = [];
  const pages = createPages({
    answers: wrap(world.stores.answers),
    consents: world.stores.consentLinks,
    documents: {
      documentLinks: world.stores.documentLinks,
      finish: undefined,
      contextDocuments: world.stores.contextDocuments,
      formsOf: ({ push, forms }) => [...servedDocument(push), ...forms],
      fetched: ({ id }) => void fetched.push(id),
    },
    readAnswers,
    runs: { tell: ({ id }, word) => void told.push({ id, word }) },
    log: (line) => void log.push(line),
    settings: {
      publicUrl: 'https://links.example',
      stampKey: randomBytes(32),
      linkLifeMs: 7 * DAY_MS,
      trustedProxies: 0,
      ...settings,
    },
  });
  pages.app.on('error', (error) => void errors.push(error));
  const others = { callback: () => (_: unknown, response: { end(text: string): unknown }) => void response.end('API') };
  const fronts = new Map([PAGES_PREFIX, DOCUMENT_PREFIX].map((prefix) => [prefix, pages.app.callback()] as const));
  const server = await listen(inFrontOf(fronts, others), {
    host: '127.0.0.1',
    port: 0,
    graceMs: 500,
  });
  t.teardown(async () => {
    pages.close();
    await server.close();
  });

  const ask: PageWorld['ask'] = async (definition = mailDefinition(), fields = {}) => {
    await world.stores.definitions.install([{ definition, needs: [] }]);
    const registered = await world.stores.definitions.find(world.principal.tenantId, definition.name, undefined);
    if (registered === undefined) throw new Error('The definition is not there');
    const { security = 'NETWPIN', parameters = {} } = fields;
    const ways = ['hosted'] as const;
    const policy = { ...TEST_POLICY, ask: { timeoutMs: DAY_MS, ways } };
    const orderId = await world.order({ definition: registered, parameters, security, policy });
    const key = { orderId, run: 1, number: 1 };
    const token = newToken();
    const opening = await world.stores.dialogue.begin({ ...key, way: 'hosted', timeoutMs: DAY_MS, token });
    if (opening.type !== 'open') throw new Error(`Expected an open way, got ${opening.type}`);
    return { orderId, token, key, url: `${server.url}/a/${token}` };
  };

  const move: PageWorld['move'] = async (orderId, state, evidence = 'none') => {
    await world.database.rows(
      `update orders set state = :state, evidence = :evidence, settled_at = case when :isFinal then now() end
       where id = :orderId`,
      { orderId, state, evidence, isFinal: isFinalState(state) },
    );
  };

  return {
    ...world,
    origin: server.url,
    pages,
    log,
    told,
    errors,
    fetched,
    ask,
    move,
    get: async (url, headers = {}) => answered(await fetch(url, { headers, redirect: 'manual' })),
    post: async (url, form, headers = {}) =>
      answered(await fetch(url, { method: 'POST', headers, redirect: 'manual', body: new URLSearchParams(form) })),
  };
}

export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** The stamp in a page's form. */
export function stampIn({ text }: Pick<Answered, 'text'>): string {
  return /name="stamp" value="([^"]+)"/.exec(text)?.[1] ?? '';
}
