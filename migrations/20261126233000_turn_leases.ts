import type { Knex } from 'knex';

/**
 * The turn of a phone is a lease: whoever has it and has not moved for long loses it to the next. An order keeps the place in
 * the queue that it came by when it was accepted, not when it first found the phone busy, so that orders that come at once
 * are served in the order in which they were accepted.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add lined_up_at timestamptz, add turn_moved_at timestamptz;
    update orders set lined_up_at = accepted_at, turn_moved_at = case when holds_turn then now() end;
    alter table orders alter lined_up_at set not null, alter lined_up_at set default now();
    comment on column orders.lined_up_at is 'Orders for one phone have their turns in the order of this; a run again, or a turn that was lost, lines up anew';
    comment on column orders.turn_moved_at is 'When the order that has the turn was given it, or last did something with it';
    drop index orders_waiting_turn;
    create index orders_waiting_turn on orders (phone_key, lined_up_at, id) where state = 'queued';
    create index orders_in_flight on orders (phone_key) where state in ('queued', 'awaiting_acknowledgement');
    create index orders_turn_unmoved on orders (turn_moved_at) where holds_turn and state in ('queued', 'delivering');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index orders_turn_unmoved;
    drop index orders_in_flight;
    drop index orders_waiting_turn;
    create index orders_waiting_turn on orders (phone_key, queued_at) where state = 'queued';
    alter table orders drop lined_up_at, drop turn_moved_at;
  `);
}
