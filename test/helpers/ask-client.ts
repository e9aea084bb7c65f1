import type { World } from './database.ts';

/** Has the client asked what an order wants to know, as the worker does. */
export async function askClient({ dialogue }: Pick<World['stores'], 'dialogue'>, orderId: string): Promise<void> {
  const opening = await dialogue.begin({ orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null });
  if (opening.type !== 'open') throw new Error(`Expected an open question, got ${opening.type}`);
}
