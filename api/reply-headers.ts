/** Headers of replies that say something: a route names those it gives, and a reply with another is told of. */
export const REPLY_HEADERS = {
  ETag: {
    description:
      'Names this state of the thing: for `If-Match` when it is changed, for `If-None-Match` when it is read',
    schema: { type: 'string', maxLength: 128, examples: ['"3"'] },
  },
  Location: {
    description: 'Where the thing is',
    schema: { type: 'string', format: 'uri-reference', maxLength: 512 },
  },
  Link: {
    description: 'The next page, with `rel="next"` (RFC 8288); absent on the last',
    schema: { type: 'string', maxLength: 4_096 },
  },
  'Idempotent-Replayed': {
    description: '`true` when the answer is that of an earlier request with this Idempotency-Key',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': {
    description: 'What of `Prefer` was heeded (RFC 7240)',
    schema: { type: 'string', maxLength: 64 },
  },
  'Retry-After': {
    description: 'Seconds after which a retry makes sense',
    schema: { type: 'string', pattern: '^[0-9]{1,9}$' },
  },
  'RateLimit-Policy': {
    description: 'The limit that the request counted towards: requests (`q`) in so many seconds (`w`)',
    schema: { type: 'string', maxLength: 128, examples: ['"orders";q=12000;w=60'] },
  },
  RateLimit: {
    description: 'What is left of it (`r`), and after how many seconds it begins anew (`t`)',
    schema: { type: 'string', maxLength: 128, examples: ['"orders";r=11999;t=42'] },
  },
  'WWW-Authenticate': {
    description: 'Which credentials are taken (RFC 6750)',
    schema: { type: 'string', maxLength: 512 },
  },
  'x-correlator': {
    description: "The caller's name for the request, or one that was made up; it is in the log",
    schema: { type: 'string', maxLength: 256 },
  },
} as const;
export type ReplyHeader = keyof typeof REPLY_HEADERS;
