import type { PageContext } from './page-context.ts';

export function refuseMethod(ctx: PageContext, methods: readonly string[]): void {
  ctx.status = 405;
  ctx.set('Allow', methods.join(', '));
  ctx.body = 'Method Not Allowed\n';
}
