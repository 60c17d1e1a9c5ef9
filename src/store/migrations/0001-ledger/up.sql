-- One row: the order of everything in this store, and the next graph id. Locked by whoever writes.
create table store (
  one boolean primary key default true check (one),
  position integer not null default 0,
  lots integer not null default 0
);
insert into store default values;

create table ledger_head (
  site text primary key,
  sequence integer not null,
  hash bytea not null
);

-- The ledger. Appended to, never updated. `body` is the canonical JSON that `hash` covers, together with the hash before it.
create table ledger (
  site text not null,
  sequence integer not null,
  position integer not null,
  id text not null,
  type text not null,
  at bigint not null,
  recorded_at bigint not null,
  by text,
  station text,
  work_center text,
  work_order text,
  operation integer,
  run text,
  body text not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (site, sequence)
);
create unique index ledger_id on ledger (id);
create unique index ledger_position on ledger (position);
create index ledger_run on ledger (site, run) where run is not null;
create index ledger_type on ledger (site, type, sequence);

-- Projections. `since` and `until` are positions: a row is believed from the one until the other.
create table event_void (
  id text primary key,
  since integer not null,
  by_position integer not null
);
create table replacement (
  id text primary key,
  since integer not null,
  ord integer not null
);

create table master (
  site text not null, kind text not null, code text not null, body jsonb not null,
  since integer not null, until integer,
  primary key (site, kind, code, since)
);
create index master_current on master (site, kind, code) where until is null;
create index master_badge on master ((body->>'badge')) where kind = 'person' and until is null;

create table lot (
  id integer primary key,
  site text not null,
  material text not null,
  number text not null,
  kind text not null,
  unit text not null,
  homogeneous boolean not null,
  made_at bigint not null,
  made numeric(28,9) not null,
  makings integer not null,
  since integer not null,
  expires_at bigint,
  vendor text,
  vendor_lot text,
  heat text,
  work_order text,
  attributes jsonb
);
create unique index lot_identity on lot (site, number, material);
create index lot_number_prefix on lot (lower(number) text_pattern_ops);
create index lot_material on lot (material, id);
create index lot_work_order on lot (site, work_order) where work_order is not null;

create table identifier (
  since integer not null, line integer not null,
  lot integer not null, kind text not null, value text not null, until integer,
  primary key (since, line)
);
create index identifier_value on identifier (lower(value) text_pattern_ops);
create index identifier_lot on identifier (lot);

create table stock (
  lot integer not null, place text not null, quantity numeric(28,9) not null,
  primary key (lot, place)
);
create index stock_place on stock (place) where quantity <> 0;

create table movement (
  since integer not null, line integer not null,
  site text not null,
  lot integer not null,
  kind text not null,
  delta numeric(28,9) not null,
  scrap numeric(28,9) not null default 0,
  worked numeric(28,9),
  place text not null,
  at bigint not null,
  ord integer not null,
  filled_from bigint,
  run text,
  load_position text,
  reference text,
  until integer,
  primary key (since, line)
);
create index movement_lot on movement (lot);
create index movement_run on movement (site, run) where run is not null;
create index movement_reference on movement (site, reference) where reference is not null;

create table link (
  since integer not null, line integer not null,
  parent integer not null,
  child integer not null,
  quantity_min double precision,
  quantity_expected double precision,
  quantity_max double precision,
  drawn double precision,
  portion double precision not null,
  portion_total double precision not null,
  came bigint not null,
  gone bigint not null,
  taken integer not null,
  put integer not null,
  draw integer not null,
  blend smallint not null,
  how text not null,
  site text not null,
  run text,
  load_position text,
  removed_at bigint,
  until integer,
  primary key (since, line)
);
create index link_parent on link (parent);
create index link_child on link (child);
create index link_run on link (site, run) where run is not null;
create index link_ended on link (until) where until is not null;
create index movement_ended on movement (until) where until is not null;

create table run (
  site text not null, run text not null,
  work_order text, operation integer, work_center text,
  material text, precise boolean not null,
  started_at bigint not null, finished_at bigint,
  last_at bigint not null,
  folded jsonb not null,
  since integer not null, until integer,
  primary key (site, run)
);
create index run_open on run (site) where finished_at is null and until is null;

create table measurement (
  since integer not null, line integer not null,
  site text not null,
  lot integer, run text,
  characteristic text not null, value text not null, unit text,
  quantity numeric(28,9),
  at bigint not null,
  until integer,
  primary key (since, line)
);
create index measurement_lot on measurement (lot) where lot is not null;
create index measurement_run on measurement (site, run) where run is not null;

create table hold (
  site text not null, hold text not null,
  direction text not null, reason text not null, case_number text, by text,
  at bigint not null, released_at bigint, release_reason text,
  since integer not null, until integer,
  primary key (site, hold, since)
);
create table hold_lot (
  since integer not null, line integer not null,
  site text not null, hold text not null, lot integer not null, exempt text, until integer,
  primary key (since, line)
);
create index hold_lot_hold on hold_lot (site, hold);
create index hold_lot_lot on hold_lot (lot);

create table container (
  site text not null, container text not null,
  parent text, place text not null,
  since integer not null, until integer,
  primary key (site, container, since)
);
create index container_parent on container (site, parent) where until is null;

create table shipment (
  site text not null, shipment text not null,
  customer text not null, sales_order text, at bigint not null,
  since integer not null, until integer,
  primary key (site, shipment, since)
);

create table open_end (
  since integer not null, line integer not null,
  site text not null, run text, lot integer not null, code text not null, detail text not null, until integer,
  primary key (since, line)
);
create index open_end_lot on open_end (lot);
create index open_end_run on open_end (site, run) where run is not null;

create table exception (
  since integer not null, line integer not null,
  site text not null, code text not null, detail text not null, until integer,
  primary key (since, line)
);

create table numbering (
  site text not null, pattern text not null, last integer not null,
  primary key (site, pattern)
);
