import { randomInt } from 'node:crypto';
import { lacksContinuousProvisioning } from '../codecs/deviation-rows.ts';
import { isTrustedPath, kindsFor } from '../domain/context-ways.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { SecurityMethod, Trust } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { drawPin, type PinCircumstances, type PinWay, pinWayOf } from '../domain/pin.ts';
import { type BootstrapSecret, bootstrapSecret, type Proof } from '../domain/security.ts';
import { goesIntoContext } from './order-context.ts';

/** How a document is to be secured. */
export interface OrderSecurity {
  readonly method: Trust;
  readonly secret: Proof;
  /** What proves the document by ways that the phone does not trust; null where it has a proof anyway, or there is none. */
  readonly fallback: BootstrapSecret | null;
  /** Null unless the method needs it: a PIN that is not needed is not kept. For USERPINMAC the half that is drawn. */
  readonly pin: string | null;
  /** How the user learns the PIN when we made it; null when the order brought it, or none is needed. */
  readonly pinWay: PinWay | null;
  /** Kinds of bearers that it may go by, the first to be tried first. */
  readonly kinds: readonly string[];
  /** Why this method, in words. */
  readonly why: string;
}

/** What is known of an order that could secure its document. */
export interface KnownOfOrder {
  readonly imsi: string | null;
  /** That the order brought. */
  readonly pin: string | null;
  readonly circumstances: PinCircumstances;
  /** Kinds of bearers that the definition names and that reach the device. */
  readonly bearers: readonly string[];
  /** The URL of the context that it goes into is one that we serve. */
  readonly isServed: boolean;
  readonly model: string | null;
}

/** What makes a method possible. */
const NEEDS: Readonly<Record<SecurityMethod, string>> = {
  NETWPIN: 'the IMSI of the device',
  USERPIN: 'a "pin"',
  USERNETWPIN: 'the IMSI of the device and a "pin"',
  // Nobody can bring it: it exists only once the document does.
  USERPINMAC: 'a way to tell the user its PIN',
};

/** Where the user gets a PIN of ours, in words. */
const WHERE: Readonly<Record<PinWay, string>> = {
  page: 'that the user is shown on our page',
  client: 'that you are handed once, for your user',
  sms: 'that the user gets by short message',
};

/**
 * The first method of a definition for which everything is known. A PIN that the order does not bring is made, where there is
 * a way to tell it to the user.
 *
 * @throws ProvisioningError `security_unavailable` with what would help
 */
export function secureOrder(definition: ServiceDefinition, known: KnownOfOrder): OrderSecurity {
  const wanted = definition.delivery.security.filter(isMethod);
  if (goesIntoContext(definition)) return trustThePath(wanted, known);
  const way = pinWayOf(definition, known.circumstances) ?? null;
  for (const method of wanted) {
    const { pin, pinWay } = pinFor(method, { brought: known.pin, way, digits: definition.delivery.pinDigits });
    const secret = bootstrapSecret(method, { imsi: known.imsi, pin });
    if (secret === undefined) continue;
    const passed = wanted.slice(0, wanted.indexOf(method)).map((one) => `${one} is not possible`);
    const why = [...passed, `${method} is, by ${wordsFor(method, pinWay)}`].join('; ');
    return {
      method,
      secret,
      fallback: null,
      kinds: known.bearers,
      pin: 'pin' in secret ? secret.pin : null,
      pinWay,
      why,
    };
  }
  throw securityUnavailable(wanted);
}

/**
 * Into a context that is in the phone a document goes by a path that the phone trusts. Another way needs a proof: the first of the
 * methods for which everything is known. No PIN is made for it, because it may never be needed.
 */
function trustThePath(
  methods: readonly SecurityMethod[],
  { imsi, pin, bearers, isServed, model }: KnownOfOrder,
): OrderSecurity {
  const [fallback = null] = methods.flatMap((method) => bootstrapSecret(method, { imsi, pin }) ?? []);
  const trust = {
    security: 'none',
    fallback: fallback?.method ?? null,
    isServed,
    trustsNoPath: lacksContinuousProvisioning(model),
  } as const;
  const kinds = kindsFor(trust, bearers);
  if (kinds.length === 0) throw pathUnavailable(methods);
  const path = `the phone trusts who owns the context, by ${kinds.filter(isTrustedPath).join(' and ')}`;
  const instead = fallback === null ? 'nothing proves it by other ways' : `${fallback.method} proves it by other ways`;
  const why = kinds.some(isTrustedPath)
    ? `${path}; ${instead}`
    : `no path that the phone trusts reaches it; ${instead}`;
  const secret = { method: 'none' } as const;
  return {
    method: 'none',
    secret,
    fallback,
    kinds,
    pin: fallback !== null && 'pin' in fallback ? fallback.pin : null,
    pinWay: null,
    why,
  };
}

function isMethod(trust: Trust): trust is SecurityMethod {
  return trust !== 'none';
}

function pinFor(
  method: SecurityMethod,
  {
    brought,
    way,
    digits,
  }: { readonly brought: string | null; readonly way: PinWay | null; readonly digits?: number | undefined },
): Pick<OrderSecurity, 'pin' | 'pinWay'> {
  if (method === 'NETWPIN') return { pin: null, pinWay: null };
  if (brought !== null && method !== 'USERPINMAC') return { pin: brought, pinWay: null };
  return { pin: way === null ? null : drawPin(method, digits, () => randomInt(10)), pinWay: way };
}

function wordsFor(method: SecurityMethod, way: PinWay | null): string {
  if (way === null) return NEEDS[method];
  const made = `a PIN ${WHERE[way]}`;
  return method === 'USERNETWPIN' ? `the IMSI of the device and ${made}` : made;
}

function pathUnavailable(methods: readonly SecurityMethod[]): ProvisioningError {
  const path = 'a phone and bearers with a path into the context that the phone trusts';
  const expected = [path, ...methods.map((method) => `${NEEDS[method]} (${method})`)].join(', or ');
  return new ProvisioningError(
    'security_unavailable',
    `Cannot bring the document to its context: expected ${expected}`,
    {
      faults: [{ field: '/context', expected, got: 'neither' }],
    },
  );
}

function securityUnavailable(methods: readonly SecurityMethod[]): ProvisioningError {
  const expected = methods.map((method) => `${NEEDS[method]} (${method})`).join(', or ');
  return new ProvisioningError(
    'security_unavailable',
    `Cannot secure the document: expected ${expected}, got neither`,
    {
      faults: [{ field: '/pin', expected, got: 'nothing that makes a method possible' }],
    },
  );
}
