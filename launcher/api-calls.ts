import { randomUUID } from 'node:crypto';

const LIMIT_MS = 20_000;

export type Json = Readonly<Record<string, unknown>>;
export type Call = (method: string, path: string, body?: object) => Promise<Json>;

/** Where a sample runs, and where it tells of itself. */
export interface SampleOptions {
  readonly apiUrl: string;
  readonly key: string;
  /** Control port of the virtual handsets. */
  readonly handsetUrl: string;
  readonly say: (line: string) => void;
}

/** The API as a provisioning system calls it. */
export function callerOf({ apiUrl, key }: Pick<SampleOptions, 'apiUrl' | 'key'>): Call {
  return (method, path, body) =>
    callJson(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(method === 'POST' && { 'idempotency-key': `sample-${randomUUID()}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
}

/** @throws Error when the call is refused, or takes 20 seconds */
export async function callJson(url: string, init: RequestInit = {}): Promise<Json> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(LIMIT_MS) });
  const body: unknown = await response.json().catch(() => ({}));
  const json = isJson(body) ? body : {};
  if (response.ok) return json;
  const { detail } = json;
  const reason = typeof detail === 'string' ? `: ${detail}` : '';
  throw new Error(`${init.method ?? 'GET'} ${new URL(url).pathname} was answered ${response.status}${reason}`);
}

/** A virtual handset. Its numbers are of no real subscriber (ITU-T E.164.3, test network 001 01). */
export interface SamplePhone {
  readonly msisdn: string;
  readonly imsi: string;
}

/** Makes the handset, and the device that stands for it, which may be there from an earlier start. @returns the handset */
export async function ensurePhone(
  api: Call,
  { handsetUrl }: Pick<SampleOptions, 'handsetUrl'>,
  { msisdn, imsi }: SamplePhone,
): Promise<string> {
  const phone = `${handsetUrl}/handsets/${encodeURIComponent(msisdn)}`;
  await callJson(phone, { method: 'PUT', body: JSON.stringify({ imsi }) });
  const found = await api('GET', `/v1/devices?msisdn=${encodeURIComponent(msisdn)}`);
  if (listOf(found['items']).length === 0) await api('POST', '/v1/devices', { msisdn, imsi });
  return phone;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}
