-- Projection of the event `print`: which labels a lot or container bears.
create table label_print (
  since integer not null, line integer not null,
  site text not null,
  lot integer, container text,
  template text not null,
  copies integer not null, copy integer not null,
  printer text, reason text, by text, station text,
  doubtful boolean not null,
  at bigint not null,
  until integer,
  primary key (since, line)
);
create index label_print_lot on label_print (lot) where lot is not null;
create index label_print_container on label_print (site, container) where container is not null;

-- Operational, not derived from the ledger: labels on their way to a printer. What was printed is recorded as an event.
create table print_job (
  id text primary key,
  -- Its place in the queue; ids may come from stations and are in no order.
  place bigint generated always as identity,
  site text not null,
  printer text not null,
  asked_printer text not null,
  status text not null check (status in ('waiting', 'sending', 'printed', 'failed', 'cancelled')),
  doubtful boolean not null default false,
  kind text not null,
  subject text not null,
  lot integer,
  template jsonb not null,
  tokens jsonb not null,
  copies integer not null,
  copy integer not null,
  reason text, by text, station text, via text not null,
  attempts integer not null default 0,
  passed_by text[] not null default '{}',
  not_before timestamptz not null default now(),
  problem text,
  asked_at timestamptz not null default now(),
  ended_at timestamptz,
  recorded boolean not null default false
);
create unique index print_job_place on print_job (place);
create index print_job_open on print_job (site, printer, place) where status in ('waiting', 'sending');
create index print_job_unrecorded on print_job (place) where status = 'printed' and not recorded;
create index print_job_lot on print_job (lot) where lot is not null;

-- Who talks to a printer: one connection at a time, over all processes. Whoever dies loses the turn when it runs out.
create table print_turn (
  address text primary key,
  holder text not null,
  until timestamptz not null
);
