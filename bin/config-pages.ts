import { text, whole } from './config-forms.ts';

/** Where the pages for users are, and what is heeded there. */
export const PAGE_VARIABLES = {
  publicUrl: {
    name: 'PUBLIC_URL',
    fallback: 'http://127.0.0.1:8080',
    unit: 'URL',
    meaning: 'Where users reach our pages; the links in messages begin with it',
    read: text(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*[^\s?#/])?$/, 'a URL without a slash at its end'),
  },
  profileCert: {
    name: 'PROFILE_CERT',
    fallback: '',
    unit: 'path',
    meaning:
      'Certificate that configuration profiles of Apple are signed with, with its chain, as PEM; empty: they are not signed',
    read: (value: string) => value,
  },
  profileKey: {
    name: 'PROFILE_KEY',
    fallback: '',
    unit: 'path',
    meaning: 'Private key of that certificate (RSA, P-256 or P-384), as PEM',
    read: (value: string) => value,
  },
  linkLifeDays: {
    name: 'LINK_LIFE_DAYS',
    fallback: '7',
    unit: 'days',
    meaning: 'How long the link to a page still says what became of its order, after the end of that',
    read: whole(0, 365),
  },
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    fallback: '0',
    unit: 'proxies',
    meaning: 'Proxies before us that add to X-Forwarded-For; they tell where who opens wrong links comes from',
    read: whole(0, 10),
  },
} as const;
