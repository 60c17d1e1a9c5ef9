-- Operational: what stations sent and were answered, kept for retries and support. Not part of the ledger, not rebuilt.
create table station_scan (
  id text primary key,
  site text not null,
  station text not null,
  sequence bigint not null,
  at bigint not null,
  received_at bigint not null,
  skew_ms bigint,
  plan jsonb not null,
  answer jsonb
);
create index station_scan_received on station_scan (received_at);
create index station_scan_station on station_scan (site, station, received_at);

-- One row a station: when it was last heard of, and how far its clock was off then.
create table station_contact (
  site text not null,
  station text not null,
  at bigint not null,
  skew_ms bigint,
  sequence bigint,
  people text[] not null default '{}',
  primary key (site, station)
);

-- Codes that make a device a station: used once, soon over.
create table station_code (
  hash text primary key,
  site text not null,
  station text not null,
  expires_at bigint not null,
  used_at bigint
);
