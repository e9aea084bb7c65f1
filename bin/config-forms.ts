import { Resolver } from 'node:dns';
import { KEY_OCTETS } from '../store/vault.ts';

/** One environment variable: how it is read, and what docs/configuration.md says of it. */
export interface Variable<T> {
  readonly name: string;
  /** As text, the way it would be set; undefined when it must be set. */
  readonly fallback: string | undefined;
  readonly unit: string;
  readonly meaning: string;
  /** @throws Error that says what was wanted, without the value */
  readonly read: (text: string) => T;
}

/** A whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`expected a whole number from ${least} to ${most}`);
  };
}

export function text(form: RegExp, wanted: string): (text: string) => string {
  return (value) => {
    if (form.test(value)) return value;
    throw new Error(`expected ${wanted}`);
  };
}

export function readKey(value: string): Uint8Array {
  const key = Buffer.from(value, 'base64');
  if (key.length === KEY_OCTETS) return key;
  throw new Error(`expected ${KEY_OCTETS} octets in base64`);
}

export function readLevel(value: string): 'debug' | 'info' | 'warn' | 'error' {
  if (value === 'debug' || value === 'info' || value === 'warn' || value === 'error') return value;
  throw new Error('expected debug, info, warn or error');
}

/** Addresses of servers, with ports or without, as Node takes them. */
export function readServers(value: string): readonly string[] {
  const servers = listed(value);
  try {
    new Resolver().setServers(servers);
    return servers;
  } catch {
    throw new Error('expected addresses such as 192.0.2.53 or [2001:db8::53]:53, with commas between');
  }
}

/** What stands between commas. */
export function listed(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
