export { type Client, type ClientOptions, createClient } from './client.ts';
export { itemsOf, type Order, waitForOrder } from './follow.ts';
export { type InputFault, type ProblemCode, ProblemError } from './problem.ts';
export type { components, paths } from './schema.ts';
