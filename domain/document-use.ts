import type { Characteristic, CpDocument } from './document.ts';
import { hostOf } from './hosts.ts';

/** A phone as a network knows it. */
export interface SeenPhone {
  readonly type: 'msisdn' | 'imsi' | 'imei';
  readonly value: string;
}

/** Something that a network saw a phone use. */
export type DocumentUse =
  | { readonly type: 'apn'; readonly value: string }
  | { readonly type: 'host'; readonly value: string }
  | { readonly type: 'applicationId'; readonly value: string };

/** Parms that send a phone to a host (OMA ProvCont 1.1 §5). */
const PLACES = ['ADDR', 'PXADDR', 'URI', 'STARTPAGE', 'PROVURL'];
/** What a network adds to the name that it was asked for: its operator identifier (3GPP TS 23.003 §9.1.2). */
const OPERATOR = /\.mnc[0-9]{2,3}\.mcc[0-9]{3}\.gprs$/;

/** Tells whether a phone that has this document uses this because of it: the document sets it up. */
export function configures({ characteristics }: CpDocument, use: DocumentUse): boolean {
  return characteristics.some((one) => setsUp(one, use));
}

function setsUp(characteristic: Characteristic, use: DocumentUse): boolean {
  return isSetUpHere(characteristic, use) || characteristic.children.some((child) => setsUp(child, use));
}

function isSetUpHere({ type, parms }: Characteristic, use: DocumentUse): boolean {
  const values = (names: readonly string[]): string[] =>
    parms.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
  switch (use.type) {
    case 'apn':
      return type === 'NAPDEF' && values(['NAP-ADDRESS']).some((value) => apnOf(value) === apnOf(use.value));
    case 'applicationId':
      return type === 'APPLICATION' && values(['APPID']).includes(use.value);
    case 'host':
      return hostOf(use.value) !== undefined && values(PLACES).some((value) => hostOf(value) === hostOf(use.value));
  }
}

/** Its network identifier, in lower case. */
function apnOf(value: string): string {
  return value.toLowerCase().replace(OPERATOR, '');
}
