import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { definePublicRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, NOTHING, oneOf } from './schemas.ts';

/** Starts the page. A file of its own, so that no script needs to stand in the page. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  validatorUrl: null,
});
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>dm-wsi: API reference</title>
<link rel="icon" href="/reference/favicon-32x32.png">
<link rel="stylesheet" href="/reference/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;

/** Everything comes from here, and no script but those in files runs. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES = {
  'start.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;
type Asset = keyof typeof TYPES;
const ASSETS = ['start.js', 'swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png'] as const satisfies Asset[];

const SHAPE = {
  method: 'GET',
  object: 'service',
  operation: 'read',
  ownership: 'public',
  scope: null,
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
} as const;

/** The reference for people: the OpenAPI document in Swagger UI, all of it served from here. */
export function referenceRoutes(): Route[] {
  const read = createAssetReader();
  return [
    definePublicRoute(
      {
        ...SHAPE,
        path: '/reference',
        operationId: 'getReference',
        summary: 'Shows the reference of the interface, for people',
        params: NOTHING,
        replies: { 200: Type.String() },
        produces: 'text/html',
      },
      () => {
        const headers = {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'Cache-Control': 'public, max-age=60',
        };
        return Promise.resolve({ status: 200, body: PAGE, headers });
      },
    ),
    definePublicRoute(
      {
        ...SHAPE,
        path: '/reference/:asset',
        operationId: 'getReferenceAsset',
        summary: 'Serves the parts of the reference page',
        params: closed({ asset: oneOf(ASSETS, 'The name of the part') }),
        replies: { 200: Type.Unsafe<Uint8Array>({ description: 'The part' }) },
        replyHeaders: ['ETag'],
        produces: ['text/javascript', 'text/css', 'image/png'],
      },
      async ({ params: { asset } }) => {
        const { body, etag } = await read(asset);
        const headers = { 'Content-Type': TYPES[asset], ETag: etag, 'Cache-Control': 'public, max-age=3600' };
        return { status: 200, body, headers };
      },
    ),
  ];
}

/** Each is read once, when it is first wanted. */
function createAssetReader() {
  const known = new Map<Asset, Promise<{ readonly body: Buffer; readonly etag: string }>>();
  const load = async (asset: Asset) => {
    const body = asset === 'start.js' ? Buffer.from(START) : await readFile(pathOf(asset));
    return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
  };
  return (asset: Asset) => {
    const asked = known.get(asset) ?? load(asset);
    known.set(asset, asked);
    return asked;
  };
}

function pathOf(asset: Asset): string {
  return fileURLToPath(new URL(asset, import.meta.resolve('swagger-ui-dist/package.json')));
}
