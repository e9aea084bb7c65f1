import type { components } from './schema.ts';

type Problem = components['schemas']['Problem'];
/** One thing that is wrong with an input: where, what was wanted, what was got; never its value. */
export type InputFault = NonNullable<Problem['errors']>[number];
/** Codes that this version knows of; a newer service may have more. */
export type ProblemCode = NonNullable<Problem['code']>;

interface ProblemFacts {
  readonly message: string;
  readonly status: number;
  readonly code: string | undefined;
  readonly errors: readonly InputFault[];
  readonly retryAfter: number | undefined;
  readonly correlator: string | undefined;
}

/** What the service answered instead of a success: RFC 9457 problem details. Programs branch on `code`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Undefined when the failure was not foreseen, or the answer is of something on the way. */
  readonly code: ProblemCode | (string & {}) | undefined;
  readonly errors: readonly InputFault[];
  /** Seconds after which the same call may succeed; undefined when it will not by waiting. */
  readonly retryAfter: number | undefined;
  /** Names the request in the log of the service. */
  readonly correlator: string | undefined;

  constructor({ message, status, code, errors, retryAfter, correlator }: ProblemFacts) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.correlator = correlator;
  }
}

/** Reads an answer that is no success; never fails for what is in it. */
export async function problemFrom(request: Request, response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined);
  const code = textIn(body, 'code');
  const told = textIn(body, 'detail') ?? textIn(body, 'title') ?? response.statusText;
  const what = [response.status, code].filter((part) => part !== undefined).join(' ');
  return new ProblemError({
    message: `${request.method} ${new URL(request.url).pathname} was answered ${what}: ${told}`,
    status: response.status,
    code,
    errors: listIn(body, 'errors').filter(isInputFault),
    retryAfter: secondsFrom(response.headers.get('retry-after')),
    correlator: response.headers.get('x-correlator') ?? undefined,
  });
}

/** Retry-After, RFC 9110 §10.2.3: seconds, or a date from what is on the way. */
function secondsFrom(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1_000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

function isInputFault(value: unknown): value is InputFault {
  return ['field', 'expected', 'got'].every((name) => textIn(value, name) !== undefined);
}
