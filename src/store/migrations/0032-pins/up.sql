-- PINs that were set on screen, salted and hashed. The ledger keeps only that one was set, and its name here. No part of the ledger.
create table pin_secret (
  name text primary key,
  site text not null,
  person text not null,
  hash text not null,
  set_at bigint not null
);
