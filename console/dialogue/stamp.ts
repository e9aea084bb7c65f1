import { createHmac, timingSafeEqual } from 'node:crypto';

/** Octets of a stamp's code: 128 bits cannot be guessed. */
const CODE_OCTETS = 16;

/** Says that a form was shown by us: for this link, in this language. */
export interface Stamps {
  make(token: string, language: string): string;
  /** The language that the form was shown in; undefined when the stamp is not one of ours for this link. */
  read(token: string, stamp: string): string | undefined;
}

/**
 * Makes stamps for forms: the language and a code that binds it to the link.
 *
 * It takes the place of a cookie against forged requests. Whoever forges one must know the link, whose token is the one
 * authority that there is; a browser adds none of its own, so there is nothing to borrow. The stamp makes sure that the
 * question was seen before it is answered, and in which language, which the record of consent says.
 *
 * @param key - for this purpose only
 */
export function createStamps(key: Uint8Array): Stamps {
  const codeOf = (token: string, language: string): Buffer =>
    createHmac('sha256', key).update(`${language}\0${token}`).digest().subarray(0, CODE_OCTETS);
  return {
    make: (token, language) => `${language}.${codeOf(token, language).toString('base64url')}`,
    read(token, stamp) {
      const [, language, code] = /^([A-Za-z0-9-]{1,35})\.([A-Za-z0-9_-]{22})$/.exec(stamp) ?? [];
      if (language === undefined || code === undefined) return undefined;
      const given = Buffer.from(code, 'base64url');
      return timingSafeEqual(given, codeOf(token, language)) ? language : undefined;
    },
  };
}
