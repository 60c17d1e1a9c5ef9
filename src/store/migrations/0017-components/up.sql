-- Which rule an approved deviation set aside, for which lot: one row per use, a projection like the others.
create table deviation_use (
  since integer not null, line integer not null,
  site text not null,
  deviation text not null, rule text not null,
  lot integer not null,
  work_order text, operation integer, run text,
  at bigint not null,
  until integer,
  primary key (since, line)
);
create index deviation_use_lot on deviation_use (lot);
create index deviation_use_deviation on deviation_use (site, deviation);
create index deviation_use_ended on deviation_use (until) where until is not null;
-- Lots in the order in which they expire.
create index lot_expires on lot (site, material, expires_at) where expires_at is not null;
