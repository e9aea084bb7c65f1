import { Type } from '@sinclair/typebox';
import { createHandset, type Handset } from './handset.ts';
import { renderScreen, SCREEN_SCRIPT } from './handset-screen.ts';
import { HandsetSettings, RadioMessage, RadioPush } from './handset-settings.ts';
import { Page, type Route, serveJson } from './json-server.ts';
import { toMsisdn } from './msisdn.ts';
import { createParser, RequestError } from './parse-input.ts';

/** Handsets one process holds; a campaign of 100,000 fits several times. */
const MAX_HANDSETS = 500_000;
/** Test network 001, network code 01 (ITU-T E.212 Annex A): never a real subscriber. */
const TEST_NETWORK = '00101';

export interface HandsetsOptions {
  /** 0, the default, for any free port. */
  readonly port?: number;
  readonly host?: string;
  /**
   * Makes a handset for a number never heard of, when a message for it comes. Its IMSI is 00101 followed by the last
   * ten digits of the number, filled with zeros on the left; its user accepts and types no PIN.
   */
  readonly createUnknown?: boolean;
  /** Control port of the SMSC that takes what users write; without it nobody can reply. */
  readonly smscUrl?: string;
}

export interface Handsets {
  readonly port: number;
  stop(): Promise<void>;
}

const parseSettings = createParser(HandsetSettings);
const parseRadio = createParser(RadioMessage);
const parsePush = createParser(RadioPush);
const parseTyped = createParser(
  Type.Object(
    { pin: Type.String({ pattern: '^[0-9]{1,40}$' }), prompt: Type.Optional(Type.Integer({ minimum: 1 })) },
    { additionalProperties: false },
  ),
);

const parseReply = createParser(
  Type.Object({ text: Type.String({ maxLength: 1_000 }) }, { additionalProperties: false }),
);
const parseScreenAct = createParser(
  Type.Object(
    {
      pin: Type.Optional(Type.String({ pattern: '^[0-9]{1,40}$' })),
      prompt: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
      reply: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    },
    { additionalProperties: false },
  ),
);
const SCREEN = /^\/handsets\/([^/]+)\/screen$/;

/** The IMSI of a handset made on the fly; see `createUnknown`. */
export function deriveImsi(msisdn: string): string {
  return TEST_NETWORK + msisdn.replace('+', '').slice(-10).padStart(10, '0');
}

/** Starts virtual handsets behind one HTTP port. */
export async function createHandsets(options: HandsetsOptions = {}): Promise<Handsets> {
  const handsets = new Map<string, Handset>();
  const server = await serveJson(handsetRoutes(handsets, options), options.host ?? '127.0.0.1', options.port ?? 0);
  return {
    port: server.port,
    async stop() {
      for (const handset of handsets.values()) handset.stop();
      await server.stop();
    },
  };
}

function handsetRoutes(handsets: Map<string, Handset>, options: HandsetsOptions): Route[] {
  const get = (text: string | undefined): Handset => {
    const handset = handsets.get(parseMsisdn(text));
    if (handset === undefined) throw new RequestError(404, 'Cannot find handset: no handset has this number');
    return handset;
  };
  const path = /^\/handsets\/([^/]+)$/;
  return [
    ...airRoutes(handsets, options),
    { method: 'GET', path: /^\/$/, handle: () => list(handsets) },
    { method: 'GET', path: /^\/handsets$/, handle: () => [...handsets.values()].map((handset) => handset.summary()) },
    { method: 'GET', path, handle: ({ params }) => get(params[0]).view() },
    {
      method: 'PUT',
      path,
      handle: ({ params, body }) => {
        const msisdn = parseMsisdn(params[0]);
        const settings = parseSettings(body);
        const known = handsets.get(msisdn);
        known?.configure(settings);
        const handset = known ?? addHandset(handsets, msisdn, settings);
        return handset.view();
      },
    },
    {
      method: 'DELETE',
      path,
      handle: ({ params }) => {
        const handset = get(params[0]);
        handset.stop();
        handsets.delete(handset.msisdn);
      },
    },
    ...userRoutes(get, options.smscUrl),
  ];
}

/** What the user of a handset does. */
function userRoutes(get: (msisdn: string | undefined) => Handset, smscUrl: string | undefined): Route[] {
  return [
    {
      method: 'POST',
      path: /^\/handsets\/([^/]+)\/type$/,
      handle: ({ params, body }) => {
        const { pin, prompt } = parseTyped(body);
        return get(params[0]).type(pin, prompt);
      },
    },
    {
      method: 'POST',
      path: /^\/handsets\/([^/]+)\/reply$/,
      handle: ({ params, body }) => reply(get(params[0]), parseReply(body).text, smscUrl),
    },
    { method: 'POST', path: /^\/handsets\/([^/]+)\/come$/, handle: ({ params }) => get(params[0]).come() },
    {
      method: 'GET',
      path: SCREEN,
      handle: ({ params }) => new Page({ html: renderScreen(get(params[0]).view()), script: SCREEN_SCRIPT }),
    },
    {
      method: 'POST',
      path: SCREEN,
      handle: async ({ params, body }) => {
        const handset = get(params[0]);
        const act = parseScreenAct(body);
        if (act.pin !== undefined) handset.type(act.pin, Number(act.prompt ?? 0) || undefined);
        if (act.reply !== undefined) await reply(handset, act.reply, smscUrl);
        return new Page({ location: 'screen' });
      },
    },
  ];
}

/** Writes back to whoever wrote last. */
async function reply(handset: Handset, text: string, smscUrl: string | undefined): Promise<void> {
  const to = handset.view().inbox.at(-1)?.from;
  if (to === undefined) throw new RequestError(409, 'Cannot reply: nobody has written to this handset');
  if (smscUrl === undefined) throw new RequestError(409, 'Cannot reply: no SMSC was named to take it');
  const response = await fetch(`${smscUrl}/mo`, {
    method: 'POST',
    body: JSON.stringify({ from: handset.msisdn, to, text }),
  });
  if (!response.ok) throw new RequestError(502, `Cannot reply: the SMSC answered ${response.status}`);
}

/** What comes to a handset over the air. */
function airRoutes(handsets: Map<string, Handset>, { createUnknown = false }: HandsetsOptions): Route[] {
  return [
    {
      method: 'POST',
      path: /^\/radio$/,
      handle: ({ body }) => {
        const message = parseRadio(body);
        return takeFromAir(handsets, { createUnknown, to: message.to }, (handset) => handset.receive(message));
      },
    },
    {
      method: 'POST',
      path: /^\/push$/,
      handle: ({ body }) => {
        const push = parsePush(body);
        return takeFromAir(handsets, { createUnknown, to: push.to }, (handset) => handset.receivePush(push));
      },
    },
  ];
}

/** `taken` is what the network learns from the air interface: the message is in the handset, or why it is not. */
function takeFromAir(
  handsets: Map<string, Handset>,
  { createUnknown, to }: { readonly createUnknown: boolean; readonly to: string },
  deliver: (handset: Handset) => void,
): { taken: boolean; reason?: 'unknown' | 'off' } {
  const msisdn = parseMsisdn(to);
  const known = handsets.get(msisdn);
  if (known === undefined && !createUnknown) return { taken: false, reason: 'unknown' };
  const handset = known ?? addHandset(handsets, msisdn, { imsi: deriveImsi(msisdn) });
  const status = handset.failureStatus();
  if (status !== undefined) throw new RequestError(status, 'Cannot take message: the handset is told to fail');
  if (handset.isOff()) return { taken: false, reason: 'off' };
  deliver(handset);
  return { taken: true };
}

function addHandset(handsets: Map<string, Handset>, msisdn: string, settings: HandsetSettings): Handset {
  if (handsets.size >= MAX_HANDSETS) throw new RequestError(507, `Cannot add handset: there are ${MAX_HANDSETS}`);
  const handset = createHandset(msisdn, settings);
  handsets.set(msisdn, handset);
  return handset;
}

function parseMsisdn(text = ''): string {
  const msisdn = toMsisdn(text);
  if (msisdn === undefined) throw new RequestError(400, 'Cannot read number: expected 3 to 15 digits');
  return msisdn;
}

/** Enough to see at a glance what is there; a long list is cut. */
function list(handsets: Map<string, Handset>): string {
  const shown = [...handsets.values()].slice(0, 1_000).map((handset) => {
    const { msisdn, received, texts, prompts, documents, refusals } = handset.summary();
    return `${msisdn}  received ${received}, texts ${texts}, prompts ${prompts}, installed ${documents}, refused ${refusals}`;
  });
  return [`${handsets.size} handsets`, ...shown, ''].join('\n');
}
