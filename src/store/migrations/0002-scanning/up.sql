-- What stations and scanners sent, byte for byte. No part of the ledger and no projection: rows older than 30 days go.
create table scan (
  id bigint generated always as identity primary key,
  at bigint not null,
  site text,
  station text,
  device text,
  by text,
  bytes bytea not null,
  syntax text not null,
  kind text,
  outcome text not null,
  problem text,
  ms double precision not null
);
create index scan_at on scan (at);
create index scan_station on scan (station, id);

-- A symbol gives 14 digits; a material's record may have 8, 12, 13 or 14 of them.
create index master_gtin on master ((lpad(body->>'gtin', 14, '0'))) where kind = 'material' and until is null and body ? 'gtin';
