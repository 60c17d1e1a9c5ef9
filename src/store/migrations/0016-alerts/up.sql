-- Operational, not derived: what was worth telling, to whom it is still to be told, and how that went. The ledger itself is the outbox: a follower
-- reads it by position and makes these rows in the transaction that moves its position on.
create table alert (
  -- Follows from what happened, so the same happening has the same id in every process and at every retry.
  id text primary key,
  -- In the order in which they were found; a replay goes through them in this order.
  place bigint generated always as identity unique,
  -- '*' concerns every site.
  site text not null,
  kind text not null,
  -- What it is about. Alerts about one thing reach each receiver in their order.
  object text not null,
  -- Made for one rule only, such as what expires within its number of days.
  rule text,
  at bigint not null,
  facts jsonb not null,
  found_at timestamptz not null default now()
);
create index alert_found on alert (found_at);

create table alert_delivery (
  place bigint generated always as identity primary key,
  alert text not null references alert (id) on delete cascade,
  site text not null,
  -- mail:ADDRESS or webhook:CODE
  receiver text not null,
  rule text not null,
  language text not null,
  object text not null,
  status text not null check (status in ('waiting', 'sending', 'sent', 'dead')),
  attempts integer not null default 0,
  first_at timestamptz,
  not_before timestamptz not null default now(),
  -- Whoever took it has until then; after that it is taken to have died.
  leased_until timestamptz,
  problem text,
  ended_at timestamptz,
  unique (alert, receiver)
);
create index alert_delivery_open on alert_delivery (site, receiver, object, place) where status in ('waiting', 'sending');
create index alert_delivery_site on alert_delivery (site, place);

-- How far the ledger was followed, and when each of the looks that need a clock was last taken.
create table alert_look (
  name text primary key,
  position integer not null,
  looked_at timestamptz not null
);
insert into alert_look (name, position, looked_at)
  select name, position, 'epoch' from store, unnest(array['ledger', 'recalls', 'expiring', 'drills', 'complaints', 'verification', 'forgotten']) as name;

-- What was told already of things that no event says: a lot that is about to expire, a complaint nobody has answered.
create table alert_told (
  kind text not null, key text not null,
  at timestamptz not null default now(),
  primary key (kind, key)
);

-- By which a receiver knows that it is us. Beside the ledger, which everybody who audits may read.
create table webhook_secret (
  site text not null, webhook text not null,
  number integer generated always as identity,
  secret text not null,
  made_at timestamptz not null default now(),
  ends_at timestamptz,
  primary key (site, webhook, number)
);
-- A receiver that said it is gone (410). Stating the webhook again, at a later position, puts it into use again.
create table webhook_off (
  site text not null, webhook text not null,
  since integer not null,
  at timestamptz not null default now(),
  problem text not null,
  primary key (site, webhook)
);
