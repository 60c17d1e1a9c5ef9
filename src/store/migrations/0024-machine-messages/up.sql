-- What machines sent and nobody could record: kept byte for byte with the reason, until it is taken up again. No part of the ledger.
create table machine_message (
  id uuid primary key,
  site text not null,
  topic text not null,
  payload bytea not null,
  received_at bigint not null,
  code text not null,
  detail text not null,
  settled_at bigint
);
create index machine_message_open on machine_message (site, received_at) where settled_at is null;
