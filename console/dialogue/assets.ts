import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A file that pages need. */
export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
  /** For the address, so that a new version is not taken for the one that is cached. */
  readonly version: string;
}

function asset(name: string, type: string): Asset {
  const body = readFileSync(new URL(name, import.meta.url));
  return { name, type, body, version: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

export const STYLE = asset('page.css', 'text/css; charset=utf-8');
export const SCRIPT = asset('page.js', 'text/javascript; charset=utf-8');
export const ASSETS: readonly Asset[] = [STYLE, SCRIPT];
