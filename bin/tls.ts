import { readFile } from 'node:fs/promises';
import type { TlsFiles } from '../api/server.ts';
import type { Config } from './config.ts';

/**
 * Reads what the listener needs for HTTPS; undefined when it is to speak plain HTTP.
 *
 * @throws Error naming the variable whose file is missing or cannot be read
 */
export async function loadTls({
  httpTlsCert,
  httpTlsKey,
  httpTlsClientCa,
}: Pick<Config, 'httpTlsCert' | 'httpTlsKey' | 'httpTlsClientCa'>): Promise<TlsFiles | undefined> {
  if (httpTlsCert === '' && httpTlsKey === '' && httpTlsClientCa === '') return undefined;
  return {
    cert: await readPem('HTTP_TLS_CERT', httpTlsCert),
    key: await readPem('HTTP_TLS_KEY', httpTlsKey),
    clientCa: httpTlsClientCa === '' ? undefined : await readPem('HTTP_TLS_CLIENT_CA', httpTlsClientCa),
  };
}

/** @throws Error naming the variable whose file is missing or cannot be read */
export async function readPem(variable: string, path: string): Promise<string> {
  if (path === '') throw new Error(`Cannot start with this environment:\n  ${variable}: expected the path of a file`);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`Cannot start with this environment:\n  ${variable}: expected a file that can be read`, { cause });
  }
}
